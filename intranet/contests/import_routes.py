"""The screens of entries out of a file: choose or paste, look, confirm."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, request, url_for

from intranet.access import Verb, find, me
from intranet.contests import importing, rounds, uploads
from intranet.contests.models import ContestRound, EntryImport
from intranet.database import db
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.organisations.queries import names
from intranet.refusal import Refusal
from intranet.registers.contests import Contest
from sync.cells import Tab

blueprint = Blueprint("entry_imports", __name__, url_prefix="/cuoc-thi")
#: Rows of the preview; the rest is counted.
SHOWN = 20


@blueprint.route("/<uid>/nhap", methods=["GET", "POST"])
def upload(uid: str) -> Response:
    """Send a file, or paste a table."""
    contest = find(Contest, uid, Verb.RECORD)
    form = Form(request.form or {"round": request.args.get("vong", "")})
    if request.method == "POST":
        try:
            kept = importing.read(contest, _round(contest, form), _tabs(form), me().id, _file_name())
            kept_uid = kept.uid
            db.session.commit()
            return redirect(url_for("entry_imports.preview", uid=uid, kept=kept_uid))
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
            contest = find(Contest, uid, Verb.RECORD)
    choices = [(each.uid, each.name) for each in rounds.of_contest(contest.id)]
    return render("contests/upload.html", status=200 if form else 422, contest=contest, form=form, choices=choices)


@blueprint.get("/<uid>/nhap/<kept>")
def preview(uid: str, kept: str) -> Response:
    """What would be entered, what is there already, and what cannot be read, row by row."""
    contest = find(Contest, uid, Verb.RECORD)
    found = _kept(contest, kept)
    if found is None:
        flash("Bảng này đã nhập rồi, hoặc đã quá một ngày. Nếu cần, gửi lại tệp.", "info")
        return redirect(url_for("registers.show", path="cuoc-thi", uid=uid))
    into = db.session.get(ContestRound, found.round_id) if found.round_id else None
    units = names({row["organisation_id"] for row in found.rows[:SHOWN]})
    return render("contests/preview.html", contest=contest, kept=found, round=into, shown=SHOWN, units=units)


@blueprint.post("/<uid>/nhap/<kept>")
def confirm(uid: str, kept: str) -> Response:
    """Enter what was shown; a second click enters nothing."""
    contest = find(Contest, uid, Verb.RECORD)
    found = _kept(contest, kept)
    if found is None:
        return redirect(url_for("entry_imports.preview", uid=uid, kept=kept))
    round_uid = db.session.get_one(ContestRound, found.round_id).uid if found.round_id else "0"
    done = importing.confirm(found, contest)
    db.session.commit()
    flash(f"Đã nhập {done.entered} bài dự thi.", "success")
    if done.known:
        flash(f"{done.known} bài đã có từ trước nên không nhập lại.", "info")
    for row, message in done.refused[:SHOWN]:
        flash(f"Dòng {row}: {message}", "error")
    return redirect(url_for("contests.ranking", uid=uid, vong=round_uid))


def _tabs(form: Form) -> list[Tab]:
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return uploads.tabs_of(sent.filename, sent.read())
    if form.raw("pasted").strip():
        return uploads.pasted(form.raw("pasted"))
    raise Refusal("Chọn tệp hoặc dán bảng vào ô bên dưới.", "file")


def _file_name() -> str:
    sent = request.files.get("file")
    return (sent.filename or "") if sent is not None else ""


def _round(contest: Contest, form: Form) -> ContestRound | None:
    found = {each.uid: each for each in rounds.of_contest(contest.id)}
    if not found:
        return None
    if form.raw("round") not in found:
        raise Refusal("Chọn vòng thi.", "round")
    return found[form.raw("round")]


def _kept(contest: Contest, uid: str) -> EntryImport | None:
    """The person's own import that waits for confirming."""
    query = db.select(EntryImport).where(EntryImport.uid == uid, EntryImport.contest_id == contest.id)
    found: EntryImport | None = db.session.scalar(query)
    if found is not None and found.user_id != me().id:
        abort(404)
    return found
