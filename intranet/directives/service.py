"""A unit adopts a document; what the document hands down is then the unit's own."""

from __future__ import annotations

from typing import Any

from intranet.database import db, utcnow
from intranet.directives.models import Adoption
from intranet.directives.queries import adoption
from intranet.formatting import local_today
from intranet.organisations.models import Organisation
from intranet.pledges import suggestions
from intranet.refusal import Refusal
from intranet.settings.service import require_open


def adopt(directive: Any, unit: Organisation, on: str | None = None) -> int:
    """Note that the unit has adopted the document; its suggested works become the unit's. Gives how many came anew.

    ``on`` is the day, today without one. Raises Refusal where the unit does not lie below the document's owner.
    """
    if not unit.path.startswith(directive.organisation.path) or unit.id == directive.organisation_id:
        raise Refusal(f"{unit.name} không thuộc diện triển khai văn bản này.")
    day = on or local_today(utcnow()).isoformat()
    require_open(unit.id, day)
    if adoption(directive.id, unit.id) is None:
        db.session.add(Adoption(directive_id=directive.id, organisation_id=unit.id, adopted_on=day))
        db.session.flush()
    return sum(_suggested(unit, int(day[:4]), work) for work in lines(directive.works))


def withdraw(directive: Any, unit: Organisation) -> None:
    """Take the note back; works that were suggested stay until somebody removes them."""
    found = adoption(directive.id, unit.id)
    if found is None:
        raise Refusal(f"{unit.name} chưa đánh dấu triển khai văn bản này.")
    require_open(unit.id, found.adopted_on)
    db.session.delete(found)
    db.session.flush()


def lines(text: str | None) -> list[str]:
    """What a document hands down, one a line."""
    return [line for line in (text or "").split("\n") if line]


def _suggested(unit: Organisation, year: int, work: str) -> bool:
    """Whether the work was not yet among the unit's suggestions."""
    try:
        suggestions.create(suggestions.SuggestionData(unit.id, year, work))
    except Refusal:
        return False
    return True
