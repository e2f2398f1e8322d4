"""The history of any record, on its own page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, url_for

from intranet.access import find
from intranet.audit.queries import REGISTERS, history
from intranet.htmx import render

blueprint = Blueprint("audit", __name__, url_prefix="/lich-su")


@blueprint.get("/<table>/<uid>")
def index(table: str, uid: str) -> Response:
    """Everything that ever happened to one record, for whoever may see the record."""
    register = REGISTERS.get(table) or abort(404)
    record = find(register.model, uid)
    words = register.readable(record) if register.readable else register.vocabulary
    where: dict[str, Any] = {**register.address, "uid": uid}
    return render(
        "audit/index.html",
        title=register.title(record),
        back=url_for(register.endpoint, **where),
        events=history(table, uid, words),
    )
