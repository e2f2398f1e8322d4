"""The score of a session."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from intranet.access import Verb
from intranet.database import db
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.meetings import forms, queries, scoring, service
from intranet.meetings.page import score_total
from intranet.meetings.routes.blueprint import blueprint, found
from intranet.refusal import Refusal
from intranet.settings.service import rulebook


@blueprint.route("/<uid>/cham-diem", methods=["GET", "POST"])
def score(uid: str) -> Response:
    """Points part by part; length and attendance are proposed by the rules of the session's day."""
    meeting = found(uid, Verb.READ if request.method == "GET" else Verb.RECORD, *queries.SCORED)
    parts = scoring.parts_of(meeting)
    shown = {p.name: p.points if p.points is not None else p.proposed for p in parts}
    form = Form.showing(shown, version=meeting.version) if request.method == "GET" else Form(request.form)
    differences = []
    if request.method == "POST" and form.stale(meeting.version):
        stored = Form.showing({p.name: p.points for p in parts}, version=meeting.version)
        differences = forms.differences(form, stored, {p.name: p.label for p in parts})
    elif request.method == "POST" and (points := forms.read_points(form, parts)):
        try:
            scoring.set_parts(meeting, points)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            flash("Đã ghi điểm buổi sinh hoạt.", "success")
            return redirect(url_for("meetings.show", uid=uid))
    return render(
        "meetings/score.html", status=200 if form else 422, form=form, meeting=meeting, parts=parts,
        total=score_total(parts), differences=differences, closed=service.closed(meeting),
        basis=rulebook().at("score_parts", meeting.date),
    )  # fmt: skip
