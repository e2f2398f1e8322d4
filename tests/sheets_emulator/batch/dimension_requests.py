"""insertDimension, deleteDimension, moveDimension, appendDimension, updateDimensionProperties, groups."""

from __future__ import annotations

from .. import fieldmask, structure
from ..cells import EMPTY, Cell, Json
from ..errors import invalid
from ..grid import Sheet
from ..ranges import GridRange
from ..state import State
from .common import Context, dimension_of, update_mask

_WORDS = {"ROWS": "row", "COLUMNS": "column"}


def insert_dimension(state: State, body: Json, context: Context) -> Json:
    """Insert empty rows or columns that take the formats of the one before or after."""
    sheet, dimension, start, end = dimension_of(state, body.get("range"))
    size = sheet.row_count if dimension == "ROWS" else sheet.column_count
    before = bool(body.get("inheritFromBefore"))
    if start > size or (start == size and not before):
        clause = "" if before else " if inheritFromBefore is false"
        raise invalid(f"range.startIndex must be less than the grid size ({size}){clause}.")
    if before and start == 0:
        raise invalid("inheritFromBefore cannot be true when inserting at the start of the sheet.")
    structure.insert(state, sheet, dimension, start, end - start)
    source = start - 1 if before else end
    if dimension == "ROWS":
        _inherit_row(sheet, source, start, end)
    else:
        _inherit_column(sheet, source, start, end)
    return {}


def _bare(cell: Cell) -> Cell:
    return Cell(format=cell.format, validation=cell.validation)


def _inherit_row(sheet: Sheet, source: int, start: int, end: int) -> None:
    if source >= len(sheet.rows):
        return
    bare = {at: _bare(cell) for at, cell in sheet.rows[source].items() if _bare(cell) != EMPTY}
    for row in range(start, end):
        for at, cell in bare.items():
            sheet.put(row, at, cell)


def _inherit_column(sheet: Sheet, source: int, start: int, end: int) -> None:
    for at in range(len(sheet.rows)):
        bare = _bare(sheet.cell(at, source))
        if bare != EMPTY:
            for column in range(start, end):
                sheet.put(at, column, bare)


def _check_frozen(sheet: Sheet, dimension: str, start: int, end: int) -> None:
    """Below the frozen rows (right of the frozen columns) one must stay."""
    frozen = structure.frozen_count(sheet, dimension)
    size = sheet.row_count if dimension == "ROWS" else sheet.column_count
    if frozen and max(start, frozen) < end and max(start, frozen) == frozen and end == size:
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {_WORDS[dimension]}s.")


def span_range(sheet: Sheet, dimension: str, start: int, end: int) -> GridRange:
    """Whole rows or columns as a range."""
    if dimension == "ROWS":
        return GridRange(sheet.sheet_id, r0=start, r1=end)
    return GridRange(sheet.sheet_id, c0=start, c1=end)


def delete_dimension(state: State, body: Json, context: Context) -> Json:
    """Delete rows or columns; at least one must stay."""
    sheet, dimension, start, end = dimension_of(state, body.get("range"))
    word = _WORDS[dimension]
    size = sheet.row_count if dimension == "ROWS" else sheet.column_count
    if start >= size:
        raise invalid(
            f"Cannot delete a {word} that doesn't exist. "
            f"Tried to delete {word} index {start} but there are only {size} {word}s."
        )
    end = min(end, size)
    if start == 0 and end == size:
        raise invalid(f"You can't delete all the {word}s on the sheet.")
    sheet.check_unlocked(span_range(sheet, dimension, start, end))
    _check_frozen(sheet, dimension, start, end)
    structure.delete(state, sheet, dimension, start, end)
    return {}


def move_dimension(state: State, body: Json, context: Context) -> Json:
    """Move rows or columns in front of destinationIndex."""
    sheet, dimension, start, end = dimension_of(state, body.get("source"))
    size = sheet.row_count if dimension == "ROWS" else sheet.column_count
    to = int(body.get("destinationIndex", 0))
    if end > size or to > size:
        raise invalid(f"destinationIndex[{to}] is after last {_WORDS[dimension]} in grid[{size - 1}]")
    if not start <= to <= end:
        structure.move(state, sheet, dimension, start, end, to)
    return {}


def append_dimension(state: State, body: Json, context: Context) -> Json:
    """Add rows at the bottom or columns at the right edge."""
    sheet = state.grid(body.get("sheetId", 0))
    length = int(body.get("length", 0))
    if length <= 0:
        raise invalid("length must be greater than zero.")
    if body.get("dimension") == "ROWS":
        sheet.resize(rows=sheet.row_count + length)
    else:
        sheet.resize(columns=sheet.column_count + length)
    return {}


def update_dimension_properties(state: State, body: Json, context: Context) -> Json:
    """Hide or size rows or columns."""
    mask = update_mask(body.get("fields"), {"hiddenByUser": {}, "pixelSize": {}, "developerMetadata": {}})
    sheet, dimension, start, end = dimension_of(state, body.get("range"))
    meta = sheet.meta(dimension)
    properties = {name: item for name, item in (body.get("properties") or {}).items() if item}
    for at in range(start, end):
        merged = fieldmask.merge(meta.get(at, {}), properties, mask)
        if merged:
            meta[at] = merged
        else:
            meta.pop(at, None)
    return {}


def auto_resize_dimensions(state: State, body: Json, context: Context) -> Json:
    """Accepted; the emulator does not measure text, so sizes stay."""
    dimension_of(state, body.get("dimensions"))
    return {}


def add_dimension_group(state: State, body: Json, context: Context) -> Json:
    """Group rows or columns (one level per request)."""
    sheet, dimension, start, end = dimension_of(state, body.get("range"))
    inside = [
        group
        for group in sheet.groups.get(dimension, [])
        if group["range"]["startIndex"] <= start and end <= group["range"]["endIndex"]
    ]
    span: Json = {"dimension": dimension, "startIndex": start, "endIndex": end}
    if sheet.sheet_id:
        span = {"sheetId": sheet.sheet_id} | span
    sheet.groups.setdefault(dimension, []).append({"range": span, "depth": len(inside) + 1})
    control = "rowGroupControlAfter" if dimension == "ROWS" else "columnGroupControlAfter"
    grid = sheet.properties["gridProperties"] | {control: True}
    sheet.properties = sheet.properties | {"gridProperties": grid}
    return {"dimensionGroups": sheet.groups[dimension]}


def delete_dimension_group(state: State, body: Json, context: Context) -> Json:
    """Remove the innermost group over exactly that span."""
    sheet, dimension, start, end = dimension_of(state, body.get("range"))
    groups = sheet.groups.get(dimension, [])
    for group in reversed(groups):
        if (group["range"]["startIndex"], group["range"]["endIndex"]) == (start, end):
            groups.remove(group)
            return {"dimensionGroups": list(groups)} if groups else {}
    raise invalid("No group exists over the given range.")
