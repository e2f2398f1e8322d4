"""The screens of every declared register: the shelf of registers, a list, one record, its form, its files."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from intranet import exporting
from intranet.access import Verb, can, find, in_scope, me, require, scoped, visible_organisations
from intranet.audit import queries as audit
from intranet.audit.queries import Change, differences
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.forms import Form
from intranet.htmx import address, redirect, render
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers import forms, overview, queries, service
from intranet.registers.catalogue import ALL, BY_PATH
from intranet.registers.description import Field, Register
from intranet.registers.record import Record
from intranet.search.queries import SEARCHED, Searched

blueprint = Blueprint("registers", __name__, url_prefix="/so")

for each in ALL:
    audit.REGISTERS[each.name] = audit.Register(
        each.model, each.vocabulary, each.title_of, "registers.show", address={"path": each.path}
    )
    if each.title:
        SEARCHED[each.name] = Searched(
            each.label, each.model, queries.title_column(each), "registers.show", year=each.model.year,
            list_endpoint="registers.index", address={"path": each.path},
        )  # fmt: skip


@blueprint.get("/")
def shelf() -> Response:
    """Every register, with how much this year has in it."""
    year = request.args.get("nam", type=int) or _today_year()
    shown = overview.shelf(in_scope(), year)
    return render("registers/shelf.html", groups=shown, year=year)


@blueprint.get("/<path>/")
def index(path: str) -> Response:
    """A register's list: searched, narrowed, counted."""
    register = _register(path)
    records, form, wanted, person = _asked(register)
    if file := exporting.asked(request.args):
        whole = queries.listing(register, records, wanted, None)
        return exporting.send_records(register.label, _columns(register), whole.rows, file)
    page = queries.listing(register, records, wanted, request.args.get("page", 1, type=int))
    return render(
        "registers/index.html", "registers/_results.html", register=register, form=form, wanted=wanted, pages=page,
        counts=queries.counts(register, records, wanted), person=person, units=(units := _unit_choices()),
        years=[(y, y) for y in queries.years(register, records)], heads=_heads(register, len(units) > 1),
        page_url=_page_url, may=can(register.verb),
        **register.list_beside(page),
    )  # fmt: skip


@blueprint.get("/<path>/<uid>")
def show(path: str, uid: str) -> Response:
    """One record."""
    register = _register(path)
    record = _found(register, uid, Verb.READ)
    return render(
        "registers/show.html", register=register, record=record, may=can(register.verb), **register.beside(record)
    )


@blueprint.route("/<path>/them", methods=["GET", "POST"])
def create(path: str) -> Response:
    """Enter a record; the address may propose values."""
    register = _register(path)
    require(register.verb)
    if request.method == "GET":
        given = {name: value for name, value in request.args.items() if name != "unit"}
        return _form_page(register, _typed(register, forms.showing(register, None, given, _own_unit(register)), None))
    typed = _typed(register, Form(request.form), None)
    data = typed.read()
    try:
        if data:
            return _written(register, service.create(register, data), f"Đã ghi {register.one}.")
    except Refusal as refusal:
        typed.form.refuse(refusal)
    db.session.rollback()
    return _form_page(register, _typed_again(typed))


@blueprint.route("/<path>/<uid>/sua", methods=["GET", "POST"])
def edit(path: str, uid: str) -> Response:
    """Correct a record, unless somebody was faster: then both values are shown."""
    register = _register(path)
    record = _found(register, uid, register.verb)
    if request.method == "GET":
        return _form_page(
            register, _typed(register, forms.showing(register, record, {}, record.organisation.uid), record)
        )
    typed = _typed(register, Form(request.form), record)
    data = typed.read()
    if data and typed.form.raw("version") != str(record.version):
        clashes = _clashes(register, record, data)
        typed.form.data["version"] = str(record.version)
        return _form_page(register, typed, clashes=clashes, status=409)
    try:
        if data:
            return _written(register, service.update(register, record, data), f"Đã ghi {register.one}.")
    except Refusal as refusal:
        typed.form.refuse(refusal)
    db.session.rollback()
    typed.record = _found(register, uid, register.verb)
    return _form_page(register, _typed_again(typed))


@blueprint.post("/<path>/<uid>/xoa")
def delete(path: str, uid: str) -> Response:
    """Delete a record; undone by the button in the message."""
    register = _register(path)
    record = _found(register, uid, register.verb)
    title = register.title_of(record)
    service.delete(register, record)
    db.session.commit()
    said = {"text": f"Đã xóa: {title}.", "undo": url_for("registers.restore", path=path, uid=uid)}
    flash(said, "undo")  # type: ignore[arg-type]
    return redirect(url_for("registers.index", path=path))


@blueprint.post("/<path>/<uid>/khoi-phuc")
def restore(path: str, uid: str) -> Response:
    """Bring a deleted record back, for whoever could have deleted it."""
    register = _register(path)
    gone = audit.deletion(register.name, uid) or abort(404)
    if db.session.scalar(visible_organisations().where(Organisation.id == gone["organisation_id"])) is None:
        abort(404)
    require(register.verb)
    return _written(register, service.restore(register, uid), f"Đã khôi phục {register.one}.")


def _register(path: str) -> Register:
    return BY_PATH.get(path) or abort(404)


def _found(register: Register, uid: str, verb: Verb) -> Any:
    model: Any = register.model
    return find(register.model, uid, verb, joinedload(model.organisation))


def _asked(register: Register) -> tuple[Any, Form, queries.Wanted, Member | None]:
    """The records the person sees, the filter's form, what it asks for, and the member it is about."""
    form = Form(request.args)
    choices = {f.name: v for f in register.filters if (v := form.raw(f.name)) and _offered(f, v)}
    person = db.session.scalar(scoped(Member).where(Member.uid == form.raw("nguoi"))) if form.raw("nguoi") else None
    wanted = queries.Wanted(
        form.raw("q")[:100].strip(), request.args.get("nam", type=int), _below(form.raw("don-vi")), choices,
        person.id if person else None,
    )  # fmt: skip
    return scoped(register.model), form, wanted, person


def _offered(field: Any, value: str) -> bool:
    return value == queries.UNWRITTEN or value in field.kind.choices


def _below(uid: str) -> str:
    """The path of the organisation whose subtree is asked for, where the person sees it."""
    query = scoped(Organisation).where(Organisation.uid == uid).with_only_columns(Organisation.path)
    return (db.session.scalar(query) or "") if uid else ""


def _unit_choices() -> list[tuple[str, str]]:
    query = select(Organisation.uid, Organisation.name).where(in_scope(), Organisation.active)
    return [(uid, name) for uid, name in db.session.execute(query.order_by(Organisation.sort_key, Organisation.id))]


def _units() -> dict[str, Organisation]:
    query = select(Organisation).where(in_scope(), Organisation.active)
    return {unit.uid: unit for unit in db.session.scalars(query.order_by(Organisation.sort_key, Organisation.id))}


def _own_unit(register: Register) -> str:
    """The unit a new record starts with: the one asked for, else the person's own."""
    mine = me().organisation
    return request.args.get("unit") or (mine.uid if mine is not None else "")


def _typed(register: Register, form: Form, record: Record | None) -> forms.Typed:
    mine = me().organisation
    return forms.Typed(register, form, _units(), mine.path if mine is not None else "/", record)


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
        record=typed.record, candidates=typed.candidates, nobody=forms.NOBODY, clashes=clashes,
        units=[(unit.uid, unit.name) for unit in typed.units.values()],
    )  # fmt: skip


def _written(register: Register, record: Record, said: str) -> Response:
    uid = record.uid
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("registers.show", path=register.path, uid=uid))


def _heads(register: Register, with_unit: bool) -> list[str | tuple[str, str]]:
    """The heads of the list's table."""
    heads: list[str | tuple[str, str]] = [(f.label, "number") if f.kind.numeric else f.label for f in register.listed]
    return [*heads, register.unit.label] if with_unit else heads


def _columns(register: Register) -> exporting.Columns:
    """The columns of the list as a file: numbers as numbers, the rest as a person reads it."""
    own = {field.label: partial(_cell, field) for field in register.fields}
    return {"Năm": lambda r: r.year, register.unit.label: lambda r: r.unit, **own}


def _cell(field: Field, record: Record) -> exporting.Value:
    value = field.value(record)
    return value if field.kind.numeric and isinstance(value, int | float) else field.shown(record)


def _page_url(number: int) -> str:
    return address(page=number)


def _today_year() -> int:
    return local_today(utcnow()).year
