"""The declarative description from which a register's list, form, history, sheet columns and export follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from intranet.access import Verb
from intranet.accounts.models import User
from intranet.audit.queries import Word
from intranet.organisations.queries import names as organisation_names
from intranet.refusal import Refusal
from intranet.registers.kinds import Kind
from intranet.registers.record import Record
from sync.columns import Heading, Infer, Value

Values = Mapping[str, Value]


@dataclass(frozen=True)
class Field:
    """One value of a record.

    ``required``: without it there is no record. ``listed``: a column of the list. ``filtered``: the list can be narrowed
    by it (choices only). ``searched``: found by the search boxes. ``headings``: how a sheet heads its column, the first
    being that of a clean sheet; none where it is never mirrored. ``sensitive``: not mirrored unless allowed.
    ``derived``: computed; shown, never typed. ``first``: in the short form for a phone (the rest is folded away).
    ``identity``: says whom or what the record is about, so a row that names another is no correction of it.
    ``infer``: what the field is in a sheet that has no column for it (see ``sync.columns.Field``). ``tap``: the words on the
    button that says yes to a flag by one tap. ``today``: a new record starts with the day it is written on.
    """

    name: str
    label: str
    kind: Kind
    required: bool = False
    hint: str = ""
    listed: bool = False
    filtered: bool = False
    searched: bool = False
    headings: tuple[Heading, ...] = ()
    sensitive: bool = False
    derived: bool = False
    first: bool = True
    identity: bool = False
    infer: Infer | None = None
    tap: str = ""
    today: bool = False

    def shown(self, record: Record) -> str:
        """The value as a person reads it; empty for nothing."""
        return self.kind.shown(record, self.name)

    def value(self, record: Record) -> Value:
        """The canonical value."""
        return self.kind.of(record, self.name)


@dataclass(frozen=True)
class Unit:
    """Whose record it is: the unit's field in forms and sheets. ``in_words``: also a unit that is not kept here.

    ``as_written``: a sheet's words are kept, whoever they mean (the organiser of a contest).

    ``headings`` none: the sheet names no unit, its rows are the workbook's own organisation's. ``identity``: the record is
    about the unit itself.
    """

    label: str = "Đơn vị"
    headings: tuple[Heading, ...] = ()
    in_words: bool = False
    name: str = "unit"
    identity: bool = False
    as_written: bool = False


@dataclass(frozen=True)
class Shared:
    """Records that other organisations share with a person: their name over the list, and which they are."""

    label: str
    condition: Callable[[User], ColumnElement[bool]]


@dataclass(frozen=True)
class Book:
    """A year's records as a book to print, grouped by unit.

    ``chosen`` are the records of a year's book; ``parts`` what stands in it of each: a heading, empty for the first, and a
    text.
    """

    title: str
    label: str
    chosen: Callable[[int], ColumnElement[bool]]
    parts: Callable[[Any], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A record about to be written: all its values after the change. ``record`` is what it is now, None for a new one.

    ``confirmed``: the person has looked again at what is doubtful and means it.
    """

    record: Record | None
    organisation_id: int
    unit_name: str | None
    year: int
    values: Values
    confirmed: bool = False

    def doubt(self, message: str, field: str = "") -> None:
        """Refuse what is probably a slip, unless the person has said that it is meant. Raises Doubt."""
        if not self.confirmed:
            raise Doubt(message, field)

    def before(self, name: str) -> Value:
        """A mapped attribute as it is now; None for a new record."""
        return getattr(self.record, name) if self.record is not None else None


class Doubt(Refusal):
    """What is probably a slip: the form says so and offers to write it all the same."""


def nothing_more(_draft: Draft) -> None:
    """A register without rules of its own."""


def nothing_derived(_record: Any) -> None:
    """A register that derives nothing."""


def nothing_beside(_record: Any) -> Mapping[str, Any]:
    """A page without parts of its own."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Register:
    """A register. ``name`` is its identifier in the plural, ``path`` its word in addresses, ``one`` a record of it.

    ``title``: the field that names a record; none where it is called by its unit. ``dated``: the field whose date says the
    record's period. ``counted``: a choice whose values are counted over the list. ``check`` raises Refusal where the
    practice's rules are broken, before anything is written; ``derive`` sets what follows from the values, after.
    ``partition``: the field by which several tabs of one workbook share the register out. ``tabs``: usual names of its
    tab. ``groups``: what a header over rows of a tab may say of them (the value of a
    field, the unit, the period of a date). ``panel``: a template shown on a record's page, with what ``beside`` gives; ``list_panel`` over
    the list. ``shared``: what others may read too. ``book``: what is printed of a year. ``begun_at``: the endpoint of a page
    of its own where a new record is begun, instead of the form that all registers share. ``in_sheets``: by the id of a
    workbook's organisation, which records a sheet takes; all of its subtree without one. What has a row keeps it.
    """

    name: str
    label: str
    one: str
    about: str
    path: str
    model: type[Record]
    fields: tuple[Field, ...]
    title: str
    dated: str = ""
    unit: Unit = Unit()
    counted: str = ""
    partition: str = ""
    tabs: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    group: str = "Sổ theo dõi"
    verb: Verb = Verb.RECORD
    deletable: bool = True
    check: Callable[[Draft], None] = nothing_more
    derive: Callable[[Any], None] = nothing_derived
    panel: str = ""
    beside: Callable[[Any], Mapping[str, Any]] = nothing_beside
    list_panel: str = ""
    shared: Shared | None = None
    book: Book | None = None
    begun_at: str = ""
    in_sheets: Callable[[int], ColumnElement[bool]] | None = None
    list_beside: Callable[[Any], Mapping[str, Any]] = nothing_beside

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        return next((f for f in self.fields if f.name == name), None) or _missing(self, name)

    @property
    def written(self) -> tuple[Field, ...]:
        """The fields a person fills in."""
        return tuple(f for f in self.fields if not f.derived)

    @property
    def listed(self) -> tuple[Field, ...]:
        """The columns of the list."""
        return tuple(f for f in self.fields if f.listed)

    @property
    def filters(self) -> tuple[Field, ...]:
        """The fields the list can be narrowed by."""
        return tuple(f for f in self.fields if f.filtered)

    def title_of(self, record: Record) -> str:
        """How a record is called."""
        return (self.field(self.title).shown(record) or self.one) if self.title else record.unit

    @property
    def vocabulary(self) -> dict[str, Word]:
        """The words of the history, by mapped attribute."""
        words = {f.kind.columns(f.name)[-1]: f.kind.word(f.label) for f in self.fields}
        owner = Word(self.unit.label, names=organisation_names)
        return {
            **words,
            "organisation_id": owner,
            "unit_name": Word(f"{self.unit.label} (ghi tên)"),
            "year": Word("Năm"),
        }


def _missing(register: Register, name: str) -> Field:
    raise KeyError(f"{register.name} has no field {name}")
