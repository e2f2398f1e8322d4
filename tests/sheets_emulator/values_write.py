"""Writing values: update, append, clear."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from . import a1
from .batch.cell_requests import checked_text
from .cells import Cell, Json, tidy_number
from .entered import type_into
from .errors import bad_field, invalid
from .grid import Sheet
from .ranges import GridRange
from .state import State, grid_limits
from .structure import insert

Lines = list[list[Any]]


def input_option(given: Json) -> str:
    """valueInputOption, required by every write."""
    option = given.get("valueInputOption")
    if option not in {"RAW", "USER_ENTERED"}:
        raise invalid(
            "'valueInputOption' is required but not specified"
            if not option
            else f"Invalid value at 'value_input_option', \"{option}\""
        )
    return str(option)


def lines_of(body: Json) -> Lines:
    """Rows of values of a ValueRange, whatever its major dimension."""
    values = body.get("values") or []
    if not isinstance(values, list) or not all(isinstance(line, list) for line in values):
        wrong = values if not isinstance(values, list) else next(line for line in values if not isinstance(line, list))
        field = "data.values"
        kind = "type.googleapis.com/google.protobuf.ListValue"
        raise bad_field(field, f"Invalid value at '{field}' ({kind}), {json.dumps(wrong)}")
    if body.get("majorDimension") != "COLUMNS":
        return values
    height = max((len(column) for column in values), default=0)
    return [[column[at] if at < len(column) else None for column in values] for at in range(height)]


def update(state: State, text: str, body: Json, option: str, now: datetime) -> tuple[Json, GridRange]:
    """Write a ValueRange; returns the UpdateValuesResponse and the range it covers."""
    lines = lines_of(body)
    found = state.resolve(text)
    sheet = state.grid(found.sheet_id)
    height, width = len(lines), max((len(line) for line in lines), default=0)
    _check_fits(sheet, found, text, height, width)
    r0, c0 = found.r0 or 0, found.c0 or 0
    _write(state, sheet, r0, c0, lines, option, now)
    area = GridRange(sheet.sheet_id, r0, r0 + max(height, 1), c0, c0 + max(width, 1))
    return _updated(state, sheet, area, lines), area


def _check_fits(sheet: Sheet, found: GridRange, text: str, height: int, width: int) -> None:
    """A one-cell range grows with its values; a larger one is a limit; the grid always is."""
    r0, c0 = found.r0 or 0, found.c0 or 0
    one_cell = found.r1 == r0 + 1 and found.c1 == c0 + 1
    where = f"'{sheet.title}'!" + a1.split_title(text)[1]
    if not one_cell:
        if found.r1 is not None and height > found.r1 - r0:
            raise invalid(f"Requested writing within range [{where}], but tried writing to row [{found.r1 + 1}]")
        if found.c1 is not None and width > found.c1 - c0:
            column = a1.column_letters(found.c1)
            raise invalid(f"Requested writing within range [{where}], but tried writing to column [{column}]")
    if r0 + height > sheet.row_count or c0 + width > sheet.column_count:
        raise grid_limits(sheet, GridRange(sheet.sheet_id, r0, r0 + height, c0, c0 + width))


def _write(state: State, sheet: Sheet, r0: int, c0: int, lines: Lines, option: str, now: datetime) -> None:
    for row, line in enumerate(lines, start=r0):
        for column, value in enumerate(line, start=c0):
            if value is None:  # null: leave the cell as it is
                continue
            cell = sheet.cell(row, column)
            sheet.put(row, column, _put_value(cell, value, option, state.locale, now))


def _put_value(cell: Cell, value: Any, option: str, locale: str, now: datetime) -> Cell:
    if isinstance(value, bool):
        return cell._replace(value=value, formula=None)
    if isinstance(value, (int, float)):
        return cell._replace(value=tidy_number(value), formula=None)
    if not isinstance(value, str):
        field = "data.values"
        raise bad_field(field, f"Invalid values[0][0]: {json.dumps(value)}")
    checked_text(value)
    if option == "USER_ENTERED":
        return type_into(cell, value, locale, now)
    return cell._replace(value=value or None, formula=None)


def touched(area: GridRange, lines: Lines) -> list[tuple[int, int]]:
    """The cells that were given a value: a null leaves its cell alone and is not counted."""
    r0, c0 = area.r0 or 0, area.c0 or 0
    rows = enumerate(lines, start=r0)
    return [(row, column) for row, line in rows for column, value in enumerate(line, start=c0) if value is not None]


def _updated(state: State, sheet: Sheet, area: GridRange, lines: Lines) -> Json:
    assert area.r1 is not None and area.c1 is not None
    where = a1.format_range(sheet.title, area.r0 or 0, area.r1, area.c0 or 0, area.c1)
    out: Json = {"spreadsheetId": state.spreadsheet_id, "updatedRange": where}
    cells = touched(area, lines)
    counts = {
        "updatedRows": len({row for row, _ in cells}),
        "updatedColumns": len({column for _, column in cells}),
        "updatedCells": len(cells),
    }
    return out | {name: number for name, number in counts.items() if number}


def clear(state: State, text: str) -> str:
    """Empty the values of a range (formats and notes stay); returns the range as cleared."""
    found = state.resolve(text)
    sheet = state.grid(found.sheet_id)
    r0, r1, c0, c1 = found.bounded(sheet.row_count, sheet.column_count)
    for row in range(r0, min(r1, len(sheet.rows))):
        for column in [at for at in sheet.rows[row] if c0 <= at < c1]:
            cell = sheet.cell(row, column)
            sheet.put(row, column, cell._replace(value=None, formula=None))
    return a1.format_range(sheet.title, r0, r1, c0, c1)


def append(state: State, text: str, body: Json, given: Json, now: datetime) -> tuple[Json, GridRange]:
    """Write under the last table found in the range; rows are added to the grid as needed."""
    option = input_option(given)
    lines = lines_of(body)
    found = state.resolve(text)
    sheet = state.grid(found.sheet_id)
    table = find_table(sheet, found)
    top = table[1] if table else found.r0 or 0
    left = table[2] if table else found.c0 or 0
    if given.get("insertDataOption") == "INSERT_ROWS" and table and top < sheet.row_count:
        insert(state, sheet, "ROWS", top, len(lines))
    if top + len(lines) > sheet.row_count:
        sheet.resize(rows=top + len(lines))
    width = max((len(line) for line in lines), default=0)
    if left + width > sheet.column_count:
        sheet.resize(columns=left + width)
    _write(state, sheet, top, left, lines, option, now)
    area = GridRange(sheet.sheet_id, top, top + max(len(lines), 1), left, left + max(width, 1))
    out: Json = {"spreadsheetId": state.spreadsheet_id}
    if table:
        out["tableRange"] = a1.format_range(sheet.title, *table)
    return out | {"updates": _updated(state, sheet, area, lines)}, area


def find_table(sheet: Sheet, found: GridRange) -> tuple[int, int, int, int] | None:
    """The last block of touching filled cells that meets the range: (r0, r1, c0, c1)."""
    box = found.bounded(sheet.row_count, sheet.column_count)
    seeds = [
        (row, column)
        for row in range(box[0], min(box[1], len(sheet.rows)))
        for column, cell in sheet.rows[row].items()
        if box[2] <= column < box[3] and (cell.value is not None or cell.formula is not None)
    ]
    if not seeds:
        return None
    return _grow(sheet, max(seeds))


def _grow(sheet: Sheet, seed: tuple[int, int]) -> tuple[int, int, int, int]:
    """The rectangle around everything connected (also diagonally) with the seed."""
    r0, r1, c0, c1 = seed[0], seed[0] + 1, seed[1], seed[1] + 1
    grown = True
    while grown:
        grown = False
        if r0 > 0 and _any(sheet, r0 - 1, r0, c0 - 1, c1 + 1):
            r0, grown = r0 - 1, True
        if _any(sheet, r1, r1 + 1, c0 - 1, c1 + 1):
            r1, grown = r1 + 1, True
        if c0 > 0 and _any(sheet, r0 - 1, r1 + 1, c0 - 1, c0):
            c0, grown = c0 - 1, True
        if _any(sheet, r0 - 1, r1 + 1, c1, c1 + 1):
            c1, grown = c1 + 1, True
    return r0, r1, c0, c1


def _any(sheet: Sheet, r0: int, r1: int, c0: int, c1: int) -> bool:
    return any(
        sheet.cell(row, column).value is not None or sheet.cell(row, column).formula is not None
        for row in range(max(r0, 0), r1)
        for column in range(max(c0, 0), c1)
    )
