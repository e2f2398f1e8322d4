"""Rows and columns inserted, deleted or moved: cells first, then all that points at them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .cells import Json
from .formula_text import Reference, rewrite
from .grid import Sheet
from .ranges import GridRange, SpanShift, delete_shift, insert_shift, move_index, move_shift
from .state import State

_FROZEN = {"ROWS": "frozenRowCount", "COLUMNS": "frozenColumnCount"}


def frozen_count(sheet: Sheet, dimension: str) -> int:
    """How many rows or columns are frozen."""
    return int(sheet.properties["gridProperties"].get(_FROZEN[dimension]) or 0)


def _freeze(sheet: Sheet, dimension: str, count: int) -> None:
    if frozen_count(sheet, dimension) != count:
        grid = sheet.properties["gridProperties"] | {_FROZEN[dimension]: count}
        sheet.properties = sheet.properties | {"gridProperties": grid}


def insert(state: State, sheet: Sheet, dimension: str, index: int, count: int) -> None:
    """Insert empty rows or columns before `index`; the grid grows by `count`."""
    if dimension == "ROWS":
        if index < len(sheet.rows):
            sheet.rows[index:index] = [{} for _ in range(count)]
        sheet.resize(rows=sheet.row_count + count)
    else:
        sheet.resize(columns=sheet.column_count + count)
        _rekey_columns(sheet, lambda at: at + count if at >= index else at)
    frozen = frozen_count(sheet, dimension)
    _freeze(sheet, dimension, frozen + count if index < frozen else frozen)
    _shift_meta(sheet, dimension, lambda at: at + count if at >= index else at)
    shift_references(state, sheet, dimension, insert_shift(index, count))


def delete(state: State, sheet: Sheet, dimension: str, first: int, last: int) -> None:
    """Delete [first, last); the grid shrinks."""
    count = last - first

    def moved(at: int) -> int | None:
        return at if at < first else None if at < last else at - count

    if dimension == "ROWS":
        del sheet.rows[first:last]
    else:
        _rekey_columns(sheet, moved)
    frozen = frozen_count(sheet, dimension)
    _freeze(sheet, dimension, frozen - max(0, min(last, frozen) - first))
    _shift_meta(sheet, dimension, moved)
    shift_references(state, sheet, dimension, delete_shift(first, last))
    if dimension == "ROWS":
        sheet.resize(rows=sheet.row_count - count)
    else:
        sheet.resize(columns=sheet.column_count - count)


def move(state: State, sheet: Sheet, dimension: str, first: int, last: int, to: int) -> None:
    """Move [first, last) in front of index `to`, counted before the move."""
    moved = move_index(first, last, to)
    if dimension == "ROWS":
        rows = sheet.rows + [{} for _ in range(max(to, last) - len(sheet.rows))]
        order = sorted(range(len(rows)), key=moved)
        sheet.rows = [rows[at] for at in order]
    else:
        _rekey_columns(sheet, moved)
    _shift_meta(sheet, dimension, moved)
    shift_references(state, sheet, dimension, move_shift(first, last, to))


def _rekey_columns(sheet: Sheet, moved: Callable[[int], int | None]) -> None:
    for at, row in enumerate(sheet.rows):
        pairs = ((moved(column), cell) for column, cell in row.items())
        sheet.rows[at] = {column: cell for column, cell in pairs if column is not None}


def _shift_meta(sheet: Sheet, dimension: str, moved: Callable[[int], int | None]) -> None:
    pairs = [(moved(at), meta) for at, meta in sheet.meta(dimension).items()]
    kept = {at: meta for at, meta in pairs if at is not None}
    if dimension == "ROWS":
        sheet.row_meta = kept
    else:
        sheet.column_meta = kept


def shift_references(state: State, sheet: Sheet, dimension: str, shift: SpanShift) -> None:
    """Move merges, protections, filters, named ranges, groups and formulas that point into the sheet."""
    moved = (merge.shifted(dimension, shift) for merge in sheet.merges)
    sheet.merges = [merge for merge in moved if merge is not None and _is_merge(merge)]
    sheet.protected = _shift_all(sheet, sheet.protected, dimension, shift)
    state.named_ranges = _shift_all(sheet, state.named_ranges, dimension, shift)
    if sheet.basic_filter is not None:
        kept = _shift_all(sheet, [sheet.basic_filter], dimension, shift)
        sheet.basic_filter = kept[0] if kept else None
    _shift_conditional(sheet, dimension, shift)
    _shift_groups(sheet, dimension, shift)
    shift_formulas(state, sheet, lambda reference: shifted_reference(reference, dimension, shift))


def _is_merge(merge: GridRange) -> bool:
    r0, r1, c0, c1 = merge.bounded(1 << 40, 1 << 40)
    return (r1 - r0) * (c1 - c0) > 1


def _shift_all(sheet: Sheet, entries: list[Json], dimension: str, shift: SpanShift) -> list[Json]:
    out = []
    for entry in entries:
        found = GridRange.from_json(entry.get("range", {}))
        if "range" not in entry or found.sheet_id != sheet.sheet_id:
            out.append(entry)
            continue
        moved = found.shifted(dimension, shift)
        if moved is not None:
            out.append(entry | {"range": moved.to_json()})
    return out


def _shift_conditional(sheet: Sheet, dimension: str, shift: SpanShift) -> None:
    rules = []
    for rule in sheet.conditional:
        moved = (GridRange.from_json(r).shifted(dimension, shift) for r in rule["ranges"])
        ranges = [found.to_json() for found in moved if found is not None]
        if ranges:
            rules.append(rule | {"ranges": ranges})
    sheet.conditional = rules


def _shift_groups(sheet: Sheet, dimension: str, shift: SpanShift) -> None:
    kept = []
    for group in sheet.groups.get(dimension, []):
        span = shift(group["range"]["startIndex"], group["range"]["endIndex"])
        if span is not None:
            moved = group["range"] | {"startIndex": span[0], "endIndex": span[1]}
            kept.append(group | {"range": moved})
    if dimension in sheet.groups:
        sheet.groups[dimension] = kept


def shifted_reference(reference: Reference, dimension: str, shift: SpanShift) -> Reference | None:
    """A formula's reference after the rows or columns under it moved."""
    rows = dimension == "ROWS"
    start, end = (reference.r0, reference.r1) if rows else (reference.c0, reference.c1)
    if start is None:
        return reference
    span = shift(start, end + 1 if end is not None else 1 << 40)
    if span is None:
        return None
    last = span[1] - 1 if end is not None else None
    if rows:
        return replace(reference, r0=span[0], r1=last)
    return replace(reference, c0=span[0], c1=last)


def shift_formulas(state: State, target: Sheet, change: Callable[[Reference], Reference | None]) -> None:
    """Rewrite the references to `target` in every formula of the spreadsheet."""
    title = target.title.casefold()
    for sheet in state.sheets:

        def changed(reference: Reference, here: Sheet = sheet) -> Reference | None:
            named = here.title if reference.sheet is None else reference.sheet
            return change(reference) if named.casefold() == title else reference

        for row, column, cell in list(sheet.formulas()):
            assert cell.formula is not None
            text = rewrite(cell.formula, changed)
            if text != cell.formula:
                sheet.store(row, column, cell._replace(formula=text))


def rename_in_formulas(state: State, old: str, new: str) -> None:
    """A tab was renamed: formulas follow."""
    folded = old.casefold()

    def renamed(reference: Reference) -> Reference:
        same = reference.sheet is not None and reference.sheet.casefold() == folded
        return replace(reference, sheet=new) if same else reference

    _rewrite_everywhere(state, renamed)


def forget_sheet_in_formulas(state: State, title: str) -> None:
    """A tab was deleted: references to it become #REF!."""
    folded = title.casefold()

    def gone(reference: Reference) -> Reference | None:
        same = reference.sheet is not None and reference.sheet.casefold() == folded
        return None if same else reference

    _rewrite_everywhere(state, gone)


def _rewrite_everywhere(state: State, change: Callable[[Reference], Reference | None]) -> None:
    for sheet in state.sheets:
        for row, column, cell in list(sheet.formulas()):
            assert cell.formula is not None
            text = rewrite(cell.formula, change)
            if text != cell.formula:
                sheet.store(row, column, cell._replace(formula=text))
