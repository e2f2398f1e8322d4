"""Months as the rota counts them: canonical texts such as 2022-03."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_MONTH = re.compile(r"(19|20|21)\d\d-(0[1-9]|1[0-2])")
_TYPED = re.compile(r"(?:tháng\s*)?(\d{1,2})\s*[/.\-]\s*(\d{4})", re.IGNORECASE)


def is_month(text: str) -> bool:
    """Whether this is a canonical month."""
    return bool(_MONTH.fullmatch(text))


def read(text: str) -> str | None:
    """A month as typed (3/2022, tháng 3/2022, 2022-03), canonical, or None."""
    text = text.strip()
    if is_month(text):
        return text
    typed = _TYPED.fullmatch(text)
    found = f"{typed[2]}-{int(typed[1]):02}" if typed else ""
    return found if is_month(found) else None


def first_day(month: str) -> str:
    """The first day of a month."""
    return f"{month}-01"


def last_day(month: str) -> str:
    """The last day of a month."""
    return f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]:02}"


def after(month: str, count: int = 1) -> str:
    """The month so many months later."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + count
    return f"{number // 12}-{number % 12 + 1:02}"


def between(first: str, last: str) -> list[str]:
    """The months from one to another, both included; none where the last is before the first."""
    found, month = [], first
    while month <= last:
        found.append(month)
        month = after(month)
    return found


def days_before(day: str, days: int) -> str:
    """A canonical day so many days earlier."""
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
