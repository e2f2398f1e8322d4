"""Rules that change: settings with the date from which they hold, and periods that are closed to change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intranet.database import Base, Identified, utcnow


class Setting(Identified, Base):
    """The value of one rule from one day on, until a later one replaces it."""

    __tablename__ = "settings"
    __register__ = "settings"
    __table_args__ = (UniqueConstraint("name", "valid_from"),)
    __audited__ = True

    name: Mapped[str] = mapped_column(String(60))
    valid_from: Mapped[str] = mapped_column(String(10))
    value: Mapped[Any] = mapped_column(JSON)
    basis: Mapped[str] = mapped_column(String(300), default="")


class LockedPeriod(Identified, Base):
    """A month (2022-05) or a year (2022) of an organisation's subtree in which nothing may change any more."""

    __tablename__ = "locked_periods"
    __register__ = "locked_periods"
    __table_args__ = (UniqueConstraint("organisation_id", "period"),)
    __audited__ = True

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    period: Mapped[str] = mapped_column(String(7))
    locked_at: Mapped[datetime] = mapped_column(default=utcnow)
    locked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
