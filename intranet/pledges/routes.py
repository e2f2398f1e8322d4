"""Pledges: the list, who has none, the roll-up, and one pledge with its steps to approval."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from sqlalchemy.orm import joinedload, selectinload

from intranet import exporting
from intranet.access import Verb, can, find, me, require, require_sight
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.htmx import redirect, render
from intranet.members.models import STANDINGS
from intranet.numbers import whole
from intranet.pledges import approval, followup, queries, removal, service, suggestions
from intranet.pledges.columns import COLUMNS
from intranet.pledges.models import GRADES, PROGRESS, Pledge, PledgeItem, PledgeSuggestion
from intranet.pledges.scope import read_view, years
from intranet.refusal import Refusal
from intranet.search.queries import SEARCHED, Searched

blueprint = Blueprint("pledges", __name__, url_prefix="/dang-ky")
SEARCHED["pledge_items"] = Searched(
    "Việc đăng ký làm theo", PledgeItem, PledgeItem.work, "pledges.show", via=(PledgeItem.pledge,), year=Pledge.year,
    owner=Pledge.organisation_id, uid=Pledge.uid,
)  # fmt: skip

PER_PAGE = 50
WITH_ALL = (
    joinedload(Pledge.organisation),
    joinedload(Pledge.member),
    selectinload(Pledge.items).selectinload(PledgeItem.checks),
)


@blueprint.get("/")
def index() -> Response:
    """Plans of the year, filtered."""
    view = read_view(request.args)
    wanted = queries.Wanted(
        view.year,
        state=_one_of("trang-thai", dict(approval.states())),
        who=_one_of("loai", {"member": "", "collective": ""}),
        grade=_one_of("xep-loai", GRADES),
        words=request.args.get("q", "")[:100],
    )
    if file := exporting.asked(request.args):
        rows = db.session.scalars(queries.plans(view.condition, wanted))
        return exporting.send_records(f"Đăng ký làm theo {view.year}", COLUMNS, rows, file)
    pages = db.paginate(
        queries.plans(view.condition, wanted),
        page=request.args.get("page", 1, type=whole),
        per_page=PER_PAGE,
        error_out=False,
    )
    return render(
        "pledges/index.html", "pledges/_list.html", view=view, wanted=wanted, pages=pages, years=years(view.year),
        totals=queries.totals(view.condition, view.year), states=approval.STATES, grades=GRADES, tab="index",
    )  # fmt: skip


@blueprint.get("/chua-co")
def missing() -> Response:
    """Who has no plan for the year."""
    view = read_view(request.args)
    rows = queries.members_without_plan(view.condition, view.year)
    pages = db.paginate(rows, page=request.args.get("page", 1, type=whole), per_page=PER_PAGE, error_out=False)
    return render(
        "pledges/missing.html", "pledges/_missing.html", view=view, pages=pages, years=years(view.year),
        standings=STANDINGS, tab="missing",
    )  # fmt: skip


@blueprint.get("/theo-chi-bo")
def by_branch() -> Response:
    """The roll-up: one line a branch, every figure a link to its rows."""
    view = read_view(request.args)
    lines = queries.by_branch(view.condition, view.year)
    return render("pledges/by_branch.html", view=view, lines=lines, years=years(view.year), tab="by_branch")


@blueprint.get("/<uid>")
def show(uid: str) -> Response:
    """One pledge, whole."""
    return _page(find(Pledge, uid, Verb.READ, *WITH_ALL))


@blueprint.post("/<uid>/<any(hand_in, take_back, give_back, approve, reopen):name>")
def move(uid: str, name: str) -> Response:
    """One step towards approval, or back."""
    pledge = find(Pledge, uid, Verb.RECORD, *WITH_ALL)
    if not approval.may(me(), pledge, name):
        abort(403)
    comment = request.form.get("comment")
    if request.form.get("version", str(pledge.version)) != str(pledge.version):
        said = "Bản đăng ký vừa được người khác sửa. Xem lại nội dung mới dưới đây rồi làm lại bước này."
        return _page(pledge, said, 409, typed=comment or "")
    try:
        approval.move(pledge, name, me(), comment)
    except Refusal as refusal:
        db.session.rollback()
        return _page(find(Pledge, uid, Verb.RECORD, *WITH_ALL), refusal.message, 422, typed=comment or "")
    db.session.commit()
    flash(approval.MOVES[name].said, "success")
    return redirect(url_for("pledges.show", uid=uid))


@blueprint.post("/<uid>/goi-y/<suggestion_uid>")
def take_suggestion(uid: str, suggestion_uid: str) -> Response:
    """Add a suggested work to the pledge with one tap."""
    pledge = find(Pledge, uid, Verb.RECORD, *WITH_ALL)
    suggestion = db.one_or_404(db.select(PledgeSuggestion).where(PledgeSuggestion.uid == suggestion_uid))
    try:
        item = suggestions.take(pledge, suggestion)
    except Refusal as refusal:
        db.session.rollback()
        return _page(find(Pledge, uid, Verb.RECORD, *WITH_ALL), refusal.message, 422)
    undo = url_for("pledges.drop_item", uid=uid, item_uid=item.uid)
    db.session.commit()
    flash({"text": f"Đã thêm việc “{suggestion.work}”.", "undo": undo}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("pledges.show", uid=uid))


@blueprint.post("/<uid>/viec/<item_uid>/bo")
def drop_item(uid: str, item_uid: str) -> Response:
    """Take a work out of the pledge: what undoes a suggestion taken."""
    pledge = find(Pledge, uid, Verb.RECORD, *WITH_ALL)
    item = next((item for item in pledge.items if item.uid == item_uid), None)
    if item is None or item.checks:
        abort(404)
    followup.delete_item(item)
    db.session.commit()
    flash("Đã bỏ việc vừa thêm.", "success")
    return redirect(url_for("pledges.show", uid=uid))


@blueprint.post("/<uid>/xoa")
def delete(uid: str) -> Response:
    """Delete a pledge; undone by the button in the message."""
    pledge = find(Pledge, uid, Verb.RECORD, *WITH_ALL)
    whose, year = owner_name(pledge), pledge.year
    removal.remove(pledge)
    db.session.commit()
    undo = url_for("pledges.restore", uid=uid)
    flash({"text": f"Đã xóa bản đăng ký năm {year} của {whose}.", "undo": undo}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("pledges.index", nam=year))


@blueprint.post("/<uid>/khoi-phuc")
def restore(uid: str) -> Response:
    """Bring a deleted pledge back."""
    require(Verb.RECORD)
    require_sight(removal.owner_of(uid))
    removal.restore(uid)
    db.session.commit()
    flash("Đã khôi phục bản đăng ký.", "success")
    return redirect(url_for("pledges.show", uid=uid))


def owner_name(pledge: Pledge) -> str:
    """Whose pledge it is, in words."""
    return pledge.member.full_name if pledge.member else pledge.organisation.name


def _page(pledge: Pledge, problem: str = "", status: int = 200, typed: str = "") -> Response:
    mine = service.data_of(pledge)
    taken = {item.work for item in mine.items}
    offered = queries.suggestions_for(pledge.organisation, pledge.year) if can(Verb.RECORD) else []
    return render(
        "pledges/show.html", status=status, pledge=pledge, problem=problem, typed=typed, moves=approval.MOVES,
        open_moves=approval.open_moves(me(), pledge), may_write=approval.may_write(me(), pledge),
        may_approve=approval.may_approve(me(), pledge), states=approval.STATES, grades=GRADES, progress=PROGRESS,
        warning=approval.count_warning(pledge.year, len(mine.items)), log=queries.history(pledge),
        offered=[s for s in offered if s.work not in taken], today=local_today(utcnow()),
    )  # fmt: skip


def _one_of(name: str, choices: Any) -> str:
    """A filter's value, or nothing where it is none of the choices."""
    value = request.args.get(name, "")
    return value if value in choices else ""
