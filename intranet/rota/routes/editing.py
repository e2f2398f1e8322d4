"""Giving out an assignment, changing it, deleting it and bringing it back."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, abort, flash, request, url_for

from intranet.access import Verb, handed_down, me, require_sight, requires
from intranet.audit import queries as audit
from intranet.audit.queries import Change, differences
from intranet.database import db
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.rota import forms, months, proposals, service
from intranet.rota.models import MEDIA, Assignment, TopicEntry
from intranet.rota.proposals import Proposal
from intranet.rota.queries import single, topics
from intranet.rota.routes.blueprint import blueprint, chosen, found, today, units
from intranet.rota.service import AssignmentData
from intranet.rota.words import ASSIGNMENT_WORDS
from intranet.settings.service import rulebook

audit.REGISTERS["assignments"] = audit.Register(
    Assignment, ASSIGNMENT_WORDS, lambda a: a.topic or f"Phân công tháng {a.month[5:]}/{a.month[:4]}", "rota.show"
)


@blueprint.route("/moi", methods=["GET", "POST"])
@requires(Verb.RECORD)
def create() -> Response:
    """Give out a month's assignment: whose turn it is stands ticked."""
    offered = units()
    unit, month = chosen(offered), months.read(request.args.get("thang", "")) or f"{today():%Y-%m}"
    if unit is None:
        return render("rota/choose.html", units=offered, topic=request.args.get("chu-de", ""))
    book = rulebook()
    proposal = proposals.for_month(unit, month, book)
    topic = _topic(request.args.get("chu-de", ""))
    if request.method == "GET":
        form = forms.show_new(proposals.due_for(unit, month, book), topic, proposal.choices)
        return _new_page(form, unit, month, proposal, topic)
    form = Form(request.form)
    start = AssignmentData(unit.id, month, topic_entry_id=topic.id if topic else None)
    data = forms.read(form, start, proposal.choices)
    try:
        if data:
            uid = service.create(data).uid
            db.session.commit()
            flash(f"Đã phân công tháng {month[5:].lstrip('0')}/{month[:4]}.", "success")
            return redirect(url_for("rota.show", uid=uid))
    except Refusal as refusal:
        form.fail(forms.FIELDS.get(refusal.field, refusal.field), refusal.message)
    return _new_page(form, unit, month, proposal, topic)


@blueprint.route("/<uid>/sua", methods=["GET", "POST"])
def edit(uid: str) -> Response:
    """Change an assignment, unless somebody was faster: then both values are shown."""
    assignment = found(uid, Verb.RECORD)
    proposal = proposals.for_assignment(assignment)
    if request.method == "GET":
        return _edit_page(forms.show(assignment, proposal.choices), assignment, proposal)
    form, before = Form(request.form), service.data_of(assignment)
    sessions = single.meetings_in(assignment.organisation_id, assignment.month)
    data = forms.read_known(form, before, proposal.choices, sessions)
    if data and form.stale(assignment.version):
        return _edit_page(form, assignment, proposal, _clashes(before, data), 409)
    try:
        if data:
            service.update(assignment, data)
            db.session.commit()
            flash("Đã ghi phân công.", "success")
            return redirect(url_for("rota.show", uid=uid))
    except Refusal as refusal:
        form.fail(forms.FIELDS.get(refusal.field, refusal.field), refusal.message)
    db.session.rollback()
    assignment = found(uid, Verb.RECORD)
    return _edit_page(form, assignment, proposals.for_assignment(assignment))


@blueprint.post("/<uid>/xoa")
def delete(uid: str) -> Response:
    """Delete an assignment; the message offers to bring it back."""
    assignment = found(uid, Verb.RECORD)
    year, undo = assignment.month[:4], url_for("rota.restore", uid=uid)
    service.delete(assignment)
    db.session.commit()
    flash({"text": "Đã xóa phân công.", "undo": undo}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("rota.index", nam=year))


@blueprint.post("/<uid>/khoi-phuc")
@requires(Verb.RECORD)
def restore(uid: str) -> Response:
    """Bring a deleted assignment back."""
    require_sight(service.owner_of(uid))
    service.restore(uid)
    db.session.commit()
    flash("Đã khôi phục phân công.", "success")
    return redirect(url_for("rota.show", uid=uid))


def _topic(uid: str) -> TopicEntry | None:
    """The topic of the bank the address names, if the person may use it."""
    if not uid:
        return None
    query = topics.bank(handed_down()).where(TopicEntry.uid == uid)
    return db.session.scalars(query).one_or_none() or abort(404)


def _clashes(before: AssignmentData, typed: AssignmentData) -> list[Change]:
    """Where two people's values differ; who presents is told name by name elsewhere on the page."""
    return differences(asdict(before), asdict(typed), ASSIGNMENT_WORDS)


def _new_page(form: Form, unit: Organisation, month: str, proposal: Proposal, topic: TopicEntry | None) -> Response:
    return render(
        "rota/form.html", status=200 if form else 422, form=form, unit=unit, month=month, proposal=proposal, topic=topic,
        assignment=None, media=MEDIA, clashes=None, several=unit is not me().organisation,
    )  # fmt: skip


def _edit_page(
    form: Form, assignment: Assignment, proposal: Proposal, clashes: list[Change] | None = None, status: int = 0
) -> Response:
    sessions = single.meetings_in(assignment.organisation_id, assignment.month)
    return render(
        "rota/form.html", status=status or (200 if form else 422), form=form, unit=assignment.organisation,
        month=assignment.month, proposal=proposal, assignment=assignment, media=MEDIA, clashes=clashes, topic=None,
        sessions=sessions,
    )  # fmt: skip
