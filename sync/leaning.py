"""Cells that lean on another row: a ditto mark, or the lower part of a merged cell. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sync.facts import BaseRow
from sync.sheet_table import SheetRow, SheetTable


def steadied(sheet: SheetTable, ids: Mapping[int, str], base: Mapping[str, BaseRow]) -> SheetTable:
    """The table in which whatever leans on a cell nobody has retyped says what it said.

    A cell that is still written as it was keeps its meaning though names around it have changed (sync.diff); so must the
    cells that lean on it, or renaming a member would look like an edit of every row under the merged name.
    """
    rows = {row.row: row for row in sheet.rows}
    return replace(sheet, rows=tuple(_steady(row, rows, ids, base) if row.leans_on else row for row in sheet.rows))


def _steady(
    row: SheetRow, rows: Mapping[int, SheetRow], ids: Mapping[int, str], base: Mapping[str, BaseRow]
) -> SheetRow:
    kept = {}
    for name, source in row.leans_on.items():
        mine, its = base.get(ids.get(row.row, "")), base.get(ids.get(source, ""))
        if mine is None or its is None or source not in rows or name not in mine.fields or name not in its.fields:
            continue
        unmoved = row.raws[name] == mine.fields[name].raw
        unretyped = rows[source].raws[name] == its.fields[name].raw
        if unmoved and unretyped and mine.fields[name].value == its.fields[name].value:
            kept[name] = mine.fields[name].value
    return replace(row, values={**row.values, **kept}) if kept else row
