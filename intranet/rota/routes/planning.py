"""Several months at once: whose turn it is, looked at first, then given out in one action and taken back in one."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for

from intranet.access import Verb, find, requires
from intranet.database import db
from intranet.formatting import vn_date
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.refusal import Refusal
from intranet.rota import forms, months, proposals, service
from intranet.rota.models import Assignment
from intranet.rota.routes.blueprint import blueprint, chosen, today, units

#: A plan reaches a year at most.
MOST = 12


@blueprint.route("/lap-lich", methods=["GET", "POST"])
@requires(Verb.RECORD)
def plan() -> Response:
    """Proposals for several months: members of a branch, or branches in turn under a committee."""
    offered = units()
    unit = chosen(offered)
    form = Form(request.args or _blank())
    first, last = (forms.read_month(form, name, required=True) for name in ("tu", "den"))
    if first and last:
        _check(form, first, last)
    planned = proposals.for_months(unit, first, last) if unit and form and first and last else []
    if request.method == "POST" and unit and form:
        try:
            made = [a.uid for a in proposals.carry_out(unit, planned)]
            db.session.commit()
        except Refusal as refusal:
            form.refuse(refusal)
            db.session.rollback()
        else:
            undo = url_for("rota.undo_plan", muc=",".join(made))
            said = f"Đã lập {len(made)} phân công, từ tháng {vn_date(first)} đến tháng {vn_date(last)}."
            flash({"text": said, "undo": undo}, "undo")  # type: ignore[arg-type]
            address: dict[str, Any] = {"nam": (first or "")[:4], "don-vi": request.args.get("don-vi")}
            return redirect(url_for("rota.index", **address))
    status = 422 if request.method == "POST" or (request.args.get("tu") and not form) else 200
    return render("rota/plan.html", status=status, units=offered, unit=unit, form=form, planned=planned)


@blueprint.post("/lap-lich/bo")
@requires(Verb.RECORD)
def undo_plan() -> Response:
    """Take back what a plan gave out, as far as nobody has changed it since."""
    kept = 0
    for uid in request.args.get("muc", "").split(","):
        assignment = find(Assignment, uid, Verb.RECORD)
        if assignment.version == 1:
            service.delete(assignment)
        else:
            kept += 1
    db.session.commit()
    flash(f"Đã bỏ lịch vừa lập{f', giữ {kept} phân công đã có người sửa' if kept else ''}.", "success")
    return redirect(url_for("rota.index"))


def _blank() -> dict[str, str]:
    """The next three months."""
    this = f"{today():%Y-%m}"
    return {"tu": vn_date(months.after(this)), "den": vn_date(months.after(this, 3))}


def _check(form: Form, first: str, last: str) -> None:
    number = len(months.between(first, last))
    if number == 0:
        form.fail("den", "Tháng cuối đứng trước tháng đầu. Xem lại hai tháng.")
    elif number > MOST:
        form.fail("den", f"Mỗi lần lập lịch nhiều nhất {MOST} tháng.")
