"""copyPaste and cutPaste."""

from __future__ import annotations

from dataclasses import replace

from .. import structure
from ..cells import EMPTY, Cell, Json
from ..errors import invalid
from ..formula_text import Reference, copied
from ..grid import Sheet
from ..ranges import GridRange
from ..state import State
from .common import Box, Context, box_of, check_inside, range_of

_KINDS = {
    "PASTE_NORMAL",
    "PASTE_VALUES",
    "PASTE_FORMULA",
    "PASTE_FORMAT",
    "PASTE_NO_BORDERS",
    "PASTE_DATA_VALIDATION",
    "PASTE_CONDITIONAL_FORMATTING",
}


def copy_paste(state: State, body: Json, context: Context) -> Json:
    """Copy a block; a destination that is a multiple of the source is filled with repetitions."""
    source_sheet, source = range_of(state, body.get("source"), "source")
    target_sheet, target = range_of(state, body.get("destination"), "destination")
    kind = body.get("pasteType", "PASTE_NORMAL")
    if kind not in _KINDS:
        raise invalid(f"Invalid pasteType: {kind}")
    box = box_of(source_sheet, source)
    r0, r1, c0, c1 = box
    block = [[source_sheet.cell(row, column) for column in range(c0, c1)] for row in range(r0, r1)]
    if body.get("pasteOrientation") == "TRANSPOSE":
        block = [list(column) for column in zip(*block, strict=True)]
    height, width = len(block), len(block[0]) if block else 0
    top, bottom, left, right = target_area(target_sheet, target, height, width)
    check_inside(target_sheet, bottom - 1, right - 1)
    for row in range(top, bottom):
        for column in range(left, right):
            cell = block[(row - top) % height][(column - left) % width]
            origin = (r0 + (row - top) % height, c0 + (column - left) % width)
            moved = _moved(cell, row - origin[0], column - origin[1])
            target_sheet.put(row, column, pasted(moved, target_sheet.cell(row, column), kind))
    if kind in {"PASTE_NORMAL", "PASTE_FORMAT"}:
        _copy_merges(source_sheet, box, target_sheet, (top, bottom, left, right))
    return {}


def target_area(sheet: Sheet, target: GridRange, height: int, width: int) -> Box:
    """Where a block of that size lands: whole repetitions inside the target, at least one."""
    r0, r1, c0, c1 = box_of(sheet, target)
    down = max(1, (r1 - r0) // height) if (r1 - r0) % height == 0 else 1
    across = max(1, (c1 - c0) // width) if (c1 - c0) % width == 0 else 1
    return r0, r0 + down * height, c0, c0 + across * width


def _moved(cell: Cell, rows: int, columns: int) -> Cell:
    if cell.formula is None:
        return cell
    return cell._replace(formula=copied(cell.formula, rows, columns))


def pasted(cell: Cell, over: Cell, kind: str) -> Cell:
    """The target cell after pasting `cell` over it."""
    if kind in {"PASTE_NORMAL", "PASTE_NO_BORDERS"}:
        return cell
    if kind == "PASTE_VALUES":
        return over._replace(value=cell.value, formula=None)
    if kind == "PASTE_FORMULA":
        return over._replace(value=cell.value, formula=cell.formula)
    if kind == "PASTE_FORMAT":
        return over._replace(format=cell.format)
    if kind == "PASTE_DATA_VALIDATION":
        return over._replace(validation=cell.validation)
    return over


def _copy_merges(source: Sheet, box: Box, target: Sheet, area: Box) -> None:
    r0, r1, c0, c1 = box
    top, bottom, left, right = area
    within = GridRange(source.sheet_id, r0, r1, c0, c1)
    shapes = [
        merge for merge in source.merges if within.overlaps(merge) and within.contains(merge.r0 or 0, merge.c0 or 0)
    ]
    landing = GridRange(target.sheet_id, top, bottom, left, right)
    target.merges = [merge for merge in target.merges if not landing.overlaps(merge)]
    for down in range(top - r0, bottom - r0, r1 - r0):
        for across in range(left - c0, right - c0, c1 - c0):
            target.merges += [_shifted(merge, target.sheet_id, down, across) for merge in shapes]


def _shifted(merge: GridRange, sheet_id: int, down: int, across: int) -> GridRange:
    r0, r1, c0, c1 = merge.bounded(1 << 40, 1 << 40)
    return GridRange(sheet_id, r0 + down, r1 + down, c0 + across, c1 + across)


def cut_paste(state: State, body: Json, context: Context) -> Json:
    """Move a block; formulas that point at it follow."""
    sheet, source = range_of(state, body.get("source"), "source")
    destination: Json = body.get("destination") or {}
    target = state.grid(destination.get("sheetId", 0))
    r0, r1, c0, c1 = box_of(sheet, source)
    top, left = destination.get("rowIndex", 0), destination.get("columnIndex", 0)
    check_inside(target, top + r1 - r0 - 1, left + c1 - c0 - 1)
    kind = body.get("pasteType", "PASTE_NORMAL")
    block = {(row, column): sheet.cell(row, column) for row in range(r0, r1) for column in range(c0, c1)}
    for (row, column), cell in block.items():
        left_over = cell._replace(value=None, formula=None) if kind == "PASTE_VALUES" else EMPTY
        sheet.put(row, column, left_over)
    for (row, column), cell in block.items():
        at = (row - r0 + top, column - c0 + left)
        target.put(*at, pasted(cell, target.cell(*at), kind))
    _follow(state, sheet, (r0, r1, c0, c1), target, top - r0, left - c0)
    return {}


def _follow(state: State, sheet: Sheet, box: Box, target: Sheet, down: int, across: int) -> None:
    r0, r1, c0, c1 = box

    def change(reference: Reference) -> Reference:
        corners = (reference.r0, reference.r1, reference.c0, reference.c1)
        if any(corner is None for corner in corners):
            return reference
        top, bottom, left, right = (int(corner or 0) for corner in corners)
        if not (r0 <= top and bottom < r1 and c0 <= left and right < c1):
            return reference
        title = reference.sheet if target is sheet else target.title
        return replace(
            reference,
            sheet=title,
            r0=top + down,
            r1=bottom + down,
            c0=left + across,
            c1=right + across,
        )

    structure.shift_formulas(state, sheet, change)
