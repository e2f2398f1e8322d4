"""Assignments to present, their presenters, the topic bank, and who is away when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.database import Base, Identified, Versioned, byte_ordered, utcnow

if TYPE_CHECKING:
    from intranet.meetings.models import Meeting
    from intranet.members.models import Member
    from intranet.organisations.models import Organisation

MEDIA = {"story": "Câu chuyện", "article": "Bài viết", "film": "Phim", "slides": "Trình chiếu", "song": "Bài hát"}
SUBJECTS = {
    "story_of_bac": "Chuyện kể về Bác",
    "news": "Thời sự trong nước, thế giới",
    "policy": "Chủ trương, chính sách mới",
    "concern": "Vấn đề dư luận quan tâm",
}


class Assignment(Identified, Versioned, Base):
    """Who of an organisation presents what in a month (2022-01).

    ``due`` is when it must be prepared and keeps its precision; ``prepared_on`` the day it was. ``delivered`` is null
    while nobody has said. ``topic`` stands here as it was given; ``topic_entry_id`` is where in the bank it came from.
    """

    __tablename__ = "assignments"
    __register__ = "assignments"
    __audited__ = True

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    month: Mapped[str] = mapped_column(String(7), index=True)
    topic: Mapped[str | None] = mapped_column(Text)
    media: Mapped[str | None] = mapped_column(String(20))
    due: Mapped[str | None] = mapped_column(String(10))
    prepared_on: Mapped[str | None] = mapped_column(String(10))
    delivered: Mapped[bool | None]
    note: Mapped[str | None] = mapped_column(Text)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"), index=True)
    topic_entry_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    meeting: Mapped[Meeting | None] = relationship(lazy="raise_on_sql")
    topic_entry: Mapped[TopicEntry | None] = relationship(lazy="raise_on_sql")
    presenters: Mapped[list[Presenter]] = relationship(
        lazy="raise_on_sql", order_by="Presenter.position", cascade="all, delete-orphan", back_populates="assignment"
    )


class Presenter(Base):
    """One of those who present an assignment, in the order named."""

    __tablename__ = "assignment_presenters"
    __table_args__ = (UniqueConstraint("assignment_id", "member_id"),)
    __audited__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]

    assignment: Mapped[Assignment] = relationship(lazy="joined", innerjoin=True, back_populates="presenters")
    member: Mapped[Member] = relationship(lazy="raise_on_sql")

    @property
    def value(self) -> int:
        """What the change log keeps of a presenter: who it is."""
        return self.member_id

    def audit_address(self) -> tuple[str, str, str]:
        """Who presents stands in the history of the assignment."""
        return "assignments", self.assignment.uid, "presenter"


class TopicEntry(Identified, Versioned, Base):
    """A topic worth presenting, kept by an organisation for itself and for those below it."""

    __tablename__ = "topics"
    __register__ = "topics"
    __audited__ = True

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    search_key: Mapped[str] = mapped_column(byte_ordered(400), default="")
    subject: Mapped[str | None] = mapped_column(String(20))
    media: Mapped[str | None] = mapped_column(String(20))
    source: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class Absence(Identified, Base):
    """A member cannot present from a day on, until a day (null: until further notice), for a reason."""

    __tablename__ = "presenter_absences"
    __register__ = "presenter_absences"
    __audited__ = True

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    starts_on: Mapped[str] = mapped_column(String(10))
    ends_on: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(200), default="")

    member: Mapped[Member] = relationship(lazy="raise_on_sql")
