"""The screens of members: the list, one member, and what is done to them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from flask import Blueprint, Response, abort, flash, request, url_for
from sqlalchemy.orm import joinedload

from intranet import exporting, gathering
from intranet.access import Verb, find, require, require_sight, requires, scoped
from intranet.audit import queries as audit
from intranet.audit.queries import Change, differences
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.forms import Form
from intranet.htmx import address, redirect, render
from intranet.meetings.models import MARKS
from intranet.members import forms, queries, service
from intranet.members.models import GENDERS, MEMBER_ROLES, STANDINGS, Member
from intranet.members.words import COLUMNS, VOCABULARY
from intranet.numbers import whole
from intranet.organisations.models import Organisation
from intranet.organisations.queries import branches
from intranet.pledges.models import APPROVALS
from intranet.refusal import Refusal
from intranet.writing import accepted

blueprint = Blueprint("members", __name__, url_prefix="/dang-vien")
audit.REGISTERS["members"] = audit.Register(Member, VOCABULARY, lambda m: m.full_name, "members.show")

WORDS = {"genders": GENDERS, "roles": MEMBER_ROLES, "standings": STANDINGS, "marks": MARKS, "approvals": APPROVALS}


@blueprint.get("/")
def index() -> Response:
    """The members the person sees: narrowed, searched, by given name."""
    choices = _branches()
    branch = next((b for b in choices if b.uid == request.args.get("branch")), None)
    filters = Form(request.args)
    wanted = queries.MemberFilter(
        filters.raw("q")[:100], branch.path if branch else _below(), filters.raw("standing"), filters.raw("role")
    )
    if file := exporting.asked(request.args):
        return exporting.send_records("Đảng viên", COLUMNS, queries.all_of(scoped(Member), wanted), file)
    shown, counts = queries.listing(scoped(Member), wanted, request.args.get("page", 1, type=whole))
    return render(
        "members/index.html", "members/_results.html", form=filters, branch=branch, branches=choices,
        branch_options=[(b.uid, b.name) for b in choices], pages=shown,
        counts=counts, today=_today(), party_age=queries.party_age, page_url=_page_url, words=WORDS,
    )  # fmt: skip


@blueprint.get("/<uid>")
def show(uid: str) -> Response:
    """One member, with what else is known of them."""
    member = find(Member, uid, Verb.READ, joinedload(Member.branch))
    return render(
        "members/show.html", member=member, age=queries.party_age(member, _today()),
        doubts=queries.doubts(member), transfers=queries.transfers(member), pledges=queries.pledges(member),
        attendance=queries.attendance_by_year(member), gathered=gathering.of_member(member), words=WORDS,
    )  # fmt: skip


@blueprint.get("/<uid>/so/<kind>")
def everything(uid: str, kind: str) -> Response:
    """All of a member's records of one kind."""
    member = find(Member, uid, Verb.READ, joinedload(Member.branch))
    found = gathering.one_of_member(member, kind) or abort(404)
    return render("members/everything.html", member=member, found=found)


@blueprint.route("/them", methods=["GET", "POST"])
@requires(Verb.RECORD)
def create() -> Response:
    """Enter a member."""
    choices = _branches()
    form = Form(request.form if request.method == "POST" else {"branch": request.args.get("branch", "")})
    if request.method == "POST":
        data = forms.read_member(form, {b.uid: b.id for b in choices})
        try:
            member = service.create(data) if data else None
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            if member:
                return _written(member, f"Đã thêm đảng viên {member.full_name}.")
        db.session.rollback()
    return _form_page(form, None, _branches())


@blueprint.route("/<uid>/sua", methods=["GET", "POST"])
def edit(uid: str) -> Response:
    """Correct a member, unless somebody was faster: then both values are shown."""
    member = find(Member, uid, Verb.RECORD, joinedload(Member.branch))
    if request.method == "GET":
        return _form_page(forms.showing(member), member)
    form = Form(request.form)
    data = forms.read_member(form, {}, branch_id=member.branch_id)
    if data and form.stale(member.version):
        clashes = differences(asdict(service.data_of(member)), asdict(forms.as_ordered(data, member)), VOCABULARY)
        return _form_page(form, member, clashes=clashes, status=409)
    if data and accepted(form, lambda: service.update(member, forms.as_ordered(data, member))):
        return _written(member, "Đã ghi thông tin đảng viên.")
    return _form_page(form, find(Member, uid, Verb.RECORD, joinedload(Member.branch)))


@blueprint.route("/<uid>/chuyen", methods=["GET", "POST"])
def transfer(uid: str) -> Response:
    """Move a member to another branch of those the person sees."""
    member = find(Member, uid, Verb.MANAGE, joinedload(Member.branch))
    form = Form(request.form)
    choices = {b.uid: b for b in _branches() if b.id != member.branch_id}
    if request.method == "POST":
        move = forms.read_transfer(form, {b.uid: b.id for b in choices.values()})
        try:
            if move:
                to_branch = choices[form.raw("to_branch")]
                service.transfer(member, to_branch, *move[1:])
                return _written(member, f"Đã chuyển {member.full_name} sang {to_branch.name}.")
        except Refusal as refusal:
            form.refuse(refusal)
    listed = [(b.uid, b.name) for b in choices.values()]
    return render("members/transfer.html", status=200 if form else 422, form=form, member=member, branches=listed)


@blueprint.post("/<uid>/xoa")
def delete(uid: str) -> Response:
    """Delete a member; undone by the button in the message."""
    member = find(Member, uid, Verb.MANAGE, joinedload(Member.branch))
    name, branch = member.full_name, member.branch.uid
    service.delete(member)
    db.session.commit()
    said = {"text": f"Đã xóa đảng viên {name}.", "undo": url_for("members.restore", uid=uid)}
    flash(said, "undo")  # type: ignore[arg-type]
    return redirect(url_for("members.index", branch=branch))


@blueprint.post("/<uid>/khoi-phuc")
def restore(uid: str) -> Response:
    """Bring a deleted member back, for whoever could have deleted them."""
    require_sight(service.last_branch_of(uid))
    require(Verb.MANAGE)
    member = service.restore(uid)
    return _written(member, f"Đã khôi phục đảng viên {member.full_name}.")


def _written(member: Member, said: str) -> Response:
    uid = member.uid
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("members.show", uid=uid))


def _form_page(
    form: Form,
    member: Member | None,
    choices: list[Organisation] | None = None,
    clashes: list[Change] | None = None,
    status: int = 200,
) -> Response:
    listed = [(b.uid, b.name) for b in choices or ()]
    return render(
        "members/form.html", status=status if form else 422, form=form, member=member, branches=listed,
        clashes=clashes, words=WORDS,
    )  # fmt: skip


def _branches() -> list[Organisation]:
    return branches(scoped(Organisation))


def _below() -> str:
    """The path of the organisation whose subtree is asked for by ``under``, where the person sees it."""
    uid = request.args.get("under", "")
    query = scoped(Organisation).where(Organisation.uid == uid).with_only_columns(Organisation.path)
    return (db.session.scalar(query) or "") if uid else ""


def _page_url(number: int) -> str:
    return address(page=number)


def _today() -> date:
    return local_today(utcnow())
