"""The topic bank: what is worth presenting, where the material is, and where it was used."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response, abort, flash, request, url_for
from sqlalchemy import select

from intranet.access import Verb, find, handed_down, in_scope, may, me, require_sight, requires
from intranet.audit import queries as audit
from intranet.audit.queries import Change, differences
from intranet.database import db
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.numbers import whole
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.rota import forms
from intranet.rota import topics as service
from intranet.rota.models import MEDIA, SUBJECTS, TopicEntry
from intranet.rota.queries.topics import bank, used
from intranet.rota.routes.blueprint import blueprint
from intranet.rota.words import TOPIC_WORDS
from intranet.writing import accepted

PER_PAGE = 50
audit.REGISTERS["topics"] = audit.Register(TopicEntry, TOPIC_WORDS, lambda entry: entry.title, "rota.edit_topic")


@blueprint.get("/kho", endpoint="topics")
def listing() -> Response:
    """The topics a person may use: their own, those below, and those handed down from above."""
    return _list_page(Form(prefix="topic"))


@blueprint.post("/kho")
@requires(Verb.RECORD)
def add_topic() -> Response:
    """Put a topic into the bank of the person's own organisation."""
    form, keeper = Form(request.form, prefix="topic"), _keeper()
    data = forms.read_topic(form, keeper.id)
    try:
        if data:
            service.create(data)
            db.session.commit()
            flash(f"Đã thêm chủ đề “{data.title}”.", "success")
            return redirect(url_for("rota.topics"))
    except Refusal as refusal:
        form.refuse(refusal)
    return _list_page(form, 422)


@blueprint.route("/kho/<uid>", methods=["GET", "POST"])
def edit_topic(uid: str) -> Response:
    """Reword a topic, unless somebody was faster: then both values are shown."""
    entry = find(TopicEntry, uid, Verb.RECORD)
    if request.method == "GET":
        return _topic_page(entry, forms.show_topic(entry))
    form = Form(request.form)
    data = forms.read_topic(form, entry.organisation_id)
    if data and form.stale(entry.version):
        return _topic_page(entry, form, differences(asdict(service.data_of(entry)), asdict(data), TOPIC_WORDS), 409)
    if data and accepted(form, lambda: service.change(entry, data)):
        db.session.commit()
        flash("Đã ghi chủ đề.", "success")
        return redirect(url_for("rota.topics"))
    return _topic_page(find(TopicEntry, uid, Verb.RECORD), form)


@blueprint.post("/kho/<uid>/bo")
def remove_topic(uid: str) -> Response:
    """Take a topic out of the bank; the message offers to put it back."""
    entry = find(TopicEntry, uid, Verb.RECORD)
    said, undo = f"Đã bỏ chủ đề “{entry.title}”.", url_for("rota.restore_topic", uid=uid)
    service.delete(entry)
    db.session.commit()
    flash({"text": said, "undo": undo}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("rota.topics"))


@blueprint.post("/kho/<uid>/khoi-phuc")
@requires(Verb.RECORD)
def restore_topic(uid: str) -> Response:
    """Put a topic back."""
    require_sight(service.owner_of(uid))
    service.restore(uid)
    db.session.commit()
    return redirect(url_for("rota.topics"))


def _keeper() -> Organisation:
    """Whose bank the person adds to: their own organisation's; an administrator's, the root's."""
    top = select(Organisation).where(in_scope()).order_by(Organisation.path).limit(1)
    return me().organisation or db.session.scalars(top).first() or abort(404)


def _list_page(form: Form, status: int = 200) -> Response:
    narrowed = {name: request.args.get(name, "") for name in ("q", "loai", "hinh-thuc")}
    query = bank(handed_down(), narrowed["q"][:100], narrowed["hinh-thuc"], narrowed["loai"])
    pages = db.paginate(query, page=request.args.get("page", 1, type=whole), per_page=PER_PAGE, error_out=False)
    address: dict[str, Any] = {name: value for name, value in narrowed.items() if value}
    return render(
        "rota/topics.html", "rota/_topics.html", status=status, form=form, pages=pages, narrowed=narrowed,
        used=used([entry.id for entry in pages.items], in_scope()), media=MEDIA, subjects=SUBJECTS,
        mine=lambda entry: may(me(), Verb.RECORD, entry.organisation),
        page_url=lambda number: url_for("rota.topics", page=number, **address),
    )  # fmt: skip


def _topic_page(entry: TopicEntry, form: Form, clashes: list[Change] | None = None, status: int = 0) -> Response:
    return render(
        "rota/topic.html", status=status or (200 if form else 422), entry=entry, form=form, clashes=clashes, media=MEDIA,
        subjects=SUBJECTS,
    )  # fmt: skip
