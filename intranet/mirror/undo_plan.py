"""What undoing a run means, worked out before anything is touched: which effects still stand, and which were edited since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from intranet.mirror.baseline import Records, same
from sync.cells import EMPTY, Cell, Tab
from sync.columns import Value
from sync.sheet_table import SheetTable
from sync.stores.protocol import CellEdit, RowDelete, RowInsert, TabEdit
from sync.writing import from_plain
from sync.writing import same as same_cell

Address = tuple[str, str]


class Done(NamedTuple):
    """One effect of the run to be undone."""

    side: str
    row_id: str
    field: str
    before: Any
    after: Any


@dataclass(slots=True)
class Merged:
    """All a run did to one row on one side: whole row made or deleted, and single fields, first value and last."""

    row_id: str
    made: Any = None
    deleted: Any = None
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def merged(effects: Iterable[Done]) -> dict[str, Merged]:
    """Effects of one table and side, put together row by row (a run may touch a row in several rounds)."""
    rows: dict[str, Merged] = {}
    for effect in effects:
        row = rows.setdefault(effect.row_id, Merged(effect.row_id))
        if effect.field:
            first = row.fields.get(effect.field, (effect.before, None))[0]
            row.fields[effect.field] = (first, effect.after)
        elif effect.after is not None:
            row.made = effect.after
        else:
            row.deleted = effect.before
    return rows


@dataclass(slots=True)
class DatabaseUndo:
    """The database's half of one table. ``edited`` lists (row id, field) that somebody has changed since."""

    updates: dict[str, dict[str, Value]] = field(default_factory=dict)
    deletes: list[str] = field(default_factory=list)
    restores: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    edited: list[Address] = field(default_factory=list)


def database_half(effects: Iterable[Done], records: Records) -> DatabaseUndo:
    """What to set back in a register; only values that still are what the run left."""
    undo = DatabaseUndo()
    for row_id, row in merged(effects).items():
        record = records.get(row_id)
        if row.made is not None:
            _unmake(undo, row, record)
        elif row.deleted is not None:
            if record is None:
                undo.restores[row_id] = row.deleted["archive"]
            else:
                undo.edited.append((row_id, ""))
        else:
            _set_back(undo, row, record)
    return undo


def _unmake(undo: DatabaseUndo, row: Merged, record: Mapping[str, Value] | None) -> None:
    if record is None:
        return
    left = {**row.made, **{name: after for name, (_, after) in row.fields.items()}}
    if all(same(record.get(name), value) for name, value in left.items()):
        undo.deletes.append(row.row_id)
    else:
        undo.edited.append((row.row_id, ""))


def _set_back(undo: DatabaseUndo, row: Merged, record: Mapping[str, Value] | None) -> None:
    for name, (before, after) in row.fields.items():
        if record is not None and same(record.get(name), after):
            undo.updates.setdefault(row.row_id, {})[name] = before
        elif record is None or not same(record.get(name), before):
            undo.edited.append((row.row_id, name))


@dataclass(slots=True)
class SheetUndo:
    """The sheet's half of one table, in the terms of the snapshot. ``cleared``: fields that are empty again."""

    cells: list[CellEdit] = field(default_factory=list)
    deletes: list[RowDelete] = field(default_factory=list)
    inserts: list[RowInsert] = field(default_factory=list)
    fields: list[Address] = field(default_factory=list)
    cleared: set[Address] = field(default_factory=set)
    edited: list[Address] = field(default_factory=list)

    def edit(self, sheet: SheetTable) -> TabEdit:
        """The edits of the tab."""
        return TabEdit(
            sheet.tab_key, sheet.header_row, sheet.id_column, mapped_columns(sheet),
            cells=self.cells, inserts=self.inserts, deletes=self.deletes,
        )  # fmt: skip


def mapped_columns(sheet: SheetTable) -> list[int]:
    """The columns of the table's fields and of ours."""
    own = {sheet.id_column, sheet.note_column}
    return sorted({column for place in sheet.places.values() for column in place.columns} | own)


def sheet_half(effects: Iterable[Done], sheet: SheetTable, tab: Tab) -> SheetUndo:
    """What to set back in a tab; only cells that still are what the run wrote."""
    undo, row_of = SheetUndo(), {row.row_id: row.row for row in sheet.rows if row.row_id}
    for row_id, row in merged(effects).items():
        index = row_of.get(row_id)
        if row.made is not None:
            _take_out(undo, row, index, sheet, tab)
        elif row.deleted is not None:
            _put_back(undo, row, index, sheet)
        elif index is None:
            undo.edited += [(row_id, name) for name in row.fields]
        else:
            _set_cells_back(undo, row, index, sheet, tab)
    return undo


def _take_out(undo: SheetUndo, row: Merged, index: int | None, sheet: SheetTable, tab: Tab) -> None:
    if index is None:
        return
    wanted = {int(column): from_plain(cell) for column, cell in row.made.items()}
    for name, (_, after) in row.fields.items():
        wanted |= dict(zip(sheet.places[name].columns, map(from_plain, after), strict=True))
    ours = {sheet.id_column, sheet.note_column}
    columns = [c for c in mapped_columns(sheet) if c not in ours]
    if all(same_cell(tab.cell(index, c), wanted.get(c, EMPTY)) for c in columns):
        undo.deletes.append(RowDelete(index, row.row_id, {c: tab.cell(index, c) for c in mapped_columns(sheet)}))
    else:
        undo.edited.append((row.row_id, ""))


def _put_back(undo: SheetUndo, row: Merged, index: int | None, sheet: SheetTable) -> None:
    if index is not None:
        return
    kept = {int(column): from_plain(cell) for column, cell in row.deleted.items()}
    values = {column: cell for column, cell in kept.items() if cell.formula is None}
    after = sheet.last_row_of_group.get(None, sheet.header_row)
    ends = after in sheet.total_rows_end_at
    undo.inserts.append(RowInsert(after, row.row_id, values, total_ends_here=ends, fill_columns=sheet.fill_columns))


def _set_cells_back(undo: SheetUndo, row: Merged, index: int, sheet: SheetTable, tab: Tab) -> None:
    for name, (before, after) in row.fields.items():
        place = sheet.places.get(name)
        columns = place.columns if place else ()
        now = [tab.cell(index, c) for c in columns]
        old, new = _cells(before), _cells(after)
        if len(old) == len(columns) and _all_same(now, new):
            edits = zip(columns, old, now, strict=True)
            undo.cells += [CellEdit(index, c, o, n) for c, o, n in edits if not same_cell(o, n)]
            undo.fields.append((row.row_id, name))
            if all(cell.is_empty for cell in old):
                undo.cleared.add((row.row_id, name))
        elif not _all_same(now, old):
            undo.edited.append((row.row_id, name))


def _cells(content: Sequence[Mapping[str, Any]]) -> list[Cell]:
    return [from_plain(cell) for cell in content]


def _all_same(one: Sequence[Cell], other: Sequence[Cell]) -> bool:
    return len(one) == len(other) and all(map(same_cell, one, other))
