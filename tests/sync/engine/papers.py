"""The storm's workbook in each store, through one interface: what people see of it, and how a program saves it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sync.cells import EMPTY, Cell, Tab
from sync.stores.google import wire
from sync.stores.google.client import Access, sign_in
from sync.stores.google.pace import Limits, Pace
from sync.stores.memory import MemoryStore, MemoryTab
from sync.stores.protocol import Store
from sync.stores.sheets import SheetsStore
from tests.sheets_emulator.cells import Cell as GoogleCell
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.grid import Sheet, new_sheet
from tests.stores.google_world import PatientClock

Grid = list[list[Cell]]


@dataclass
class Page:
    """A tab as a person has it before them. ``key`` is empty for one that was just added."""

    key: str
    title: str
    grid: Grid
    hidden: bool = False

    def as_tab(self) -> Tab:
        """The same as the engine reads it."""
        return Tab(self.key, self.title, tuple(tuple(row) for row in self.grid), hidden=self.hidden)


def plain(rows: Sequence[Sequence[str]]) -> Grid:
    """Rows of texts as cells."""
    return [[Cell(v, "text") if v else EMPTY for v in row] for row in rows]


class Paper(Protocol):
    """One workbook in one store."""

    kind: str

    def pages(self) -> list[Page]:
        """What people see, tab by tab in order; ours are not shown."""
        ...

    def save(self, pages: list[Page]) -> None:
        """A person's program saves the whole workbook like this."""
        ...

    def store(self, titles: dict[str, str]) -> Store:
        """The store as a run opens it. ``titles``: the tabs as they are remembered, title to key."""
        ...

    def frame(self) -> object:
        """Whatever of the workbook is neither a tab's cells nor the order of tabs: compared before and after a run."""
        ...

    def close(self) -> None:
        """Put everything away."""
        ...


@dataclass
class MemoryPaper:
    """A workbook in memory."""

    kind: str = "memory"
    kept: MemoryStore = field(default_factory=MemoryStore)
    taken: set[int] = field(default_factory=set)

    def pages(self) -> list[Page]:
        return [Page(k, t.title, [list(row) for row in t.grid], t.hidden) for k, t in self.kept.tabs.items()]

    def save(self, pages: list[Page]) -> None:
        for page in pages:
            taken = {int(p.key.removeprefix("tab")) for p in pages if p.key} | self.taken
            page.key = page.key or f"tab{max(taken, default=0) + 1}"
            self.taken = taken | {int(page.key.removeprefix("tab"))}
        self.kept.tabs = {p.key: MemoryTab(p.title, [list(row) for row in p.grid], p.hidden) for p in pages}
        self.kept.touch()

    def store(self, titles: dict[str, str]) -> Store:
        return self.kept

    def frame(self) -> object:
        return None

    def close(self) -> None:
        """Nothing to put away."""


class GooglePaper:
    """A spreadsheet in the stand-in for Google, edited by a person there, by the engine over HTTP."""

    kind = "google"

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        emulator.reset()
        self.hand = emulator.create("Sổ", tab="Người")
        self.hand.add_tab("Phần việc")
        self.hand.add_tab("Riêng")
        self.hand.type_block("Riêng", "A1", [["Tháng", "Số"], ["1", "=2+3"]])
        self.folder = Path(tempfile.mkdtemp(prefix="storm-"))
        pace = Pace(self.folder / "pace.json", Limits(), PatientClock())
        self.client = sign_in(Access(emulator.service_account_file, pace, emulator.url))

    def pages(self) -> list[Page]:
        sheets = [s for s in self.hand.document.state.sheets if not s.title.startswith(wire.SCRATCH_PREFIX)]
        return [Page(str(s.sheet_id), s.title, _grid_of(s), s.hidden) for s in sheets]

    def save(self, pages: list[Page]) -> None:
        document = self.hand.document
        seen = {page.key: page for page in self.pages()}
        with self.emulator.world.lock, document.change(self.hand.user) as state:
            known = {str(sheet.sheet_id): sheet for sheet in state.sheets}
            kept = []
            for page in pages:
                if not page.key:
                    page.key = str(state.new_id())
                sheet = known.get(page.key) or new_sheet(int(page.key), page.title)
                sheet.properties = sheet.properties | {"title": page.title}
                if page.key not in seen or seen[page.key].grid != page.grid:
                    _put_rows(sheet, page.grid)
                kept.append(sheet)
            state.sheets = kept + [s for s in state.sheets if s.title.startswith(wire.SCRATCH_PREFIX)]

    def store(self, titles: dict[str, str]) -> Store:
        return SheetsStore(self.client, self.hand.id)

    def frame(self) -> object:
        return None

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _grid_of(sheet: Sheet) -> Grid:
    grid: Grid = []
    for row in sheet.rows[: sheet.last_used_row()]:
        cells = [EMPTY] * (max(row, default=-1) + 1)
        for column, cell in row.items():
            if isinstance(cell.value, str) and cell.value:
                cells[column] = Cell(cell.value, "text", cell.formula)
            elif cell.value is not None and not isinstance(cell.value, str):
                cells[column] = Cell(float(str(cell.value)), "number", cell.formula)
        grid.append(cells)
    return grid


def _put_rows(sheet: Sheet, grid: Grid) -> None:
    """A person's edits; a cell whose text is untouched keeps its format."""
    rows = []
    for r, line in enumerate(grid):
        row = {}
        for c, cell in enumerate(line):
            if not cell.is_empty:
                row[c] = GoogleCell(value=cell.value, format=sheet.cell(r, c).format)
        rows.append(row)
    width = max([sheet.column_count, *(len(line) for line in grid)])
    sheet.resize(max(sheet.row_count, len(rows)), width)
    sheet.rows = rows
