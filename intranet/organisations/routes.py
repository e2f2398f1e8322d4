"""The screens of the organisation tree: the tree, one organisation, and what is done to it."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, abort, flash, request, url_for
from sqlalchemy.orm import joinedload

from intranet import exporting, gathering
from intranet.access import Verb, find, me, require, requires, scoped, visible_organisations
from intranet.audit import queries as audit
from intranet.audit.queries import Change, differences
from intranet.database import db
from intranet.forms import Form
from intranet.htmx import address, redirect, render
from intranet.members.models import MEMBER_ROLES, STANDINGS
from intranet.numbers import whole
from intranet.organisations import choices, forms, queries, service
from intranet.organisations.models import KINDS, Organisation
from intranet.organisations.words import COLUMNS, VOCABULARY
from intranet.refusal import Refusal

blueprint = Blueprint("organisations", __name__, url_prefix="/chi-bo")
audit.REGISTERS["organisations"] = audit.Register(Organisation, VOCABULARY, lambda o: o.name, "organisations.show")

WORDS = {"kinds": KINDS, "standings": STANDINGS, "roles": MEMBER_ROLES}
WITH_PEOPLE = (joinedload(Organisation.parent), joinedload(Organisation.secretary))


@blueprint.get("/")
def index() -> Response:
    """The tree the person sees, or what they searched for in it."""
    filters = Form(request.args)
    wanted = queries.OrganisationFilter(filters.raw("q")[:100], filters.raw("kind"), filters.flag("closed"))
    mine = scoped(Organisation)
    found = queries.called(mine, wanted.typed) if wanted.typed.strip() else set()
    nodes = queries.narrowed(queries.tree(mine), wanted, found)
    if file := exporting.asked(request.args):
        return exporting.send_records("Chi bộ, đảng bộ", COLUMNS, nodes, file)
    pages = queries.page_of(nodes, request.args.get("page", 1, type=whole))
    return render(
        "organisations/index.html", "organisations/_results.html", form=filters, pages=pages, flat=bool(wanted),
        page_url=_page_url, words=WORDS,
    )  # fmt: skip


@blueprint.get("/<uid>")
def show(uid: str) -> Response:
    """One organisation: its people, what it reports of itself and what the register counts."""
    organisation = find(Organisation, uid, Verb.READ, *WITH_PEOPLE)
    top, *below = queries.tree(queries.subtree(organisation))
    people = queries.first_members(organisation) if organisation.is_branch else []
    return render(
        "organisations/show.html", organisation=organisation, node=top, below=below, people=people,
        checks=queries.head_checks(top), parent_visible=_sees_parent(organisation), words=WORDS,
        gathered=gathering.of_organisation(organisation),
    )  # fmt: skip


@blueprint.route("/them", methods=["GET", "POST"])
@requires(Verb.MANAGE)
def create() -> Response:
    """Make an organisation under one the person sees; an administrator may make a new top."""
    form = Form(request.form if request.method == "POST" else {"parent": request.args.get("parent", "")})
    offered = choices.for_new(scoped(Organisation), needs_parent=me().role != "administrator")
    if request.method == "POST":
        data = forms.read_organisation(form, offered, None)
        try:
            if data:
                return _written(service.create(data), "Đã thêm đơn vị.")
        except Refusal as refusal:
            choices.refuse(form, refusal)
        db.session.rollback()
    return _form_page(form, None, offered)


@blueprint.route("/<uid>/sua", methods=["GET", "POST"])
def edit(uid: str) -> Response:
    """Change an organisation, unless somebody was faster: then both values are shown."""
    organisation = find(Organisation, uid, Verb.MANAGE, *WITH_PEOPLE)
    offered = choices.for_existing(organisation, scoped(Organisation), needs_parent=me().role != "administrator")
    if request.method == "GET":
        return _form_page(forms.showing(organisation), organisation, offered)
    form, before = Form(request.form), service.data_of(organisation)
    data = forms.read_organisation(form, offered, before)
    if data and form.stale(organisation.version):
        clashes = differences(asdict(before), asdict(data), VOCABULARY)
        return _form_page(form, organisation, offered, clashes, 409)
    try:
        if data:
            return _written(service.update(organisation, data), "Đã ghi thông tin đơn vị.")
    except Refusal as refusal:
        choices.refuse(form, refusal)
    db.session.rollback()
    return _form_page(form, find(Organisation, uid, Verb.MANAGE, *WITH_PEOPLE), offered)


@blueprint.post("/<uid>/ngung")
def close(uid: str) -> Response:
    """Take a dissolved organisation out of use; undone by the button in the message."""
    organisation = find(Organisation, uid, Verb.MANAGE)
    service.close(organisation)
    said = {"text": f"{organisation.name} đã ngừng hoạt động.", "undo": url_for("organisations.reopen", uid=uid)}
    db.session.commit()
    flash(said, "undo")  # type: ignore[arg-type]
    return redirect(url_for("organisations.show", uid=uid))


@blueprint.post("/<uid>/mo-lai")
def reopen(uid: str) -> Response:
    """Put a closed organisation back into use."""
    organisation = find(Organisation, uid, Verb.MANAGE)
    service.reopen(organisation)
    return _written(organisation, f"{organisation.name} đã hoạt động trở lại.")


@blueprint.post("/<uid>/xoa")
def delete(uid: str) -> Response:
    """Delete an organisation that nothing belongs to; undone by the button in the message."""
    organisation = find(Organisation, uid, Verb.MANAGE)
    try:
        said = {"text": f"Đã xóa {organisation.name}.", "undo": url_for("organisations.restore", uid=uid)}
        service.delete(organisation)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal.message, "error")
        return redirect(url_for("organisations.show", uid=uid))
    db.session.commit()
    flash(said, "undo")  # type: ignore[arg-type]
    return redirect(url_for("organisations.index"))


@blueprint.post("/<uid>/khoi-phuc")
def restore(uid: str) -> Response:
    """Bring a deleted organisation back, for whoever could have deleted it."""
    gone = service.deletion_of(uid)
    if gone is None or not _sees(gone.before["parent_id"]):
        abort(404)
    require(Verb.MANAGE)
    organisation = service.restore(uid)
    return _written(organisation, f"Đã khôi phục {organisation.name}.")


def _written(organisation: Organisation, said: str) -> Response:
    uid = organisation.uid
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("organisations.show", uid=uid))


def _form_page(
    form: Form,
    organisation: Organisation | None,
    offered: forms.Choices,
    clashes: list[Change] | None = None,
    status: int = 200,
) -> Response:
    return render(
        "organisations/form.html", status=status if form else 422, form=form, organisation=organisation,
        offered=offered, clashes=clashes, counts=forms.COUNTS, words=WORDS,
    )  # fmt: skip


def _sees(organisation_id: int | None) -> bool:
    """Whether the person sees this organisation; the place above a top one is the administrator's."""
    if organisation_id is None:
        return me().role == "administrator"
    return db.session.scalar(visible_organisations().where(Organisation.id == organisation_id)) is not None


def _sees_parent(organisation: Organisation) -> bool:
    own = me().organisation
    return organisation.parent is not None and (own is None or organisation.parent.path.startswith(own.path))


def _page_url(number: int) -> str:
    return address(page=number)
