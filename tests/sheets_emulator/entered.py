"""What a person typed, read as Google reads it in the spreadsheet's locale (USER_ENTERED)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from .cells import Cell, Json, Value, intern_format, tidy_number
from .number_format import DATE_TYPES, from_datetime, separators

_DMY = re.compile(r"^(\d{1,2})([/-])(\d{1,2})(?:\2(\d{4}|\d{2}))?$")
_YMD = re.compile(r"^(\d{4})([-/])(\d{1,2})\2(\d{1,2})$")
_MONTH_YEAR = re.compile(r"^(\d{1,2})/(\d{4})$")
_TIME = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?( ?[AaPp][Mm])?$")
_SCIENTIFIC = re.compile(r"^[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+$")


class Typed(NamedTuple):
    """The value and the number format that typing it brings along."""

    value: Value
    number_format: Json | None = None


def type_into(cell: Cell, text: str, locale: str, today: datetime) -> Cell:
    """The cell after a person typed `text` over it: format and note stay, value or formula change."""
    kind = (cell.number_format or {}).get("type")
    if text == "":
        return cell._replace(value=None, formula=None)
    if text.startswith("'"):
        return cell._replace(value=text[1:], formula=None)
    if text.startswith("=") and len(text) > 1 and kind != "TEXT":
        return cell._replace(value=None, formula=text)
    if kind == "TEXT":
        return cell._replace(value=text, formula=None)
    typed = read(text, locale, today)
    wanted = _wanted_format(typed, kind)
    fresh = cell._replace(value=typed.value, formula=None)
    if wanted is None:
        return fresh
    return fresh._replace(format=intern_format((cell.format or {}) | {"numberFormat": wanted}))


def _wanted_format(typed: Typed, kind: str | None) -> Json | None:
    """Dates keep a date format that is already there; numbers keep any format that is there."""
    if typed.number_format is None:
        return None
    if typed.number_format["type"] in DATE_TYPES:
        return None if kind in DATE_TYPES else typed.number_format
    return typed.number_format if kind is None else None


def read(text: str, locale: str, today: datetime) -> Typed:
    """Read a text that is not a formula: boolean, number, percent, money, date, time, or text."""
    bare = text.strip()
    if bare.upper() in {"TRUE", "FALSE"}:
        return Typed(bare.upper() == "TRUE")
    found = _read_number(bare, locale) or _read_date(bare, locale, today) or _read_time(bare)
    if found is None and " " in bare:
        found = _read_date_time(bare, locale, today)
    return found or Typed(text)


def _read_number(text: str, locale: str) -> Typed | None:
    symbol = _currency(text, locale)
    if symbol is not None:
        return symbol
    decimal, thousands = separators(locale)
    if text.endswith("%"):
        number = _plain_number(text[:-1].strip(), decimal, thousands)
        if number is None:
            return None
        pattern = "0.00%" if decimal in text else "0%"
        return Typed(tidy_number(number / 100), {"type": "PERCENT", "pattern": pattern})
    number = _plain_number(text, decimal, thousands)
    if number is None:
        return None
    if _SCIENTIFIC.match(text):
        return Typed(tidy_number(number), {"type": "SCIENTIFIC", "pattern": "0.00E+00"})
    if thousands in text:
        pattern = "#,##0.00" if decimal in text else "#,##0"
        return Typed(tidy_number(number), {"type": "NUMBER", "pattern": pattern})
    return Typed(tidy_number(number))


def _currency(text: str, locale: str) -> Typed | None:
    english = locale.startswith("en")
    match = re.match(r"^\$\s?(.+)$", text) if english else re.match(r"^(.+?)\s?₫$", text)
    decimal, thousands = separators(locale)
    number = _plain_number(match[1], decimal, thousands) if match else None
    if number is None:
        return None
    cents = ".00" if match is not None and decimal in match[1] else ""
    pattern = f'"$"#,##0{cents}' if english else f'#,##0{cents} "₫"'
    return Typed(tidy_number(number), {"type": "CURRENCY", "pattern": pattern})


def _plain_number(text: str, decimal: str, thousands: str) -> float | None:
    d, t = re.escape(decimal), re.escape(thousands)
    whole = rf"(?:\d{{1,3}}(?:{t}\d{{3}})+|\d+)"
    exponent = r"(?:[eE][+-]?\d+)?"
    if not re.match(rf"^[+-]?(?:{whole}(?:{d}\d*)?|{d}\d+){exponent}$", text):
        return None
    return float(text.replace(thousands, "").replace(decimal, "."))


def _read_date(text: str, locale: str, today: datetime) -> Typed | None:
    iso = _YMD.match(text)
    if iso:
        pattern = f"yyyy{iso[2]}mm{iso[2]}dd"
        return _date(int(iso[1]), int(iso[3]), int(iso[4]), pattern)
    month_year = _MONTH_YEAR.match(text)
    if month_year:
        return _date(int(month_year[2]), int(month_year[1]), 1, "mm/yyyy")
    match = _DMY.match(text)
    if not match:
        return None
    american = locale.startswith("en_US")
    day, month = (match[3], match[1]) if american else (match[1], match[3])
    year = today.year if match[4] is None else _full_year(match[4])
    return _date(year, int(month), int(day), _typed_pattern(match, american))


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < 30 else 1900 + year


def _typed_pattern(match: re.Match[str], american: bool) -> str:
    first, second = ("m", "d") if american else ("d", "m")
    padded = match[1].startswith("0") or match[3].startswith("0")
    width = 2 if padded else 1
    pattern = f"{first * width}{match[2]}{second * width}"
    return pattern if match[4] is None else f"{pattern}{match[2]}{'y' * len(match[4])}"


def _date(year: int, month: int, day: int, pattern: str) -> Typed | None:
    try:
        serial = from_datetime(datetime(year, month, day))
    except ValueError:  # 31/02: stays text
        return None
    return Typed(serial, {"type": "DATE", "pattern": pattern})


def _read_time(text: str) -> Typed | None:
    match = _TIME.match(text)
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    half = (match[4] or "").strip().lower()
    if hour > 24 or minute > 59 or second > 59 or (half and hour > 12):
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    pattern = "h:mm" + (":ss" if match[3] else "") + (" am/pm" if half else "")
    span = timedelta(hours=hour, minutes=minute, seconds=second)
    return Typed(tidy_number(span / timedelta(days=1)), {"type": "TIME", "pattern": pattern})


def _read_date_time(text: str, locale: str, today: datetime) -> Typed | None:
    day, _, rest = text.partition(" ")
    date, time = _read_date(day, locale, today), _read_time(rest)
    if date is None or time is None or date.number_format is None or time.number_format is None:
        return None
    assert isinstance(date.value, (int, float)) and isinstance(time.value, (int, float))
    pattern = f"{date.number_format['pattern']} {time.number_format['pattern']}"
    return Typed(date.value + time.value, {"type": "DATE_TIME", "pattern": pattern})
