"""One run over one workbook: read, plan, guard, announce, write, verify, commit, report (design.md §2).

The order of effects is what makes a run safe to kill anywhere: the journal entry is committed before the batch is sent, the
sheet is written before the database, and the base is committed together with the database from what was read back.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sync import faster, guards, verify, writing
from sync.cells import Snapshot
from sync.columns import Context, Field, Value
from sync.commit import Commit, CommitResult, Issue
from sync.facts import BoundTable, Names
from sync.ledger import Ledger
from sync.planner import DirectoryMaker, Planned, Planner, Reader
from sync.sheet_table import SheetTable
from sync.stores.protocol import AmbiguousWrite, Batch, Outcome, Store
from sync.table_plan import TablePlan
from sync.writing import Written

#: How often a run reads and plans again because somebody was faster, before leaving it to the next run.
ROUNDS = 4


@dataclass(slots=True)
class TableReport:
    """What a run did, or would do, to one table."""

    table: str
    tab: str
    db_created: int = 0
    db_updated: int = 0
    db_deleted: int = 0
    sheet_created: int = 0
    sheet_updated: int = 0
    sheet_deleted: int = 0
    conflicts: int = 0
    refused: int = 0
    deferred: int = 0
    repaired: int = 0
    rows: int = 0
    guard: str | None = None


@dataclass(slots=True)
class Report:
    """What a run did to a workbook. ``state``: done, unchanged, waiting, guarded, deferred."""

    workbook: str
    state: str = "done"
    tables: dict[str, TableReport] = field(default_factory=dict)
    message: str = ""
    digests: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Engine:
    """Runs one workbook. ``reader`` and ``directory_for`` understand tabs; ``limits`` are the guards' settings."""

    store: Store
    ledger: Ledger
    reader: Reader
    directory_for: DirectoryMaker
    limits: guards.Limits = field(default_factory=guards.Limits)

    def plan(self) -> Report:
        """Dry-run: everything a run would do, with no effect on either side."""
        snapshot = self.store.read([t.tab_key for t in self.ledger.tables()])
        planned = self._planner().plan(snapshot)
        report = self._report(planned)
        report.state = "planned"
        return report

    def run(self, *, force: bool = False) -> Report:
        """Bring both sides in step. ``force`` reads even if nothing seems to have changed (on demand; weekly deep read)."""
        token, saved = self.store.token(), self.ledger.saved_state()
        fingerprint = self.ledger.fingerprint()
        if not force and token == saved.token and fingerprint == saved.fingerprint and not self.ledger.journalled():
            return Report(self.ledger.workbook_name, "unchanged")
        report = Report(self.ledger.workbook_name)
        snapshot: Snapshot | None = None
        for _ in range(ROUNDS):
            snapshot, again = self._round(snapshot, report)
            if not again:
                break
        else:
            if snapshot is None:
                report.state, report.message = (
                    "deferred",
                    "Bảng tính đang được sửa liên tục, phần mềm sẽ đồng bộ ở lần sau.",
                )
        self.ledger.save_state(None if report.state == "deferred" else (snapshot.token if snapshot else "") or token)
        return report

    def _planner(self) -> Planner:
        return Planner(self.ledger, self.reader, self.directory_for, self.limits)

    def _round(self, snapshot: Snapshot | None, report: Report) -> tuple[Snapshot | None, bool]:
        """One read-plan-write-commit. Answers with the snapshot to go on from, and whether another round is needed."""
        tables = self.ledger.tables()
        self.ledger.progress(0, len(tables), "Đang đọc bảng tính")
        try:
            snapshot = snapshot or self._read(tables, report)
        except AmbiguousWrite:
            return None, True
        planned = self._planner().plan(snapshot)
        written = self._encode(planned)
        try:
            marker, outcome = self._send(planned, written)
        except AmbiguousWrite:
            return None, True  # it may have been applied: read again, never resend; the journal knows the ids
        if outcome is not None and outcome.status == "stale":
            return None, True
        if outcome is not None and outcome.status == "deferred":
            report.state, report.message = "deferred", outcome.message
            return snapshot, False
        _add(report, self._report(planned))
        if outcome is not None:
            report.warnings += faster.warnings(outcome.misfires, tables)
        after = outcome.after if outcome is not None and outcome.after is not None else snapshot
        result = self._commit(planned, written, after, marker)
        _settle(report, planned, result)
        gone = any(plan.deletes for plan in planned.plans)  # rows taken out may settle what others were held for
        moved = result.applied > 0 or gone or bool(outcome and outcome.misfires)
        return _merged(snapshot, after, self.store), moved

    def _read(self, tables: Sequence[BoundTable], report: Report) -> Snapshot:
        """The workbook as it stands, once what a killed run left half done in it has been put right."""
        snapshot = self.store.read([t.tab_key for t in tables])
        mended = self.store.mend(snapshot, lambda marker, met: self._tell_displaced(faster.notes(met, tables, marker)))
        if mended is None or mended.after is None:
            return snapshot
        report.warnings += faster.warnings(mended.misfires, tables)
        return _merged(snapshot, mended.after, self.store)

    def _tell_displaced(self, notes: Sequence[Issue]) -> None:
        """What cannot be put back is in the inbox before anything else happens."""
        if notes:
            self.ledger.commit(Commit([], [], notes, [], [], [], {}, None))

    # -- the sheet's half

    def _context(self, planned: Planned, plan: TablePlan) -> writing.ContextFor:
        def context(f: Field, branch: str | None) -> Context:
            legend = plan.sheet.legend
            place = plan.sheet.places[f.name]
            return Context(self.ledger.year, planned.directory, branch, legend, place.indices)

        return context

    def _branch_of(self, names: Names, plan: TablePlan) -> Callable[[Mapping[str, Value]], str | None]:
        people = {p.record_id: p.branch for p in names.people}
        table = plan.bound.table
        identity = [f.name for f in table.fields if f.identity]

        def branch(values: Mapping[str, Value]) -> str | None:
            if table.branch_field and values.get(table.branch_field):
                return str(values[table.branch_field])
            return next((people.get(str(values.get(n))) for n in identity if values.get(n)), None)

        return branch

    def _encode(self, planned: Planned) -> dict[str, Written]:
        made = {}
        for plan in planned.plans:
            tab = planned.snapshot.tabs[plan.sheet.tab_key]
            made[plan.key] = writing.write_table(
                plan, tab, self._context(planned, plan), self._branch_of(planned.names, plan)
            )
        return made

    def _send(self, planned: Planned, written: Mapping[str, Written]) -> tuple[str | None, Outcome | None]:
        """Announce, then write. Nothing to write: nothing is announced and no call is made."""
        edits = [w.edit for w in written.values() if w.edit.touches]
        if not edits:
            return None, None
        marker = secrets.token_hex(8)
        rows = {i: values for plan in planned.plans for i, values in plan.sent().items()}
        restored = {i: message for plan in planned.plans for i, message in plan.restored.items()}
        tables = [plan.key for plan in planned.plans]
        self.ledger.announce(marker, {"rows": rows, "restored": restored, "tables": tables})
        self.ledger.progress(1, 2, "Đang ghi vào bảng tính")
        return marker, self.store.apply(Batch(marker, edits), planned.snapshot)

    # -- the database's half

    def _commit(
        self, planned: Planned, written: Mapping[str, Written], after: Snapshot, marker: str | None
    ) -> CommitResult:
        tables = self._read_back(planned, after)
        base = [
            advance
            for plan in planned.plans
            if plan.key in tables
            for advance in verify.advances(
                plan, tables[plan.key], after.tabs[plan.sheet.tab_key], written[plan.key].expected
            )
        ]
        return self.ledger.commit(
            Commit(
                changes=[plan.changes() for plan in planned.plans],
                base=base,
                issues=[issue for plan in planned.plans for issue in plan.issues],
                judged=[plan.key for plan in planned.plans],
                settled=[item for plan in planned.plans for item in plan.settled],
                effects=[effect for w in written.values() for effect in w.effects],
                held=planned.held,
                marker=marker,
                tab_titles={plan.key: plan.sheet.title for plan in planned.plans},
                found_marker=planned.snapshot.marker,
            )
        )

    def _read_back(self, planned: Planned, after: Snapshot) -> dict[str, SheetTable]:
        """The tables as they stand after the write. A table that cannot be read back teaches the base nothing."""
        found = {}
        for plan in planned.plans:
            tab = after.tabs.get(plan.sheet.tab_key)
            if tab is None:
                continue
            if tab is planned.snapshot.tabs.get(plan.sheet.tab_key):
                found[plan.key] = plan.sheet
                continue
            sheet = self.reader(tab, plan.bound, planned.directory, self.ledger.year)
            if not sheet.problem:
                found[plan.key] = sheet
        return found

    # -- telling

    def _report(self, planned: Planned) -> Report:
        report = Report(
            self.ledger.workbook_name, warnings=list(planned.snapshot.warnings), digests=dict(planned.digests)
        )
        titles = {t.key: t for t in self.ledger.tables()}
        for key, question in planned.held.items():
            bound = titles[key]
            report.tables[key] = TableReport(bound.table.name, bound.tab_title, guard=question)
        for plan in planned.plans:
            report.tables[plan.key] = _count(plan)
            report.digests[plan.key] = plan.digest()
            report.issues += plan.issues
        report.state = _state(report)
        return report


def _count(plan: TablePlan) -> TableReport:
    return TableReport(
        plan.bound.table.name, plan.sheet.title, db_created=len(plan.creates), db_updated=len(plan.updates), db_deleted=len(plan.deletes_db),
        sheet_created=len(plan.inserts), sheet_updated=len([r for r in plan.writes if r not in plan.deletes.values()]),
        sheet_deleted=len(plan.deletes), conflicts=sum(1 for i in plan.issues if i.kind == "conflict"),
        refused=len({i.identity for i in plan.issues if i.kind not in ("conflict", "note")}),
        repaired=plan.pairing.repaired, rows=len(plan.sheet.rows),
    )  # fmt: skip


def _state(report: Report) -> str:
    if any(t.guard for t in report.tables.values()):
        return "guarded"
    return "waiting" if any(t.conflicts or t.refused for t in report.tables.values()) else "done"


def _add(total: Report, part: Report) -> None:
    """Later rounds add what they did; what waits is as the last round found it."""
    for key, table in part.tables.items():
        known = total.tables.get(key)
        if known is not None:
            for name in (
                "db_created",
                "db_updated",
                "db_deleted",
                "sheet_created",
                "sheet_updated",
                "sheet_deleted",
                "repaired",
            ):
                setattr(table, name, getattr(table, name) + getattr(known, name))
        total.tables[key] = table
    total.state, total.issues, total.digests = part.state, part.issues, part.digests
    total.warnings = list(dict.fromkeys([*total.warnings, *part.warnings]))


def _settle(report: Report, planned: Planned, result: CommitResult) -> None:
    for rejected in result.rejected:
        report.tables[rejected.key].refused += 1
    if result.deferred and planned.plans:
        report.tables[planned.plans[0].key].deferred += result.deferred


def _merged(before: Snapshot, after: Snapshot, store: Store) -> Snapshot:
    """What is known of the whole workbook after a write: edited tabs from the post-image, the others as read."""
    if after is before:
        return before
    return replace(after, tabs={**before.tabs, **after.tabs}, token=after.token or before.token)
