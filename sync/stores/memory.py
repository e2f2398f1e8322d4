"""A workbook in memory: the store that tests of the engine and its laws run on. It keeps the same promises as the real ones."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from sync.cells import EMPTY, Cell, Snapshot, Tab
from sync.stores.protocol import Batch, CallCount, NewTab, Outcome, RowInsert, TabEdit

Grid = list[list[Cell]]


@dataclass(slots=True)
class MemoryTab:
    """A tab that people and the engine edit."""

    title: str
    grid: Grid
    hidden: bool = False

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Write one cell, growing the grid."""
        while len(self.grid) <= row:
            self.grid.append([])
        while len(self.grid[row]) <= column:
            self.grid[row].append(EMPTY)
        self.grid[row][column] = cell


@dataclass(slots=True)
class MemoryStore:
    """Tabs by key. A batch planned on an older version is refused as stale, as a file saved in between is.

    ``before_write`` and ``after_write``: what a person does just before or after the next batch is applied.
    """

    tabs: dict[str, MemoryTab] = field(default_factory=dict)
    calls: CallCount = field(default_factory=CallCount)
    version: str = "0"
    marker: str | None = None
    before_write: Callable[[], None] | None = None
    after_write: Callable[[], None] | None = None
    sent: list[Batch] = field(default_factory=list)

    def touch(self) -> None:
        """Tell that somebody changed something."""
        self.version = secrets.token_hex(4)

    def token(self) -> str:
        """The version."""
        self.calls.drive += 1
        return self.version

    def read(self, tab_keys: Sequence[str] | None = None) -> Snapshot:
        """All cells of the given tabs."""
        self.calls.sheet_reads += 1
        return self._snapshot(tab_keys)

    def _snapshot(self, tab_keys: Sequence[str] | None) -> Snapshot:
        tabs = {
            key: Tab(key, tab.title, tuple(tuple(row) for row in tab.grid), hidden=tab.hidden)
            for key, tab in self.tabs.items()
            if tab_keys is None or key in tab_keys
        }
        return Snapshot(self.version, self.version, tabs, self.marker)

    def apply(self, batch: Batch, snapshot: Snapshot) -> Outcome:
        """Apply the batch if nothing changed since the snapshot."""
        self.calls.sheet_writes += 1
        self.sent.append(batch)
        _once(self, "before_write")
        if snapshot.version != self.version:
            return Outcome("stale")
        for edit in batch.edits:
            self.tabs[edit.tab_key] = _edited(self.tabs[edit.tab_key], edit)
        self.marker = batch.marker
        self.touch()
        _once(self, "after_write")
        return Outcome("applied", self._snapshot([e.tab_key for e in batch.edits]))

    def mend(self, snapshot: Snapshot, tell: Callable[..., None]) -> None:
        """A batch is applied whole or not at all: nothing is ever half done."""

    def create_tabs(self, tabs: Sequence[NewTab]) -> None:
        """Clean tabs: heading rows, then the header row."""
        for tab in tabs:
            rows = [[Cell(line, "text")] for line in tab.heading] + [[Cell(h, "text") for h in tab.headers]]
            self.tabs[tab.title] = MemoryTab(tab.title, rows)
        self.touch()


def _once(store: MemoryStore, hook: str) -> None:
    """A person's hand at this moment, once."""
    hand: Callable[[], None] | None = getattr(store, hook)
    setattr(store, hook, None)
    if hand is not None:
        hand()


def _edited(tab: MemoryTab, edit: TabEdit) -> MemoryTab:
    changed = replace(tab, grid=[list(row) for row in tab.grid])
    for column in edit.service_columns:
        changed.put(column.header_row, column.column, Cell(column.title, "text"))
    for cell in edit.cells:
        changed.put(cell.row, cell.column, cell.value)
    moves: list[tuple[int, int, RowInsert | None]] = [(d.row, 0, None) for d in edit.deletes]
    moves += [(i.after, order + 1, i) for order, i in enumerate(edit.inserts)]
    for row, _order, insert in sorted(moves, key=lambda m: (m[0], m[1]), reverse=True):
        if insert is None:
            del changed.grid[row]
            continue
        width = max(insert.cells, default=-1) + 1
        while len(changed.grid) <= row:
            changed.grid.append([])
        changed.grid.insert(row + 1, [insert.cells.get(c, EMPTY) for c in range(width)])
    return changed
