"""The screens of works done together in kind, beside a fund."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, flash, request, url_for

from intranet.access import Verb, find
from intranet.audit.queries import Change, Word, differences
from intranet.database import db
from intranet.forms import Form
from intranet.funds import forms, works
from intranet.funds.models import Fund, JointWork
from intranet.htmx import redirect, render
from intranet.writing import accepted

blueprint = Blueprint("joint_works", __name__, url_prefix="/quy")
_WORDS = {
    "content": Word("Việc đã làm"),
    "done_on": Word("Thời gian", date=True),
    "partner": Word("Phối hợp với"),
    "beneficiary": Word("Giúp ai, nơi nào"),
    "people": Word("Số người tham gia"),
    "workdays": Word("Số ngày công"),
}


@blueprint.route("/<uid>/cong-trinh/them", methods=["GET", "POST"])
def add(uid: str) -> Response:
    """Write a work done together."""
    fund = find(Fund, uid, Verb.RECORD)
    form = Form(request.form)
    data = forms.read_work(form) if request.method == "POST" else None
    if data and accepted(form, lambda: works.add(fund.id, data)):
        return _written(uid, "Đã ghi công trình.")
    return _page(form, find(Fund, uid, Verb.RECORD), None)


@blueprint.route("/cong-trinh/<uid>/sua", methods=["GET", "POST"])
def edit(uid: str) -> Response:
    """Correct a work, unless somebody was faster: then both values are shown."""
    work, fund = _found(uid)
    if request.method == "GET":
        return _page(forms.show_work(works.data_of(work), work.version), fund, work)
    form = Form(request.form)
    data = forms.read_work(form)
    if data and form.stale(work.version):
        return _page(form, fund, work, differences(asdict(works.data_of(work)), asdict(data), _WORDS))
    if data and accepted(form, lambda: works.update(work, data)):
        return _written(fund.uid, "Đã ghi công trình.")
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


def _page(form: Form, fund: Fund, work: JointWork | None, clashes: list[Change] | None = None) -> Response:
    status = 409 if clashes is not None else 200 if form else 422
    return render("funds/work.html", status=status, form=form, fund=fund, work=work, clashes=clashes)
