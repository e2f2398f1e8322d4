"""The minutes: written on one screen, printed on another."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for

from intranet.access import Verb
from intranet.database import db
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.meetings import forms, queries, rollcall, service
from intranet.meetings import minutes as minutes_service
from intranet.meetings.models import Meeting
from intranet.meetings.routes.blueprint import blueprint, found
from intranet.refusal import Refusal
from intranet.settings.service import rulebook


@blueprint.route("/<uid>/bien-ban", methods=["GET", "POST"])
def minutes(uid: str) -> Response:
    """Write the minutes, prefilled from agenda, roll and actions."""
    meeting = found(uid, Verb.RECORD, *queries.WRITTEN)
    stored = forms.show_minutes(minutes_service.prefilled(meeting), meeting.version)
    if request.method == "GET":
        return _render(stored, meeting)
    form = Form(request.form, prefix="bb")
    if form.stale(meeting.version):
        return _render(form, meeting, differences=forms.differences(form, stored, _labels(meeting)))
    if data := forms.read_minutes(form, meeting.agenda):
        try:
            minutes_service.write(meeting, data, done=form.flag("done"))
        except Refusal as refusal:
            form.refuse(refusal)
            return _render(form, meeting)
        db.session.commit()
        flash("Đã hoàn thành biên bản." if form.flag("done") else "Đã ghi biên bản.", "success")
        return redirect(url_for("meetings.show" if form.flag("done") else "meetings.minutes", uid=uid))
    return _render(form, meeting)


@blueprint.get("/<uid>/bien-ban/in")
def print_minutes(uid: str) -> Response:
    """The minutes in the Party's layout, to be read and printed."""
    meeting = found(uid, Verb.READ, *queries.WHOLE)
    text = minutes_service.prefilled(meeting)
    roll, place = rollcall.roll_of(meeting), minutes_service.place_name(meeting)
    return render("meetings/minutes_print.html", meeting=meeting, text=text, roll=roll, place=place)


def _render(form: Form, meeting: Meeting, **more: Any) -> Response:
    return render(
        "meetings/minutes.html", status=200 if form else 422, form=form, meeting=meeting,
        roll=rollcall.roll_of(meeting), due=minutes_service.due_on(meeting, rulebook()), closed=service.closed(meeting), **more,
    )  # fmt: skip


def _labels(meeting: Meeting) -> dict[str, str]:
    points = {f"d-{item.uid}": item.title for item in meeting.agenda}
    return {**points, "minutes_text": "Ý kiến khác", "conclusion": "Kết luận", "resolution": "Nghị quyết"}
