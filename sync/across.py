"""What the plan of one table means for the others: rows that still name a deleted record, and names that were changed. Pure.

A record other rows speak of is not let go because its own row was deleted in one tab: what hangs on it would go with it,
unseen (law 7). A name changed in one tab is carried into the cells of the others that show it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sync import diff, messages, telling
from sync.columns import Table, Value
from sync.facts import BoundTable, Facts
from sync.sheet_table import SheetRow
from sync.table_plan import TablePlan
from sync.values import compare_key


def keep_named(plans: Sequence[TablePlan], unread: Sequence[tuple[BoundTable, Facts]]) -> None:
    """Bring back the rows of deleted records that rows of other tabs still name, unless a person has confirmed the deletion.

    ``unread``: tables that cannot be read now, with what the database knows of them: unknown is not empty (law 8).
    """
    for plan in plans:
        if plan.deletes_db and plan.bound.table.announces and not plan.deletions_confirmed:
            named = _named(plans, plan, unread)
            for row_id in [i for i in plan.facts.records if i in plan.deletes_db and i in named]:
                _bring_back(plan, row_id, named[row_id])


def _named(
    plans: Sequence[TablePlan], deleting: TablePlan, unread: Sequence[tuple[BoundTable, Facts]]
) -> Mapping[str, Counter[str]]:
    """By id of a record: how many rows of which tab are about it."""
    found: dict[str, Counter[str]] = {}
    for other in plans:
        if other is not deleting:
            for row_id, record in {**other.facts.records, **other.creates}.items():
                if row_id not in other.deletes_db:
                    _count(found, other.bound.table, record, other.sheet.title)
    for bound, facts in unread:
        for record in facts.records.values():
            _count(found, bound.table, record, bound.tab_title)
    return found


def _count(found: dict[str, Counter[str]], table: Table, record: Mapping[str, Value], title: str) -> None:
    for f in table.fields:
        if f.identity and isinstance(value := record.get(f.name), str):
            found.setdefault(value, Counter())[title] += 1


def _bring_back(plan: TablePlan, row_id: str, named: Counter[str]) -> None:
    plan.bring_back(row_id)
    where = ", ".join(f"{count} dòng ở trang “{title}”" for title, count in named.items())
    telling.restored(plan, row_id, messages.still_named(where))


def carry_names(plans: Sequence[TablePlan]) -> None:
    """Write a changed name into the cells of other rows that show the old one; a cell that says it otherwise stays as it is."""
    old = {row_id: name for plan in plans for row_id, name in _renamed(plan)}
    if not old:
        return
    for plan in plans:
        for row in plan.sheet.rows:
            for name in _stale(plan, row, old):
                plan.writes.setdefault(row.row, {})[name] = plan.wanted[plan.ids[row.row]][name]
                plan.afresh.add((row.row, name))


def _renamed(plan: TablePlan) -> Iterator[tuple[str, str]]:
    """Records whose name changes with this plan, and what they were called."""
    if not plan.bound.table.announces:
        return
    name = next(f.name for f in plan.fields if f.required)
    written = {plan.ids[row]: values for row, values in plan.writes.items() if row in plan.ids}
    for changed in (plan.updates, written):
        for row_id, values in changed.items():
            base = plan.facts.base.get(row_id)
            known = base.fields.get(name) if base else None
            if name in values and known is not None and isinstance(known.value, str) and known.value != values[name]:
                yield row_id, known.value


def _stale(plan: TablePlan, row: SheetRow, old: Mapping[str, str]) -> Iterator[str]:
    """The fields of a row that refer to a renamed record and show its old name, and are not changed otherwise."""
    wanted = plan.wanted.get(plan.ids.get(row.row, ""), {})
    for f in plan.fields:
        value = wanted.get(f.name)
        if not isinstance(value, str) or value not in old or row.row in plan.deletes.values():
            continue
        if f.name in row.formulas or f.name in row.covered or row.raws.get(f.name, "").startswith(diff.LEANING):
            continue
        if compare_key(row.texts.get(f.name, "")) == compare_key(old[value]):
            yield f.name
