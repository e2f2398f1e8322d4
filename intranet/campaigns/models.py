"""Campaign waves, their steps, and what each branch has done in one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.database import Base, Identified, Versioned, utcnow

if TYPE_CHECKING:
    from intranet.meetings.models import Meeting
    from intranet.organisations.models import Organisation


class Wave(Identified, Versioned, Base):
    """A thematic session that every branch of a scope holds in a window of days.

    The scope is the subtree of the organisation that leads the wave, narrowed to ``kinds`` of branch (comma-separated
    BRANCH_KINDS keys; empty means all). ``opens_on`` and ``closes_on`` are days; ``basis`` lists the documents, one a line.
    """

    __tablename__ = "waves"
    __register__ = "waves"
    __audited__ = True

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(300))
    theme: Mapped[str | None] = mapped_column(Text)
    term_theme: Mapped[str | None] = mapped_column(Text)
    basis: Mapped[str | None] = mapped_column(Text)
    opens_on: Mapped[str] = mapped_column(String(10))
    closes_on: Mapped[str] = mapped_column(String(10))
    kinds: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    steps: Mapped[list[WaveStep]] = relationship(
        lazy="raise_on_sql", order_by="WaveStep.position", cascade="all, delete-orphan", back_populates="wave"
    )
    sessions: Mapped[list[WaveSession]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", back_populates="wave"
    )

    @property
    def kind_list(self) -> list[str]:
        """The kinds of branch it is for, in the order written; none means all."""
        return self.kinds.split(",") if self.kinds else []


class WaveStep(Identified, Base):
    """One step of a wave: plan issued, pilot session, all branches, summing up."""

    __tablename__ = "wave_steps"
    __audited__ = True

    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    content: Mapped[str] = mapped_column(String(300))
    due_on: Mapped[str | None] = mapped_column(String(10))
    done_on: Mapped[str | None] = mapped_column(String(10))

    wave: Mapped[Wave] = relationship(lazy="raise_on_sql", back_populates="steps")

    @property
    def value(self) -> str:
        """What the change log keeps of a step: its work."""
        return self.content

    def audit_address(self) -> tuple[str, str, str]:
        """A step stands in the history of its wave."""
        return "waves", self.wave.uid, "step"


class WaveSession(Identified, Versioned, Base):
    """What one branch has done in one wave; no row until something is recorded.

    ``held_on`` keeps its precision (2022-02-11 or 2022-02); the branch has held its session once it is known.
    ``pilot`` is null where nobody said. ``guest`` is the delegation from above, as written.
    """

    __tablename__ = "wave_sessions"
    __register__ = "wave_sessions"
    __table_args__ = (UniqueConstraint("wave_id", "organisation_id"),)
    __audited__ = True

    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    held_on: Mapped[str | None] = mapped_column(String(10))
    planned_on: Mapped[str | None] = mapped_column(String(10))
    total: Mapped[int | None]
    present: Mapped[int | None]
    pilot: Mapped[bool | None]
    guest: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    lessons: Mapped[str | None] = mapped_column(Text)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    wave: Mapped[Wave] = relationship(lazy="raise_on_sql", back_populates="sessions")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    meeting: Mapped[Meeting | None] = relationship(lazy="raise_on_sql")
