"""What the search box finds among what the person sees: organisations, members, and records of every capability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, literal, null, select, union_all

from intranet.database import db
from intranet.members.models import Member
from intranet.members.queries import MemberFilter, listing
from intranet.organisations.models import Organisation
from intranet.organisations.queries import called
from intranet.paging import Pages
from intranet.searching import matches, rank

MOST_ORGANISATIONS = 20
#: How many records of one kind are shown; the rest stands behind the link to their list.
SHOWN = 5
#: How many are looked at to find those whose marks are just as typed.
LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Searched:
    """A kind of record that is searched: where its pages are, and whence its title, year and owner come.

    ``owner`` is the column with the organisation's id; ``via`` joins the model to whatever has it. ``list_endpoint`` takes
    ``q``; empty where the list cannot be searched. ``uid`` is of the page to open, the record's own unless given.
    """

    label: str
    model: type[Any]
    title: Any
    endpoint: str
    owner: Any = None
    via: Sequence[Any] = ()
    year: Any = None
    uid: Any = None
    list_endpoint: str = ""
    address: Mapping[str, str] = field(default_factory=dict)


#: By identifier; each capability's routes module adds its own.
SEARCHED: dict[str, Searched] = {}


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found."""

    uid: str
    title: str
    unit: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Hits:
    """The records of one kind that were found, those with the very marks typed first."""

    kind: Searched
    rows: Sequence[Hit]
    more: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. ``members`` is the first page of them all."""

    organisations: Sequence[Organisation]
    members: Pages[Member]
    records: Sequence[Hits]

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self.organisations or self.members.total or self.records)


def find_all(
    typed: str, organisations: Select[Organisation], members: Select[Member], scope: ColumnElement[bool]
) -> Found:
    """Look the typed words up, with or without marks. Six queries, whatever is found."""
    ids = called(organisations, typed)
    named = select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.sort_key, Organisation.id)
    page, _counts = listing(members, MemberFilter(typed=typed))
    return Found(db.session.scalars(named.limit(MOST_ORGANISATIONS)).all(), page, _records(typed, scope))


def _records(typed: str, scope: ColumnElement[bool]) -> list[Hits]:
    """Records of every kind, in one query."""
    if not SEARCHED:
        return []
    parts = [_of_kind(name, kind, typed, scope).subquery() for name, kind in SEARCHED.items()]
    found: dict[str, list[Hit]] = {}
    for name, uid, title, unit, year in db.session.execute(union_all(*[select(part) for part in parts])):
        found.setdefault(name, []).append(Hit(uid, title or "", unit, year))
    return [_ranked(kind, typed, found[name]) for name, kind in SEARCHED.items() if name in found]


def _of_kind(name: str, kind: Searched, typed: str, scope: ColumnElement[bool]) -> Select[Any]:
    model = kind.model
    owner = kind.owner if kind.owner is not None else model.organisation_id
    year = kind.year if kind.year is not None else cast(null(), Integer)  # PostgreSQL takes a bare null for text
    uid = kind.uid if kind.uid is not None else model.uid
    query: Select[Any] = select(literal(name).label("kind"), uid.label("uid"), kind.title.label("title"))
    query = query.add_columns(Organisation.name.label("unit"), year.label("year")).select_from(model)
    for step in kind.via:
        query = query.join(step)
    query = query.join(Organisation, Organisation.id == owner).where(scope, matches(model.search_key, typed))
    return query.order_by(model.id.desc()).limit(LOOKED_AT)


def _ranked(kind: Searched, typed: str, hits: list[Hit]) -> Hits:
    ordered = sorted(hits, key=lambda hit: rank(typed, hit.title))
    return Hits(kind, ordered[:SHOWN], len(ordered) > SHOWN)
