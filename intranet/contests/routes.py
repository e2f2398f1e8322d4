"""The screens of a contest beside its record: rounds, ranking, scores, entries by unit."""

from __future__ import annotations

from dataclasses import asdict, replace

from flask import Blueprint, Response, abort, flash, request, url_for

from intranet.access import Verb, can, find, scoped
from intranet.audit.queries import Change, Word, differences
from intranet.contests import board, forms, rounds
from intranet.contests.models import ContestRound
from intranet.database import db
from intranet.forms import Form
from intranet.htmx import address, redirect, render
from intranet.numbers import whole
from intranet.paging import Pages
from intranet.refusal import Refusal
from intranet.registers import service
from intranet.registers.contest_entries import CONTEST_ENTRIES, ContestEntry
from intranet.registers.contests import Contest
from intranet.writing import accepted

blueprint = Blueprint("contests", __name__, url_prefix="/cuoc-thi")
_ROUND_WORDS = {"name": Word("Tên vòng thi"), "closes_on": Word("Ngày cuối nhận bài", date=True)}


@blueprint.get("/<uid>/xep-hang")
def ranking(uid: str) -> Response:
    """The entries of a round, the best first."""
    contest = board.open_to_me(uid) or abort(404)
    found = _round_asked(contest)
    pages = board.ranking(contest.id, found.id if found else None, request.args.get("page", 1, type=whole))
    return render(
        "contests/ranking.html", contest=contest, round=found, pages=pages, rounds=rounds.of_contest(contest.id),
        page_url=_page_url, may=can(Verb.RECORD) and _mine(uid),
    )  # fmt: skip


@blueprint.route("/<uid>/cham", methods=["GET", "POST"])
def scores(uid: str) -> Response:
    """Write the scores and prizes of a page of entries in one go."""
    contest = find(Contest, uid, Verb.RECORD)
    found = _round_asked(contest)
    pages = board.ranking(contest.id, found.id if found else None, request.args.get("page", 1, type=whole))
    if request.method == "GET":
        return _scores_page(contest, found, pages, forms.show_scores(row.entry for row in pages.rows))
    form = Form(request.form)
    entries = [row.entry for row in _sent(contest, found, form)]
    typed = forms.read_scores(form, entries)
    try:
        changed = _write_scores(entries, typed) if form else 0
    except Refusal as refusal:
        form.refuse(refusal)
    if not form:
        db.session.rollback()
        contest = find(Contest, uid, Verb.RECORD)
        found = _round_asked(contest)
        return _scores_page(contest, found, replace(pages, rows=_sent(contest, found, form)), form)
    db.session.commit()
    flash(f"Đã ghi điểm, giải của {changed} bài." if changed else "Không có gì thay đổi.", "success")
    return redirect(url_for("contests.ranking", uid=uid, vong=request.args.get("vong") or None))


@blueprint.get("/<uid>/theo-don-vi")
def by_unit(uid: str) -> Response:
    """How many entries each unit sent."""
    contest = board.open_to_me(uid) or abort(404)
    lines = board.by_unit(contest)
    return render("contests/by_unit.html", contest=contest, lines=lines)


@blueprint.route("/<uid>/vong/them", methods=["GET", "POST"])
def add_round(uid: str) -> Response:
    """Add a round."""
    contest = find(Contest, uid, Verb.RECORD)
    form = Form(request.form)
    data = forms.read_round(form, closed=False) if request.method == "POST" else None
    if data and accepted(form, lambda: rounds.add(contest.id, data)):
        return _written(uid, "Đã thêm vòng thi.")
    return _round_page(form, find(Contest, uid, Verb.RECORD), None)


@blueprint.route("/vong/<uid>/sua", methods=["GET", "POST"])
def edit_round(uid: str) -> Response:
    """Rename a round, or change its last day, unless somebody was faster: then both values are shown."""
    found, contest = _round(uid)
    if request.method == "GET":
        return _round_page(forms.show_round(found), contest, found)
    form = Form(request.form)
    data = forms.read_round(form, found.closed)
    if data and form.stale(found.version):
        return _round_page(form, contest, found, differences(asdict(rounds.data_of(found)), asdict(data), _ROUND_WORDS))
    if data and accepted(form, lambda: rounds.update(found, data)):
        return _written(contest.uid, "Đã ghi vòng thi.")
    found, contest = _round(uid)
    return _round_page(form, contest, found)


@blueprint.post("/vong/<uid>/<any(dong, mo):act>")
def close_round(uid: str, act: str) -> Response:
    """Stop taking entries in a round, or take them again (also past its last day)."""
    found, contest = _round(uid)
    now = rounds.data_of(found)
    closes_on = None if act == "mo" and not rounds.is_open(found) else now.closes_on
    rounds.update(found, rounds.RoundData(now.name, closes_on, act == "dong"))
    return _written(contest.uid, f"Đã {'đóng' if act == 'dong' else 'mở lại'} {found.name}.")


@blueprint.post("/vong/<uid>/xoa")
def delete_round(uid: str) -> Response:
    """Delete a round without entries."""
    found, contest = _round(uid)
    rounds.delete(found)
    return _written(contest.uid, "Đã xóa vòng thi.")


def _round(uid: str) -> tuple[ContestRound, Contest]:
    """A round and its contest, where the person may write it."""
    found = db.first_or_404(db.select(ContestRound).where(ContestRound.uid == uid))
    owner = db.session.get_one(Contest, found.contest_id)
    return found, find(Contest, owner.uid, Verb.RECORD)


def _round_asked(contest: Contest) -> ContestRound | None:
    """The round the address names; without one the first that the contest has."""
    found = rounds.of_contest(contest.id)
    if wanted := request.args.get("vong"):
        return next((each for each in found if each.uid == wanted), None) or (None if wanted == "0" else abort(404))
    return found[0] if found else None


def _mine(uid: str) -> bool:
    """Whether the contest is of the person's own organisations, not of one above."""
    return db.session.scalar(scoped(Contest).where(Contest.uid == uid)) is not None


def _sent(contest: Contest, found: ContestRound | None, form: Form) -> list[board.Ranked]:
    """The entries the form was about: scores written meanwhile may have moved them to another page."""
    return board.those(contest.id, found.id if found else None, forms.entries_sent(form))


def _write_scores(entries: list[ContestEntry], typed: dict[str, tuple[float | None, str | None]]) -> int:
    """Write what changed; gives how many entries."""
    changed = [entry for entry in entries if entry.uid in typed]
    for entry in changed:
        score, prize = typed[entry.uid]
        service.change(CONTEST_ENTRIES, entry, {"score": score, "prize": prize})
    return len(changed)


def _scores_page(contest: Contest, found: ContestRound | None, pages: Pages[board.Ranked], form: Form) -> Response:
    return render(
        "contests/scores.html", status=200 if form else 422, contest=contest, round=found, pages=pages, form=form,
        page_url=_page_url,
    )  # fmt: skip


def _round_page(
    form: Form, contest: Contest, found: ContestRound | None, clashes: list[Change] | None = None
) -> Response:
    status = 409 if clashes is not None else 200 if form else 422
    return render("contests/round.html", status=status, form=form, contest=contest, round=found, clashes=clashes)


def _written(contest_uid: str, said: str) -> Response:
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("registers.show", path="cuoc-thi", uid=contest_uid))


def _page_url(number: int) -> str:
    return address(page=number)
