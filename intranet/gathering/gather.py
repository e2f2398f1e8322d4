"""Gathers what is somebody's, of however many kinds, in one query. This module knows no kind; ``kinds`` lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, String, Text, cast, func, literal, select, union_all

from intranet.access import Verb, can, in_scope
from intranet.database import db
from intranet.members.models import Member
from intranet.organisations.models import Organisation

#: How many of a kind stand on the page; the rest behind the link to their list.
SHOWN = 3
#: How many stand in a person's list of a kind that has no list of its own narrowed to one person.
MOST = 500
Owner = Member | Organisation


def as_it_is(title: str) -> str:
    """A title that needs no translating."""
    return title


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record that is somebody's.

    ``records`` selects ``rows(...)`` of all records, joined to Organisation (whose each is). ``of_person`` narrows them to a
    member's own, None where it is not a person's; ``of_unit`` says whether it stands on an organisation's page. ``page``
    gives a record's address by its public id, ``listed`` that of the list narrowed to the owner ("" where there is none: then
    a person's stand on a page of their own).
    ``said`` turns what stands in the title's column into words; ``verb`` is the right to see the kind at all.
    """

    label: str
    records: Callable[[], Select[Any]]
    page: Callable[[str], str]
    listed: Callable[[Owner], str]
    of_person: Callable[[int], ColumnElement[bool]] | None = None
    of_unit: bool = True
    said: Callable[[str], str] = as_it_is
    verb: Verb = Verb.READ


@dataclass(frozen=True, slots=True)
class Item:
    """One record: its title, its date or year, its page."""

    title: str
    at: str
    href: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What there is of one kind: how many, the latest of them, and the list of all."""

    label: str
    total: int
    latest: Sequence[Item]
    href: str


def rows(joined: Select[Any], uid: Any, title: Any, at: Any) -> Select[Any]:
    """The columns every kind selects: public id, title, canonical date or year."""
    return joined.with_only_columns(
        uid.label("uid"), cast(title, Text).label("title"), cast(at, String(10)).label("at")
    )


def of_member(member: Member, kinds: Mapping[str, Kind]) -> list[Gathered]:
    """Everything of a member that the signed-in person sees (one query)."""
    wanted = {name: kind for name, kind in kinds.items() if kind.of_person is not None and can(kind.verb)}
    parts = {name: kind.records().where(kind.of_person(member.id)) for name, kind in wanted.items() if kind.of_person}
    return _gathered(member, wanted, parts)


def one_of_member(member: Member, name: str, kinds: Mapping[str, Kind]) -> Gathered | None:
    """All of a member's records of one kind, or None where there is no such kind to be seen (one query)."""
    kind = kinds.get(name)
    if kind is None or kind.of_person is None or not can(kind.verb):
        return None
    part = _limited(name, kind.records().where(kind.of_person(member.id)), MOST)
    lines = db.session.execute(part).all()
    return _of_kind(member, name, kind, lines) if lines else Gathered(kind.label, 0, [], "")


def of_organisation(organisation: Organisation, kinds: Mapping[str, Kind]) -> list[Gathered]:
    """Everything of an organisation and of those below it that the signed-in person sees (one query)."""
    wanted = {name: kind for name, kind in kinds.items() if kind.of_unit and can(kind.verb)}
    below = Organisation.path.startswith(organisation.path, autoescape=True)
    return _gathered(organisation, wanted, {name: kind.records().where(below) for name, kind in wanted.items()})


def _gathered(owner: Owner, kinds: Mapping[str, Kind], parts: Mapping[str, Select[Any]]) -> list[Gathered]:
    if not parts:
        return []
    selects = [select(_limited(name, part).subquery()) for name, part in parts.items()]
    found: dict[str, list[Any]] = {}
    for line in db.session.execute(union_all(*selects)):
        found.setdefault(line.kind, []).append(line)
    return [_of_kind(owner, name, kind, found[name]) for name, kind in kinds.items() if name in found]


def _limited(name: str, part: Select[Any], most: int = SHOWN) -> Select[Any]:
    """The latest few of one kind, each with how many there are."""
    at = part.selected_columns["at"]
    counted = part.where(in_scope()).add_columns(literal(name).label("kind"), func.count().over().label("total"))
    return counted.order_by(at.is_(None), at.desc(), part.selected_columns["uid"]).limit(most)


def _of_kind(owner: Owner, name: str, kind: Kind, lines: Sequence[Any]) -> Gathered:
    items = [Item(kind.said(line.title or ""), line.at or "", kind.page(line.uid)) for line in lines]
    whole = kind.listed(owner) or url_for("members.everything", uid=owner.uid, kind=name)
    return Gathered(kind.label, lines[0].total, items, whole)
