"""The screens of a fund's ledger: money in, money out, the counter-entry to a wrong one."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, request, url_for
from sqlalchemy.orm import joinedload

from intranet.access import Verb, find, me
from intranet.database import db, utcnow
from intranet.formatting import local_today, money, vn_date
from intranet.forms import Form
from intranet.funds import book, entries, forms
from intranet.funds.models import Fund
from intranet.htmx import redirect, render
from intranet.refusal import Refusal
from intranet.registers import forms as register_forms
from intranet.registers import service as register_service
from intranet.registers.fund_entries import FUND_ENTRIES, FundEntry
from intranet.settings.service import value as setting
from intranet.writing import accepted

blueprint = Blueprint("fund_lines", __name__, url_prefix="/quy")


@blueprint.route("/<uid>/<any(thu, chi):side>", methods=["GET", "POST"])
def enter(uid: str, side: str) -> Response:
    """Write money in or money out."""
    fund = _found(uid)
    amount = forms.SIDES[side][0]
    if request.method == "GET":
        return _entry_page(fund, side, _typed(fund, Form(_first_shown(side))))
    form = Form(request.form)
    typed = _typed(fund, form)
    forms.require_complete(form, amount)
    data = typed.read()
    try:
        if data:
            data = register_service.RecordData(fund.organisation_id, {**data.values, "fund": fund.id})
            entry = register_service.create(FUND_ENTRIES, data)
            said = _noted(entry)
            db.session.commit()
            flash(said, "success")
            return redirect(url_for("funds.show", uid=uid, nam=entry.year))
    except Refusal as refusal:
        form.refuse(refusal)
    db.session.rollback()
    fund = _found(uid)
    typed.units = {fund.organisation.uid: fund.organisation}
    return _entry_page(fund, side, typed)


@blueprint.route("/khoan/<uid>/dieu-chinh", methods=["GET", "POST"])
def cancel(uid: str) -> Response:
    """Cancel a wrong entry by a counter-entry."""
    entry = find(FundEntry, uid, Verb.RECORD)
    form = Form(request.form or {"date": vn_date(local_today(utcnow()))})
    if request.method == "POST":
        day = form.date("date", "Ngày điều chỉnh", required=True)
        reason = form.text("reason", "Lý do", required=True)
        if form and day:
            fund_uid = _fund_of(entry).uid
            if accepted(form, lambda: entries.cancel(entry, day, reason)):
                db.session.commit()
                flash("Đã ghi bút toán điều chỉnh. Khoản ghi sai vẫn giữ trong sổ.", "success")
                return redirect(url_for("funds.show", uid=fund_uid, nam=day[:4]))
            entry = find(FundEntry, uid, Verb.RECORD)
    return render(
        "funds/cancel.html", status=200 if form else 422, entry=entry, fund=_fund_of(entry), form=form
    )  # fmt: skip


def _found(uid: str) -> Fund:
    return find(Fund, uid, Verb.RECORD, joinedload(Fund.organisation))


def _fund_of(entry: FundEntry) -> Fund:
    return db.session.get(Fund, entry.fund_id) or abort(404)


def _typed(fund: Fund, form: Form) -> register_forms.Typed:
    mine = me().organisation
    units = {fund.organisation.uid: fund.organisation}
    return register_forms.Typed(FUND_ENTRIES, form, units, mine.path if mine is not None else "/")


def _first_shown(side: str) -> dict[str, str]:
    today = local_today(utcnow())
    proposed = {"content": f"Tiết kiệm tháng {today.month}/{today.year}"} if side == "thu" else {}
    return {"date": vn_date(today), **proposed}


def _entry_page(fund: Fund, side: str, typed: register_forms.Typed) -> Response:
    amount, title, label, person = forms.SIDES[side]
    shown = {"amount": amount, "title": title, "label": label, "person": person}
    return render(
        "funds/entry.html", status=200 if typed.form else 422, fund=fund, side=side, words=shown, form=typed.form,
        candidates=typed.candidates, nobody=register_forms.NOBODY, register=FUND_ENTRIES, held=book.summary(fund).held(),
        least=setting("fund_daily_least"),
    )  # fmt: skip


def _noted(entry: FundEntry) -> str:
    """What is said after an entry: what the fund holds, and whether a month's savings fall short of the rule."""
    said = f"Đã ghi. Quỹ còn {money(entry.balance)} sau khoản này."
    if entry.income and entry.contributors and entry.date and len(entry.date) >= 7 and "Q" not in entry.date:
        least = entries.least_expected(entry.contributors, entry.date[:7])
        if entry.income < least:
            said += f" Thấp hơn mức tối thiểu cả tháng của {entry.contributors} người: {money(least)}."
    return said
