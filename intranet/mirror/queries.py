"""Reading what the sync keeps: workbooks, runs, the inbox, a cell's history of runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import joinedload, selectinload

from intranet.database import db
from intranet.mirror.models import InboxItem, JournalEntry, SyncRun, Workbook
from intranet.organisations.models import Organisation

#: States of an inbox item that a person may still decide.
UNSETTLED = ("open", "decided")


@dataclass(frozen=True, slots=True)
class Standing:
    """A workbook at a glance: its last run, and how many items wait in its inbox."""

    workbook: Workbook
    last_run: SyncRun | None
    waiting: int

    @property
    def held(self) -> list[str]:
        """The guards' questions."""
        return [binding.held for binding in self.workbook.bindings if binding.held]


def workbooks(within: ColumnElement[bool] | None = None) -> Select[Workbook]:
    """Workbooks of the organisations that satisfy the condition, with their organisation and tables."""
    return (
        select(Workbook)
        .join(Organisation, Workbook.organisation_id == Organisation.id)
        .where(true() if within is None else within)
        .options(joinedload(Workbook.organisation), selectinload(Workbook.bindings))
        .order_by(Organisation.sort_key, Workbook.name, Workbook.id)
    )


def standings(found: Sequence[Workbook]) -> list[Standing]:
    """Each workbook with its last run and its waiting items: two queries whatever their number."""
    ids = [workbook.id for workbook in found]
    last = select(func.max(SyncRun.id)).where(SyncRun.workbook_id.in_(ids)).group_by(SyncRun.workbook_id)
    runs = {run.workbook_id: run for run in db.session.scalars(select(SyncRun).where(SyncRun.id.in_(last)))}
    waiting = _waiting_by_workbook(ids)
    return [Standing(workbook, runs.get(workbook.id), waiting.get(workbook.id, 0)) for workbook in found]


def _waiting_by_workbook(ids: Iterable[int]) -> dict[int, int]:
    counted = (
        select(InboxItem.workbook_id, func.count())
        .where(InboxItem.workbook_id.in_(list(ids)), InboxItem.state == "open", InboxItem.kind != "note")
        .group_by(InboxItem.workbook_id)
    )
    return {int(workbook): int(count) for workbook, count in db.session.execute(counted)}


def runs(workbook_id: int, limit: int = 20) -> list[SyncRun]:
    """The last runs of a workbook, the newest first."""
    mine = select(SyncRun).where(SyncRun.workbook_id == workbook_id).order_by(SyncRun.id.desc())
    return list(db.session.scalars(mine.limit(limit)))


def inbox(workbook_ids: Iterable[int]) -> list[InboxItem]:
    """What waits in these workbooks, notes and decided items among them, the oldest first."""
    mine = select(InboxItem).where(InboxItem.workbook_id.in_(list(workbook_ids)), InboxItem.state.in_(UNSETTLED))
    return list(db.session.scalars(mine.order_by(InboxItem.workbook_id, InboxItem.binding_id, InboxItem.id)))


def is_open(workbook_id: int) -> bool:
    """Whether a batch was announced whose outcome no run has recorded yet."""
    mine = select(JournalEntry.id).where(JournalEntry.workbook_id == workbook_id, JournalEntry.state == "open")
    return db.session.scalar(mine.limit(1)) is not None
