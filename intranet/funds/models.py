"""Savings funds, the months that are closed, and works done together that cost no money of the fund."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.database import Base, Identified, Versioned, utcnow
from intranet.organisations.models import Organisation


class Fund(Identified, Versioned, Base):
    """A fund an organisation keeps. ``opening`` is what was there before the first entry, in đồng.

    ``closed_through``: the last closed month (2022-05); nothing dated up to its end changes any more. ``main``: the one
    that takes entries which name no fund, such as the rows of a sheet.
    """

    __tablename__ = "funds"
    __register__ = "funds"
    __audited__ = True

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    beneficiary: Mapped[str | None] = mapped_column(Text)
    opening: Mapped[int] = mapped_column(BigInteger, default=0)
    opening_note: Mapped[str | None] = mapped_column(String(200))
    closed_through: Mapped[str | None] = mapped_column(String(7))
    main: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class FundClose(Identified, Base):
    """A month's close: what the fund held at its end, and who closed it."""

    __tablename__ = "fund_closes"
    __register__ = "fund_closes"
    __table_args__ = (UniqueConstraint("fund_id", "month"),)
    __audited__ = True

    fund_id: Mapped[int] = mapped_column(ForeignKey("funds.id", ondelete="CASCADE"), index=True)
    month: Mapped[str] = mapped_column(String(7))
    balance: Mapped[int] = mapped_column(BigInteger)
    closed_at: Mapped[datetime] = mapped_column(default=utcnow)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)


class JointWork(Identified, Versioned, Base):
    """A work done together in kind: a house built, a road lit, days of work given. Its value never enters the ledger."""

    __tablename__ = "joint_works"
    __register__ = "joint_works"
    __audited__ = True

    fund_id: Mapped[int] = mapped_column(ForeignKey("funds.id"), index=True)
    done_on: Mapped[str | None] = mapped_column(String(10))
    content: Mapped[str] = mapped_column(Text)
    partner: Mapped[str | None] = mapped_column(String(200))
    beneficiary: Mapped[str | None] = mapped_column(String(200))
    people: Mapped[int | None]
    workdays: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    fund: Mapped[Fund] = relationship(lazy="raise_on_sql")
