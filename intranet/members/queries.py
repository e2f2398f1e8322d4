"""Reads of members: the list with its filters, head counts, transfers, what else is known of one member."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.database import db
from intranet.meetings.models import AttendanceMark, AttendanceYear
from intranet.members.models import Member, Transfer
from intranet.organisations.models import Organisation
from intranet.paging import Pages, nearest, window
from intranet.pledges.models import Pledge
from intranet.searching import matches, rank

#: The filter's word for members whose standing (or role) is not written.
UNWRITTEN = "none"


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What the list is narrowed to. ``path`` is an organisation's path: its whole subtree is shown."""

    typed: str = ""
    path: str = ""
    standing: str = ""
    role: str = ""


def listing(members: Select[Member], wanted: MemberFilter, number: int = 1) -> tuple[Pages[Member], Counter[str]]:
    """A page of ``members`` (a select joined to Organisation) in Vietnamese order by given name, and the heads by standing.

    Where something was typed, names with exactly the typed marks come first. The counts are for every standing,
    whichever the filter asks for. At most three queries, whatever the rows.
    """
    counts = standing_counts(members, wanted)
    total = counts[wanted.standing] if wanted.standing else counts.total()
    number = nearest(number, total)
    narrowed = members.where(*conditions(wanted))
    if wanted.typed.strip():
        rows = _by_ids(members, _ranked_ids(narrowed, wanted.typed)[slice(*window(number))])
    else:
        ordered = narrowed.order_by(Member.sort_key, Member.id).options(contains_eager(Member.branch))
        rows = list(db.session.scalars(ordered.slice(*window(number))))
    return Pages(rows, total, number), counts


def all_of(members: Select[Member], wanted: MemberFilter) -> Sequence[Member]:
    """Every member the filter leaves, by given name, with their branch. One query."""
    ordered = members.where(*conditions(wanted)).order_by(Member.sort_key, Member.id)
    return db.session.scalars(ordered.options(contains_eager(Member.branch))).all()


def conditions(wanted: MemberFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on Member and its branch (Organisation)."""
    found: list[ColumnElement[bool]] = [Member.left_on.is_(None)]
    if wanted.typed.strip():
        found.append(matches(Member.search_key, wanted.typed))
    if wanted.path:
        found.append(Organisation.path.startswith(wanted.path, autoescape=True))
    if wanted.standing:
        found.append(Member.standing.is_(None) if wanted.standing == UNWRITTEN else Member.standing == wanted.standing)
    if wanted.role:
        found.append(_has_role(wanted.role))
    return found


def standing_counts(members: Select[Member], wanted: MemberFilter) -> Counter[str]:
    """How many members there are of each standing, whatever standing the filter asks for. One query."""
    others = MemberFilter(wanted.typed, wanted.path, "", wanted.role)
    query = members.where(*conditions(others)).with_only_columns(Member.standing, func.count())
    return Counter({standing or UNWRITTEN: n for standing, n in db.session.execute(query.group_by(Member.standing))})


def head_counts(organisations: Select[Any]) -> dict[int, Counter[str]]:
    """How many members of each standing each branch has, for the branches in a select of ids. One query."""
    query = (
        select(Member.branch_id, Member.standing, func.count())
        .where(Member.branch_id.in_(organisations), Member.left_on.is_(None))
        .group_by(Member.branch_id, Member.standing)
    )
    counts: dict[int, Counter[str]] = {}
    for branch_id, standing, n in db.session.execute(query):
        counts.setdefault(branch_id, Counter())[standing or UNWRITTEN] += n
    return counts


def of_subtree(path: str) -> Select[Member]:
    """The members of an organisation's subtree, by given name."""
    return (
        select(Member)
        .join(Organisation, Organisation.id == Member.branch_id)
        .where(Organisation.path.startswith(path, autoescape=True), Member.left_on.is_(None))
        .order_by(Member.sort_key, Member.id)
    )


def transfers(member: Member) -> Sequence[Transfer]:
    """The member's moves with both branches, the latest first."""
    query = select(Transfer).where(Transfer.member_id == member.id)
    query = query.options(joinedload(Transfer.from_branch), joinedload(Transfer.to_branch))
    return db.session.scalars(query.order_by(Transfer.moved_on.desc(), Transfer.id.desc())).all()


def attendance_by_year(member: Member) -> dict[int, Counter[str]]:
    """How often the member had each mark, by year, the latest year first. One query."""
    query = (
        select(AttendanceYear.year, AttendanceMark.value, func.count())
        .join(AttendanceMark.attendance_year)
        .where(AttendanceYear.member_id == member.id)
        .group_by(AttendanceYear.year, AttendanceMark.value)
        .order_by(AttendanceYear.year.desc())
    )
    years: dict[int, Counter[str]] = {}
    for year, value, n in db.session.execute(query):
        years.setdefault(year, Counter())[value] = n
    return years


def pledges(member: Member) -> Sequence[Pledge]:
    """The member's pledges, the latest year first."""
    return db.session.scalars(select(Pledge).where(Pledge.member_id == member.id).order_by(Pledge.year.desc())).all()


def names(ids: Collection[int]) -> dict[int, str]:
    """The names of these members, for the history."""
    query = select(Member.id, Member.full_name).where(Member.id.in_(ids))
    return {row.id: row.full_name for row in db.session.execute(query)}


def party_age(member: Member, today: date) -> int | None:
    """Complete years in the Party, counted from the day of admission once a member is official (charter, article 5).

    A date known only to the month, quarter or year counts from its last day, so that no year is given too early.
    """
    if not member.joined_on or member.standing == "probationary":
        return None
    year, month, day = _last_day(member.joined_on)
    return max(0, today.year - year - ((today.month, today.day) < (month, day)))


def _first_day(canonical: str) -> tuple[int, int, int]:
    year, rest = int(canonical[:4]), canonical[5:]
    if rest.startswith("Q"):
        return year, int(rest[1]) * 3 - 2, 1
    return year, int(rest[:2] or 1), int(rest[3:] or 1)


def _last_day(canonical: str) -> tuple[int, int, int]:
    year, rest = int(canonical[:4]), canonical[5:]
    if not rest:
        return year, 12, 31
    if rest.startswith("Q"):
        return year, int(rest[1]) * 3, 31
    return year, int(rest[:2]), int(rest[3:] or 31)


def doubts(member: Member) -> list[str]:
    """What a clerk should look at again: dates in an order that cannot be. Never refused, because a sheet may say so."""
    found = []
    if _surely_later(member.joined_on, member.official_on):
        found.append("Ngày chính thức đứng trước ngày vào Đảng.")
    if member.born and member.joined_on and int(member.joined_on[:4]) - int(member.born[:4]) < 18:
        found.append("Theo ngày sinh và ngày vào Đảng thì vào Đảng khi chưa đủ 18 tuổi.")
    if member.standing == "full" and member.joined_on and not member.official_on:
        found.append("Diện chính thức nhưng chưa có ngày chính thức.")
    return found


def _surely_later(first: str | None, second: str | None) -> bool:
    """Whether even the earliest day the first date can mean is later than the last day of the second."""
    return bool(first and second) and _first_day(str(first)) > _last_day(str(second))


def _has_role(role: str) -> ColumnElement[bool]:
    if role == UNWRITTEN:
        return Member.roles == ""
    return or_(
        Member.roles == role,
        Member.roles.startswith(f"{role},", autoescape=True),
        Member.roles.endswith(f",{role}", autoescape=True),
        Member.roles.contains(f",{role},", autoescape=True),
    )


def _ranked_ids(members: Select[Member], typed: str) -> list[int]:
    light = members.with_only_columns(Member.id, Member.full_name, Member.sort_key)
    found = [(rank(typed, name), key, member_id) for member_id, name, key in db.session.execute(light)]
    return [member_id for _, _, member_id in sorted(found)]


def _by_ids(members: Select[Member], ids: Iterable[int]) -> list[Member]:
    wanted = list(ids)
    query = members.where(Member.id.in_(wanted)).options(contains_eager(Member.branch))
    found = {member.id: member for member in db.session.scalars(query)}
    return [found[i] for i in wanted if i in found]
