"""The search box in the bar."""

from __future__ import annotations

from flask import Blueprint, Response, request

from intranet.access import in_scope, scoped
from intranet.forms import tidy
from intranet.htmx import render
from intranet.members.models import Member
from intranet.organisations.models import KINDS, Organisation
from intranet.search import queries

blueprint = Blueprint("search", __name__, url_prefix="/tim")


@blueprint.get("/")
def index() -> Response:
    """Whatever has the typed words in its name or text."""
    typed = tidy(request.args.get("q", ""))[:100]
    found = queries.find_all(typed, scoped(Organisation), scoped(Member), in_scope()) if typed else None
    return render("search/index.html", typed=typed, found=found, kinds=KINDS)
