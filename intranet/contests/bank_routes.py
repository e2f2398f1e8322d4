"""The organiser's screens of a quiz: questions, terms, opening and closing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from intranet.access import Verb, find
from intranet.audit.queries import Change, Word, differences
from intranet.contests import attempts, forms, pasting, questions, quizzes
from intranet.contests.models import Question
from intranet.database import db, utcnow
from intranet.formatting import vn_moment
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.refusal import Refusal
from intranet.registers.contests import Contest
from intranet.writing import accepted

blueprint = Blueprint("quiz_bank", __name__, url_prefix="/cuoc-thi")
_QUESTION_WORDS = {
    "text": Word("Câu hỏi"),
    "options": Word("Các phương án"),
    "right": Word("Đáp án đúng", {str(place): letter for place, letter in enumerate(forms.LETTERS)}),
}
_TERMS_WORDS = {
    "minutes": Word("Số phút làm bài"),
    "attempts": Word("Số lượt mỗi người"),
    "drawn": Word("Số câu mỗi lượt"),
    "opens_at": Word("Mở thi"),
    "closes_at": Word("Kết thúc"),
}


@blueprint.get("/<uid>/cau-hoi")
def index(uid: str) -> Response:
    """The questions, the terms, and whether people may enter."""
    contest = find(Contest, uid, Verb.RECORD)
    return render(
        "contests/bank.html", contest=contest, quiz=quizzes.of_contest(contest.id), bank=questions.bank(contest.id),
        retired=questions.bank(contest.id, retired=True), begun=quizzes.taken(contest.id),
    )  # fmt: skip


@blueprint.route("/<uid>/cau-hoi/them", methods=["GET", "POST"])
def add(uid: str) -> Response:
    """Add a question; the form stays open for the next one."""
    contest = find(Contest, uid, Verb.RECORD)
    form = Form(request.form)
    data = forms.read_question(form) if request.method == "POST" else None
    if data and accepted(form, lambda: questions.add(contest.id, data)):
        db.session.commit()
        flash("Đã ghi câu hỏi.", "success")
        return redirect(url_for("quiz_bank.add" if form.flag("again") else "quiz_bank.index", uid=uid))
    return _question_page(form, find(Contest, uid, Verb.RECORD), None)


@blueprint.route("/<uid>/cau-hoi/dan", methods=["GET", "POST"])
def paste(uid: str) -> Response:
    """Enter many questions out of a text; all of them or none."""
    contest = find(Contest, uid, Verb.RECORD)
    form = Form(request.form)
    if request.method == "POST":
        found, unread = pasting.read(form.raw("pasted"))
        for number, each in enumerate(unread):
            form.fail("pasted" if number == 0 else f"pasted-{number}", f"Dòng {each.line}: {each.why}")
        if not found and not unread:
            form.fail("pasted", "Dán các câu hỏi vào ô bên dưới.")
        try:
            for data in found if form else ():
                questions.add(contest.id, data)
        except Refusal as refusal:
            form.fail("pasted", f"“{data.text[:60]}”: {refusal.message}")
        if form:
            return _written(uid, f"Đã ghi {len(found)} câu hỏi.")
        db.session.rollback()
        contest = find(Contest, uid, Verb.RECORD)
    return render("contests/paste.html", status=200 if form else 422, form=form, contest=contest)


@blueprint.route("/cau-hoi/<uid>/sua", methods=["GET", "POST"])
def edit(uid: str) -> Response:
    """Correct a question, unless somebody was faster: then both values are shown."""
    question, contest = _question(uid)
    if request.method == "GET":
        return _question_page(forms.show_question(question), contest, question)
    form = Form(request.form)
    data = forms.read_question(form)
    if data and form.stale(question.version):
        clashes = differences(asdict(questions.data_of(question)), asdict(data), _QUESTION_WORDS)
        return _question_page(form, contest, question, clashes)
    if data and accepted(form, lambda: questions.update(question, data)):
        return _written(contest.uid, "Đã ghi câu hỏi.")
    question, contest = _question(uid)
    return _question_page(form, contest, question)


@blueprint.post("/cau-hoi/<uid>/<any('cat', 'dung-lai'):act>")
def retire(uid: str, act: str) -> Response:
    """Put a question away, or use it again."""
    question, contest = _question(uid)
    questions.retire(question, act == "cat")
    return _written(contest.uid, "Đã cất câu hỏi." if act == "cat" else "Đã đưa câu hỏi vào dùng lại.")


@blueprint.route("/<uid>/the-le-thi", methods=["GET", "POST"])
def terms(uid: str) -> Response:
    """How long, how often, how many questions, from when to when; what somebody changed meanwhile is shown."""
    contest = find(Contest, uid, Verb.RECORD)
    quiz = quizzes.of_contest(contest.id)
    if request.method == "GET":
        return _terms_page(forms.show_terms(quiz), contest)
    form = Form(request.form)
    data = forms.read_terms(form)
    if data and form.stale(quiz.version if quiz is not None else 0):
        now = quizzes.data_of(quiz) if quiz is not None else quizzes.QuizData()
        return _terms_page(form, contest, differences(_told(now), _told(data), _TERMS_WORDS))
    if data and accepted(form, lambda: quizzes.set_terms(contest.id, data)):
        return _written(uid, "Đã ghi cách thi.")
    return _terms_page(form, find(Contest, uid, Verb.RECORD))


@blueprint.post("/<uid>/<any('mo-thi', 'dong-thi'):act>")
def opening(uid: str, act: str) -> Response:
    """Let people in, or stop."""
    contest = find(Contest, uid, Verb.RECORD)
    quiz = quizzes.of_contest(contest.id) or quizzes.set_terms(contest.id, quizzes.QuizData())
    quizzes.set_open(quiz, act == "mo-thi")
    return _written(
        uid,
        "Đã mở thi. Mọi người trong đơn vị vào mục “Thi trực tuyến” để làm bài."
        if quiz.opened
        else "Đã dừng nhận lượt thi mới.",
    )


@blueprint.post("/<uid>/chot-ket-qua")
def settle(uid: str) -> Response:
    """Enter the results of the attempts whose time is over."""
    contest = find(Contest, uid, Verb.RECORD)
    count = attempts.settle(contest, utcnow())
    db.session.commit()
    flash(
        f"Đã ghi kết quả của {count} lượt hết giờ." if count else "Không có lượt nào hết giờ mà chưa ghi kết quả.",
        "success",
    )
    return redirect(url_for("contests.ranking", uid=uid, vong="0"))


def _question(uid: str) -> tuple[Question, Contest]:
    """A question and its contest, where the person may write it."""
    found = db.first_or_404(db.select(Question).where(Question.uid == uid))
    owner = db.session.get_one(Contest, found.contest_id)
    return found, find(Contest, owner.uid, Verb.RECORD)


def _told(data: quizzes.QuizData) -> dict[str, Any]:
    """The terms with their moments as a person reads them."""
    moments = {"opens_at": data.opens_at, "closes_at": data.closes_at}
    return {**asdict(data), **{name: vn_moment(moment) if moment else None for name, moment in moments.items()}}


def _question_page(
    form: Form, contest: Contest, question: Question | None, clashes: list[Change] | None = None
) -> Response:
    return render(
        "contests/question.html", status=409 if clashes is not None else 200 if form else 422, form=form,
        contest=contest, question=question, letters=forms.LETTERS, clashes=clashes,
    )  # fmt: skip


def _terms_page(form: Form, contest: Contest, clashes: list[Change] | None = None) -> Response:
    status = 409 if clashes is not None else 200 if form else 422
    return render("contests/terms.html", status=status, form=form, contest=contest, clashes=clashes)


def _written(contest_uid: str, said: str) -> Response:
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("quiz_bank.index", uid=contest_uid))
