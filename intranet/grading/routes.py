"""The yearly grading: a unit's year by peer group, one grade, the decision of a whole group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from sqlalchemy.orm import joinedload

from intranet import exporting
from intranet.access import Verb, find, me, require, require_sight
from intranet.audit import queries as audit
from intranet.audit.kept import kept
from intranet.audit.queries import Change, differences
from intranet.database import db, utcnow
from intranet.formatting import local_today, vn_date
from intranet.forms import Form
from intranet.grading import deciding, forms, page, queries, rights, rules, service
from intranet.grading.models import GRADES, PEER_GROUPS, Grade
from intranet.grading.rules import GradeData
from intranet.grading.words import COLUMNS, LABELS, MEMBER_GROUPS, TONES, VOCABULARY, readable, title, whose
from intranet.htmx import redirect, render
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.pledges.scope import View, read_view, read_year
from intranet.refusal import Refusal
from intranet.settings.service import closed, rulebook
from intranet.writing import accepted

blueprint = Blueprint("grading", __name__, url_prefix="/xep-loai")
audit.REGISTERS["grades"] = audit.Register(Grade, VOCABULARY, title, "grading.show", readable=readable)

WORDS = {"grades": GRADES, "groups": PEER_GROUPS, "labels": LABELS, "tones": TONES, "member_groups": MEMBER_GROUPS}


@blueprint.before_request
def only_recorders() -> None:
    """Grades are for the branch's own secretary and those above, and for the person graded (domain.md, section 7)."""
    if request.endpoint != "grading.mine":
        require(Verb.RECORD)


@blueprint.get("/")
def index() -> Response:
    """The unit chosen, by peer group; or the figures of every branch in sight."""
    view = _view()
    if view.chosen is None:
        lines = queries.by_branch(view.condition, view.year)
        return render("grading/by_branch.html", view=view, lines=lines, years=_years(view.year), words=WORDS)
    if file := exporting.asked(request.args):
        lines_here = page.lines_of(view.chosen, view.year)
        return exporting.send_records(f"Xếp loại năm {view.year}", COLUMNS, lines_here, file)
    return _unit_page(view, view.chosen, Form())


@blueprint.get("/cua-toi")
def mine() -> Response:
    """One's own grades, for whoever's account is known to be that member's."""
    grades = db.session.scalars(queries.of_person(me().member_id or abort(404))).all()
    return render("grading/mine.html", grades=grades, words=WORDS)


@blueprint.get("/<uid>")
def show(uid: str) -> Response:
    """One grade, whole."""
    grade = find(Grade, uid, Verb.RECORD, *queries.LINE)
    return render("grading/show.html", grade=grade, owner=whose(grade), back=_unit_url(grade), words=WORDS)


@blueprint.route("/dang-vien/<uid>", methods=["GET", "POST"])
def member(uid: str) -> Response:
    """A member's grade of a year."""
    found = find(Member, uid, Verb.RECORD, joinedload(Member.branch))
    year = read_year(request.args.get("nam", ""))
    there = db.session.scalar(queries.of_owner(found.branch_id, found.id, year).options(*queries.LINE))
    unit = there.organisation if there else found.branch
    data = service.data_of(there) if there else GradeData(unit.id, year, found.id, rules.peer_group_of(found))
    return _edit(unit, found, there, data)


@blueprint.route("/tap-the/<uid>", methods=["GET", "POST"])
def collective(uid: str) -> Response:
    """An organisation's own grade of a year."""
    found = find(Organisation, uid, Verb.RECORD, joinedload(Organisation.parent))
    year = read_year(request.args.get("nam", ""))
    there = db.session.scalar(queries.of_owner(found.id, None, year).options(*queries.LINE))
    data = service.data_of(there) if there else GradeData(found.id, year, None, "branches")
    return _edit(found, found, there, data)


@blueprint.post("/<unit>/<int:year>/<any(leaders, members, branches):group>/chot")
def decide(unit: str, year: int, group: str) -> Response:
    """Let the group's proposals stand by a decision; undone by the button in the message."""
    organisation = find(Organisation, unit, Verb.MANAGE)
    form = Form(request.form, prefix=group)
    decided_on, basis = forms.read_decision(form)
    try:
        decided = deciding.decide(organisation, year, group, decided_on, basis) if form else []
    except Refusal as refusal:
        db.session.rollback()
        form.refuse(refusal)
    if not form:
        view = read_view({"don-vi": unit, "nam": str(year)})
        return _unit_page(view, find(Organisation, unit, Verb.MANAGE), form, 422)
    db.session.commit()
    undo = url_for("grading.undecide", unit=unit, year=year, group=group, ngay=decided_on)
    said = f"Đã chốt xếp loại {len(decided)} trường hợp theo {basis}, ngày {vn_date(decided_on)}."
    flash({"text": said, "undo": undo}, "undo")  # type: ignore[arg-type]
    return redirect(_url(unit, year, group))


@blueprint.post("/<unit>/<int:year>/<any(leaders, members, branches):group>/bo-chot")
def undecide(unit: str, year: int, group: str) -> Response:
    """Take the group's decisions back, those of one day or all; the proposals stay."""
    organisation = find(Organisation, unit, Verb.MANAGE)
    number = deciding.undecide(organisation, year, group, request.args.get("ngay") or None)
    db.session.commit()
    flash(f"Đã bỏ chốt {number} trường hợp; đề nghị xếp loại vẫn còn.", "success")
    return redirect(_url(unit, year, group))


@blueprint.post("/<uid>/xoa")
def delete(uid: str) -> Response:
    """Delete a grade entered by mistake; undone by the button in the message."""
    grade = find(Grade, uid, Verb.RECORD, *queries.LINE)
    if grade.grade is not None or grade.member_id is None:
        require(Verb.MANAGE)
    owner, back = whose(grade), _unit_url(grade)
    try:
        service.delete(grade)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal.message, "error")
        return redirect(back)
    db.session.commit()
    said = {"text": f"Đã xóa xếp loại của {owner}.", "undo": url_for("grading.restore", uid=uid)}
    flash(said, "undo")  # type: ignore[arg-type]
    return redirect(back)


@blueprint.post("/<uid>/khoi-phuc")
def restore(uid: str) -> Response:
    """Bring a deleted grade back, for whoever could have deleted it."""
    gone = kept(Grade, uid)
    require_sight(gone["organisation_id"])
    if gone["grade"] is not None or gone["member_id"] is None:
        require(Verb.MANAGE)
    service.restore(uid)
    db.session.commit()
    flash("Đã khôi phục xếp loại.", "success")
    return redirect(_unit_url(find(Grade, uid, Verb.RECORD, *queries.LINE)))


def _edit(unit: Organisation, owner: Member | Organisation, there: Grade | None, data: GradeData) -> Response:
    """Show or write one grade, unless somebody was faster: then both values are shown."""
    version = there.version if there else 0
    writable = rights.writable(of_member=data.member_id is not None)
    if request.method == "GET":
        return _form_page(unit, owner, there, data, forms.showing(data, version), writable)
    form = Form(request.form)
    wanted = forms.read_grade(form, data, writable)
    if form and form.stale(version):
        clashes = differences(asdict(data), asdict(wanted), VOCABULARY)
        return _form_page(unit, owner, there, data, form, writable, clashes, 409)
    unit_uid, owner_uid = unit.uid, owner.uid
    if not (form and accepted(form, lambda: service.update(there, wanted) if there else service.create(wanted))):
        unit = db.session.scalars(db.select(Organisation).where(Organisation.uid == unit_uid)).one()
        return _form_page(unit, owner, there, data, form, writable)
    db.session.commit()
    return _written(unit_uid, owner_uid, data)


def _written(unit_uid: str, owner_uid: str, data: GradeData) -> Response:
    """Back to the unit's page, or on to the next one who is not graded yet."""
    unit = find(Organisation, unit_uid, Verb.RECORD, joinedload(Organisation.parent))
    following = (
        page.next_after(unit, owner_uid, data.year) if data.member_id and request.form.get("then") == "next" else None
    )
    if following is not None:
        flash("Đã ghi. Người tiếp theo chưa xếp loại:", "success")
        return redirect(url_for("grading.member", uid=following.owner.uid, nam=data.year))
    flash("Đã ghi xếp loại.", "success")
    above = unit.parent.uid if data.member_id is None and unit.parent and rights.may_decide() else unit_uid
    return redirect(url_for("grading.index", **_here(above, data.year), _anchor=f"xl-{owner_uid}"))


def _form_page(
    unit: Organisation, owner: Member | Organisation, there: Grade | None, data: GradeData, form: Form,
    writable: frozenset[str], clashes: list[Change] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    book = rulebook()
    name = owner.full_name if isinstance(owner, Member) else owner.name
    last = queries.shortcoming(unit.id, data.member_id, data.year - 1)
    return render(
        "grading/form.html", status=status if form else 422, form=form, unit=unit, name=name, data=data, grade=there,
        writable=writable, clashes=clashes, last_shortcoming=last, closed=closed(unit.id, str(data.year)), words=WORDS,
        thresholds=book.value("grade_thresholds", str(data.year)), rule=rules.rule_of(data.year, book),
        back=url_for("grading.index", **_here(unit.uid, data.year)),
    )  # fmt: skip


def _unit_page(view: View, unit: Organisation, form: Form, status: int = 200) -> Response:
    book = rulebook()
    return render(
        "grading/unit.html", status=status, view=view, unit=unit, year=view.year, form=form, words=WORDS,
        groups=page.groups_of(unit, view.year, book), own=page.own_grade(unit, view.year), years=_years(view.year),
        closed=closed(unit.id, str(view.year)), may_decide=rights.may_decide(), too_many=rules.too_many,
        blank=lambda group: Form({"decided_on": vn_date(local_today(utcnow()))}, prefix=group),
    )  # fmt: skip


def _view() -> View:
    year = request.args.get("nam") or str(page.default_year(local_today(utcnow())))
    return read_view({**request.args, "nam": year})


def _years(chosen: int) -> list[int]:
    first = queries.first_year() or chosen
    return sorted({chosen, *range(first, local_today(utcnow()).year + 1)}, reverse=True)


def _here(unit_uid: str, year: int) -> Mapping[str, Any]:
    return {"don-vi": unit_uid, "nam": year}


def _url(unit_uid: str, year: int, group: str) -> str:
    return url_for("grading.index", **_here(unit_uid, year), _anchor=f"nhom-{group}")


def _unit_url(grade: Grade) -> str:
    return url_for("grading.index", **_here(grade.organisation.uid, grade.year))
