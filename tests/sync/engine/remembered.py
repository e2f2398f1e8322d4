"""The real reader with a memory: a storm reads the same tabs again and again, and reading is pure."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from sync.cells import Tab
from sync.columns import Directory
from sync.directory import BookDirectory
from sync.facts import BoundTable, Names
from sync.sheet_table import SheetTable
from sync.understanding import directory_for, read_table


def _cells(tab: Tab) -> Hashable:
    """Everything that reading looks at."""
    return tab.key, tab.title, tab.hidden, tuple(tuple(row) for row in tab.grid), tuple(tab.merges)


class Reader:
    """``sync.understanding`` for one world; what was read once from the very same cells and names is not read again."""

    def __init__(self) -> None:
        self._directories: dict[Hashable, BookDirectory] = {}
        self._tables: dict[Hashable, SheetTable] = {}

    def directory_for(self, names: Names, tabs: Sequence[tuple[BoundTable, Tab]], year: int) -> BookDirectory:
        """Everybody by name."""
        key = (tuple(names.people), tuple((bound.key, _cells(tab)) for bound, tab in tabs if bound.table.announces))
        if key not in self._directories:
            self._directories[key] = directory_for(names, tabs, year)
        return self._directories[key]

    def read_table(self, tab: Tab, bound: BoundTable, directory: Directory, year: int) -> SheetTable:
        """The tab's rows. A directory of ours lives as long as we do, so that it is known by its identity."""
        key = (_cells(tab), bound.key, id(directory))
        if key not in self._tables:
            self._tables[key] = read_table(tab, bound, directory, year)
        return self._tables[key]
