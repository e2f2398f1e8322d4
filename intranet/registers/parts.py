"""A field that says what a record is part of: an entry of its fund, a paper of its contest. What has parts is not deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, literal, or_, select

from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers.kinds import Kind
from sync.columns import Value

#: Where a session holds the records that others are part of, for the length of a request.
_HELD = "parts_of"


@dataclass(frozen=True)
class PartOf(Kind):
    """The record this one is part of; the attribute ``<name>_id`` holds it, the value is its id, a form sends its public id.

    ``model`` gives the mapped class when it is needed; ``named`` is the attribute by which that record is called;
    ``owner`` gives the class it belongs to and the condition that joins them, where it has no organisation of its own.
    Not a sheet's column: give it no headings.
    """

    model: Callable[[], type[Any]]
    named: str = "name"
    owner: Callable[[], tuple[Any, Any]] | None = None
    control = "part"

    def columns(self, name: str) -> tuple[str, ...]:
        """The link."""
        return (f"{name}_id",)

    def of(self, record: Any, name: str) -> Value:
        """The id of the record it is tied to."""
        return getattr(record, f"{name}_id")

    def put(self, record: Any, name: str, value: Value) -> None:
        """Tie it."""
        setattr(record, f"{name}_id", value)

    def checked(self, value: Value, label: str, name: str) -> Value:
        """A record that exists."""
        if value is not None and self.found(value) is None:
            raise Refusal(f"{label}: không tìm thấy mục này.", name)
        return value

    def said(self, value: Value) -> str:
        """How that record is called. Held on to, or a list of thousands would ask for it at every row."""
        held: dict[tuple[type[Any], Value], Any] = db.session.info.setdefault(_HELD, {})
        key = (self.model(), value)
        if held.get(key) is None:
            held[key] = self.found(value)
        return str(getattr(held[key], self.named)) if held[key] is not None else ""

    def typed(self, record: Any, name: str) -> str:
        """The public id."""
        there = self.found(self.of(record, name))
        return there.uid if there is not None else ""

    def found(self, value: Value) -> Any:
        """The record of that id."""
        return db.session.get(self.model(), value) if value is not None else None

    def chosen(self, uid: str, path: str) -> Any:
        """The record of that public id, of an organisation on the path, below it or above it; None where there is none."""
        model = self.model()
        query = select(model).where(model.uid == uid)
        owner, joined = self.owner() if self.owner is not None else (model, None)
        if joined is not None:
            query = query.join(owner, joined)
        query = query.join(Organisation, owner.organisation_id == Organisation.id)
        return db.session.scalar(query.where(lies_in_line(path)))


def lies_in_line(path: str) -> ColumnElement[bool]:
    """The condition that an organisation lies below a path, on it, or above it."""
    return or_(Organisation.path.startswith(path, autoescape=True), literal(path).like(Organisation.path.concat("%")))
