"""Registering a task, correcting it, taking it out and bringing it back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from intranet.access import Verb, find, require, require_sight, requires
from intranet.audit.kept import kept
from intranet.audit.queries import Change, differences
from intranet.database import db
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.meetings.queries import choosable_members
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.pledges.scope import read_view
from intranet.refusal import Refusal
from intranet.reviews import forms, page, queries, service
from intranet.reviews.models import WorkTask
from intranet.reviews.routes import month_url
from intranet.reviews.service import TaskData
from intranet.reviews.words import LABELS, VOCABULARY

blueprint = Blueprint("task_forms", __name__, url_prefix="/nhiem-vu")


@blueprint.route("/moi", methods=["GET", "POST"])
@requires(Verb.RECORD)
def create() -> Response:
    """Register a task for a month; whoever sees several units chooses one first."""
    view = read_view(request.args)
    month = page.month_of(view.year, request.args.get("thang", ""))
    if view.chosen is None:
        return render("reviews/choose.html", view=view, month=month)
    people = _people(view.chosen)
    form = Form(request.form)
    if request.method == "POST":
        data = forms.read_task(form, TaskData(view.chosen.id, month, ""), _ids(people))
        if form and (task := _try(form, data, None)):
            return _registered(task)
        db.session.rollback()
        view = read_view(request.args)
        people = _people(view.chosen) if view.chosen else []
    return _form_page(form, view.chosen, month, None, people)


@blueprint.route("/<uid>/sua", methods=["GET", "POST"])
def edit(uid: str) -> Response:
    """Correct a task, unless somebody was faster: then both values are shown."""
    task = find(WorkTask, uid, Verb.RECORD, *queries.LINE)
    people = _people(task.organisation, task.owner)
    if request.method == "GET":
        return _form_page(forms.showing(task), task.organisation, task.month, task, people)
    form, before = Form(request.form), service.data_of(task)
    data = forms.read_task(form, before, _ids(people))
    if form and form.stale(task.version):
        clashes = differences(asdict(before), asdict(data), VOCABULARY)
        return _form_page(form, task.organisation, task.month, task, people, clashes, 409)
    if form and _try(form, data, task):
        db.session.commit()
        flash("Đã ghi nhiệm vụ.", "success")
        return redirect(month_url(find(WorkTask, uid, Verb.RECORD, *queries.LINE), _anchor=f"nv-{uid}"))
    db.session.rollback()
    task = find(WorkTask, uid, Verb.RECORD, *queries.LINE)
    return _form_page(form, task.organisation, task.month, task, _people(task.organisation, task.owner))


@blueprint.post("/<uid>/xoa")
def delete(uid: str) -> Response:
    """Take a task out; undone by the button in the message."""
    task = find(WorkTask, uid, Verb.RECORD, *queries.LINE)
    there = month_url(task)
    service.delete(task)
    db.session.commit()
    said = {"text": "Đã xóa nhiệm vụ.", "undo": url_for("task_forms.restore", uid=uid)}
    flash(said, "undo")  # type: ignore[arg-type]
    return redirect(there)


@blueprint.post("/<uid>/khoi-phuc")
def restore(uid: str) -> Response:
    """Bring a deleted task back, for whoever could have deleted it."""
    require(Verb.RECORD)
    require_sight(kept(WorkTask, uid)["organisation_id"])
    service.restore(uid)
    db.session.commit()
    flash("Đã khôi phục nhiệm vụ.", "success")
    return redirect(month_url(find(WorkTask, uid, Verb.RECORD, *queries.LINE), _anchor=f"nv-{uid}"))


def _try(form: Form, data: TaskData, task: WorkTask | None) -> WorkTask | None:
    """Write the task, or show in the form why not."""
    try:
        return service.update(task, data) if task else service.create(data)
    except Refusal as refusal:
        form.fail("owner" if refusal.field == "owner_id" else refusal.field, refusal.message)
        return None


def _registered(task: WorkTask) -> Response:
    uid, again = task.uid, request.form.get("then") == "again"
    db.session.commit()
    flash("Đã ghi nhiệm vụ." if not again else "Đã ghi. Nhập nhiệm vụ tiếp theo.", "success")
    task = find(WorkTask, uid, Verb.RECORD, *queries.LINE)
    if again:
        address: dict[str, Any] = {
            "don-vi": task.organisation.uid, "nam": task.month[:4], "thang": int(task.month[5:]),
        }  # fmt: skip
        return redirect(url_for("task_forms.create", **address))
    return redirect(month_url(task, _anchor=f"nv-{uid}"))


def _people(unit: Organisation, also: Member | None = None) -> list[Member]:
    """Whom a task can be given to: the members of the unit, and whoever has it already."""
    people = list(db.session.scalars(choosable_members(unit.path)))
    return people if also is None or also in people else [also, *people]


def _ids(people: list[Member]) -> dict[str, int]:
    return {member.uid: member.id for member in people}


def _form_page(
    form: Form, unit: Organisation | None, month: str, task: WorkTask | None, people: list[Member],
    clashes: list[Change] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    return render(
        "reviews/form.html", status=status if form else 422, form=form, unit=unit, month=month, task=task,
        people=[(member.uid, member.full_name) for member in people], clashes=clashes, labels=LABELS,
    )  # fmt: skip
