"""What the engine asks of the database side: bound tables, records, the base, decisions, the journal and one commit.

The intranet implements it over its services (``intranet.mirror.ledger``); tests implement it in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

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
class Announced:
    """A batch that was announced and perhaps sent: its marker, and the values its rows have if it was applied, by id."""

    marker: str
    rows: Mapping[str, Mapping[str, Value]]


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


@dataclass(frozen=True, slots=True)
class SavedState:
    """What the last finished run saved: the store's token before its read, the database's fingerprint after its commit."""

    token: str | None
    fingerprint: str | None


class Ledger(Protocol):
    """The database side of one workbook, inside one leased run."""

    workbook_name: str
    year: int

    def tables(self) -> Sequence[BoundTable]:
        """The bound tables in dependency order (organisations before members before what refers to them)."""
        ...

    def saved_state(self) -> SavedState:
        """What the last finished run saved."""
        ...

    def save_state(self, token: str | None) -> None:
        """Save the token with the present fingerprint; None forgets it, so the next run reads."""
        ...

    def fingerprint(self) -> str:
        """Changes whenever anything this workbook mirrors, or a decision or binding, changes in the database."""
        ...

    def names(self) -> Names:
        """People and organisations of the workbook's subtree."""
        ...

    def share_out(self, tabs: Sequence[TabRows]) -> None:
        """Where several tabs hold one register: what stands in each, so that ``facts`` gives each tab its own records.

        A record belongs to the tab that has its row, also when the row has been moved there from another one.
        """
        ...

    def facts(self, key: str) -> Facts:
        """The database side of one table, read at one instant."""
        ...

    def adopt(self, key: str, candidates: Sequence[Mapping[str, Value]], present: Set[str]) -> Sequence[str | None]:
        """For rows without an id: the existing record each clearly is, if any, unless a row has it already (``present``).

        The first binding of a book already entered; a row whose hidden id was left behind when it was moved.
        """
        ...

    def journalled(self) -> Sequence[Announced]:
        """Batches whose journal entries are not closed, oldest first: they may have reached the sheet."""
        ...

    def is_outdated(self, marker: str) -> bool:
        """Whether a batch later than the one of this marker was applied: the workbook is an old copy put in its place."""
        ...

    def is_unknown(self, marker: str) -> bool:
        """Whether batches of ours were applied to this workbook and none of them had this marker: the database was put back
        to an earlier state, or another workbook stands in this one's place.
        """
        ...

    def home_of(self, row_ids: Set[str]) -> str | None:
        """The name of another workbook that most of these rows are known from: this one is a copy of it."""
        ...

    def announce(self, marker: str, content: Mapping[str, Any]) -> None:
        """Commit a journal entry before its batch is sent. ``content["rows"]`` maps the ids written to their values."""
        ...

    def rehearse(self, changes: Sequence[Changes]) -> Sequence[Rejected]:
        """Carry the changes out and roll them back: what the registers' own rules would refuse."""
        ...

    def commit(self, result: Commit) -> CommitResult:
        """One transaction for records, base, tombstones, inbox, effects and journal; raises nothing half done."""
        ...

    def progress(self, done: int, total: int, words: str) -> None:
        """Tell the person waiting how far the run is; also renews the lease."""
        ...
