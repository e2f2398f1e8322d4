"""The screens of the savings funds: the list, a fund, its book on paper, its entries, its closed months."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from intranet.access import Verb, can, find, in_scope, me, require
from intranet.audit import queries as audit
from intranet.audit.queries import Change, Word
from intranet.database import db, utcnow
from intranet.formatting import local_today, money
from intranet.forms import Form
from intranet.funds import book, forms, service, works
from intranet.funds.models import Fund
from intranet.htmx import address, redirect, render
from intranet.numbers import whole
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.settings.service import period_name

blueprint = Blueprint("funds", __name__, url_prefix="/quy")
VOCABULARY = {
    "name": Word("Tên quỹ"),
    "beneficiary": Word("Dùng để giúp ai"),
    "opening": Word("Số tồn ban đầu"),
    "opening_note": Word("Nguồn của số tồn ban đầu"),
    "closed_through": Word("Đã chốt sổ đến hết", date=True),
    "active": Word("Đang dùng", flag=("Có", "Không")),
}
audit.REGISTERS["funds"] = audit.Register(Fund, VOCABULARY, lambda fund: fund.name, "funds.show")


@blueprint.get("/")
def index() -> Response:
    """Every fund one sees, with what it holds."""
    month = _today().isoformat()[:7]
    pages = book.overview(in_scope(), month, request.args.get("page", 1, type=whole))
    return render("funds/index.html", pages=pages, month=month, may=can(Verb.RECORD), page_url=_page_url)


@blueprint.get("/<uid>")
def show(uid: str) -> Response:
    """One fund: what it holds, this month, the year's entries, who gave, who was helped."""
    fund = _found(uid, Verb.READ)
    today, told = _today(), book.summary(fund)
    year = request.args.get("nam", type=whole) or next(iter(told.years), today.year)
    month = max([m for m in told.months(year) if m <= today.isoformat()[:7]], default=today.isoformat()[:7])
    entries = told.of(str(year)).entries
    pages = book.latest(fund.id, book.within(str(year)), entries, request.args.get("page", 1, type=whole))
    return render(
        "funds/show.html", fund=fund, told=told, month=month, year=year, pages=pages,
        page_url=_page_url, unclear=book.unclear(fund.id) if told.of("").unclear else [], works=works.of_fund(fund.id),
        givers=book.givers(fund.id, year), may=can(Verb.RECORD), may_reopen=can(Verb.MANAGE), closable=_closable(fund),
    )  # fmt: skip


@blueprint.get("/<uid>/so")
def printed(uid: str) -> Response:
    """The cash book of a year, as paper."""
    fund = _found(uid, Verb.READ)
    year = request.args.get("nam", type=whole) or _today().year
    rows = book.rows(fund.id, book.within(str(year)))
    return render("funds/book.html", fund=fund, year=year, rows=rows, told=book.summary(fund))


@blueprint.route("/them", methods=["GET", "POST"])
def create() -> Response:
    """Open a fund."""
    require(Verb.RECORD)
    form, units = Form(request.form or {"name": "Quỹ tiết kiệm làm theo Bác"}), _units()
    if request.method == "POST" and (data := forms.read_fund(form, units, None)):
        return _attempt(form, lambda: service.create(data), "Đã mở quỹ.") or _fund_page(form, None)
    return _fund_page(form, None)


@blueprint.route("/<uid>/sua", methods=["GET", "POST"])
def edit(uid: str) -> Response:
    """Change what is said of a fund, unless somebody was faster: then both values are shown."""
    fund = _found(uid, Verb.RECORD)
    if request.method == "GET":
        return _fund_page(forms.show_fund(service.data_of(fund), fund.version), fund)
    form = Form(request.form)
    data = forms.read_fund(form, {}, fund)
    if data and form.stale(fund.version):
        return _fund_page(form, fund, audit.differences(asdict(service.data_of(fund)), asdict(data), VOCABULARY))
    answer = _attempt(form, lambda: service.update(fund, data), "Đã ghi.") if data else None
    return answer or _fund_page(form, _found(uid, Verb.RECORD))


@blueprint.post("/<uid>/xoa")
def delete(uid: str) -> Response:
    """Delete a fund without entries."""
    service.delete(_found(uid, Verb.RECORD))
    db.session.commit()
    flash("Đã xóa quỹ.", "success")
    return redirect(url_for("funds.index"))


@blueprint.post("/<uid>/chot")
def close(uid: str) -> Response:
    """Close the ledger up to the end of a month."""
    fund = _found(uid, Verb.RECORD)
    done = service.close(fund, request.form.get("month", ""), me().id)
    db.session.commit()
    flash(f"Đã chốt sổ đến hết {period_name(done.month).lower()}, tồn {money(done.balance)}.", "success")
    return redirect(url_for("funds.show", uid=uid, nam=done.month[:4]))


@blueprint.post("/<uid>/mo-lai")
def reopen(uid: str) -> Response:
    """Open the last closed month again; for whoever manages the subtree."""
    month = service.reopen(_found(uid, Verb.MANAGE))
    db.session.commit()
    flash(f"Đã mở lại sổ {period_name(month).lower()}.", "success")
    return redirect(url_for("funds.show", uid=uid))


def _found(uid: str, verb: Verb) -> Fund:
    return find(Fund, uid, verb, joinedload(Fund.organisation))


def _today() -> date:
    return local_today(utcnow())


def _units() -> dict[str, Organisation]:
    query = select(Organisation).where(in_scope(), Organisation.active)
    return {unit.uid: unit for unit in db.session.scalars(query.order_by(Organisation.sort_key, Organisation.id))}


def _fund_page(form: Form, fund: Fund | None, clashes: list[Change] | None = None) -> Response:
    units = [(unit.uid, unit.name) for unit in _units().values()] if fund is None else []
    status = 409 if clashes is not None else 200 if form else 422
    return render("funds/form.html", status=status, form=form, fund=fund, units=units, clashes=clashes)


def _attempt(form: Form, write: Any, said: str) -> Response | None:
    """Write and go to the fund; None after a refusal, which stands in the form."""
    try:
        uid = write().uid
        db.session.commit()
    except Refusal as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return None
    flash(said, "success")
    return redirect(url_for("funds.show", uid=uid))


def _closable(fund: Fund) -> list[tuple[str, str]]:
    """The months that may be closed now: the last twelve that are not."""
    today, found = _today(), []
    year, month = today.year, today.month
    for _ in range(12):
        period = f"{year}-{month:02}"
        if fund.closed_through and period <= fund.closed_through:
            break
        found.append((period, period_name(period)))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found


def _page_url(number: int) -> str:
    return address(page=number)
