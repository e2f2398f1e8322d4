"""A spreadsheet as the API answers it: properties, sheets, grid data, under a field mask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from . import fieldmask
from .cells import EMPTY, Cell, ErrorValue, Json, Value, is_number
from .fieldmask import Mask
from .formats import DEFAULT_FORMAT, effective_format, effective_number_format
from .grid import Row, Sheet
from .number_format import formatted
from .ranges import GridRange
from .state import State

_DEFAULT_PIXELS = {"ROWS": 21, "COLUMNS": 100}


def spreadsheet(
    state: State, *, ranges: Sequence[GridRange] = (), grid_data: bool = False, mask: Mask | None = None
) -> Json:
    """The Spreadsheet resource. With a mask, the mask alone decides whether grid data is answered."""
    mask = mask or {}
    wanted = not mask or "sheets" in mask
    out: Json = {
        "spreadsheetId": state.spreadsheet_id,
        "properties": properties(state),
        "sheets": _sheets(state, ranges, grid_data, mask) if wanted else [],
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{state.spreadsheet_id}/edit",
    }
    if state.named_ranges:
        out["namedRanges"] = state.named_ranges
    if mask:
        out = {name: _masked(name, item, mask) for name, item in out.items() if name in mask}
    return out


def _masked(name: str, item: Any, mask: Mask) -> Any:
    return item if name == "sheets" else fieldmask.select(mask[name], item)


def properties(state: State) -> Json:
    """SpreadsheetProperties."""
    return {
        "title": state.title,
        "locale": state.locale,
        "autoRecalc": "ON_CHANGE",
        "timeZone": state.time_zone,
        "defaultFormat": DEFAULT_FORMAT,
        "spreadsheetTheme": {"primaryFontFamily": "Arial"},
    }


def _sheets(state: State, ranges: Sequence[GridRange], grid_data: bool, mask: Mask) -> list[Json]:
    sheet_mask: Mask = mask.get("sheets", {})
    with_data = "data" in sheet_mask if sheet_mask else (grid_data or bool(mask))
    out = []
    for index, sheet in enumerate(state.sheets):
        mine = [found for found in ranges if found.sheet_id == sheet.sheet_id]
        if ranges and not mine:
            continue
        entry = _sheet(sheet, index, mine)
        if sheet_mask:
            entry = fieldmask.select(sheet_mask, entry)
        if with_data:
            areas = mine or [GridRange(sheet.sheet_id)]
            data = sheet_mask.get("data", {})
            entry["data"] = [_grid_data(sheet, area, data, state.locale) for area in areas]
        out.append(entry)
    return out


def sheet_properties(sheet: Sheet, index: int) -> Json:
    """SheetProperties with the tab's position; what is false or zero is left out, as on the wire."""
    grid = {name: item for name, item in sheet.properties["gridProperties"].items() if item}
    out = {
        "sheetId": sheet.sheet_id,
        "title": sheet.title,
        "index": index,
        "sheetType": "GRID",
        "gridProperties": grid,
    }
    known = ("sheetId", "title", "index", "sheetType", "gridProperties")
    out |= {name: item for name, item in sheet.properties.items() if name not in known and item}
    return out


def _sheet(sheet: Sheet, index: int, areas: Sequence[GridRange]) -> Json:
    out: Json = {"properties": sheet_properties(sheet, index)}
    merges = [m for m in sheet.merges if not areas or any(m.overlaps(a) for a in areas)]
    if merges:
        out["merges"] = [merge.to_json() for merge in merges]
    if sheet.conditional:
        out["conditionalFormats"] = sheet.conditional
    if sheet.protected:
        out["protectedRanges"] = sheet.protected
    if sheet.basic_filter:
        out["basicFilter"] = sheet.basic_filter
    for dimension, name in (("ROWS", "rowGroups"), ("COLUMNS", "columnGroups")):
        if sheet.groups.get(dimension):
            out[name] = sheet.groups[dimension]
    return out


def _grid_data(sheet: Sheet, area: GridRange, mask: Mask, locale: str) -> Json:
    r0, r1, c0, c1 = area.bounded(sheet.row_count, sheet.column_count)
    out: Json = {}
    if r0 and (not mask or "startRow" in mask):
        out["startRow"] = r0
    if c0 and (not mask or "startColumn" in mask):
        out["startColumn"] = c0
    if not mask or "rowData" in mask:
        rows = _row_data(sheet, (r0, r1, c0, c1), mask.get("rowData", {}), locale)
        if rows:
            out["rowData"] = rows
    for name, dimension, first, last in (
        ("rowMetadata", "ROWS", r0, r1),
        ("columnMetadata", "COLUMNS", c0, c1),
    ):
        if not mask or name in mask:
            out[name] = _dimension(sheet, dimension, (first, last), mask.get(name, {}))
    return out


def _dimension(sheet: Sheet, dimension: str, span: tuple[int, int], mask: Mask) -> list[Json]:
    """One entry a row or column. Nearly all are the default: those are one object, masked once."""
    default: Json = {"pixelSize": _DEFAULT_PIXELS[dimension]}
    usual: Json = fieldmask.select(mask, default)
    first, last = span
    out = [usual] * (last - first)
    for at, meta in sheet.meta(dimension).items():
        if first <= at < last:
            out[at - first] = fieldmask.select(mask, default | meta)
    return out


def _row_data(sheet: Sheet, box: tuple[int, int, int, int], mask: Mask, locale: str) -> list[Json]:
    r0, r1, c0, c1 = box
    show = cell_renderer(mask.get("values", {}), locale)
    out: list[Json] = []
    for row in sheet.rows[r0:r1]:
        last = max((at for at in row if c0 <= at < c1), default=-1) if row else -1
        out.append({"values": _cells(row, c0, last + 1, show)} if last >= 0 else {})
    while out and not out[-1]:
        out.pop()
    return out


def _cells(row: Row, first: int, last: int, show: Callable[[Cell], Json]) -> list[Json]:
    return [show(row[at]) if at in row else {} for at in range(first, last)]


def extended_value(value: Value) -> Json | None:
    """ExtendedValue of an effective value."""
    if value is None:
        return None
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, ErrorValue):
        return {"errorValue": {"type": value.kind, "message": value.message}}
    return {"stringValue": value} if isinstance(value, str) else {"numberValue": value}


def entered_value(cell: Cell) -> Json | None:
    """ExtendedValue as the user entered it."""
    return {"formulaValue": cell.formula} if cell.formula is not None else extended_value(cell.value)


def cell_renderer(mask: Mask, locale: str) -> Callable[[Cell], Json]:
    """A function that renders cells under one mask; computes only what the mask asks for."""
    makers: dict[str, Callable[[Cell], Any]] = {
        "userEnteredValue": entered_value,
        "effectiveValue": lambda cell: extended_value(cell.value),
        "formattedValue": lambda cell: formatted(cell.value, cell.number_format, locale) or None,
        "userEnteredFormat": lambda cell: cell.format,
        "effectiveFormat": _format_maker(mask.get("effectiveFormat", {}), locale),
        "note": lambda cell: cell.note,
        "dataValidation": lambda cell: cell.validation,
    }
    chosen = [(name, make, _below(name, mask)) for name, make in makers.items() if not mask or name in mask]

    def show(cell: Cell) -> Json:
        out: Json = {}
        for name, make, below in chosen:
            item = make(cell)
            if item is not None:
                out[name] = fieldmask.select(below, item) if below else item
        return out

    return show


def _below(name: str, mask: Mask) -> Mask:
    """The part of the mask still to be applied to what a maker returns."""
    branch: Mask = mask.get(name, {})
    return {} if name == "effectiveFormat" else branch


def _format_maker(mask: Mask, locale: str) -> Callable[[Cell], Json | None]:
    """Effective formats, each worked out once: cells share their (interned) formats."""
    known: dict[tuple[int, int, bool], Json] = {}
    narrow = set(mask) == {"numberFormat"}

    def effective(cell: Cell) -> Json | None:
        if cell == EMPTY:
            return None
        key = (id(cell.format), id(cell.inferred), is_number(cell.value))
        if key not in known:
            found = effective_number_format(cell, locale) if narrow else None
            whole = ({"numberFormat": found} if found else {}) if narrow else effective_format(cell, locale)
            known[key] = fieldmask.select(mask, whole)
        return known[key]

    return effective
