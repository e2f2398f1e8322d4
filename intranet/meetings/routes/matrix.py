"""The yearly roll of a branch: members by months."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, request, url_for
from sqlalchemy import select

from intranet.access import Verb, find, in_scope
from intranet.database import db
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.meetings import attendance, forms, overview, queries, yearly
from intranet.meetings.models import MARKS, AttendanceYear
from intranet.meetings.overview import Filters
from intranet.meetings.routes.blueprint import blueprint
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.settings.service import open_months


@blueprint.get("/so-diem-danh")
def matrices() -> Response:
    """The only branch's roll, or the choice of a branch."""
    query = select(Organisation).where(in_scope(), queries.branches()).order_by(Organisation.sort_key)
    branches = list(db.session.scalars(query))
    if len(branches) == 1:
        return redirect(url_for("meetings.matrix", uid=branches[0].uid, **Filters.read(request.args).query()))
    return render("meetings/matrices.html", branches=branches, year=Filters.read(request.args).period[0])


@blueprint.get("/so-diem-danh/<uid>")
def matrix(uid: str) -> Response:
    """Members by months, with the sums the sheet has, and who is to be warned."""
    branch = find(Organisation, uid)
    year = Filters.read(request.args).period[0]
    book = yearly.roll_of(branch, year)
    return render(
        "meetings/matrix.html", branch=branch, year=year, book=book, years=overview.years(in_scope()),
        marks=MARKS, signs=yearly.SIGNS,
    )  # fmt: skip


@blueprint.route("/so-diem-danh/<member>/<int:year>", methods=["GET", "POST"])
def line(member: str, year: int) -> Response:
    """A member's twelve months, to correct one that was written wrong."""
    person = find(Member, member, Verb.RECORD)
    if not 1930 <= year <= 2100:
        abort(404)
    stored = db.session.scalars(queries.lines_of([person.id], year)).one_or_none()
    form = forms.show_line(stored) if request.method == "GET" else Form(request.form, prefix="dd")
    branch = db.session.get_one(Organisation, person.branch_id)
    if request.method == "POST":
        _save(form, person, year, stored)
        if form:
            db.session.commit()
            flash(f"Đã ghi điểm danh năm {year} của {person.full_name}.", "success")
            return redirect(url_for("meetings.matrix", uid=branch.uid, nam=year))
    months = open_months(branch.id, year)
    context: dict[str, Any] = {"person": person, "branch": branch, "year": year, "marks": MARKS, "months": months}
    return render("meetings/line.html", status=200 if form else 422, form=form, **context)


def _save(form: Form, person: Member, year: int, stored: AttendanceYear | None) -> None:
    """Write the months that were typed otherwise than stored."""
    if form.stale(stored.version if stored else 0):
        forms.differences(form, forms.show_line(stored), {})
        return
    marks = {m: form.choice(f"m{m}", f"Tháng {m}", MARKS, required=False) for m in range(1, 13) if f"m{m}" in form.data}
    if not form:
        return
    try:
        row = stored or attendance.ensure_line(person, year)
        for month, mark in marks.items():
            attendance.set_mark(row, mark or None, month=month)
    except Refusal as refusal:
        form.refuse(refusal)
