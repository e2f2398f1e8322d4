"""addSheet, deleteSheet, duplicateSheet, updateSheetProperties, updateSpreadsheetProperties."""

from __future__ import annotations

from .. import fieldmask
from ..cells import Json
from ..errors import invalid
from ..formats import normalise
from ..grid import Sheet, new_sheet
from ..render import sheet_properties
from ..state import State
from ..structure import forget_sheet_in_formulas, rename_in_formulas
from .common import Context, update_mask

_GRID_FIELDS = (
    "rowCount columnCount frozenRowCount frozenColumnCount hideGridlines rowGroupControlAfter columnGroupControlAfter"
)
_SHEET_FIELDS: fieldmask.Mask = {
    name: {}
    for name in ["sheetId", "title", "index", "sheetType", "hidden", "tabColor", "tabColorStyle", "rightToLeft"]
} | {"gridProperties": {name: {} for name in _GRID_FIELDS.split()}}
MAX_CELLS = 10_000_000


def add_sheet(state: State, body: Json, context: Context) -> Json:
    """Add a tab with the requested id, title, place and size."""
    wanted: Json = body.get("properties") or {}
    sheet_id = wanted.get("sheetId")
    if sheet_id is None:
        sheet_id = state.new_id()
    elif sheet_id < 0:
        raise invalid("Sheet ID must be non-negative.")
    elif state.find(sheet_id) is not None:
        raise invalid(f"Sheet with id {sheet_id} already exists.")
    title = wanted.get("title") or _free_title(state)
    _check_title(state, title, None)
    sheet = new_sheet(sheet_id, title)
    known = {name: item for name, item in wanted.items() if name in _SHEET_FIELDS and name != "index"}
    grid = sheet.properties["gridProperties"] | (wanted.get("gridProperties") or {})
    sheet.properties = (
        sheet.properties
        | known
        | {
            "sheetId": sheet_id,
            "title": title,
            "sheetType": "GRID",
            "gridProperties": grid,
        }
    )
    index = min(int(wanted.get("index", len(state.sheets))), len(state.sheets))
    state.sheets.insert(index, sheet)
    _check_size(state)
    return {"properties": sheet_properties(sheet, index)}


def _free_title(state: State) -> str:
    number = len(state.sheets) + 1
    while state.by_title(f"Sheet{number}") is not None:
        number += 1
    return f"Sheet{number}"


def _check_title(state: State, title: str, owner: Sheet | None) -> None:
    if not title or len(title) > 100:
        raise invalid("Sheet names must be between 1 and 100 characters.")
    taken = state.by_title(title)
    if taken is not None and taken is not owner:
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _check_size(state: State) -> None:
    cells = sum(sheet.row_count * sheet.column_count for sheet in state.sheets)
    if cells > MAX_CELLS:
        raise invalid(
            f"This action would increase the number of cells in the workbook above the limit of {MAX_CELLS} cells."
        )


def delete_sheet(state: State, body: Json, context: Context) -> Json:
    """Delete a tab; one visible tab must remain."""
    sheet_id = body.get("sheetId", 0)
    sheet = state.find(sheet_id)
    if sheet is None:
        raise invalid(f"No sheet with id: {sheet_id}")
    if len(state.sheets) == 1:
        raise invalid("You can't remove all the sheets in a document.")
    if all(other.hidden for other in state.sheets if other is not sheet):
        raise invalid("You can't remove all the visible sheets in a document.")
    state.sheets.remove(sheet)
    state.named_ranges = [entry for entry in state.named_ranges if entry["range"].get("sheetId", 0) != sheet_id]
    forget_sheet_in_formulas(state, sheet.title)
    return {}


def duplicate_sheet(state: State, body: Json, context: Context) -> Json:
    """Copy a tab within the spreadsheet."""
    source = state.find(body.get("sourceSheetId", 0))
    if source is None:
        raise invalid(f"No sheet with id: {body.get('sourceSheetId', 0)}")
    sheet_id = body.get("newSheetId")
    if sheet_id is None:
        sheet_id = state.new_id()
    elif state.find(sheet_id) is not None:
        raise invalid(f"Sheet with id {sheet_id} already exists.")
    title = body.get("newSheetName") or free_copy_title(state, f"Copy of {source.title}")
    _check_title(state, title, None)
    sheet = copied_sheet(state, source, sheet_id, title)
    index = min(int(body.get("insertSheetIndex", 0)), len(state.sheets))
    state.sheets.insert(index, sheet)
    _check_size(state)
    return {"properties": sheet_properties(sheet, index)}


def free_copy_title(state: State, title: str) -> str:
    """The title, with a number if it is taken."""
    number, free = 1, title
    while state.by_title(free) is not None:
        number += 1
        free = f"{title} {number}"
    return free


def copied_sheet(state: State, source: Sheet, sheet_id: int, title: str) -> Sheet:
    """A copy whose ranges point at the copy; protections get new ids."""
    sheet = source.copy()
    sheet.properties = sheet.properties | {"sheetId": sheet_id, "title": title}
    own = {"sheetId": sheet_id}
    sheet.merges = [merge.__class__(sheet_id, *_sides(merge)) for merge in sheet.merges]
    for entry in sheet.protected:
        entry["protectedRangeId"] = state.new_id()
        entry["range"] = entry.get("range", {}) | own
    if sheet.basic_filter:
        sheet.basic_filter["range"] = sheet.basic_filter.get("range", {}) | own
    for rule in sheet.conditional:
        rule["ranges"] = [found | own for found in rule["ranges"]]
    return sheet


def _sides(merge: object) -> tuple[int | None, ...]:
    return tuple(getattr(merge, side) for side in ("r0", "r1", "c0", "c1"))


def update_sheet_properties(state: State, body: Json, context: Context) -> Json:
    """Change a tab's masked properties: title, size, hidden, place..."""
    wanted: Json = body.get("properties") or {}
    sheet = state.find(wanted.get("sheetId", 0))
    if sheet is None:
        raise invalid(f"No sheet with id: {wanted.get('sheetId', 0)}")
    mask = update_mask(body.get("fields"), _SHEET_FIELDS)
    if not mask:
        mask = {name: {} for name in wanted if name in _SHEET_FIELDS}
    if "title" in mask:
        _rename(state, sheet, str(wanted.get("title", "")))
    if "index" in mask:
        _reorder(state, sheet, int(wanted.get("index", 0)))
    if mask.get("hidden") == {} and wanted.get("hidden"):
        _check_hiding(state, sheet)
    rest = {name: branch for name, branch in mask.items() if name not in {"title", "index", "sheetId"}}
    merged = fieldmask.merge(sheet.properties, _with_tab_color(wanted, rest), rest) if rest else sheet.properties
    grid = merged["gridProperties"]
    if grid.get("rowCount", 0) < 1 or grid.get("columnCount", 0) < 1:
        raise invalid("gridProperties.rowCount and columnCount must be at least 1.")
    sheet.properties = merged
    sheet.resize(rows=grid["rowCount"], columns=grid["columnCount"])
    _check_size(state)
    return {}


def _with_tab_color(wanted: Json, mask: fieldmask.Mask) -> Json:
    """tabColor and tabColorStyle go together; no colour at all clears both."""
    if "tabColor" in mask or "tabColorStyle" in mask:
        mask |= {"tabColor": {}, "tabColorStyle": {}}
        given = {name: color for name, color in wanted.items() if name.startswith("tabColor") and color}
        colors = {name: color for name, color in normalise(given).items() if color and color != {"rgbColor": {}}}
        wanted = {name: item for name, item in wanted.items() if not name.startswith("tabColor")} | colors
    return wanted


def _rename(state: State, sheet: Sheet, title: str) -> None:
    _check_title(state, title, sheet)
    rename_in_formulas(state, sheet.title, title)
    sheet.properties = sheet.properties | {"title": title}


def _reorder(state: State, sheet: Sheet, index: int) -> None:
    """The index counts the places before the move, as the documentation says."""
    if index > len(state.sheets):
        raise invalid(f"Sheet index must be between 0 and {len(state.sheets)}.")
    at = state.sheets.index(sheet)
    state.sheets.remove(sheet)
    state.sheets.insert(index - 1 if index > at else index, sheet)


def _check_hiding(state: State, sheet: Sheet) -> None:
    if all(other.hidden for other in state.sheets if other is not sheet):
        raise invalid("You can't hide all the sheets in a document.")


def update_spreadsheet_properties(state: State, body: Json, context: Context) -> Json:
    """Change title, locale or time zone."""
    mask = update_mask(body.get("fields"))
    wanted: Json = body.get("properties") or {}
    names = {"title": "title", "locale": "locale", "timeZone": "time_zone"}
    for name in mask or wanted:
        if name in names:
            if not wanted.get(name):
                raise invalid(f"{name} cannot be empty.")
            setattr(state, names[name], wanted[name])
    return {}
