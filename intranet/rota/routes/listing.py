"""The list of assignments of a year, with what waits first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for

from intranet.access import Verb, can
from intranet.htmx import render
from intranet.numbers import whole, within
from intranet.rota.models import MEDIA
from intranet.rota.queries import listing
from intranet.rota.queries.listing import OPEN, STATES, Wanted
from intranet.rota.routes.blueprint import blueprint, chosen, subtree, today, units


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to, as it stands in the address."""

    wanted: Wanted
    unit: str = ""

    def query(self, **changes: Any) -> dict[str, Any]:
        """As a query string, some of it changed; what is empty is left out."""
        values = {
            "nam": self.wanted.year, "thang": self.wanted.month, "don-vi": self.unit, "tinh-trang": self.wanted.state,
        }  # fmt: skip
        return {name: value for name, value in {**values, **changes}.items() if value}


def read_filters(args: Mapping[str, str]) -> Filters:
    """From the address; what makes no sense is left out."""
    year, month, state = args.get("nam", ""), args.get("thang", ""), args.get("tinh-trang", "")
    wanted = Wanted(
        within(year, 1930, 2100) or today().year,
        within(month, 1, 12) or 0,
        state if state in (*STATES, "viec") else "",
    )
    return Filters(wanted, args.get("don-vi", ""))


@blueprint.get("/")
def index() -> Response:
    """Assignments of a year, or of a month of it, with their state and the next step of each."""
    offered = units()
    unit, filters = chosen(offered), read_filters(request.args)
    scope, day, wanted = subtree(unit), today().isoformat(), filters.wanted
    figures = listing.figures(scope, Wanted(wanted.year, wanted.month), day)
    pages = listing.page_of(scope, wanted, day, figures, request.args.get("page", 1, type=whole))
    return render(
        "rota/index.html", "rota/_list.html", filters=filters, wanted=wanted, unit=unit, units=offered,
        pages=pages, figures=figures,
        years=sorted({*listing.years(scope), today().year, wanted.year}, reverse=True), records=can(Verb.RECORD),
        states=STATES, open_states=OPEN, media=MEDIA, page_url=lambda number: url_for("rota.index", **filters.query(page=number)),
    )  # fmt: skip
