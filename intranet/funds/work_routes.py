"""The screens of works done together in kind, beside a fund."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from intranet.access import Verb, find
from intranet.database import db
from intranet.forms import Form
from intranet.funds import forms, works
from intranet.funds.models import Fund, JointWork
from intranet.htmx import redirect, render
from intranet.refusal import Refusal

blueprint = Blueprint("joint_works", __name__, url_prefix="/quy")


@blueprint.route("/<uid>/cong-trinh/them", methods=["GET", "POST"])
def add(uid: str) -> Response:
    """Write a work done together."""
    fund = find(Fund, uid, Verb.RECORD)
    form = Form(request.form)
    if request.method == "POST" and (data := forms.read_work(form)):
        try:
            works.add(fund.id, data)
            return _written(uid, "Đã ghi công trình.")
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _page(form, find(Fund, uid, Verb.RECORD), None)


@blueprint.route("/cong-trinh/<uid>/sua", methods=["GET", "POST"])
def edit(uid: str) -> Response:
    """Correct a work."""
    work, fund = _found(uid)
    if request.method == "GET":
        return _page(forms.show_work(works.data_of(work)), fund, work)
    form = Form(request.form)
    if data := forms.read_work(form):
        try:
            works.update(work, data)
            return _written(fund.uid, "Đã ghi công trình.")
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
    work, fund = _found(uid)
    return _page(form, fund, work)


@blueprint.post("/cong-trinh/<uid>/xoa")
def delete(uid: str) -> Response:
    """Take a work out."""
    work, fund = _found(uid)
    works.delete(work)
    return _written(fund.uid, "Đã xóa công trình.")


def _found(uid: str) -> tuple[JointWork, Fund]:
    """A work and its fund, where the person may write it."""
    work = db.first_or_404(db.select(JointWork).where(JointWork.uid == uid))
    owner = db.session.get_one(Fund, work.fund_id)
    return work, find(Fund, owner.uid, Verb.RECORD)


def _written(fund_uid: str, said: str) -> Response:
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("funds.show", uid=fund_uid))


def _page(form: Form, fund: Fund, work: JointWork | None) -> Response:
    return render("funds/work.html", status=200 if form else 422, form=form, fund=fund, work=work)
