"""Law 4: the base advances only where equality was read back. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from sync.cells import Cell, Tab
from sync.columns import Value
from sync.commit import BaseAdvance
from sync.diff import is_blank
from sync.facts import BaseField
from sync.sheet_table import SheetRow, SheetTable
from sync.table_plan import TablePlan
from sync.writing import same


def advances(
    plan: TablePlan, after: SheetTable, tab: Tab, expected: Mapping[tuple[str, str], list[Cell]]
) -> list[BaseAdvance]:
    """What the base may learn from the post-image of one table."""
    rows = _rows_by_id(plan, after)
    made = []
    for row_id, wanted in plan.wanted.items():
        row = rows.get(row_id)
        if row is not None:
            made.append(_advance(plan, row_id, wanted, row, after, tab, expected))
    made += [
        BaseAdvance(plan.key, row_id, {}, inbound=_removed(plan, row_id), drop=True)
        for row_id in sorted(plan.dropped) if row_id not in rows
    ]  # fmt: skip
    return [a for a in made if a.fields or a.drop]


def _rows_by_id(plan: TablePlan, after: SheetTable) -> dict[str, SheetRow]:
    """Rows of the post-image by id; an id that stands twice proves nothing, unless the other copies are held."""
    held = {row.row_id for row, _ in plan.pairing.held}
    found: dict[str, SheetRow] = {}
    twice: set[str] = set()
    for row in after.rows:
        if row.row_id in found:
            twice.add(row.row_id)
        found.setdefault(row.row_id, row)
    return {i: row for i, row in found.items() if i and (i not in twice or i in held)}


def _removed(plan: TablePlan, row_id: str) -> frozenset[str]:
    """A record deleted by this commit: the tombstone depends on it."""
    return frozenset({""}) if row_id in plan.deletes_db else frozenset()


def _advance(
    plan: TablePlan, row_id: str, wanted: Mapping[str, Value], row: SheetRow, after: SheetTable, tab: Tab,
    expected: Mapping[tuple[str, str], list[Cell]],
) -> BaseAdvance:  # fmt: skip
    known = plan.facts.base.get(row_id)
    fields = {}
    for name, value in wanted.items():
        if name in after.places and _stands(row, name, value, after, tab, expected.get((row_id, name))):
            new = BaseField(value, row.raws.get(name, ""))
            if known is None or known.deleted or known.fields.get(name) != new:
                fields[name] = new
    return BaseAdvance(plan.key, row_id, fields, inbound=frozenset(plan.inbound.get(row_id, ())))


def _stands(row: SheetRow, name: str, value: Value, after: SheetTable, tab: Tab, written: list[Cell] | None) -> bool:
    """Whether the sheet now holds the value: read as such, or exactly the cells we wrote."""
    found = row.values.get(name)
    if found == value or (is_blank(found) and is_blank(value)):
        return True
    if written is None:
        return False
    columns = after.places[name].columns
    return all(same(tab.cell(row.row, c), cell) for c, cell in zip(columns, written, strict=True))
