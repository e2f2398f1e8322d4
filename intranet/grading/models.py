"""The yearly grade of a member, or of a branch."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.database import Base, Identified, Versioned, utcnow
from intranet.pledges.models import GRADES

if TYPE_CHECKING:
    from intranet.members.models import Member
    from intranet.organisations.models import Organisation

__all__ = ["GRADES", "PEER_GROUPS", "Grade"]

#: Who is compared with whom: the cap on the best grade holds within one group of one unit (domain.md, section 3).
PEER_GROUPS = {
    "leaders": "Đảng viên giữ chức vụ lãnh đạo",
    "members": "Đảng viên không giữ chức vụ",
    "branches": "Chi bộ, đơn vị trực thuộc",
}


class Grade(Identified, Versioned, Base):
    """How a member (or, with no member, the organisation itself) is graded for a year. Sensitive personal data.

    Scores are 0-100. ``own_grade`` is what they say of themselves, ``proposed_grade`` what the branch (for a branch: the
    office above) proposes, ``grade`` what was decided, on ``decided_on``, by ``basis``. Grades are GRADES keys.
    """

    __tablename__ = "grades"
    __register__ = "grades"
    __table_args__ = (
        UniqueConstraint("member_id", "year"),
        Index(
            "uq_grades_collective", "organisation_id", "year", unique=True,
            sqlite_where=text("member_id IS NULL"), postgresql_where=text("member_id IS NULL"),
        ),
        Index(None, "organisation_id", "year"),
    )  # fmt: skip
    __audited__ = True

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    peer_group: Mapped[str] = mapped_column(String(10))
    self_score: Mapped[int | None]
    score: Mapped[int | None]
    own_grade: Mapped[str | None] = mapped_column(String(15))
    proposed_grade: Mapped[str | None] = mapped_column(String(15))
    grade: Mapped[str | None] = mapped_column(String(15))
    decided_on: Mapped[str | None] = mapped_column(String(10))
    basis: Mapped[str | None] = mapped_column(String(300))
    shortcomings: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    member: Mapped[Member | None] = relationship(lazy="raise_on_sql")

    @property
    def standing_grade(self) -> str | None:
        """What counts at this moment: the decision, or the proposal while nothing is decided."""
        return self.grade or self.proposed_grade
