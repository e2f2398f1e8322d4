"""The quiz as whoever takes it sees it: what is open, the paper, saving, handing in, the result."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, request, url_for

from intranet.access import me
from intranet.contests import attempts, board, quizzes
from intranet.contests.models import Attempt
from intranet.contests.scoring import in_time
from intranet.database import db, utcnow
from intranet.htmx import redirect, render, wants_partial
from intranet.registers.contests import Contest

blueprint = Blueprint("quizzes", __name__, url_prefix="/thi")


@blueprint.get("/")
def index() -> Response:
    """The quizzes that are open to the person."""
    now = utcnow()
    shown = [(contest, quiz, quizzes.why_closed(quiz, now)) for contest, quiz in board.quizzes_for_me()]
    return render("contests/quizzes.html", shown=shown)


@blueprint.get("/<uid>")
def show(uid: str) -> Response:
    """One quiz: its terms, the person's attempts, the button to begin or go on."""
    contest = board.open_to_me(uid) or abort(404)
    quiz = quizzes.of_contest(contest.id) or abort(404)
    now = utcnow()
    mine = attempts.of_user(contest.id, me().id)
    return render(
        "contests/quiz.html", contest=contest, quiz=quiz, mine=mine, running=attempts.running(mine, now),
        closed=quizzes.why_closed(quiz, now), left=max(0, quiz.attempts - len(mine)),
    )  # fmt: skip


@blueprint.post("/<uid>")
def begin(uid: str) -> Response:
    """Begin an attempt, or go on with the one under way."""
    contest = board.open_to_me(uid) or abort(404)
    now = utcnow()
    attempts.settle(contest, now)
    attempt_uid = attempts.start(contest, me(), now).uid
    db.session.commit()
    return redirect(url_for("quizzes.paper", uid=attempt_uid))


@blueprint.get("/luot/<uid>")
def paper(uid: str) -> Response:
    """The questions with what was chosen so far; the result once it is over."""
    attempt, contest = _mine(uid)
    if attempt.ended_at is not None or not in_time(utcnow(), attempt.deadline):
        return _result(attempt, contest)
    asked = attempts.asked(attempt)
    return render(
        "contests/paper.html", attempt=attempt, contest=contest, asked=asked, now=utcnow(),
        answered=sum(each.chosen is not None for each in asked),
    )  # fmt: skip


@blueprint.post("/luot/<uid>")
def send(uid: str) -> Response:
    """Keep the answers sent: one of them by a tap, all of them by the buttons; ``nop`` ends the attempt."""
    attempt, contest = _mine(uid)
    now = utcnow()
    late = attempts.save(attempt, _answers(), now)
    if wants_partial():
        db.session.commit()
        return _saved(attempt, late)
    if "nop" in request.form or not in_time(now, attempt.deadline):
        attempts.hand_in(attempt, contest, now)
        attempts.settle(contest, now)
    elif not late:
        flash("Đã lưu các câu trả lời. Bài chưa nộp, có thể làm tiếp.", "success")
    db.session.commit()
    if late:
        flash(f"Đã hết giờ: {late} câu trả lời gửi sau giờ không được tính.", "error")
    return redirect(url_for("quizzes.paper", uid=uid))


def _answers() -> dict[str, int]:
    """The options chosen, by the question's public id, as the page numbers them."""
    sent = {name[4:]: value for name, value in request.form.items() if name.startswith("cau-")}
    return {uid: int(value) if value.isdigit() and len(value) < 3 else -1 for uid, value in sent.items()}


def _saved(attempt: Attempt, late: int) -> Response:
    count = attempts.answered(attempt)
    return render("contests/_saved.html", late=late, answered=count, of=len(attempt.questions))


def _result(attempt: Attempt, contest: Contest) -> Response:
    quiz = quizzes.of_contest(contest.id)
    left = quiz.attempts - len(attempts.of_user(contest.id, me().id)) if quiz is not None else 0
    return render(
        "contests/result.html", attempt=attempt, contest=contest, result=attempts.result_of(attempt), left=max(0, left),
    )  # fmt: skip


def _mine(uid: str) -> tuple[Attempt, Contest]:
    """The person's own attempt; anybody else's is not there."""
    query = db.select(Attempt).where(Attempt.uid == uid, Attempt.user_id == me().id)
    attempt = db.session.scalar(query) or abort(404)
    return attempt, db.session.get_one(Contest, attempt.contest_id)
