"""Who cannot present from when until when."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, request, url_for

from intranet.access import Verb, find, requires
from intranet.database import db
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.members.models import Member
from intranet.numbers import whole
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.rota import absences as service
from intranet.rota import forms, proposals
from intranet.rota.models import Absence
from intranet.rota.queries import turns
from intranet.rota.routes.blueprint import blueprint, chosen, subtree, today, units


@blueprint.route("/vang", methods=["GET", "POST"], endpoint="absences")
def listing() -> Response:
    """Absences that are not over; and the form to enter one, once a branch is chosen."""
    offered = units()
    unit = chosen(offered)
    address: dict[str, Any] = {"don-vi": request.args.get("don-vi")}
    branch = unit if unit is not None and unit.is_branch else None
    form, people = Form(request.form), _people(branch)
    if request.method == "POST":
        _may_write(branch)
        data = forms.read_absence(form, {m.uid: m.id for m in people})
        try:
            if data:
                service.create(data)
                db.session.commit()
                flash("Đã ghi ngày vắng. Người này không được đề xuất trong thời gian đó.", "success")
                return redirect(url_for("rota.absences", **address))
        except Refusal as refusal:
            form.refuse(refusal)
    pages = db.paginate(
        turns.all_absences(subtree(unit), today().isoformat()),
        page=request.args.get("page", 1, type=whole),
        per_page=50,
        error_out=False,
    )
    return render(
        "rota/absences.html", status=200 if form else 422, units=offered, unit=unit, branch=branch, form=form, pages=pages,
        people=[(m.uid, m.full_name) for m in people], words=proposals.away_words,
        page_url=lambda number: url_for("rota.absences", page=number, **address),
    )  # fmt: skip


@blueprint.post("/vang/<uid>/bo")
def remove_absence(uid: str) -> Response:
    """Take an absence out; the message offers to put it back."""
    absence = find(Absence, uid, Verb.RECORD)
    service.delete(absence)
    db.session.commit()
    flash({"text": "Đã bỏ ngày vắng.", "undo": url_for("rota.restore_absence", uid=uid)}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("rota.absences"))


@blueprint.post("/vang/<uid>/khoi-phuc")
@requires(Verb.RECORD)
def restore_absence(uid: str) -> Response:
    """Put an absence back."""
    member = db.session.get(Member, service.member_of(uid)) or abort(404)
    find(Member, member.uid, Verb.RECORD)
    service.restore(uid)
    db.session.commit()
    return redirect(url_for("rota.absences"))


def _may_write(branch: Organisation | None) -> None:
    if branch is None:
        abort(404)
    find(Organisation, branch.uid, Verb.RECORD)


def _people(branch: Organisation | None) -> list[Member]:
    return turns.members(branch, f"{today():%Y-%m}") if branch else []
