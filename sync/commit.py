"""What a run leaves in the database: changes of records, what the base has learnt, issues, effects, all in one commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sync.columns import Value
from sync.facts import BaseField


@dataclass(frozen=True, slots=True)
class RecordCreate:
    """A record to be made with this id from these values (fields not named stay empty)."""

    row_id: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class RecordUpdate:
    """Fields of a record to be set. ``expected`` holds the values planned against (law 9, database half)."""

    row_id: str
    values: Mapping[str, Value]
    expected: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class RecordDelete:
    """A record to be deleted, if all its values still are the expected ones."""

    row_id: str
    expected: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run changes in one register. Carried out in this order, table by table as bound: creates, updates, deletes."""

    key: str
    creates: Sequence[RecordCreate] = ()
    updates: Sequence[RecordUpdate] = ()
    deletes: Sequence[RecordDelete] = ()

    @property
    def count(self) -> int:
        """How many records are touched."""
        return len(self.creates) + len(self.updates) + len(self.deletes)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A change the register's own rules refuse (intranet Refusal). ``field`` may be empty: the whole record."""

    key: str
    row_id: str
    field: str
    message: str


IssueKind = Literal["conflict", "refused", "held_row", "unknown_id", "note"]


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a person must settle, or be told (note). ``identity`` makes it the same issue in every run (law 18).

    ``cell`` is an address such as F15; ``text`` what stands in the sheet as people see it.
    """

    key: str
    kind: IssueKind
    row_id: str
    field: str
    identity: str
    tab: str
    cell: str
    reason: str
    message: str
    text: str = ""
    base_value: Value = None
    db_value: Value = None
    sheet_value: Value = None
    candidates: Sequence[Value] = ()


@dataclass(frozen=True, slots=True)
class SheetEffect:
    """One value changed in the sheet by the run, for history and undo. ``field`` empty: a whole row (values are dicts)."""

    key: str
    row_id: str
    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class BaseAdvance:
    """New base of one row: fields verified equal (merged over what was there), fields to forget, or the whole row's end.

    ``inbound`` names the fields whose equality depends on the database change of this very commit: the ledger stores them
    only if the record then really holds the value. ``drop``: both sides have let go, the row becomes a tombstone.
    """

    key: str
    row_id: str
    fields: Mapping[str, BaseField]
    inbound: frozenset[str] = frozenset()
    drop: bool = False


@dataclass(frozen=True, slots=True)
class Commit:
    """Everything a run leaves in the database, in one transaction.

    ``issues`` are all issues of the tables in ``judged`` as they stand now: open items of those tables not among them are closed
    (except notes, which a person dismisses); ``settled`` are inbox items whose decision has been carried out. ``held`` maps a
    table to the guard's question, or to None when it is free. ``found_marker`` is the marker the plan was made on.
    """

    changes: Sequence[Changes]
    base: Sequence[BaseAdvance]
    issues: Sequence[Issue]
    judged: Sequence[str]
    settled: Sequence[str]
    effects: Sequence[SheetEffect]
    held: Mapping[str, str | None]
    marker: str | None
    tab_titles: Mapping[str, str] = field(default_factory=dict)
    found_marker: str | None = None


@dataclass(frozen=True, slots=True)
class CommitResult:
    """What became of the database half. ``deferred`` counts changes left for the next run because the office was faster."""

    applied: int
    deferred: int
    rejected: Sequence[Rejected] = ()
