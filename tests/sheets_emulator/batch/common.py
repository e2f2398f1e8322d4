"""What the request handlers share: reading ranges, writing cells inside the grid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .. import fieldmask
from ..cells import Json
from ..errors import invalid
from ..fieldmask import Mask
from ..grid import Sheet
from ..ranges import GridRange
from ..state import State, grid_limits

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Context:
    """What a handler may know besides the state: the moment, and who asks."""

    now: datetime
    user: str = ""


def range_of(state: State, data: Json | None, field: str = "range") -> tuple[Sheet, GridRange]:
    """The sheet and range of a request's GridRange, refused when it leaves the grid."""
    if data is None:
        raise invalid(f"{field} is required.")
    found = GridRange.from_json(data)
    sheet = state.grid(found.sheet_id)
    _check_order(found)
    sides = ((found.r0, found.r1, sheet.row_count), (found.c0, found.c1, sheet.column_count))
    if any((start or 0) >= limit or (end or 0) > limit for start, end, limit in sides):
        raise grid_limits(sheet, found)
    return sheet, found


def _check_order(found: GridRange) -> None:
    for start, end, word in ((found.r0, found.r1, "Row"), (found.c0, found.c1, "Column")):
        if start is not None and end is not None and end < start:
            raise invalid(f"end{word}Index[{end}] is before start{word}Index[{start}]")


def box_of(sheet: Sheet, found: GridRange) -> Box:
    """The range clipped to the sheet's grid."""
    return found.bounded(sheet.row_count, sheet.column_count)


def check_inside(sheet: Sheet, row: int, column: int) -> None:
    """Refuse to write outside the grid, in Google's words."""
    if row >= sheet.row_count:
        raise beyond("row", row, sheet.row_count - 1)
    if column >= sheet.column_count:
        raise beyond("column", column, sheet.column_count - 1)


def check_coordinate(sheet: Sheet, row: int, column: int) -> None:
    """Refuse a GridCoordinate outside the grid, in Google's words."""
    for word, at, size in (("row", row, sheet.row_count), ("column", column, sheet.column_count)):
        if at >= size:
            raise invalid(f"GridCoordinate.{word}Index[{at}] is after last {word} in grid[{size - 1}]")


def beyond(word: str, at: int, last: int) -> Exception:
    """400 for writing past the last row or column that was asked for."""
    return invalid(f"Attempting to write {word}: {at}, beyond the last requested {word} of: {last}")


def update_mask(fields: str | None, schema: Mask | None = None) -> Mask:
    """The mask of a request's `fields`; empty is refused, `*` is the empty tree."""
    if not fields:
        raise invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    try:
        mask = fieldmask.parse(fields)
    except fieldmask.MaskError as error:
        raise invalid(f"Invalid field: {fields}") from error
    unknown = fieldmask.first_unknown(mask, schema) if schema else None
    if unknown:
        raise invalid(f"Invalid field: {unknown}")
    return mask


def dimension_of(state: State, data: Json | None) -> tuple[Sheet, str, int, int]:
    """(sheet, ROWS or COLUMNS, start, end) of a DimensionRange; open ends reach the grid's."""
    if data is None:
        raise invalid("No range specified.")
    sheet = state.grid(data.get("sheetId", 0))
    dimension = data.get("dimension")
    if dimension not in {"ROWS", "COLUMNS"}:
        raise invalid("Dimension is required.")
    size = sheet.row_count if dimension == "ROWS" else sheet.column_count
    start, end = data.get("startIndex", 0), data.get("endIndex", size)
    if start < 0 or end < 0:
        raise invalid("DimensionRange indexes must be >= 0")
    if end <= start:
        raise invalid(f"range.endIndex[{end}] must be after range.startIndex[{start}].")
    return sheet, str(dimension), int(start), int(end)
