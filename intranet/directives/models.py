"""Files attached to a document, and units that have adopted it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.database import Base, Identified, utcnow
from intranet.organisations.models import Organisation


class DirectiveFile(Identified, Base):
    """An attached file. It lies under the instance directory, named by ``uid``; ``name`` is only shown."""

    __tablename__ = "directive_files"

    directive_id: Mapped[int] = mapped_column(ForeignKey("directives.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Adoption(Identified, Base):
    """A unit has adopted a document; ``adopted_on`` is the canonical day."""

    __tablename__ = "directive_adoptions"
    __table_args__ = (UniqueConstraint("directive_id", "organisation_id"),)
    __audited__ = True

    directive_id: Mapped[int] = mapped_column(ForeignKey("directives.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    adopted_on: Mapped[str] = mapped_column(String(10))

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
