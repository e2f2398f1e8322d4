"""Dates with their precision: "2022-03-05", "2022-03", "2022-Q1", "2022" (domain.md, section 6). Day before month, always."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sync.values.problem import Problem
from sync.values.text import refers_elsewhere, single_line

_EPOCH = date(1899, 12, 30)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_ROMAN = ("", "I", "II", "III", "IV")
_YEARS = range(1900, 2101)
_SMALLEST_SERIAL = 6000  # June 1916: a smaller number is no date anybody meant

_SEP = r"\s*[/.\-]\s*"
_DAY = re.compile(rf"(?:ngày )?(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}(\d{{4}}|\d{{2}})")
_DAY_WORDS = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]00:00(?::00)?)?")
_MONTH = re.compile(rf"(?:tháng ?|t\.? ?)?(\d{{1,2}})(?:{_SEP}| năm )(\d{{4}})")
_QUARTER = re.compile(r"(?:quý|q\.?) ?(iv|i{1,3}|[1-4])(?:\s*[/.\-,]\s*|\s+)(?:năm )?(\d{4})")
_YEAR = re.compile(r"(?:(?:trong|cả) )?(?:năm )?(\d{4})")
_NO_YEAR = re.compile(rf"(?:ngày )?(\d{{1,2}}){_SEP}(\d{{1,2}})")
_MONTH_ALONE = re.compile(r"(?:tháng ?|t ?)(\d{1,2})")
_QUARTER_ALONE = re.compile(r"quý ?(iv|i{1,3}|[1-4])")
_ABOUT = re.compile(r"(?:khoảng|chừng|tầm|độ|gần|cỡ) (?:năm )?(.+)")
_TWO = re.compile(
    r"\d.*?(?:\bvà\b|\bhoặc\b|[;,&+])\s*(?:ngày )?\d|\d{1,2}\s*-\s*\d{1,2}\s*/\s*\d{1,2}.*|.*\d{4}\s*-\s*.*\d{4}"
)
_CANONICAL = re.compile(r"\d{4}(?:-Q[1-4]|-\d{2}(?:-\d{2})?)?")
_ONLY_MARKS = re.compile(r"[?.…\s\-]+")


def year_of_two_digits(short: int, book_year: int) -> int:
    """The latest year ending in these two digits that is not after the book's year."""
    year = book_year // 100 * 100 + short
    return year if year <= book_year else year - 100


def parse_date(text: str, book_year: int) -> str | Problem:
    """A date written as text. A day without a year, a day the calendar lacks and anything vague are problems."""
    line = single_line(text).lower().strip(" .;,")
    if not line or _ONLY_MARKS.fullmatch(line):
        return Problem("unknown_value")
    exact = _exact(line, book_year)
    return exact if exact is not None else _vague(line, book_year)


def _exact(line: str, book_year: int) -> str | Problem | None:
    """The date if the line has one of the accepted shapes; a problem if the calendar has no such date."""
    if m := _ISO.fullmatch(line):
        return _day(int(m[3]), int(m[2]), int(m[1]))
    if m := _DAY_WORDS.fullmatch(line) or _DAY.fullmatch(line):
        year = int(m[3]) if len(m[3]) == 4 else year_of_two_digits(int(m[3]), book_year)
        return _day(int(m[1]), int(m[2]), year)
    if m := _MONTH.fullmatch(line):
        return _month(int(m[1]), int(m[2]))
    if m := _QUARTER.fullmatch(line):
        return f"{m[2]}-Q{_QUARTERS[m[1]]}" if int(m[2]) in _YEARS else Problem("impossible_date")
    if m := _YEAR.fullmatch(line):
        return m[1] if int(m[1]) in _YEARS else Problem("impossible_date")
    return None


def _day(day: int, month: int, year: int) -> str | Problem:
    if year not in _YEARS:
        return Problem("impossible_date")
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return Problem("impossible_date")


def _month(month: int, year: int) -> str | Problem:
    return f"{year}-{month:02}" if 1 <= month <= 12 and year in _YEARS else Problem("impossible_date")


def _offered(value: str | Problem | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else ()


def _vague(line: str, book_year: int) -> Problem:
    """Why a line of no accepted shape is no date."""
    if refers_elsewhere(line):
        return Problem("refers_elsewhere")
    if m := _ABOUT.fullmatch(line):
        return Problem("approximate", _offered(_exact(m[1], book_year)))
    if (without_year := _without_year(line, book_year)) is not None:
        return without_year
    if "?" in line and (sure := _offered(_exact(line.replace("?", "").strip(), book_year))):
        return Problem("unsure", sure)
    retyped = line.translate(str.maketrans("olı", "011"))
    if retyped != line and (meant := _offered(_exact(retyped, book_year))):
        return Problem("mistyped", meant)
    return Problem("two_values") if _TWO.fullmatch(line) or _TWO.match(line) else Problem("not_a_date")


def _without_year(line: str, book_year: int) -> Problem | None:
    """``5/3``, ``tháng 5``, ``quý II``: the year is missing and the book's is only what was probably meant."""
    if m := _NO_YEAR.fullmatch(line):
        day_in_book_year = _offered(_day(int(m[1]), int(m[2]), book_year))
        short = _offered(_month(int(m[1]), year_of_two_digits(int(m[2]), book_year))) if len(m[2]) == 2 else ()
        return Problem("year_missing", day_in_book_year or short)
    if m := _MONTH_ALONE.fullmatch(line):
        return Problem("year_missing", _offered(_month(int(m[1]), book_year)))
    if m := _QUARTER_ALONE.fullmatch(line):
        return Problem("year_missing", (f"{book_year}-Q{_QUARTERS[m[1]]}",))
    return None


def parse_serial_date(serial: float, formatted: bool) -> str | Problem:
    """A date from a number cell: a serial (days since 1899-12-30), or a year if the cell has no date format."""
    if not formatted and serial in _YEARS:
        return str(int(serial))
    if not formatted and not float(serial).is_integer():
        month, year = int(serial), round(serial % 1 * 10_000)
        return Problem("not_a_date", _offered(_month(month, year)))
    if not (1 if formatted else _SMALLEST_SERIAL) <= serial < 73_051:
        return Problem("not_a_date")
    return (_EPOCH + timedelta(days=int(serial))).isoformat()


def serial_of(value: str) -> float:
    """The serial of a date that is precise to the day."""
    return float((date.fromisoformat(value) - _EPOCH).days)


def month_of(value: str) -> int | None:
    """The month of a date, if it is that precise."""
    return int(value[5:7]) if len(value) >= 7 and value[5] != "Q" else None


def month_in(text: str, book_year: int) -> str | Problem:
    """A month of the book: 3, T3, Tháng 3, 03/2022; one without a year is the book's."""
    line = single_line(text).lower().strip(" .;,")
    if m := re.fullmatch(r"(?:tháng ?|th\.? ?|t\.? ?)?(\d{1,2})", line):
        return _month(int(m[1]), book_year)
    found = parse_date(line, book_year)
    return Problem("not_a_date") if isinstance(found, str) and len(found) != 7 else found


def parse_period(text: str, book_year: int) -> str | None:
    """The period a group header names: Năm 2016, Quý I, Tháng 3; one without a year is of the book's. None for another text."""
    found = parse_date(text, book_year)
    if isinstance(found, Problem):
        found = next(iter(found.likely), "") if found.reason == "year_missing" else ""
    return found if found and len(found) < 10 else None


def in_period(value: str, period: str) -> bool:
    """Whether a date is surely in a year, quarter or month. What is no canonical date is in none."""
    if not _CANONICAL.fullmatch(value) or not _CANONICAL.fullmatch(period):
        return False
    if value.startswith(period):
        return True
    month = month_of(value)
    return bool(month) and period == f"{value[:4]}-Q{((month or 1) + 2) // 3}"


def date_text(value: str) -> str:
    """A date as it is written: 02/3/2022, 3/2022, Quý II/2022, 2022 (days below 10 and months 1, 2 padded)."""
    year, _, rest = value.partition("-")
    if not rest:
        return year
    if rest.startswith("Q"):
        return f"Quý {_ROMAN[int(rest[1])]}/{year}"
    month, _, day = rest.partition("-")
    shown = month if int(month) < 3 else str(int(month))
    return f"{day}/{shown}/{year}" if day else f"{shown}/{year}"
