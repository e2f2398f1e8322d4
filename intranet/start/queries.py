"""Reading for the start page: one line an organisation, and the rows of what waits. Each is one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased, contains_eager

from intranet.database import db
from intranet.formatting import text_key
from intranet.meetings import queries as meetings
from intranet.meetings.models import AgendaItem, Meeting
from intranet.members.models import Member
from intranet.mirror.models import InboxItem, SyncRun, TableBinding, Workbook
from intranet.organisations.models import Organisation
from intranet.pledges import queries as pledges
from intranet.pledges.models import MonthlyCheck, Pledge, PledgeItem
from intranet.registers.obstacles import Obstacle
from intranet.start.periods import Periods

Scope = ColumnElement[bool]
#: How many rows of one kind the list of waiting things shows; the rest stands behind a link.
SHOWN = 3
#: And how many when the whole list is asked for, to read or to print.
ALL_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """How far one organisation is: its session of the month, its members' plans, the follow-up of last month."""

    uid: str
    name: str
    is_branch: bool
    parent_uid: str | None
    parent_name: str | None
    members: int
    planned: int
    plans: int
    followed: int
    held: bool
    meeting_uid: str | None
    date: str | None
    kinds: str | None
    present: int | None
    total: int | None
    score: int | None
    rating: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Lines added up under the organisation above them."""

    uid: str
    name: str
    lines: list[Line]

    def total(self, name: str) -> int:
        """The sum of one figure."""
        return sum(getattr(line, name) for line in self.lines)

    @property
    def branches(self) -> int:
        """How many of the lines are branches."""
        return self.total("is_branch")


@dataclass(frozen=True, slots=True)
class Standing:
    """Workbooks in sight, when one was last synced, and the years that have records."""

    workbooks: int
    last_sync: datetime | None
    first_year: int | None
    last_year: int | None


def lines(scope: Scope, when: Periods) -> list[Line]:
    """One line a branch, and one for any other organisation with plans, in Vietnamese order."""
    people, plans = pledges.people_by_branch(when.year), _followed(*when.follow_month)
    meeting, parent = _latest_meeting(*when.meeting_month), aliased(Organisation)
    is_branch = pledges.is_branch.label("is_branch")
    shown = ("uid", "date", "kinds", "present", "total", "score", "rating")
    rows = db.session.execute(
        select(
            Organisation.uid, Organisation.name, is_branch, parent.uid, parent.name,
            func.coalesce(people.c.members, 0), func.coalesce(people.c.planned, 0),
            func.coalesce(plans.c.plans, 0), func.coalesce(plans.c.followed, 0),
            func.coalesce(meeting.c.regular, 0) == 1, *(meeting.c[name] for name in shown),
        )
        .outerjoin(parent, parent.id == Organisation.parent_id)
        .outerjoin(people, people.c.branch_id == Organisation.id)
        .outerjoin(plans, plans.c.organisation_id == Organisation.id)
        .outerjoin(meeting, and_(meeting.c.organisation_id == Organisation.id, meeting.c.place_in_month == 1))
        .where(scope, Organisation.active, or_(pledges.is_branch, plans.c.plans > 0))
        .order_by(Organisation.sort_key, Organisation.id)
    )  # fmt: skip
    return [Line(*row) for row in rows]


def grouped(found: list[Line]) -> list[Group]:
    """The lines under the organisations above them, where there are several; else nothing."""
    groups: dict[str, Group] = {}
    for line in found:
        if line.parent_uid and line.parent_name and line.is_branch:
            groups.setdefault(line.parent_uid, Group(line.parent_uid, line.parent_name, [])).lines.append(line)
    return sorted(groups.values(), key=lambda group: text_key(group.name)) if len(groups) > 1 else []


def standing(scope: Scope) -> Standing:
    """When the workbooks in sight were last synced, and which years have records."""
    books = select(func.count()).select_from(Workbook).join(Workbook.organisation).where(scope)
    last = select(func.max(SyncRun.finished_at)).join(SyncRun.workbook).join(Workbook.organisation).where(scope)
    years = union_all(
        select(Pledge.year.label("year")).join(Pledge.organisation).where(scope).distinct(),
        select(Meeting.year.label("year")).join(Meeting.organisation).where(scope).distinct(),
    ).subquery()
    row = db.session.execute(
        select(books.scalar_subquery(), last.scalar_subquery(), func.min(years.c.year), func.max(years.c.year))
    ).one()
    return Standing(*row)


def without_minutes(scope: Scope, when: Periods) -> Select[Meeting]:
    """Sessions prepared or held here whose minutes are not done, the oldest first.

    A session that only a sheet knows (no roll, no agenda) has its minutes on paper.
    """
    kept_here = or_(Meeting.roll_taken_at.is_not(None), exists().where(AgendaItem.meeting_id == Meeting.id))
    return (
        select(Meeting)
        .join(Meeting.organisation)
        .where(scope, Meeting.year == when.year, Meeting.minutes_done_at.is_(None), kept_here)
        .where(Meeting.date.is_not(None), Meeting.date <= when.today.isoformat())
        .options(contains_eager(Meeting.organisation))
        .order_by(Meeting.date, Meeting.id)
    )


def obstacles_waiting(scope: Scope, today: date) -> Select[Obstacle]:
    """Obstacles overdue today, and those nobody has given a direction for yet; the longest overdue first."""
    return (
        select(Obstacle)
        .join(Obstacle.organisation)
        .where(scope, Obstacle.closed_on.is_(None))
        .where(or_(Obstacle.due < today.isoformat(), Obstacle.direction.is_(None)))
        .options(contains_eager(Obstacle.organisation))
        .order_by(Obstacle.due.is_(None), Obstacle.due, Obstacle.id)
    )


def pledges_waiting(scope: Scope, year: int, mine: ColumnElement[bool]) -> Select[Pledge]:
    """Plans to approve or to revise (``mine`` says which), the ones to approve first."""
    return (
        select(Pledge)
        .join(Pledge.organisation)
        .outerjoin(Pledge.member)
        .where(scope, Pledge.year == year, pledges.has_content(), mine)
        .options(contains_eager(Pledge.organisation), contains_eager(Pledge.member))
        .order_by(Pledge.approval, Organisation.sort_key, Member.sort_key, Pledge.id)
    )


def sync_waiting(scope: Scope) -> Select[str, str, str, str, str, str, int, str]:
    """What waits in the inbox, and tables a guard has stopped: kind, workbook's uid and name, tab, cell, message, id, uid."""
    open_items = (
        select(
            InboxItem.kind.label("kind"), Workbook.uid, Workbook.name, InboxItem.tab.label("tab"), InboxItem.cell,
            InboxItem.message, InboxItem.id.label("item"), InboxItem.uid.label("item_uid"),
        )
        .join(Workbook, Workbook.id == InboxItem.workbook_id)
        .join(Workbook.organisation)
        .where(scope, InboxItem.state == "open", InboxItem.kind != "note")
    )  # fmt: skip
    held = (
        select(
            literal("held_table"), Workbook.uid, Workbook.name, TableBinding.tab_title, literal(""),
            TableBinding.held, TableBinding.id, literal(""),
        )
        .join(TableBinding.workbook)
        .join(Workbook.organisation)
        .where(scope, TableBinding.held.is_not(None))
    )  # fmt: skip
    rows = union_all(open_items, held).subquery()
    first = case((rows.c.kind == "held_table", 0), (rows.c.kind == "conflict", 1), else_=2)
    return select(*rows.c).order_by(first, rows.c.item)


def branches_not_held(scope: Scope, when: Periods) -> Select[Organisation]:
    """Branches without a regular session in the month that is due."""
    year, month = when.meeting_month
    return meetings.without(scope, "regular_session", year, (month,))


def organisations_not_followed(scope: Scope, when: Periods) -> Select[Organisation]:
    """Organisations with a plan whose follow-up of the month that is due is not complete."""
    year, month = when.follow_month
    ticked = exists().where(MonthlyCheck.pledge_item_id == PledgeItem.id, MonthlyCheck.month == month)
    left = (
        select(PledgeItem.id)
        .join(PledgeItem.pledge)
        .where(Pledge.organisation_id == Organisation.id, Pledge.year == year, ~ticked)
    )
    return select(Organisation).where(scope, Organisation.active, left.correlate(Organisation).exists())


def branches_without_plans(scope: Scope, year: int) -> Select[Organisation]:
    """Branches some of whose members have no plan for the year."""
    theirs = select(PledgeItem.id).join(PledgeItem.pledge).where(Pledge.member_id == Member.id, Pledge.year == year)
    bare = select(Member.id).where(
        Member.branch_id == Organisation.id,
        pledges.current_members(year),
        ~theirs.correlate(Member).exists(),
    )
    return select(Organisation).where(
        scope, Organisation.active, pledges.is_branch, bare.correlate(Organisation).exists()
    )


def _followed(year: int, month: int) -> Subquery:
    """Plans by organisation, and those whose every item was ticked for the month."""
    ticked = and_(MonthlyCheck.pledge_item_id == PledgeItem.id, MonthlyCheck.month == month)
    each = (
        select(Pledge.organisation_id, func.sum(case((MonthlyCheck.id.is_(None), 1), else_=0)).label("left"))
        .join(Pledge.items)
        .outerjoin(MonthlyCheck, ticked)
        .where(Pledge.year == year)
        .group_by(Pledge.id, Pledge.organisation_id)
        .subquery()
    )
    done = func.sum(case((each.c.left == 0, 1), else_=0)).label("followed")
    return select(each.c.organisation_id, func.count().label("plans"), done).group_by(each.c.organisation_id).subquery()


def _latest_meeting(year: int, month: int) -> Subquery:
    """The sessions of a month, numbered from the latest within their organisation; ``regular`` if one was."""
    latest_first = (Meeting.date.desc(), Meeting.id.desc())
    regular = case((meetings.of_kind("regular_session"), 1), else_=0)
    columns = (Meeting.uid, Meeting.date, Meeting.kinds, Meeting.present, Meeting.total, Meeting.score, Meeting.rating)
    return (
        select(
            Meeting.organisation_id, *columns,
            func.max(regular).over(partition_by=Meeting.organisation_id).label("regular"),
            func.row_number().over(partition_by=Meeting.organisation_id, order_by=latest_first).label("place_in_month"),
        )
        .where(meetings.in_months(year, (month,)))
        .subquery()
    )  # fmt: skip


def as_date(text: str) -> date:
    """A canonical day as a date; a month counts from its last possible day on no page, so its first is taken."""
    return date.fromisoformat(f"{text}-01"[:10] if len(text) < 10 else text)
