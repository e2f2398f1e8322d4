"""What a cell of a row says: what is written in it, or in the cell above that a ditto mark or a merge leans on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sync.cells import EMPTY, Cell
from sync.codecs import ChoiceCodec
from sync.columns import Table
from sync.headers import TabText
from sync.values import is_ditto


@dataclass(frozen=True, slots=True)
class Found:
    """A cell of a row as it counts: its own, or the one a ditto mark or a merge leans on."""

    cell: Cell
    raw: str
    source: int | None = None
    covered: bool = False
    broken: bool = False


class Dittos:
    """Reads the cells of one tab from top to bottom. ``name_of``: how a fingerprint names a row, by its id or its number."""

    def __init__(self, page: TabText, table: Table, name_of: Callable[[int], str]) -> None:
        self.page = page
        self.table = table
        self.name_of = name_of
        self.above: dict[int, tuple[Cell, int]] = {}

    def found(self, row: int, column: int, name: str) -> Found:
        """The cell as it counts; what it says is remembered for a ditto mark below."""
        home = self.page.home(row, column)
        cell = self.page.cell(*home)
        covered = home != (row, column)
        if home[1] != column:
            return Found(EMPTY, "", covered=True)
        if covered:
            kept, source = self.above.get(column, (cell, home[0]))
            kept, source = (cell, home[0]) if not self._repeats(cell, name) else (kept, source)
            return Found(kept, f"merge:{self.name_of(home[0])}", source, covered=True, broken=self._repeats(kept, name))
        if self._repeats(cell, name):
            kept, source = self.above.get(column, (EMPTY, row))
            if kept.is_empty:
                return Found(cell, "ditto:", broken=True)
            return Found(kept, f"ditto:{self.name_of(source)}", source)
        self.above[column] = (cell, row)
        return Found(cell, _raw(self.page.tab.cell(row, column)))

    def _repeats(self, cell: Cell, name: str) -> bool:
        """Whether a cell is a ditto mark. NT in capitals is a word where the column's dictionary has it (Nông thôn)."""
        if not _is_ditto(cell):
            return False
        codec, sign = self.table.field(name).codec, str(cell.value).strip()
        return not (sign.isupper() and isinstance(codec, ChoiceCodec) and codec.words.find(sign, {}) is not None)


def _is_ditto(cell: Cell) -> bool:
    return isinstance(cell.value, str) and cell.formula is None and is_ditto(cell.value)


def _raw(cell: Cell) -> str:
    """The fingerprint of one cell: what kind of thing is written in it and what. A formula counts by what it gives."""
    if cell.is_empty:
        return ""
    sign = "formula" if cell.formula else cell.kind
    return f"{sign}:{cell.value!r}" if isinstance(cell.value, float) else f"{sign}:{cell.value}"
