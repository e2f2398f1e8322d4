"""Static files: their addresses change with their content, so that a browser may keep them for a year."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, url_for

TEXT_TYPES = {"text/css", "text/javascript", "image/svg+xml"}


def init_app(app: Flask) -> None:
    """Offer ``static_url`` to templates; let text files be compressed."""
    root = Path(app.static_folder or "")

    @cache
    def digest(name: str) -> str:
        return hashlib.sha256((root / name).read_bytes()).hexdigest()[:12]

    def static_url(name: str) -> str:
        """The address of a file in the static folder, with its fingerprint."""
        return url_for("static", filename=name, v=digest(name))

    app.jinja_env.globals["static_url"] = static_url
    app.after_request(_whole)


def _whole(response: Response) -> Response:
    """Our few small text files are answered whole, because flask-compress does not gzip what is streamed."""
    if response.direct_passthrough and response.status_code == 200 and response.mimetype in TEXT_TYPES:
        response.direct_passthrough = False
        response.set_data(response.get_data())
    return response
