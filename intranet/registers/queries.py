"""Reads of a register: its list with filters and counts, for any register alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager

from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.paging import Pages, nearest, window
from intranet.registers.choices import Flag
from intranet.registers.description import Register
from intranet.registers.record import Record
from intranet.searching import matches

#: The filter's word for "nothing written".
UNWRITTEN = "none"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to. ``path``: an organisation's subtree; ``choices``: a field's value by its name."""

    typed: str = ""
    year: int | None = None
    path: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    person_id: int | None = None

    def __bool__(self) -> bool:
        """Whether it narrows at all, the year aside."""
        return bool(self.typed or self.path or self.choices or self.person_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Pages[Any]):
    """One page of a register's list: what the list is narrowed to; ``narrowed`` selects the rows of all pages."""

    wanted: Wanted
    narrowed: Select[Any]


def listing(register: Register, records: Select[Any], wanted: Wanted, number: int | None) -> Page:
    """A page of the records (a scoped select, joined to Organisation), the latest first; all of them without a number."""
    narrowed = records.where(*conditions(register, wanted))
    total = db.session.scalar(narrowed.with_only_columns(func.count(register.model.id))) or 0
    ordered = narrowed.order_by(*order(register)).options(contains_eager(register.model.organisation))
    page = nearest(number, total) if number else 1
    if number:
        ordered = ordered.slice(*window(page))
    return Page(db.session.scalars(ordered).all(), total, page, wanted=wanted, narrowed=narrowed)


def counts(register: Register, records: Select[Any], wanted: Wanted) -> Counter[str]:
    """How many records there are of each value of the counted field, whatever the filter asks of it. One query."""
    if not register.counted:
        return Counter()
    others = {name: value for name, value in wanted.choices.items() if name != register.counted}
    column = getattr(register.model, register.counted)
    query = records.where(*conditions(register, Wanted(wanted.typed, wanted.year, wanted.path, others)))
    values = query.with_only_columns(column.label("value")).subquery()
    grouped = select(values.c.value, func.count()).group_by(values.c.value)
    return Counter({_key(value): n for value, n in db.session.execute(grouped)})


def conditions(register: Register, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The filter as conditions on the record and its organisation."""
    model, found = register.model, []
    if wanted.typed.strip():
        found.append(matches(model.search_key, wanted.typed))
    if wanted.year is not None:
        found.append(model.year == wanted.year)
    if wanted.path:
        found.append(Organisation.path.startswith(wanted.path, autoescape=True))
    for name, value in wanted.choices.items():
        found.append(_is(getattr(model, name), value, isinstance(register.field(name).kind, Flag)))
    if wanted.person_id is not None:
        found.append(_about(register, wanted.person_id))
    return found


def years(register: Register, records: Select[Any]) -> list[int]:
    """The years that have records, the latest first. One query."""
    query = records.with_only_columns(register.model.year).distinct()
    return sorted((y for y in db.session.scalars(query) if y is not None), reverse=True)


def order(register: Register) -> tuple[Any, ...]:
    """The latest first; undated records by when they were entered."""
    model = register.model
    dated = [getattr(model, register.dated).desc()] if register.dated else []
    return (model.year.desc(), *dated, model.id.desc())


def title_column(register: Register) -> Any:
    """The column that names a record."""
    return getattr(register.model, register.field(register.title).kind.columns(register.title)[-1])


def people_columns(register: Register) -> list[Any]:
    """The columns that link a record to a member."""
    names = [f.kind.columns(f.name)[0] for f in register.fields if len(f.kind.columns(f.name)) > 1]
    return [getattr(register.model, name) for name in names]


def exists(register: Register, **values: Any) -> Record | None:
    """A record with just these attribute values, if there is one."""
    query = select(register.model).filter_by(**values)
    return db.session.scalars(query.limit(1)).first()


def _about(register: Register, person_id: int) -> ColumnElement[bool]:
    columns = people_columns(register)
    found: ColumnElement[bool] = register.model.id.is_(None)
    for column in columns:
        found = found | (column == person_id)
    return found


def _is(column: Any, value: str, flag: bool) -> Any:
    if value == UNWRITTEN:
        return column.is_(None)
    return column.is_(value == "yes") if flag else column == value


def _key(value: Any) -> str:
    return UNWRITTEN if value is None else {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
