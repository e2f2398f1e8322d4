"""What the figures are counted from: one union of small counts over every capability, and the waves.

A count is a row of (name, part, three numbers); ``part`` is what it is broken down by, empty where it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    distinct,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from intranet.campaigns.models import Wave, WaveSession
from intranet.database import db
from intranet.grading.models import Grade
from intranet.meetings.models import Meeting
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.pledges.models import MonthlyCheck, Pledge, PledgeItem
from intranet.registers.catalogue import BY_NAME
from intranet.reports.figure import Span, is_branch
from intranet.reviews.models import WorkTask
from intranet.rota.models import Assignment


class Row(NamedTuple):
    """A count: what part, and its numbers."""

    part: str
    first: int
    second: int
    third: int


Counts = Mapping[str, Sequence[Row]]


class WaveCount(NamedTuple):
    """How many branches of a committee have held a wave's session, of how many."""

    committee: str
    due: int
    held: int


def counts(span: Span) -> dict[str, list[Row]]:
    """Every count of the span, by name. One query."""
    found: dict[str, list[Row]] = {}
    for name, part, *numbers in db.session.execute(union_all(*[_padded(n, s) for n, s in _counted(span)])):
        found.setdefault(name, []).append(Row(part or "", *numbers))
    return found


def _padded(name: str, query: Select[Any]) -> Select[Any]:
    """A count as a row of the union: its name, its part, three numbers."""
    inner = query.subquery()
    part, *numbers = inner.c
    shown: list[Any] = [cast(func.coalesce(number, 0), BigInteger) for number in numbers]
    shown += [literal(0, BigInteger)] * (3 - len(shown))
    row: Select[Any] = select(literal(name), cast(part, String)).add_columns(*shown)
    return row


def _counted(span: Span) -> Iterator[tuple[str, Select[Any]]]:
    """The counts by name, each a select of (part, up to three numbers)."""
    living = Member.left_on.is_(None)
    kinds: tuple[Any, ...] = (Organisation.kind, func.count())
    yield "branches", select(*kinds).where(span.inside, is_branch()).group_by(Organisation.kind)
    yield "members", _by(span, Member, Member.standing, owner=Member.branch_id).where(living)
    yield "planned", _of(span, Member, func.count(), owner=Member.branch_id).where(living, _has_plan(span))
    yield "sessions", _by(span, Meeting, Meeting.kinds).where(span.when(Meeting.year))
    yield (
        "items",
        _of(span, PledgeItem, func.count(), owner=Pledge.organisation_id, via=(PledgeItem.pledge,)).where(
            span.when(Pledge.year), Pledge.member_id.is_not(None)
        ),
    )
    yield (
        "checks",
        _of(
            span, MonthlyCheck, func.count(), owner=Pledge.organisation_id, via=(MonthlyCheck.item, PledgeItem.pledge)
        ).where(span.when(Pledge.year)),
    )
    months, delivered = func.count(distinct(Assignment.month)), _count_if(Assignment.delivered)
    yield "assignments", _of(span, Assignment, func.count(), months, delivered).where(_in_year(span, Assignment.month))
    finished = _count_if(WorkTask.result == "done")
    yield "tasks", _of(span, WorkTask, func.count(), finished).where(_in_year(span, WorkTask.month))
    yield (
        "grades",
        _by(span, Grade, Grade.grade).where(
            span.when(Grade.year), Grade.grade.is_not(None), Grade.member_id.is_not(None)
        ),
    )
    yield from _of_registers(span)


def _of_registers(span: Span) -> Iterator[tuple[str, Select[Any]]]:
    """The counts of the declared registers."""
    models: dict[str, Any] = {name: register.model for name, register in BY_NAME.items()}
    handed_in = _count_if(models["plan_checks"].has_plan)
    for name, extra in {
        "plan_checks": (handed_in,),
        "flag_ceremonies": (_units(models["flag_ceremonies"]),),
        "obstacles": (func.count(models["obstacles"].closed_on),),
        "practice_models": (_units(models["practice_models"]),),
        "good_deeds": (_units(models["good_deeds"]),),
        "exemplar_stories": (),
        "news_items": (),
        "directives": (),
        "fund_entries": (func.sum(models["fund_entries"].income), func.sum(models["fund_entries"].expense)),
    }.items():
        yield name, _of(span, models[name], func.count(), *extra).where(span.when(models[name].year))
    award, contest, deed = models["commendations"], models["contests"], models["good_deeds"]
    entries = func.sum(contest.entries)
    for name, model, part, extra in (
        ("deed_kinds", deed, deed.subject_kind, ()),
        ("award_kinds", award, award.subject_kind, ()),
        ("models_commended", award, award.model, ()),
        ("contest_kinds", contest, contest.kind, (entries,)),
    ):
        yield name, _by(span, model, part, *extra).where(span.when(model.year))


def waves(span: Span) -> Sequence[Wave]:
    """The waves that hold for the span. One query."""
    query = select(Wave).join(Wave.organisation).where(span.in_line, span.when(Wave.year))
    return db.session.scalars(query.order_by(Wave.opens_on, Wave.id)).all()


def wave_counts(span: Span, waves: Sequence[Wave]) -> dict[int, list[WaveCount]]:
    """How far the committees of the span are with each of the waves, by the wave's id. One query."""
    parent, top = aliased(Organisation), aliased(Organisation)
    held = func.count(distinct(case((WaveSession.held_on.is_not(None), Organisation.id))))
    kinds = or_(Wave.kinds == "", Organisation.kind.is_(None), _listed(Wave.kinds, Organisation.kind))
    query = (
        select(Wave.id, func.coalesce(parent.name, ""), func.count(distinct(Organisation.id)), held)
        .join(top, top.id == Wave.organisation_id)
        .join(Organisation, Organisation.path.like(top.path.concat("%")))
        .outerjoin(parent, Organisation.parent_id == parent.id)
        .outerjoin(WaveSession, and_(WaveSession.organisation_id == Organisation.id, WaveSession.wave_id == Wave.id))
        .where(Wave.id.in_([wave.id for wave in waves]), span.inside, is_branch(), kinds)
        .group_by(Wave.id, parent.id, parent.name, parent.sort_key)
        .order_by(parent.sort_key)
    )
    found: dict[int, list[WaveCount]] = {wave.id: [] for wave in waves}
    for wave_id, committee, due, done in db.session.execute(query):
        found[wave_id].append(WaveCount(committee, due, done))
    return found


def _listed(values: Any, value: Any) -> ColumnElement[bool]:
    """Whether a value stands in a column of values parted by commas."""
    condition: ColumnElement[bool] = (
        literal(",").concat(values).concat(",").like(literal("%,").concat(value).concat(",%"))
    )
    return condition


def _of(
    span: Span, model: Any, *numbers: Any, owner: Any = None, via: Sequence[Any] = (), part: Any = None
) -> Select[Any]:
    """Numbers over the records that belong to an organisation of the span."""
    query: Select[Any] = select(literal("") if part is None else part, *numbers).select_from(model)
    for step in via:
        query = query.join(step)
    owner = model.organisation_id if owner is None else owner
    return query.join(Organisation, Organisation.id == owner).where(span.inside)


def _by(span: Span, model: Any, part: Any, *numbers: Any, owner: Any = None) -> Select[Any]:
    """How many records there are of each part, and further numbers."""
    return _of(span, model, func.count(), *numbers, owner=owner, part=part).group_by(part)


def _has_plan(span: Span) -> ColumnElement[bool]:
    """A pledge with items."""
    written = select(Pledge.member_id).where(span.when(Pledge.year), Pledge.items.any(), Pledge.member_id.is_not(None))
    return Member.id.in_(written)


def _units(model: Any) -> Any:
    """How many units there are: those named in words, and those kept here."""
    return func.count(distinct(func.coalesce(model.unit_name, Organisation.uid)))


def _count_if(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _in_year(span: Span, month: Any) -> Any:
    return month.startswith(f"{span.year}-") if span.year is not None else month.is_not(None)
