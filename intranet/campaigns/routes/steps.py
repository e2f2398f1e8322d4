"""The steps of a wave, changed by small posts."""

from __future__ import annotations

from flask import Response, abort, flash, request, url_for

from intranet.campaigns import steps as service
from intranet.campaigns.models import Wave, WaveStep
from intranet.campaigns.routes.blueprint import blueprint, led
from intranet.database import db
from intranet.forms import Form
from intranet.htmx import redirect
from intranet.refusal import Refusal


@blueprint.post("/<uid>/buoc")
def add_step(uid: str) -> Response:
    """A further step."""
    wave, form = led(uid), Form(request.form, prefix="step")
    due_on = form.date("due_on", "Hạn", precisions=("day", "month"))
    try:
        if form:
            service.add(wave, form.raw("content"), due_on)
    except Refusal as refusal:
        form.refuse(refusal)
    if not form:
        db.session.rollback()
        for message in form.errors.values():
            flash(message, "error")
    return _back(uid)


@blueprint.post("/<uid>/buoc/<step>/<way>")
def settle_step(uid: str, step: str, way: str) -> Response:
    """Done (xong), open again (chua) or taken out (xoa)."""
    wave = led(uid)
    chosen = _step(wave, step)
    if way == "xoa":
        again = url_for("waves.add_step_again", uid=uid, content=chosen.content, due_on=chosen.due_on)
        flash({"text": f"Đã bỏ bước “{chosen.content}”.", "undo": again}, "undo")  # type: ignore[arg-type]
        service.remove(wave, chosen)
    elif way in ("xong", "chua"):
        service.settle(wave, chosen, done=way == "xong")
    else:
        abort(404)
    return _back(uid)


@blueprint.post("/<uid>/buoc/lai")
def add_step_again(uid: str) -> Response:
    """Put a step back that was taken out; the address carries it."""
    service.add(led(uid), request.args.get("content", ""), request.args.get("due_on") or None)
    return _back(uid)


def _back(uid: str) -> Response:
    db.session.commit()
    return redirect(url_for("waves.show", uid=uid, _anchor="buoc"))


def _step(wave: Wave, uid: str) -> WaveStep:
    return next((s for s in wave.steps if s.uid == uid), None) or abort(404)
