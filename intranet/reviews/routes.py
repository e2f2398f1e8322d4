"""The monthly review: the month of one organisation, ticked at the flag ceremony, and the figures of all."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from sqlalchemy import Integer, cast, func
from sqlalchemy.orm import joinedload

from intranet import exporting
from intranet.access import Verb, find, in_scope, requires
from intranet.audit import queries as audit
from intranet.audit.queries import Change
from intranet.database import db
from intranet.errors import WORDS
from intranet.forms import Form
from intranet.htmx import redirect, render, wants_partial
from intranet.meetings.models import Meeting
from intranet.members.models import Member
from intranet.numbers import whole
from intranet.organisations.models import Organisation
from intranet.pledges.scope import read_view
from intranet.refusal import Refusal
from intranet.reviews import forms, page, queries, service
from intranet.reviews.models import WorkTask
from intranet.reviews.months import is_month, next_month, spoken
from intranet.reviews.page import Said
from intranet.reviews.words import COLUMNS, LABELS, VOCABULARY, readable
from intranet.search.queries import SEARCHED, Searched
from intranet.writing import accepted

blueprint = Blueprint("reviews", __name__, url_prefix="/nhiem-vu")
blueprint.add_app_template_test(page.is_late, "late_by")
audit.REGISTERS["work_tasks"] = audit.Register(
    WorkTask, VOCABULARY, lambda task: task.task, "reviews.show", readable=readable
)
SEARCHED["work_tasks"] = Searched(
    "Nhiệm vụ hằng tháng", WorkTask, WorkTask.task, "reviews.show",
    year=cast(func.substr(WorkTask.month, 1, 4), Integer),
)  # fmt: skip

PER_PAGE = 50
#: The list's filters: the address's word and what it means.
STATES = {"xong": "done", "dang": "in_progress", "chua": "not_done", "chua-nhan-xet": "none", "con-lai": "open"}


@blueprint.get("/")
def index() -> Response:
    """The month of the organisation chosen, or the figures of all in sight."""
    view = read_view(request.args)
    month = page.month_of(view.year, request.args.get("thang", ""))
    if view.chosen is None:
        lines = queries.by_organisation(in_scope(), month)
        return render("reviews/by_unit.html", view=view, month=month, lines=lines, years=page.years(view.year))
    wanted = queries.Wanted(STATES.get(request.args.get("ket-qua", ""), ""), "bieu-duong" in request.args)
    if file := exporting.asked(request.args):
        tasks = db.session.scalars(queries.of_months(view.chosen.id, month))
        return exporting.send_records(f"Nhiệm vụ {spoken(month)}", COLUMNS, filter(wanted.fits, tasks), file)
    context = page.month_page(view.chosen, month, request.args.get("buoi", ""), wanted=wanted)
    return render("reviews/month.html", view=view, years=page.years(view.year), **context)


@blueprint.get("/in")
def printed() -> Response:
    """The month on paper; criticism only where it is asked for, by who may read it."""
    view = read_view(request.args)
    month = page.month_of(view.year, request.args.get("thang", ""))
    if view.chosen is None:
        abort(404)
    context = page.month_page(view.chosen, month)
    criticism = context["may_criticise"] and "phe-binh" in request.args
    return render("reviews/print.html", view=view, criticism=criticism, **context)


@blueprint.get("/cua/<uid>")
def of_member(uid: str) -> Response:
    """Every task of one member, the latest month first."""
    person = find(Member, uid, Verb.READ, joinedload(Member.branch))
    pages = db.paginate(
        queries.of_owner(person.id, in_scope()),
        page=request.args.get("page", 1, type=whole),
        per_page=PER_PAGE,
        error_out=False,
    )
    return render("reviews/of_member.html", person=person, pages=pages)


@blueprint.get("/<uid>")
def show(uid: str) -> Response:
    """One task with every month it stood in."""
    task = find(WorkTask, uid, Verb.READ, *queries.LINE)
    steps = queries.lineage(task)
    return render("reviews/show.html", task=task, steps=steps, back=month_url(task), **page.line_context(task.month))


@blueprint.post("/<uid>/ket-qua")
def tick(uid: str) -> Response:
    """One tap at the ceremony: how the task stands, unless somebody else has said something different meanwhile."""
    task = find(WorkTask, uid, Verb.RECORD, *queries.LINE)
    if request.form.get("seen", "") != (task.result or ""):
        return _line(task, Said("Có người vừa ghi kết quả này trước anh chị. Chưa ghi đè; chọn lại nếu cần đổi."), 409)
    try:
        service.set_result(task, request.form.get("result") or None, meeting_id=_ceremony_id(task))
    except Refusal as refusal:
        db.session.rollback()
        return _line(find(WorkTask, uid, Verb.RECORD, *queries.LINE), Said(refusal.message), 422)
    db.session.commit()
    task = find(WorkTask, uid, Verb.RECORD, *queries.LINE)
    if not wants_partial():
        return redirect(month_url(task, buoi=request.form.get("buoi") or None, _anchor=f"nv-{uid}"))
    counts = queries.counted(db.session.scalars(queries.of_months(task.organisation_id, task.month)))
    return render(
        "reviews/_ticked.html", task=task, counts=counts, said={}, may_record=True, base=month_url(task),
        ceremony_uid=request.form.get("buoi", ""), **page.line_context(task.month),
    )  # fmt: skip


@blueprint.post("/<uid>/nhan-xet")
def note(uid: str) -> Response:
    """What was said of a task: the result in words, praise, criticism and self-criticism."""
    task = find(WorkTask, uid, Verb.RECORD, *queries.LINE)
    form, before = Form(request.form, prefix=f"note-{uid}"), service.data_of(task)
    data = forms.read_notes(form, before)
    if form and form.stale(task.version):
        typed = {name: getattr(data, name) for name in service.TEXTS}
        stored = {name: getattr(before, name) for name in service.TEXTS}
        clashes = [
            Change(LABELS[n], stored[n] or audit.NOTHING, typed[n] or audit.NOTHING)
            for n in typed
            if typed[n] != stored[n]
        ]
        return _line(task, Said(f"{WORDS[409][0]}.", form, clashes), 409)
    if not (form and accepted(form, lambda: service.update(task, data))):
        return _line(find(WorkTask, uid, Verb.RECORD, *queries.LINE), Said(form=form), 422)
    db.session.commit()
    if wants_partial():
        return _line(find(WorkTask, uid, Verb.RECORD, *queries.LINE), None)
    flash("Đã ghi nhận xét.", "success")
    return redirect(month_url(find(WorkTask, uid, Verb.RECORD, *queries.LINE), _anchor=f"nv-{uid}"))


@blueprint.post("/chuyen/<unit>/<month>")
@requires(Verb.RECORD)
def carry(unit: str, month: str) -> Response:
    """Register again for the next month what is not done; undone by the button in the message."""
    organisation = _unit_and_month(unit, month)
    try:
        carried = service.carry_over(organisation, month)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal.message, "error")
        return redirect(_url(organisation, month))
    db.session.commit()
    there = next_month(month)
    if carried:
        said = f"Đã chuyển {len(carried)} nhiệm vụ chưa xong sang {spoken(there)}."
        undo = url_for("reviews.take_back", unit=unit, month=month)
        flash({"text": said, "undo": undo}, "undo")  # type: ignore[arg-type]
    else:
        flash(f"Không còn nhiệm vụ nào của {spoken(month)} chưa chuyển.", "info")
    return redirect(_url(organisation, there))


@blueprint.post("/chuyen/<unit>/<month>/bo")
@requires(Verb.RECORD)
def take_back(unit: str, month: str) -> Response:
    """Undo carrying over: what nobody has touched since goes again."""
    organisation = _unit_and_month(unit, month)
    number = service.take_back(organisation, month)
    db.session.commit()
    flash(f"Đã bỏ {number} nhiệm vụ vừa chuyển sang; nhiệm vụ gốc vẫn ở {spoken(month)}.", "success")
    return redirect(_url(organisation, month))


def month_url(task: WorkTask, **more: Any) -> str:
    """The page of the task's month; its organisation is loaded."""
    return _url(task.organisation, task.month, **more)


def _url(unit: Organisation, month: str, **more: Any) -> str:
    address = {"don-vi": unit.uid, "nam": month[:4], "thang": int(month[5:]), **more}
    return url_for("reviews.index", **address)


def _line(task: WorkTask, said: Said | None, status: int = 200) -> Response:
    """The task's line alone, or the page of its month, with what went wrong on it."""
    shown = {task.uid: said} if said else {}
    uid = request.form.get("buoi", "")
    if wants_partial():
        context = page.line_context(task.month)
        origins = queries.origins([task.id])
        return render(
            "reviews/_line.html", status=status, task=task, said=shown, may_record=True, origins=origins,
            ceremony_uid=uid, **context,
        )  # fmt: skip
    view = read_view({"don-vi": task.organisation.uid, "nam": task.month[:4]})
    context = page.month_page(task.organisation, task.month, uid, said=shown)
    return render("reviews/month.html", status=status, view=view, years=page.years(view.year), **context)


def _unit_and_month(uid: str, month: str) -> Organisation:
    if not is_month(month):
        abort(404)
    return find(Organisation, uid, Verb.RECORD)


def _ceremony_id(task: WorkTask) -> int | None:
    """The ceremony the page was showing, if it is one of the task's organisation."""
    uid = request.form.get("buoi", "")
    mine = db.select(Meeting.id).where(Meeting.uid == uid, Meeting.organisation_id == task.organisation_id)
    return db.session.scalar(mine) if uid else None
