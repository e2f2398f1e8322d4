"""The plan of one table: what each side is to receive, what waits for a person, and what the base may learn. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sync import diff, ids, messages
from sync.cells import address
from sync.columns import Field, Refused, Value
from sync.diff import Action, Decided, SheetCell
from sync.ledger import (
    BaseField,
    BaseRow,
    BoundTable,
    Changes,
    Facts,
    Issue,
    IssueKind,
    RecordCreate,
    RecordDelete,
    RecordUpdate,
    Rejected,
)
from sync.pairing import Pairing
from sync.reading import SheetRow, SheetTable


@dataclass(slots=True)
class TablePlan:
    """Everything one table is to undergo. Nothing has happened yet.

    ``ids``: row index to id for all rows that are records; ``id_writes``: those whose id cell must be written.
    ``writes``: row index to field to value, for the sheet. ``inserts`` and ``deletes``: whole sheet rows by id.
    ``creates``/``updates``/``deletes_db``: the database's half. ``wanted``: by id and field, the value both sides hold in the
    end; ``inbound``: those of them that depend on the database half. ``dropped``: ids both sides have let go.
    """

    bound: BoundTable
    sheet: SheetTable
    facts: Facts
    pairing: Pairing
    ids: dict[int, str] = field(default_factory=dict)
    id_writes: dict[int, str] = field(default_factory=dict)
    minted: list[str] = field(default_factory=list)
    writes: dict[int, dict[str, Value]] = field(default_factory=dict)
    inserts: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    deletes: dict[str, int] = field(default_factory=dict)
    creates: dict[str, dict[str, Value]] = field(default_factory=dict)
    updates: dict[str, dict[str, Value]] = field(default_factory=dict)
    deletes_db: set[str] = field(default_factory=set)
    wanted: dict[str, dict[str, Value]] = field(default_factory=dict)
    inbound: dict[str, set[str]] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)
    issue_rows: dict[int, list[str]] = field(default_factory=dict)
    settled: list[str] = field(default_factory=list)
    restored: dict[str, str] = field(default_factory=dict)
    sheet_changes: dict[str, int] = field(default_factory=dict)
    db_changes: dict[str, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The binding's key."""
        return self.bound.key

    @property
    def fields(self) -> list[Field]:
        """The table's fields that have a place in this tab."""
        return [f for f in self.bound.table.fields if f.name in self.sheet.places]

    @property
    def row_of(self) -> dict[str, int]:
        """Id to row index."""
        return {i: row for row, i in self.ids.items()}

    def changes(self) -> Changes:
        """The database's half as the ledger takes it, each with the values it was planned against."""
        records = self.facts.records
        return Changes(
            key=self.key,
            creates=[RecordCreate(i, v) for i, v in self.creates.items()],
            updates=[RecordUpdate(i, v, {n: records[i].get(n) for n in v}) for i, v in self.updates.items()],
            deletes=[RecordDelete(i, records[i]) for i in sorted(self.deletes_db)],
        )

    def sent(self) -> dict[str, dict[str, Value]]:
        """Every row the sheet's half touches, as it will read: what a run that is killed must be recognised by."""
        touched = {self.ids[row] for row in self.writes if row in self.ids} | {*self.minted, *self.inserts}
        base = self.facts.base
        known = {i: {n: f.value for n, f in base[i].fields.items()} if i in base else {} for i in touched}
        return {i: known[i] | self.wanted.get(i, {}) for i in sorted(touched)}

    def digest(self) -> str:
        """Recognises this very plan again, when a person has confirmed it past a guard."""
        minted = set(self.minted)
        new = {row_id: f"row {row}" for row, row_id in self.ids.items() if row_id in minted}
        creates = {new.get(row_id, row_id): values for row_id, values in self.creates.items()}
        content = [self.inserts, self.deletes, self.writes, creates, self.updates, sorted(self.deletes_db)]
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def plan_table(
    bound: BoundTable,
    sheet: SheetTable,
    facts: Facts,
    pairing: Pairing,
    adopted: Mapping[int, str],
    mint: Callable[[int], str] = lambda row: ids.mint(),
) -> TablePlan:
    """Plan one table. ``adopted``: fresh rows (by index) that clearly are an existing record; ``mint``: a new row's id."""
    plan = TablePlan(bound, sheet, facts, pairing)
    rows = {row.row: row for row in sheet.rows}
    plan.ids = dict(pairing.ids)
    _name_fresh_rows(plan, adopted, mint)
    plan.id_writes = {r: i for r, i in plan.ids.items() if rows[r].row_id != i}
    _tell_held_rows(plan)
    for index, row_id in plan.ids.items():
        _plan_row(plan, rows[index], row_id)
    _plan_absent_rows(plan)
    _keep_dittos_true(plan, rows)
    return plan


def _name_fresh_rows(plan: TablePlan, adopted: Mapping[int, str], mint: Callable[[int], str]) -> None:
    """New rows get the id of the record they clearly are, else a minted one; a row that is no record yet waits."""
    taken = set(plan.ids.values())
    for row in plan.pairing.fresh:
        if problem := _unready(plan, row):
            plan.issues.append(problem)
            plan.issue_rows.setdefault(row.row, []).append(problem.message)
            continue
        owner = adopted.get(row.row)
        if owner is None or owner in taken or owner in plan.facts.base:
            owner = mint(row.row)
            plan.minted.append(owner)
        plan.ids[row.row] = owner
        taken.add(owner)


def _unready(plan: TablePlan, row: SheetRow) -> Issue | None:
    """Why a row without an id cannot become a record: something it cannot be without is missing or cannot be read."""
    required = [f for f in plan.fields if f.required or f.identity]
    for wanted in required:
        value = row.values.get(wanted.name)
        if isinstance(value, Refused):
            return _issue(
                plan,
                "held_row",
                row,
                wanted,
                "",
                value.reason,
                messages.cell(wanted.label, value.message),
                refused=value,
            )
        if diff.is_blank(value):
            return _issue(plan, "held_row", row, wanted, "", "missing", messages.missing(wanted.label))
    filled = sum(1 for v in row.values.values() if not diff.is_blank(v))
    if filled < 2 and not any(f.identity for f in required):
        return _issue(plan, "held_row", row, required[0], "", "half_typed", messages.HALF_TYPED)
    return None


def _tell_held_rows(plan: TablePlan) -> None:
    first = plan.fields[0]
    for row, reason in plan.pairing.held:
        kind: IssueKind = "unknown_id" if reason == "unknown_id" else "held_row"
        issue = replace(_issue(plan, kind, row, first, "", reason, messages.HELD[reason]), row_id=row.row_id)
        plan.issues.append(issue)
        plan.issue_rows.setdefault(row.row, []).append(issue.message)


def _plan_row(plan: TablePlan, row: SheetRow, row_id: str) -> None:
    """A row that stands in the sheet."""
    base, record = plan.facts.base.get(row_id), plan.facts.records.get(row_id)
    if record is not None:
        _merge_row(plan, row, row_id, record, base)
    elif base is None or base.deleted or _touched(plan, row, base):
        _create_record(plan, row, row_id, restored=base is not None and not base.deleted)
    else:
        plan.deletes[row_id] = row.row  # law 7: deleted in the database, unchanged in the sheet
        plan.dropped.add(row_id)


def _cell(row: SheetRow, name: str) -> SheetCell:
    return SheetCell(row.values.get(name), row.raws.get(name, ""), name in row.formulas, name in row.covered)


def _touched(plan: TablePlan, row: SheetRow, base: BaseRow) -> bool:
    return any(diff.changed_in_sheet(_cell(row, f.name), base.fields.get(f.name)) for f in plan.fields)


def _create_record(plan: TablePlan, row: SheetRow, row_id: str, *, restored: bool) -> None:
    values = {}
    for f in plan.fields:
        value = row.values.get(f.name)
        if isinstance(value, Refused):
            _refuse(plan, row, row_id, f, value, None)
        else:
            values[f.name] = value
    plan.creates[row_id] = values
    plan.wanted[row_id] = dict(values)
    plan.inbound[row_id] = set(values)
    if restored:
        plan.restored[row_id] = messages.RESTORED_IN_DATABASE


def _merge_row(plan: TablePlan, row: SheetRow, row_id: str, record: Mapping[str, Value], base: BaseRow | None) -> None:
    held = _identity_changed(plan, row, row_id, record, base)
    plan.wanted[row_id] = {}
    if held:
        return
    for f in plan.fields:
        base_field = base.fields.get(f.name) if base else None
        cell = _cell(row, f.name)
        _count(plan, f, cell, record.get(f.name), base_field)
        decided = diff.merge(
            record.get(f.name), cell, base_field, derived=f.derived, decision=plan.facts.decisions.get((row_id, f.name))
        )
        _carry_out(plan, row, row_id, f, decided, record.get(f.name), base_field)


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
        cell, known = _cell(row, f.name), base.fields[f.name]
        if plan.facts.decisions.get((row_id, f.name)) is None and diff.changed_in_sheet(cell, known):
            text = messages.identity_changed(f.label)
            plan.issues.append(
                _issue(plan, "held_row", row, f, row_id, "identity_changed", text, known=known, record=record)
            )
            plan.issue_rows.setdefault(row.row, []).append(text)
            return True
    return False


def _carry_out(
    plan: TablePlan, row: SheetRow, row_id: str, f: Field, decided: Decided, a: Value, base: BaseField | None
) -> None:
    wanted = plan.wanted[row_id]
    match decided.action:
        case Action.ADOPT:
            wanted[f.name] = a
        case Action.TO_SHEET:
            wanted[f.name] = decided.value
            plan.writes.setdefault(row.row, {})[f.name] = decided.value
        case Action.TO_DB:
            _to_database(plan, row_id, f.name, decided.value)
        case Action.TO_BOTH:
            _to_database(plan, row_id, f.name, decided.value)
            plan.writes.setdefault(row.row, {})[f.name] = decided.value
        case Action.REFUSE:
            value = row.values[f.name]
            assert isinstance(value, Refused)
            _refuse(plan, row, row_id, f, value, a, base)
        case Action.CONFLICT:
            _tell(
                plan,
                row,
                _issue(plan, "conflict", row, f, row_id, "both_changed", messages.conflict(f.label), known=base, db=a),
            )
        case Action.LOCKED:
            reason = "formula" if f.name in row.formulas else "merged"
            _tell(
                plan,
                row,
                _issue(plan, "conflict", row, f, row_id, reason, messages.locked(f.label, reason), known=base, db=a),
            )
        case Action.NOTHING:
            pass
    if decided.by is not None and decided.action not in (Action.CONFLICT, Action.LOCKED, Action.REFUSE):
        plan.settled.append(decided.by.item)


def _to_database(plan: TablePlan, row_id: str, name: str, value: Value) -> None:
    plan.updates.setdefault(row_id, {})[name] = value
    plan.wanted[row_id][name] = value
    plan.inbound.setdefault(row_id, set()).add(name)


def _refuse(
    plan: TablePlan, row: SheetRow, row_id: str, f: Field, value: Refused, a: Value, base: BaseField | None = None
) -> None:
    if diff.is_uncalculated(value):
        return
    text = messages.cell(f.label, value.message)
    _tell(plan, row, _issue(plan, "refused", row, f, row_id, value.reason, text, known=base, db=a, refused=value))


def _tell(plan: TablePlan, row: SheetRow, issue: Issue) -> None:
    plan.issues.append(issue)
    plan.issue_rows.setdefault(row.row, []).append(issue.message)


def _issue(
    plan: TablePlan, kind: IssueKind, row: SheetRow, f: Field, row_id: str, reason: str, message: str, *,
    known: BaseField | None = None, db: Value = None, record: Mapping[str, Value] | None = None, refused: Refused | None = None,
) -> Issue:  # fmt: skip
    """An issue about one cell of a row; without an id the row is known by what stands in it."""
    cell = _cell(row, f.name)
    who = (
        row_id or "row-" + hashlib.sha256(json.dumps([row.row_id, *sorted(row.raws.items())]).encode()).hexdigest()[:12]
    )
    place = plan.sheet.places[f.name]
    return Issue(
        key=plan.key, kind=kind, row_id=row_id, field=f.name, identity=f"{kind}:{who}:{f.name}", tab=plan.sheet.title,
        cell=address(row.row, place.columns[0] if place.columns else 0), reason=reason, message=message, text=diff.cell_text(cell),
        base_value=known.value if known else None, db_value=record.get(f.name) if record else db,
        sheet_value=None if isinstance(cell.value, Refused) else cell.value,
        candidates=refused.candidates if refused else (),
    )  # fmt: skip


def _plan_absent_rows(plan: TablePlan) -> None:
    """Records and base rows that have no row in the sheet."""
    present = set(plan.ids.values()) | plan.pairing.frozen
    for row_id, record in plan.facts.records.items():
        if row_id in present:
            continue
        base = plan.facts.base.get(row_id)
        if base is None or base.deleted:
            plan.inserts[row_id] = record
        elif _differs(record, base):
            plan.inserts[row_id] = record  # law 7: deleted in the sheet, changed in the database: the change survives
            plan.restored[row_id] = messages.RESTORED_IN_SHEET
        else:
            plan.deletes_db.add(row_id)
            plan.dropped.add(row_id)
    for row_id, base in plan.facts.base.items():
        if not base.deleted and row_id not in present and row_id not in plan.facts.records:
            plan.dropped.add(row_id)
    for row_id, record in plan.inserts.items():
        plan.wanted[row_id] = {f.name: record.get(f.name) for f in plan.fields}


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


def without(plan: TablePlan, rejected: Sequence[Rejected]) -> None:
    """Take out of the plan what the register's own rules refuse, and tell about it. Changes the plan in place."""
    rows = {row.row: row for row in plan.sheet.rows}
    for refusal in rejected:
        index = plan.row_of.get(refusal.row_id)
        names = [refusal.field] if refusal.field in plan.sheet.places else list(plan.updates.get(refusal.row_id, {}))
        if (
            refusal.row_id in plan.creates
            and refusal.field in plan.creates[refusal.row_id]
            and not _needed(plan, refusal.field)
        ):
            del plan.creates[refusal.row_id][refusal.field]
            names = [refusal.field]
        elif refusal.row_id in plan.creates or refusal.row_id in plan.deletes_db:
            _forget_record(plan, refusal.row_id)
        for name in names:
            plan.updates.get(refusal.row_id, {}).pop(name, None)
            plan.wanted.get(refusal.row_id, {}).pop(name, None)
            plan.inbound.get(refusal.row_id, set()).discard(name)
        if not plan.updates.get(refusal.row_id, {"": ""}):
            del plan.updates[refusal.row_id]
        _tell_rejected(plan, refusal, rows.get(index) if index is not None else None, names)


def _needed(plan: TablePlan, name: str) -> bool:
    f = plan.bound.table.field(name)
    return f.required or f.identity


def _forget_record(plan: TablePlan, row_id: str) -> None:
    plan.creates.pop(row_id, None)
    plan.deletes_db.discard(row_id)
    plan.dropped.discard(row_id)
    plan.wanted.pop(row_id, None)
    plan.inbound.pop(row_id, None)
    if row_id in plan.minted:
        plan.minted.remove(row_id)
        index = plan.row_of[row_id]
        del plan.ids[index]
        plan.id_writes.pop(index, None)


def _tell_rejected(plan: TablePlan, refusal: Rejected, row: SheetRow | None, names: Sequence[str]) -> None:
    if row is None:
        plan.issues.append(
            Issue(
                plan.key,
                "held_row",
                refusal.row_id,
                "",
                f"held_row:{refusal.row_id}:",
                plan.sheet.title,
                "",
                "rule",
                refusal.message,
            )
        )
        return
    name = names[0] if names else plan.fields[0].name
    f = plan.bound.table.field(name)
    record = plan.facts.records.get(refusal.row_id)
    message = messages.cell(f.label, refusal.message) if refusal.field else refusal.message
    _tell(plan, row, _issue(plan, "refused", row, f, refusal.row_id, "rule", message, record=record))
