"""What belongs to a contest beside its own record: rounds, the question bank, the quiz and its attempts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.accounts.models import User
from intranet.database import Base, Identified, Versioned, utcnow


class ContestRound(Identified, Versioned, Base):
    """A round of a contest. After ``closes_on`` (canonical day), or once ``closed``, no entry is taken any more."""

    __tablename__ = "contest_rounds"
    __register__ = "contest_rounds"
    __table_args__ = (UniqueConstraint("contest_id", "number"),)
    __audited__ = True

    contest_id: Mapped[int] = mapped_column(ForeignKey("contests.id"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    closes_on: Mapped[str | None] = mapped_column(String(10))
    closed: Mapped[bool] = mapped_column(default=False)


class Quiz(Identified, Versioned, Base):
    """The online quiz of a contest: how long, how often, how many questions out of the bank, from when to when.

    ``opened`` once the organiser lets people in. ``closes_at`` ends every attempt still running.
    """

    __tablename__ = "quizzes"
    __register__ = "quizzes"
    __audited__ = True

    contest_id: Mapped[int] = mapped_column(ForeignKey("contests.id"), unique=True)
    minutes: Mapped[int] = mapped_column(default=20)
    attempts: Mapped[int] = mapped_column(default=1)
    drawn: Mapped[int | None]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    opened: Mapped[bool] = mapped_column(default=False)


class Question(Identified, Versioned, Base):
    """A question of the bank: two to six options, one of them right (its place, from 0)."""

    __tablename__ = "quiz_questions"
    __register__ = "quiz_questions"
    __audited__ = True

    contest_id: Mapped[int] = mapped_column(ForeignKey("contests.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    options: Mapped[list[str]] = mapped_column(JSON)
    right: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Attempt(Identified, Base):
    """One person's go at a quiz. ``questions`` and the order of their options follow from ``seed`` and are kept.

    ``questions``: pairs of a question's id and the places of its options as shown. ``deadline`` is the server's;
    ``score`` (of 100), ``right`` and ``seconds`` are set when it is handed in or its time is over. ``late``: answers that
    came after the deadline and were not counted. ``entry_id``: the entry in the contest's register that its result became.
    """

    __tablename__ = "quiz_attempts"
    __register__ = "quiz_attempts"
    __table_args__ = (UniqueConstraint("contest_id", "user_id", "number"),)

    contest_id: Mapped[int] = mapped_column(ForeignKey("contests.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    number: Mapped[int] = mapped_column(default=1)
    seed: Mapped[int]
    questions: Mapped[list[tuple[int, list[int]]]] = mapped_column(JSON)
    started_at: Mapped[datetime] = mapped_column(default=utcnow)
    deadline: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    score: Mapped[float | None]
    right: Mapped[int | None]
    seconds: Mapped[int | None]
    late: Mapped[int] = mapped_column(default=0)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("contest_entries.id", ondelete="SET NULL"), index=True)

    user: Mapped[User] = relationship(lazy="raise_on_sql")


class Answer(Base):
    """What a person chose for one question: the place of the option in the bank, from 0."""

    __tablename__ = "quiz_answers"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("quiz_attempts.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("quiz_questions.id"), primary_key=True)
    chosen: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(default=utcnow)


class EntryImport(Identified, Base):
    """Entries read out of a file and shown for checking, until somebody confirms or another file takes their place.

    ``rows``: values by field of each row that can be entered. Gone once entered, so nothing is entered twice.
    """

    __tablename__ = "entry_imports"

    contest_id: Mapped[int] = mapped_column(ForeignKey("contests.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("contest_rounds.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(200), default="")
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    known: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
