"""What stands in a spreadsheet, for tests to look at: values, formulas, shown texts, the whole dump."""

from __future__ import annotations

from typing import Any

from . import a1
from .batch.cell_requests import last_data_row
from .cells import Cell, Json, Value
from .document import Document
from .grid import Sheet
from .number_format import formatted
from .state import State


class View:
    """Reads one document. Tabs go by title, cells by A1 name."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @property
    def id(self) -> str:
        """The spreadsheet's id."""
        return self.document.id

    @property
    def version(self) -> int:
        """Drive's version, without lag."""
        return self.document.revisions[-1].version

    def tabs(self) -> list[str]:
        """Titles in order, hidden ones too."""
        return [sheet.title for sheet in self.document.state.sheets]

    def hidden_tabs(self) -> list[str]:
        """Titles of hidden tabs."""
        return [sheet.title for sheet in self.document.state.sheets if sheet.hidden]

    def sheet(self, tab: str) -> Sheet:
        """The tab's model, to look at; change it through the verbs below."""
        return tab_of(self.document.state, tab)

    def cell(self, tab: str, name: str) -> Cell:
        """The cell's value, formula, format, note."""
        return self.sheet(tab).cell(*cell_at(name))

    def value(self, tab: str, name: str) -> Value:
        """The effective value: text, number (dates are serials), boolean, error, None."""
        return self.cell(tab, name).value

    def shown(self, tab: str, name: str) -> str:
        """The text a person sees."""
        cell = self.cell(tab, name)
        return formatted(cell.value, cell.number_format, self.document.state.locale)

    def values(self, tab: str) -> list[list[Value]]:
        """All effective values as a rectangle, trailing empty rows and columns left out."""
        return _rectangle(self.sheet(tab), lambda cell: cell.value)

    def entered(self, tab: str) -> list[list[Value]]:
        """Like `values`, with formulas as text."""
        return _rectangle(self.sheet(tab), lambda cell: cell.formula or cell.value)

    def texts(self, tab: str) -> list[list[str]]:
        """All shown texts as a rectangle."""
        locale = self.document.state.locale
        return _rectangle(self.sheet(tab), lambda cell: formatted(cell.value, cell.number_format, locale))

    def dump(self) -> Json:
        """Everything comparable, by tab: cells with formulas, formats and notes, merges, hidden rows..."""
        return {sheet.title: _dump(sheet) for sheet in self.document.state.sheets}

    def find(self, tab: str, text: str) -> str:
        """A1 name of the first cell that shows exactly this text; KeyError when there is none."""
        for row, line in enumerate(self.texts(tab)):
            if text in line:
                return a1.cell_name(row, line.index(text))
        raise KeyError(text)


def tab_of(state: State, title: str) -> Sheet:
    """The tab with that title; KeyError names the ones there are."""
    sheet = state.by_title(title)
    if sheet is None:
        raise KeyError(f"no tab {title!r}; there are {[s.title for s in state.sheets]}")
    return sheet


def cell_at(name: str) -> tuple[int, int]:
    """0-based (row, column) of an A1 name."""
    parsed = a1.parse_cells(name)
    if parsed is None or parsed[0] is None or parsed[2] is None:
        raise ValueError(f"not a cell: {name}")
    return parsed[0], parsed[2]


def _rectangle(sheet: Sheet, show: Any) -> list[list[Any]]:
    bottom = last_data_row(sheet)
    filled = [
        column
        for row in sheet.rows[:bottom]
        for column, cell in row.items()
        if cell.value is not None or cell.formula is not None
    ]
    right = max(filled, default=-1) + 1
    return [[show(sheet.cell(row, column)) for column in range(right)] for row in range(bottom)]


def _dump(sheet: Sheet) -> Json:
    return {
        "cells": {
            a1.cell_name(at, column): cell._asdict()
            for at, row in enumerate(sheet.rows)
            for column, cell in sorted(row.items())
        },
        "merges": sorted(
            a1.format_range("x", *merge.bounded(1 << 30, 1 << 30)).partition("!")[2] for merge in sheet.merges
        ),
        "hidden": sheet.hidden,
        "row_meta": dict(sheet.row_meta),
        "column_meta": dict(sheet.column_meta),
        "grid": sheet.properties["gridProperties"],
        "filter": sheet.basic_filter,
        "protected": sheet.protected,
    }
