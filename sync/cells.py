"""Cells, tabs and snapshots: what a store reads and writes, the same for every store. Rows and columns count from 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["empty", "text", "number", "date", "time", "bool", "error", "uncalculated"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it stands.

    ``value``: text (str), number (float; a date or time is its serial, days since 1899-12-30), bool, or for an error its code
    ("#REF!"). ``kind`` date/time comes from the number format. ``formula`` with its leading "=" when there is one;
    an "uncalculated" cell has a formula whose stored result cannot be trusted.
    """

    value: str | float | bool | None = None
    kind: Kind = "empty"
    formula: str | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing typed: a cell of blanks counts as empty, a formula does not."""
        return self.formula is None and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


EMPTY = Cell()


def text(value: str) -> Cell:
    """A text cell; the empty string is the empty cell. Text stays text whatever it begins with."""
    return Cell(value, "text") if value else EMPTY


def number(value: float) -> Cell:
    """A number cell."""
    return Cell(float(value), "number")


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area, last row and column included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Tab:
    """One sheet of a workbook. ``key`` never changes when the tab is renamed (sheetId; for .xlsx its part name or r:id)."""

    key: str
    title: str
    grid: Sequence[Sequence[Cell]]
    hidden: bool = False
    merges: Sequence[Merge] = ()
    hidden_rows: frozenset[int] = frozenset()
    protected: bool = False

    def cell(self, row: int, column: int) -> Cell:
        """The cell, empty beyond what was read."""
        if 0 <= row < len(self.grid) and 0 <= column < len(self.grid[row]):
            return self.grid[row][column]
        return EMPTY

    @property
    def width(self) -> int:
        """Columns in the widest row read."""
        return max((len(row) for row in self.grid), default=0)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything read from a workbook at one instant.

    ``token`` is the change token taken *before* the read; ``version`` pins the exact content read (for .xlsx its SHA-256, for
    Google the sheetId of the current scratch tab, the fence). ``marker`` is the journal key found in the workbook, if any.
    """

    token: str
    version: str
    tabs: Mapping[str, Tab]
    marker: str | None = None
    warnings: Sequence[str] = field(default=())


def column_letter(column: int) -> str:
    """0 -> A, 26 -> AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """(9, 5) -> F10."""
    return f"{column_letter(column)}{row + 1}"
