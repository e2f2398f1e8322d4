"""The administrator's screen of rules, and the office's screen of locked periods."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for

from intranet.access import Verb, find, in_scope, me, require
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.organisations.models import Organisation
from intranet.settings import forms, queries, service
from intranet.settings.defaults import DEFAULTS, Default
from intranet.settings.models import LockedPeriod, Setting

blueprint = Blueprint("settings", __name__, url_prefix="/quy-dinh")
MONTHS = [(m, f"Tháng {m}") for m in range(1, 13)]
periods = Blueprint("periods", __name__, url_prefix="/khoa-so")


@blueprint.before_request
def only_administrators() -> None:
    """Rules hold for everybody, so they are the administrator's alone."""
    require(Verb.ADMINISTER)


@periods.before_request
def only_offices() -> None:
    """Who manages a subtree closes its books."""
    require(Verb.MANAGE)


@blueprint.get("/")
def index() -> Response:
    """Every rule with the value that holds today."""
    book = service.rulebook()
    held = [(rule, book.at(rule.name)) for rule in DEFAULTS.values()]
    rows = [(rule, forms.words(rule, h.value), forms.since(h), h.basis) for rule, h in held]
    return render("settings/index.html", rows=rows)


@blueprint.route("/<name>", methods=["GET", "POST"])
def edit(name: str) -> Response:
    """A new value of a rule, from a day on; the earlier ones stay for the days they held."""
    rule, book = _rule(name), service.rulebook()
    form = Form(request.form) if request.method == "POST" else forms.show(rule, book.at(name))
    if request.method == "POST" and (written := forms.read(form, rule)):
        service.put(name, written.valid_from, written.value, written.basis)
        db.session.commit()
        flash(f"Đã ghi: {rule.label}.", "success")
        return redirect(url_for("settings.index"))
    history = [(held, forms.words(rule, held.value)) for held in book.history(name)]
    context: dict[str, Any] = {
        "rule": rule,
        "fields": forms.fields_of(rule, book.at(name).value),
        "history": history,
        "form": form,
    }
    return render("settings/edit.html", status=200 if form else 422, **context)


@blueprint.post("/<name>/bo/<uid>")
def withdraw(name: str, uid: str) -> Response:
    """Take back a value the office wrote."""
    setting = db.first_or_404(db.select(Setting).where(Setting.uid == uid, Setting.name == name))
    service.withdraw(setting)
    db.session.commit()
    flash("Đã bỏ; giá trị trước đó có hiệu lực lại.", "success")
    return redirect(url_for("settings.edit", name=name))


@periods.get("/", endpoint="index")
def locks() -> Response:
    """The locked periods of the person's organisations, and the form to lock one."""
    return _locks(Form({"year": local_today(utcnow()).year}))


@periods.post("/")
def lock() -> Response:
    """Lock a month or a whole year of an organisation and all below it."""
    form = Form(request.form)
    year = form.integer("year", "Năm", low=1930, high=2100, required=True)
    month = form.integer("month", "Tháng", low=1, high=12)
    unit = find(Organisation, form.raw("organisation"), Verb.MANAGE) if form.raw("organisation") else None
    if unit is None:
        form.fail("organisation", "Chọn đơn vị.")
    if not form or unit is None:
        return _locks(form)
    period = f"{year}-{month:02}" if month else str(year)
    service.lock(unit.id, period, me().id)
    db.session.commit()
    flash(f"Đã khóa sổ {service.period_name(period).lower()} của {unit.name}.", "success")
    return redirect(url_for("periods.index"))


@periods.post("/<uid>/mo")
def unlock(uid: str) -> Response:
    """Open a locked period again."""
    locked = find(LockedPeriod, uid, Verb.MANAGE)
    said = f"Đã mở khóa {service.period_name(locked.period).lower()}."
    service.unlock(locked)
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("periods.index"))


def _locks(form: Form) -> Response:
    found = db.session.execute(queries.locks(in_scope()))
    rows = [(locked, name, service.period_name(locked.period)) for locked, name in found]
    units = db.session.execute(queries.lockable(in_scope())).all()
    return render("settings/locks.html", status=200 if form else 422, form=form, rows=rows, units=units, months=MONTHS)


def _rule(name: str) -> Default:
    if name not in DEFAULTS:
        abort(404)
    return DEFAULTS[name]
