"""A calendar as text (iCalendar, RFC 5545): events, escaping, folding at 75 octets. Knows no session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

PRODUCT = "-//So tay chi bo//Lich sinh hoat//VI"
FOLD_AT = 75


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``start`` is an aware moment, or a date for a whole day; ``minutes`` is left out for a whole day.

    ``uid`` names the event for ever; ``sequence`` grows with every change; ``stamp`` is when it was made.
    """

    uid: str
    start: datetime | date
    summary: str
    stamp: datetime
    minutes: int = 0
    sequence: int = 0
    place: str = ""
    url: str = ""


def calendar(name: str, events: Iterable[Event]) -> str:
    """The whole calendar, lines ended as the standard asks (CRLF)."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}", "X-WR-TIMEZONE:Asia/Ho_Chi_Minh", "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        *(line for event in events for line in _event(event)), "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """A text value (RFC 5545, 3.3.11): backslash, semicolon, comma and line break are written with a backslash."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(c for c in text if c == "\t" or ord(c) >= 32)


def folded(line: str) -> str:
    """A long line broken so that none is longer than 75 octets, never inside a letter (RFC 5545, 3.1)."""
    parts, part, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > FOLD_AT:
            parts.append(part)
            part, size = " ", 1
        part += letter
        size += octets
    return "\r\n".join([*parts, part])


def _event(event: Event) -> list[str]:
    lines = [
        "BEGIN:VEVENT", f"UID:{escaped(event.uid)}", f"DTSTAMP:{_moment(event.stamp)}", *_when(event),
        f"SEQUENCE:{event.sequence}", f"SUMMARY:{escaped(event.summary)}", "CLASS:PRIVATE", "TRANSP:OPAQUE",
    ]  # fmt: skip
    if event.place:
        lines.append(f"LOCATION:{escaped(event.place)}")
    if event.url:
        lines.append(f"URL:{event.url}")
    return [*lines, "END:VEVENT"]


def _when(event: Event) -> list[str]:
    if isinstance(event.start, datetime):
        return [f"DTSTART:{_moment(event.start)}", f"DURATION:PT{event.minutes}M"]
    return [f"DTSTART;VALUE=DATE:{event.start:%Y%m%d}"]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
