"""What a single assignment needs: its people, the sessions it may be given at, what it may be swapped with."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, case, exists, inspect, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from intranet.database import db
from intranet.meetings.models import Meeting
from intranet.members.models import Member, Transfer
from intranet.organisations.models import Organisation
from intranet.rota import months
from intranet.rota.models import Assignment, Presenter

WITH_PEOPLE = selectinload(Assignment.presenters).joinedload(Presenter.member)
PAGE = (
    joinedload(Assignment.organisation), joinedload(Assignment.meeting), joinedload(Assignment.topic_entry), WITH_PEOPLE,
)  # fmt: skip


def load_presenters(assignment: Assignment) -> None:
    """Load who presents, if that is not loaded."""
    if "presenters" in inspect(assignment).unloaded:
        query = select(Assignment).where(Assignment.id == assignment.id).options(selectinload(Assignment.presenters))
        db.session.scalars(query).one()


def belonging(organisation: Organisation, member_ids: Collection[int]) -> set[int]:
    """Those of these members who belong to the organisation's subtree, or did before a transfer."""
    inside = select(Organisation.id).where(Organisation.path.startswith(organisation.path, autoescape=True))
    once = exists().where(Transfer.member_id == Member.id, Transfer.from_branch_id.in_(inside))
    query = select(Member.id).where(Member.id.in_(member_ids), or_(Member.branch_id.in_(inside), once))
    return set(db.session.scalars(query))


def meetings_in(organisation_id: int, month: str) -> list[Meeting]:
    """The sessions of an organisation in a month, the earliest first."""
    query = select(Meeting).where(Meeting.organisation_id == organisation_id, Meeting.date.startswith(month))
    return list(db.session.scalars(query.order_by(Meeting.date, Meeting.id)))


def swappable(assignment: Assignment, scope: ColumnElement[bool]) -> list[Assignment]:
    """What an assignment may be swapped with: others within a year of it, not presented yet, of its own branch first."""
    elsewhere = case((Assignment.organisation_id == assignment.organisation_id, 0), else_=1)
    query = (
        select(Assignment)
        .join(Assignment.organisation)
        .where(scope, Assignment.month != assignment.month, Assignment.delivered.is_not(True))
        .where(Assignment.month.between(months.after(assignment.month, -12), months.after(assignment.month, 12)))
        .options(contains_eager(Assignment.organisation), WITH_PEOPLE)
        .order_by(elsewhere, Assignment.month, Organisation.sort_key, Assignment.id)
    )
    return list(db.session.scalars(query.limit(100)))
