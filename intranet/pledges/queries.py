"""Reading pledges: lists with their filters, who has none, the roll-up by branch, suggestions and history."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, selectinload

from intranet.audit.models import AuditEntry
from intranet.database import db
from intranet.formatting import search_key
from intranet.members.models import Member
from intranet.organisations.models import BRANCH_KINDS, Organisation
from intranet.pledges.models import Pledge, PledgeItem, PledgeSuggestion

Scope = ColumnElement[bool]

is_branch = or_(Organisation.kind.is_(None), Organisation.kind.in_(BRANCH_KINDS))


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the list. ``state`` is of APPROVALS or "draft"; ``who`` is "member" or "collective"."""

    year: int
    state: str = ""
    who: str = ""
    grade: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class BranchTotals:
    """One branch's line of the roll-up: members, those with a plan, plans by state, and the collective's own plan."""

    uid: str
    name: str
    members: int
    planned: int
    draft: int
    pending: int
    returned: int
    approved: int
    collective_uid: str | None

    @property
    def missing(self) -> int:
        """Members without a plan."""
        return self.members - self.planned


@dataclass(frozen=True, slots=True)
class Totals:
    """Figures over the list. Members are counted where they are now; plans of the year by their state."""

    members: int
    planned: int
    states: dict[str, int]
    collectives: int


def has_content() -> ColumnElement[bool]:
    """A pledge without items (an empty line of a sheet) is no plan."""
    return Pledge.items.any()


def current_members(year: int) -> ColumnElement[bool]:
    """Members who had not left before the year began."""
    return or_(Member.left_on.is_(None), Member.left_on >= str(year))


def plans(scope: Scope, wanted: Wanted) -> Select[Pledge]:
    """Plans in order of branch, the collective first, then by name; organisation, member and items loaded."""
    query = (
        select(Pledge)
        .join(Pledge.organisation)
        .outerjoin(Pledge.member)
        .where(scope, Pledge.year == wanted.year, has_content())
        .options(contains_eager(Pledge.organisation), contains_eager(Pledge.member), selectinload(Pledge.items))
        .order_by(Organisation.sort_key, Organisation.id, Pledge.member_id.is_not(None), Member.sort_key, Pledge.id)
    )
    if wanted.state:
        query = query.where(_in_state(wanted.state))
    if wanted.who:
        query = query.where(Pledge.member_id.is_(None) if wanted.who == "collective" else Pledge.member_id.is_not(None))
    if wanted.grade:
        query = query.where(Pledge.items.any(PledgeItem.annual == wanted.grade))
    if wanted.words.strip():
        query = query.where(_named(wanted.words))
    return query


def totals(scope: Scope, year: int) -> Totals:
    """The figures over the list (one query)."""
    in_state = (
        select(func.coalesce(Pledge.approval, "draft").label("state"), Pledge.member_id.is_(None).label("alone"))
        .join(Pledge.organisation)
        .where(scope, Pledge.year == year, has_content())
        .subquery()
    )
    counts = [func.sum(case((in_state.c.state == state, 1), else_=0)) for state in _STATES]
    people = select(func.count()).select_from(Member).join(Member.branch).where(scope, current_members(year))
    row = db.session.execute(
        select(
            people.scalar_subquery(),
            people.where(_member_has_plan(year)).scalar_subquery(),
            func.sum(case((in_state.c.alone, 1), else_=0)),
            *counts,
        ).select_from(in_state)
    ).one()
    states = {state: row[3 + i] or 0 for i, state in enumerate(_STATES)}
    return Totals(row[0], row[1], states, row[2] or 0)


def members_without_plan(scope: Scope, year: int) -> Select[Member]:
    """Who has none, in order of branch and name; the branch loaded."""
    return (
        select(Member)
        .join(Member.branch)
        .where(scope, current_members(year), ~_member_has_plan(year))
        .options(contains_eager(Member.branch))
        .order_by(Organisation.sort_key, Organisation.id, Member.sort_key, Member.id)
    )


def of_owner(organisation_id: int, member_id: int | None, year: int) -> Pledge | None:
    """The pledge of a member (or of a collective) for a year, if there is one."""
    of = Pledge.member_id == member_id if member_id else Pledge.member_id.is_(None)
    query = select(Pledge).where(of, Pledge.year == year).options(selectinload(Pledge.items))
    if member_id is None:
        query = query.where(Pledge.organisation_id == organisation_id)
    return db.session.scalars(query).first()


def by_branch(scope: Scope, year: int) -> list[BranchTotals]:
    """The roll-up, one line a branch, in Vietnamese order (one query)."""
    people = people_by_branch(year)
    state = func.coalesce(Pledge.approval, "draft")
    sums = [func.sum(case((and_(Pledge.member_id.is_not(None), state == s), 1), else_=0)).label(s) for s in _STATES]
    own = func.max(case((Pledge.member_id.is_(None), Pledge.uid))).label("own")
    plans_of = (
        select(Pledge.organisation_id, *sums, own)
        .where(Pledge.year == year, has_content())
        .group_by(Pledge.organisation_id)
        .subquery()
    )
    numbers = [people.c.members, people.c.planned, *(plans_of.c[s] for s in _STATES)]
    rows = db.session.execute(
        select(Organisation.uid, Organisation.name, *(func.coalesce(n, 0) for n in numbers), plans_of.c.own)
        .outerjoin(people, people.c.branch_id == Organisation.id)
        .outerjoin(plans_of, plans_of.c.organisation_id == Organisation.id)
        .where(scope, is_branch, Organisation.active)
        .order_by(Organisation.sort_key, Organisation.id)
    )
    return [BranchTotals(*row) for row in rows]


def branches(scope: Scope) -> list[Organisation]:
    """The branches in scope, in Vietnamese order, for a choice."""
    query = select(Organisation).where(scope, is_branch, Organisation.active)
    return list(db.session.scalars(query.order_by(Organisation.sort_key, Organisation.id)))


def collectives(scope: Scope) -> list[Organisation]:
    """Every organisation in scope that may make a pledge of its own, in the order of the tree."""
    query = select(Organisation).where(scope, Organisation.active)
    return list(db.session.scalars(query.order_by(Organisation.sort_key, Organisation.id)))


def members_of(branch_id: int, year: int) -> list[tuple[Member, bool]]:
    """The members of a branch by name, and whether each has a plan."""
    query = select(Member, _member_has_plan(year)).where(Member.branch_id == branch_id, current_members(year))
    return [(member, planned) for member, planned in db.session.execute(query.order_by(Member.sort_key, Member.id))]


def suggestions_for(organisation: Organisation, year: int) -> list[PledgeSuggestion]:
    """Suggestions of the organisation and of everyone above it, the highest first."""
    giver = aliased(Organisation)
    above = [int(part) for part in organisation.path.split("/") if part]
    query = (
        select(PledgeSuggestion)
        .join(giver, giver.id == PledgeSuggestion.organisation_id)
        .where(PledgeSuggestion.organisation_id.in_(above), PledgeSuggestion.year == year)
        .order_by(func.length(giver.path), PledgeSuggestion.id)
    )
    return list(db.session.scalars(query))


def history(pledge: Pledge) -> list[AuditEntry]:
    """What was done to the pledge itself, the newest first."""
    shown = ("", "approval", "comment", "shortcoming", "theme", "measure", "deadline")
    query = select(AuditEntry).where(
        AuditEntry.table_name == "pledges", AuditEntry.record_uid == pledge.uid, AuditEntry.field.in_(shown)
    )
    return list(db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(30)))


_STATES = ("draft", "pending", "returned", "approved")


def _in_state(state: str) -> ColumnElement[bool]:
    return Pledge.approval.is_(None) if state == "draft" else Pledge.approval == state


def _named(words: str) -> ColumnElement[bool]:
    key = search_key(words)
    of_member = Member.search_key.contains(key, autoescape=True)
    return or_(of_member, and_(Pledge.member_id.is_(None), Organisation.search_key.contains(key, autoescape=True)))


def _member_has_plan(year: int) -> ColumnElement[bool]:
    theirs = select(PledgeItem.id).join(PledgeItem.pledge).where(Pledge.member_id == Member.id, Pledge.year == year)
    return theirs.correlate(Member).exists()


def people_by_branch(year: int) -> Subquery:
    """Members of every branch and how many of them have a plan for the year: branch_id, members, planned."""
    planned = func.sum(case((_member_has_plan(year), 1), else_=0)).label("planned")
    query = select(Member.branch_id, func.count().label("members"), planned).where(current_members(year))
    return query.group_by(Member.branch_id).subquery()
