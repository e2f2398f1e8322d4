"""A field that refers to another record: the model this one was taken from, the session, the deed behind an award.

Kept as "table:uid". Undoing a deletion brings the record back under its uid and with it the reference; a reference
never stands in the way of a deletion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import String, func, literal, select
from sqlalchemy.orm import Mapped, MappedSQLExpression, column_property, joinedload, mapped_column

from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers.description import Draft, Register
from intranet.registers.kinds import Kind
from sync.columns import Value

GONE = "mục đã xóa"
#: The date from which something can have followed, for a register that counts by years.
_BEGUN = {"practice_models": "started"}


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of record that may be referred to: its class, how one is called, and where its page is.

    ``happened`` gives the canonical date before which nothing can have followed from it.
    """

    model: type[Any]
    title: Callable[[Any], str]
    endpoint: str
    address: Mapping[str, str] = field(default_factory=dict)
    happened: Callable[[Any], str | None] = lambda _record: None


#: What the records that refer to one ask of it when it is changed: functions that raise Refusal. Each register adds its own.
ASKED: list[Callable[[Register, Draft], None]] = []
#: By table; the registers add themselves (catalogue), the others stand in ``targets``.
TARGETS: dict[str, Target] = {}


@dataclass(frozen=True, slots=True)
class Referred:
    """A record referred to."""

    target: Target
    record: Any

    @property
    def title(self) -> str:
        """What it is called."""
        return self.target.title(self.record)

    @property
    def organisation(self) -> Organisation:
        """Whose it is."""
        owner: Organisation = self.record.organisation
        return owner

    @property
    def address(self) -> dict[str, str]:
        """What ``url_for`` needs beside the endpoint."""
        return {**self.target.address, "uid": self.record.uid}

    @property
    def happened(self) -> str | None:
        """When it happened, as a canonical date."""
        return self.target.happened(self.record)


def begun_by(register: Register) -> str:
    """The field with the date before which nothing can have followed from a record; empty where there is none."""
    return register.dated or _BEGUN.get(register.name, "")


def nothing_given(_record: Any) -> Mapping[str, str | None]:
    """A form that starts empty."""
    return {}


@dataclass(frozen=True)
class Reference(Kind):
    """A record of one of these tables.

    ``act`` is the button on that record's page that begins a record referring to it, and ``given`` what its form starts
    with; ``back`` heads the list of those that refer to it. ``listed``: the form has a list to choose from.
    """

    tables: tuple[str, ...]
    act: str = ""
    back: str = ""
    given: Callable[[Any], Mapping[str, str | None]] = nothing_given
    listed: bool = False
    control = "reference"

    def checked(self, value: Value, label: str, name: str) -> Value:
        """A record that is there."""
        if not value:
            return None
        if str(value).partition(":")[0] not in self.tables or referred(value) is None:
            raise Refusal(f"{label}: không còn mục này, có thể đã xóa.", name)
        return value

    def said(self, value: Value) -> str:
        """What it is called."""
        found = referred(value)
        return found.title if found else GONE


def referred(value: Value) -> Referred | None:
    """The record a reference means; None where it is gone. One query."""
    table, _, uid = str(value or "").partition(":")
    target = TARGETS.get(table)
    if target is None or not uid:
        return None
    owners = [joinedload(getattr(target.model, name)) for name in _OWNERS if hasattr(target.model, name)]
    record = db.session.scalars(select(target.model).where(target.model.uid == uid).options(*owners)).one_or_none()
    return Referred(target, record) if record is not None else None


_OWNERS = ("organisation", "member")


def reference_to(record: Any) -> str:
    """The reference that means this record."""
    return f"{getattr(record, '__register__', record.__tablename__)}:{record.uid}"


def reference() -> Mapped[str | None]:
    """The column of a reference."""
    return mapped_column(String(60), index=True)


def times_taken(model: type[Any]) -> MappedSQLExpression[int]:
    """How many records of the class have this one for their ``parent``: a figure that is read along with the record."""
    other = model.__table__.alias()
    mine = literal(f"{model.__tablename__}:") + model.__table__.c.uid
    counted = select(func.count(other.c.id)).where(other.c.parent == mine).correlate_except(other)
    return column_property(counted.scalar_subquery())
