"""The monthly follow-up: how far each branch is, the month matrix, the tick in two taps, the half-year and year results."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from sqlalchemy.orm import joinedload, selectinload

from intranet.access import Verb, can, find, me
from intranet.database import db, utcnow
from intranet.errors import WORDS
from intranet.formatting import local_today
from intranet.forms import Form
from intranet.htmx import redirect, render, wants_partial
from intranet.numbers import whole, within
from intranet.pledges import approval, followup, followup_queries, forms
from intranet.pledges.models import GRADES, PROGRESS, Pledge, PledgeItem
from intranet.pledges.scope import read_view, years
from intranet.writing import accepted

blueprint = Blueprint("checks", __name__, url_prefix="/theo-doi")

PER_PAGE = 100
MONTHS = range(1, 13)
OF_ITEM = (
    joinedload(PledgeItem.pledge).options(joinedload(Pledge.organisation), joinedload(Pledge.member)),
    selectinload(PledgeItem.checks),
)


@blueprint.get("/")
def index() -> Response:
    """The month matrix of the organisation chosen, or the roll-up where several are in sight."""
    view = read_view(request.args)
    month = _month(request.args.get("thang", ""))
    if view.chosen is None and not (month and request.args.get("con-thieu")):
        lines = followup_queries.by_organisation(view.condition, view.year)
        return render("pledges/checks/by_branch.html", view=view, lines=lines, years=years(view.year), **_common())
    missing = month if request.args.get("con-thieu") else None
    query = followup_queries.items(view.condition, view.year, without_month=missing)
    pages = db.paginate(query, page=request.args.get("page", 1, type=whole), per_page=PER_PAGE, error_out=False)
    return render(
        "pledges/checks/index.html", "pledges/checks/_list.html", view=view, pages=pages, month=month,
        missing=missing, years=years(view.year), **_common(),
    )  # fmt: skip


@blueprint.get("/viec/<uid>/<int:month>")
def edit(uid: str, month: int) -> Response:
    """First tap: the choices for one item's month."""
    return _editor(find(PledgeItem, uid, Verb.RECORD, *OF_ITEM), month)


@blueprint.post("/viec/<uid>/<int:month>")
def tick(uid: str, month: int) -> Response:
    """Second tap: write it, unless somebody else has meanwhile written something different."""
    item = find(PledgeItem, uid, Verb.RECORD, *OF_ITEM)
    form = Form(request.form, prefix=f"tick-{uid}-{month}")
    current = followup.check_of(item, month)
    if form.raw("seen") != (current.value if current else ""):
        return _editor(item, month, form, 409)
    value = forms.read_tick(form)
    evidence = form.text("evidence", "Minh chứng", limit=2000)
    if not (form and accepted(form, lambda: followup.set_check(item, month, value, evidence=evidence))):
        return _editor(find(PledgeItem, uid, Verb.RECORD, *OF_ITEM), month, form, 422)
    db.session.commit()
    if wants_partial():
        return _row(find(PledgeItem, uid, Verb.RECORD, *OF_ITEM), month)
    flash(f"Đã ghi tháng {month}.", "success")
    return redirect(_back(item))


@blueprint.get("/viec/<uid>")
def row(uid: str) -> Response:
    """One item's line alone: what closes the choices again."""
    item = find(PledgeItem, uid, Verb.READ, *OF_ITEM)
    month = _month(request.args.get("thang", "")) or 0
    return _row(item, month) if wants_partial() else redirect(_back(item))


@blueprint.get("/viec/<uid>/ket-qua")
def ratings(uid: str) -> Response:
    """The 6- and 12-month result of an item: own rating and the collective's."""
    item = find(PledgeItem, uid, Verb.RECORD, *OF_ITEM)
    return _rating_page(item, forms.rating_form(item))


@blueprint.post("/viec/<uid>/ket-qua")
def rate(uid: str) -> Response:
    """Write the results; the collective's only by who may give it."""
    item = find(PledgeItem, uid, Verb.RECORD, *OF_ITEM)
    form = Form(request.form, prefix=f"rating-{uid}")
    if form.stale(item.version):
        form.fail("", f"{WORDS[409][0]}. Giá trị đang có được ghi cạnh từng ô; xem lại rồi bấm Ghi lần nữa.")
        return _rating_page(item, form, 409)
    changes = forms.read_ratings(form, collective=approval.may_approve(me(), item.pledge))
    if not (form and accepted(form, lambda: followup.update_item(item, **changes))):
        return _rating_page(find(PledgeItem, uid, Verb.RECORD, *OF_ITEM), form, 422)
    pledge_uid = item.pledge.uid
    db.session.commit()
    flash("Đã ghi kết quả.", "success")
    return redirect(url_for("pledges.show", uid=pledge_uid, _anchor=f"viec-{uid}"))


def _editor(item: PledgeItem, month: int, form: Form | None = None, status: int = 200) -> Response:
    if month not in MONTHS:
        abort(404)
    current = followup.check_of(item, month)
    stands = current.value if current else ""
    seen_other = status == 409
    if form is None or seen_other:
        typed = form.raw("evidence") if form else (current.evidence or "" if current else "")
        percent = stands if stands.isdigit() else ""
        form = Form({"evidence": typed, "percent": percent}, prefix=f"tick-{item.uid}-{month}")
    return render(
        "pledges/checks/tick.html", "pledges/checks/_row.html", status=status, item=item, open_month=month, form=form,
        check=current, stands=stands, seen_other=seen_other, back=_back(item), **_common(),
    )  # fmt: skip


def _row(item: PledgeItem, focus_month: int) -> Response:
    """The line closed again, the keyboard's focus on the month it was opened from."""
    return render("pledges/checks/_row.html", item=item, open_month=0, focus_month=focus_month, **_common())


def _rating_page(item: PledgeItem, form: Form, status: int = 200) -> Response:
    return render(
        "pledges/checks/ratings.html", status=status, item=item, form=form, labels=followup.RATINGS,
        may_approve=approval.may_approve(me(), item.pledge), **_common(),
    )  # fmt: skip


def _back(item: PledgeItem) -> str:
    """The matrix with this item in sight."""
    address: dict[str, Any] = {"nam": item.pledge.year, "don-vi": item.pledge.organisation.uid}
    return url_for("checks.index", **address, _anchor=f"viec-{item.uid}")


def _common() -> dict[str, Any]:
    return {
        "may_record": can(Verb.RECORD), "progress": PROGRESS, "grades": GRADES, "months": MONTHS,
        "today": local_today(utcnow()),
    }  # fmt: skip


def _month(text: str) -> int | None:
    return within(text, min(MONTHS), max(MONTHS))
