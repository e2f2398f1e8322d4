"""What waits for a person: which kinds of things, how many, and the first rows of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from intranet.access import Verb, can, in_scope
from intranet.accounts.models import User
from intranet.database import db
from intranet.pledges.models import Pledge
from intranet.start import due, queries
from intranet.start.periods import Periods
from intranet.start.queries import SHOWN, Line, Scope

#: A query of any columns.
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of waiting thing: how many there are and the first of them."""

    kind: str
    total: int
    rows: Sequence[Any]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


def waiting(user: User, scope: Scope, when: Periods, found: list[Line], shown: int = SHOWN) -> list[Waiting]:
    """Everything that waits for this person, the overdue first; kinds without rows are left out.

    At most ``shown`` rows of each kind.
    """
    kinds: list[Waiting] = []
    if can(Verb.RECORD, user):
        kinds.append(_first_rows("obstacles", queries.obstacles_waiting(scope, when.today), shown))
        kinds.append(_first_rows("minutes", queries.without_minutes(scope, when), shown))
        kinds.append(_of_lines("followup", [line for line in found if line.followed < line.plans], shown))
        kinds.append(_of_lines("not_held", [line for line in found if line.is_branch and not line.held], shown))
        overdue = due.first(scope, when, shown)
        kinds += [Waiting(kind, rows[0].in_all if rows else 0, rows) for kind, rows in overdue.items()]
        kinds.append(_first_rows("pledges", queries.pledges_waiting(scope, when.year, mine(user)), shown))
        kinds.append(_of_lines("no_plan", [line for line in found if line.planned < line.members], shown))
    if can(Verb.MANAGE, user):
        kinds.append(_first_rows("sync", queries.sync_waiting(scope), shown))
    return [kind for kind in kinds if kind.total]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many ``tasks`` wait for a person, as many as the start page lists; ``cells``: of the workbooks in sight."""

    tasks: int
    cells: int


def counts(user: User, when: Periods) -> Counts:
    """How many things wait for this person (one query)."""
    scope = in_scope(user)
    wanted: list[Rows] = []
    if can(Verb.RECORD, user):
        wanted += [
            queries.obstacles_waiting(scope, when.today),
            queries.without_minutes(scope, when),
            queries.organisations_not_followed(scope, when),
            queries.branches_not_held(scope, when),
            queries.pledges_waiting(scope, when.year, mine(user)),
            queries.branches_without_plans(scope, when.year),
            due.countable(scope, when),
        ]
    synced = queries.sync_waiting(scope)
    sizes = [_count(query).scalar_subquery() for query in (*wanted, synced)]
    *registers, cells = db.session.execute(select(*sizes)).one()
    return Counts(sum(registers) + (cells if can(Verb.MANAGE, user) else 0), cells)


def mine(user: User) -> ColumnElement[bool]:
    """Which plans wait for this person: to approve (rule of pledges.approval), or returned to be revised."""
    pending, returned = Pledge.approval == "pending", Pledge.approval == "returned"
    if user.role == "administrator":
        return or_(pending, returned)
    if user.role == "branch_secretary":
        return or_(and_(pending, Pledge.member_id.is_not(None)), returned)
    if user.role == "committee_office":
        return and_(pending, or_(Pledge.member_id.is_(None), Pledge.organisation_id == user.organisation_id))
    return false()


def days_late(due: str, allowed: int, when: Periods) -> int:
    """Days since something due so many days after a date should have been there; negative while there is time."""
    return (when.today - queries.as_date(due) - timedelta(days=allowed)).days


def _of_lines(kind: str, found: list[Line], shown: int) -> Waiting:
    return Waiting(kind, len(found), found[:shown])


def _first_rows(kind: str, query: Rows, limit: int) -> Waiting:
    """The first rows and, from the same query, how many there are in all."""
    rows = db.session.execute(query.add_columns(func.count().over().label("in_all")).limit(limit)).all()
    single = len(rows[0]) == 2 if rows else False
    first = [row[0] if single else row for row in rows]
    return Waiting(kind, rows[0].in_all if rows else 0, first)


def _count(query: Rows) -> Rows:
    return select(func.count()).select_from(query.order_by(None).subquery())
