"""Reading grades: a unit's year by peer group, the roll-up, last year's shortcoming."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from intranet.database import db
from intranet.grading.models import GRADES, Grade
from intranet.meetings.queries import branches
from intranet.members.models import Member
from intranet.organisations.models import Organisation

LINE: tuple[ORMOption, ...] = (joinedload(Grade.organisation), joinedload(Grade.member))


@dataclass(frozen=True, slots=True)
class Totals:
    """A unit's year: members to be graded, those decided by grade, those only proposed, and the branch's own grade."""

    uid: str
    name: str
    members: int
    excellent: int
    good: int
    completed: int
    not_completed: int
    proposed: int
    own: str | None

    @property
    def decided(self) -> int:
        """Members whose grade is decided."""
        return self.excellent + self.good + self.completed + self.not_completed

    @property
    def missing(self) -> int:
        """Members with neither a decision nor a proposal."""
        return max(0, self.members - self.decided - self.proposed)


def peers(unit_id: int, year: int, group: str) -> Select[Grade]:
    """The grades that are compared with each other: a branch's members of one group, or the branches under one committee."""
    query = select(Grade).where(Grade.year == year, Grade.peer_group == group)
    if group == "branches":
        return query.join(Organisation, Organisation.id == Grade.organisation_id).where(_under(unit_id))
    return query.where(Grade.organisation_id == unit_id, Grade.member_id.is_not(None))


def members_with_grades(branch_id: int, year: int) -> list[tuple[Member, Grade | None]]:
    """The members of a branch and whoever was graded in it for that year, by name (one query)."""
    mine = and_(Grade.member_id == Member.id, Grade.year == year)
    here = and_(
        Member.branch_id == branch_id,
        or_(Member.left_on.is_(None), Member.left_on > f"{year}-12-31"),
        or_(Member.joined_on.is_(None), Member.joined_on <= f"{year}-12-31"),
        or_(Grade.id.is_(None), Grade.organisation_id == branch_id),
    )
    query = select(Member, Grade).outerjoin(Grade, mine).where(or_(here, Grade.organisation_id == branch_id))
    return [(member, grade) for member, grade in db.session.execute(query.order_by(Member.sort_key, Member.id))]


def branches_with_grades(unit_id: int, year: int) -> list[tuple[Organisation, Grade | None]]:
    """The organisations right under one, in use or graded, in Vietnamese order (one query)."""
    mine = and_(Grade.organisation_id == Organisation.id, Grade.year == year, Grade.member_id.is_(None))
    query = (
        select(Organisation, Grade)
        .outerjoin(Grade, mine)
        .where(_under(unit_id), or_(Organisation.active, Grade.id.is_not(None)))
        .where(or_(Organisation.kind.is_(None), Organisation.kind.not_in(("mass_org", "party_group"))))
        .order_by(Organisation.sort_key, Organisation.id)
    )
    return [(organisation, grade) for organisation, grade in db.session.execute(query)]


def by_branch(scope: ColumnElement[bool], year: int) -> list[Totals]:
    """One line a branch in use, in Vietnamese order (one query)."""
    people = (
        select(Member.branch_id, func.count().label("members"))
        .where(or_(Member.left_on.is_(None), Member.left_on > f"{year}-12-31"))
        .where(or_(Member.joined_on.is_(None), Member.joined_on <= f"{year}-12-31"))
        .group_by(Member.branch_id)
        .subquery()
    )
    sums = [func.sum(case((Grade.grade == name, 1), else_=0)).label(name) for name in GRADES]
    proposed = func.sum(case((and_(Grade.grade.is_(None), Grade.proposed_grade.is_not(None)), 1), else_=0))
    decided = (
        select(Grade.organisation_id, *sums, proposed.label("proposed"))
        .where(Grade.year == year, Grade.member_id.is_not(None))
        .group_by(Grade.organisation_id)
        .subquery()
    )
    own = aliased(Grade)
    numbers = [people.c.members, *(decided.c[name] for name in GRADES), decided.c.proposed]
    rows = db.session.execute(
        select(
            Organisation.uid, Organisation.name, *(func.coalesce(n, 0) for n in numbers),
            func.coalesce(own.grade, own.proposed_grade),
        )
        .outerjoin(people, people.c.branch_id == Organisation.id)
        .outerjoin(decided, decided.c.organisation_id == Organisation.id)
        .outerjoin(own, and_(own.organisation_id == Organisation.id, own.year == year, own.member_id.is_(None)))
        .where(scope, branches())
        .order_by(Organisation.sort_key, Organisation.id)
    )  # fmt: skip
    return [Totals(*row) for row in rows]


def of_owner(organisation_id: int, member_id: int | None, year: int) -> Select[Grade]:
    """The grade of a member (wherever they were), or of an organisation itself."""
    query = select(Grade).where(Grade.year == year)
    if member_id is not None:
        return query.where(Grade.member_id == member_id)
    return query.where(Grade.member_id.is_(None), Grade.organisation_id == organisation_id)


def of_person(member_id: int) -> Select[Grade]:
    """A member's own grades, the latest year first."""
    return select(Grade).where(Grade.member_id == member_id).options(*LINE).order_by(Grade.year.desc())


def shortcoming(organisation_id: int, member_id: int | None, year: int) -> str | None:
    """What a year's grading found wanting in a member, or in a collective: the next year's pledge answers it."""
    query = of_owner(organisation_id, member_id, year).with_only_columns(Grade.shortcomings)
    return db.session.scalar(query)


def first_year() -> int | None:
    """The first year anybody was graded."""
    return db.session.scalar(select(func.min(Grade.year)))


def _under(unit_id: int) -> ColumnElement[bool]:
    return Organisation.parent_id == unit_id
