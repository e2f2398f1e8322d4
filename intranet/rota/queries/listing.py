"""The list of assignments with their states and figures, and what of it waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import contains_eager

from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.paging import Pages, nearest, window
from intranet.rota import months
from intranet.rota.models import Assignment, Presenter
from intranet.rota.queries.single import WITH_PEOPLE

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to: a year, a month of it (0: all), a state or "viec" for all that waits."""

    year: int
    month: int = 0
    state: str = ""


def page_of(
    scope: ColumnElement[bool], wanted: Wanted, today: str, figures: dict[str, int], number: int
) -> Pages[tuple[Assignment, str]]:
    """A page of the list, the nearest there is to the one asked for; ``figures`` are those of its period."""
    states = OPEN if wanted.state == "viec" else (wanted.state or "all",)
    total = sum(figures[state] for state in states)
    number = nearest(number, total, PAGE_SIZE)
    found = db.session.execute(listing(scope, wanted, today).slice(*window(number, PAGE_SIZE)))
    return Pages([(assignment, state) for assignment, state in found], total, number, PAGE_SIZE)


def listing(scope: ColumnElement[bool], wanted: Wanted, today: str) -> Select[Assignment, str]:
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


def figures(scope: ColumnElement[bool], wanted: Wanted, today: str) -> dict[str, int]:
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


def waiting(scope: ColumnElement[bool], today: str, year: int) -> Select[Assignment, Organisation, str]:
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


def years(scope: ColumnElement[bool]) -> list[int]:
    """The years with assignments in sight (one query)."""
    found = select(func.substr(Assignment.month, 1, 4)).join(Assignment.organisation).where(scope).distinct()
    return sorted((int(year) for year in db.session.scalars(found)), reverse=True)


def _in_period(wanted: Wanted) -> ColumnElement[bool]:
    prefix = f"{wanted.year}-{wanted.month:02}" if wanted.month else f"{wanted.year}-"
    return Assignment.month.startswith(prefix)
