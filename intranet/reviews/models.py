"""Tasks registered for a month, and what was said of them at the flag ceremony."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.database import Base, Identified, Versioned, utcnow
from intranet.searching import Findable

if TYPE_CHECKING:
    from intranet.meetings.models import Meeting
    from intranet.members.models import Member
    from intranet.organisations.models import Organisation

#: How a task stood at the review; no result yet is None.
RESULTS = {"done": "Hoàn thành", "in_progress": "Đang thực hiện", "not_done": "Chưa hoàn thành"}


class WorkTask(Identified, Versioned, Findable, Base, found_by=("task", "owner_text")):
    """One task of an organisation's plan for a month ("2022-05").

    It is done by a member (``owner``) or by whoever ``owner_text`` names. ``deadline`` is a canonical date of any
    precision. ``criticism`` (also self-criticism) is sensitive, and what was said of a task at its review is not searched.
    ``meeting`` is the flag ceremony that reviewed it. A task carried over from an earlier month points at it; unique, so
    that nothing is ever carried twice.
    """

    __tablename__ = "work_tasks"
    __register__ = "work_tasks"
    __table_args__ = (Index(None, "organisation_id", "month"),)
    __audited__ = True

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    month: Mapped[str] = mapped_column(String(7), index=True)
    task: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    owner_text: Mapped[str | None] = mapped_column(String(200))
    deadline: Mapped[str | None] = mapped_column(String(10))
    result: Mapped[str | None] = mapped_column(String(15))
    remark: Mapped[str | None] = mapped_column(Text)
    praise: Mapped[str | None] = mapped_column(Text)
    criticism: Mapped[str | None] = mapped_column(Text)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"), index=True)
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("work_tasks.id", ondelete="SET NULL"), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    owner: Mapped[Member | None] = relationship(lazy="raise_on_sql")
    meeting: Mapped[Meeting | None] = relationship(lazy="raise_on_sql")
    carried_from: Mapped[WorkTask | None] = relationship(
        lazy="raise_on_sql", remote_side="WorkTask.id", back_populates="carried_to"
    )
    carried_to: Mapped[WorkTask | None] = relationship(
        lazy="raise_on_sql", back_populates="carried_from", uselist=False, passive_deletes="all"
    )

    @property
    def touched(self) -> bool:
        """Whether anything was said of it at a review."""
        return any((self.result, self.remark, self.praise, self.criticism))
