"""Contests and quizzes to test with."""

from __future__ import annotations

from intranet.contests import questions, quizzes
from intranet.contests.models import Quiz
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.registers import service
from intranet.registers.contest_entries import ContestEntry
from intranet.registers.contests import CONTESTS, Contest


def make_contest(owner: Organisation, **values: object) -> Contest:
    given = {"name": "Gương bình dị", "kind": "written", "held": "2026-05-19", **values}
    made: Contest = service.create(CONTESTS, service.RecordData(owner.id, given))
    db.session.commit()
    return made


def make_quiz(contest: Contest, count: int = 3, **terms: int) -> Quiz:
    for number in range(count):
        questions.add(contest.id, questions.QuestionData(f"Câu số {number}?", ("Đúng", "Sai một", "Sai hai"), 0))
    quiz = quizzes.set_terms(contest.id, quizzes.QuizData(**terms))  # type: ignore[arg-type]
    quizzes.set_open(quiz, True)
    db.session.commit()
    return quiz


def entries() -> list[ContestEntry]:
    db.session.rollback()
    return list(db.session.scalars(db.select(ContestEntry).order_by(ContestEntry.id)))
