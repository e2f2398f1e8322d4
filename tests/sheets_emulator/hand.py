"""A person at the spreadsheet: types, inserts, sorts, copies, renames, as clerks do in the browser."""

from __future__ import annotations

from collections.abc import Sequence

from . import a1, batch
from .batch.common import Context
from .cells import Json, Value
from .document import Document
from .entered import type_into
from .formula_text import copied
from .grid import Sheet
from .view import View, cell_at, tab_of
from .world import PERSON, World


class Hand(View):
    """Edits one document as `user`. Tabs go by title; cells by A1 name; rows by their number in the grid (1-based)."""

    def __init__(self, world: World, document: Document, user: str = PERSON) -> None:
        super().__init__(document)
        self._world = world
        self.user = user

    def type(self, tab: str, name: str, text: str) -> None:
        """Type a text into a cell, read in the spreadsheet's locale; the grid grows if needed."""
        self.type_block(tab, name, [[text]])

    def type_block(self, tab: str, name: str, lines: Sequence[Sequence[str]]) -> None:
        """Paste a block of texts as if each had been typed."""
        row, column = cell_at(name)
        with self._world.lock, self.document.change(self.user) as state:
            sheet = tab_of(state, tab)
            width = max(len(line) for line in lines)
            _make_room(sheet, row + len(lines), column + width)
            for at, line in enumerate(lines, start=row):
                for across, text in enumerate(line, start=column):
                    cell = sheet.cell(at, across)
                    today = self._world.clock.local()
                    sheet.put(at, across, type_into(cell, text, state.locale, today))

    def put(self, tab: str, name: str, value: Value) -> None:
        """Set a typed value as it is (a number stays a number, a text a text)."""
        with self._world.lock, self.document.change(self.user) as state:
            sheet = tab_of(state, tab)
            sheet.put(*cell_at(name), sheet.cell(*cell_at(name))._replace(value=value, formula=None))

    def clear(self, tab: str, cells: str) -> None:
        """Press Delete over a range: values go, formats and notes stay."""
        self.api({"updateCells": {"range": self._grid(tab, cells), "fields": "userEnteredValue"}})

    def insert_rows(self, tab: str, before: int, count: int = 1) -> None:
        """Insert rows above row number `before`, formats taken from the row above."""
        span = self._rows(tab, before, count)
        self.api({"insertDimension": {"range": span, "inheritFromBefore": before > 1}})

    def delete_rows(self, tab: str, first: int, count: int = 1) -> None:
        """Delete rows from number `first` on."""
        self.api({"deleteDimension": {"range": self._rows(tab, first, count)}})

    def move_rows(self, tab: str, first: int, count: int, before: int) -> None:
        """Drag rows in front of row number `before`."""
        source = self._rows(tab, first, count)
        self.api({"moveDimension": {"source": source, "destinationIndex": before - 1}})

    def insert_columns(self, tab: str, before: str, count: int = 1) -> None:
        """Insert columns left of the column with these letters."""
        span = self._columns(tab, before, count)
        self.api({"insertDimension": {"range": span, "inheritFromBefore": span["startIndex"] > 0}})

    def delete_columns(self, tab: str, first: str, count: int = 1) -> None:
        """Delete columns."""
        self.api({"deleteDimension": {"range": self._columns(tab, first, count)}})

    def move_column(self, tab: str, column: str, before: str) -> None:
        """Drag a column in front of another."""
        source = self._columns(tab, column, 1)
        to = a1.column_index(before)
        self.api({"moveDimension": {"source": source, "destinationIndex": to}})

    def sort(self, tab: str, cells: str, column: str, *, descending: bool = False) -> None:
        """Sort a range by one column."""
        order = "DESCENDING" if descending else "ASCENDING"
        spec = {"dimensionIndex": a1.column_index(column), "sortOrder": order}
        self.api({"sortRange": {"range": self._grid(tab, cells), "sortSpecs": [spec]}})

    def copy(self, tab: str, cells: str, to: str, *, to_tab: str | None = None) -> None:
        """Copy and paste a range to the cell `to`."""
        target = self._grid(to_tab or tab, to)
        self.api({"copyPaste": {"source": self._grid(tab, cells), "destination": target}})

    def copy_row(self, tab: str, row: int, to: int) -> None:
        """Copy a whole row over another (insert first to keep the other)."""
        self.copy(tab, f"{row}:{row}", f"{to}:{to}")

    def fill_down(self, tab: str, name: str, rows: int) -> None:
        """Drag the handle of a cell down over the next rows."""
        row, column = cell_at(name)
        with self._world.lock, self.document.change(self.user) as state:
            sheet = tab_of(state, tab)
            cell = sheet.cell(row, column)
            for down in range(1, rows + 1):
                formula = copied(cell.formula, down, 0) if cell.formula else None
                sheet.put(row + down, column, cell._replace(formula=formula))

    def merge(self, tab: str, cells: str) -> None:
        """Merge a range."""
        self.api({"mergeCells": {"range": self._grid(tab, cells), "mergeType": "MERGE_ALL"}})

    def note(self, tab: str, name: str, text: str | None) -> None:
        """Write or remove a cell's note."""
        rows = [{"values": [{"note": text}]}]
        body = {"range": self._grid(tab, name), "rows": rows, "fields": "note"}
        self.api({"updateCells": body})

    def rename_tab(self, tab: str, title: str) -> None:
        """Rename a tab."""
        self._sheet_properties(tab, {"title": title}, "title")

    def hide_tab(self, tab: str, hidden: bool = True) -> None:
        """Hide or show a tab."""
        self._sheet_properties(tab, {"hidden": hidden}, "hidden")

    def add_tab(self, title: str) -> None:
        """Add an empty tab at the end."""
        self.api({"addSheet": {"properties": {"title": title}}})

    def delete_tab(self, tab: str) -> None:
        """Delete a tab."""
        self.api({"deleteSheet": {"sheetId": self.sheet(tab).sheet_id}})

    def hide_rows(self, tab: str, first: int, count: int = 1, *, hidden: bool = True) -> None:
        """Hide or show rows."""
        body = {"properties": {"hiddenByUser": hidden}, "fields": "hiddenByUser"}
        self.api({"updateDimensionProperties": body | {"range": self._rows(tab, first, count)}})

    def api(self, *requests: Json) -> list[Json]:
        """Any batchUpdate requests, done by this person."""
        context = Context(self._world.clock.local(), self.user)
        with self._world.lock, self.document.change(self.user) as state:
            return batch.apply(state, list(requests), context)

    def share(self, email: str, role: str = "writer") -> None:
        """Share with an address."""
        self.document.share(email, role)

    def unshare(self, email: str) -> None:
        """Stop sharing with an address."""
        self.document.unshare(email)

    def _sheet_properties(self, tab: str, properties: Json, fields: str) -> None:
        wanted = {"sheetId": self.sheet(tab).sheet_id} | properties
        self.api({"updateSheetProperties": {"properties": wanted, "fields": fields}})

    def _grid(self, tab: str, cells: str) -> Json:
        parsed = a1.parse_cells(cells)
        if parsed is None:
            raise ValueError(f"not a range: {cells}")
        names = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
        sides = zip(names, parsed, strict=True)
        found: Json = {name: side for name, side in sides if side is not None}
        return found | {"sheetId": self.sheet(tab).sheet_id}

    def _rows(self, tab: str, first: int, count: int) -> Json:
        return self._span(tab, "ROWS", first - 1, count)

    def _columns(self, tab: str, first: str, count: int) -> Json:
        return self._span(tab, "COLUMNS", a1.column_index(first), count)

    def _span(self, tab: str, dimension: str, start: int, count: int) -> Json:
        return {
            "sheetId": self.sheet(tab).sheet_id,
            "dimension": dimension,
            "startIndex": start,
            "endIndex": start + count,
        }


def _make_room(sheet: Sheet, rows: int, columns: int) -> None:
    sheet.resize(max(rows, sheet.row_count), max(columns, sheet.column_count))
