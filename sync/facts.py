"""What the database side tells the engine: bound tables, records, the base, decisions, names, and how the last runs ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sync.columns import Table, Value


@dataclass(frozen=True, slots=True)
class BoundTable:
    """One tab bound to one register. ``key`` is the binding's id; ``confirmed`` the digest of a plan confirmed past a guard.

    ``mapping`` and ``options`` are the JSON remembered at binding (sync.layout.Mapping; legend, dictionaries).
    """

    key: str
    table: Table
    tab_key: str
    tab_title: str
    mapping: Mapping[str, Any]
    options: Mapping[str, Any] = field(default_factory=dict)
    confirmed: str | None = None


@dataclass(frozen=True, slots=True)
class BaseField:
    """The last value verified equal on both sides, and the fingerprint of the cell it was read from."""

    value: Value
    raw: str


@dataclass(frozen=True, slots=True)
class BaseRow:
    """The base of a row. A tombstone (``deleted``) keeps the last values of a row both sides have let go."""

    row_id: str
    fields: Mapping[str, BaseField]
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class TabRows:
    """What one of several tabs of a register holds: the ids in it (None: it cannot be read), and its rows without one.

    ``fresh`` rows are values by field; a cell that cannot be read is left out.
    """

    key: str
    ids: frozenset[str] | None
    fresh: Sequence[Mapping[str, Value]] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about an inbox item: which side, or a third value. Valid only while both sides stand as seen."""

    item: str
    take: Literal["db", "sheet", "value"]
    seen_db: Value
    seen_text: str
    value: Value = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The database side of one table: records by id in the order new rows should take, base rows, decisions, open notes.

    ``decisions`` by (row id, field). ``notes`` by row id: messages of still open notes, shown in the note column.
    """

    records: Mapping[str, Mapping[str, Value]]
    base: Mapping[str, BaseRow]
    decisions: Mapping[tuple[str, str], Decision] = field(default_factory=dict)
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """A name for the directory."""

    record_id: str
    name: str
    branch: str | None
    roles: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """A name for the directory; ``own`` marks the organisation the workbook is bound to."""

    record_id: str
    name: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """Everybody this workbook may speak of."""

    people: Sequence[Person]
    organisations: Sequence[OrganisationName]


@dataclass(frozen=True, slots=True)
class Announced:
    """A batch that was announced and perhaps sent: its marker, and the values its rows have if it was applied, by id.

    ``restored``: what is to be told of the rows it brings back, by id.
    """

    marker: str
    rows: Mapping[str, Mapping[str, Value]]
    restored: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SavedState:
    """What the last finished run saved: the store's token before its read, the database's fingerprint after its commit."""

    token: str | None
    fingerprint: str | None
