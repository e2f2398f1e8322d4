"""Recording a session: a new one, a correction, the same again."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for
from sqlalchemy import select

from intranet.access import Verb, find, in_scope, requires
from intranet.database import db, utcnow
from intranet.formatting import local_today, vn_date
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.meetings import forms, holding, queries, service
from intranet.meetings.models import MEETING_KINDS, Meeting
from intranet.meetings.routes.blueprint import blueprint, found
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal


@blueprint.route("/moi", methods=["GET", "POST"])
@requires(Verb.RECORD)
def create() -> Response:
    """Record a new session; who sees several units chooses one first."""
    unit = _unit()
    if unit is None:
        return render("meetings/choose.html", units=_units())
    last = db.session.scalars(queries.last_of(unit.id).limit(1)).first()
    form, members = _new_form(last), _members(unit)
    if request.method == "POST" and (data := forms.read_meeting(form, unit.id, members, None)):
        try:
            meeting = holding.prepare(data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            flash("Đã ghi buổi sinh hoạt. Chương trình lấy theo mẫu, sửa lại nếu cần.", "success")
            return redirect(url_for("meetings.show", uid=meeting.uid))
    return _render_form(form, unit, members, None, last=last)


@blueprint.route("/<uid>/sua", methods=["GET", "POST"])
def edit(uid: str) -> Response:
    """Correct what is recorded of a session; a value somebody changed meanwhile is shown, not overwritten."""
    meeting = found(uid, Verb.RECORD)
    unit, members = meeting.organisation, _members(meeting.organisation)
    if request.method == "GET":
        return _render_form(forms.show_meeting(meeting), unit, members, meeting)
    form = Form(request.form)
    if form.stale(meeting.version):
        differences = forms.differences(form, forms.show_meeting(meeting), forms.LABELS)
        return _render_form(form, unit, members, meeting, differences=differences)
    if data := forms.read_meeting(form, unit.id, members, meeting):
        try:
            service.update(meeting, data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            flash("Đã ghi.", "success")
            return redirect(url_for("meetings.show", uid=uid))
    return _render_form(form, unit, members, meeting)


@blueprint.route("/<uid>/lap-lai", methods=["GET", "POST"])
def repeat(uid: str) -> Response:
    """The same session again on the next date, which is proposed."""
    meeting = found(uid, Verb.RECORD)
    proposed = holding.proposed_date(meeting)
    form = Form(request.form if request.method == "POST" else {"date": vn_date(proposed) if proposed else ""})
    if request.method == "POST" and (day := form.date("date", forms.LABELS["date"], required=True)):
        try:
            again = holding.clone(meeting, day)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            flash("Đã tạo buổi mới theo buổi trước. Việc chưa xong được chuyển sang.", "success")
            return redirect(url_for("meetings.show", uid=again.uid))
    return render("meetings/repeat.html", status=200 if form else 422, form=form, meeting=meeting)


def _render_form(
    form: Form, unit: Organisation, members: list[Member], meeting: Meeting | None, **more: Any
) -> Response:
    people = [(m.uid, m.full_name if unit.is_branch else f"{m.full_name} – {m.branch.name}") for m in members]
    return render(
        "meetings/form.html", status=200 if form else 422, form=form, unit=unit, meeting=meeting, people=people,
        kinds=MEETING_KINDS, labels=forms.LABELS, **more,
    )  # fmt: skip


def _new_form(last: Meeting | None) -> Form:
    """Today, and hour and place of the last session: what is asked least often to change."""
    if request.method == "POST":
        return Form(request.form)
    form = Form({"date": vn_date(local_today(utcnow()))})
    form.data.setlist("kinds", ["regular_session"])
    if last is not None:
        form.data.update({"time": last.time or "", "place": last.place or ""})
    return form


def _unit() -> Organisation | None:
    """The unit asked for, or the only one the person sees."""
    if uid := request.args.get("don-vi"):
        return find(Organisation, uid, Verb.RECORD)
    units = db.session.scalars(select(Organisation).where(in_scope(), Organisation.active).limit(2)).all()
    return units[0] if len(units) == 1 else None


def _units() -> list[Organisation]:
    return list(
        db.session.scalars(
            select(Organisation)
            .where(in_scope(), Organisation.active)
            .order_by(queries.branches(), Organisation.sort_key)
        )
    )


def _members(unit: Organisation) -> list[Member]:
    return list(db.session.scalars(queries.choosable_members(unit.path)))
