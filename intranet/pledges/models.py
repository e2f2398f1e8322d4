"""Pledges (bản đăng ký làm theo), their items, and the monthly follow-up."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.database import Base, Identified, Versioned, utcnow
from intranet.searching import Findable

if TYPE_CHECKING:
    from intranet.members.models import Member
    from intranet.organisations.models import Organisation

#: Null = a draft, not handed in. "Returned" comes back to the member to be revised and handed in again.
APPROVALS = {"pending": "Chờ duyệt", "returned": "Sửa lại", "approved": "Đã duyệt"}
GRADES = {
    "excellent": "Hoàn thành xuất sắc",
    "good": "Hoàn thành tốt",
    "completed": "Hoàn thành",
    "not_completed": "Không hoàn thành",
}
PROGRESS = {"done": "Đạt", "in_progress": "Đang thực hiện", "not_done": "Chưa đạt"}


class Pledge(Identified, Versioned, Base):
    """What a member (or, with no member, the organisation as a collective) will do in a year.

    ``measure`` and ``deadline`` hold for the whole pledge, as offices' sheets keep them; an item may have its own.
    """

    __tablename__ = "pledges"
    __register__ = "pledges"
    __table_args__ = (
        UniqueConstraint("member_id", "year"),
        Index(
            "uq_pledges_collective", "organisation_id", "year", unique=True,
            sqlite_where=text("member_id IS NULL"), postgresql_where=text("member_id IS NULL"),
        ),
    )  # fmt: skip
    __audited__ = True

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    theme: Mapped[str | None] = mapped_column(String(300))
    shortcoming: Mapped[str | None] = mapped_column(Text)
    measure: Mapped[str | None] = mapped_column(Text)
    deadline: Mapped[str | None] = mapped_column(String(10))
    comment: Mapped[str | None] = mapped_column(Text)
    approval: Mapped[str | None] = mapped_column(String(10))
    revision: Mapped[int] = mapped_column(default=0)
    handed_in_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    member: Mapped[Member | None] = relationship(lazy="raise_on_sql")
    items: Mapped[list[PledgeItem]] = relationship(
        lazy="raise_on_sql", order_by="PledgeItem.position", cascade="all, delete-orphan", back_populates="pledge"
    )


class PledgeItem(Identified, Versioned, Findable, Base, found_by=("work", "product")):
    """One piece of work of a pledge; its own row of the monthly follow-up, with both ratings at 6 and 12 months."""

    __tablename__ = "pledge_items"
    __register__ = "monthly_checks"
    __audited__ = True

    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledges.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    work: Mapped[str] = mapped_column(Text)
    measure: Mapped[str | None] = mapped_column(Text)
    deadline: Mapped[str | None] = mapped_column(String(10))
    product: Mapped[str | None] = mapped_column(Text)
    midyear_own: Mapped[str | None] = mapped_column(String(15))
    midyear: Mapped[str | None] = mapped_column(String(15))  # the collective's rating; the one a sheet shows
    annual_own: Mapped[str | None] = mapped_column(String(15))
    annual: Mapped[str | None] = mapped_column(String(15))
    remark: Mapped[str | None] = mapped_column(Text)

    pledge: Mapped[Pledge] = relationship(lazy="raise_on_sql", back_populates="items")
    checks: Mapped[list[MonthlyCheck]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", back_populates="item"
    )


class MonthlyCheck(Base):
    """How one item stood in one month: done, in_progress, not_done, or a percentage as digits ("70")."""

    __tablename__ = "monthly_checks"
    __table_args__ = (
        UniqueConstraint("pledge_item_id", "month"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
    )
    __audited__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_item_id: Mapped[int] = mapped_column(ForeignKey("pledge_items.id", ondelete="CASCADE"), index=True)
    month: Mapped[int]
    value: Mapped[str] = mapped_column(String(15))
    evidence: Mapped[str | None] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)

    item: Mapped[PledgeItem] = relationship(lazy="joined", innerjoin=True, back_populates="checks")

    def audit_address(self) -> tuple[str, str, str]:
        """A month's check stands in the history of its item."""
        return "monthly_checks", self.item.uid, f"m{self.month}"


class PledgeSuggestion(Identified, Base):
    """A suggested item handed down by an organisation for a year; pledges below it may take it as it is."""

    __tablename__ = "pledge_suggestions"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    year: Mapped[int]
    work: Mapped[str] = mapped_column(Text)
    measure: Mapped[str | None] = mapped_column(Text)
    product: Mapped[str | None] = mapped_column(Text)
