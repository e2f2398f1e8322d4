"""What a batch really met: its pre-image against what it was planned on (law 9), and how to put back what a person had written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync.cells import Cell, Tab
from sync.stores.google import batch as batching
from sync.stores.protocol import Batch, CellEdit, Misfire, RowDelete, RowInsert, TabEdit
from sync.writing import same

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Met:
    """One edit that met something else than it was planned on."""

    edit: TabEdit
    what: CellEdit | RowDelete | RowInsert
    row_id: str
    found: Mapping[int, Cell]


@dataclass(slots=True)
class Witness:
    """The pre-image and the post-image of one instant, and the snapshot the batch was planned on."""

    batch: Batch
    before: Mapping[str, Tab]
    scratch: Tab
    saved: Mapping[tuple[str, int], int]
    after: Mapping[str, Tab]

    def misfires(self) -> list[Met]:
        """Every edit whose place had been changed by a person between the read and the write."""
        return [met for edit in self.batch.edits for met in self._tab(edit)]

    def _tab(self, edit: TabEdit) -> list[Met]:
        moved_columns = not self._row_as_planned(edit, edit.header_row, whole=True)
        wrong_cells = [c for c in edit.cells if moved_columns or not self._cell_as_planned(edit, c)]
        wrong_deletes = [d for d in edit.deletes if moved_columns or not self._row_as_planned(edit, d.row, whole=True)]
        wrong_inserts = [
            i for i in edit.inserts if moved_columns or not self._row_as_planned(edit, i.after, whole=False)
        ]
        return [
            *(
                Met(edit, c, self._planned_id(edit, c.row), {c.column: self.pre(edit, c.row, c.column)})
                for c in wrong_cells
            ),
            *(Met(edit, d, d.row_id, self._pre_row(edit, d.row)) for d in wrong_deletes),
            *(Met(edit, i, i.row_id, {}) for i in wrong_inserts),
        ]

    def pre(self, edit: TabEdit, row: int, column: int) -> Cell:
        """What stood in a cell just before the batch."""
        return self.scratch.cell(self.saved[edit.tab_key, row], column)

    def _pre_row(self, edit: TabEdit, row: int) -> dict[int, Cell]:
        return {c: self.pre(edit, row, c) for c in edit.columns if not self.pre(edit, row, c).is_empty}

    def _planned(self, edit: TabEdit, row: int, column: int) -> Cell:
        return self.before[edit.tab_key].cell(row, column)

    def _planned_id(self, edit: TabEdit, row: int) -> str:
        return str(self._planned(edit, row, edit.id_column).value or "")

    def _cell_as_planned(self, edit: TabEdit, cell: CellEdit) -> bool:
        found = self.pre(edit, cell.row, cell.column)
        unmoved = same(self.pre(edit, cell.row, edit.id_column), self._planned(edit, cell.row, edit.id_column))
        minted = cell.column == edit.id_column
        unmoved = unmoved and (not minted or self._row_as_planned(edit, cell.row, whole=True))
        return unmoved and same(found, cell.expected) and (found.formula is None) == (cell.expected.formula is None)

    def _row_as_planned(self, edit: TabEdit, row: int, *, whole: bool) -> bool:
        """The row's id, or every mapped cell; a formula is only known to be one, since its copy computes something else."""
        columns = edit.columns if whole else [edit.id_column]
        return all(self._alike(self.pre(edit, row, c), self._planned(edit, row, c)) for c in columns)

    @staticmethod
    def _alike(found: Cell, planned: Cell) -> bool:
        if planned.formula is not None or found.formula is not None:
            return (planned.formula is None) == (found.formula is None)
        return same(found, planned)


def repairs(witness: Witness, met: list[Met], scratch: int, sizes: batching.Sizes) -> tuple[list[Json], list[Misfire]]:
    """Requests that put back what was displaced, from the bottom up, and what is told of each.

    A cell is put back only while it still holds what we wrote; a row of ours that landed in the wrong place is taken out;
    a row deleted wrongly is inserted again and filled from the pre-image.
    """
    cells: list[Json] = []
    rows: list[tuple[int, list[Json]]] = []
    told: list[Misfire] = []
    for one in met:
        if isinstance(one.what, CellEdit):
            cells += _put_back(witness, one, one.what, scratch)
        elif isinstance(one.what, RowDelete):
            rows.append(_bring_back(witness, one, one.what, scratch, sizes))
        else:
            rows += _take_out(witness, one, one.what)
        told.append(_tell(one))
    return cells + [r for _, part in sorted(rows, key=lambda r: r[0], reverse=True) for r in part], told


def _tell(one: Met) -> Misfire:
    row = one.what.after if isinstance(one.what, RowInsert) else one.what.row
    return Misfire(one.edit.tab_key, one.row_id, row, one.found, restored=True)


def _put_back(witness: Witness, one: Met, cell: CellEdit, scratch: int) -> list[Json]:
    at = batching.moved_to(one.edit, cell.row)
    stands = witness.after[one.edit.tab_key].cell(at, cell.column)
    if not same(stands, cell.value):
        return []
    source = witness.saved[one.edit.tab_key, cell.row]
    return [batching.copy_row(scratch, source, int(one.edit.tab_key), at, 1, cell.column)]


def _bring_back(
    witness: Witness, one: Met, delete: RowDelete, scratch: int, sizes: batching.Sizes
) -> tuple[int, list[Json]]:
    at, sheet_id = batching.moved_to(one.edit, delete.row), int(one.edit.tab_key)
    dimension = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
    source, width = witness.saved[one.edit.tab_key, delete.row], sizes[one.edit.tab_key][1]
    return at, [
        {"insertDimension": {"range": dimension, "inheritFromBefore": at > 0}},
        batching.copy_row(scratch, source, sheet_id, at, width),
    ]


def _take_out(witness: Witness, one: Met, insert: RowInsert) -> list[tuple[int, list[Json]]]:
    at = batching.inserted_at(one.edit, insert)
    after = witness.after[one.edit.tab_key]
    ours = all(same(after.cell(at, column), value) for column, value in insert.cells.items())
    if not ours:
        return []
    dimension = {"sheetId": int(one.edit.tab_key), "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
    return [(at, [{"deleteDimension": {"range": dimension}}])]
