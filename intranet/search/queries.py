"""What the search box finds: organisations by name or code, members by name, among those the person sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from intranet.database import db
from intranet.members.models import Member
from intranet.members.queries import MemberFilter, Page, listing
from intranet.organisations.models import Organisation
from intranet.organisations.queries import called

MOST_ORGANISATIONS = 20


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. ``members`` is the first page of them all."""

    organisations: Sequence[Organisation]
    members: Page

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self.organisations or self.members.total)


def find_all(typed: str, organisations: Select[Organisation], members: Select[Member]) -> Found:
    """Look the typed words up, with or without marks. Five queries, whatever is found."""
    ids = called(organisations, typed)
    named = select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.sort_key, Organisation.id)
    page, _counts = listing(members, MemberFilter(typed=typed))
    return Found(db.session.scalars(named.limit(MOST_ORGANISATIONS)).all(), page)
