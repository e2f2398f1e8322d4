"""Load an .xlsx as Google's import does: typed values, formulas, formats, merges, hidden parts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as XlsxCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles.numbers import is_date_format
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from . import a1
from .cells import Cell, ErrorValue, Json, Value, intern_format, tidy_number
from .formula_eval import recalculate
from .grid import Sheet, new_sheet
from .number_format import from_datetime
from .ranges import GridRange
from .state import State

_ERRORS = {
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#N/A": "N_A",
    "#NAME?": "NAME",
    "#NULL!": "NULL_VALUE",
    "#NUM!": "NUM",
    "#REF!": "REF",
    "#VALUE!": "VALUE",
}
_ALIGN = {"left": "LEFT", "center": "CENTER", "right": "RIGHT"}


def load_into(state: State, path: Path) -> None:
    """Replace the state's sheets by those of the workbook."""
    workbook = load_workbook(path)
    state.sheets = []
    for worksheet in workbook.worksheets:
        sheet_id = state.new_id() if state.sheets else 0
        state.sheets.append(_sheet(worksheet, sheet_id))
    for sheet in state.sheets:
        for entry in sheet.protected:
            entry["protectedRangeId"] = state.new_id()
    recalculate(state)


def _sheet(worksheet: Worksheet, sheet_id: int) -> Sheet:
    rows = max(worksheet.max_row, 1)
    columns = max(worksheet.max_column, 1)
    sheet = new_sheet(sheet_id, worksheet.title, max(rows, 1000), max(columns, 26))
    if worksheet.sheet_state != "visible":
        sheet.properties = sheet.properties | {"hidden": True}
    styles: dict[int, Json | None] = {}
    for line in worksheet.iter_rows(max_row=rows, max_col=columns):
        for cell in line:
            if not isinstance(cell, MergedCell):
                _put(sheet, cell, styles)
    _layout(sheet, worksheet)
    _validations(sheet, worksheet)
    return sheet


def _put(sheet: Sheet, cell: XlsxCell, styles: dict[int, Json | None]) -> None:
    value, formula = _content(cell)
    style = cell.style_id
    if style not in styles:
        styles[style] = intern_format(_format(cell))
    note = cell.comment.text if cell.comment else None
    row, column = cell.row - 1, cell.column - 1
    sheet.put(row, column, Cell(value, formula, styles[style], note))


def _content(cell: XlsxCell) -> tuple[Value, str | None]:
    value: Any = cell.value
    if isinstance(value, ArrayFormula):
        return None, str(value.text)
    if cell.data_type == "f":
        return None, str(value)
    if cell.data_type == "e":
        return ErrorValue(_ERRORS.get(str(value), "ERROR")), None
    return _value(value), None


def _value(value: Any) -> Value:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return from_datetime(value)
    if isinstance(value, date):
        return from_datetime(datetime(value.year, value.month, value.day))
    if isinstance(value, time):
        span = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
        return tidy_number(span / timedelta(days=1))
    if isinstance(value, timedelta):
        return tidy_number(value / timedelta(days=1))
    if isinstance(value, (bool, str)):
        return value
    return tidy_number(value)


def number_format_of(code: str) -> Json | None:
    """The API's number format for an Excel format code; None for General."""
    lower = code.lower()
    if lower == "general":
        return None
    if code == "@":
        return {"type": "TEXT", "pattern": "@"}
    if is_date_format(code):
        has_date, has_time = any(c in lower for c in "yd"), "h" in lower or "s" in lower
        kind = "DATE_TIME" if has_date and has_time else "TIME" if has_time else "DATE"
        return {"type": kind, "pattern": code}
    if "%" in code:
        return {"type": "PERCENT", "pattern": code}
    currency = any(mark in code for mark in ("$", "₫", "đ"))
    return {"type": "CURRENCY" if currency else "NUMBER", "pattern": code}


def _format(cell: XlsxCell) -> Json:
    out: Json = {}
    number_format = number_format_of(cell.number_format)
    if number_format:
        out["numberFormat"] = number_format
    font: Json = {}
    if cell.has_style:
        names = (("b", "bold"), ("i", "italic"), ("u", "underline"), ("strike", "strikethrough"))
        font = {ours: True for theirs, ours in names if getattr(cell.font, theirs)}
        font |= {"fontFamily": cell.font.name, "fontSize": int(cell.font.sz or 10)}
        out |= _fill_and_alignment(cell)
    if font:
        out["textFormat"] = font
    return out


def _fill_and_alignment(cell: XlsxCell) -> Json:
    out: Json = {}
    color = cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else None
    if isinstance(color, str) and len(color) == 8:
        parts = (int(color[at : at + 2], 16) / 255 for at in (2, 4, 6))
        rgb = {n: round(p, 8) for n, p in zip(("red", "green", "blue"), parts, strict=True) if p}
        out |= {"backgroundColor": rgb, "backgroundColorStyle": {"rgbColor": rgb}}
    if cell.alignment.horizontal in _ALIGN:
        out["horizontalAlignment"] = _ALIGN[cell.alignment.horizontal]
    if cell.alignment.wrap_text:
        out["wrapStrategy"] = "WRAP"
    return out


def _layout(sheet: Sheet, worksheet: Worksheet) -> None:
    for merged in worksheet.merged_cells.ranges:
        r0, c0 = merged.min_row - 1, merged.min_col - 1
        sheet.merges.append(GridRange(sheet.sheet_id, r0, merged.max_row, c0, merged.max_col))
    for number, row in worksheet.row_dimensions.items():
        if row.hidden:
            sheet.row_meta[number - 1] = {"hiddenByUser": True}
    for column in worksheet.column_dimensions.values():
        _column(sheet, column)
    if worksheet.freeze_panes:
        frozen = a1.parse_cells(str(worksheet.freeze_panes)) or (0, 0, 0, 0)
        names = zip(("frozenRowCount", "frozenColumnCount"), (frozen[0], frozen[2]), strict=True)
        sheet.properties["gridProperties"] |= {name: count for name, count in names if count}
    if worksheet.auto_filter.ref:
        box = a1.parse_cells(worksheet.auto_filter.ref)
        if box:
            sheet.basic_filter = {"range": GridRange(sheet.sheet_id, *box).to_json()}


def _column(sheet: Sheet, column: Any) -> None:
    meta: Json = {"hiddenByUser": True} if column.hidden else {}
    if column.customWidth:
        meta["pixelSize"] = round(column.width * 7 + 5)
    if meta and column.min and column.max:
        for at in range(column.min - 1, min(column.max, sheet.column_count)):
            sheet.column_meta[at] = meta


def _validations(sheet: Sheet, worksheet: Worksheet) -> None:
    for rule in worksheet.data_validations.dataValidation:
        if rule.type != "list" or not rule.formula1:
            continue
        source = str(rule.formula1)
        if source.startswith('"'):
            values = [{"userEnteredValue": item} for item in source.strip('"').split(",")]
            condition: Json = {"type": "ONE_OF_LIST", "values": values}
        else:
            condition = {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": f"={source}"}]}
        validation: Json = {"condition": condition, "strict": rule.errorStyle in (None, "stop"), "showCustomUi": True}
        for box in rule.sqref.ranges:
            for row in range(box.min_row - 1, min(box.max_row, sheet.row_count)):
                for column in range(box.min_col - 1, min(box.max_col, sheet.column_count)):
                    sheet.put(row, column, sheet.cell(row, column)._replace(validation=validation))
