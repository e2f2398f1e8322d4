"""Plans one table: every row and value of both sides against the base (design.md, the decision table). Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sync import diff, ids, messages, telling
from sync.columns import Field, Refused, Value
from sync.diff import Action, Decided, SheetCell
from sync.facts import BaseField, BaseRow, BoundTable, Facts
from sync.leaning import steadied
from sync.pairing import Pairing
from sync.sheet_table import SheetRow, SheetTable
from sync.spelling import is_respelling
from sync.table_plan import TablePlan, too_long
from sync.telling import cell_of


def plan_table(
    bound: BoundTable,
    sheet: SheetTable,
    facts: Facts,
    pairing: Pairing,
    adopted: Mapping[int, str],
    mint: Callable[[int], str] = lambda row: ids.mint(),
    *,
    names_confirmed: bool = False,
) -> TablePlan:
    """Plan one table. ``adopted``: fresh rows (by index) that clearly are an existing record; ``mint``: a new row's id.

    ``names_confirmed``: a person has said yes to names that became quite others.
    """
    sheet = steadied(sheet, pairing.ids, facts.base)
    plan = TablePlan(bound, sheet, facts, pairing, names_confirmed=names_confirmed)
    rows = {row.row: row for row in sheet.rows}
    plan.ids = dict(pairing.ids)
    _part_from_the_deleted(plan, rows, mint)
    _name_fresh_rows(plan, adopted, mint)
    plan.id_writes = {r: i for r, i in plan.ids.items() if rows[r].row_id != i}
    telling.held_rows(plan)
    telling.stray_rows(plan)
    for index, row_id in plan.ids.items():
        _plan_row(plan, rows[index], row_id)
    _plan_absent_rows(plan)
    _keep_dittos_true(plan, rows)
    return plan


def _name_fresh_rows(plan: TablePlan, adopted: Mapping[int, str], mint: Callable[[int], str]) -> None:
    """New rows get the id of the record they clearly are, else a minted one; a row that is no record yet waits."""
    taken = set(plan.ids.values())
    for row in plan.pairing.fresh:
        if problem := telling.unready(plan, row):
            plan.tell(row.row, problem)
            continue
        owner = adopted.get(row.row)
        if owner is None or owner in taken or owner in plan.pairing.frozen:
            owner = mint(row.row)
            plan.minted.append(owner)
        plan.ids[row.row] = owner
        taken.add(owner)


def _part_from_the_deleted(plan: TablePlan, rows: Mapping[int, SheetRow], mint: Callable[[int], str]) -> None:
    """A row that bears quite another name and whose record was deleted meanwhile is somebody new, not that record restored."""
    for index, row_id in list(plan.ids.items()):
        base = plan.facts.base.get(row_id)
        if row_id in plan.facts.records or base is None or base.deleted or not _other_name(plan, rows[index], base):
            continue
        if not telling.unready(plan, rows[index]):
            plan.ids[index] = mint(index)
            plan.minted.append(plan.ids[index])


def _plan_row(plan: TablePlan, row: SheetRow, row_id: str) -> None:
    """A row that stands in the sheet."""
    base, record = plan.facts.base.get(row_id), plan.facts.records.get(row_id)
    if record is not None:
        _merge_row(plan, row, row_id, record, base)
    elif base is None or base.deleted or _touched(plan, row, base):
        if problem := telling.unready(plan, row):
            plan.tell(row.row, problem)
        else:
            _create_record(plan, row, row_id, restored=base is not None and not base.deleted)
    else:
        plan.deletes[row_id] = row.row  # law 7: deleted in the database, unchanged in the sheet
        plan.dropped.add(row_id)


def _touched(plan: TablePlan, row: SheetRow, base: BaseRow) -> bool:
    return any(diff.changed_in_sheet(cell_of(row, f.name), base.fields.get(f.name)) for f in plan.fields)


def _create_record(plan: TablePlan, row: SheetRow, row_id: str, *, restored: bool) -> None:
    values = {}
    for f in plan.fields:
        value = row.values.get(f.name)
        if isinstance(value, Refused):
            telling.refused(plan, row, row_id, f, value, None)
        else:
            values[f.name] = value
    plan.creates[row_id] = values
    plan.wanted[row_id] = dict(values)
    plan.inbound[row_id] = set(values)
    if restored:
        telling.restored(plan, row_id, messages.RESTORED_IN_DATABASE, row)


def _merge_row(plan: TablePlan, row: SheetRow, row_id: str, record: Mapping[str, Value], base: BaseRow | None) -> None:
    plan.wanted[row_id] = {}
    if _identity_changed(plan, row, row_id, record, base) or _renamed(plan, row, row_id, record, base):
        return
    for f in plan.fields:
        base_field = base.fields.get(f.name) if base else None
        if base_field is not None and _untouched(plan, row, row_id, f.name, record.get(f.name), base_field):
            plan.wanted[row_id][f.name] = record.get(f.name)
            continue
        cell = cell_of(row, f.name)
        _count(plan, f, cell, record.get(f.name), base_field)
        decided = diff.merge(
            record.get(f.name), cell, base_field, derived=f.derived, decision=plan.facts.decisions.get((row_id, f.name))
        )
        _carry_out(plan, row, row_id, f, decided, record.get(f.name), base_field)


def _untouched(plan: TablePlan, row: SheetRow, row_id: str, name: str, a: Value, base: BaseField) -> bool:
    """Still written and still recorded as it was, and nobody has decided anything: nearly every value of a large sheet."""
    raw = row.raws.get(name, "")
    unmoved = raw == base.raw and a == base.value and not raw.startswith(diff.LEANING)
    return unmoved and (row_id, name) not in plan.facts.decisions


def _count(plan: TablePlan, f: Field, cell: SheetCell, a: Value, base: BaseField | None) -> None:
    """How many fields of how many rows changed on each side: what the guards judge."""
    if base is not None and diff.changed_in_sheet(cell, base):
        plan.sheet_changes[f.name] = plan.sheet_changes.get(f.name, 0) + 1
    if base is not None and diff.changed_in_database(a, base):
        plan.db_changes[f.name] = plan.db_changes.get(f.name, 0) + 1


def _identity_changed(
    plan: TablePlan, row: SheetRow, row_id: str, record: Mapping[str, Value], base: BaseRow | None
) -> bool:
    """A row that now names another person is no edit of this record: the whole row waits (law 5)."""
    for f in plan.fields:
        if not f.identity or base is None or f.name not in base.fields:
            continue
        cell, known = cell_of(row, f.name), base.fields[f.name]
        decided = diff.is_valid(plan.facts.decisions.get((row_id, f.name)), record.get(f.name), cell)
        if not decided and diff.changed_in_sheet(cell, known):
            telling.identity_changed(plan, row, row_id, f, known, record.get(f.name))
            return True
    return False


def _renamed(plan: TablePlan, row: SheetRow, row_id: str, record: Mapping[str, Value], base: BaseRow | None) -> bool:
    """A name typed over quite another one may be somebody else, and other rows speak of this record: the row waits (law 5)."""
    f = _other_name(plan, row, base) if base is not None and not plan.names_confirmed else None
    if f is None or base is None:
        return False
    cell, known, a = cell_of(row, f.name), base.fields[f.name], record.get(f.name)
    new = str(diff.sheet_value(cell, known))
    if new == a or diff.is_valid(plan.facts.decisions.get((row_id, f.name)), a, cell):
        return False
    plan.renamed[row_id] = new
    telling.renamed(plan, row, row_id, f, known, a)
    return True


def _other_name(plan: TablePlan, row: SheetRow, base: BaseRow) -> Field | None:
    """The field of a name others refer to, if it has become quite another one since the base."""
    for f in plan.fields if plan.bound.table.announces else ():
        if f.required and f.name in base.fields:
            old, new = base.fields[f.name].value, diff.sheet_value(cell_of(row, f.name), base.fields[f.name])
            if isinstance(old, str) and isinstance(new, str) and not is_respelling(old, new):
                return f
    return None


def _carry_out(
    plan: TablePlan, row: SheetRow, row_id: str, f: Field, decided: Decided, a: Value, base: BaseField | None
) -> None:
    wanted = plan.wanted[row_id]
    match decided.action:
        case Action.ADOPT:
            wanted[f.name] = a
        case Action.TO_SHEET if too_long(decided.value):
            telling.conflict(plan, row, row_id, f, "too_long", a, base)
        case Action.TO_SHEET:
            wanted[f.name] = decided.value
            plan.writes.setdefault(row.row, {})[f.name] = decided.value
        case Action.TO_DB if f.required and diff.is_blank(decided.value):
            telling.emptied(plan, row, row_id, f, a, base)
        case Action.TO_DB:
            _to_database(plan, row_id, f.name, decided.value)
        case Action.TO_BOTH:
            _to_database(plan, row_id, f.name, decided.value)
            plan.writes.setdefault(row.row, {})[f.name] = decided.value
        case Action.REFUSE:
            value = row.values[f.name]
            assert isinstance(value, Refused)
            telling.refused(plan, row, row_id, f, value, a, base)
        case Action.CONFLICT:
            telling.conflict(plan, row, row_id, f, "both_changed", a, base)
        case Action.LOCKED:
            telling.conflict(plan, row, row_id, f, "formula" if f.name in row.formulas else "merged", a, base)
        case Action.NOTHING:
            pass
    if decided.by is not None and decided.action not in (Action.CONFLICT, Action.LOCKED, Action.REFUSE):
        plan.settled.append(decided.by.item)


def _to_database(plan: TablePlan, row_id: str, name: str, value: Value) -> None:
    plan.updates.setdefault(row_id, {})[name] = value
    plan.wanted[row_id][name] = value
    plan.inbound.setdefault(row_id, set()).add(name)


def _plan_absent_rows(plan: TablePlan) -> None:
    """Records and base rows that have no row in the sheet."""
    present = set(plan.ids.values()) | plan.pairing.frozen | plan.pairing.spared
    for row_id, record in plan.facts.records.items():
        if row_id in present:
            continue
        base = plan.facts.base.get(row_id)
        if base is None or base.deleted:
            plan.insert(row_id, record)
        elif _differs(record, base):
            plan.insert(row_id, record)  # law 7: deleted in the sheet, changed in the database: the change survives
            telling.restored(plan, row_id, messages.RESTORED_IN_SHEET)
        else:
            plan.deletes_db.add(row_id)
            plan.dropped.add(row_id)
    for row_id, base in plan.facts.base.items():
        if not base.deleted and row_id not in present and row_id not in plan.facts.records:
            plan.dropped.add(row_id)


def _differs(record: Mapping[str, Value], base: BaseRow) -> bool:
    """Whether the record changed since its base; fields that never were equal do not speak."""
    return any(diff.changed_in_database(record.get(name), known) for name, known in base.fields.items())


def _keep_dittos_true(plan: TablePlan, rows: Mapping[int, SheetRow]) -> None:
    """Law 5: when a cell others lean on is written or its row deleted, they must go on meaning what they mean."""
    gone = set(plan.deletes.values())
    for index, row_id in plan.ids.items():
        row = rows[index]
        if index in gone:
            continue
        for name, source in row.leans_on.items():
            value = plan.wanted.get(row_id, {}).get(name)
            if diff.is_blank(value) or name in plan.writes.get(index, {}):
                continue
            changed = source in gone or (name in plan.writes.get(source, {}) and plan.writes[source][name] != value)
            if changed and name not in row.covered:
                plan.writes.setdefault(index, {})[name] = value
