"""Months as the review writes them: "2022-05"."""

from __future__ import annotations

import re

FIRST_YEAR, LAST_YEAR = 2000, 2100
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def is_month(text: str) -> bool:
    """Whether this is a month of a year that can be meant."""
    found = _MONTH.fullmatch(text)
    return found is not None and FIRST_YEAR <= int(found[1]) <= LAST_YEAR


def shifted(month: str, by: int) -> str:
    """The month so many months later (or earlier)."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{number // 12}-{number % 12 + 1:02}"


def next_month(month: str) -> str:
    """The month after it."""
    return shifted(month, 1)


def spoken(month: str) -> str:
    """How it is spoken of: tháng 5/2022."""
    return f"tháng {int(month[5:])}/{month[:4]}"
