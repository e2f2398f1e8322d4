"""What is typed about a contest beside its record: a round, a question, the terms of a quiz, scores."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from intranet.contests.models import ContestRound, Question, Quiz
from intranet.contests.questions import MOST, QuestionData
from intranet.contests.quizzes import QuizData
from intranet.contests.rounds import RoundData
from intranet.formatting import TIME_ZONE, vn_date
from intranet.forms import Form
from intranet.registers.contest_entries import CONTEST_ENTRIES, ContestEntry
from intranet.registers.numbers import decimal_typed
from sync.values import Problem, parse_time

LETTERS = "ABCDEF"


def read_round(form: Form, closed: bool) -> RoundData | None:
    """The round typed, or None with the errors in the form."""
    name = form.text("name", "Tên vòng thi", required=True, limit=120)
    closes_on = form.date("closes_on", "Ngày cuối nhận bài")
    return RoundData(name, closes_on, closed) if form else None


def show_round(found: ContestRound) -> Form:
    """The form as it first shows a round."""
    closes_on = vn_date(found.closes_on) if found.closes_on else None
    return Form.showing({"name": found.name, "closes_on": closes_on, "version": found.version})


def read_question(form: Form) -> QuestionData | None:
    """The question typed: its options are those written, in their order; the right one by its letter."""
    text = form.text("text", "Câu hỏi", required=True, limit=1000)
    typed = [form.text(f"option{n}", f"Phương án {LETTERS[n - 1]}", limit=500) for n in range(1, MOST + 1)]
    right = form.choice("right", "Đáp án đúng", [str(n) for n in range(MOST)])
    if not form:
        return None
    written = [place for place, option in enumerate(typed) if option]
    if int(right) not in written:
        form.fail("right", "Đáp án đúng phải là một phương án đã ghi.")
        return None
    return QuestionData(text, tuple(typed[place] for place in written), written.index(int(right)))


def show_question(question: Question) -> Form:
    """The form as it first shows a question."""
    options = {f"option{n}": option for n, option in enumerate(question.options, 1)}
    return Form.showing({"text": question.text, "right": question.right, "version": question.version, **options})


def read_terms(form: Form) -> QuizData | None:
    """The terms typed, or None with the errors in the form."""
    minutes = form.integer("minutes", "Số phút làm bài", low=1, high=300, required=True)
    attempts = form.integer("attempts", "Số lượt mỗi người", low=1, high=20, required=True)
    drawn = form.integer("drawn", "Số câu mỗi lượt", low=1, high=500)
    opens_at = _moment(form, "opens", "Mở thi", "00:00")
    closes_at = _moment(form, "closes", "Kết thúc", "23:59")
    return QuizData(minutes or 0, attempts or 0, drawn, opens_at, closes_at) if form else None


def show_terms(quiz: Quiz | None) -> Form:
    """The form as it first shows the terms."""
    if quiz is None:
        return Form.showing({"minutes": 20, "attempts": 1, "version": 0})
    moments: dict[str, Any] = {}
    for name, moment in (("opens", quiz.opens_at), ("closes", quiz.closes_at)):
        if moment is not None:
            local = moment.astimezone(TIME_ZONE)
            moments |= {f"{name}_on": vn_date(local.date()), f"{name}_time": f"{local:%H:%M}"}
    terms = {"minutes": quiz.minutes, "attempts": quiz.attempts, "drawn": quiz.drawn}
    return Form.showing({**terms, **moments, "version": quiz.version})


def _moment(form: Form, name: str, label: str, otherwise: str) -> datetime | None:
    """A day and an hour on the office's clock."""
    day = form.date(f"{name}_on", f"Ngày {label.lower()}")
    typed = form.text(f"{name}_time", f"Giờ {label.lower()}")
    hour = parse_time(typed) if typed else otherwise
    if isinstance(hour, Problem):
        form.fail(f"{name}_time", f"Giờ {label.lower()} “{typed}” không đọc được. Ghi như 19:30 hoặc 19h30.")
        return None
    if typed and not day and not form.errors.get(f"{name}_on"):
        form.fail(f"{name}_on", f"Ghi ngày {label.lower()} cùng với giờ.")
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=TIME_ZONE) if day else None


def show_scores(entries: Iterable[ContestEntry]) -> Form:
    """The form as it first shows scores and prizes; it remembers what it has shown."""
    form = Form()
    for entry in entries:
        form.data[f"score-{entry.uid}"] = CONTEST_ENTRIES.field("score").shown(entry)
        form.data[f"prize-{entry.uid}"] = entry.prize or ""
        form.data[f"seen-{entry.uid}"] = _as_seen(entry.score, entry.prize)
    return form


def entries_sent(form: Form) -> set[str]:
    """The public ids of the entries that the form was about."""
    return {name.removeprefix("score-") for name in form.data if name.startswith("score-")}


def read_scores(form: Form, entries: Iterable[ContestEntry]) -> dict[str, tuple[float | None, str | None]]:
    """Score and prize of each entry whose line was changed, by its public id.

    What cannot be read stands in the form's errors, and so does a line that somebody else has written meanwhile.
    """
    found = {}
    for entry in entries:
        score, prize = _score_typed(form, entry)
        seen, now = form.raw(f"seen-{entry.uid}"), _as_seen(entry.score, entry.prize)
        if _as_seen(score, prize) in (seen, now):
            continue
        if seen != now:
            form.fail(
                f"score-{entry.uid}",
                f"Có người vừa ghi cho {entry.who_name}: điểm {_said(entry.score)}, giải {entry.prize or 'chưa ghi'}. "
                "Sửa dòng này theo giá trị đúng rồi ghi lại.",
            )
            form.data[f"seen-{entry.uid}"] = now
        found[entry.uid] = (score, prize)
    return found


def _score_typed(form: Form, entry: ContestEntry) -> tuple[float | None, str | None]:
    typed = form.text(f"score-{entry.uid}", f"Điểm của {entry.who_name}")
    score = decimal_typed(typed) if typed else None
    if typed and score is None:
        form.fail(f"score-{entry.uid}", f"Điểm “{typed}” của {entry.who_name} không đọc được. Ghi số, ví dụ 9,5.")
    return score, form.text(f"prize-{entry.uid}", f"Giải của {entry.who_name}", limit=100) or None


def _as_seen(score: float | None, prize: str | None) -> str:
    """A line as the form remembers that it was shown."""
    return f"{_said(score)}|{prize or ''}"


def _said(score: float | None) -> str:
    return CONTEST_ENTRIES.field("score").kind.said(score) if score is not None else "chưa ghi"
