"""The history of any record, on its own page. A capability offers its register here with the words of its fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, url_for

from intranet.access import find
from intranet.audit.queries import Vocabulary, history
from intranet.htmx import render

blueprint = Blueprint("audit", __name__, url_prefix="/lich-su")


@dataclass(frozen=True, slots=True)
class Register:
    """A register whose history people may read: its mapped class, its words, and how a record is called and reached."""

    model: type[Any]
    vocabulary: Vocabulary
    title: Callable[[Any], str]
    endpoint: str


#: By the register's identifier in the plural; each capability's routes module adds its own.
REGISTERS: dict[str, Register] = {}


@blueprint.get("/<table>/<uid>")
def index(table: str, uid: str) -> Response:
    """Everything that ever happened to one record, for whoever may see the record."""
    register = REGISTERS.get(table) or abort(404)
    record = find(register.model, uid)
    return render(
        "audit/index.html",
        title=register.title(record),
        back=url_for(register.endpoint, uid=uid),
        events=history(table, uid, register.vocabulary),
    )
