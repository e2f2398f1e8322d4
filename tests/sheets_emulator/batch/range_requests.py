"""Merges, protections, named ranges, filters, conditional formats: things anchored to a range."""

from __future__ import annotations

from .. import fieldmask
from ..cells import Cell, Json
from ..errors import invalid
from ..grid import Sheet
from ..ranges import GridRange
from ..state import State
from .common import Box, Context, box_of, range_of, update_mask


def merge_cells(state: State, body: Json, context: Context) -> Json:
    """Merge; the upper left value stays, the others are lost."""
    sheet, found = range_of(state, body.get("range"))
    r0, r1, c0, c1 = box_of(sheet, found)
    kind = body.get("mergeType", "MERGE_ALL")
    if kind == "MERGE_ROWS":
        boxes: list[Box] = [(row, row + 1, c0, c1) for row in range(r0, r1)]
    elif kind == "MERGE_COLUMNS":
        boxes = [(r0, r1, column, column + 1) for column in range(c0, c1)]
    else:
        boxes = [(r0, r1, c0, c1)]
    area = GridRange(sheet.sheet_id, r0, r1, c0, c1)
    for merge in sheet.merges:
        if merge.overlaps(area) and not _inside(merge, (r0, r1, c0, c1)):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    sheet.merges = [merge for merge in sheet.merges if not merge.overlaps(area)]
    for box in boxes:
        _merge(sheet, box)
    return {}


def _inside(merge: GridRange, box: Box) -> bool:
    m0, m1, n0, n1 = merge.bounded(1 << 40, 1 << 40)
    return box[0] <= m0 and m1 <= box[1] and box[2] <= n0 and n1 <= box[3]


def _merge(sheet: Sheet, box: Box) -> None:
    r0, r1, c0, c1 = box
    if (r1 - r0) * (c1 - c0) < 2:
        return
    cells = [(row, column) for row in range(r0, r1) for column in range(c0, c1)]
    filled = [at for at in cells if sheet.cell(*at).value is not None or sheet.cell(*at).formula]
    first = sheet.cell(*(filled[0] if filled else cells[0]))
    for row, column in cells:
        cell = sheet.cell(row, column)
        sheet.put(row, column, Cell(format=cell.format, validation=cell.validation, note=cell.note))
    corner = sheet.cell(r0, c0)
    sheet.put(r0, c0, corner._replace(value=first.value, formula=first.formula))
    sheet.merges.append(GridRange(sheet.sheet_id, r0, r1, c0, c1))


def unmerge_cells(state: State, body: Json, context: Context) -> Json:
    """Take apart every merge inside the range."""
    sheet, found = range_of(state, body.get("range"))
    box = box_of(sheet, found)
    for merge in sheet.merges:
        if merge.overlaps(found) and not _inside(merge, box):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    sheet.merges = [merge for merge in sheet.merges if not merge.overlaps(found)]
    return {}


def add_protected_range(state: State, body: Json, context: Context) -> Json:
    """Protect a range (or, without rows and columns, a tab); warningOnly only warns people."""
    wanted: Json = body.get("protectedRange") or {}
    sheet, found = range_of(state, wanted.get("range"), "protectedRange.range")
    wanted_id = wanted.get("protectedRangeId")
    taken = {entry["protectedRangeId"] for other in state.sheets for entry in other.protected}
    if wanted_id in taken:
        raise invalid(f"Protected range with id {wanted_id} already exists.")
    entry: Json = {
        "protectedRangeId": state.new_id() if wanted_id is None else wanted_id,
        "range": found.to_json(),
    }
    entry |= {name: wanted[name] for name in ("description", "warningOnly") if wanted.get(name)}
    editors = _editors(wanted)
    reply = entry | {"requestingUserCanEdit": True, "editors": editors}
    editors = editors | {"users": sorted({*editors.get("users", []), context.user})}
    sheet.protected.append(entry | {"requestingUserCanEdit": True, "editors": editors})
    return {"protectedRange": reply}


def _editors(wanted: Json) -> Json:
    return {name: who for name, who in (wanted.get("editors") or {}).items() if who}


def _protected(state: State, wanted_id: int | None) -> tuple[Sheet, Json]:
    for sheet in state.sheets:
        for entry in sheet.protected:
            if entry["protectedRangeId"] == wanted_id:
                return sheet, entry
    raise invalid(f"No protected range with id: {wanted_id}")


def update_protected_range(state: State, body: Json, context: Context) -> Json:
    """Change the masked fields of a protection."""
    wanted: Json = body.get("protectedRange") or {}
    _, entry = _protected(state, wanted.get("protectedRangeId"))
    changed = fieldmask.merge(entry, wanted, update_mask(body.get("fields")))
    entry.clear()
    entry.update(changed)
    return {}


def delete_protected_range(state: State, body: Json, context: Context) -> Json:
    """Lift a protection."""
    sheet, entry = _protected(state, body.get("protectedRangeId"))
    sheet.protected.remove(entry)
    return {}


def add_named_range(state: State, body: Json, context: Context) -> Json:
    """Give a range a name, unique in the spreadsheet."""
    wanted: Json = body.get("namedRange") or {}
    _, found = range_of(state, wanted.get("range"), "namedRange.range")
    name = str(wanted.get("name", ""))
    if any(entry["name"].casefold() == name.casefold() for entry in state.named_ranges):
        raise invalid(f'A named range with name "{name}" already exists.')
    entry = {
        "namedRangeId": wanted.get("namedRangeId") or str(state.new_id()),
        "name": name,
        "range": found.to_json(),
    }
    state.named_ranges.append(entry)
    return {"namedRange": entry}


def _named(state: State, wanted_id: str | None) -> Json:
    for entry in state.named_ranges:
        if entry["namedRangeId"] == wanted_id:
            return entry
    raise invalid(f"No named range with id: {wanted_id}")


def update_named_range(state: State, body: Json, context: Context) -> Json:
    """Change the masked fields of a named range."""
    wanted: Json = body.get("namedRange") or {}
    entry = _named(state, wanted.get("namedRangeId"))
    changed = fieldmask.merge(entry, wanted, update_mask(body.get("fields")))
    changed["range"] = GridRange.from_json(changed["range"]).to_json()
    entry.update(changed)
    return {}


def delete_named_range(state: State, body: Json, context: Context) -> Json:
    """Forget a name."""
    state.named_ranges.remove(_named(state, body.get("namedRangeId")))
    return {}


def set_basic_filter(state: State, body: Json, context: Context) -> Json:
    """Put the tab's filter on a range; hidden rows are not computed, data is untouched."""
    wanted: Json = body.get("filter") or {}
    sheet, found = range_of(state, wanted.get("range"), "filter.range")
    closed = GridRange(sheet.sheet_id, *box_of(sheet, found))
    sheet.basic_filter = wanted | {"range": closed.to_json()}
    return {}


def clear_basic_filter(state: State, body: Json, context: Context) -> Json:
    """Take the filter off."""
    state.grid(body.get("sheetId", 0)).basic_filter = None
    return {}


def add_conditional_format_rule(state: State, body: Json, context: Context) -> Json:
    """Store a rule; it is answered back, not evaluated."""
    rule: Json = body.get("rule") or {}
    if not rule.get("ranges"):
        raise invalid("rule.ranges is required.")
    sheet, _ = range_of(state, rule["ranges"][0], "rule.ranges[0]")
    sheet.conditional.insert(int(body.get("index", 0)), rule)
    return {}


def delete_conditional_format_rule(state: State, body: Json, context: Context) -> Json:
    """Remove the rule at an index."""
    sheet = state.grid(body.get("sheetId", 0))
    index = int(body.get("index", 0))
    if index >= len(sheet.conditional):
        raise invalid(f"No conditional format on sheet: {sheet.sheet_id} at index: {index}")
    return {"rule": sheet.conditional.pop(index)}
