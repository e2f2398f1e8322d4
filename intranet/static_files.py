"""Addresses of static files that change with their content, so that a browser may keep them for a year."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for


def init_app(app: Flask) -> None:
    """Offer ``static_url`` to templates."""
    root = Path(app.static_folder or "")

    @cache
    def digest(name: str) -> str:
        return hashlib.sha256((root / name).read_bytes()).hexdigest()[:12]

    def static_url(name: str) -> str:
        """The address of a file in the static folder, with its fingerprint."""
        return url_for("static", filename=name, v=digest(name))

    app.jinja_env.globals["static_url"] = static_url
