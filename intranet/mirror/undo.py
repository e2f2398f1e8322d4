"""Undoes a run: both sides get back what the run changed, except where somebody has written since, which is told.

Afterwards the two sides differ again on purpose. The base forgets these values, so that the next run asks instead of doing
the same once more.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from intranet.audit.actor import Actor, acting_as
from intranet.database import db
from intranet.mirror import baseline, home, inbox, journal, lease, queries, reports, runs, service
from intranet.mirror.carrying import Effect
from intranet.mirror.ledger import WorkbookLedger
from intranet.mirror.models import BaseRow, RunEffect, SyncRun, Workbook
from intranet.mirror.stores import Opener
from intranet.mirror.transactions import writing
from intranet.mirror.understanding import engine_for
from intranet.mirror.undo_database import Restorer
from intranet.mirror.undo_plan import DatabaseUndo, Done, SheetUndo, database_half, sheet_half
from intranet.refusal import Refusal
from sync.cells import Snapshot
from sync.commit import Issue
from sync.diff import is_blank
from sync.facts import BoundTable
from sync.sheet_table import SheetTable
from sync.stores.protocol import Batch, Store, StoreError

ROUNDS = 4
EDITED = "Lần đồng bộ đã được hoàn tác, nhưng {what} này đã có người sửa sau đó nên được giữ nguyên."
TAKEN_OUT = (
    "Dòng này đã được rút khỏi trang khi hoàn tác. Bản ghi vẫn còn trong phần mềm; sửa bản ghi thì dòng được ghi lại."
)


CUT_SHORT = "Lần đồng bộ gần nhất bị ngắt giữa chừng. Bấm “Đồng bộ ngay” để phần mềm làm nốt, rồi mới hoàn tác được."


@dataclass(slots=True)
class Half:
    """One table's undo on both sides."""

    bound: BoundTable
    sheet: SheetTable
    database: DatabaseUndo
    cells: SheetUndo


def undo_run(run: SyncRun, user_id: int | None = None) -> SyncRun:
    """Undo a finished run; gives the run that did it. Raises Refusal if it cannot be undone (any more)."""
    if run.report.get("undone_by"):
        raise Refusal("Lần đồng bộ này đã được hoàn tác rồi.")
    if not db.session.scalar(select(RunEffect.id).where(RunEffect.run_id == run.id).limit(1)):
        raise Refusal("Lần đồng bộ này không thay đổi gì, nên không có gì để hoàn tác.")
    home.require(db.session.get_one(Workbook, run.workbook_id))
    if queries.is_open(run.workbook_id):
        raise Refusal(CUT_SHORT)
    undoing = runs.queue(db.session.get_one(Workbook, run.workbook_id), "undo", user_id)
    undoing.undoes_id = run.id
    undone_id, undoing_id, workbook_id = run.id, undoing.id, run.workbook_id
    db.session.commit()
    holder = lease.new_holder()
    try:
        lease.take(workbook_id, holder)
    except lease.LeaseHeld:
        return runs.finish(undoing_id, "busy", {"state": "busy", "message": runs.BUSY})
    try:
        runs.begin(undoing_id)
        return _attempt(undone_id, undoing_id, holder)
    finally:
        db.session.rollback()
        lease.release(workbook_id, holder)


def _attempt(undone_id: int, undoing_id: int, holder: str) -> SyncRun:
    run = db.session.get_one(SyncRun, undoing_id)
    workbook = db.session.get_one(Workbook, run.workbook_id)
    store = None
    try:
        ledger = WorkbookLedger(workbook, run, holder)
        store = Opener().with_the_database_free(workbook)
        content = Undoer(store, ledger, undone_id, undoing_id).undo()
    except StoreError as error:
        return runs.finish(undoing_id, "error", {"state": "error", "message": str(error), "tables": {}})
    return runs.finish(undoing_id, str(content["state"]), content)


class Undoer:
    """Carries out one undo: the sheet first, in one announced batch, then the database and the base in one transaction."""

    def __init__(self, store: Store, ledger: WorkbookLedger, undone_id: int, undoing_id: int) -> None:
        self.store, self.ledger = store, ledger
        self.undone_id, self.undoing_id = undone_id, undoing_id
        self.engine = engine_for(store, ledger)

    def undo(self) -> dict[str, object]:
        """Both halves. Gives the report's content."""
        for _ in range(ROUNDS):
            snapshot = self.store.read([table.tab_key for table in self.ledger.tables()])
            halves = self._halves(snapshot)
            marker, status, message = self._write_sheet(halves, snapshot)
            if status == "applied":
                return self._commit(halves, marker)
            if status == "deferred":
                return self._content({}, "deferred", message)
        return self._content({}, "deferred", "Bảng tính đang được sửa liên tục. Xin thử hoàn tác lại sau ít phút.")

    def _halves(self, snapshot: Snapshot) -> list[Half]:
        tables = [t for t in self.ledger.tables() if t.tab_key in snapshot.tabs]
        tabs = [(t, snapshot.tabs[t.tab_key]) for t in tables]
        directory = self.engine.directory_for(self.ledger.names(), tabs, self.ledger.year)
        halves = []
        for bound, tab in tabs:
            effects = self._effects(bound.key)
            if effects:
                sheet = self.engine.reader(tab, bound, directory, self.ledger.year)
                records = self.ledger.facts(bound.key).records
                on_sheet = [e for e in effects if e.side == "sheet"] if not sheet.problem else []
                in_database = [e for e in effects if e.side == "db"]
                halves.append(Half(bound, sheet, database_half(in_database, records), sheet_half(on_sheet, sheet, tab)))
        return halves

    def _effects(self, key: str) -> list[Done]:
        columns = (RunEffect.side, RunEffect.row_id, RunEffect.field, RunEffect.before, RunEffect.after)
        mine = select(*columns).where(RunEffect.run_id == self.undone_id, RunEffect.binding_id == int(key))
        return [Done(*effect) for effect in db.session.execute(mine.order_by(RunEffect.id))]

    def _write_sheet(self, halves: list[Half], snapshot: Snapshot) -> tuple[str | None, str, str]:
        edits = [half.cells.edit(half.sheet) for half in halves]
        edits = [edit for edit in edits if edit.touches]
        if not edits:
            return None, "applied", ""
        marker = secrets.token_hex(8)
        self.ledger.announce(marker, {"rows": {}, "undoes": self.undone_id})
        outcome = self.store.apply(Batch(marker, edits), snapshot)
        return marker, outcome.status, outcome.message

    def _commit(self, halves: list[Half], marker: str | None) -> dict[str, object]:
        actor = Actor("undo", None, self.undoing_id, self.ledger.workbook_name)
        with writing(), acting_as(actor):
            restorer = Restorer({b.key: b.register for b in self.ledger.books()})
            effects = restorer.restore({half.bound.key: half.database for half in halves})
            for half in halves:
                self._forget(half)
                self._tell(half, restorer.refused.get(half.bound.key, {}))
            self._keep(effects)
            journal.close(self.ledger.workbook_id, marker, all_read=False)
            undone = db.session.get_one(SyncRun, self.undone_id)
            undone.report = {**undone.report, "undone_by": self.undoing_id}
            service.forget_state(db.session.get_one(Workbook, self.ledger.workbook_id))
        return self._content(
            {h.bound.table.name: _counts(h, restorer.refused.get(h.bound.key, {})) for h in halves}, "done", ""
        )

    def _forget(self, half: Half) -> None:
        """Let the base forget what is no longer equal, so that nothing is repeated unasked."""
        rows = {row.row_id: row for row in baseline.rows_of(int(half.bound.key))}
        undone = {(row_id, name): is_blank(v) for row_id, vs in half.database.updates.items() for name, v in vs.items()}
        undone |= {address: address in half.cells.cleared for address in half.cells.fields}
        for (row_id, name), emptied in undone.items():
            if row_id in rows:
                _unlearn(rows[row_id], name, self.undoing_id, emptied=emptied)
        for delete in half.cells.deletes:
            if delete.row_id in rows:
                rows[delete.row_id].deleted_run_id = self.undoing_id
        baseline.forget(int(half.bound.key), [*half.database.deletes, *(i.row_id for i in half.cells.inserts)])

    def _tell(self, half: Half, refused: Mapping[str, str]) -> None:
        told = [(row_id, name, EDITED.format(what="ô" if name else "dòng")) for row_id, name in half.database.edited]
        told += [(row_id, name, EDITED.format(what="ô" if name else "dòng")) for row_id, name in half.cells.edited]
        told += [(delete.row_id, "", TAKEN_OUT) for delete in half.cells.deletes]
        told += [(row_id, "", message) for row_id, message in refused.items()]
        issues = [
            Issue(
                half.bound.key, "note", row_id, name, f"undo:{self.undone_id}:{row_id}:{name}", half.sheet.title, "",
                "undone", message,
            )
            for row_id, name, message in dict.fromkeys(told)
        ]  # fmt: skip
        inbox.merge(self.ledger.workbook_id, self.undoing_id, [], issues, [])

    def _keep(self, effects: list[Effect]) -> None:
        for effect in effects:
            kept = RunEffect(run_id=self.undoing_id, binding_id=int(effect.key), side="db", row_id=effect.row_id)
            kept.field, kept.before, kept.after = effect.field, effect.before, effect.after
            db.session.add(kept)

    def _content(self, tables: Mapping[str, object], state: str, message: str) -> dict[str, object]:
        return {
            "state": state, "message": message, "tables": tables, "warnings": [], "undoes": self.undone_id,
            "calls": reports.calls_of(self.store.calls),
        }  # fmt: skip


def _unlearn(row: BaseRow, name: str, undoing_id: int, *, emptied: bool) -> None:
    """A value one side of which is empty again would be filled from the other at once; a mark in the base prevents that."""
    fields = {field: known for field, known in row.fields.items() if field != name}
    if emptied:
        fields[name] = {"v": {"undone": undoing_id}, "r": "undone"}
    row.fields = fields


def _counts(half: Half, refused: Mapping[str, str]) -> dict[str, object]:
    undo, cells = half.database, half.cells
    done = [[row for row in rows if row not in refused] for rows in (undo.restores, undo.updates, undo.deletes)]
    return {
        "database": dict(zip(("created", "updated", "deleted"), map(len, done), strict=True)),
        "sheet": {"created": len(cells.inserts), "updated": len({r for r, _ in cells.fields}), "deleted": len(cells.deletes)},
        "conflicts": 0, "refused": len(undo.edited) + len(cells.edited) + len(refused), "deferred": 0, "guard": None,
        "tab": half.sheet.title, "binding": int(half.bound.key),
    }  # fmt: skip
