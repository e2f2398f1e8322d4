"""The one blueprint of the sync screens, and how its views find a workbook and what belongs to it."""

from __future__ import annotations

from typing import TypeVar

from flask import Blueprint, abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from intranet.access import Verb, find, me
from intranet.database import db
from intranet.mirror import jobs, page
from intranet.mirror.models import InboxItem, SyncRun, TableBinding, Workbook

blueprint = Blueprint("mirror", __name__, url_prefix="/bang-tinh")

Part = TypeVar("Part", InboxItem, SyncRun, TableBinding)

#: Who may do what. Settling a cell is recording, so a branch secretary may settle the branch's own workbook; what changes
#: the binding, passes a guard or undoes a run is the office's.
SETTLE, GOVERN = Verb.RECORD, Verb.MANAGE


def found(uid: str, verb: Verb = Verb.READ) -> Workbook:
    """The workbook with its organisation and tabs, or 404, or 403."""
    return find(Workbook, uid, verb, joinedload(Workbook.organisation), selectinload(Workbook.bindings))


def part_of(model: type[Part], workbook: Workbook, uid: str) -> Part:
    """What belongs to the workbook under this public id, or 404."""
    mine = select(model).where(model.uid == uid, model.workbook_id == workbook.id)
    return db.session.scalars(mine).one_or_none() or abort(404)


def ask_for_run(workbook: Workbook, *, anew: bool) -> None:
    """Queue a run, commit, and hand it to the worker; one that waits its turn already will do.

    ``anew``: a run at work may have read before what was just decided, so another is wanted after it.
    """
    waiting = page.waiting_run(workbook.id, and_running=not anew)
    if waiting is None:
        jobs.start(workbook, me().id)
        return
    again = page.is_forgotten(waiting)
    number = waiting.id
    db.session.commit()
    if again:
        jobs.sync_workbook(number)
