"""One sheet (tab): sparse rows of cells plus everything that is anchored to a range of it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from .cells import EMPTY, Cell, Json
from .errors import ApiError, invalid
from .ranges import GridRange

Row = dict[int, Cell]


@dataclass
class Sheet:
    """Rows past the end of `rows` are empty; `properties` is the API's SheetProperties without index."""

    properties: Json
    rows: list[Row] = field(default_factory=list)
    row_meta: dict[int, Json] = field(default_factory=dict)
    column_meta: dict[int, Json] = field(default_factory=dict)
    merges: list[GridRange] = field(default_factory=list)
    protected: list[Json] = field(default_factory=list)
    conditional: list[Json] = field(default_factory=list)
    basic_filter: Json | None = None
    groups: dict[str, list[Json]] = field(default_factory=dict)
    may_have_formulas: bool = False
    locked: list[GridRange] = field(default_factory=list)  # protected against the one who is writing

    @property
    def sheet_id(self) -> int:
        """The API's sheetId (gid)."""
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        """Tab name."""
        return str(self.properties["title"])

    @property
    def hidden(self) -> bool:
        """Whether the tab is hidden."""
        return bool(self.properties.get("hidden"))

    @property
    def row_count(self) -> int:
        """Grid height."""
        return int(self.properties["gridProperties"]["rowCount"])

    @property
    def column_count(self) -> int:
        """Grid width."""
        return int(self.properties["gridProperties"]["columnCount"])

    def resize(self, rows: int | None = None, columns: int | None = None) -> None:
        """Set the grid size; cells outside the new grid are dropped."""
        grid = dict(self.properties["gridProperties"])
        if rows is not None:
            grid["rowCount"] = rows
            del self.rows[rows:]
            self.row_meta = {at: meta for at, meta in self.row_meta.items() if at < rows}
        if columns is not None:
            grid["columnCount"] = columns
            self.column_meta = {at: m for at, m in self.column_meta.items() if at < columns}
            for row in self.rows:
                for column in [at for at in row if at >= columns]:
                    del row[column]
        self.properties = self.properties | {"gridProperties": grid}

    def cell(self, row: int, column: int) -> Cell:
        """The cell, EMPTY when nothing was ever put there."""
        if row >= len(self.rows):
            return EMPTY
        return self.rows[row].get(column, EMPTY)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Write a cell, unless it is protected against the writer."""
        if self.locked and any(area.contains(row, column) for area in self.locked):
            raise protected()
        self.store(row, column, cell)

    def check_unlocked(self, area: GridRange) -> None:
        """Refuse to insert into or delete from what is protected against the writer."""
        if any(area.overlaps(one) for one in self.locked):
            raise protected()

    def store(self, row: int, column: int, cell: Cell) -> None:
        """Keep a cell (a recalculated one too); an empty one is forgotten."""
        if cell.formula is None and cell.inferred is not None:
            cell = cell._replace(inferred=None)
        if cell == EMPTY:
            if row < len(self.rows):
                self.rows[row].pop(column, None)
            return
        while len(self.rows) <= row:
            self.rows.append({})
        self.rows[row][column] = cell
        if cell.formula is not None:
            self.may_have_formulas = True

    def formulas(self) -> Iterator[tuple[int, int, Cell]]:
        """Every formula cell, top to bottom; free for a sheet that never had one."""
        if not self.may_have_formulas:
            return
        for at, row in enumerate(self.rows):
            for column, cell in row.items():
                if cell.formula is not None:
                    yield at, column, cell

    def last_used_row(self) -> int:
        """Index after the last row with any cell in it."""
        last = len(self.rows)
        while last and not self.rows[last - 1]:
            last -= 1
        return last

    def meta(self, dimension: str) -> dict[int, Json]:
        """Row or column metadata (hiddenByUser, pixelSize) by index."""
        return self.row_meta if dimension == "ROWS" else self.column_meta

    def copy(self) -> Sheet:
        """An independent sheet that shares the immutable cells."""
        return Sheet(
            properties=self.properties,  # replaced, never changed in place
            rows=[dict(row) for row in self.rows],
            row_meta=dict(self.row_meta),
            column_meta=dict(self.column_meta),
            merges=list(self.merges),
            protected=_copied(self.protected),
            conditional=_copied(self.conditional),
            basic_filter=_copied(self.basic_filter),
            groups=_copied(self.groups),
            may_have_formulas=self.may_have_formulas,
        )


T = TypeVar("T")


def _copied(found: T) -> T:
    """A deep copy; ``copy`` itself thinks long even about nothing."""
    return copy.deepcopy(found) if found else copy.copy(found)


def protected() -> ApiError:
    """400 for an edit of a protected range by someone who is not among its editors."""
    return invalid(
        "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove "
        "protection if you need to edit."
    )


def new_sheet(sheet_id: int, title: str, rows: int = 1000, columns: int = 26) -> Sheet:
    """An empty tab with Google's default size."""
    grid = {"rowCount": rows, "columnCount": columns}
    properties: Json = {
        "sheetId": sheet_id,
        "title": title,
        "sheetType": "GRID",
        "gridProperties": grid,
    }
    return Sheet(properties)
