"""Reading the monthly review: a month's tasks, where they come from, the figures by organisation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from intranet.database import db
from intranet.meetings.models import Meeting
from intranet.meetings.queries import branches, of_kind
from intranet.organisations.models import Organisation
from intranet.reviews.models import RESULTS, WorkTask
from intranet.reviews.months import next_month

#: What a line of the month shows, in the one query that reads it.
LINE: tuple[ORMOption, ...] = (
    joinedload(WorkTask.organisation),
    joinedload(WorkTask.owner),
    joinedload(WorkTask.meeting),
    joinedload(WorkTask.carried_from),
    joinedload(WorkTask.carried_to),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the month's list is narrowed to: a result of RESULTS, "open" (not done), "none" (not reviewed); or the praised."""

    result: str = ""
    praised: bool = False

    def fits(self, task: WorkTask) -> bool:
        """Whether the task is among those asked for."""
        if self.praised and not task.praise:
            return False
        if self.result == "open":
            return task.result != "done"
        return not self.result or task.result == (None if self.result == "none" else self.result)


@dataclass(frozen=True, slots=True)
class Counts:
    """A month's figures of one organisation, or of all in sight."""

    total: int = 0
    done: int = 0
    in_progress: int = 0
    not_done: int = 0
    praised: int = 0
    uid: str = ""
    name: str = ""

    @property
    def waiting(self) -> int:
        """Tasks nobody has given a result yet."""
        return self.total - self.done - self.in_progress - self.not_done


@dataclass(frozen=True, slots=True)
class Origin:
    """The month a task was first registered for, and how many times it has been carried since."""

    month: str
    times: int


def of_months(organisation_id: int, *months: str) -> Select[WorkTask]:
    """The tasks of an organisation's months in the order they were registered, with what a line shows."""
    query = select(WorkTask).where(WorkTask.organisation_id == organisation_id, WorkTask.month.in_(months))
    return query.options(*LINE).order_by(WorkTask.id)


def of_owner(member_id: int, scope: ColumnElement[bool]) -> Select[WorkTask]:
    """A member's tasks in sight, the latest month first."""
    query = select(WorkTask).join(WorkTask.organisation).where(scope, WorkTask.owner_id == member_id)
    return query.options(contains_eager(WorkTask.organisation)).order_by(WorkTask.month.desc(), WorkTask.id)


def uncarried(organisation_id: int, month: str) -> Select[WorkTask]:
    """The tasks of a month that are not done and have not been carried over."""
    return (
        select(WorkTask)
        .where(WorkTask.organisation_id == organisation_id, WorkTask.month == month, is_open(), ~_has_follower())
        .order_by(WorkTask.id)
    )


def carried_into(organisation_id: int, month: str) -> Select[WorkTask]:
    """The tasks of a month that came from the one before."""
    query = select(WorkTask).where(WorkTask.organisation_id == organisation_id, WorkTask.month == month)
    return query.where(WorkTask.carried_from_id.is_not(None)).order_by(WorkTask.id)


def is_open() -> ColumnElement[bool]:
    """Not done, or not said to be."""
    return or_(WorkTask.result.is_(None), WorkTask.result != "done")


def origins(task_ids: Collection[int]) -> dict[int, Origin]:
    """Where those of the tasks that were carried over began (one query, however long the chain)."""
    start = select(WorkTask.id.label("task"), WorkTask.carried_from_id.label("source"), literal(0).label("times"))
    chain = start.where(WorkTask.id.in_(task_ids), WorkTask.carried_from_id.is_not(None)).cte("chain", recursive=True)
    before = aliased(WorkTask)
    chain = chain.union_all(
        select(chain.c.task, before.carried_from_id, chain.c.times + 1).join(before, before.id == chain.c.source)
    )
    first = aliased(WorkTask)
    rows = db.session.execute(
        select(chain.c.task, first.month, chain.c.times + 1)
        .join(first, first.id == chain.c.source)
        .where(first.carried_from_id.is_(None))
    )
    return {task: Origin(month, times) for task, month, times in rows}


def lineage(task: WorkTask) -> list[WorkTask]:
    """The same piece of work in every month it stood in, the first first (two queries)."""
    up = select(WorkTask.id, WorkTask.carried_from_id).where(WorkTask.id == task.id).cte("up", recursive=True)
    before = aliased(WorkTask)
    up = up.union_all(select(before.id, before.carried_from_id).join(up, before.id == up.c.carried_from_id))
    down = select(WorkTask.id).where(WorkTask.id == task.id).cte("down", recursive=True)
    after = aliased(WorkTask)
    down = down.union_all(select(after.id).join(down, after.carried_from_id == down.c.id))
    same = or_(WorkTask.id.in_(select(up.c.id)), WorkTask.id.in_(select(down.c.id)))
    return list(db.session.scalars(select(WorkTask).where(same).options(*LINE).order_by(WorkTask.month)))


def counted(tasks: Iterable[WorkTask]) -> Counts:
    """The figures over tasks that were read anyway."""
    results = Counter(task.result for task in tasks)
    done, in_progress, not_done = (results[result] for result in RESULTS)
    return Counts(results.total(), done, in_progress, not_done)


def by_organisation(scope: ColumnElement[bool], month: str) -> list[Counts]:
    """One line for every branch in use and for whoever else has tasks, in Vietnamese order (one query)."""
    sums = select(WorkTask.organisation_id, *_sums()).where(WorkTask.month == month)
    figures = sums.group_by(WorkTask.organisation_id).subquery()
    columns = [func.coalesce(figures.c[name], 0) for name in _NAMES]
    rows: Iterable[Any] = db.session.execute(
        select(*columns, Organisation.uid, Organisation.name)
        .outerjoin(figures, figures.c.organisation_id == Organisation.id)
        .where(scope, or_(branches(), figures.c.total > 0))
        .order_by(Organisation.sort_key, Organisation.id)
    )
    return [Counts(*row) for row in rows]


def ceremonies(organisation_id: int, month: str) -> Select[Meeting]:
    """The flag ceremonies at which a month may have been reviewed: those of the month and of the next, the latest first."""
    day = func.substr(Meeting.date, 1, 7)
    return (
        select(Meeting)
        .where(Meeting.organisation_id == organisation_id, of_kind("flag_session"))
        .where(day.in_([month, next_month(month)]))
        .order_by(Meeting.date.desc(), Meeting.id.desc())
    )


def first_year() -> int | None:
    """The year of the earliest task there is."""
    first = db.session.scalar(select(func.min(WorkTask.month)))
    return int(first[:4]) if first else None


_NAMES = ("total", "done", "in_progress", "not_done", "praised")


def _sums() -> list[ColumnElement[int]]:
    results = [func.sum(case((WorkTask.result == result, 1), else_=0)).label(result) for result in RESULTS]
    praised = func.sum(case((WorkTask.praise.is_not(None), 1), else_=0)).label("praised")
    return [func.count(WorkTask.id).label("total"), *results, praised]


def _has_follower() -> ColumnElement[bool]:
    follower = aliased(WorkTask)
    return select(follower.id).where(follower.carried_from_id == WorkTask.id).exists()
