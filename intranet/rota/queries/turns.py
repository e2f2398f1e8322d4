"""Whose turn it may be: who has a rota, who presented when, who is away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager

from intranet.database import db
from intranet.members.models import Member
from intranet.organisations.models import BRANCH_KINDS, Organisation
from intranet.rota import months
from intranet.rota.fairness import Turn
from intranet.rota.models import Absence, Assignment, Presenter


def units(scope: ColumnElement[bool]) -> list[Organisation]:
    """The organisations in sight that have a rota: branches, and the committees over them, from the top down."""
    query = select(Organisation).where(scope, Organisation.active, Organisation.kind.is_distinct_from("party_group"))
    query = query.where(Organisation.kind.is_distinct_from("mass_org"))
    return list(db.session.scalars(query.order_by(is_branch(), Organisation.sort_key, Organisation.id)))


def members(organisation: Organisation, month: str) -> list[Member]:
    """Who may present for an organisation in a month: the members of its subtree, by name; their branch loaded."""
    query = (
        select(Member)
        .join(Member.branch)
        .where(Organisation.path.startswith(organisation.path, autoescape=True))
        .where(or_(Member.left_on.is_(None), Member.left_on > months.last_day(month)))
        .options(contains_eager(Member.branch))
        .order_by(Member.sort_key, Member.id)
    )
    return list(db.session.scalars(query))


def member_turns(
    organisation: Organisation, month: str, but_for: int | None = None
) -> dict[int, tuple[str, int, bool]]:
    """When each member was last assigned, how often, and whether in this very month, as seen from a month: one query.

    A past turn that was not presented does not count; ``but_for`` is an assignment that is being given out again.
    """
    in_month = func.max(case((Assignment.month == month, 1), else_=0))
    query = (
        select(Presenter.member_id, func.max(Assignment.month), func.count(), in_month)
        .join(Assignment, Assignment.id == Presenter.assignment_id)
        .join(Organisation, Organisation.id == Assignment.organisation_id)
        .where(Organisation.path.startswith(organisation.path, autoescape=True), _counts(month))
        .group_by(Presenter.member_id)
    )
    if but_for is not None:
        query = query.where(Assignment.id != but_for)
    return {member_id: (last, times, bool(busy)) for member_id, last, times, busy in db.session.execute(query)}


def branch_turns(committee: Organisation, month: str) -> list[tuple[Organisation, Turn]]:
    """The branches in use under a committee, by name, each with its turn as seen from a month: one query."""
    mine = and_(Assignment.organisation_id == Organisation.id, _counts(month))
    shown: tuple[Any, ...] = (Organisation, func.max(Assignment.month), func.count(Assignment.id))
    query = (
        select(*shown)
        .outerjoin(Assignment, mine)
        .where(Organisation.path.startswith(committee.path, autoescape=True), is_branch())
        .group_by(Organisation.id)
        .order_by(Organisation.sort_key, Organisation.id)
    )
    rows = db.session.execute(query)
    return [(branch, Turn(branch.id, branch.sort_key, last or "", times)) for branch, last, times in rows]


def assigned_in(organisation: Organisation, first: str, last: str) -> list[tuple[str, int, int | None]]:
    """(month, organisation, member) of what is assigned in these months below an organisation; member None where nobody is."""
    query = (
        select(Assignment.month, Assignment.organisation_id, Presenter.member_id)
        .join(Organisation, Organisation.id == Assignment.organisation_id)
        .outerjoin(Presenter, Presenter.assignment_id == Assignment.id)
        .where(Organisation.path.startswith(organisation.path, autoescape=True))
        .where(Assignment.month.between(first, last))
    )
    return [(month, owner, member) for month, owner, member in db.session.execute(query)]


def absences(organisation: Organisation, first: str, last: str) -> list[Absence]:
    """Who of an organisation is away at some time between two days, by name and day; the member loaded."""
    query = (
        select(Absence)
        .join(Absence.member)
        .join(Organisation, Organisation.id == Member.branch_id)
        .where(Organisation.path.startswith(organisation.path, autoescape=True))
        .where(Absence.starts_on <= last, or_(Absence.ends_on.is_(None), Absence.ends_on >= first))
        .options(contains_eager(Absence.member))
        .order_by(Absence.starts_on, Member.sort_key, Absence.id)
    )
    return list(db.session.scalars(query))


def all_absences(scope: ColumnElement[bool], today: str) -> Select[Absence]:
    """Absences that are not over, in sight, by branch, name and day; member and branch loaded."""
    return (
        select(Absence)
        .join(Absence.member)
        .join(Member.branch)
        .where(scope, or_(Absence.ends_on.is_(None), Absence.ends_on >= today))
        .options(contains_eager(Absence.member).contains_eager(Member.branch))
        .order_by(Organisation.sort_key, Member.sort_key, Absence.starts_on, Absence.id)
    )


def is_branch() -> ColumnElement[bool]:
    """Branches in use; an unread kind counts as one."""
    return and_(Organisation.active, or_(Organisation.kind.is_(None), Organisation.kind.in_(BRANCH_KINDS)))


def _counts(month: str) -> ColumnElement[bool]:
    """Which assignments count as a turn, seen from a month: all but the past ones that were not presented."""
    return or_(Assignment.delivered.is_(None), Assignment.delivered.is_(True), Assignment.month >= month)
