"""Times of day as people write them: 19h30, 7g, 7:00, 7 giờ tối; canonical "19:30"."""

from __future__ import annotations

import re

from sync.values.problem import Problem
from sync.values.text import single_line

_TIME = re.compile(
    r"(?:lúc )?(\d{1,2}) ?(?:h|g|:|giờ|gi) ?(\d{1,2})?(?::00)? ?(?:'|’|p|ph|phút)?(?: ?(sáng|trưa|chiều|tối))?"
)
_DOTTED = re.compile(r"(\d{1,2})[.,](\d{2})")
_HOUR = re.compile(r"\d{1,2}")
_TWO = re.compile(r"\d.*(?:-|–|đến|và|,|;|/)\s*\d.*")


def _clock(hour: int, minute: int) -> str | None:
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def parse_time(text: str) -> str | Problem:
    """A time written as text. A part of the day without an hour, and a bare number, are problems."""
    line = single_line(text).lower().strip(" .")
    if m := _TIME.fullmatch(line):
        hour, later = int(m[1]), m[3] in ("chiều", "tối")
        exact = _clock(hour + 12 if later and hour < 12 else hour, int(m[2] or 0))
        return exact or Problem("not_a_time")
    if not line.strip("?"):
        return Problem("unknown_value")
    likely = _clock(int(m[1]), int(m[2])) if (m := _DOTTED.fullmatch(line)) else None
    if _HOUR.fullmatch(line):
        likely = _clock(int(line), 0)
    return Problem("two_values" if _TWO.fullmatch(line) and not likely else "not_a_time", (likely,) if likely else ())


def parse_serial_time(serial: float) -> str | Problem:
    """A time from a number cell: the fraction of a day, to the nearest minute."""
    if serial < 0 or (serial >= 1 and float(serial).is_integer()):
        likely = _clock(int(serial), 0) if 0 < serial < 24 else None
        return Problem("not_a_time", (likely,) if likely else ())
    if 1 <= serial < 24:
        likely = _clock(int(serial), round(serial % 1 * 100))
        return Problem("not_a_time", (likely,) if likely else ())
    minutes = round(serial % 1 * 24 * 60) % (24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def time_serial(value: str) -> float:
    """The fraction of a day: "19:30" is 0.8125."""
    hour, minute = value.split(":")
    return (int(hour) * 60 + int(minute)) / (24 * 60)


def time_text(value: str, like: str = "") -> str:
    """The time as text, with the sign between hour and minute that the other text has (h, g or a colon)."""
    hour, minute = value.split(":")
    sign = next((s for s in ("giờ", "h", "g") if s in like.lower()), ":")
    if sign == ":":
        return f"{int(hour)}:{minute}"
    sign = {"giờ": " giờ "}.get(sign, sign)
    return f"{int(hour)}{sign}{minute}".strip()
