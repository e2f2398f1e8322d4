"""HTMX's conventions in one place (htmx 4): page or fragment, redirect, client events, Vary.

The only importer of ``htmx_flask``, and beside the routes the only place that looks at the request.
"""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, make_response, render_template, request
from flask import redirect as http_redirect
from htmx_flask import Htmx
from htmx_flask import make_response as htmx_response

from intranet.database import reading

htmx = Htmx()
VARY = ("HX-Request", "HX-Request-Type", "Cookie")


def init_app(app: Flask) -> None:
    """Bind HTMX's request class; every answer says that it varies with HTMX's headers."""
    htmx.init_app(app)
    app.jinja_env.globals["address"] = address
    app.before_request(_declare_reading)
    app.after_request(_vary)
    app.teardown_request(_forget_reading)


def is_htmx() -> bool:
    """Whether HTMX's script sent this request."""
    return request.headers.get("HX-Request") == "true"


def wants_partial() -> bool:
    """Whether the answer goes into a part of the page. Boost, history restore and a plain load want it whole."""
    return request.headers.get("HX-Request-Type") == "partial"


def render(page: str, partial: str | None = None, *, status: int = 200, **context: Any) -> Response:
    """Render ``partial`` when a part of the page is wanted (and there is one), else the whole ``page``.

    ``status`` is 422 for a form that was refused: HTMX swaps it, and the form shows its error summary.
    """
    template = partial if partial and wants_partial() else page
    return make_response(render_template(template, **context), status)


def redirect(location: str) -> Response:
    """Send the browser to another page: 303, or for HTMX 204 with HX-Redirect, or the page lands in the fragment."""
    if is_htmx():
        return cast(Response, htmx_response("", 204, redirect=location))
    return make_response(http_redirect(location, code=303))


def trigger(response: Response, event: str, detail: Any = None) -> Response:
    """Let the page hear ``event`` with ``detail`` (any JSON value, any language) once the answer is in."""
    return cast(Response, htmx_response(response, trigger={event: detail}))


def current_location() -> str:
    """Path and query of the page the person is on, to come back to after signing in."""
    if is_htmx():
        parts = urlsplit(request.headers.get("HX-Current-URL", ""))
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return request.full_path.rstrip("?") if request.method == "GET" else ""


def current_path() -> str:
    """The path of this request."""
    return request.path


def address(**changes: Any) -> str:
    """This page's address with its filters, some of them changed; the page number is left out unless given."""
    kept = {name: value for name, value in request.args.items(multi=True) if value and name not in {"page", *changes}}
    asked = urlencode({**kept, **{name: value for name, value in changes.items() if value not in (None, "")}})
    return f"{request.path}?{asked}" if asked else request.path


def _declare_reading() -> None:
    """A request that only reads takes no write lock on SQLite."""
    reading.set(request.method in {"GET", "HEAD", "OPTIONS"})


def _forget_reading(_error: BaseException | None) -> None:
    reading.set(False)


def _vary(response: Response) -> Response:
    """Without Vary the Back button shows a bare fragment."""
    response.vary.update(VARY)
    return response
