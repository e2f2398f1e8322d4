"""What a person may read of a register beyond the own organisations, and what a form may refer to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import contains_eager

from intranet.access import Verb, can, find, in_scope, me, scoped, sees
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.registers.catalogue import ALL, BY_NAME
from intranet.registers.description import Field, Register
from intranet.registers.queries import order
from intranet.registers.references import Reference, Referred, reference_to, referred
from sync.columns import Value

#: How many records a form offers to refer to, the latest first.
OFFERED = 200


@dataclass(frozen=True, slots=True)
class Following:
    """What has followed from a record in one register, and what may follow: ``act`` is the button, ``given`` its form."""

    register: Register
    field: str
    heading: str
    records: Sequence[Any]
    act: str
    given: dict[str, str]


def records(register: Register, elsewhere: bool = False) -> Select[Any]:
    """A register's records that the person sees; ``elsewhere``: those that other organisations share instead."""
    if not elsewhere:
        return scoped(register.model)
    joined: Select[Any] = select(register.model).join(Organisation, register.model.organisation_id == Organisation.id)
    return joined.where(_shared(register), ~in_scope())


def found(register: Register, uid: str, verb: Verb = Verb.READ) -> Any:
    """One record: to read it, it may be shared by others. Aborts with 404 or 403."""
    model: Any = register.model
    if verb == Verb.READ and register.shared is not None:
        query = _readable(register).where(model.uid == uid).options(contains_eager(model.organisation))
        return db.session.scalars(query).one_or_none() or abort(404)
    return find(register.model, uid, verb, contains_eager(model.organisation))


def own(record: Any) -> bool:
    """Whether a record belongs to an organisation the person sees (its organisation is loaded)."""
    return sees(me(), record.organisation)


def refer(value: Value) -> Referred | None:
    """The record a reference means, if the person may read it."""
    there = referred(value)
    if there is None or own(there.record):
        return there
    register = BY_NAME.get(str(value).partition(":")[0])
    if register is None or register.shared is None:
        return None
    seen = db.session.scalar(_readable(register).where(register.model.uid == there.record.uid))
    return there if seen is not None else None


def offered(field: Field) -> list[tuple[str, str]]:
    """The records a form lets choose from for a reference: the latest ones the person may read. One query."""
    kind = field.kind
    if not isinstance(kind, Reference) or not kind.listed:
        return []
    there = BY_NAME[kind.tables[0]]
    model: Any = there.model
    query = _readable(there).options(contains_eager(model.organisation)).order_by(*order(there)).limit(OFFERED)
    return [(reference_to(r), f"{there.title_of(r)} – {r.unit}"[:150]) for r in db.session.scalars(query)]


def following(record: Any) -> list[Following]:
    """What has followed from a record in each register that may refer to it. One query a register."""
    mine = reference_to(record)
    table = mine.partition(":")[0]
    return [
        _following(register, field, record, mine)
        for register in ALL
        for field in register.fields
        if isinstance(field.kind, Reference) and table in field.kind.tables
    ]


def _following(register: Register, field: Field, record: Any, mine: str) -> Following:
    kind: Any = field.kind
    model: Any = register.model
    query = _readable(register).where(getattr(model, field.name) == mine).options(contains_eager(model.organisation))
    given = {name: str(value) for name, value in kind.given(record).items() if value not in (None, "")}
    act = kind.act if can(register.verb) else ""
    rows = db.session.scalars(query.order_by(*order(register)).limit(OFFERED)).all()
    return Following(register, field.name, kind.back or register.label, rows, act, {**given, field.name: mine})


def _readable(register: Register) -> Select[Any]:
    joined: Select[Any] = select(register.model).join(Organisation, register.model.organisation_id == Organisation.id)
    return joined.where(or_(in_scope(), _shared(register)))


def _shared(register: Register) -> Any:
    return register.shared.condition(me()) if register.shared is not None else false()
