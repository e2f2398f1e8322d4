"""The agenda and the guests of a session, changed by small posts."""

from __future__ import annotations

from flask import Response, abort, request, url_for
from sqlalchemy import select

from intranet.access import Verb
from intranet.database import db
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.meetings import agenda as service
from intranet.meetings.models import AgendaItem, Guest, Meeting
from intranet.meetings.page import choosable
from intranet.meetings.routes.blueprint import blueprint, changed, found, show
from intranet.members.models import Member
from intranet.refusal import Refusal

STEPS = {"len": -1, "xuong": 1}


@blueprint.post("/<uid>/chuong-trinh")
def add_item(uid: str) -> Response:
    """A new point of the agenda."""
    meeting, form = found(uid, Verb.RECORD), Form(request.form, prefix="agenda")
    try:
        service.add(meeting, form.raw("title"), member_id(form.raw("presenter")))
    except Refusal as refusal:
        form.refuse(refusal)
        return show(meeting, "agenda", status=422, agenda_form=form)
    return changed(meeting, "agenda")


@blueprint.post("/<uid>/chuong-trinh/mau")
def fill_agenda(uid: str) -> Response:
    """The points of the template that are not there yet."""
    meeting = found(uid, Verb.RECORD)
    service.fill(meeting)
    return changed(meeting, "agenda")


@blueprint.post("/<uid>/chuong-trinh/<item>/<way>")
def move_item(uid: str, item: str, way: str) -> Response:
    """Move a point one up (len) or down (xuong), or take it out (xoa)."""
    meeting = found(uid, Verb.RECORD)
    chosen = _item(meeting, item)
    if way == "xoa":
        service.remove(meeting, chosen)
    elif way in STEPS:
        service.move(meeting, chosen, STEPS[way])
    else:
        abort(404)
    return changed(meeting, "agenda")


@blueprint.route("/<uid>/chuong-trinh/<item>", methods=["GET", "POST"])
def edit_item(uid: str, item: str) -> Response:
    """Another wording or presenter for a point."""
    meeting = found(uid, Verb.RECORD)
    chosen = _item(meeting, item)
    presenter = chosen.presenter.uid if chosen.presenter else ""
    form = Form(request.form if request.method == "POST" else {"title": chosen.title, "presenter": presenter})
    if request.method == "POST":
        try:
            service.change(chosen, form.raw("title"), member_id(form.raw("presenter")))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            return redirect(url_for("meetings.show", uid=uid, _anchor="agenda"))
    members = choosable(meeting)
    return render(
        "meetings/item.html", status=200 if form else 422, form=form, meeting=meeting, item=chosen, members=members
    )


@blueprint.post("/<uid>/dai-bieu")
def add_guest(uid: str) -> Response:
    """A guest from above."""
    meeting, form = found(uid, Verb.RECORD), Form(request.form, prefix="guest")
    try:
        service.add_guest(meeting, form.raw("full_name"), form.raw("position"))
    except Refusal as refusal:
        form.refuse(refusal)
        return show(meeting, "guests", status=422, guest_form=form)
    return changed(meeting, "guests")


@blueprint.post("/<uid>/dai-bieu/<guest>/xoa")
def remove_guest(uid: str, guest: str) -> Response:
    """Take a guest off the list."""
    meeting = found(uid, Verb.RECORD)
    chosen: Guest | None = next((g for g in meeting.guests if g.uid == guest), None)
    if chosen is None:
        abort(404)
    service.remove_guest(meeting, chosen)
    return changed(meeting, "guests")


def member_id(uid: str) -> int | None:
    """The id behind a chosen member's public id; nothing chosen, nobody."""
    return db.session.scalar(select(Member.id).where(Member.uid == uid)) if uid else None


def _item(meeting: Meeting, uid: str) -> AgendaItem:
    item = next((i for i in meeting.agenda if i.uid == uid), None)
    if item is None:
        abort(404)
    return item
