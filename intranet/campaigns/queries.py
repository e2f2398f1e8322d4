"""Reading waves: those a person sees, the board of branches with their state, figures, and sessions that may be linked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased, contains_eager, selectinload

from intranet.campaigns.models import Wave, WaveSession
from intranet.database import db
from intranet.meetings.models import Meeting
from intranet.organisations.models import BRANCH_KINDS, COMMITTEE_KINDS, Organisation

Scope = ColumnElement[bool]
Columns = TypeVarTuple("Columns")
#: How a branch stands in a wave, in the order of the figures. "undated": attendance is recorded, the day is not.
STATES = {
    "held": "Đã tổ chức",
    "planned": "Có lịch",
    "late": "Trễ",
    "undated": "Chưa rõ ngày",
    "waiting": "Chưa có lịch",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One branch of the board. ``uid`` is the branch's; ``session`` is None until something is recorded."""

    id: int
    uid: str
    name: str
    kind: str | None
    phone: str | None
    parent_uid: str
    parent_name: str
    state: str
    session: WaveSession | None
    meeting_uid: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many branches there are, and how many in each state."""

    branches: int
    held: int
    planned: int
    late: int
    undated: int
    waiting: int

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Tally:
        """The figures over some lines of a board."""
        states = [line.state for line in lines]
        return cls(len(states), *(states.count(state) for state in STATES))


@dataclass(frozen=True, slots=True)
class Group:
    """The branches under one party organisation, with their subtotal."""

    uid: str
    name: str
    lines: Sequence[Line]

    @property
    def tally(self) -> Tally:
        """The subtotal."""
        return Tally.of(self.lines)

    @property
    def present(self) -> int:
        """Who came to the sessions that were held, added up."""
        return sum(session.present or 0 for session in self._held)

    @property
    def total(self) -> int:
        """The members of the branches that held their session, added up."""
        return sum(session.total or 0 for session in self._held)

    @property
    def _held(self) -> list[WaveSession]:
        return [line.session for line in self.lines if line.session and line.state == "held"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thematic session of a branch in the window that may be the one of the wave."""

    uid: str
    organisation_id: int
    date: str


def waves(led_by: Scope) -> Select[Wave]:
    """The waves, the latest first, with the organisation that leads each."""
    return (
        select(Wave)
        .join(Wave.organisation)
        .where(led_by)
        .options(contains_eager(Wave.organisation))
        .order_by(Wave.year.desc(), Wave.opens_on.desc(), Wave.id.desc())
    )


def wave(led_by: Scope, uid: str) -> Wave | None:
    """One wave with its organisation and steps, or None where it is not seen."""
    query = waves(led_by).where(Wave.uid == uid).options(selectinload(Wave.steps))
    return db.session.scalars(query).one_or_none()


def tallies(scope: Scope, today: str, wave_ids: Sequence[int]) -> dict[int, Tally]:
    """The figures of these waves, each over its branches that are in sight (one query)."""
    state = state_of(today)
    counts = (func.count(), *(func.sum(case((state == name, 1), else_=0)) for name in STATES))
    query = _branches(select(Wave.id, *counts)).where(scope, Wave.id.in_(wave_ids)).group_by(Wave.id)
    found: dict[int, Tally] = {row[0]: Tally(*row[1:]) for row in db.session.execute(query)}
    return {wave_id: found.get(wave_id, Tally(0, 0, 0, 0, 0, 0)) for wave_id in wave_ids}


def board(wave: Wave, scope: Scope, today: str) -> list[Line]:
    """Every branch of the wave in sight: by party organisation, then by name (one query)."""
    parent = aliased(Organisation)
    shown: tuple[Any, ...] = (
        Organisation.id, Organisation.uid, Organisation.name, Organisation.kind, Organisation.phone,
        func.coalesce(parent.uid, ""), func.coalesce(parent.name, ""), state_of(today), WaveSession, Meeting.uid,
    )  # fmt: skip
    query = (
        _branches(select(*shown))
        .outerjoin(parent, parent.id == Organisation.parent_id)
        .outerjoin(Meeting, Meeting.id == WaveSession.meeting_id)
        .where(scope, Wave.id == wave.id)
        .order_by(func.coalesce(parent.sort_key, ""), parent.id, Organisation.sort_key, Organisation.id)
    )
    return [Line(*row) for row in db.session.execute(query)]


def grouped(lines: Sequence[Line]) -> list[Group]:
    """The lines of a board under their party organisations, in the order they stand."""
    found = groupby(lines, key=lambda line: (line.parent_uid, line.parent_name))
    return [Group(uid, name, list(of)) for (uid, name), of in found]


def candidates(wave: Wave, scope: Scope) -> dict[int, list[Candidate]]:
    """Thematic sessions held in the window by the branches of the wave, by branch, the earliest first (one query)."""
    shown: tuple[Any, ...] = (Meeting.uid, Organisation.id, Meeting.date)
    query = (
        _branches(select(*shown))
        .join(Meeting, Meeting.organisation_id == Organisation.id)
        .where(scope, Wave.id == wave.id, Meeting.kinds.contains("thematic_session"), func.length(Meeting.date) == 10)
        .where(Meeting.date.between(wave.opens_on, wave.closes_on))
        .order_by(Meeting.date, Meeting.id)
    )
    found: dict[int, list[Candidate]] = {}
    for row in db.session.execute(query):
        found.setdefault(row[1], []).append(Candidate(*row))
    return found


def offered(session: WaveSession | None, of_branch: Sequence[Candidate]) -> list[Candidate]:
    """The sessions offered for a branch's line: none once one is linked, and only those that agree with the day recorded."""
    if session is not None and session.meeting_id is not None:
        return []
    held_on = session.held_on if session else None
    return [c for c in of_branch if not held_on or c.date.startswith(held_on)]


def session_of(wave_id: int, organisation_id: int) -> WaveSession | None:
    """What is recorded of a branch in a wave, if anything."""
    there = WaveSession.wave_id == wave_id, WaveSession.organisation_id == organisation_id
    return db.session.scalars(select(WaveSession).where(*there)).one_or_none()


def pilots(wave: Wave) -> list[tuple[WaveSession, Organisation]]:
    """The pilot sessions of the whole wave, the earliest first: their lessons are for everybody in it."""
    query = (
        select(WaveSession, Organisation)
        .join(Organisation, Organisation.id == WaveSession.organisation_id)
        .where(WaveSession.wave_id == wave.id, WaveSession.pilot.is_(True))
        .order_by(WaveSession.held_on.is_(None), WaveSession.held_on, Organisation.sort_key)
    )
    return [(session, branch) for session, branch in db.session.execute(query)]


def late(scope: Scope, today: str) -> Select[Wave, Organisation]:
    """Every branch in sight that is late in a wave, with the wave, the longest overdue first."""
    return (
        _branches(select(Wave, Organisation))
        .where(scope, state_of(today) == "late")
        .order_by(Wave.closes_on, Organisation.sort_key, Organisation.id)
    )


def state_of(today: str) -> ColumnElement[str]:
    """How a branch stands on a day (2022-03-05), as an expression over Wave and the outer-joined WaveSession.

    Late: nothing is held, and the window is over or the planned date is past (a month is past once it has ended).
    """
    passed = WaveSession.planned_on < func.substr(literal(today), 1, func.length(WaveSession.planned_on))
    return case(
        (WaveSession.held_on.is_not(None), literal("held")),
        (WaveSession.present.is_not(None), literal("undated")),
        (or_(Wave.closes_on < today, passed), literal("late")),
        (WaveSession.planned_on.is_not(None), literal("planned")),
        else_=literal("waiting"),
    )


def committees(scope: Scope) -> list[Organisation]:
    """Who may lead a wave: the committees in use in sight, from the top down."""
    query = select(Organisation).where(scope, Organisation.active, Organisation.kind.in_(COMMITTEE_KINDS))
    return list(db.session.scalars(query.order_by(func.length(Organisation.path), Organisation.sort_key)))


def branches_of(organisation: Organisation, kinds: Sequence[str]) -> Select[int]:
    """The ids of the branches in use that a wave of this scope is for."""
    query = select(Organisation.id).where(
        Organisation.path.startswith(organisation.path, autoescape=True), Organisation.active, _is_branch()
    )
    return query.where(Organisation.kind.in_(kinds)) if kinds else query


def _branches(query: Select[*Columns]) -> Select[*Columns]:
    """The query joined to the branches of each wave: those in its scope, and any others something is recorded of."""
    top = aliased(Organisation)
    wanted = ("," + Wave.kinds + ",").like("%," + Organisation.kind + ",%")
    in_scope = and_(Organisation.active, _is_branch(), or_(Wave.kinds == "", wanted))
    mine = and_(WaveSession.wave_id == Wave.id, WaveSession.organisation_id == Organisation.id)
    return (
        query.select_from(Wave)
        .join(top, top.id == Wave.organisation_id)
        .join(Organisation, Organisation.path.like(top.path + "%"))
        .outerjoin(WaveSession, mine)
        .where(or_(in_scope, WaveSession.id.is_not(None)))
    )


def _is_branch() -> ColumnElement[bool]:
    """An unread kind counts as a branch."""
    return or_(Organisation.kind.is_(None), Organisation.kind.in_(BRANCH_KINDS))
