"""Sessions (meetings): agenda, guests, roll-call, score, actions.

The user's word "session" is ``Meeting`` in code, because Flask and SQLAlchemy both own the word session.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.database import Base, Identified, Versioned, utcnow
from intranet.searching import Findable

if TYPE_CHECKING:
    from intranet.members.models import Member
    from intranet.organisations.models import Organisation

MEETING_KINDS = {
    "regular_session": "Thường kỳ",
    "thematic_session": "Chuyên đề",
    "flag_session": "Chào cờ",
    "study_session": "Học tập hằng tuần",
}
RATINGS = {"good": "Tốt", "fair": "Khá", "average": "Trung bình", "poor": "Kém"}
MARKS = {
    "present": "Có mặt",
    "late": "Đến muộn",
    "absent_excused": "Vắng có lý do",
    "absent_unexcused": "Vắng không lý do",
}


class Meeting(Identified, Versioned, Findable, Base, found_by=("topic", "place", "resolution")):
    """One session. ``kinds`` is a comma-separated list of MEETING_KINDS keys: regular and thematic may be joined.

    ``date`` may be missing where a sheet's date could not be read; ``year`` is always known. The figures (total ..
    score) are as written in the sheet or, once a roll-call is taken here, computed from it.
    """

    __tablename__ = "meetings"
    __register__ = "meetings"
    __audited__ = True

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    date: Mapped[str | None] = mapped_column(String(10), index=True)
    time: Mapped[str | None] = mapped_column(String(5))
    kinds: Mapped[str] = mapped_column(String(100), default="")
    topic: Mapped[str | None] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(String(200))
    duration_minutes: Mapped[int | None]
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    minute_taker_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    total: Mapped[int | None]
    present: Mapped[int | None]
    absent_excused: Mapped[int | None]
    absent_unexcused: Mapped[int | None]
    score: Mapped[int | None]
    rating: Mapped[str | None] = mapped_column(String(10))
    minutes_text: Mapped[str | None] = mapped_column(Text)
    conclusion: Mapped[str | None] = mapped_column(Text)
    resolution: Mapped[str | None] = mapped_column(Text)
    papers_sent_on: Mapped[str | None] = mapped_column(String(10))
    roll_taken_at: Mapped[datetime | None]
    minutes_done_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    chair: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=[chair_id])
    minute_taker: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=[minute_taker_id])
    agenda: Mapped[list[AgendaItem]] = relationship(
        lazy="raise_on_sql", order_by="AgendaItem.position", cascade="all, delete-orphan", back_populates="meeting"
    )
    guests: Mapped[list[Guest]] = relationship(
        lazy="raise_on_sql", order_by="Guest.id", cascade="all, delete-orphan", back_populates="meeting"
    )
    actions: Mapped[list[Action]] = relationship(
        lazy="raise_on_sql", order_by="Action.id", cascade="all, delete-orphan", back_populates="meeting"
    )
    score_parts: Mapped[list[ScorePart]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", back_populates="meeting"
    )

    photos: Mapped[list[Photo]] = relationship(
        lazy="raise_on_sql", order_by="Photo.id", cascade="all, delete-orphan", back_populates="meeting"
    )

    @property
    def kind_list(self) -> list[str]:
        """The kinds in the order written."""
        return self.kinds.split(",") if self.kinds else []


class AgendaItem(Identified, Base):
    """One point of the agenda, and what was said on it."""

    __tablename__ = "agenda_items"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    presenter_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    discussion: Mapped[str | None] = mapped_column(Text)

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql", back_populates="agenda")
    presenter: Mapped[Member | None] = relationship(lazy="raise_on_sql")


class Guest(Identified, Base):
    """Somebody who attends without being on the roll: the delegation from above."""

    __tablename__ = "guests"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    full_name: Mapped[str] = mapped_column(String(120))
    position: Mapped[str] = mapped_column(String(200), default="")

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql", back_populates="guests")


class Action(Identified, Base):
    """Something the session asked to be done; open ones are carried to the next session."""

    __tablename__ = "actions"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    content: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    due_on: Mapped[str | None] = mapped_column(String(10))
    done_on: Mapped[str | None] = mapped_column(String(10))
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("actions.id", ondelete="SET NULL"), index=True)

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql", back_populates="actions")
    owner: Mapped[Member | None] = relationship(lazy="raise_on_sql")


class ScorePart(Base):
    """Points given to one part of a session's score (parts and their maximum are dated settings)."""

    __tablename__ = "score_parts"
    __table_args__ = (UniqueConstraint("meeting_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    part: Mapped[str] = mapped_column(String(30))
    points: Mapped[int]

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql", back_populates="score_parts")


class Photo(Identified, Base):
    """A picture of the session. The file lies under the instance directory, named by ``uid``."""

    __tablename__ = "photos"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    media_type: Mapped[str] = mapped_column(String(20))
    size: Mapped[int]
    caption: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql", back_populates="photos")


class AttendanceYear(Identified, Versioned, Base):
    """A member's line in the yearly roll: one row of the attendance matrix that offices keep."""

    __tablename__ = "attendance_years"
    __register__ = "attendance"
    __table_args__ = (UniqueConstraint("member_id", "year"),)
    __audited__ = True

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    year: Mapped[int] = mapped_column(index=True)

    member: Mapped[Member] = relationship(lazy="raise_on_sql")
    marks: Mapped[list[AttendanceMark]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", back_populates="attendance_year"
    )


class AttendanceMark(Base):
    """Whether a member came. ``value`` is a MARKS key; no row means the roll was not taken, which is not an absence.

    ``month`` is set for the branch's regular session of that month (a column of the matrix); another session's mark has
    only its ``meeting_id``. A mark read from a sheet may have a month and no meeting.
    """

    __tablename__ = "attendance_marks"
    __table_args__ = (
        UniqueConstraint("attendance_year_id", "month"),
        UniqueConstraint("attendance_year_id", "meeting_id"),
        CheckConstraint("month IS NOT NULL OR meeting_id IS NOT NULL", name="month_or_meeting"),
        CheckConstraint("month IS NULL OR month BETWEEN 1 AND 12", name="month"),
    )
    __audited__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_year_id: Mapped[int] = mapped_column(ForeignKey("attendance_years.id", ondelete="CASCADE"), index=True)
    month: Mapped[int | None]
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"), index=True)
    value: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(200))

    attendance_year: Mapped[AttendanceYear] = relationship(lazy="joined", innerjoin=True, back_populates="marks")

    def audit_address(self) -> tuple[str, str, str]:
        """A mark's history stands with its line, under the month (or the session)."""
        part = f"m{self.month}" if self.month else f"meeting:{self.meeting_id}"
        return "attendance", self.attendance_year.uid, part
