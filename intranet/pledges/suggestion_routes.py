"""The works a committee office suggests for the year."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, request, url_for

from intranet.access import Verb, find, in_scope, may, me, requires
from intranet.database import db
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.organisations.models import Organisation
from intranet.pledges import forms, queries, suggestions
from intranet.pledges.models import PledgeSuggestion
from intranet.pledges.scope import read_year, years
from intranet.pledges.suggestions import SuggestionData
from intranet.refusal import Refusal
from sync.ids import is_ours

blueprint = Blueprint("suggestions", __name__, url_prefix="/dang-ky/goi-y")


@blueprint.get("/")
def index() -> Response:
    """Suggestions in force here: one's own to change, those from above to read."""
    return _page(read_year(request.args.get("nam", "")), Form(prefix="suggestion"))


@blueprint.post("/")
@requires(Verb.MANAGE)
def create() -> Response:
    """Hand a suggestion down."""
    year, form = read_year(request.args.get("nam", "")), Form(request.form, prefix="suggestion")
    giver = _giver()
    data = forms.read_suggestion(form, giver.id if giver else 0, year)
    try:
        if form and giver:
            suggestions.create(data)
    except Refusal as refusal:
        form.refuse(refusal)
    if not form or giver is None:
        db.session.rollback()
        return _page(year, form, 422)
    db.session.commit()
    flash("Đã ghi việc gợi ý.", "success")
    return redirect(url_for("suggestions.index", nam=year))


@blueprint.get("/<uid>")
def edit(uid: str) -> Response:
    """The form over one suggestion."""
    suggestion = find(PledgeSuggestion, uid, Verb.MANAGE)
    return _form_page(suggestion, Form.showing(suggestions.data_of(suggestion)))


@blueprint.post("/<uid>")
def save(uid: str) -> Response:
    """Reword a suggestion."""
    suggestion = find(PledgeSuggestion, uid, Verb.MANAGE)
    form, year = Form(request.form), suggestion.year
    data = forms.read_suggestion(form, suggestion.organisation_id, year)
    if not form:
        return _form_page(suggestion, form, 422)
    suggestions.update(suggestion, data)
    db.session.commit()
    flash("Đã ghi việc gợi ý.", "success")
    return redirect(url_for("suggestions.index", nam=year))


@blueprint.post("/<uid>/bo")
def delete(uid: str) -> Response:
    """Take a suggestion back; undone by the button in the message, which carries it."""
    suggestion = find(PledgeSuggestion, uid, Verb.MANAGE)
    data = suggestions.data_of(suggestion)
    suggestions.delete(suggestion)
    db.session.commit()
    undo = url_for(
        "suggestions.undo", uid=uid, nam=data.year, work=data.work, measure=data.measure, product=data.product
    )
    flash({"text": f"Đã bỏ việc gợi ý “{data.work}”.", "undo": undo}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("suggestions.index", nam=data.year))


@blueprint.post("/<uid>/khoi-phuc")
@requires(Verb.MANAGE)
def undo(uid: str) -> Response:
    """Hand a suggestion that was taken back down again."""
    giver = _giver()
    if giver is None or not may(me(), Verb.MANAGE, giver) or not is_ours(uid):
        abort(404)
    year = read_year(request.args.get("nam", ""))
    texts = {name: request.args.get(name) for name in ("measure", "product")}
    suggestions.create(SuggestionData(giver.id, year, request.args.get("work", ""), **texts), uid=uid)
    db.session.commit()
    return redirect(url_for("suggestions.index", nam=year))


def _giver() -> Organisation | None:
    """Whose suggestions the person keeps: their own organisation's; an administrator's, the root's."""
    mine = me().organisation
    if mine is not None:
        return mine
    return db.session.scalars(db.select(Organisation).where(in_scope()).order_by(Organisation.path).limit(1)).first()


def _page(year: int, form: Form, status: int = 200) -> Response:
    giver = _giver()
    offered = queries.suggestions_for(giver, year) if giver else []
    return render(
        "pledges/suggestions/index.html", status=status, year=year, form=form, giver=giver, offered=offered,
        years=years(year), tab="suggestions",
    )  # fmt: skip


def _form_page(suggestion: PledgeSuggestion, form: Form, status: int = 200) -> Response:
    return render("pledges/suggestions/form.html", status=status, suggestion=suggestion, form=form)
