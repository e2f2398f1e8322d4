"""One tap a unit says that a document is adopted; files come and go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, request, send_file, url_for

from intranet.access import Verb, find
from intranet.database import db
from intranet.directives import files, service
from intranet.directives.models import DirectiveFile
from intranet.htmx import redirect
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers.directives import DIRECTIVES
from intranet.registers.reach import found

blueprint = Blueprint("directives", __name__, url_prefix="/van-ban")


@blueprint.post("/<uid>/trien-khai/<unit>")
def adopt(uid: str, unit: str) -> Response:
    """A unit has adopted the document."""
    directive, organisation = found(DIRECTIVES, uid), find(Organisation, unit, Verb.RECORD)
    name = organisation.name
    try:
        works = service.adopt(directive, organisation)
    except Refusal as refusal:
        flash(refusal.message, "error")
        return _shown(uid)
    db.session.commit()
    more = f" Đã thêm {works} việc gợi ý cho đăng ký làm theo." if works else ""
    undo = url_for("directives.withdraw", uid=uid, unit=unit)
    flash({"text": f"{name} đã triển khai.{more}", "undo": undo}, "undo")  # type: ignore[arg-type]
    return _shown(uid)


@blueprint.post("/<uid>/bo-trien-khai/<unit>")
def withdraw(uid: str, unit: str) -> Response:
    """A unit has not adopted it after all."""
    directive, organisation = found(DIRECTIVES, uid), find(Organisation, unit, Verb.RECORD)
    name = organisation.name
    try:
        service.withdraw(directive, organisation)
    except Refusal as refusal:
        flash(refusal.message, "error")
        return _shown(uid)
    db.session.commit()
    undo = url_for("directives.adopt", uid=uid, unit=unit)
    flash({"text": f"{name}: bỏ đánh dấu đã triển khai.", "undo": undo}, "undo")  # type: ignore[arg-type]
    return _shown(uid)


@blueprint.post("/<uid>/tep")
def attach(uid: str) -> Response:
    """Attach a file."""
    directive = found(DIRECTIVES, uid, DIRECTIVES.verb)
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Refusal("Chọn một tệp để gửi lên.", "file")
        kept = files.attach(directive, sent.filename, sent.read(files.LARGEST + 1), _folder())
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal.message, "error")
        return _shown(uid)
    name = kept.name
    db.session.commit()
    flash(f"Đã đính kèm: {name}.", "success")
    return _shown(uid)


@blueprint.post("/<uid>/tep/<file>/xoa")
def detach(uid: str, file: str) -> Response:
    """Take a file away."""
    directive = found(DIRECTIVES, uid, DIRECTIVES.verb)
    chosen = _file(directive, file)
    name = chosen.name
    files.detach(chosen, _folder())
    db.session.commit()
    flash(f"Đã bỏ tệp: {name}.", "success")
    return _shown(uid)


@blueprint.get("/<uid>/tep/<file>")
def download(uid: str, file: str) -> Response:
    """The file, as an attachment, for those who may read the document."""
    chosen = _file(found(DIRECTIVES, uid), file)
    path = files.path_of(chosen, _folder())
    if not path.is_file():
        abort(404)
    response = send_file(path, mimetype=chosen.media_type, as_attachment=True, download_name=chosen.name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _file(directive: Any, uid: str) -> DirectiveFile:
    query = db.select(DirectiveFile).where(DirectiveFile.uid == uid, DirectiveFile.directive_id == directive.id)
    chosen: DirectiveFile | None = db.session.scalar(query)
    return chosen or abort(404)


def _folder() -> Path:
    return Path(current_app.instance_path) / "directives"


def _shown(uid: str) -> Response:
    return redirect(url_for("registers.show", path=DIRECTIVES.path, uid=uid, _anchor="messages"))
