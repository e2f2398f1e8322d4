"""One branch's line: recorded, linked in one tap to the meeting behind it, deleted and brought back."""

from __future__ import annotations

from dataclasses import asdict, replace

from flask import Response, abort, flash, request, url_for

from intranet.access import Verb, find
from intranet.audit import queries as audit
from intranet.audit.queries import Change, differences
from intranet.campaigns import forms, queries, sessions
from intranet.campaigns.models import Wave, WaveSession
from intranet.campaigns.routes.blueprint import blueprint, seen, today
from intranet.campaigns.sessions import WaveSessionData
from intranet.campaigns.words import LINE_WORDS
from intranet.database import db
from intranet.formatting import vn_date
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.meetings.models import Meeting
from intranet.numbers import whole
from intranet.organisations.models import Organisation
from intranet.organisations.queries import names
from intranet.writing import accepted

audit.REGISTERS["wave_sessions"] = audit.Register(
    WaveSession, LINE_WORDS, lambda line: names([line.organisation_id])[line.organisation_id], "waves.session"
)


@blueprint.route("/<uid>/chi-bo/<branch>", methods=["GET", "POST"])
def line(uid: str, branch: str) -> Response:
    """What one branch has done, to be recorded; a value somebody changed meanwhile is shown, not overwritten."""
    wave, unit = seen(uid), find(Organisation, branch, Verb.RECORD)
    session = queries.session_of(wave.id, unit.id)
    known = sessions.session_data_of(session) if session else WaveSessionData(wave.id, unit.id)
    version = session.version if session else 0
    if request.method == "GET":
        return _page(wave, unit, session, forms.show_line(known, version))
    form = Form(request.form)
    data = forms.read_line(form, known)
    if data and form.stale(version):
        clashes = differences(asdict(known), asdict(data), LINE_WORDS)
        return _page(wave, unit, session, form, clashes, 409)
    if data and accepted(
        form, lambda: sessions.update_session(session, data) if session else sessions.create_session(data)
    ):
        db.session.commit()
        flash(f"Đã ghi kết quả của {unit.name}.", "success")
        return redirect(url_for("waves.show", uid=uid, _anchor=f"cb-{branch}"))
    wave, unit = seen(uid), find(Organisation, branch, Verb.RECORD)
    return _page(wave, unit, queries.session_of(wave.id, unit.id), form)


@blueprint.get("/chi-bo/<uid>")
def session(uid: str) -> Response:
    """The line of this public id, on its own page."""
    found = find(WaveSession, uid)
    wave = db.session.get_one(Wave, found.wave_id)
    return redirect(url_for("waves.line", uid=wave.uid, branch=_branch_uid(found.organisation_id)))


@blueprint.post("/<uid>/chi-bo/<branch>/gan/<meeting>")
def link(uid: str, branch: str, meeting: str) -> Response:
    """One tap: this meeting was the branch's session. The message takes it back."""
    wave, unit = seen(uid), find(Organisation, branch, Verb.RECORD)
    before = queries.session_of(wave.id, unit.id)
    kept = sessions.session_data_of(before) if before else None
    linked = sessions.link(wave, unit, find(Meeting, meeting, Verb.RECORD))
    day = vn_date(linked.held_on)
    earlier = {n: getattr(kept, n) for n in ("held_on", "total", "present", "guest")} if kept else {"moi": 1}
    undo = url_for("waves.unlink", uid=uid, branch=branch, **earlier)
    db.session.commit()
    flash({"text": f"Đã gắn buổi ngày {day} cho {unit.name}.", "undo": undo}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("waves.show", uid=uid, _anchor=f"cb-{branch}"))


@blueprint.post("/<uid>/chi-bo/<branch>/bo-gan")
def unlink(uid: str, branch: str) -> Response:
    """Take a link back: the line as it was before; the address carries what stood there (``moi``: nothing did)."""
    wave, unit = seen(uid), find(Organisation, branch, Verb.RECORD)
    line = queries.session_of(wave.id, unit.id) or abort(404)
    if request.args.get("moi"):
        sessions.delete_session(line)
    else:
        sessions.update_session(line, _before(sessions.session_data_of(line)))
    db.session.commit()
    flash(f"Đã bỏ gắn buổi sinh hoạt của {unit.name}.", "success")
    return redirect(url_for("waves.show", uid=uid, _anchor=f"cb-{branch}"))


@blueprint.post("/<uid>/chi-bo/<branch>/xoa")
def delete_line(uid: str, branch: str) -> Response:
    """Delete what is recorded of a branch; the message offers to bring it back."""
    wave, unit = seen(uid), find(Organisation, branch, Verb.RECORD)
    line = queries.session_of(wave.id, unit.id) or abort(404)
    undo = url_for("waves.restore_line", uid=line.uid)
    sessions.delete_session(line)
    db.session.commit()
    flash({"text": f"Đã xóa kết quả của {unit.name}.", "undo": undo}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("waves.show", uid=uid, _anchor=f"cb-{branch}"))


@blueprint.post("/chi-bo/<uid>/khoi-phuc")
def restore_line(uid: str) -> Response:
    """Bring a deleted line back."""
    find(Organisation, _branch_uid(sessions.session_owner_of(uid)), Verb.RECORD)
    wave = db.session.get_one(Wave, sessions.restore_session(uid).wave_id).uid
    db.session.commit()
    flash("Đã khôi phục kết quả của chi bộ.", "success")
    return redirect(url_for("waves.show", uid=wave))


def _before(data: WaveSessionData) -> WaveSessionData:
    """The line without its meeting; with what the address says stood there before, if it says so."""
    args = request.args
    if not args:
        return replace(data, meeting_id=None)
    return replace(
        data, meeting_id=None, held_on=args.get("held_on") or None, total=args.get("total", type=whole),
        present=args.get("present", type=whole), guest=args.get("guest") or None,
    )  # fmt: skip


def _branch_uid(branch_id: int) -> str:
    branch = db.session.get(Organisation, branch_id) or abort(404)
    return branch.uid


def _page(
    wave: Wave,
    unit: Organisation,
    line: WaveSession | None,
    form: Form,
    clashes: list[Change] | None = None,
    status: int = 0,
) -> Response:
    of_branch = queries.candidates(wave, Organisation.id == unit.id).get(unit.id, [])
    behind = db.session.get(Meeting, line.meeting_id) if line and line.meeting_id else None
    offers = queries.offered(line, of_branch)
    return render(
        "campaigns/line.html", status=status or (200 if form else 422), wave=wave, unit=unit, line=line, form=form,
        clashes=clashes, offers=offers, behind=behind, today=today(),
    )  # fmt: skip
