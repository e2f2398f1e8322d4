"""Binds a workbook that people made, tab by tab: proposes what each tab is and which columns are which, and remembers it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from intranet.mirror.tables import LEGENDS, TABLES
from intranet.mirror.widths import width_of
from intranet.refusal import Refusal
from sync.cells import Snapshot, Tab, column_letter
from sync.columns import Table
from sync.layout import Layout, MappedColumn, clean_headers, find_layout, guess_table
from sync.layout import Mapping as ColumnMapping
from sync.stores.protocol import NewTab
from sync.titles import book_term, book_year
from sync.values import compare_key

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
#: A tab that is a copy by its own words.
_COPY = re.compile(r"\(\d+\)\s*$|^copy of\b|\bcopy\b|^bản sao\b", re.IGNORECASE)
_CORRECTION = re.compile(r"(?P<table>\w+)(?:\[(?P<tab>[^\]]+)\])?\.(?P<field>\w+)=(?P<letter>[A-Za-z]{0,3})")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one tab is taken for, and how its columns are understood. With a ``problem`` it cannot be bound."""

    table: Table
    tab: Tab
    layout: Layout
    named: bool = False

    @property
    def problem(self) -> str:
        """Why the tab cannot be bound, in plain Vietnamese."""
        return self.layout.problem

    @property
    def options(self) -> dict[str, Any]:
        """What else was read off the tab and is remembered."""
        return {"legend": dict(self.layout.legend)}

    def columns(self) -> list[str]:
        """The mapping to be shown: "C  Năm sinh → Năm sinh"."""
        labels = {f.name: f.label for f in self.table.fields}
        shown = sorted(self.layout.mapping.columns, key=lambda c: c.column)
        return [f"{column_letter(c.column)}  {_heading(c)} → {labels[c.field]}" for c in shown]

    def left_out(self) -> list[str]:
        """Columns of the staff's own, which are never touched."""
        return [f"{column_letter(h.column)}  {h.text}" for h in self.layout.unmapped if h.text]


@dataclass(slots=True)
class Proposals:
    """What a workbook offers. ``missing``: registers asked for (or all of them) that no tab holds."""

    found: list[Proposal] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    year: int | None = None
    first_year: int | None = None


def propose(
    snapshot: Snapshot, named: Iterable[tuple[str, str]], *, everything: bool = False, file_name: str = ""
) -> Proposals:
    """Take each visible tab for the register it most probably holds; with ``named`` (register, tab title) exactly those tabs.

    A register stands in one tab, the likeliest, unless it may be spread over several. Tabs that are asked for but not there
    are told in ``missing``; ``everything`` asks for every register.
    """
    proposals, asked = Proposals(), list(named)
    wanted = asked or _titles(snapshot)
    if everything and not asked:
        there = {name for name, _ in wanted}
        wanted = [pair for name in TABLES for pair in (_of(name, wanted) if name in there else [(name, "")])]
    for name, title in wanted:
        tab = _tab(snapshot, title) if title else None
        if tab is None:
            proposals.missing.append((name, title or TABLES[name].tabs[0]))
        else:
            proposals.found.append(Proposal(TABLES[name], tab, find_layout(tab, TABLES[name]), named=bool(asked)))
    proposals.year = book_year((p.tab for p in proposals.found), file_name)
    proposals.first_year = first_year((p.tab for p in proposals.found), file_name, proposals.year)
    return proposals


def first_year(tabs: Iterable[Tab], name: str, year: int | None) -> int | None:
    """The year in which the term of a book of several years begins; None for a book of one year."""
    term = book_term(tabs, name)
    return term[0] if term is not None and year is not None and term[0] < year <= term[1] else None


def _of(name: str, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [pair for pair in pairs if pair[0] == name]


def _titles(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Registers with the tabs that hold them, in the registers' order; of one that stands in one tab only, the likeliest.

    A tab that says in its name that it is a copy is left to a person.
    """
    guesses = [
        (guess[1], guess[0], tab.title)
        for tab in snapshot.tabs.values()
        if (guess := guess_table(tab, TABLES.values()))
    ]
    best: dict[str, list[str]] = {}
    for _, name, title in sorted(guesses, key=lambda g: -g[0]):
        if name not in best or (TABLES[name].several and not _COPY.search(title)):
            best.setdefault(name, []).append(title)
    order = [tab.title for tab in snapshot.tabs.values()]
    return [(name, title) for name in TABLES for title in sorted(best.get(name, ()), key=order.index)]


def _tab(snapshot: Snapshot, title: str) -> Tab | None:
    wanted = compare_key(title)
    return next((tab for tab in snapshot.tabs.values() if compare_key(tab.title) == wanted), None)


def year_in(name: str) -> int | None:
    """The year in a file's name, if it has one."""
    found = _YEAR.search(name)
    return int(found[1]) if found else None


def _heading(column: MappedColumn) -> str:
    return f"{column.group} – {column.header}" if column.group else column.header


def parse_named(pairs: Iterable[str]) -> list[tuple[str, str]]:
    """``TABLE=TAB`` pairs. Raises Refusal for a register nobody knows."""
    named: list[tuple[str, str]] = []
    for pair in pairs:
        table, equals, title = pair.partition("=")
        if not equals or table not in TABLES or not title.strip():
            raise Refusal(
                f'“{pair}” chưa đúng: ghi BẢNG=TRANG, ví dụ members="Đảng viên". Các bảng: {", ".join(TABLES)}.'
            )
        named.append((table, title.strip()))
    return named


def corrected(proposals: Sequence[Proposal], corrections: Iterable[str]) -> list[Proposal]:
    """The proposals with a person's corrections: ``members.born=C`` maps a field's column, ``members.born=`` leaves it out.

    Where several tabs hold the register the tab is named: ``good_deeds[Ba Bể].criterion=F``.
    """
    result = list(proposals)
    for text in corrections:
        match = _CORRECTION.fullmatch(text.strip())
        index = _meant(result, match) if match else None
        if match is None or index is None or match["field"] not in {f.name for f in result[index].table.fields}:
            raise Refusal(f"“{text}” chưa đúng: ghi BẢNG.MỤC=CỘT, ví dụ members.born=C.")
        result[index] = _with_column(result[index], match["field"], match["letter"].upper())
    return result


def _meant(proposals: Sequence[Proposal], match: re.Match[str]) -> int | None:
    """The one proposal a correction is about."""
    mine = [i for i, p in enumerate(proposals) if p.table.name == match["table"]]
    if match["tab"]:
        mine = [i for i in mine if compare_key(proposals[i].tab.title) == compare_key(match["tab"])]
    return mine[0] if len(mine) == 1 else None


def _with_column(proposal: Proposal, name: str, letter: str) -> Proposal:
    mapping = proposal.layout.mapping
    kept = tuple(c for c in mapping.columns if c.field != name)
    if letter:
        column = _column_number(letter)
        header = next((h for h in proposal.layout.headers if h.column == column), None)
        if header is None:
            raise Refusal(f"Trang “{proposal.tab.title}” không có tiêu đề ở cột {letter}.")
        index = proposal.table.field(name).headings[0].index
        kept = (*(c for c in kept if c.column != column), MappedColumn(name, index, header.text, header.group, column))
    layout = replace(proposal.layout, mapping=ColumnMapping(mapping.table, kept), problem="")
    return replace(proposal, layout=layout)


def _column_number(letter: str) -> int:
    number = 0
    for character in letter:
        number = number * 26 + ord(character) - 64
    return number - 1


def clean_tab(name: str, title: str, organisation: str, year: int) -> NewTab:
    """A clean tab for a register: a title, the signs used, headers. Sensitive columns are left out (law 91/2025/QH15)."""
    table = TABLES[name]
    columns = clean_headers(table)
    headers = [column.header for column in columns]
    heading = [f"{table.label.upper()}{f' NĂM {year}' if table.dated else ''}", organisation.upper()]
    if name in LEGENDS:
        heading.append(LEGENDS[name])
    return NewTab(title, heading, headers, [width_of(table.field(column.field), column.header) for column in columns])


def remaining_problems(proposals: Proposals) -> list[str]:
    """Sentences about tabs that cannot be bound or are not there."""
    told = [p.problem for p in proposals.found if p.problem]
    return told + [f"Không thấy trang “{title}” cho bảng {TABLES[name].label}." for name, title in proposals.missing]
