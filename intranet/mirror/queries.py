"""Reading what the sync keeps: workbooks, runs, the inbox, a cell's history of runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import joinedload, selectinload

from intranet.accounts.models import User
from intranet.audit.models import AuditEntry
from intranet.database import db
from intranet.members.models import Member
from intranet.mirror.models import BaseRow, InboxItem, JournalEntry, RunEffect, SyncRun, TableBinding, Workbook
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


def home_of(row_ids: Collection[str], workbook_id: int) -> str | None:
    """The name of another workbook in whose base more than half of these rows are (one query)."""
    here = select(func.count(BaseRow.row_id.distinct()).label("rows"), Workbook.name)
    joined = here.join(TableBinding, TableBinding.id == BaseRow.binding_id).join(
        Workbook, Workbook.id == TableBinding.workbook_id
    )
    mine = joined.where(
        Workbook.id != workbook_id, BaseRow.row_id.in_(row_ids), BaseRow.deleted_run_id.is_(None)
    ).group_by(Workbook.id, Workbook.name)
    best = db.session.execute(mine.order_by(func.count(BaseRow.row_id.distinct()).desc()).limit(1)).first()
    return best.name if best is not None and best.rows * 2 > len(row_ids) else None


# -- for the screens

#: The inbox in the order a person settles it: what differs, what cannot be read, rows that wait, then what is only told.
KINDS = ("conflict", "refused", "held_row", "unknown_id", "note")
ACTIVE = ("queued", "running")


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Some items of a workbook's inbox, how many there are in all, of each kind shown here, and that ask the same as each."""

    items: Sequence[InboxItem]
    total: int
    of_kind: dict[str, int]
    alike: dict[int, int]


def inbox_page(workbook_id: int, page: int, size: int) -> InboxPage:
    """One page of the inbox, by kind and then as the sheet has it (one query)."""
    rank = case({kind: place for place, kind in enumerate(KINDS)}, value=InboxItem.kind, else_=len(KINDS))
    of_kind = func.count().over(partition_by=InboxItem.kind)
    alike = func.count().filter(InboxItem.state == "open").over(partition_by=_asks())
    mine = select(InboxItem, func.count().over(), of_kind, alike).where(
        InboxItem.workbook_id == workbook_id, InboxItem.state.in_(UNSETTLED)
    )
    ordered = mine.order_by(rank, InboxItem.binding_id, InboxItem.id)
    rows = db.session.execute(ordered.limit(size).offset((page - 1) * size)).all()
    return InboxPage(
        [row[0] for row in rows], rows[0][1] if rows else 0, {row[0].kind: row[2] for row in rows},
        {row[0].id: row[3] for row in rows},
    )  # fmt: skip


def _asks() -> tuple[Any, ...]:
    """What two items have in common that ask the same: the column, the kind of question, and where a text could not be read, it."""
    text = case((InboxItem.kind == "refused", InboxItem.sheet_text), else_="")
    return InboxItem.binding_id, InboxItem.field, InboxItem.kind, InboxItem.reason, text


def alike(item: InboxItem) -> list[InboxItem]:
    """Every open item that asks the same as this one, itself among them (one query)."""
    text = item.sheet_text if item.kind == "refused" else ""
    wanted = (item.binding_id, item.field, item.kind, item.reason, text)
    same = [column == value for column, value in zip(_asks(), wanted, strict=True)]
    mine = select(InboxItem).where(InboxItem.state == "open", InboxItem.workbook_id == item.workbook_id, *same)
    return list(db.session.scalars(mine.order_by(InboxItem.id)))


def people_and_places(uids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Names by public id: a member with the branch, an organisation with nothing more (one query)."""
    members = (
        select(Member.uid, Member.full_name, Organisation.name)
        .join(Organisation, Member.branch_id == Organisation.id)
        .where(Member.uid.in_(uids))
    )
    places = select(Organisation.uid, Organisation.name, literal("")).where(Organisation.uid.in_(uids))
    return {uid: (name, place) for uid, name, place in db.session.execute(union_all(members, places))} if uids else {}


def bases(rows: Collection[tuple[int, str]]) -> dict[tuple[int, str], dict[str, object]]:
    """What was last equal on both sides, by (binding, row id): the values alone (one query)."""
    if not rows:
        return {}
    known = select(BaseRow).where(tuple_(BaseRow.binding_id, BaseRow.row_id).in_(rows))
    return {
        (row.binding_id, row.row_id): {name: kept["v"] for name, kept in row.fields.items()}
        for row in db.session.scalars(known)
    }


def last_changes(row_ids: Collection[str]) -> dict[tuple[str, str], tuple[datetime, str | None, str]]:
    """Who changed each value last in the intranet, by (record, field of the log): when, by whom, from which side."""
    if not row_ids:
        return {}
    latest = (
        select(func.max(AuditEntry.id))
        .where(AuditEntry.record_uid.in_(row_ids))
        .group_by(AuditEntry.record_uid, AuditEntry.field)
    )
    columns = (AuditEntry.record_uid, AuditEntry.field, AuditEntry.at, User.full_name, AuditEntry.source)
    found = select(*columns).outerjoin(User, User.id == AuditEntry.user_id).where(AuditEntry.id.in_(latest))
    return {(uid, name): (at, who, source) for uid, name, at, who, source in db.session.execute(found)}


def runs_with_people(workbook_id: int, limit: int, offset: int = 0) -> list[tuple[SyncRun, str | None]]:
    """The last runs of a workbook with who asked for each, the newest first (one query)."""
    mine = select(SyncRun, User.full_name).outerjoin(User, User.id == SyncRun.user_id)
    ordered = mine.where(SyncRun.workbook_id == workbook_id).order_by(SyncRun.id.desc())
    return [(run, who) for run, who in db.session.execute(ordered.limit(limit).offset(offset))]


def active_run(workbook_id: int, states: Collection[str] = ACTIVE) -> SyncRun | None:
    """The latest run of the workbook that waits its turn or is at work."""
    mine = select(SyncRun).where(SyncRun.workbook_id == workbook_id, SyncRun.state.in_(states))
    return db.session.scalars(mine.order_by(SyncRun.id.desc()).limit(1)).first()


def effects(run_id: int) -> list[tuple[int, str, str, int]]:
    """What a run changed: binding, side, what (made, deleted, changed), and how many rows (one query)."""
    gone = or_(RunEffect.after.is_(None), cast(RunEffect.after, String) == "null")
    what = case((RunEffect.field != "", "changed"), (gone, "deleted"), else_="made").label("what")
    key = (RunEffect.binding_id, RunEffect.side)
    counted = select(*key, what, func.count(RunEffect.row_id.distinct())).where(RunEffect.run_id == run_id)
    found = db.session.execute(counted.group_by(*key, what).order_by(*key, what))
    return [(binding, side, done, count) for binding, side, done, count in found]
