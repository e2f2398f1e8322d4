"""Puts a column that stands in TCVN3 or VNI into Unicode, because a person said so: a run of its own, which can be undone."""

from __future__ import annotations

import secrets

from intranet.database import db
from intranet.mirror import inbox, journal, lease, reports, runs, service
from intranet.mirror.ledger import WorkbookLedger
from intranet.mirror.models import InboxItem, RunEffect, SyncRun, Workbook
from intranet.mirror.recognised import Rewriting, rewriting
from intranet.mirror.stores import Opener
from intranet.mirror.transactions import writing
from intranet.mirror.understanding import engine_for
from intranet.refusal import Refusal
from sync.cells import Snapshot
from sync.stores.protocol import Store, StoreError

ROUNDS = 3
DONE = "Trang “{tab}”: {count} ô của cột {label} đã được đổi sang Unicode; chữ đọc ra vẫn như cũ."
AGAIN = "Bảng tính đang được sửa liên tục. Xin thử lại sau ít phút."
GONE = "Cột này không còn ô nào ghi bằng bảng mã cũ."


def recode(item: InboxItem, user_id: int | None = None) -> SyncRun:
    """Rewrite the column the note is about; a run of its own, which can be undone. Raises Refusal."""
    if item.reason != "legacy" or item.state == "closed" or item.binding_id is None:
        raise Refusal(GONE)
    workbook_id, item_id = item.workbook_id, item.id
    run_id = runs.queue(db.session.get_one(Workbook, workbook_id), "manual", user_id).id
    db.session.commit()
    holder = lease.new_holder()
    try:
        lease.take(workbook_id, holder)
    except lease.LeaseHeld:
        return runs.finish(run_id, "busy", {"state": "busy", "message": runs.BUSY})
    try:
        runs.begin(run_id)
        return _attempt(run_id, item_id, holder)
    finally:
        db.session.rollback()
        lease.release(workbook_id, holder)


def _attempt(run_id: int, item_id: int, holder: str) -> SyncRun:
    run, item = db.session.get_one(SyncRun, run_id), db.session.get_one(InboxItem, item_id)
    workbook, key, name = db.session.get_one(Workbook, run.workbook_id), str(item.binding_id), item.field
    ledger = WorkbookLedger(workbook, run, holder)
    try:
        store = Opener().with_the_database_free(workbook)
        for _ in range(ROUNDS):
            done, status, message = _write(store, ledger, key, name)
            if status == "applied":
                return _finish(ledger, run_id, item_id, done, store)
            if status == "deferred":
                return runs.finish(run_id, "deferred", {"state": "deferred", "message": message, "tables": {}})
    except StoreError as error:
        return runs.finish(run_id, "error", {"state": "error", "message": str(error), "tables": {}})
    return runs.finish(run_id, "deferred", {"state": "deferred", "message": AGAIN, "tables": {}})


def _write(store: Store, ledger: WorkbookLedger, key: str, name: str) -> tuple[Rewriting, str, str]:
    tables = ledger.tables()
    snapshot = store.read([table.tab_key for table in tables])
    planned = _planned(store, ledger, snapshot, key, name)
    if not planned.edits:
        return planned, "applied", ""
    marker = secrets.token_hex(8)
    ledger.announce(marker, {"rows": {}})
    outcome = store.apply(planned.batch(marker), snapshot)
    if outcome.status == "applied":
        with writing():
            journal.close(ledger.workbook_id, marker, all_read=False)
    return planned, outcome.status, outcome.message


def _planned(store: Store, ledger: WorkbookLedger, snapshot: Snapshot, key: str, name: str) -> Rewriting:
    engine = engine_for(store, ledger)
    there = [(t, snapshot.tabs[t.tab_key]) for t in ledger.tables() if t.tab_key in snapshot.tabs]
    directory = engine.directory_for(ledger.names(), there, ledger.year)
    for bound, tab in there:
        if bound.key == key:
            return rewriting(engine.reader(tab, bound, directory, ledger.year), tab, name)
    raise StoreError("Trang này không còn trong bảng tính.")


def _finish(ledger: WorkbookLedger, run_id: int, item_id: int, done: Rewriting, store: Store) -> SyncRun:
    with writing():
        item = db.session.get_one(InboxItem, item_id)
        for row_id, before, after in done.effects:
            kept = RunEffect(run_id=run_id, binding_id=item.binding_id, side="sheet", row_id=row_id, field=item.field)
            kept.before, kept.after = before, after
            db.session.add(kept)
        inbox.close(item)
        service.forget_state(db.session.get_one(Workbook, ledger.workbook_id))
        label = item.message.split(" đang ghi", 1)[0].removeprefix("Cột ")
        said = DONE.format(tab=item.tab, count=len(done.edits), label=label) if done.edits else GONE
    content = {"state": "done", "message": said, "tables": {}, "warnings": [], "calls": reports.calls_of(store.calls)}
    return runs.finish(run_id, "done", content)
