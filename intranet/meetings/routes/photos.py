"""Photos of a session."""

from __future__ import annotations

from pathlib import Path

from flask import Response, abort, current_app, request, send_file

from intranet.access import Verb, find
from intranet.forms import Form
from intranet.meetings import photos as service
from intranet.meetings.models import Photo
from intranet.meetings.routes.blueprint import blueprint, changed, found, show
from intranet.refusal import Refusal


@blueprint.post("/<uid>/anh")
def add_photo(uid: str) -> Response:
    """A new picture."""
    meeting, form = found(uid, Verb.RECORD), Form(request.form, prefix="photo")
    sent = request.files.get("photo")
    try:
        if sent is None or not sent.filename:
            raise Refusal("Chọn một ảnh để gửi lên.", "photo")
        service.add(meeting, sent.read(service.LARGEST + 1), form.raw("caption"), _folder())
    except Refusal as refusal:
        form.refuse(refusal)
        return show(meeting, "photos", status=422, photo_form=form)
    return changed(meeting, "photos")


@blueprint.post("/<uid>/anh/<photo>/xoa")
def remove_photo(uid: str, photo: str) -> Response:
    """Take a picture away."""
    meeting = found(uid, Verb.RECORD)
    chosen: Photo | None = next((p for p in meeting.photos if p.uid == photo), None)
    if chosen is None:
        abort(404)
    service.remove(meeting, chosen, _folder())
    return changed(meeting, "photos")


@blueprint.get("/anh/<photo>")
def photo(photo: str) -> Response:
    """The picture itself, for those who may see the session."""
    found_photo = find(Photo, photo)
    path = service.path_of(found_photo, _folder())
    if not path.is_file():
        abort(404)
    response = send_file(path, mimetype=found_photo.media_type)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def _folder() -> Path:
    return Path(current_app.instance_path) / "photos"
