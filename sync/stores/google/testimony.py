"""What a batch was planned on, written into its scratch tab beside the pre-image.

A run that is killed after its batch was applied and before it looked at what the batch had met leaves everything there that
the next run needs to look in its stead: what was planned, and what really stood.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from sync.cells import EMPTY, Cell, Tab, text
from sync.stores.google.touched import places, touched_rows
from sync.stores.protocol import Batch, CellEdit, RowDelete, RowInsert, TabEdit

Json = dict[str, Any]
#: A cell of Google's holds 50,000 characters.
LONGEST = 40_000
#: Where the testimony's first row and number of rows stand in the scratch tab.
POINTER = (0, 1)


def written(batch: Batch, tabs: Mapping[str, Tab]) -> list[str]:
    """What was planned, in pieces that a cell can hold."""
    content = json.dumps([_edit(edit, tabs[edit.tab_key]) for edit in batch.edits], ensure_ascii=False)
    packed = base64.b64encode(zlib.compress(content.encode())).decode()
    return [packed[start : start + LONGEST] for start in range(0, len(packed), LONGEST)]


def pointer(first: int, count: int) -> str:
    """Says where the pieces stand."""
    return f"{first}+{count}"


def read(scratch: Tab, marker: str) -> tuple[Batch, dict[str, Tab], dict[tuple[str, int], int]] | None:
    """The batch, the rows it was planned on, and where each row's pre-image stands; None where nothing was written down."""
    told = str(scratch.cell(*POINTER).value or "")
    if not told.replace("+", "").isdigit():
        return None
    first, count = map(int, told.split("+"))
    packed = "".join(str(scratch.cell(first + n, 0).value or "") for n in range(count))
    try:
        edits = json.loads(zlib.decompress(base64.b64decode(packed)))
    except (ValueError, zlib.error):
        return None
    batch = Batch(marker, [_edit_of(edit) for edit in edits])
    tabs = {edit["tab"]: _tab_of(edit) for edit in edits}
    return batch, tabs, places([(e.tab_key, row) for e in batch.edits for row in touched_rows(e)])


def _edit(edit: TabEdit, tab: Tab) -> Json:
    columns = sorted({*edit.columns, edit.id_column, *(c.column for c in edit.cells)})
    return {
        "tab": edit.tab_key,
        "header": edit.header_row,
        "id": edit.id_column,
        "columns": list(edit.columns),
        "cells": [[c.row, c.column, _cell(c.value)] for c in edit.cells],
        "inserts": [
            [i.after, i.row_id, [[c, _cell(v)] for c, v in i.cells.items()], i.total_ends_here] for i in edit.inserts
        ],
        "deletes": [[d.row, d.row_id] for d in edit.deletes],
        "planned": [[row, [[c, _cell(tab.cell(row, c))] for c in columns]] for row in touched_rows(edit)],
    }


def _cell(cell: Cell) -> list[Any] | None:
    """Of a formula it is only ever asked whether there is one."""
    if cell.formula is not None:
        return [None, cell.kind, "="]
    return None if cell.is_empty else [cell.value, cell.kind]


def _cell_of(data: Sequence[Any] | None) -> Cell:
    return EMPTY if data is None else Cell(*data)


def _edit_of(data: Json) -> TabEdit:
    planned = {row: {c: _cell_of(v) for c, v in cells} for row, cells in data["planned"]}
    return TabEdit(
        data["tab"], data["header"], data["id"], data["columns"],
        cells=[CellEdit(row, c, _cell_of(v), planned[row].get(c, EMPTY)) for row, c, v in data["cells"]],
        inserts=[RowInsert(at, i, {c: _cell_of(v) for c, v in cells}, total) for at, i, cells, total in data["inserts"]],
        deletes=[RowDelete(row, row_id, planned[row]) for row, row_id in data["deletes"]],
    )  # fmt: skip


def _tab_of(data: Json) -> Tab:
    """The tab as far as it was planned on."""
    height = max(row for row, _ in data["planned"]) + 1
    width = max((c for _, cells in data["planned"] for c, _ in cells), default=0) + 1
    grid = [[EMPTY] * width for _ in range(height)]
    for row, cells in data["planned"]:
        for column, cell in cells:
            grid[row][column] = _cell_of(cell)
    return Tab(data["tab"], "", grid)


def cells_of(pieces: Sequence[str], first: int) -> list[tuple[int, int, Cell]]:
    """The cells to write: the pointer, and a piece a row from ``first`` on."""
    pieces_at = [(first + n, 0, text(piece)) for n, piece in enumerate(pieces)]
    return [(*POINTER, text(pointer(first, len(pieces)))), *pieces_at]
