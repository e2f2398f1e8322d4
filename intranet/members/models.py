"""Party members and their transfers between branches."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.database import Base, Identified, Versioned, byte_ordered, utcnow

if TYPE_CHECKING:
    from intranet.organisations.models import Organisation

GENDERS = {"male": "Nam", "female": "Nữ"}
STANDINGS = {
    "full": "Chính thức",
    "probationary": "Dự bị",
    "exempt": "Miễn sinh hoạt",
    "temporary": "Sinh hoạt tạm thời",
}
MEMBER_ROLES = {
    "secretary": "Bí thư",
    "deputy_secretary": "Phó Bí thư",
    "committee_member": "Chi ủy viên",
    "member": "Đảng viên",
    "village_head": "Thôn trưởng",
    "principal": "Hiệu trưởng",
    "police_chief": "Trưởng Công an",
}


class Member(Identified, Versioned, Base):
    """A Party member. Dates are canonical strings that keep their precision: 1989-11-08, 1989-11, 1989-Q4, 1989.

    ``roles`` is a comma-separated list of MEMBER_ROLES keys, in the order written.
    """

    __tablename__ = "members"
    __register__ = "members"
    __audited__ = True

    full_name: Mapped[str] = mapped_column(String(120))
    sort_key: Mapped[str] = mapped_column(byte_ordered(400), index=True, default="")
    search_key: Mapped[str] = mapped_column(byte_ordered(400), index=True, default="")
    gender: Mapped[str | None] = mapped_column(String(10))
    born: Mapped[str | None] = mapped_column(String(10))
    joined_on: Mapped[str | None] = mapped_column(String(10))
    official_on: Mapped[str | None] = mapped_column(String(10))
    roles: Mapped[str] = mapped_column(String(200), default="")
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    standing: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(Text)
    left_on: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    branch: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=[branch_id])

    @property
    def role_list(self) -> list[str]:
        """The roles in the order written."""
        return self.roles.split(",") if self.roles else []


class Transfer(Identified, Base):
    """A member's move from one branch to another."""

    __tablename__ = "transfers"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    from_branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    to_branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    moved_on: Mapped[str] = mapped_column(String(10))
    basis: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    from_branch: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=[from_branch_id])
    to_branch: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=[to_branch_id])
