"""Reading the rota: the list with its states and figures, turns of members and branches, who is away, the topic bank."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, inspect, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from intranet.database import db
from intranet.meetings.models import Meeting
from intranet.members.models import Member, Transfer
from intranet.organisations.models import BRANCH_KINDS, Organisation
from intranet.rota import months
from intranet.rota.fairness import Turn
from intranet.rota.models import Absence, Assignment, Presenter, TopicEntry
from intranet.searching import matches

Scope = ColumnElement[bool]
PAGE_SIZE = 60
#: How an assignment stands: the word for it and the colour that repeats the word.
STATES = {
    "overdue": ("Quá hạn chuẩn bị", "act"),
    "unnamed": ("Chưa có người", "act"),
    "unreported": ("Chưa ghi kết quả", "wait"),
    "waiting": ("Đang chuẩn bị", "plain"),
    "prepared": ("Đã chuẩn bị", "done"),
    "delivered": ("Đã trình bày", "done"),
    "missed": ("Không trình bày", "act"),
}
#: The states that wait for somebody to do something.
OPEN = ("overdue", "unnamed", "unreported")
WITH_PEOPLE = selectinload(Assignment.presenters).joinedload(Presenter.member)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to: a year, a month of it (0: all), a state or "viec" for all that waits."""

    year: int
    month: int = 0
    state: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list: assignments with their state. ``total`` counts all pages' rows, ``page`` counts from 1."""

    rows: Sequence[tuple[Assignment, str]]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // PAGE_SIZE))


def page_of(scope: Scope, wanted: Wanted, today: str, figures: dict[str, int], number: int) -> Page:
    """A page of the list, the nearest there is to the one asked for; ``figures`` are those of its period."""
    states = OPEN if wanted.state == "viec" else (wanted.state or "all",)
    total = sum(figures[state] for state in states)
    number = min(max(1, number), max(1, -(-total // PAGE_SIZE)))
    query = listing(scope, wanted, today).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    return Page([(assignment, state) for assignment, state in db.session.execute(query)], total, number)


def listing(scope: Scope, wanted: Wanted, today: str) -> Select[Assignment, str]:
    """Assignments with their state: by month, branch; presenters and branch loaded."""
    query = (
        select(Assignment, state_of(today).label("state"))
        .join(Assignment.organisation)
        .where(scope, _in_period(wanted))
        .options(contains_eager(Assignment.organisation), WITH_PEOPLE)
        .order_by(Assignment.month, Organisation.sort_key, Organisation.id, Assignment.id)
    )
    if wanted.state == "viec":
        return query.where(state_of(today).in_(OPEN))
    return query.where(state_of(today) == wanted.state) if wanted.state else query


def figures(scope: Scope, wanted: Wanted, today: str) -> dict[str, int]:
    """How many assignments of the period there are in each state, and ``all`` of them (one query)."""
    each = (
        select(state_of(today).label("state")).join(Assignment.organisation).where(scope, _in_period(wanted)).subquery()
    )
    rows = db.session.execute(select(each.c.state, func.count()).group_by(each.c.state))
    found: dict[str, int] = dict(rows.all())
    return {"all": sum(found.values()), **{state: found.get(state, 0) for state in STATES}}


def state_of(today: str) -> ColumnElement[str]:
    """How an assignment stands on a day (2022-03-05). A month is over once another has begun."""
    nobody = ~exists().where(Presenter.assignment_id == Assignment.id).correlate(Assignment)
    over = Assignment.month < today[:7]
    return case(
        (Assignment.delivered.is_(True), literal("delivered")),
        (and_(over, Assignment.delivered.is_(False)), literal("missed")),
        (over, literal("unreported")),
        (nobody, literal("unnamed")),
        (Assignment.prepared_on.is_not(None), literal("prepared")),
        (Assignment.due < func.substr(literal(today), 1, func.length(Assignment.due)), literal("overdue")),
        else_=literal("waiting"),
    )


def waiting(scope: Scope, today: str, year: int) -> Select[Assignment, Organisation, str]:
    """What of a year waits for somebody: overdue, over without a result, or without anybody though due.

    An assignment that nobody is named for waits from a month before its own.
    """
    state = state_of(today)
    soon = and_(state == "unnamed", Assignment.month <= months.after(today[:7]))
    return (
        select(Assignment, Organisation, state.label("state"))
        .join(Organisation, Organisation.id == Assignment.organisation_id)
        .where(scope, _in_period(Wanted(year)), or_(state.in_(("overdue", "unreported")), soon))
        .order_by(Assignment.month, Organisation.sort_key, Assignment.id)
    )


def years(scope: Scope) -> list[int]:
    """The years with assignments in sight (one query)."""
    found = select(func.substr(Assignment.month, 1, 4)).join(Assignment.organisation).where(scope).distinct()
    return sorted((int(year) for year in db.session.scalars(found)), reverse=True)


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


def all_absences(scope: Scope, today: str) -> Select[Absence]:
    """Absences that are not over, in sight, by branch, name and day; member and branch loaded."""
    return (
        select(Absence)
        .join(Absence.member)
        .join(Member.branch)
        .where(scope, or_(Absence.ends_on.is_(None), Absence.ends_on >= today))
        .options(contains_eager(Absence.member).contains_eager(Member.branch))
        .order_by(Organisation.sort_key, Member.sort_key, Absence.starts_on, Absence.id)
    )


def meetings_in(organisation_id: int, month: str) -> list[Meeting]:
    """The sessions of an organisation in a month, the earliest first."""
    query = select(Meeting).where(Meeting.organisation_id == organisation_id, Meeting.date.startswith(month))
    return list(db.session.scalars(query.order_by(Meeting.date, Meeting.id)))


def swappable(assignment: Assignment, scope: Scope) -> list[Assignment]:
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


def bank(kept_by: Scope, words: str = "", media: str = "", subject: str = "") -> Select[TopicEntry]:
    """The topics of the bank, the latest first, with who keeps each."""
    query = (
        select(TopicEntry).join(TopicEntry.organisation).where(kept_by).options(contains_eager(TopicEntry.organisation))
    )
    if words.strip():
        query = query.where(matches(TopicEntry.search_key, words))
    if media:
        query = query.where(TopicEntry.media == media)
    if subject:
        query = query.where(TopicEntry.subject == subject)
    return query.order_by(TopicEntry.id.desc())


def used(entries: Sequence[int], scope: Scope) -> dict[int, list[Assignment]]:
    """Where each topic of the bank was used, in sight, the latest first; the branch loaded (one query)."""
    query = (
        select(Assignment)
        .join(Assignment.organisation)
        .where(scope, Assignment.topic_entry_id.in_(entries))
        .options(contains_eager(Assignment.organisation))
        .order_by(Assignment.month.desc(), Assignment.id.desc())
    )
    found: dict[int, list[Assignment]] = {}
    for assignment in db.session.scalars(query):
        if assignment.topic_entry_id is not None:
            found.setdefault(assignment.topic_entry_id, []).append(assignment)
    return found


def units(scope: Scope) -> list[Organisation]:
    """The organisations in sight that have a rota: branches, and the committees over them, from the top down."""
    query = select(Organisation).where(scope, Organisation.active, Organisation.kind.is_distinct_from("party_group"))
    query = query.where(Organisation.kind.is_distinct_from("mass_org"))
    return list(db.session.scalars(query.order_by(is_branch(), Organisation.sort_key, Organisation.id)))


def is_branch() -> ColumnElement[bool]:
    """Branches in use; an unread kind counts as one."""
    return and_(Organisation.active, or_(Organisation.kind.is_(None), Organisation.kind.in_(BRANCH_KINDS)))


def whole(assignment_id: int) -> Select[Assignment]:
    """One assignment with everything its page shows."""
    return select(Assignment).where(Assignment.id == assignment_id).options(*PAGE)


PAGE = (
    joinedload(Assignment.organisation), joinedload(Assignment.meeting), joinedload(Assignment.topic_entry), WITH_PEOPLE,
)  # fmt: skip


def _counts(month: str) -> ColumnElement[bool]:
    """Which assignments count as a turn, seen from a month: all but the past ones that were not presented."""
    return or_(Assignment.delivered.is_(None), Assignment.delivered.is_(True), Assignment.month >= month)


def _in_period(wanted: Wanted) -> ColumnElement[bool]:
    prefix = f"{wanted.year}-{wanted.month:02}" if wanted.month else f"{wanted.year}-"
    return Assignment.month.startswith(prefix)
