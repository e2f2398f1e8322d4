"""Reading sessions and rolls. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from intranet.database import db
from intranet.meetings.models import Action, AgendaItem, AttendanceMark, AttendanceYear, Meeting
from intranet.members.models import Member, Transfer
from intranet.organisations.models import BRANCH_KINDS, Organisation

#: What the page of one session shows (one query for the row, one for each list).
WHOLE: tuple[ORMOption, ...] = (
    joinedload(Meeting.organisation).joinedload(Organisation.parent),
    joinedload(Meeting.chair),
    joinedload(Meeting.minute_taker),
    selectinload(Meeting.agenda).joinedload(AgendaItem.presenter),
    selectinload(Meeting.actions).joinedload(Action.owner),
    selectinload(Meeting.guests),
    selectinload(Meeting.score_parts),
    selectinload(Meeting.photos),
)
NEWEST_FIRST = (Meeting.year.desc(), Meeting.date.is_(None), Meeting.date.desc(), Meeting.id.desc())


def members_on(meeting: Meeting) -> list[Member]:
    """Who belonged to the session's organisation on its day, by name: those moved since stand where they were then.

    Where the day is not known, those who belong to it now. Whoever already has a mark of this session stays on the roll.
    """
    path = _path(meeting.organisation_id)
    came, went = _moved_since(path, meeting.date)
    here = and_(Organisation.path.startswith(path, autoescape=True), Member.id.not_in(went), _in_party(meeting.date))
    marked = (
        select(AttendanceYear.member_id)
        .join(AttendanceMark, AttendanceMark.attendance_year_id == AttendanceYear.id)
        .where(AttendanceMark.meeting_id == meeting.id)
    )
    query = (
        select(Member)
        .join(Organisation, Organisation.id == Member.branch_id)
        .where(or_(here, Member.id.in_(came), Member.id.in_(marked)))
        .order_by(Member.sort_key, Member.id)
    )
    return list(db.session.scalars(query))


def _path(organisation_id: int) -> str:
    return db.session.scalars(select(Organisation.path).where(Organisation.id == organisation_id)).one()


def _in_party(day: str | None) -> ColumnElement[bool]:
    """Admitted by that day and not yet gone; compared as text, so a month counts from its first day."""
    if day is None:
        return Member.left_on.is_(None)
    return and_(
        or_(Member.left_on.is_(None), Member.left_on > day),
        or_(Member.joined_on.is_(None), Member.joined_on <= day),
    )


def _moved_since(path: str, day: str | None) -> tuple[list[int], list[int]]:
    """Members who were in the subtree on the day and are counted elsewhere now, and those the other way round.

    The first move after the day tells: it left the branch where the member was then.
    """
    if day is None:
        return [], []
    inside = select(Organisation.id).where(Organisation.path.startswith(path, autoescape=True))
    moves = db.session.execute(
        select(Transfer.member_id, Transfer.from_branch_id.in_(inside))
        .where(Transfer.moved_on > day)
        .where(or_(Transfer.from_branch_id.in_(inside), Transfer.to_branch_id.in_(inside)))
        .order_by(Transfer.moved_on.desc(), Transfer.id.desc())
    )
    first: dict[int, bool] = dict(moves.all())  # the earliest move comes last, and stays
    return [m for m, was in first.items() if was], [m for m, was in first.items() if not was]


def another_holds_month(meeting: Meeting) -> bool:
    """Whether another regular session of the organisation already filled this month of the yearly roll."""
    month = (meeting.date or "")[:7]
    query = select(Meeting.id).where(
        Meeting.organisation_id == meeting.organisation_id, Meeting.id != meeting.id,
        Meeting.date.startswith(month), Meeting.kinds.contains("regular_session"), Meeting.roll_taken_at.is_not(None),
    )  # fmt: skip
    if meeting.roll_taken_at is not None:
        query = query.where(Meeting.roll_taken_at < meeting.roll_taken_at)
    return db.session.scalar(query.limit(1)) is not None


def marks_for(meeting: Meeting, year: int, month: int | None) -> Select[AttendanceMark]:
    """The marks of a session, and with a month those of that month too."""
    of_month = AttendanceMark.month == month if month is not None else false()
    return (
        select(AttendanceMark)
        .join(AttendanceMark.attendance_year)
        .where(or_(AttendanceMark.meeting_id == meeting.id, and_(of_month, AttendanceYear.year == year)))
    )


def lines_of(member_ids: Sequence[int], year: int) -> Select[AttendanceYear]:
    """The yearly lines of these members, with their marks."""
    return (
        select(AttendanceYear)
        .where(AttendanceYear.member_id.in_(member_ids), AttendanceYear.year == year)
        .options(selectinload(AttendanceYear.marks))
    )


def matrix(branch: Organisation, year: int) -> list[tuple[Member, AttendanceYear | None]]:
    """The members of a branch with their line of the year (marks loaded), by name; the gone only where they have one."""
    rows = db.session.execute(
        select(Member, AttendanceYear)
        .outerjoin(AttendanceYear, and_(AttendanceYear.member_id == Member.id, AttendanceYear.year == year))
        .where(Member.branch_id == branch.id)
        .where(or_(Member.left_on.is_(None), Member.left_on > str(year), AttendanceYear.id.is_not(None)))
        .options(selectinload(AttendanceYear.marks))
        .order_by(Member.sort_key, Member.id)
    )
    return [(member, line) for member, line in rows]


def excused_history(member_ids: Sequence[int], until: str) -> Select[int, int, int | None, str]:
    """(member, year, month, mark) of the regular sessions up to a month (2022-05), oldest first."""
    year, month = int(until[:4]), int(until[5:7])
    up_to = or_(AttendanceYear.year < year, and_(AttendanceYear.year == year, AttendanceMark.month <= month))
    return (
        select(AttendanceYear.member_id, AttendanceYear.year, AttendanceMark.month, AttendanceMark.value)
        .join(AttendanceMark, AttendanceMark.attendance_year_id == AttendanceYear.id)
        .where(AttendanceYear.member_id.in_(member_ids), AttendanceYear.year >= year - 1)
        .where(AttendanceMark.month.is_not(None), up_to)
        .order_by(AttendanceYear.member_id, AttendanceYear.year, AttendanceMark.month)
    )


def unexcused(scope: ColumnElement[bool], year: int, least: int) -> Select[Member, Organisation, int]:
    """Members of the scope with so many months (or more) of unexcused absence in a year, the gravest first."""
    months = func.count(AttendanceMark.id).label("months")
    return (
        select(Member, Organisation, months)
        .join(Organisation, Organisation.id == Member.branch_id)
        .join(AttendanceYear, and_(AttendanceYear.member_id == Member.id, AttendanceYear.year == year))
        .join(AttendanceMark, AttendanceMark.attendance_year_id == AttendanceYear.id)
        .where(scope, AttendanceMark.value == "absent_unexcused", AttendanceMark.month.is_not(None))
        .where(or_(Member.standing.is_(None), Member.standing != "exempt"))
        .group_by(Member.id, Organisation.id)
        .having(months >= least)
        .order_by(months.desc(), Member.sort_key)
    )


def of_kind(kind: str) -> ColumnElement[bool]:
    """Sessions that are of this kind, alone or joined with another."""
    return Meeting.kinds.contains(kind)


def in_months(year: int, months: Sequence[int]) -> ColumnElement[bool]:
    """Sessions held in one of these months."""
    return func.substr(Meeting.date, 1, 7).in_([f"{year}-{m:02}" for m in months])


def without(scope: ColumnElement[bool], kind: str, year: int, months: Sequence[int]) -> Select[Organisation]:
    """Branches in use that held no session of a kind in these months, by name."""
    held = exists().where(Meeting.organisation_id == Organisation.id, of_kind(kind), in_months(year, months))
    return select(Organisation).where(scope, branches(), ~held).order_by(Organisation.sort_key, Organisation.id)


def branches() -> ColumnElement[bool]:
    """Branches in use (an unread kind counts as one)."""
    return and_(Organisation.active, or_(Organisation.kind.is_(None), Organisation.kind.in_(BRANCH_KINDS)))


def last_of(organisation_id: int) -> Select[Meeting]:
    """The sessions of an organisation whose day is known, the newest first, with what a clone needs."""
    return (
        select(Meeting)
        .where(Meeting.organisation_id == organisation_id, func.length(Meeting.date) == 10)
        .options(selectinload(Meeting.agenda), joinedload(Meeting.organisation))
        .order_by(Meeting.date.desc(), Meeting.id.desc())
    )


def open_actions(organisation_id: int, before: str | None) -> Select[Action]:
    """Actions of earlier sessions that are not done and not yet carried further, the oldest first."""
    carried = select(Action.carried_from_id).where(Action.carried_from_id.is_not(None))
    query = (
        select(Action)
        .join(Action.meeting)
        .where(Meeting.organisation_id == organisation_id, Action.done_on.is_(None), Action.id.not_in(carried))
        .options(joinedload(Action.owner), joinedload(Action.meeting))
        .order_by(Meeting.date, Action.id)
    )
    return query.where(or_(Meeting.date.is_(None), Meeting.date < before)) if before else query


def choosable_members(path: str) -> Select[Member]:
    """Who may chair, take the minutes, present or own an action: the members of a subtree, by name."""
    return (
        select(Member)
        .join(Organisation, Organisation.id == Member.branch_id)
        .where(Organisation.path.startswith(path, autoescape=True), Member.left_on.is_(None))
        .options(contains_eager(Member.branch))
        .order_by(Member.sort_key, Member.id)
    )


def regular_of(organisation_id: int, year: int) -> Select[str | None, str]:
    """(date, public id) of a year's regular sessions whose date is known, the latest first."""
    return (
        select(Meeting.date, Meeting.uid)
        .where(Meeting.organisation_id == organisation_id, Meeting.year == year, of_kind("regular_session"))
        .where(Meeting.date.is_not(None))
        .order_by(Meeting.date.desc())
    )
