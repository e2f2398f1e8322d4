"""The list of sessions."""

from __future__ import annotations

from flask import Response, request, url_for
from sqlalchemy import select

from intranet import exporting
from intranet.access import in_scope
from intranet.database import db
from intranet.htmx import render
from intranet.meetings import overview, queries
from intranet.meetings.columns import COLUMNS
from intranet.meetings.models import MEETING_KINDS
from intranet.meetings.overview import Filters
from intranet.meetings.routes.blueprint import blueprint
from intranet.numbers import whole
from intranet.organisations.models import Organisation
from intranet.settings.service import rulebook


@blueprint.get("/")
def index() -> Response:
    """Sessions of the person's organisations, filtered; or the branches that have not held what is due."""
    filters, scope = Filters.read(request.args), in_scope()
    lacking = overview.lacking(scope, filters)
    if (file := exporting.asked(request.args)) and lacking is None:
        rows = db.session.scalars(overview.sessions(scope, filters))
        return exporting.send_records("Buổi sinh hoạt", COLUMNS, rows, file)
    number = request.args.get("page", 1, type=whole)
    missing = (
        db.paginate(lacking, page=number, per_page=overview.PER_PAGE, error_out=False) if lacking is not None else None
    )
    pages = overview.listing(scope, filters, number) if missing is None else missing
    warn: int = rulebook().value("unexcused_warn", f"{filters.period[0]}-12-31")
    return render(
        "meetings/index.html", "meetings/_list.html", filters=filters, pages=pages, lacking=missing is not None,
        kinds=MEETING_KINDS, states=overview.STATES, figures=overview.figures(scope, filters, warn), years=overview.years(scope), units=_units(),
        page_url=lambda number: url_for("meetings.index", **filters.query(page=number)),
    )  # fmt: skip


@blueprint.get("/vang-khong-ly-do")
def unexcused() -> Response:
    """Members absent without reason in as many months of a year as the rule warns at."""
    filters = Filters.read(request.args)
    year, book = filters.period[0], rulebook()
    warn, flag = (book.value(name, f"{year}-12-31") for name in ("unexcused_warn", "unexcused_flag"))
    rows = overview.unexcused(in_scope(), year, warn, flag)
    years = overview.years(in_scope())
    return render("meetings/unexcused.html", rows=rows, year=year, warn=warn, flag=flag, years=years)


def _units() -> list[tuple[str, str]]:
    """The organisations the person sees that may hold sessions, for the filter."""
    units = db.session.execute(
        select(Organisation.uid, Organisation.name)
        .where(in_scope(), Organisation.active)
        .order_by(queries.branches(), Organisation.sort_key)
    )
    return [(uid, name) for uid, name in units]
