"""A field that refers to another record: the model this one was taken from, the session, the pledge behind an award.

Kept as "table:uid". Undoing a deletion brings the record back under its uid and with it the reference; a reference
never stands in the way of a deletion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column

from intranet.audit.queries import REGISTERS, Word
from intranet.audit.queries import Register as Described
from intranet.database import db
from intranet.refusal import Refusal
from intranet.registers.kinds import Kind
from sync.columns import Value

GONE = "mục đã xóa"


@dataclass(frozen=True, slots=True)
class Referred:
    """A record referred to: what it is called, and the parts of its page's address (see ``audit.queries.Register``)."""

    table: str
    record: Any

    @property
    def described(self) -> Described:
        """How its register is described."""
        return REGISTERS[self.table]

    @property
    def title(self) -> str:
        """What it is called."""
        return self.described.title(self.record)

    @property
    def address(self) -> dict[str, str]:
        """What ``url_for`` needs beside the endpoint."""
        return {"uid": self.record.uid, **self.described.address}


@dataclass(frozen=True)
class Reference(Kind):
    """A record of one of these tables."""

    tables: tuple[str, ...]
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

    def word(self, label: str) -> Word:
        """That it refers to something; what that is called now is on the record's page."""
        return Word(label, {})


def referred(value: Value) -> Referred | None:
    """The record a reference means; None where it is gone. One query."""
    table, _, uid = str(value or "").partition(":")
    described = REGISTERS.get(table)
    if described is None or not uid:
        return None
    model: Any = described.model
    owners = [joinedload(getattr(model, name)) for name in ("organisation", "member") if hasattr(model, name)]
    record = db.session.scalars(select(model).where(model.uid == uid).options(*owners)).one_or_none()
    return Referred(table, record) if record is not None else None


def reference_to(record: Any) -> str:
    """The reference that means this record."""
    return f"{getattr(record, '__register__', record.__tablename__)}:{record.uid}"


def reference() -> Mapped[str | None]:
    """The column of a reference."""
    return mapped_column(String(60), index=True)
