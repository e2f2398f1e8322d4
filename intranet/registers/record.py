"""What every record of these registers has: an owner, a unit's name in words, a year, and a text to be found by."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from intranet.database import Base, Identified, Versioned, byte_ordered, utcnow
from intranet.organisations.models import Organisation


class Record(Identified, Versioned, Base):
    """A record of a register. ``organisation`` is whose it is, and decides who sees it.

    ``unit_name`` names the unit in words where that unit is not kept in the intranet. ``year`` is the year of the
    record's date, or the one it was entered for.
    """

    __abstract__ = True
    __audited__ = True

    unit_name: Mapped[str | None] = mapped_column(String(200))
    year: Mapped[int | None] = mapped_column(index=True)
    search_key: Mapped[str] = mapped_column(byte_ordered(2000), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    @declared_attr
    def organisation_id(cls) -> Mapped[int]:
        """Whose record it is."""
        return mapped_column(ForeignKey("organisations.id"), index=True)

    @declared_attr
    def organisation(cls) -> Mapped[Organisation]:
        """Whose record it is."""
        column = cast(Any, cls).organisation_id
        return relationship(Organisation, lazy="raise_on_sql", foreign_keys=[column])

    @property
    def unit(self) -> str:
        """The unit as it is shown."""
        return self.unit_name or self.organisation.name


def person_id() -> Mapped[int | None]:
    """The column that links a name to a member; the name stays when the member goes."""
    return mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)


def person_name() -> Mapped[str | None]:
    """The column of a person's or collective's name as written."""
    return mapped_column(String(200))
