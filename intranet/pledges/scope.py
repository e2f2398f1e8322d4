"""What a list is about: the year, and the whole subtree a person sees or one organisation of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort
from sqlalchemy import func, select

from intranet.access import in_scope
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.numbers import within
from intranet.organisations.models import Organisation
from intranet.pledges import queries
from intranet.pledges.models import Pledge

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class View:
    """The year, the organisations in sight (in Vietnamese order), and the one chosen, if one."""

    year: int
    organisations: list[Organisation]
    chosen: Organisation | None

    @property
    def condition(self) -> queries.Scope:
        """The condition on ``Organisation`` for queries."""
        if self.chosen is None:
            return in_scope()
        return Organisation.path.startswith(self.chosen.path, autoescape=True)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The organisations for a choice."""
        return [(o.uid, o.name) for o in self.organisations]

    @property
    def many(self) -> bool:
        """Whether the person sees more than one organisation."""
        return len(self.organisations) > 1

    @property
    def name(self) -> str:
        """What the list is about, in words."""
        if self.chosen is not None:
            return self.chosen.name
        return self.organisations[0].name if len(self.organisations) == 1 else ""


def read_view(args: Mapping[str, str]) -> View:
    """The view the address asks for: ``nam`` (default: this year) and ``don-vi`` (404 when it is not in sight)."""
    organisations = queries.collectives(in_scope())
    uid = args.get("don-vi", "")
    chosen = next((o for o in organisations if o.uid == uid), None)
    if uid and chosen is None:
        abort(404)
    if len(organisations) == 1:
        chosen = organisations[0]
    return View(read_year(args.get("nam", "")), organisations, chosen)


def this_year() -> int:
    """The year it is in Viet Nam."""
    return local_today(utcnow()).year


def read_year(text: str) -> int:
    """A typed year, or this year."""
    return within(text, FIRST_YEAR, LAST_YEAR) or this_year()


def years(chosen: int) -> list[int]:
    """The years to choose from, the newest first: from the first with a pledge to this one (one query)."""
    first = db.session.scalar(select(func.min(Pledge.year)))
    return sorted({chosen, *range(first or chosen, this_year() + 1)}, reverse=True)
