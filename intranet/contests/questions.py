"""The question bank of a contest's quiz."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from intranet.contests.models import Answer, Attempt, Question
from intranet.database import db
from intranet.forms import tidy
from intranet.refusal import Refusal
from intranet.registers.kinds import Text

FEWEST, MOST = 2, 6


@dataclass(frozen=True, slots=True)
class QuestionData:
    """What a person may write of a question. ``right``: the place of the right option, from 0."""

    text: str
    options: tuple[str, ...]
    right: int


def bank(contest_id: int, *, retired: bool = False) -> Sequence[Question]:
    """The questions in use, or those put away, as they were entered. One query."""
    query = select(Question).where(Question.contest_id == contest_id, Question.retired.is_(retired))
    return db.session.scalars(query.order_by(Question.id)).all()


def data_of(question: Question) -> QuestionData:
    """The question as the data that would make it again."""
    return QuestionData(question.text, tuple(question.options), question.right)


def add(contest_id: int, data: QuestionData) -> Question:
    """Add a question. Raises Refusal."""
    checked = _checked(data)
    same = select(Question.id).where(
        Question.contest_id == contest_id, Question.text == checked.text, Question.retired.is_(False)
    )
    if db.session.scalar(same) is not None:
        raise Refusal("Câu hỏi này đã có trong bộ câu hỏi.", "text")
    question = Question(
        contest_id=contest_id, version=1, text=checked.text, options=list(checked.options), right=checked.right
    )
    db.session.add(question)
    db.session.flush()
    return question


def update(question: Question, data: QuestionData) -> None:
    """Correct a question; once somebody has it before them or has answered it, its wording only. Raises Refusal."""
    checked = _checked(data)
    now = data_of(question)
    if (checked.options, checked.right) != (now.options, now.right):
        _require_unasked(question)
    question.text, question.options, question.right = checked.text, list(checked.options), checked.right
    question.version += 1
    db.session.flush()


def retire(question: Question, retired: bool) -> None:
    """Put a question away, or take it out again; attempts that have it keep it."""
    question.retired = retired
    db.session.flush()


def _require_unasked(question: Question) -> None:
    """Refuse once the question was answered, or stands in an attempt under way: its options are chosen by their places."""
    if db.session.scalar(select(Answer.chosen).where(Answer.question_id == question.id).limit(1)) is not None:
        raise Refusal(
            "Câu này đã có người trả lời nên không sửa phương án và đáp án được nữa. Cất câu này đi và ghi câu mới.",
            "right",
        )
    under_way = select(Attempt.questions).where(Attempt.contest_id == question.contest_id, Attempt.ended_at.is_(None))
    if any(number == question.id for asked in db.session.scalars(under_way) for number, _order in asked):
        raise Refusal(
            "Có người đang làm bài có câu này nên chưa sửa phương án và đáp án được. Đợi hết lượt thi, "
            "hoặc cất câu này đi và ghi câu mới.",
            "right",
        )


def _checked(data: QuestionData) -> QuestionData:
    text = Text(1000).checked(data.text, "Câu hỏi", "text")
    if not text:
        raise Refusal("Nhập câu hỏi.", "text")
    options = tuple(tidy(option) for option in data.options)
    if not FEWEST <= len(options) <= MOST or not all(options):
        raise Refusal(f"Ghi từ {FEWEST} đến {MOST} phương án trả lời.", "option1")
    if len({option.lower() for option in options}) < len(options):
        raise Refusal("Có hai phương án giống nhau. Sửa lại một phương án.", "option1")
    if any(len(option) > 500 for option in options):
        raise Refusal("Phương án dài quá 500 ký tự.", "option1")
    if not 0 <= data.right < len(options):
        raise Refusal("Chọn đáp án đúng trong các phương án đã ghi.", "right")
    return QuestionData(text, options, data.right)
