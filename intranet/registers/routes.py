"""The screens of every declared register: the shelf of registers, a list, one record, its form, its files."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, request
from sqlalchemy import select

from intranet import exporting
from intranet.access import can, in_scope, scoped
from intranet.audit import queries as audit
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.forms import Form
from intranet.htmx import address, render
from intranet.members.models import Member
from intranet.numbers import whole
from intranet.organisations.models import Organisation
from intranet.registers import book_routes, overview, queries, reach, targets, write_routes
from intranet.registers.blueprint import blueprint, register_at
from intranet.registers.catalogue import ALL
from intranet.registers.description import Field, Register
from intranet.registers.record import Record
from intranet.registers.references import Reference
from intranet.search.queries import SEARCHED, Searched

__all__ = ["blueprint", "book_routes", "targets", "write_routes"]


def _label(register: Register, _record: Record) -> str:
    """How the history calls a record that has no title of its own."""
    return register.label


for each in ALL:
    audit.REGISTERS[each.name] = audit.Register(
        each.model, each.vocabulary, each.title_of if each.title else partial(_label, each), "registers.show",
        address={"path": each.path},
    )  # fmt: skip
    if each.title:
        SEARCHED[each.name] = Searched(
            each.label, each.model, queries.title_column(each), "registers.show", year=each.model.year,
            list_endpoint="registers.index", address={"path": each.path},
        )  # fmt: skip


@blueprint.app_template_global("following_of")
def following_of(record: Any) -> list[reach.Following]:
    """What has followed from a record of another capability, for its page (templates/registers/_following.html)."""
    return reach.following(record)


@blueprint.get("/")
def shelf() -> Response:
    """Every register, with how much this year has in it."""
    year = request.args.get("nam", type=whole) or _today_year()
    shown = overview.shelf(in_scope(), year)
    return render("registers/shelf.html", groups=shown, year=year)


@blueprint.get("/<path>/")
def index(path: str) -> Response:
    """A register's list: searched, narrowed, counted."""
    register = register_at(path)
    records, form, wanted, person = _asked(register)
    if file := exporting.asked(request.args):
        everything = queries.listing(register, records, wanted, None)
        return exporting.send_records(register.label, _columns(register), everything.rows, file)
    page = queries.listing(register, records, wanted, request.args.get("page", 1, type=whole))
    return render(
        "registers/index.html", "registers/_results.html", register=register, form=form, wanted=wanted, pages=page,
        counts=queries.counts(register, records, wanted), person=person, units=(units := _unit_choices()),
        years=[(y, y) for y in queries.years(register, records)], with_unit=(with_unit := _has_unit_column(register, len(units))),
        heads=_heads(register, with_unit),
        page_url=_page_url, may=can(register.verb), elsewhere=_elsewhere(register),
        this_year=_today_year(),
        **register.list_beside(page),
    )  # fmt: skip


@blueprint.get("/<path>/<uid>")
def show(path: str, uid: str) -> Response:
    """One record."""
    register = register_at(path)
    record = reach.found(register, uid)
    own = reach.own(record)
    return render(
        "registers/show.html", register=register, record=record, may=own and can(register.verb), own=own,
        referred={f.name: reach.refer(f.value(record)) for f in register.fields if isinstance(f.kind, Reference)},
        following=reach.following(record), **register.beside(record),
    )  # fmt: skip


def _asked(register: Register) -> tuple[Any, Form, queries.Wanted, Member | None]:
    """The records the person sees, the filter's form, what it asks for, and the member it is about."""
    form = Form(request.args)
    choices = {f.name: v for f in register.filters if (v := form.raw(f.name)) and _offered(f, v)}
    person = db.session.scalar(scoped(Member).where(Member.uid == form.raw("nguoi"))) if form.raw("nguoi") else None
    wanted = queries.Wanted(
        form.raw("q")[:100].strip(), request.args.get("nam", type=whole), _below(form.raw("don-vi")), choices,
        person.id if person else None,
    )  # fmt: skip
    return reach.records(register, _elsewhere(register)), form, wanted, person


def _elsewhere(register: Register) -> bool:
    """Whether the list is of what others share."""
    return register.shared is not None and request.args.get("noi-khac") == "1"


def _offered(field: Any, value: str) -> bool:
    return value == queries.UNWRITTEN or value in field.kind.choices


def _below(uid: str) -> str:
    """The path of the organisation whose subtree is asked for, where the person sees it."""
    query = scoped(Organisation).where(Organisation.uid == uid).with_only_columns(Organisation.path)
    return (db.session.scalar(query) or "") if uid else ""


def _unit_choices() -> list[tuple[str, str]]:
    query = select(Organisation.uid, Organisation.name).where(in_scope(), Organisation.active)
    return [(uid, name) for uid, name in db.session.execute(query.order_by(Organisation.sort_key, Organisation.id))]


def _has_unit_column(register: Register, units: int) -> bool:
    """Whether the list tells whose each record is, which a register called by its units does anyway."""
    return bool(register.title) and (units > 1 or register.unit.in_words)


def _heads(register: Register, with_unit: bool) -> list[str | tuple[str, str]]:
    """The heads of the list's table."""
    heads: list[str | tuple[str, str]] = [(f.label, "number") if f.kind.numeric else f.label for f in register.listed]
    return [*heads, register.unit.label] if with_unit else heads


def _columns(register: Register) -> exporting.Columns:
    """The columns of the list as a file: numbers as numbers, the rest as a person reads it; references stay on the page."""
    own = {f.label: partial(_cell, f) for f in register.fields if not isinstance(f.kind, Reference)}
    return {"Năm": lambda r: r.year, register.unit.label: lambda r: r.unit, **own}


def _cell(field: Field, record: Record) -> exporting.Value:
    value = field.value(record)
    return value if field.kind.numeric and isinstance(value, int | float) else field.shown(record)


def _page_url(number: int) -> str:
    return address(page=number)


def _today_year() -> int:
    return local_today(utcnow()).year
