"""The one blueprint of the rota, and how its views find an assignment and the unit they are about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, abort, request
from sqlalchemy import ColumnElement

from intranet.access import Verb, find, in_scope
from intranet.database import utcnow
from intranet.formatting import local_today
from intranet.organisations.models import Organisation
from intranet.rota.models import Assignment
from intranet.rota.queries import turns
from intranet.rota.queries.single import PAGE

blueprint = Blueprint("rota", __name__, url_prefix="/phan-cong")


def found(uid: str, verb: Verb = Verb.READ) -> Assignment:
    """The assignment with everything its page shows, or 404, or 403."""
    return find(Assignment, uid, verb, *PAGE)


def units() -> list[Organisation]:
    """The units in sight that have a rota: committees first, then branches by name."""
    return turns.units(in_scope())


def chosen(offered: Sequence[Organisation]) -> Organisation | None:
    """The unit the address asks for (404 when it is not in sight), or the only one there is."""
    uid = request.args.get("don-vi", "")
    if not uid:
        return offered[0] if len(offered) == 1 else None
    return next((unit for unit in offered if unit.uid == uid), None) or abort(404)


def subtree(unit: Organisation | None) -> ColumnElement[bool]:
    """The condition on ``Organisation``: the unit and what is below it, or all that is in sight."""
    return Organisation.path.startswith(unit.path, autoescape=True) if unit else in_scope()


def today() -> date:
    """The day it is in Viet Nam."""
    return local_today(utcnow())
