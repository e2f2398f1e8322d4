"""One atomic batch: the pre-image into a fresh scratch tab, typed writes, rows in and out from the bottom up, the fence."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sync.cells import EMPTY, Cell, Tab
from sync.stores.google import testimony, wire
from sync.stores.google.touched import places, touched_rows
from sync.stores.protocol import Batch, CellEdit, RowDelete, RowInsert, ServiceColumn, TabEdit

Json = dict[str, Any]
#: Rows and columns of each tab's grid, by key.
Sizes = Mapping[str, tuple[int, int]]


@dataclass(slots=True)
class Prepared:
    """A batch in Google's terms. ``saved``: where each touched row's pre-image stands in the scratch tab, by (tab, row)."""

    scratch: int
    requests: list[Json] = field(default_factory=list)
    saved: dict[tuple[str, int], int] = field(default_factory=dict)


def prepare(batch: Batch, tabs: Mapping[str, Tab], sizes: Sizes, fences: Sequence[str]) -> Prepared:
    """All requests of a batch, in the order that makes it self-witnessing."""
    made = Prepared(scratch=secrets.randbelow(2**30) + 1)
    made.saved = places([(edit.tab_key, row) for edit in batch.edits for row in touched_rows(edit)])
    pieces = testimony.written(batch, tabs)
    width = max((sizes[edit.tab_key][1] for edit in batch.edits), default=1)
    height = max(made.saved.values(), default=0) + 1 + max((sizes[e.tab_key][0] for e in batch.edits), default=0)
    made.requests += open_scratch(made.scratch, batch.marker, height + len(pieces), max(2, width))
    for row, column, cell in testimony.cells_of(pieces, height):
        made.requests.append(_write(made.scratch, row, column, [[wire.cell_data(cell)]]))
    for (key, row), position in made.saved.items():
        made.requests.append(copy_row(int(key), row, made.scratch, position, sizes[key][1]))
    for edit in batch.edits:
        made.requests += _tab_requests(edit, tabs[edit.tab_key], sizes[edit.tab_key])
    made.requests += [{"deleteSheet": {"sheetId": int(fence)}} for fence in fences]
    return made


def open_scratch(sheet_id: int, marker: str, rows: int, columns: int) -> list[Json]:
    """A hidden tab that bears the marker in its title and first cell."""
    properties = {
        "sheetId": sheet_id,
        "title": wire.SCRATCH_PREFIX + marker,
        "hidden": True,
        "gridProperties": {"rowCount": rows, "columnCount": columns},
    }
    return [{"addSheet": {"properties": properties}}, _write(sheet_id, 0, 0, [[wire.cell_data(Cell(marker, "text"))]])]


def copy_row(source: int, row: int, target: int, to: int, width: int, first: int = 0) -> Json:
    """Copy cells of one row, formulas and formats included."""
    return {
        "copyPaste": {
            "source": grid_range(source, row, first, first + width),
            "destination": grid_range(target, to, first, first + width),
            "pasteType": "PASTE_NORMAL",
        }
    }


def grid_range(sheet_id: int, row: int, left: int, right: int, rows: int = 1) -> Json:
    """A GridRange of ``rows`` rows; ``right`` is excluded."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": row,
        "endRowIndex": row + rows,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def _write(sheet_id: int, row: int, column: int, values: list[list[Json]], fields: str = "userEnteredValue") -> Json:
    return {
        "updateCells": {
            "start": {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column},
            "rows": [{"values": line} for line in values],
            "fields": fields,
        }
    }


def _tab_requests(edit: TabEdit, tab: Tab, size: tuple[int, int]) -> list[Json]:
    sheet_id = int(edit.tab_key)
    requests: list[Json] = []
    last = max((s.column for s in edit.service_columns), default=-1)
    if last >= size[1]:
        requests.append(_append(sheet_id, "COLUMNS", last + 1 - size[1]))
    for column in edit.service_columns:
        requests += _service_column(sheet_id, column)
    requests += _cell_requests(sheet_id, edit.cells)
    for move in structural(edit):
        requests += _delete(sheet_id, move) if isinstance(move, RowDelete) else _insert(sheet_id, move, edit, size[0])
    return requests


def _append(sheet_id: int, dimension: str, length: int) -> Json:
    return {"appendDimension": {"sheetId": sheet_id, "dimension": dimension, "length": length}}


def _service_column(sheet_id: int, column: ServiceColumn) -> list[Json]:
    made = [_write(sheet_id, column.header_row, column.column, [[wire.cell_data(Cell(column.title, "text"))]])]
    if column.hidden:
        dimension = {
            "sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": column.column, "endIndex": column.column + 1,
        }  # fmt: skip
        hide = {"range": dimension, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
        whole = {"sheetId": sheet_id, "startColumnIndex": column.column, "endColumnIndex": column.column + 1}
        warning = {"range": whole, "warningOnly": True, "description": "Cột mã của Sổ tay chi bộ, xin đừng sửa"}
        made += [{"updateDimensionProperties": hide}, {"addProtectedRange": {"protectedRange": warning}}]
    return made


def _cell_requests(sheet_id: int, edits: Sequence[CellEdit]) -> list[Json]:
    """Cells under one another that are written alike go in one request."""
    requests: list[Json] = []
    run: list[CellEdit] = []
    for edit in sorted(edits, key=lambda e: (e.column, e.row)):
        if run and not _continues(run[-1], edit):
            requests.append(_column_run(sheet_id, run))
            run = []
        run.append(edit)
    return requests + ([_column_run(sheet_id, run)] if run else [])


def _continues(one: CellEdit, other: CellEdit) -> bool:
    beneath = (one.column, one.row + 1) == (other.column, other.row)
    return beneath and wire.fields_of(one.value, one.expected) == wire.fields_of(other.value, other.expected)


def _column_run(sheet_id: int, run: Sequence[CellEdit]) -> Json:
    first = run[0]
    values = [[wire.cell_data(edit.value)] for edit in run]
    return _write(sheet_id, first.row, first.column, values, wire.fields_of(first.value, first.expected))


def position(insert: RowInsert) -> int:
    """The index a new row gets: under ``after``, or above it where a total's range ends there, so that the total takes it in."""
    return insert.after if insert.total_ends_here else insert.after + 1


def structural(edit: TabEdit) -> list[RowInsert | RowDelete]:
    """Rows in and out from the bottom up, so that every index is one of the snapshot; at one index the deletion comes first."""
    moves: list[tuple[int, int, int, RowInsert | RowDelete]] = [(d.row, 1, 0, d) for d in edit.deletes]
    moves += [(position(insert), 0, order, insert) for order, insert in enumerate(edit.inserts)]
    return [move for *_, move in sorted(moves, key=lambda m: m[:3], reverse=True)]


def _delete(sheet_id: int, move: RowDelete) -> list[Json]:
    return [{"deleteDimension": {"range": _rows(sheet_id, move.row)}}]


def _rows(sheet_id: int, row: int) -> Json:
    return {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}


def _insert(sheet_id: int, insert: RowInsert, edit: TabEdit, rows: int) -> list[Json]:
    at = position(insert)
    if at >= rows:
        requests = [_append(sheet_id, "ROWS", at + 1 - rows)]
    else:
        inherit = insert.after != edit.header_row
        requests = [{"insertDimension": {"range": _rows(sheet_id, at), "inheritFromBefore": inherit}}]
    for column, value in sorted(insert.cells.items()):
        requests.append(_write(sheet_id, at, column, [[wire.cell_data(value)]], wire.fields_of(value, EMPTY)))
    source = at + 1 if insert.total_ends_here else insert.after
    for column in insert.fill_columns:
        fill = copy_row(sheet_id, source, sheet_id, at, 1, column)
        fill["copyPaste"]["pasteType"] = "PASTE_FORMULA"
        requests.append(fill)
    return requests


def moved_to(edit: TabEdit, row: int) -> int:
    """Where a row of the snapshot stands after the batch."""
    down = sum(1 for insert in edit.inserts if position(insert) <= row)
    return row + down - sum(1 for delete in edit.deletes if delete.row < row)


def inserted_at(edit: TabEdit, insert: RowInsert) -> int:
    """Where a row of ours stands after the batch."""
    at, order = position(insert), list(edit.inserts).index(insert)
    before = sum(
        1 for n, other in enumerate(edit.inserts) if position(other) < at or (position(other) == at and n < order)
    )
    return at + before - sum(1 for delete in edit.deletes if delete.row < at)
