"""A person's go at a quiz: begun, answered question by question, handed in; the server's clock decides.

Every function takes the present moment, so that time can be told in tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from intranet.accounts.models import User
from intranet.contests.models import Answer, Attempt, Question
from intranet.contests.quizzes import of_contest, why_closed
from intranet.contests.scoring import Key, Result, deadline, draw, in_time, score
from intranet.database import db
from intranet.refusal import Refusal
from intranet.registers import service as registers
from intranet.registers.contest_entries import CONTEST_ENTRIES, ContestEntry
from intranet.registers.contests import Contest
from intranet.registers.people import members_called


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is shown: its options in this attempt's order, and which of them is chosen. Not which is right."""

    uid: str
    text: str
    options: tuple[str, ...]
    chosen: int | None


def of_user(contest_id: int, user_id: int) -> list[Attempt]:
    """A person's attempts, the first one first. One query."""
    query = select(Attempt).where(Attempt.contest_id == contest_id, Attempt.user_id == user_id)
    return list(db.session.scalars(query.order_by(Attempt.number)))


def running(attempts: list[Attempt], now: datetime) -> Attempt | None:
    """The attempt still under way, which a reload goes on with."""
    return next((a for a in attempts if a.ended_at is None and in_time(now, a.deadline)), None)


def start(contest: Contest, user: User, now: datetime, seed: int | None = None) -> Attempt:
    """Begin an attempt, or go on with the one under way. Raises Refusal while closed, or when all are used."""
    done = of_user(contest.id, user.id)
    if (current := running(done, now)) is not None:
        return current
    quiz = of_contest(contest.id)
    if quiz is None or (why := why_closed(quiz, now)):
        raise Refusal(why if quiz is not None else "Cuộc thi chưa mở.")
    if len(done) >= quiz.attempts:
        raise Refusal(f"Anh chị đã làm đủ {quiz.attempts} lượt của cuộc thi này.")
    keys = [Key(q.id, len(q.options), q.right) for q in _in_use(contest.id)]
    if not keys:
        raise Refusal("Bộ câu hỏi còn trống, chưa thi được.")
    seed = SystemRandom().randrange(2**31) if seed is None else seed
    made = Attempt(
        contest_id=contest.id, user_id=user.id, number=len(done) + 1, seed=seed, questions=draw(keys, quiz.drawn, seed),
        started_at=now, deadline=deadline(now, quiz.minutes, quiz.closes_at), late=0,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(made)
            db.session.flush()
    except IntegrityError:
        return of_user(contest.id, user.id)[-1]  # a second click was faster
    return made


def save(attempt: Attempt, answers: Mapping[str, int], now: datetime) -> int:
    """Keep answers: the place of the chosen option as shown, by the question's public id. Gives how many came too late.

    Raises Refusal for a question or an option that this attempt does not have.
    """
    order = dict(attempt.questions)
    ids = _ids(attempt)
    kept = {answer.question_id: answer for answer in _answers(attempt)}
    late = 0
    for uid, place in answers.items():
        number = ids.get(uid)
        if number is None or not 0 <= place < len(order[number]):
            raise Refusal("Câu hỏi hoặc phương án này không có trong bài của anh chị. Tải lại trang rồi chọn lại.")
        chosen = order[number][place]
        known = kept.get(number)
        if known is not None and known.chosen == chosen:
            continue
        if attempt.ended_at is not None or not in_time(now, attempt.deadline):
            late += 1
        elif known is not None:
            known.chosen, known.saved_at = chosen, now
        else:
            db.session.add(Answer(attempt_id=attempt.id, question_id=number, chosen=chosen, saved_at=now))
    attempt.late += late
    db.session.flush()
    return late


def hand_in(attempt: Attempt, contest: Contest, now: datetime) -> Result:
    """End an attempt and enter its result among the contest's entries; again changes nothing."""
    result = result_of(attempt)
    if attempt.ended_at is None:
        attempt.ended_at = min(now, attempt.deadline)
        attempt.right, attempt.score = result.right, result.score
        attempt.seconds = max(0, int((attempt.ended_at - attempt.started_at).total_seconds()))
        db.session.flush()
        _enter(attempt, contest)
    return result


def settle(contest: Contest, now: datetime) -> int:
    """End every attempt whose time is over. Gives how many."""
    query = select(Attempt).where(Attempt.contest_id == contest.id, Attempt.ended_at.is_(None), Attempt.deadline < now)
    over = [attempt for attempt in db.session.scalars(query) if not in_time(now, attempt.deadline)]
    for attempt in over:
        hand_in(attempt, contest, now)
    return len(over)


def result_of(attempt: Attempt) -> Result:
    """The result by the answers kept. Two queries."""
    asked = [number for number, _order in attempt.questions]
    query = select(Question.id, Question.right).where(Question.id.in_(asked))
    right = {row.id: row.right for row in db.session.execute(query)}
    return score(asked, {a.question_id: a.chosen for a in _answers(attempt)}, right)


def asked(attempt: Attempt) -> list[Asked]:
    """The questions of an attempt as they are shown. Two queries."""
    numbers = [number for number, _order in attempt.questions]
    found = {q.id: q for q in db.session.scalars(select(Question).where(Question.id.in_(numbers)))}
    chosen = {answer.question_id: answer.chosen for answer in _answers(attempt)}
    return [_shown(found[number], order, chosen.get(number)) for number, order in attempt.questions]


def answered(attempt: Attempt) -> int:
    """How many questions have an answer. One query."""
    return len(_answers(attempt))


def _shown(question: Question, order: list[int], chosen: int | None) -> Asked:
    options = tuple(question.options[place] for place in order)
    return Asked(question.uid, question.text, options, order.index(chosen) if chosen is not None else None)


def _in_use(contest_id: int) -> list[Question]:
    query = select(Question).where(Question.contest_id == contest_id, Question.retired.is_(False))
    return list(db.session.scalars(query.order_by(Question.id)))


def _ids(attempt: Attempt) -> dict[str, int]:
    """The attempt's questions by public id."""
    numbers = [number for number, _order in attempt.questions]
    found = db.session.execute(select(Question.uid, Question.id).where(Question.id.in_(numbers)))
    return {row.uid: row.id for row in found}


def _answers(attempt: Attempt) -> list[Answer]:
    return list(db.session.scalars(select(Answer).where(Answer.attempt_id == attempt.id)))


def _enter(attempt: Attempt, contest: Contest) -> None:
    """The person's best result is their entry. A locked period keeps the result in the attempt alone."""
    known = db.session.scalar(
        select(ContestEntry)
        .join(Attempt, Attempt.entry_id == ContestEntry.id)
        .where(Attempt.contest_id == attempt.contest_id, Attempt.user_id == attempt.user_id)
        .limit(1)
    )
    values = {"score": attempt.score, "seconds": attempt.seconds}
    try:
        with db.session.begin_nested():
            if known is None:
                known = _new_entry(attempt, contest, values)
            elif _better(attempt, known):
                registers.change(CONTEST_ENTRIES, known, values)
        attempt.entry_id = known.id
    except Refusal:
        return
    db.session.flush()


def _better(attempt: Attempt, known: ContestEntry) -> bool:
    return (attempt.score or 0, -(attempt.seconds or 0)) > (known.score or 0, -(known.seconds or 0))


def _new_entry(attempt: Attempt, contest: Contest, values: dict[str, float | int | None]) -> ContestEntry:
    user = db.session.get_one(User, attempt.user_id)
    unit = user.organisation
    called = members_called(user.full_name, unit.path) if unit is not None else []
    who = called[0].id if len(called) == 1 else user.full_name
    data = registers.RecordData(
        unit.id if unit is not None else contest.organisation_id,
        {"who": who, "contest": contest.id, **values},
        year=contest.year,
    )
    made: ContestEntry = registers.create(CONTEST_ENTRIES, data)
    return made
