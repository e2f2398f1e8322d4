"""The organisation tree: party organisations, branches, party groups and mass organisations."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.database import Base, Identified, Versioned, byte_ordered, utcnow

if TYPE_CHECKING:
    from intranet.members.models import Member

#: Kinds of organisation: those that hold others, then branches by where they stand, then groups and mass organisations.
KINDS = {
    "province": "Đảng bộ tỉnh",
    "district": "Đảng bộ huyện",
    "commune": "Đảng bộ xã",
    "rural": "Nông thôn",
    "agency": "Cơ quan",
    "school": "Trường học",
    "police": "Công an",
    "military": "Quân sự",
    "health": "Y tế",
    "enterprise": "Doanh nghiệp",
    "party_group": "Tổ đảng",
    "mass_org": "Đoàn thể",
}
COMMITTEE_KINDS = ("province", "district", "commune")
BRANCH_KINDS = ("rural", "agency", "school", "police", "military", "health", "enterprise")


class Organisation(Identified, Versioned, Base):
    """A node of the tree. ``path`` lists the ids from the root, ``/1/7/12/``: a subtree is a prefix.

    ``kind`` is null where a sheet left the kind of branch unreadable. ``reported_*`` are the head counts the branch
    itself keeps in its sheet; the counts from the member register are computed and may differ.
    """

    __tablename__ = "organisations"
    __register__ = "organisations"
    __audited__ = True

    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(byte_ordered(400), index=True, default="")
    search_key: Mapped[str] = mapped_column(byte_ordered(400), default="")
    kind: Mapped[str | None] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    path: Mapped[str] = mapped_column(byte_ordered(200), index=True, default="")
    secretary_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL", use_alter=True), index=True
    )
    phone: Mapped[str | None] = mapped_column(String(20))
    reported_total: Mapped[int | None]
    reported_probationary: Mapped[int | None]
    reported_exempt: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    parent: Mapped[Organisation | None] = relationship(lazy="raise_on_sql", remote_side="Organisation.id")
    secretary: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=[secretary_id])

    @property
    def is_branch(self) -> bool:
        """Whether members belong here directly; an unread kind counts as a branch."""
        return self.kind is None or self.kind in BRANCH_KINDS
