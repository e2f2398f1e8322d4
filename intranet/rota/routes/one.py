"""One assignment: its page, its small steps (prepared, presented), and changing places with another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, abort, flash, request, url_for

from intranet.access import Verb, can, find, in_scope
from intranet.database import db
from intranet.formatting import vn_date
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.refusal import Refusal
from intranet.rota import proposals, service, swapping
from intranet.rota.models import MEDIA, Assignment
from intranet.rota.queries.listing import STATES, state_of
from intranet.rota.queries.single import PAGE, swappable
from intranet.rota.routes.blueprint import blueprint, found, today
from intranet.settings.service import closed

#: The small steps: what is said of each once it is done.
STEPS = {
    "chuan-bi": "Đã ghi: chuẩn bị xong.",
    "trinh-bay": "Đã ghi: đã trình bày.",
    "khong-trinh-bay": "Đã ghi: không trình bày.",
}
WAYS = {
    "thang": "Đổi tháng: người và nội dung đi cùng nhau sang tháng kia",
    "nguoi": "Chỉ đổi người: nội dung và tháng giữ nguyên",
}


@blueprint.get("/<uid>")
def show(uid: str) -> Response:
    """One assignment with its next step."""
    assignment = found(uid)
    state = db.session.scalar(db.select(state_of(today().isoformat())).where(Assignment.id == assignment.id))
    locked = closed(assignment.organisation_id, assignment.month)
    return render(
        "rota/show.html", assignment=assignment, state=state, states=STATES, media=MEDIA, closed=locked,
        records=can(Verb.RECORD) and not locked, conflicts=proposals.conflicts(assignment),
    )  # fmt: skip


@blueprint.post("/<uid>/danh-dau/<step>")
def mark(uid: str, step: str) -> Response:
    """One tap: prepared, presented, or not presented. The message takes it back (``tra-lai``)."""
    assignment = found(uid, Verb.RECORD)
    before = service.data_of(assignment)
    if step == "tra-lai":
        was = {"1": True, "0": False}.get(request.args.get("delivered", ""))
        service.update(assignment, replace(before, prepared_on=request.args.get("prepared_on"), delivered=was))
        flash("Đã trả lại như trước.", "success")
    elif step in STEPS:
        if step == "chuan-bi":
            service.mark_prepared(assignment, prepared=True)
        else:
            service.mark_delivered(assignment, step == "trinh-bay")
        delivered = {True: "1", False: "0", None: None}[before.delivered]
        undo = url_for("rota.mark", uid=uid, step="tra-lai", prepared_on=before.prepared_on, delivered=delivered)
        flash({"text": STEPS[step], "undo": undo}, "undo")  # type: ignore[arg-type]
    else:
        abort(404)
    db.session.commit()
    return redirect(_back(uid))


@blueprint.route("/<uid>/doi", methods=["GET", "POST"])
def swap(uid: str) -> Response:
    """Change places with another assignment; the message changes them back."""
    assignment = found(uid, Verb.RECORD)
    form = Form(request.form if request.method == "POST" else {"how": "thang"})
    if request.method == "POST":
        how = form.choice("how", "cách đổi", WAYS)
        if not form.raw("other"):
            form.fail("other", "Chọn phân công để đổi.")
        other = find(Assignment, form.raw("other"), Verb.RECORD, *PAGE) if form else None
        try:
            if other is not None:
                return _swapped(assignment, other, how)
        except Refusal as refusal:
            form.refuse(refusal)
        db.session.rollback()
        assignment = found(uid, Verb.RECORD)
    others = swappable(assignment, in_scope())
    return render(
        "rota/swap.html", status=200 if form else 422, assignment=assignment, others=others, form=form, ways=WAYS
    )


@blueprint.post("/<uid>/doi-lai/<other>/<how>")
def swap_back(uid: str, other: str, how: str) -> Response:
    """Undo a swap; the address carries on which day each was prepared."""
    one, two = found(uid, Verb.RECORD), found(other, Verb.RECORD)
    _swap(one, two, how)
    for assignment, name in ((one, "mot"), (two, "hai")):
        service.update(assignment, replace(service.data_of(assignment), prepared_on=request.args.get(name)))
    db.session.commit()
    flash("Đã đổi lại như trước.", "success")
    return redirect(url_for("rota.show", uid=uid))


def _swapped(one: Assignment, other: Assignment, how: str) -> Response:
    prepared: dict[str, Any] = {"mot": one.prepared_on, "hai": other.prepared_on}
    undo = url_for("rota.swap_back", uid=one.uid, other=other.uid, how=how, **prepared)
    months = f"{vn_date(one.month)} và {vn_date(other.month)}"
    _swap(one, other, how)
    db.session.flush()
    away = " ".join(f"Lưu ý: {sentence}" for a in (one, other) for sentence in proposals.conflicts(a))
    uid = one.uid
    db.session.commit()
    flash({"text": f"Đã đổi lịch tháng {months}. {away}".strip(), "undo": undo}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("rota.show", uid=uid))


def _swap(one: Assignment, other: Assignment, how: str) -> None:
    if how == "thang":
        swapping.swap_months(one, other)
    elif how == "nguoi":
        swapping.swap_presenters(one, other)
    else:
        abort(404)


def _back(uid: str) -> str:
    """Where the tap was made: the list, with its filters, or the page of the assignment."""
    names = ("nam", "thang", "don-vi", "tinh-trang", "page")
    if request.args.get("tu") == "so":
        filters: dict[str, Any] = {n: request.args[n] for n in names if n in request.args}
        return url_for("rota.index", _anchor=f"pc-{uid}", **filters)
    return url_for("rota.show", uid=uid)
