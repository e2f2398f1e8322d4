"""The online quiz: drawn by a seed, timed by the server, scored where nobody can look. The clock is the test's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.accounts.models import User
from intranet.contests import attempts, questions, quizzes
from intranet.contests.models import Attempt, Question
from intranet.contests.scoring import Key, Result, draw, score
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers import service
from intranet.registers.contest_entries import ContestEntry
from intranet.registers.contests import CONTESTS, Contest
from intranet.settings.service import lock
from tests import factories

NOW = datetime(2026, 5, 19, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def contest(commune: Organisation) -> Contest:
    made: Contest = service.create(
        CONTESTS,
        service.RecordData(commune.id, {"name": "Tìm hiểu Nghị quyết", "kind": "online", "held": "2026-05-19"}),
    )
    for number in range(5):
        questions.add(made.id, questions.QuestionData(f"Câu số {number}?", ("Đúng", "Sai một", "Sai hai"), 0))
    quizzes.set_open(quizzes.set_terms(made.id, quizzes.QuizData(minutes=10)), True)
    return made


@pytest.fixture
def person(commune: Organisation) -> User:
    return factories.make_user("reader", factories.make_branch(commune), full_name="Nông Văn Hai")


def pick(attempt: Attempt, right: int) -> dict[str, int]:
    """Answers to all questions of an attempt, so many of them right, as the page would send them."""
    shown = attempts.asked(attempt)
    return {each.uid: each.options.index("Đúng" if number < right else "Sai một") for number, each in enumerate(shown)}


def test_an_attempt_is_scored_and_becomes_the_persons_entry(contest: Contest, person: User) -> None:
    member = factories.make_member(db.session.get_one(Organisation, person.organisation_id), "Nông Văn Hai")
    attempt = attempts.start(contest, person, NOW)
    assert attempts.save(attempt, pick(attempt, 4), NOW + MINUTE) == 0
    result = attempts.hand_in(attempt, contest, NOW + 3 * MINUTE)
    assert (result, result.score) == (Result(4, 5), 80.0)
    entry = db.session.scalars(db.select(ContestEntry)).one()
    assert (entry.who_id, entry.who_name, entry.score, entry.seconds, entry.organisation_id, entry.contest_id) == (
        member.id, "Nông Văn Hai", 80.0, 180, person.organisation_id, contest.id,
    )  # fmt: skip
    attempts.hand_in(attempt, contest, NOW + 5 * MINUTE)
    assert (attempt.seconds, db.session.scalar(db.select(db.func.count(ContestEntry.id)))) == (180, 1)


def test_coming_back_goes_on_with_the_same_attempt_and_the_same_order(contest: Contest, person: User) -> None:
    attempt = attempts.start(contest, person, NOW, seed=7)
    shown = attempts.asked(attempt)
    attempts.save(attempt, {shown[0].uid: 2}, NOW)
    db.session.commit()
    again = attempts.start(contest, person, NOW + 9 * MINUTE)
    assert again.id == attempt.id
    assert [(q.uid, q.options) for q in attempts.asked(again)] == [(q.uid, q.options) for q in shown]
    assert attempts.asked(again)[0].chosen == 2


def test_what_comes_after_the_deadline_and_its_grace_is_not_counted_and_said(contest: Contest, person: User) -> None:
    attempt = attempts.start(contest, person, NOW)
    answers = pick(attempt, 5)
    first, second, *rest = answers.items()
    end = NOW + 10 * MINUTE
    assert attempt.deadline == end
    assert attempts.save(attempt, dict([first]), end) == 0
    assert attempts.save(attempt, dict([second]), end + timedelta(seconds=5)) == 0
    assert attempts.save(attempt, {**dict([first]), **dict(rest)}, end + timedelta(seconds=6)) == 3
    assert attempt.late == 3
    assert attempts.hand_in(attempt, contest, end + MINUTE) == Result(2, 5)
    assert (attempt.ended_at, attempt.seconds) == (end, 600)


def test_the_end_of_the_quiz_ends_every_attempt(contest: Contest, person: User) -> None:
    quizzes.set_terms(contest.id, quizzes.QuizData(minutes=10, closes_at=NOW + 4 * MINUTE))
    assert attempts.start(contest, person, NOW).deadline == NOW + 4 * MINUTE


def test_one_has_as_many_attempts_as_the_terms_say_and_the_best_one_counts(contest: Contest, person: User) -> None:
    for right, minutes in ((3, 2), (5, 4), (5, 6), (1, 1)):
        if right == 1:
            with pytest.raises(Refusal, match="Anh chị đã làm đủ 3 lượt"):
                attempts.start(contest, person, NOW)
            break
        quizzes.set_terms(contest.id, quizzes.QuizData(minutes=10, attempts=3))
        attempt = attempts.start(contest, person, NOW)
        attempts.save(attempt, pick(attempt, right), NOW)
        attempts.hand_in(attempt, contest, NOW + minutes * MINUTE)
    entry = db.session.scalars(db.select(ContestEntry)).one()
    assert (entry.score, entry.seconds) == (100.0, 240)


def test_nobody_enters_before_it_opens_after_it_ends_or_without_questions(contest: Contest, person: User) -> None:
    quiz = quizzes.set_terms(contest.id, quizzes.QuizData(opens_at=NOW, closes_at=NOW + 60 * MINUTE))
    with pytest.raises(Refusal, match="Cuộc thi mở lúc 09:00, 19/5/2026"):
        attempts.start(contest, person, NOW - MINUTE)
    with pytest.raises(Refusal, match="Cuộc thi đã kết thúc lúc 10:00, 19/5/2026"):
        attempts.start(contest, person, NOW + 60 * MINUTE)
    quizzes.set_open(quiz, False)
    with pytest.raises(Refusal, match="Cuộc thi chưa mở"):
        attempts.start(contest, person, NOW)
    for question in questions.bank(contest.id):
        questions.retire(question, True)
    with pytest.raises(Refusal, match="Bộ câu hỏi còn trống"):
        quizzes.set_open(quiz, True)
    quizzes.set_terms(contest.id, quizzes.QuizData(drawn=2))
    questions.retire(questions.bank(contest.id, retired=True)[0], False)
    with pytest.raises(Refusal, match="Mỗi lượt lấy 2 câu mà bộ câu hỏi mới có 1 câu"):
        quizzes.set_open(quiz, True)


def test_an_attempt_left_alone_is_settled_with_what_was_kept(contest: Contest, person: User) -> None:
    attempt = attempts.start(contest, person, NOW)
    attempts.save(attempt, dict([next(iter(pick(attempt, 5).items()))]), NOW)
    assert attempts.settle(contest, NOW + 10 * MINUTE) == 0
    assert attempts.settle(contest, NOW + 11 * MINUTE) == 1
    assert db.session.scalars(db.select(ContestEntry)).one().score == 20.0


def test_a_locked_year_keeps_the_result_in_the_attempt(contest: Contest, person: User) -> None:
    attempt = attempts.start(contest, person, NOW)
    lock(contest.organisation_id, "2026")
    assert attempts.hand_in(attempt, contest, NOW + MINUTE) == Result(0, 5)
    assert (attempt.score, attempt.entry_id) == (0.0, None)


def test_a_question_or_option_of_nowhere_is_refused(contest: Contest, person: User) -> None:
    attempt = attempts.start(contest, person, NOW)
    uid = attempts.asked(attempt)[0].uid
    for answers in ({"x": 0}, {uid: 3}, {uid: -1}):
        with pytest.raises(Refusal, match="không có trong bài của anh chị"):
            attempts.save(attempt, answers, NOW)


def test_a_question_is_checked_and_stays_as_it_was_answered(contest: Contest, person: User) -> None:
    for data, said in (
        (questions.QuestionData("", ("A", "B"), 0), "Nhập câu hỏi"),
        (questions.QuestionData("Mới?", ("A",), 0), "Ghi từ 2 đến 6 phương án"),
        (questions.QuestionData("Mới?", ("A", "a"), 0), "Có hai phương án giống nhau"),
        (questions.QuestionData("Mới?", ("A", "B"), 2), "Chọn đáp án đúng"),
        (questions.QuestionData("Câu số 0?", ("A", "B"), 0), "đã có trong bộ câu hỏi"),
    ):
        with pytest.raises(Refusal, match=said):
            questions.add(contest.id, data)
    attempt = attempts.start(contest, person, NOW)
    attempts.save(attempt, pick(attempt, 5), NOW)
    question = db.session.scalars(db.select(Question)).first()
    assert question is not None
    with pytest.raises(Refusal, match="Cất câu này đi và ghi câu mới"):
        questions.update(question, questions.QuestionData("Câu số 0?", ("Đúng", "Sai một", "Sai hai"), 1))
    questions.update(question, questions.QuestionData("Câu số không?", ("Đúng", "Sai một", "Sai hai"), 0))
    assert question.text == "Câu số không?"


def test_a_question_somebody_has_before_them_keeps_its_options(contest: Contest, person: User) -> None:
    attempt = attempts.start(contest, person, NOW, seed=1)
    question = db.session.scalars(db.select(Question).where(Question.id == attempt.questions[0][0])).one()
    fewer = replace(questions.data_of(question), options=("Đúng", "Sai một"), right=0)
    with pytest.raises(Refusal, match="Có người đang làm bài có câu này"):
        questions.update(question, fewer)
    questions.update(question, replace(questions.data_of(question), text="Câu viết lại cho rõ?"))
    assert "Câu viết lại cho rõ?" in {each.text for each in attempts.asked(attempt)}
    attempts.hand_in(attempt, contest, NOW)
    questions.update(question, fewer)
    assert len(question.options) == 2


def test_terms_that_make_no_sense_are_refused(contest: Contest) -> None:
    for data, said in (
        (quizzes.QuizData(minutes=0), "từ 1 đến 300 phút"),
        (quizzes.QuizData(attempts=0), "từ 1 đến 20"),
        (quizzes.QuizData(drawn=0), "từ 1 đến 500"),
        (quizzes.QuizData(opens_at=NOW, closes_at=NOW), "Giờ kết thúc phải sau giờ mở"),
    ):
        with pytest.raises(Refusal, match=said):
            quizzes.set_terms(contest.id, data)


@given(
    sizes=st.lists(st.integers(2, 6), min_size=1, max_size=30),
    count=st.one_of(st.none(), st.integers(1, 40)),
    seed=st.integers(0, 2**31),
)
def test_a_seed_draws_the_same_questions_each_once_with_all_their_options(
    sizes: list[int], count: int | None, seed: int
) -> None:
    bank = [Key(number, size, 0) for number, size in enumerate(sizes)]
    drawn = draw(bank, count, seed)
    assert drawn == draw(bank, count, seed)
    assert len({number for number, _order in drawn}) == len(drawn) == min(count or len(bank), len(bank))
    assert all(sorted(order) == list(range(sizes[number])) for number, order in drawn)


def test_nothing_chosen_is_not_right() -> None:
    assert score([1, 2, 3], {1: 0, 2: 1}, {1: 0, 2: 0, 3: 0}) == Result(1, 3)
