"""What every store can do: tell whether it changed, read a snapshot, apply one batch atomically and prove what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from sync.cells import Cell, Snapshot


@dataclass(frozen=True, slots=True)
class CellEdit:
    """Write one cell of an existing row. ``row`` and ``column`` are those of the snapshot the batch was planned on.

    ``expected`` is what stood there in the snapshot: the precondition (law 9). ``format_like`` says how a date is to be
    shown ("date", "time", "percent", "number") when the cell has no such format yet.
    """

    row: int
    column: int
    value: Cell
    expected: Cell


@dataclass(frozen=True, slots=True)
class RowInsert:
    """A new row right under ``after`` (a row of the snapshot). Several inserts after one row keep their order.

    Cells are by column. ``total_ends_here`` says that a total's range ends at ``after``: the store makes the total take the new row in
    (.xlsx: the range grows; Google: the row goes above ``after``). Formulas of unmapped columns in ``after`` are filled down:
    ``fill_columns``.
    """

    after: int
    row_id: str
    cells: Mapping[int, Cell]
    total_ends_here: bool = False
    fill_columns: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class RowDelete:
    """Delete one row of the snapshot. ``expected`` is the whole mapped row as planned against."""

    row: int
    row_id: str
    expected: Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class ServiceColumn:
    """A column of ours to be made at the right edge: its header in ``header_row``; hidden and warning-only protected if said."""

    column: int
    header_row: int
    title: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class TabEdit:
    """All edits of one tab, every index one of the snapshot."""

    tab_key: str
    header_row: int
    id_column: int
    columns: Sequence[int]  # the mapped columns, the id and note columns among them: what verification compares
    service_columns: Sequence[ServiceColumn] = ()
    cells: Sequence[CellEdit] = ()
    inserts: Sequence[RowInsert] = ()
    deletes: Sequence[RowDelete] = ()

    @property
    def touches(self) -> int:
        """How many things are changed."""
        return len(self.service_columns) + len(self.cells) + len(self.inserts) + len(self.deletes)


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything one run writes to one workbook, applied whole or not at all. ``marker`` is the journal's key."""

    marker: str
    edits: Sequence[TabEdit]


@dataclass(frozen=True, slots=True)
class Misfire:
    """A person was faster: what an edit of ours met was not what it was planned against, and what became of it.

    ``restored`` says the person's value stands again; else ``found`` (by column) goes to the inbox.
    """

    tab_key: str
    row_id: str
    row: int
    found: Mapping[int, Cell]
    restored: bool


Status = Literal["applied", "stale", "deferred"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch.

    applied: done; ``after`` is the post-image of the edited tabs, ``misfires`` what was met and repaired.
    stale: nothing was done, the workbook changed since the snapshot: read and plan again.
    deferred: nothing was done and cannot be now (open in Excel, locked, no room); ``message`` says why in Vietnamese.
    """

    status: Status
    after: Snapshot | None = None
    misfires: Sequence[Misfire] = ()
    message: str = ""


@dataclass(slots=True)
class CallCount:
    """Calls made to the outside by a store; for a file, how often it was read and replaced."""

    sheet_reads: int = 0
    sheet_writes: int = 0
    drive: int = 0


class StoreError(Exception):
    """The workbook cannot be used. The message is plain Vietnamese and names the workbook and what to do."""


class WorkbookMissing(StoreError):
    """There is no such file or spreadsheet (any more)."""


class WorkbookDenied(StoreError):
    """There is no right to read or write it."""


class WorkbookUnreadable(StoreError):
    """It is not a workbook we can read: .xls, encrypted, half copied, a zip bomb."""


class WorkbookBusy(StoreError):
    """Somebody has it open, or the service asks to wait; later it may go."""


class AmbiguousWrite(StoreError):
    """The answer to a write was lost: it may or may not have been applied. Read again, never resend."""


class Store(Protocol):
    """One workbook in one store. Raises StoreError."""

    calls: CallCount

    def token(self) -> str:
        """The change token now (Drive version and time; file size, mtime, hash)."""
        ...

    def read(self, tab_keys: Sequence[str] | None = None) -> Snapshot:
        """Every cell of the given tabs (all when None), at one instant."""
        ...

    def apply(self, batch: Batch, snapshot: Snapshot) -> Outcome:
        """Apply the batch planned on this snapshot, atomically, and read back what then stands (law 4)."""
        ...

    def mend(self, snapshot: Snapshot, tell: Callable[[str, Sequence[Misfire]], None]) -> Outcome | None:
        """What a killed run had left half done is finished before anything is planned on this snapshot of all bound tabs.

        ``tell`` hears the batch's marker and what it met before anything is put back: what cannot be put back must be known
        first. None when there was nothing; else the workbook as it then stands. Raises StoreError.
        """
        ...

    def create_tabs(self, tabs: Sequence[NewTab]) -> None:
        """Make clean tabs with a title row and headers (``--create``); the workbook itself is made if it is not there."""
        ...


@dataclass(frozen=True, slots=True)
class NewTab:
    """A tab to be made: its title, title rows above the table, headers, and widths in characters."""

    title: str
    heading: Sequence[str]
    headers: Sequence[str]
    widths: Sequence[int] = field(default=())
