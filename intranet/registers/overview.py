"""The shelf: every register with how many records a year has, in one query."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, literal, select, union_all

from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.registers.catalogue import ALL
from intranet.registers.description import Register


@dataclass(frozen=True, slots=True)
class Shelved:
    """A register on the shelf, and how many records it has."""

    register: Register
    count: int


def counted(scope: ColumnElement[bool], year: int) -> dict[str, int]:
    """Records of a year by register, of the organisations in scope."""
    parts = [
        select(literal(r.name), func.count(r.model.id))
        .join(Organisation, Organisation.id == r.model.organisation_id)
        .where(scope, r.model.year == year)
        for r in ALL
    ]
    return {row[0]: row[1] for row in db.session.execute(union_all(*parts))}


def shelf(scope: ColumnElement[bool], year: int) -> dict[str, list[Shelved]]:
    """The registers by group."""
    counts = counted(scope, year)
    groups: dict[str, list[Shelved]] = {}
    for register in ALL:
        groups.setdefault(register.group, []).append(Shelved(register, counts.get(register.name, 0)))
    return groups
