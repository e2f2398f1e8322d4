"""The storm's world: one workbook, one office, runs between them, and the memory of what every person typed."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sync.cells import EMPTY, Cell, Tab
from sync.run import Engine, Report
from sync.sheet_table import SheetTable
from sync.stores.protocol import StoreError
from tests.sync.engine.firstbook import KEYS, first_book, name_number
from tests.sync.engine.hands import EDITS, Sheet
from tests.sync.engine.office import FORBIDDEN, Office, Shelf, office
from tests.sync.engine.papers import Page, Paper
from tests.sync.engine.remembered import Reader
from tests.sync.engine.watched import Fault, Killed, Strike, WatchedOffice, WatchedStore


@dataclass
class World:
    """``alive``: what was typed and nobody has typed over since, by table. ``spread``: in how many cells people had it.

    ``roots``: by record of a person, whose record it may be; ``kin``: by name, the name it is a spelling of.
    ``consented``: tables of which somebody has answered a guard's question with yes.
    ``mends``: how to undo what stops a table (a header renamed, a tab deleted), newest last.
    """

    paper: Paper
    office: Office
    reader: Reader = field(default_factory=Reader)
    alive: set[tuple[str, str]] = field(default_factory=set)
    spread: Counter[tuple[str, str]] = field(default_factory=Counter)
    roots: dict[str, set[str]] = field(default_factory=dict)
    kin: dict[str, str] = field(default_factory=dict)
    mends: list[Callable[[], None]] = field(default_factory=list)
    earlier: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    old: list[Page] | None = None
    count: int = 7
    report: Report | None = None
    names_confirmed: bool = False
    consented: set[str] = field(default_factory=set)

    # -- looking

    def shelf(self, key: str) -> Shelf:
        """One register."""
        return self.office.shelves[key]

    def page(self, key: str, pages: list[Page] | None = None) -> Page | None:
        """The bound tab, if it is still there."""
        wanted = self.shelf(key).bound.tab_key
        return next((p for p in (self.paper.pages() if pages is None else pages) if p.key == wanted), None)

    def seen(self, pages: list[Page]) -> dict[str, Counter[str]]:
        """The texts in each bound tab, ours left out."""
        found = {}
        for key in KEYS:
            page = self.page(key, pages)
            found[key] = Counter(_texts(page)) if page is not None else Counter()
        return found

    def tables(self) -> dict[str, SheetTable]:
        """The bound tabs as the engine reads them."""
        pages = self.paper.pages()
        tabs: list[tuple[Shelf, Tab]] = []
        for shelf in self.office.shelves.values():
            page = self.page(shelf.bound.key, pages)
            if page is not None:
                tabs.append((shelf, page.as_tab()))
        directory = self.reader.directory_for(self.office.names(), [(s.bound, t) for s, t in tabs], 2022)
        return {s.bound.key: self.reader.read_table(t, s.bound, directory, 2022) for s, t in tabs}

    def names(self) -> list[str]:
        """The names of everybody in the database."""
        return [str(r["name"]) for r in self.office.staff.records.values()]

    # -- people at the sheet

    @contextmanager
    def at_the_sheet(self) -> Iterator[list[Page]]:
        """A person opens the workbook, edits and saves. What they removed everywhere is superseded."""
        pages = self.paper.pages()
        before, was = self.seen(pages), copy.deepcopy(pages)
        yield pages
        if pages == was:
            return
        self.paper.save(pages)
        after = self.seen(pages)
        for key in KEYS:
            self.alive -= {(key, text) for text in before[key] if text not in after[key]}
            for text, times in after[key].items():
                self.spread[key, text] = max(self.spread[key, text], times)

    def fresh(self, key: str, side: str) -> str:
        """A value nobody has typed before."""
        self.count += 1
        value = f"{side}{self.count}"
        self.typed(key, value)
        return value

    def fresh_name(self, key: str = "T1") -> str:
        """The name of somebody new."""
        self.count += 1
        name = name_number(self.count)
        self.typed(key, name)
        return name

    def typed(self, key: str, value: str) -> None:
        """Somebody typed this."""
        self.alive.add((key, value))
        self.spread[key, value] = max(self.spread[key, value], 1)

    def edit(self, name: str, key: str, a: int, b: int) -> None:
        """One of the repertoire's edits."""
        with self.at_the_sheet() as pages:
            page = self.page(key, pages)
            if page is not None:
                EDITS[name](Sheet(page), a, b)

    def type(self, key: str, a: int, b: int, *, clear: bool = False) -> None:
        """A clerk types into a cell, or clears it."""
        with self.at_the_sheet() as pages:
            page = self.page(key, pages)
            sheet = Sheet(page) if page is not None else None
            if sheet is None or not sheet.rows:
                return
            column, row = self._column(sheet, key, b), sheet.rows[a % len(sheet.rows)]
            if column is None:
                return
            head = sheet.heads()[column]
            sheet.put(row, column, EMPTY if clear else Cell(self._word(key, head, a), "text"))

    def _column(self, sheet: Sheet, key: str, b: int) -> int | None:
        labels = [f.label for f in self.shelf(key).bound.table.fields]
        columns = [c for c, head in enumerate(sheet.heads()) if head in labels]
        return columns[b % len(columns)] if columns else None

    def _word(self, key: str, head: str, a: int) -> str:
        if head == "Họ tên":
            return self.fresh_name()
        if head == "Người làm":
            names = self.names()
            return names[a % len(names)] if names and a % 5 else self.fresh_name("T2")
        return FORBIDDEN if a % 17 == 16 else self.fresh(key, "s")

    def respell(self, a: int) -> None:
        """A clerk corrects the spelling of a name."""
        with self.at_the_sheet() as pages:
            page = self.page("T1", pages)
            sheet = Sheet(page) if page is not None else None
            if sheet is None or not sheet.rows or "Họ tên" not in sheet.heads():
                return
            row, column = sheet.rows[a % len(sheet.rows)], sheet.heads().index("Họ tên")
            name = str(sheet.get(row, column).value or "")
            if " " in name:
                sheet.put(row, column, Cell(self.respelt(name), "text"))

    def respelt(self, name: str) -> str:
        """Nearly the same name."""
        first, _, rest = name.partition(" ")
        new = f"{first}{first[-1]} {rest}"
        self.kin.setdefault(new, self.kin.get(name, name))
        self.typed("T1", new)
        return new

    def revert(self, key: str, a: int, b: int) -> None:
        """A clerk types back what had stood there before the last change."""
        table = self.tables().get(key)
        rows = [r for r in (table.rows if table and not table.problem else ()) if r.row_id in self.shelf(key).base]
        if not rows or table is None:
            return
        row, names = rows[a % len(rows)], [n for n in self.shelf(key).names if n not in ("person", "name")]
        name = names[b % len(names)]
        earlier = self.earlier.get((key, row.row_id, name), [])[:-1]
        if not earlier:
            return
        with self.at_the_sheet() as pages:
            page = self.page(key, pages)
            assert page is not None
            Sheet(page).put(row.row, table.places[name].columns[0], Cell(earlier[-1], "text"))
            self.alive.add((key, earlier[-1]))

    def add_row(self, key: str, a: int) -> None:
        """A clerk types a new row somewhere."""
        with self.at_the_sheet() as pages:
            page = self.page(key, pages)
            sheet = Sheet(page) if page is not None else None
            if sheet is None or sheet.header is None:
                return
            rows = sheet.rows
            at = rows[a % len(rows)] + 1 if rows else sheet.header + 1
            sheet.grid.insert(at, [])
            for column, head in enumerate(sheet.heads()):
                if head in ("Họ tên", "Người làm", "Phần việc", "Lời"):
                    sheet.put(at, column, Cell(self._word(key, head, a), "text"))
                elif head == "TT":
                    self.count += 1
                    sheet.put(at, column, Cell(f"c{self.count}", "text"))

    def over(self, key: str, *shown: object) -> None:
        """What somebody typed over or deleted is superseded."""
        self.alive -= {(key, str(value)) for value in shown}

    def root(self, name: str) -> str:
        """Whose name it is, whatever its spelling."""
        return self.kin.get(name, name)

    # -- runs

    def run(
        self, *, force: bool = True, fault: Fault | None = None, hand: Callable[[], None] | None = None
    ) -> Report | None:
        """One run; None if it was killed or failed. ``hand``: what a person does between its read and its write."""
        strike = Strike(fault)
        titles = {s.bound.tab_title: s.bound.tab_key for s in self.office.shelves.values()}
        store = WatchedStore(self.paper.store(titles), strike, hand)
        ledger = WatchedOffice(self.office, strike)
        self.store = store
        engine = Engine(store, ledger, self.reader.read_table, self.reader.directory_for)  # type: ignore[arg-type]
        try:
            self.report = engine.run(force=force)
        except (StoreError, Killed):
            self.report = None
        self._remember()
        if self.names_confirmed:
            self.roots, self.names_confirmed = {}, False
        return self.report

    def _remember(self) -> None:
        """The values every cell has been verified to hold, in order."""
        for key, shelf in self.office.shelves.items():
            for row_id, row in shelf.base.items():
                for name, known in row.fields.items():
                    values = self.earlier.setdefault((key, row_id, name), [])
                    if known.value and (not values or values[-1] != known.value):
                        values.append(str(known.value))

    def confirm(self) -> None:
        """A person answers every question of the last run with yes."""
        if self.report is not None:
            asked = {k: d for k, d in self.report.digests.items() if self.report.tables[k].guard}
            self.office.confirmed |= asked
            self.consented |= set(asked)
            if any("xóa" in str(self.report.tables[k].guard) for k in asked):
                self.alive = {(k, v) for k, v in self.alive if k == "T1"}  # a confirmed deletion takes its tasks along
            self.names_confirmed = "T1" in self.office.confirmed


def _texts(page: Page) -> Iterator[str]:
    """The texts under the header, less those in our own columns."""
    sheet = Sheet(page)
    own = set(sheet.own_columns())
    for row in sheet.rows:
        for column, cell in enumerate(sheet.grid[row]):
            if column in own and not cell.is_empty:
                yield str(cell.value)


def first_world(paper: Paper) -> World:
    """A workbook bound and in step. Where tabs' keys are always the same it is made once and copied."""
    if paper.kind in _FIRST:
        pages, base = _FIRST[paper.kind]
        paper.save(copy.deepcopy(pages))
        world = World(paper, copy.deepcopy(base))
    else:
        pages = first_book(paper.pages() or [Page("", t, []) for t in ("Người", "Phần việc", "Riêng")])
        paper.save(pages)
        world = World(paper, office({p.key: p.as_tab() for p in paper.pages()}))
        report = world.run()
        assert report is not None and report.state == "done", report
        if paper.kind != "google":
            _FIRST[paper.kind] = (paper.pages(), copy.deepcopy(world.office))
    world.roots = {i: {str(r["name"])} for i, r in world.office.staff.records.items()}
    for key, texts in world.seen(paper.pages()).items():
        world.spread.update({(key, text): times for text, times in texts.items()})
    return world


_FIRST: dict[str, tuple[list[Page], Office]] = {}
