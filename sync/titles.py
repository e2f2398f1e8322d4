"""What stands around a table and helps to read it: the book's year and the legend of signs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from sync.cells import Tab
from sync.headers import TabText

_YEAR = re.compile(r"(?<!\d)(19\d\d|20\d\d)(?!\d)")
_NAMED_YEAR = re.compile(r"(?:năm|n\.)\s*(19\d\d|20\d\d)(?!\d)(?!\s*[-–])", re.IGNORECASE)
_FULL_DATE = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]((?:19|20)\d\d)(?!\d)")

_TERM = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-–]\s*((?:19|20)\d\d)(?!\d)")
_LONGEST_TERM = 10

_LEGEND_LEAD = re.compile(r"^(?:ký hiệu|kí hiệu|ghi chú|chú thích|quy ước|chú giải|kh)\s*[:：]\s*", re.IGNORECASE)
_PAIR = re.compile(r"\s*([^:=;]{1,20}?)\s*[:=]\s*([^:=;]{1,40})\s*")
_OR = re.compile(r"\s*(?:,|/|\bhoặc\b|\bvà\b)\s*")
_EMPTY_SIGNS = ("để trống", "bỏ trống", "trống")


def _years(page: TabText, rows: Iterable[int]) -> Counter[int]:
    """Years named in these rows; "năm 2022" and a full date count, a term such as 2020-2025 does not."""
    found: Counter[int] = Counter()
    for row in rows:
        for column in page.filled(row):
            line = page.text(row, column)
            found.update(int(year) for pattern in (_NAMED_YEAR, _FULL_DATE) for year in pattern.findall(line))
    return found


def year_of(page: TabText, top: int) -> int | None:
    """The year the tab speaks of, from the title rows above its header."""
    years = _years(page, range(top))
    return max(years, key=lambda year: (years[year], year)) if years else None


def book_year(tabs: Iterable[Tab], file_name: str = "") -> int | None:
    """The book's year: what most title rows say, else what tab names and the file's name say."""
    votes: Counter[int] = Counter()
    named: Counter[int] = Counter()
    for tab in tabs:
        if tab.hidden:
            continue
        votes.update(set(_years(TabText.of(tab), range(min(len(tab.grid), 8)))))
        named.update(int(year) for year in _YEAR.findall(tab.title))
    named.update(int(year) for year in _YEAR.findall(file_name) for _ in range(2))
    for counted in (votes, named):
        if counted:
            return max(counted, key=lambda year: (counted[year], named[year], year))
    return None


def book_term(tabs: Iterable[Tab], file_name: str = "") -> tuple[int, int] | None:
    """The term a book covers, first and last year: what its title rows say ("NHIỆM KỲ 2015 - 2020"), else its file's name."""
    named = Counter[tuple[int, int]]()
    for tab in tabs:
        page = TabText.of(tab)
        lines = (
            [page.text(r, c) for r in range(min(len(tab.grid), 8)) for c in page.filled(r)] if not tab.hidden else []
        )
        named.update(_terms(lines))
    return max(named or _terms([file_name]), key=lambda term: (named[term], term), default=None)


def _terms(lines: Iterable[str]) -> set[tuple[int, int]]:
    found = {(int(first), int(last)) for line in lines for first, last in _TERM.findall(line)}
    return {(first, last) for first, last in found if 0 < last - first <= _LONGEST_TERM}


def legend_of(page: TabText, top: int, bottom: int) -> dict[str, str]:
    """The signs a tab explains: {"P": "vắng có lý do"}. Read from the rows above the header, else from those under the table."""
    above = _first_legend(page, range(top))
    return above or _first_legend(page, range(len(page.tab.grid) - 1, bottom, -1))


def _first_legend(page: TabText, rows: Iterable[int]) -> dict[str, str]:
    for row in rows:
        columns = page.filled(row)
        if len(columns) == 1 and len(pairs := _pairs(page.text(row, columns[0]))) > 1:
            return pairs
    return {}


def _pairs(line: str) -> dict[str, str]:
    """The pairs of "x: có mặt; P: vắng có lý do; K hoặc v: ..."; none at all unless every part is a pair."""
    parts = [part for part in _LEGEND_LEAD.sub("", line).split(";") if part.strip(" .")]
    pairs: dict[str, str] = {}
    for part in parts:
        found = _PAIR.fullmatch(part.strip(" ."))
        if found is None:
            return {}
        for sign in _OR.split(found[1]):
            if sign and sign.lower() not in _EMPTY_SIGNS:
                pairs[sign] = found[2].strip()
    return pairs
