"""The workbooks in sight."""

from __future__ import annotations

from flask import Response, request, url_for

from intranet.access import in_scope
from intranet.database import db
from intranet.htmx import render
from intranet.mirror import page, queries
from intranet.mirror.models import STORE_KINDS
from intranet.mirror.routes.blueprint import blueprint
from intranet.numbers import whole

WORKBOOKS_A_PAGE = 50


@blueprint.get("/")
def index() -> Response:
    """Every workbook of the subtree: what it is, how its last run ended, how much waits."""
    number = max(1, request.args.get("trang", 1, type=whole))
    found = db.paginate(queries.workbooks(in_scope()), page=number, per_page=WORKBOOKS_A_PAGE, error_out=False)
    standings = [(s, page.told(s.last_run, None) if s.last_run else None) for s in queries.standings(found.items)]
    return render(
        "mirror/index.html", standings=standings, pages=found, kinds=STORE_KINDS, place_of=page.place_of,
        page_url=lambda n: url_for("mirror.index", trang=n),
    )  # fmt: skip
