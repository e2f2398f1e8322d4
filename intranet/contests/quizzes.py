"""The online quiz of a contest: its terms, and whether people may enter now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from intranet.contests.models import Attempt, Question, Quiz
from intranet.copying import fill, read
from intranet.database import db
from intranet.formatting import vn_moment
from intranet.refusal import Refusal


@dataclass(frozen=True, slots=True)
class QuizData:
    """The terms: minutes an attempt lasts, attempts a person has, questions drawn (None: all), from when to when."""

    minutes: int = 20
    attempts: int = 1
    drawn: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def of_contest(contest_id: int) -> Quiz | None:
    """The quiz of a contest, if it has one."""
    return db.session.scalar(select(Quiz).where(Quiz.contest_id == contest_id))


def data_of(quiz: Quiz) -> QuizData:
    """The terms as the data that would set them again."""
    return read(QuizData, quiz)


def set_terms(contest_id: int, data: QuizData) -> Quiz:
    """Set the terms of a contest's quiz; attempts under way keep theirs. Raises Refusal."""
    _check(data)
    quiz = of_contest(contest_id)
    if quiz is None:
        quiz = Quiz(contest_id=contest_id, version=0)
        db.session.add(quiz)
    fill(quiz, data)
    quiz.version += 1
    db.session.flush()
    return quiz


def set_open(quiz: Quiz, opened: bool) -> None:
    """Let people in, or stop. Raises Refusal while there is nothing to ask."""
    count = select(func.count(Question.id)).where(Question.contest_id == quiz.contest_id, Question.retired.is_(False))
    asked = db.session.scalar(count) or 0
    if opened and not asked:
        raise Refusal("Bộ câu hỏi còn trống. Ghi câu hỏi trước rồi mở thi.")
    if opened and quiz.drawn and quiz.drawn > asked:
        raise Refusal(
            f"Mỗi lượt lấy {quiz.drawn} câu mà bộ câu hỏi mới có {asked} câu. Ghi thêm câu hỏi hoặc lấy ít câu hơn."
        )
    quiz.opened = opened
    db.session.flush()


def why_closed(quiz: Quiz | None, now: datetime) -> str:
    """Why nobody may enter at this moment; empty while people may."""
    if quiz is None or not quiz.opened:
        return "Cuộc thi chưa mở."
    if quiz.opens_at is not None and now < quiz.opens_at:
        return f"Cuộc thi mở lúc {vn_moment(quiz.opens_at)}."
    if quiz.closes_at is not None and now >= quiz.closes_at:
        return f"Cuộc thi đã kết thúc lúc {vn_moment(quiz.closes_at)}."
    return ""


def taken(contest_id: int) -> int:
    """How many attempts were begun."""
    return db.session.scalar(select(func.count(Attempt.id)).where(Attempt.contest_id == contest_id)) or 0


def _check(data: QuizData) -> None:
    if not 1 <= data.minutes <= 300:
        raise Refusal("Thời gian làm bài phải từ 1 đến 300 phút.", "minutes")
    if not 1 <= data.attempts <= 20:
        raise Refusal("Số lượt mỗi người phải từ 1 đến 20.", "attempts")
    if data.drawn is not None and not 1 <= data.drawn <= 500:
        raise Refusal("Số câu mỗi lượt phải từ 1 đến 500.", "drawn")
    if data.opens_at and data.closes_at and data.closes_at <= data.opens_at:
        raise Refusal("Giờ kết thúc phải sau giờ mở.", "closes_at")
