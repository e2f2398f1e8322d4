"""updateCells, repeatCell, appendCells, setDataValidation."""

from __future__ import annotations

from collections.abc import Sequence

from .. import fieldmask, resource_fields
from ..cells import Cell, Json, Value, tidy_number
from ..errors import invalid
from ..fieldmask import Mask
from ..formats import entered_format
from ..formula_text import copied
from ..grid import Sheet
from ..state import State
from .common import (
    Box,
    Context,
    beyond,
    box_of,
    check_coordinate,
    check_inside,
    range_of,
    update_mask,
)

MAX_TEXT = 50_000


def update_cells(state: State, body: Json, context: Context) -> Json:
    """Write typed cells from `start` on, or over `range`, where missing rows and cells are cleared."""
    mask = update_mask(body.get("fields"), resource_fields.CELL)
    rows: Sequence[Json] = body.get("rows") or []
    if "start" in body:
        _write_from(state, body["start"], rows, mask)
    else:
        sheet, found = range_of(state, body.get("range"))
        _write_over(sheet, box_of(sheet, found), rows, mask)
    return {}


def _write_from(state: State, start: Json, rows: Sequence[Json], mask: Mask) -> None:
    sheet = state.grid(start.get("sheetId", 0))
    top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
    check_coordinate(sheet, top, left)
    for at, row in enumerate(rows):
        for column, data in enumerate(row.get("values") or []):
            check_inside(sheet, top + at, left + column)
            _apply(sheet, top + at, left + column, data, mask)


def _write_over(sheet: Sheet, box: Box, rows: Sequence[Json], mask: Mask) -> None:
    r0, r1, c0, c1 = box
    if len(rows) > r1 - r0:
        raise beyond("row", r1, r1 - 1)
    for row in range(r0, r1):
        values = (rows[row - r0].get("values") or []) if row - r0 < len(rows) else []
        if len(values) > c1 - c0:
            raise beyond("column", c1, c1 - 1)
        for column in range(c0, c1):
            data = values[column - c0] if column - c0 < len(values) else {}
            _apply(sheet, row, column, data, mask)


def repeat_cell(state: State, body: Json, context: Context) -> Json:
    """The same cell data over a whole range; a formula is adjusted as if filled from the first cell."""
    mask = update_mask(body.get("fields"), resource_fields.CELL)
    sheet, found = range_of(state, body.get("range"))
    r0, r1, c0, c1 = box_of(sheet, found)
    data: Json = body.get("cell") or {}
    for row in range(r0, r1):
        for column in range(c0, c1):
            _apply(sheet, row, column, data, mask, (row - r0, column - c0))
    return {}


def append_cells(state: State, body: Json, context: Context) -> Json:
    """Write rows under the last row with data, growing the grid downwards."""
    mask = update_mask(body.get("fields"), resource_fields.CELL)
    sheet = state.grid(body.get("sheetId", 0))
    rows: Sequence[Json] = body.get("rows") or []
    top = last_data_row(sheet)
    if top + len(rows) > sheet.row_count:
        sheet.resize(rows=top + len(rows))
    for at, row in enumerate(rows):
        for column, data in enumerate(row.get("values") or []):
            check_inside(sheet, top + at, column)
            _apply(sheet, top + at, column, data, mask)
    return {}


def last_data_row(sheet: Sheet) -> int:
    """Index after the last row that holds a value or a formula."""
    for at in range(len(sheet.rows), 0, -1):
        if any(has_content(cell) for cell in sheet.rows[at - 1].values()):
            return at
    return 0


def has_content(cell: Cell) -> bool:
    """Whether the cell holds a value or a formula (a format or note alone is no content)."""
    return cell.value is not None or cell.formula is not None


def set_data_validation(state: State, body: Json, context: Context) -> Json:
    """Set or (without a rule) clear the validation of a range."""
    sheet, found = range_of(state, body.get("range"))
    r0, r1, c0, c1 = box_of(sheet, found)
    for row in range(r0, r1):
        for column in range(c0, c1):
            sheet.put(row, column, sheet.cell(row, column)._replace(validation=body.get("rule")))
    return {}


def _apply(sheet: Sheet, row: int, column: int, data: Json, mask: Mask, step: tuple[int, int] = (0, 0)) -> None:
    cell = sheet.cell(row, column)
    if not mask or "userEnteredValue" in mask:
        cell = _with_value(cell, data.get("userEnteredValue"), step)
    if not mask or "userEnteredFormat" in mask:
        branch = mask.get("userEnteredFormat", {})
        merged = fieldmask.merge(cell.format or {}, _color_pairs(data, branch), branch)
        cell = cell._replace(format=entered_format(merged))
    if not mask or "note" in mask:
        cell = cell._replace(note=data.get("note") or None)
    if not mask or "dataValidation" in mask:
        cell = cell._replace(validation=data.get("dataValidation") or None)
    sheet.put(row, column, cell)


def _color_pairs(data: Json, branch: Mask) -> Json:
    """The new format; a colour in the mask takes its `...ColorStyle` twin along."""
    given: Json = data.get("userEnteredFormat") or {}
    for name in [key for key in branch if key.endswith("Color")]:
        branch[f"{name}Style"] = {}
    if "textFormat" in branch and "foregroundColor" in branch["textFormat"]:
        branch["textFormat"]["foregroundColorStyle"] = {}
    return entered_format(given) or {}


def _with_value(cell: Cell, data: Json | None, step: tuple[int, int]) -> Cell:
    if not data:
        return cell._replace(value=None, formula=None)
    formula = data.get("formulaValue")
    if formula is not None:
        return cell._replace(value=None, formula=_stepped(str(formula), step))
    return cell._replace(value=_typed_value(data), formula=None)


def _stepped(formula: str, step: tuple[int, int]) -> str:
    text = formula if formula.startswith("=") else f"={formula}"
    return copied(text, *step)


def checked_text(text: str) -> str:
    """The text, unless it is longer than a cell may hold."""
    if len(text) > MAX_TEXT:
        raise invalid(f"Your input contains more than the maximum of {MAX_TEXT} characters in a single cell.")
    return text


def _typed_value(data: Json) -> Value:
    if "stringValue" in data:
        return checked_text(str(data["stringValue"])) or None
    if "boolValue" in data:
        return bool(data["boolValue"])
    if "numberValue" in data:
        number = data["numberValue"]
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise invalid(f"Invalid value for numberValue: {number!r}")
        return tidy_number(number)
    raise invalid("userEnteredValue must have exactly one value.")
