"""What a session asked to be done, changed by small posts."""

from __future__ import annotations

from flask import Response, abort, request

from intranet.access import Verb
from intranet.forms import Form
from intranet.meetings import actions as service
from intranet.meetings.models import Action, Meeting
from intranet.meetings.routes.agenda import member_id
from intranet.meetings.routes.blueprint import blueprint, changed, found, show
from intranet.refusal import Refusal


@blueprint.post("/<uid>/viec")
def add_action(uid: str) -> Response:
    """Something to be done."""
    meeting, form = found(uid, Verb.RECORD), Form(request.form, prefix="action")
    due_on = form.date("due_on", "Hạn")
    if form:
        try:
            service.add(meeting, form.raw("content"), member_id(form.raw("owner")), due_on)
        except Refusal as refusal:
            form.refuse(refusal)
    if not form:
        return show(meeting, "actions", status=422, action_form=form)
    return changed(meeting, "actions")


@blueprint.post("/<uid>/viec/mang-sang")
def carry_actions(uid: str) -> Response:
    """Bring the open actions of earlier sessions here."""
    meeting = found(uid, Verb.RECORD)
    service.carry(meeting)
    return changed(meeting, "actions")


@blueprint.post("/<uid>/viec/<action>/<way>")
def settle_action(uid: str, action: str, way: str) -> Response:
    """Done (xong), open again (chua) or taken out (xoa)."""
    meeting = found(uid, Verb.RECORD)
    chosen = _action(meeting, action)
    if way == "xoa":
        service.remove(meeting, chosen)
    elif way in ("xong", "chua"):
        service.settle(chosen, way == "xong")
    else:
        abort(404)
    return changed(meeting, "actions")


def _action(meeting: Meeting, uid: str) -> Action:
    action = next((a for a in meeting.actions if a.uid == uid), None)
    if action is None:
        abort(404)
    return action
