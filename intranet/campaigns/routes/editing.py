"""Starting a wave, changing it, deleting it and bringing it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from flask import Response, flash, request, url_for

from intranet.access import Verb, in_scope, require_sight, requires
from intranet.audit import queries as audit
from intranet.audit.queries import Change, differences
from intranet.campaigns import forms, service, steps
from intranet.campaigns.models import Wave
from intranet.campaigns.queries import committees
from intranet.campaigns.routes.blueprint import blueprint, led, today
from intranet.campaigns.words import WAVE_WORDS
from intranet.database import db
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.organisations.models import BRANCH_KINDS, KINDS, Organisation
from intranet.refusal import Refusal

audit.REGISTERS["waves"] = audit.Register(Wave, WAVE_WORDS, lambda wave: wave.title, "waves.show")


@blueprint.route("/moi", methods=["GET", "POST"])
@requires(Verb.MANAGE)
def create() -> Response:
    """Start a wave, with the usual steps."""
    units = committees(in_scope())
    form = Form(request.form if request.method == "POST" else _blank(units))
    if request.method == "POST" and (data := forms.read_wave(form, {u.uid: u.id for u in units})):
        try:
            wave = service.create(data)
            steps.fill(wave)
        except Refusal as refusal:
            form.fail(forms.FIELDS.get(refusal.field, refusal.field), refusal.message)
        else:
            return _written(wave, "Đã mở đợt sinh hoạt. Các chi bộ trong phạm vi đã có trong bảng dưới đây.")
    db.session.rollback()
    return _form_page(form, None, committees(in_scope()))


@blueprint.route("/<uid>/sua", methods=["GET", "POST"])
def edit(uid: str) -> Response:
    """Change a wave, unless somebody was faster: then both values are shown."""
    wave, units = led(uid), committees(in_scope())
    if request.method == "GET":
        return _form_page(forms.show_wave(wave), wave, units)
    form = Form(request.form)
    data = forms.read_wave(form, {u.uid: u.id for u in units})
    if data and form.stale(wave.version):
        clashes = differences(asdict(service.data_of(wave)), asdict(data), WAVE_WORDS)
        return _form_page(form, wave, units, clashes, 409)
    try:
        if data:
            return _written(service.update(wave, data), "Đã ghi đợt sinh hoạt.")
    except Refusal as refusal:
        form.fail(forms.FIELDS.get(refusal.field, refusal.field), refusal.message)
    db.session.rollback()
    return _form_page(form, led(uid), committees(in_scope()))


@blueprint.post("/<uid>/xoa")
def delete(uid: str) -> Response:
    """Delete a wave; the message offers to bring it back."""
    wave = led(uid)
    title = wave.title
    service.delete(wave)
    db.session.commit()
    flash({"text": f"Đã xóa “{title}”.", "undo": url_for("waves.restore", uid=uid)}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("waves.index"))


@blueprint.post("/<uid>/khoi-phuc")
@requires(Verb.MANAGE)
def restore(uid: str) -> Response:
    """Bring a deleted wave back, with its steps and every branch's line."""
    require_sight(service.owner_of(uid))
    return _written(service.restore(uid), "Đã khôi phục đợt sinh hoạt.")


def _written(wave: Wave, said: str) -> Response:
    uid = wave.uid
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("waves.show", uid=uid))


def _blank(units: Sequence[Organisation]) -> dict[str, str]:
    year = today()[:4]
    return {"year": year, "organisation": units[0].uid if units else ""}


def _form_page(
    form: Form, wave: Wave | None, units: Sequence[Organisation], clashes: list[Change] | None = None, status: int = 0
) -> Response:
    return render(
        "campaigns/form.html", status=status or (200 if form else 422), form=form, wave=wave, clashes=clashes,
        units=[(unit.uid, unit.name) for unit in units], kinds={kind: KINDS[kind] for kind in BRANCH_KINDS},
    )  # fmt: skip
