"""sortRange and findReplace."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from ..cells import Cell, ErrorValue, Json, Value
from ..entered import type_into
from ..errors import invalid
from ..formula_text import copied
from ..grid import Sheet
from ..number_format import formatted
from ..state import State
from .common import Box, Context, box_of, range_of


def sort_range(state: State, body: Json, context: Context) -> Json:
    """Sort rows of a range by columns; cells move with format and note, blanks go last."""
    sheet, found = range_of(state, body.get("range"))
    specs: list[Json] = body.get("sortSpecs") or []
    if not specs:
        raise invalid("sortSpecs is required.")
    sort_rows(sheet, box_of(sheet, found), [_spec(spec) for spec in specs])
    return {}


def _spec(spec: Json) -> tuple[int, bool]:
    return int(spec.get("dimensionIndex", 0)), spec.get("sortOrder") == "DESCENDING"


def sort_rows(sheet: Sheet, box: Box, specs: list[tuple[int, bool]]) -> None:
    """Sort the rows of a box by (column, descending) in order of importance."""
    r0, r1, c0, c1 = box
    order = list(range(r0, r1))
    for column, descending in reversed(specs):
        filled = [at for at in order if sheet.cell(at, column).value is not None]
        blank = [at for at in order if sheet.cell(at, column).value is None]
        filled.sort(key=lambda at, by=column: _key(sheet.cell(at, by).value), reverse=descending)  # type: ignore[misc]
        order = filled + blank
    block = [[sheet.cell(at, column) for column in range(c0, c1)] for at in order]
    for to, (source, cells) in enumerate(zip(order, block, strict=True), start=r0):
        for column, cell in enumerate(cells, start=c0):
            sheet.put(to, column, _sorted_cell(cell, to - source))


def _sorted_cell(cell: Cell, down: int) -> Cell:
    if cell.formula is None or not down:
        return cell
    return cell._replace(formula=copied(cell.formula, down, 0))


def _key(value: Value) -> tuple[int, Any]:
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, (int, float)):
        return 0, value
    if isinstance(value, ErrorValue):
        return 3, value.kind
    return 1, str(value).casefold()


def find_replace(state: State, body: Json, context: Context) -> Json:
    """Replace text in shown values (and, when asked, in formulas)."""
    areas = _search_areas(state, body)
    pattern = _pattern(body)
    counts = {"occurrencesChanged": 0, "valuesChanged": 0, "formulasChanged": 0}
    rows, sheets = set(), set()
    for sheet, box in areas:
        for row, _column in _matches(state, sheet, box, body, pattern, context.now, counts):
            rows.add((sheet.sheet_id, row))
            sheets.add(sheet.sheet_id)
    counts |= {"rowsChanged": len(rows), "sheetsChanged": len(sheets)}
    return {name: number for name, number in counts.items() if number}


def _search_areas(state: State, body: Json) -> list[tuple[Sheet, Box]]:
    if body.get("range") is not None:
        sheet, found = range_of(state, body["range"])
        return [(sheet, box_of(sheet, found))]
    chosen = state.sheets if body.get("allSheets") else [state.grid(body.get("sheetId", 0))]
    return [(sheet, (0, sheet.row_count, 0, sheet.column_count)) for sheet in chosen]


def _pattern(body: Json) -> re.Pattern[str]:
    find = str(body.get("find", ""))
    if not find:
        raise invalid("find is required.")
    text = find if body.get("searchByRegex") else re.escape(find)
    if body.get("matchEntireCell"):
        text = rf"\A(?:{text})\Z"
    return re.compile(text, 0 if body.get("matchCase") else re.IGNORECASE)


def _matches(
    state: State,
    sheet: Sheet,
    box: Box,
    body: Json,
    pattern: re.Pattern[str],
    now: datetime,
    counts: dict[str, int],
) -> list[tuple[int, int]]:
    r0, r1, c0, c1 = box
    changed = []
    replacement = str(body.get("replacement", ""))
    for at in range(r0, min(r1, len(sheet.rows))):
        for column, cell in list(sheet.rows[at].items()):
            if not c0 <= column < c1 or (cell.formula and not body.get("includeFormulas")):
                continue
            text = cell.formula or formatted(cell.value, cell.number_format, state.locale)
            fresh, hits = pattern.subn(lambda _: replacement, text)
            if hits:
                counts["occurrencesChanged"] += hits
                counts["formulasChanged" if cell.formula else "valuesChanged"] += 1
                sheet.put(at, column, type_into(cell, fresh, state.locale, now))
                changed.append((at, column))
    return changed
