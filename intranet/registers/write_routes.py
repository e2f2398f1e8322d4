"""Writing in a register: a record entered, corrected, ticked by one tap, deleted, brought back."""

from __future__ import annotations

from flask import Response, abort, flash, request, url_for
from sqlalchemy import select

from intranet.access import in_scope, me, require, require_sight
from intranet.audit import queries as audit
from intranet.audit.queries import Change, differences
from intranet.database import db, utcnow
from intranet.formatting import local_today, vn_date
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers import forms, reach, service
from intranet.registers.blueprint import blueprint, register_at
from intranet.registers.description import Register
from intranet.registers.record import Record


@blueprint.route("/<path>/them", methods=["GET", "POST"])
def create(path: str) -> Response:
    """Enter a record; the address may propose values."""
    register = register_at(path)
    require(register.verb)
    if request.method == "GET" and register.begun_at:
        return redirect(url_for(register.begun_at))
    if request.method == "GET":
        begun = {f.name: vn_date(local_today(utcnow())) for f in register.fields if f.today}
        given = {**begun, **{name: value for name, value in request.args.items() if name != "unit"}}
        return _form_page(register, _typed(register, forms.showing(register, None, given, _own_unit(register)), None))
    typed = _typed(register, Form(request.form), None)
    data = typed.read()
    try:
        if data:
            return _written(register, service.create(register, data), f"Đã ghi {register.one}.")
    except Refusal as refusal:
        typed.refuse(refusal)
    db.session.rollback()
    return _form_page(register, _typed_again(typed))


@blueprint.route("/<path>/<uid>/sua", methods=["GET", "POST"])
def edit(path: str, uid: str) -> Response:
    """Correct a record, unless somebody was faster: then both values are shown."""
    register = register_at(path)
    record = reach.found(register, uid, register.verb)
    if request.method == "GET":
        return _form_page(
            register, _typed(register, forms.showing(register, record, {}, record.organisation.uid), record)
        )
    typed = _typed(register, Form(request.form), record)
    data = typed.read()
    if data and typed.form.stale(record.version):
        clashes = _clashes(register, record, data)
        return _form_page(register, typed, clashes=clashes, status=409)
    try:
        if data:
            return _written(register, service.update(register, record, data), f"Đã ghi {register.one}.")
    except Refusal as refusal:
        typed.refuse(refusal)
    db.session.rollback()
    typed.record = reach.found(register, uid, register.verb)
    return _form_page(register, _typed_again(typed))


@blueprint.post("/<path>/<uid>/dat/<name>")
def tap(path: str, uid: str, name: str) -> Response:
    """Say yes to a flag by one tap; undone by the button in the message."""
    register = register_at(path)
    record = reach.found(register, uid, register.verb)
    field = next((f for f in register.fields if f.name == name and f.tap), None) or abort(404)
    before = field.value(record)
    service.change(register, record, {name: _FLAGS.get(request.args.get("ve"), True)})
    db.session.commit()
    undo = url_for("registers.tap", path=path, uid=uid, name=name, ve={True: "co", False: "khong"}.get(before, "trong"))
    said = f"{register.title_of(record)}: {(field.shown(record) or 'chưa ghi').lower()}."
    flash({"text": said, "undo": undo}, "undo")  # type: ignore[arg-type]
    return redirect(_back(register, uid))


#: What a tap writes, by the address's word; yes without one.
_FLAGS: dict[str | None, bool | None] = {"co": True, "khong": False, "trong": None}


def _back(register: Register, uid: str) -> str:
    """The list the tap was made on, as it was narrowed, else the record's page."""
    listed = url_for("registers.index", path=register.path)
    asked = request.form.get("danh-sach", "")
    known = asked == listed or asked.startswith(f"{listed}?")
    return asked if known else url_for("registers.show", path=register.path, uid=uid)


@blueprint.post("/<path>/<uid>/xoa")
def delete(path: str, uid: str) -> Response:
    """Delete a record; undone by the button in the message."""
    register = register_at(path)
    record = reach.found(register, uid, register.verb)
    title = register.title_of(record)
    service.delete(register, record)
    db.session.commit()
    said = {"text": f"Đã xóa: {title}.", "undo": url_for("registers.restore", path=path, uid=uid)}
    flash(said, "undo")  # type: ignore[arg-type]
    return redirect(url_for("registers.index", path=path))


@blueprint.post("/<path>/<uid>/khoi-phuc")
def restore(path: str, uid: str) -> Response:
    """Bring a deleted record back, for whoever could have deleted it."""
    register = register_at(path)
    gone = audit.deletion(register.name, uid) or abort(404)
    require_sight(gone["organisation_id"])
    require(register.verb)
    return _written(register, service.restore(register, uid), f"Đã khôi phục {register.one}.")


def _units() -> dict[str, Organisation]:
    query = select(Organisation).where(in_scope(), Organisation.active)
    return {unit.uid: unit for unit in db.session.scalars(query.order_by(Organisation.sort_key, Organisation.id))}


def _own_unit(register: Register) -> str:
    """The unit a new record starts with: the one asked for, else the person's own."""
    mine = me().organisation
    return request.args.get("unit") or (mine.uid if mine is not None else "")


def _typed(register: Register, form: Form, record: Record | None) -> forms.Typed:
    mine = me().organisation
    return forms.Typed(register, form, _units(), mine.path if mine is not None else "/", record, reach.refer)


def _typed_again(typed: forms.Typed) -> forms.Typed:
    """The same form after a rollback, which has let go of what was loaded."""
    typed.units = _units()
    return typed


def _clashes(register: Register, record: Record, data: service.RecordData) -> list[Change]:
    words = {f.name: f.kind.word(f.label) for f in register.written}
    now = service.data_of(register, record)
    return differences(dict(now.values), dict(data.values), words)


def _form_page(
    register: Register, typed: forms.Typed, clashes: list[Change] | None = None, status: int = 200
) -> Response:
    return render(
        "registers/form.html", status=status if typed.form else 422, register=register, form=typed.form,
        record=typed.record, candidates=typed.candidates, nobody=forms.NOBODY, clashes=clashes, typed=typed,
        offered={f.name: reach.offered(f) for f in register.written},
        units=[(unit.uid, unit.name) for unit in typed.units.values()],
    )  # fmt: skip


def _written(register: Register, record: Record, said: str) -> Response:
    uid = record.uid
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("registers.show", path=register.path, uid=uid))
