"""What a plan tells people: which cells it could not take and why, each in one plain sentence with its place. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sync import diff, messages
from sync.cells import address
from sync.columns import Field, Refused, Value
from sync.commit import Issue, IssueKind, Rejected
from sync.diff import SheetCell
from sync.facts import BaseField
from sync.sheet_table import SEPARATOR, SheetRow
from sync.table_plan import TablePlan


def cell_of(row: SheetRow, name: str) -> SheetCell:
    """The sheet's side of one value of a row."""
    text = row.texts.get(name, row.raws.get(name, ""))
    return SheetCell(row.values.get(name), row.raws.get(name, ""), name in row.formulas, name in row.covered, text)


def unready(plan: TablePlan, row: SheetRow) -> Issue | None:
    """Why a row without an id cannot become a record: something it cannot be without is missing or cannot be read."""
    required = [f for f in plan.fields if f.required or f.identity]
    for wanted in required:
        value = row.values.get(wanted.name)
        if isinstance(value, Refused):
            message = messages.cell(wanted.label, value.message)
            return issue(plan, "held_row", row, wanted, "", value.reason, message, refused=value)
        if diff.is_blank(value):
            return issue(plan, "held_row", row, wanted, "", "missing", messages.missing(wanted.label))
    filled = sum(1 for v in row.values.values() if not diff.is_blank(v))
    if filled < 2 and not any(f.identity for f in required):
        return issue(plan, "held_row", row, required[0], "", "half_typed", messages.HALF_TYPED)
    return None


def held_rows(plan: TablePlan) -> None:
    """Tell about every row that pairing left alone."""
    first = plan.fields[0]
    for row, reason in plan.pairing.held:
        kind: IssueKind = "unknown_id" if reason == "unknown_id" else "held_row"
        plan.tell(row.row, replace(issue(plan, kind, row, first, "", reason, messages.HELD[reason]), row_id=row.row_id))


def stray_rows(plan: TablePlan) -> None:
    """Tell about rows written under the totals, which are not read: a new row belongs above them."""
    for row in plan.sheet.stray_rows:
        identity, place = f"held_row:below_totals:{row}", address(row, 0)
        plan.tell(
            row,
            Issue(
                plan.key, "held_row", "", "", identity, plan.sheet.title, place, "below_totals", messages.BELOW_TOTALS
            ),
        )


def refused(
    plan: TablePlan, row: SheetRow, row_id: str, f: Field, value: Refused, a: Value, base: BaseField | None = None
) -> None:
    """Tell about a cell that cannot be taken; a formula not calculated yet is nobody's mistake."""
    if diff.is_uncalculated(value):
        return
    text = messages.cell(f.label, value.message)
    plan.tell(row.row, issue(plan, "refused", row, f, row_id, value.reason, text, known=base, db=a, refused=value))


def conflict(
    plan: TablePlan, row: SheetRow, row_id: str, f: Field, reason: str, a: Value, base: BaseField | None
) -> None:
    """Tell about a value both sides hold differently: changed on both, or not to be written here (formula, merged)."""
    text = messages.conflict(f.label) if reason == "both_changed" else messages.locked(f.label, reason)
    plan.tell(row.row, issue(plan, "conflict", row, f, row_id, reason, text, known=base, db=a))


def restored(plan: TablePlan, row_id: str, message: str, row: SheetRow | None = None) -> None:
    """Tell that a change outlived a deletion (law 7). The note stays beside the row until a person dismisses it."""
    plan.restored[row_id] = message
    place = address(row.row, 0) if row else ""
    plan.issues.append(
        Issue(plan.key, "note", row_id, "", f"note:{row_id}:restored", plan.sheet.title, place, "restored", message)
    )


def still_to_tell(plan: TablePlan, words: Mapping[str, str]) -> None:
    """A row that a killed run had brought back is told of all the same (law 12). ``words``: what is told, by id."""
    rows = {row.row: row for row in plan.sheet.rows}
    for index, row_id in plan.ids.items():
        if row_id in words and row_id in plan.facts.records and row_id not in plan.restored:
            restored(plan, row_id, words[row_id], rows[index])


def emptied(plan: TablePlan, row: SheetRow, row_id: str, f: Field, a: Value, base: BaseField | None) -> None:
    """Tell about a cleared cell without which there is no record: the record keeps its value."""
    plan.tell(row.row, issue(plan, "refused", row, f, row_id, "missing", messages.emptied(f.label), known=base, db=a))


def identity_changed(plan: TablePlan, row: SheetRow, row_id: str, f: Field, known: BaseField, a: Value) -> None:
    """Tell about a row that now names somebody else."""
    text = messages.identity_changed(f.label)
    plan.tell(row.row, issue(plan, "held_row", row, f, row_id, "identity_changed", text, known=known, db=a))


def renamed(plan: TablePlan, row: SheetRow, row_id: str, f: Field, known: BaseField, a: Value) -> None:
    """Ask about a row that now bears quite another name: a correction, or somebody else typed over it."""
    text = messages.renamed(f.label, str(known.value))
    plan.tell(row.row, issue(plan, "conflict", row, f, row_id, "renamed", text, known=known, db=a))


def rejected(plan: TablePlan, refusal: Rejected, row: SheetRow, names: Sequence[str]) -> None:
    """Tell what a register's own rules refuse."""
    f = plan.bound.table.field(names[0] if names else plan.fields[0].name)
    a = plan.facts.records.get(refusal.row_id, {}).get(f.name)
    message = messages.cell(f.label, refusal.message) if refusal.field else refusal.message
    row_id = refusal.row_id if row.row in plan.ids else ""
    plan.tell(row.row, issue(plan, "refused", row, f, row_id, "rule", message, db=a))


def unnamed(plan: TablePlan, row_id: str, row: SheetRow) -> None:
    """A row that becomes no record keeps no id: what was told about it is known by its content, the same every run (law 18)."""
    plan.issues = [
        replace(i, row_id="", identity=f"{i.kind}:{_content(row)}:{i.field}") if i.row_id == row_id else i
        for i in plan.issues
    ]


def issue(
    plan: TablePlan, kind: IssueKind, row: SheetRow, f: Field, row_id: str, reason: str, message: str, *,
    known: BaseField | None = None, db: Value = None, refused: Refused | None = None,
) -> Issue:  # fmt: skip
    """An issue about one cell of a row; without an id the row is known by what stands in it."""
    cell, place = cell_of(row, f.name), plan.sheet.places[f.name]
    return Issue(
        key=plan.key, kind=kind, row_id=row_id, field=f.name, identity=f"{kind}:{row_id or _content(row)}:{f.name}",
        tab=plan.sheet.title, cell=address(row.row, _column(row, f.name, place.columns, refused)), reason=reason, message=message,
        text=diff.cell_text(cell), base_value=known.value if known else None, db_value=db,
        sheet_value=None if isinstance(cell.value, Refused) else cell.value,
        candidates=refused.candidates if refused else (),
    )  # fmt: skip


def _column(row: SheetRow, name: str, columns: Sequence[int], refused: Refused | None) -> int:
    """The column to point at: of a value over several columns that cannot be taken, the last one written in."""
    written = [c for c, raw in zip(columns, row.raws.get(name, "").split(SEPARATOR), strict=False) if raw]
    return written[-1] if refused and written else next(iter(columns), 0)


def _content(row: SheetRow) -> str:
    content: Mapping[str, str] = row.raws
    return "row-" + hashlib.sha256(json.dumps([row.row_id, *sorted(content.items())]).encode()).hexdigest()[:12]
