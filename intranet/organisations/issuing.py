"""In whose name a document goes out (domain.md, section 8): its head, its place, its signature, its own copy."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intranet.organisations.models import Organisation
from intranet.organisations.queries import ancestors

_WHAT_IT_IS = re.compile(r"^(đảng bộ|đảng ủy|chi bộ)\s+((xã|phường|thị trấn|huyện|tỉnh)\s+)?", re.IGNORECASE)
_PARTY_ORGANISATION = re.compile(r"^đảng bộ\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs. ``body`` is what it calls itself in short: Chi bộ, Đảng ủy."""

    name: str
    body: str
    superior: str = ""
    place: str = ""


def issuer_of(organisation: Organisation | None) -> Issuer:
    """The issuer for an organisation: a branch itself, of a party organisation its committee. One query."""
    if organisation is None:
        return Issuer("Đảng ủy", "Đảng ủy")
    above = [each for each in ancestors(organisation) if each.id != organisation.id]
    superior = above[-1].name if above else ""
    place = place_of(superior if organisation.is_branch and superior else organisation.name)
    body = "Chi bộ" if organisation.is_branch else "Đảng ủy"
    return Issuer(_PARTY_ORGANISATION.sub("Đảng ủy", organisation.name), body, superior, place)


def place_of(name: str) -> str:
    """The place in an organisation's name, without what it is (Đảng bộ xã Kỳ Thọ: Kỳ Thọ)."""
    return _WHAT_IT_IS.sub("", name) or name
