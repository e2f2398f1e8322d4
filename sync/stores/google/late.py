"""Putting right what a batch of a killed run met: minutes or hours later, when people may have gone on working.

What was displaced is put back only where what we had written still stands, in a row that is known for certain; whatever cannot
be found any more is told with the value a person had written, so that nothing is lost in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.cells import Cell, Tab
from sync.stores.google import batch as batching
from sync.stores.google.witness import Met, Witness
from sync.stores.protocol import CellEdit, Misfire, RowDelete, RowInsert, TabEdit
from sync.writing import same

Json = dict[str, Any]


@dataclass(slots=True)
class LateRepair:
    """``witness.after`` are the tabs as they stand now. ``requests`` put back, ``told`` says what became of each."""

    witness: Witness
    scratch: int
    sizes: batching.Sizes
    told: list[Misfire] = field(default_factory=list)
    _cells: list[Json] = field(default_factory=list)
    _rows: list[tuple[int, list[Json]]] = field(default_factory=list)

    def requests(self) -> list[Json]:
        """All that is put back, rows from the bottom up."""
        for met in self.witness.misfires():
            restored = self._mend(met)
            if restored is not None:
                row = met.what.after if isinstance(met.what, RowInsert) else met.what.row
                self.told.append(Misfire(met.edit.tab_key, met.row_id, row, met.found, restored))
        ordered = sorted(self._rows, key=lambda moved: moved[0], reverse=True)
        return self._cells + [request for _, part in ordered for request in part]

    def _mend(self, met: Met) -> bool | None:
        """Whether it was put back; None where there is nothing to put back, or no need to."""
        if met.edit.tab_key not in self.witness.after:
            return False
        if isinstance(met.what, CellEdit):
            return self._put_back(met.edit, met.what)
        if isinstance(met.what, RowDelete):
            return self._bring_back(met.edit, met.what, met.found)
        return self._take_out(met.edit, met.what)

    def _put_back(self, edit: TabEdit, cell: CellEdit) -> bool | None:
        displaced = self.witness.pre(edit, cell.row, cell.column)
        if same(displaced, cell.value) and displaced.formula is None:
            return None
        at = self._row_now(edit, cell.row)
        if at is None:
            return None if displaced.is_empty else False
        if not same(self._now(edit).cell(at, cell.column), cell.value):
            return None  # somebody has written there since: that is the later word
        source = self.witness.saved[edit.tab_key, cell.row]
        self._cells.append(batching.copy_row(self.scratch, source, int(edit.tab_key), at, 1, cell.column))
        return True

    def _row_now(self, edit: TabEdit, row: int) -> int | None:
        """Where the row stands now that our cells were written into: where the batch left it, or the only one like it."""
        wanted = self._as_left(edit, row)
        at = batching.moved_to(edit, row)
        if self._is(edit, at, wanted):
            return at
        alike = [n for n in range(len(self._now(edit).grid)) if self._is(edit, n, wanted)]
        return alike[0] if len(alike) == 1 else None

    def _as_left(self, edit: TabEdit, row: int) -> dict[int, Cell]:
        """The mapped cells of a row as the batch left them: its pre-image, overwritten by us."""
        left = {c: self.witness.pre(edit, row, c) for c in edit.columns}
        return left | {c.column: c.value for c in edit.cells if c.row == row}

    def _is(self, edit: TabEdit, row: int, wanted: Mapping[int, Cell]) -> bool:
        """The same id, or without one the same cells throughout; a formula's copy computes something else."""
        now = self._now(edit)
        identity = wanted.get(edit.id_column)
        if identity is not None and not identity.is_empty:
            return same(now.cell(row, edit.id_column), identity)
        return any(not cell.is_empty for cell in wanted.values()) and all(
            same(now.cell(row, c), cell) for c, cell in wanted.items() if cell.formula is None
        )

    def _now(self, edit: TabEdit) -> Tab:
        return self.witness.after[edit.tab_key]

    def _bring_back(self, edit: TabEdit, delete: RowDelete, found: Mapping[int, Cell]) -> bool | None:
        """A row deleted wrongly goes back under a row that is one of the table's."""
        if not found or any(self._is(edit, n, found) for n in range(len(self._now(edit).grid))):
            return None
        at, sheet_id = batching.moved_to(edit, delete.row), int(edit.tab_key)
        if not self._is_inside(edit, at - 1):
            return False
        source, width = self.witness.saved[edit.tab_key, delete.row], self.sizes[edit.tab_key][1]
        dimension = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
        insert = {"insertDimension": {"range": dimension, "inheritFromBefore": True}}
        self._rows.append((at, [insert, batching.copy_row(self.scratch, source, sheet_id, at, width)]))
        return True

    def _is_inside(self, edit: TabEdit, row: int) -> bool:
        """Whether a row is one of the table's, or a blank one among them: not a total's or a signature's."""
        now = self._now(edit)
        while row > edit.header_row and all(now.cell(row, c).is_empty for c in range(now.width)):
            row -= 1
        return not now.cell(row, edit.id_column).is_empty

    def _take_out(self, edit: TabEdit, insert: RowInsert) -> bool | None:
        """A row of ours that landed in the wrong place is taken out while it is still as we wrote it."""
        now = self._now(edit)
        ours = [
            n for n in range(len(now.grid)) if all(same(now.cell(n, c), value) for c, value in insert.cells.items())
        ]
        if len(ours) != 1 or not insert.cells:
            return None
        dimension = {"sheetId": int(edit.tab_key), "dimension": "ROWS", "startIndex": ours[0], "endIndex": ours[0] + 1}
        self._rows.append((ours[0], [{"deleteDimension": {"range": dimension}}]))
        return True
