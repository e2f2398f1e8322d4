"""Dates as a clerk types them into a form, read strictly; a sheet's wider habits are the sync engine's affair."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(?:tháng\s*)?(\d{1,2})[/.\-](\d{4})", re.IGNORECASE)
_QUARTER = re.compile(r"quý\s*(I{1,3}|IV|[1-4])[/.\-](\d{4})", re.IGNORECASE)
_YEAR = re.compile(r"(?:năm\s*)?(\d{4})", re.IGNORECASE)
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}


def read_date(text: str, precisions: frozenset[str] = frozenset({"day"})) -> str | None:
    """The canonical string (its length is its precision) of a typed date, or None if it is not a real one.

    ``precisions`` are those allowed of day, month, quarter, year.
    """
    text = text.strip()
    for precision, read in (("day", _day), ("month", _month), ("quarter", _quarter), ("year", _year)):
        if precision in precisions and (value := read(text)):
            return value
    return None


def _day(text: str) -> str | None:
    if m := _DAY.fullmatch(text):
        return _real(int(m[3]), int(m[2]), int(m[1]))
    if m := _ISO.fullmatch(text):
        return _real(int(m[1]), int(m[2]), int(m[3]))
    return None


def _real(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if year >= 1900 else None
    except ValueError:
        return None


def _month(text: str) -> str | None:
    m = _MONTH.fullmatch(text)
    return f"{m[2]}-{int(m[1]):02}" if m and 1 <= int(m[1]) <= 12 and int(m[2]) >= 1900 else None


def _quarter(text: str) -> str | None:
    m = _QUARTER.fullmatch(text)
    return f"{m[2]}-Q{_ROMAN.get(m[1].upper(), m[1])}" if m else None


def _year(text: str) -> str | None:
    m = _YEAR.fullmatch(text)
    return m[1] if m and int(m[1]) >= 1900 else None
