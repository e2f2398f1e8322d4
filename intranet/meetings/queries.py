"""Reading sessions and rolls. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, inspect, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from intranet.database import db
from intranet.meetings.models import Action, AgendaItem, AttendanceMark, AttendanceYear, Meeting
from intranet.members.models import Member, Transfer
from intranet.organisations.models import BRANCH_KINDS, Organisation

#: What the page of one session shows, but for its actions (one query for the row, one for each list).
PAGE: tuple[ORMOption, ...] = (
    joinedload(Meeting.organisation).joinedload(Organisation.parent),
    joinedload(Meeting.chair),
    joinedload(Meeting.minute_taker),
    selectinload(Meeting.agenda).joinedload(AgendaItem.presenter),
    joinedload(Meeting.guests),  # a handful, and a page has ten queries
    joinedload(Meeting.photos),  # the same
)
WITH_ACTIONS: ORMOption = selectinload(Meeting.actions).joinedload(Action.owner)
WHOLE: tuple[ORMOption, ...] = (*PAGE, WITH_ACTIONS)
#: What its head shows.
HEAD: tuple[ORMOption, ...] = (joinedload(Meeting.organisation),)
#: What the minutes need to be written.
WRITTEN: tuple[ORMOption, ...] = (*PAGE[:4], WITH_ACTIONS)
#: What the score needs.
SCORED: tuple[ORMOption, ...] = (*HEAD, selectinload(Meeting.score_parts))
NEWEST_FIRST = (Meeting.year.desc(), Meeting.date.is_(None), Meeting.date.desc(), Meeting.id.desc())


def load(meeting: Meeting, *lists: str) -> None:
    """Load these lists of a session (``agenda``, ``actions``, ``guests``, ``score_parts``, ``photos``) if they are not."""
    missing = [name for name in lists if name in inspect(meeting).unloaded]
    if missing:
        options = [selectinload(getattr(Meeting, name)) for name in missing]
        db.session.scalars(select(Meeting).where(Meeting.id == meeting.id).options(*options)).one()


def members_on(meeting: Meeting) -> list[Member]:
    """Who belonged to the session's organisation on its day, by name: those moved since stand where they were then.

    Where the day is not known, those who belong to it now. Whoever already has a mark of this session stays on the roll.
    """
    inside = subtree(meeting.organisation_id)
    came, went = _moved_since(inside, meeting.date)
    here = and_(Member.branch_id.in_(inside), Member.id.not_in(went), _in_party(meeting.date))
    marked = (
        select(AttendanceYear.member_id)
        .join(AttendanceMark, AttendanceMark.attendance_year_id == AttendanceYear.id)
        .where(AttendanceMark.meeting_id == meeting.id)
    )
    query = (
        select(Member).where(or_(here, Member.id.in_(came), Member.id.in_(marked))).order_by(Member.sort_key, Member.id)
    )
    return list(db.session.scalars(query))


def subtree(organisation_id: int) -> Select[int]:
    """The ids of an organisation and all below it, to be used inside another query."""
    top = aliased(Organisation)
    below = Organisation.path.like(top.path + "%")
    return select(Organisation.id).join(top, below).where(top.id == organisation_id)


def _in_party(day: str | None) -> ColumnElement[bool]:
    """Admitted by that day and not yet gone; compared as text, so a month counts from its first day."""
    if day is None:
        return Member.left_on.is_(None)
    return and_(
        or_(Member.left_on.is_(None), Member.left_on > day),
        or_(Member.joined_on.is_(None), Member.joined_on <= day),
    )


def _moved_since(inside: Select[int], day: str | None) -> tuple[list[int], list[int]]:
    """Members who were in the subtree on the day and are counted elsewhere now, and those the other way round.

    The first move after the day tells: it left the branch where the member was then.
    """
    if day is None:
        return [], []
    moves = db.session.execute(
        select(Transfer.member_id, Transfer.from_branch_id.in_(inside))
        .where(Transfer.moved_on > day)
        .where(or_(Transfer.from_branch_id.in_(inside), Transfer.to_branch_id.in_(inside)))
        .order_by(Transfer.moved_on.desc(), Transfer.id.desc())
    )
    first: dict[int, bool] = dict(moves.all())  # the earliest move comes last, and stays
    return [m for m, was in first.items() if was], [m for m, was in first.items() if not was]


def marks_for(meeting: Meeting, member_ids: Sequence[int], year: int, month: int | None) -> Select[AttendanceMark]:
    """These members' marks of a session, and with a month those of that month too."""
    of_month = and_(AttendanceYear.year == year, AttendanceMark.month == month) if month is not None else false()
    return (
        select(AttendanceMark)
        .join(AttendanceMark.attendance_year)
        .where(AttendanceYear.member_id.in_(member_ids))
        .where(or_(AttendanceMark.meeting_id == meeting.id, of_month))
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


def actions_around(meeting: Meeting) -> Select[Action, bool]:
    """What the actions of a session's page are made of (one query): the session's own, open ones of earlier sessions of
    the organisation, and those that later sessions took over from it. The second column: nobody has taken it over yet.
    """
    taken, mine = aliased(Action), aliased(Action)
    untaken = ~exists().where(taken.carried_from_id == Action.id)
    own = select(mine.id).where(mine.meeting_id == meeting.id)
    earlier = true() if meeting.date is None else or_(Meeting.date.is_(None), Meeting.date < meeting.date)
    waiting = and_(Meeting.organisation_id == meeting.organisation_id, Action.done_on.is_(None), untaken, earlier)
    return (
        select(Action, untaken.label("untaken"))
        .join(Action.meeting)
        .where(or_(Action.meeting_id == meeting.id, Action.carried_from_id.in_(own), waiting))
        .options(joinedload(Action.owner))
        .order_by(Meeting.date, Action.id)
    )


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
