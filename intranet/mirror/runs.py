"""Carries out one run over one workbook from its row in the database: lease, store, engine, report."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from intranet.database import db, utcnow
from intranet.mirror import home, lease, reports
from intranet.mirror.ledger import WorkbookLedger
from intranet.mirror.models import InboxItem, SyncRun, TableBinding, Workbook
from intranet.mirror.stores import Opener
from intranet.mirror.understanding import engine_for
from intranet.refusal import Refusal
from sync.stores.protocol import Store, StoreError, WorkbookBusy

log = logging.getLogger(__name__)

DEEP_READ_EVERY = timedelta(days=7)
EXIT_CODES = {"done": 0, "error": 1, "deferred": 1, "waiting": 2, "guarded": 3, "busy": 4}
BUSY = "Một lần đồng bộ khác của bảng tính này đang chạy. Xin đợi xong rồi thử lại."
CUT_SHORT = "Lần đồng bộ này bị ngắt giữa chừng; lần sau sẽ làm tiếp phần còn lại."
BROKEN = "Phần mềm gặp lỗi khi đồng bộ (mã lần chạy {}). Không có gì bị mất; xin báo người quản trị."


def queue(workbook: Workbook, trigger: str, user_id: int | None = None) -> SyncRun:
    """Note a run to be carried out; the caller commits."""
    run = SyncRun(workbook_id=workbook.id, trigger=trigger, user_id=user_id, progress={}, report={})
    db.session.add(run)
    db.session.flush()
    return run


def run_now(
    workbook: Workbook, trigger: str, *, user_id: int | None = None, force: bool = False, opener: Opener | None = None
) -> SyncRun:
    """Queue a run and carry it out; runs over many workbooks share an opener."""
    run = queue(workbook, trigger, user_id)
    run_id = run.id
    db.session.commit()
    return execute(run_id, force=force, opener=opener)


def execute(run_id: int, *, force: bool = False, opener: Opener | None = None) -> SyncRun:
    """Carry out a queued run; whatever happens is told in its row. ``force`` reads the sheet even if nothing seems changed."""
    workbook_id = db.session.get_one(SyncRun, run_id).workbook_id
    holder = lease.new_holder()
    try:
        lease.take(workbook_id, holder)
    except lease.LeaseHeld:
        return finish(run_id, "busy", {"state": "busy", "message": BUSY})
    try:
        begin(run_id)
        return _attempt(run_id, holder, force=force, opener=opener)
    finally:
        db.session.rollback()
        lease.release(workbook_id, holder)


def begin(run_id: int) -> None:
    """Mark the run as running. Whoever was left running here has died: the lease was free."""
    run = db.session.get_one(SyncRun, run_id)
    left_over = update(SyncRun).where(SyncRun.workbook_id == run.workbook_id, SyncRun.state == "running")
    db.session.execute(left_over.values(state="error", finished_at=utcnow(), report={"message": CUT_SHORT}))
    run.state, run.started_at = "running", utcnow()
    db.session.commit()


def _attempt(run_id: int, holder: str, *, force: bool, opener: Opener | None) -> SyncRun:
    store: Store | None = None
    try:
        run = db.session.get_one(SyncRun, run_id)
        workbook = db.session.get_one(Workbook, run.workbook_id)
        home.require(workbook)
        force = force or _deep_read_is_due(workbook)
        ledger = WorkbookLedger(workbook, run, holder)
        store = (opener or Opener()).with_the_database_free(workbook)
        content = reports.content_of(engine_for(store, ledger).run(force=force), store.calls)
    except WorkbookBusy as error:
        return finish(run_id, "deferred", _failure(str(error), store) | {"state": "deferred"})
    except (StoreError, Refusal) as error:
        return finish(run_id, "error", _failure(str(error), store))
    except lease.LeaseHeld:
        return finish(run_id, "busy", _failure(BUSY, store))
    except Exception:
        log.exception("sync run %s failed", run_id)
        return finish(run_id, "error", _failure(BROKEN.format(run_id), store))
    return finish(run_id, content["state"], content)


def _deep_read_is_due(workbook: Workbook) -> bool:
    """Once a week a workbook is read whatever its change token says (design.md §2)."""
    return workbook.deep_read_at is None or utcnow() - workbook.deep_read_at > DEEP_READ_EVERY


def _failure(message: str, store: Store | None) -> dict[str, Any]:
    content: dict[str, Any] = {"state": "error", "message": message, "tables": {}}
    return content | ({"calls": reports.calls_of(store.calls)} if store is not None else {})


def finish(run_id: int, state: str, content: dict[str, Any]) -> SyncRun:
    """Write a run's end into its row. In step or not is judged by what waits in the workbook, whatever this run saw."""
    db.session.rollback()
    run = db.session.get_one(SyncRun, run_id)
    if state in ("done", "unchanged", "waiting", "guarded"):
        if state != "unchanged":
            db.session.get_one(Workbook, run.workbook_id).deep_read_at = utcnow()
        state = standing(run.workbook_id)
    run.state, run.report, run.finished_at = state, content, utcnow()
    db.session.commit()
    return run


def standing(workbook_id: int) -> str:
    """guarded, waiting or done: whether a table is held, something waits in the inbox, or both sides are in step."""
    held = select(TableBinding.id).where(TableBinding.workbook_id == workbook_id, TableBinding.held.is_not(None))
    if db.session.scalar(held.limit(1)) is not None:
        return "guarded"
    return "waiting" if waiting_count(workbook_id) else "done"


def waiting_count(workbook_id: int) -> int:
    """How many items of the workbook wait for a person; notes only tell."""
    waiting = select(func.count()).where(InboxItem.workbook_id == workbook_id, InboxItem.state == "open")
    return db.session.scalar(waiting.where(InboxItem.kind != "note")) or 0


def exit_code(runs: list[SyncRun]) -> int:
    """The exit code over several runs: an error first, then a lease held, a guard, the inbox."""
    codes = {EXIT_CODES.get(run.state, 1) for run in runs}
    return next((code for code in (1, 4, 3, 2) if code in codes), 0)
