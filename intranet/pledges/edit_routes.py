"""Writing a pledge: the individual's and the collective's on one screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flask import Blueprint, Response, abort, flash, request, url_for

from intranet.access import Verb, find, me, requires
from intranet.database import db
from intranet.forms import Form
from intranet.grading import queries as grading
from intranet.htmx import redirect, render
from intranet.members.models import Member
from intranet.pledges import approval, forms, queries, service
from intranet.pledges.models import Pledge, PledgeSuggestion
from intranet.pledges.routes import WITH_ALL, owner_name
from intranet.pledges.scope import View, read_view
from intranet.pledges.service import ItemData, PledgeData
from intranet.refusal import Refusal
from intranet.writing import accepted

blueprint = Blueprint("pledge_forms", __name__, url_prefix="/dang-ky")

COLLECTIVE = "tap-the"


@blueprint.get("/moi")
@requires(Verb.RECORD)
def create() -> Response:
    """An empty form: first whose it is, then its content."""
    view = read_view(request.args)
    member = _member(request.args.get("dang-vien", ""))
    if member is not None:
        view = replace(view, chosen=next((o for o in view.organisations if o.id == member.branch_id), None))
        if (there := queries.of_owner(member.branch_id, member.id, view.year)) is not None:
            return redirect(url_for("pledge_forms.edit" if not there.items else "pledges.show", uid=there.uid))
    who = member.uid if member else request.args.get("ai", "")
    wanting = _found_wanting(view, member, who)
    return _new_page(view, Form({"who": who, "shortcoming": wanting or ""}, prefix="pledge"), graded=bool(wanting))


@blueprint.post("/moi")
@requires(Verb.RECORD)
def save_new() -> Response:
    """Write a new pledge, and hand it in if asked."""
    view = read_view(request.args)
    form = Form(request.form, prefix="pledge")
    if view.chosen is None:
        abort(404)
    member = _member(form.raw("who")) if form.raw("who") not in ("", COLLECTIVE) else None
    if not form.raw("who"):
        form.fail("who", "Chọn người đăng ký, hoặc cả tập thể.")
    data = PledgeData(view.chosen.id, view.year, member.id if member else None)
    data = forms.read_content(form, data)
    offered = queries.suggestions_for(view.chosen, view.year)
    data = replace(data, items=data.items + tuple(_picked(form, offered)))
    if not data.items:
        form.fail("work_1", "Nhập ít nhất một việc.")
    if not form:
        return _new_page(view, form, 422)
    try:
        pledge = _created(data, hand_in=form.raw("then") == "hand_in")
    except Refusal as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return _new_page(read_view(request.args), form, 422)
    uid = pledge.uid
    db.session.commit()
    flash("Đã ghi bản đăng ký.", "success")
    return redirect(url_for("pledges.show", uid=uid))


@blueprint.get("/<uid>/sua")
def edit(uid: str) -> Response:
    """The form over a pledge as it stands."""
    pledge = find(Pledge, uid, Verb.RECORD, *WITH_ALL)
    return _edit_page(pledge, forms.showing(service.data_of(pledge), pledge.version))


@blueprint.post("/<uid>/sua")
def save(uid: str) -> Response:
    """Write what was typed, unless somebody was faster: then both values are shown."""
    pledge = find(Pledge, uid, Verb.RECORD, *WITH_ALL)
    form = Form(request.form, prefix="pledge")
    before = service.data_of(pledge)
    if form.stale(pledge.version):
        changed = forms.differences(form, before)
        return _edit_page(pledge, form, 409, changed)
    data = forms.read_content(form, before)
    if not data.items:
        form.fail("work_1", "Nhập ít nhất một việc.")
    if not (form and accepted(form, lambda: approval.revise(pledge, data))):
        return _edit_page(find(Pledge, uid, Verb.RECORD, *WITH_ALL), form, 422)
    db.session.commit()
    flash("Đã ghi bản đăng ký.", "success")
    return redirect(url_for("pledges.show", uid=uid))


def _created(data: PledgeData, *, hand_in: bool) -> Pledge:
    """The new pledge, in place of an empty line of a sheet if there is one."""
    there = queries.of_owner(data.organisation_id, data.member_id, data.year)
    empty = there if there is not None and not there.items else None
    pledge = service.update(empty, data) if empty else service.create(data)
    if hand_in:
        pledge = db.session.scalars(db.select(Pledge).where(Pledge.id == pledge.id).options(*WITH_ALL)).one()
        approval.move(pledge, "hand_in", me())
    return pledge


def _member(uid: str) -> Member | None:
    return find(Member, uid, Verb.RECORD) if uid else None


def _found_wanting(view: View, member: Member | None, who: str) -> str | None:
    """What last year's grading found wanting in whom the pledge is for (domain.md, C17)."""
    if view.chosen is None or (member is None and who != COLLECTIVE):
        return None
    return grading.shortcoming(view.chosen.id, member.id if member else None, view.year - 1)


def _picked(form: Form, offered: Iterable[PledgeSuggestion]) -> list[ItemData]:
    """The suggestions that were ticked, as works."""
    ticked = set(form.raw_list("suggestions"))
    return [ItemData(s.work, s.measure, None, s.product) for s in offered if s.uid in ticked]


def _new_page(view: View, form: Form, status: int = 200, *, graded: bool = False) -> Response:
    chosen = view.chosen
    people = queries.members_of(chosen.id, view.year) if chosen else []
    own = queries.of_owner(chosen.id, None, view.year) if chosen else None
    return render(
        "pledges/form.html", status=status, view=view, form=form, pledge=None, rows=forms.row_count(form), changed=[],
        people=[m for m, planned in people if not planned], with_plan=sum(planned for _, planned in people),
        collective_free=own is None or not own.items, collective=COLLECTIVE,
        offered=queries.suggestions_for(chosen, view.year) if chosen else [], graded=graded,
    )  # fmt: skip


def _edit_page(pledge: Pledge, form: Form, status: int = 200, changed: Iterable[forms.Difference] = ()) -> Response:
    return render(
        "pledges/form.html", status=status, pledge=pledge, form=form, rows=forms.row_count(form), offered=[],
        changed=list(changed), owner=owner_name(pledge),
    )  # fmt: skip
