"""What a register's own rules refuse leaves the plan before anything happens, and is told. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from sync import messages, telling
from sync.commit import Rejected
from sync.table_plan import TablePlan


def without(plan: TablePlan, rejected: Sequence[Rejected]) -> None:
    """Take out of the plan what the register's own rules refuse, and tell about it. Changes the plan in place.

    A record that may not be deleted gets its row back (law 7): missing in the sheet it would be asked about for ever.
    """
    rows = {row.row: row for row in plan.sheet.rows}
    for refusal in rejected:
        index = plan.row_of.get(refusal.row_id)
        if refusal.row_id in plan.deletes_db:
            plan.bring_back(refusal.row_id)
            telling.restored(plan, refusal.row_id, messages.not_deleted(refusal.message))
        if index is None:
            continue
        names = [refusal.field] if refusal.field in plan.sheet.places else list(plan.updates.get(refusal.row_id, {}))
        if (
            refusal.row_id in plan.creates
            and refusal.field in plan.creates[refusal.row_id]
            and not _needed(plan, refusal.field)
        ):
            del plan.creates[refusal.row_id][refusal.field]
            names = [refusal.field]
        elif refusal.row_id in plan.creates:
            _forget_record(plan, refusal.row_id)
            if index not in plan.ids:
                telling.unnamed(plan, refusal.row_id, rows[index])
        for name in names:
            plan.updates.get(refusal.row_id, {}).pop(name, None)
            plan.wanted.get(refusal.row_id, {}).pop(name, None)
            plan.inbound.get(refusal.row_id, set()).discard(name)
        if not plan.updates.get(refusal.row_id, {"": ""}):
            del plan.updates[refusal.row_id]
        telling.rejected(plan, refusal, rows[index], names)


def _needed(plan: TablePlan, name: str) -> bool:
    f = plan.bound.table.field(name)
    return f.required or f.identity


def _forget_record(plan: TablePlan, row_id: str) -> None:
    plan.creates.pop(row_id, None)
    plan.dropped.discard(row_id)
    plan.wanted.pop(row_id, None)
    plan.inbound.pop(row_id, None)
    if plan.restored.pop(row_id, None) is not None:
        plan.issues = [i for i in plan.issues if i.kind != "note" or i.row_id != row_id]
    if row_id in plan.minted:
        plan.minted.remove(row_id)
        index = plan.row_of[row_id]
        del plan.ids[index]
        plan.id_writes.pop(index, None)
