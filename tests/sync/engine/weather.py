"""The storm's world: one workbook, one office, runs between them, and the memory of what every person typed."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from sync import ids
from sync.cells import EMPTY, Cell, Tab
from sync.ledger import Decision, Issue
from sync.reading import SheetTable
from sync.run import Engine, Report
from sync.stores.protocol import StoreError
from tests.sync.engine.hands import EDITS, Sheet
from tests.sync.engine.office import FORBIDDEN, STAFF, TASKS, Office, Shelf, office
from tests.sync.engine.papers import Page, Paper, plain
from tests.sync.engine.remembered import Reader
from tests.sync.engine.watched import Fault, Killed, Strike, WatchedOffice, WatchedStore

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng")
MIDDLE = ("Văn", "Thị", "Hữu", "Ngọc", "Đình", "Xuân")
GIVEN = ("An", "Bình", "Cúc", "Dũng", "Em", "Giang", "Hoa", "Khánh", "Lan", "Minh", "Nga", "Oanh", "Phúc", "Quang", "Sơn",
         "Tám", "Uyên", "Vinh", "Xuyến", "Yến")  # fmt: skip
KEYS = ("T1", "T2")


def name_number(n: int) -> str:
    """A person's name nobody has had before."""
    return f"{FAMILY[n % 7]} {MIDDLE[n % 6]} {GIVEN[n % 20]}" + (f" {GIVEN[n // 20 % 20]}" if n >= 20 else "")


def first_book(pages: list[Page]) -> list[Page]:
    """Seven people with tasks, a title above and a signature below each table; the office's own tab stays."""
    people = [
        (name_number(n), f"Thôn {n % 3}", f"việc {n}" if n % 3 else "", f"lời {n}" if n % 2 else "", f"riêng {n}")
        for n in range(7)
    ]
    heads = {
        "Người": ["TT", *[f.label for f in STAFF.fields], "Riêng"],
        "Phần việc": ["TT", *[f.label for f in TASKS.fields]],
    }
    lines = {
        "Người": [[f"a{n}", *values] for n, values in enumerate(people)],
        "Phần việc": [[f"b{n}", people[n][0], f"phần việc {n}", f"kết quả {n}" if n % 2 else ""] for n in range(5)],
    }
    for page in pages:
        if page.title in lines:
            page.grid = plain(
                [["DANH SÁCH"], [], heads[page.title], *lines[page.title], [], ["", "", "NGƯỜI LẬP BIỂU"]]
            )
    return pages


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

    # -- tabs and headers

    def structure(self, what: str, key: str, a: int) -> None:
        """A person changes tabs or headers; what stops a table can be mended later."""
        with self.at_the_sheet() as pages:
            page = self.page(key, pages)
            if page is not None:
                getattr(self, f"_{what}")(page, pages, a)

    def _rename_tab(self, page: Page, pages: list[Page], a: int) -> None:
        page.title = f"{page.title.split(' (')[0]} ({a})"

    def _move_tab(self, page: Page, pages: list[Page], a: int) -> None:
        pages.remove(page)
        pages.insert(a % (len(pages) + 1), page)

    def _add_tab(self, page: Page, pages: list[Page], a: int) -> None:
        self.count += 1
        pages.insert(a % (len(pages) + 1), Page("", f"Mới {self.count}", plain([["x"]])))

    def _duplicate_tab(self, page: Page, pages: list[Page], a: int) -> None:
        self.count += 1
        pages.insert(a % (len(pages) + 1), Page("", f"Bản sao {self.count}", [list(row) for row in page.grid]))

    def _delete_tab(self, page: Page, pages: list[Page], a: int) -> None:
        if any(
            self.page(k, pages) is not None for k in KEYS if k != ("T1" if page is self.page("T1", pages) else "T2")
        ):
            pages.remove(page)
            self.mends.append(lambda: self._bring_back(page))

    def _bring_back(self, page: Page) -> None:
        with self.at_the_sheet() as pages:
            taken = {p.title for p in pages}
            if all(p.key != page.key for p in pages):
                title = page.title if page.title not in taken else f"{page.title} lại"
                pages.append(replace(page, title=title))

    def _rename_header(self, page: Page, pages: list[Page], a: int) -> None:
        sheet = Sheet(page)
        if sheet.header is None:
            return
        column = a % sheet.width
        old, key = sheet.heads()[column], page.key
        if old == "TT":
            return
        sheet.put(sheet.header, column, Cell(f"Tên khác {self.count}", "text"))
        self.mends.append(lambda name=f"Tên khác {self.count}": self._rename_back(key, name, old))  # type: ignore[misc]
        self.count += 1

    def _rename_back(self, key: str, name: str, old: str) -> None:
        with self.at_the_sheet() as pages:
            page = next((p for p in pages if p.key == key), None)
            if page is not None and name in (heads := Sheet(page).heads()) and old not in heads:
                sheet = Sheet(page)
                assert sheet.header is not None
                sheet.put(sheet.header, heads.index(name), Cell(old, "text"))

    def _delete_column(self, page: Page, pages: list[Page], a: int) -> None:
        sheet = Sheet(page)
        if sheet.header is None:
            return
        column, tags = a % sheet.width, sheet.heads().index("TT") if "TT" in sheet.heads() else None
        head, key = sheet.heads()[column], page.key
        if tags is None or column == tags:
            return
        kept = [(sheet.get(r, tags), sheet.get(r, column)) for r in sheet.rows]
        for r in [sheet.header, *sheet.rows]:
            sheet.grid[r] = [c for n, c in enumerate(sheet.line(r)) if n != column]
        self.mends.append(lambda: self._column_back(key, head, kept))

    def _column_back(self, key: str, head: str, kept: list[tuple[Cell, Cell]]) -> None:
        """A deleted column typed in again, row by row as far as the rows are still there."""
        with self.at_the_sheet() as pages:
            page = next((p for p in pages if p.key == key), None)
            if page is None or head in Sheet(page).heads():
                return
            sheet = Sheet(page)
            assert sheet.header is not None
            at, tags = sheet.width, sheet.heads().index("TT")
            rows = sheet.rows
            sheet.put(sheet.header, at, Cell(head, "text"))
            for row in rows:
                tag = sheet.get(row, tags)
                found = next((value for known, value in kept if known == tag and not tag.is_empty), None)
                if found is not None:
                    sheet.put(row, at, found)

    def _duplicate_column(self, page: Page, pages: list[Page], a: int) -> None:
        sheet = Sheet(page)
        if sheet.header is None:
            return
        column, key, rows, width = a % sheet.width, page.key, [sheet.header, *sheet.rows], sheet.width
        head = sheet.heads()[column]
        for r in rows:
            line = sheet.line(r)
            line.extend([EMPTY] * (width - len(line)))
            line.insert(column, line[column])
            sheet.grid[r] = line
        self.mends.append(lambda: self._single_again(key, head))

    def _single_again(self, key: str, head: str) -> None:
        with self.at_the_sheet() as pages:
            page = next((p for p in pages if p.key == key), None)
            if page is not None and Sheet(page).heads().count(head) > 1:
                sheet = Sheet(page)
                column, rows = sheet.heads().index(head), [sheet.header, *sheet.rows]
                for r in rows:
                    assert r is not None
                    sheet.grid[r] = [c for n, c in enumerate(sheet.line(r)) if n != column]

    def mend(self) -> None:
        """A person undoes what stops the tables, the newest first."""
        while self.mends:
            self.mends.pop()()

    def put_back_an_old_copy(self) -> None:
        """Somebody keeps a copy of the tabs; the next time, it is saved over what stands now."""
        if self.old is None:
            self.old = copy.deepcopy(self.paper.pages())
            return
        old, self.old = {p.key: p for p in self.old}, None
        with self.at_the_sheet() as pages:
            for page in pages:
                if page.key in old:
                    page.grid = old[page.key].grid

    # -- people in the office

    def _record(self, key: str, a: int) -> tuple[str, dict[str, object]] | None:
        records = list(self.shelf(key).records.items())
        return records[a % len(records)] if records else None

    def over(self, key: str, *shown: object) -> None:
        """What somebody typed over or deleted is superseded."""
        self.alive -= {(key, str(value)) for value in shown}

    def secretary_types(self, key: str, a: int, b: int, *, clear: bool = False) -> None:
        """A field of a record changes in the office; a person may be renamed there."""
        found = self._record(key, a)
        if found is None:
            return
        row_id, record = found
        names = [n for n in self.shelf(key).names if n not in ("person", *(("name", "task") if clear else ()))]
        name = names[b % len(names)]
        self.over(key, record[name])
        if name == "name":
            record[name] = self.fresh_name()
            self.roots.setdefault(row_id, set()).add(self.root(str(record[name])))
        else:
            record[name] = None if clear else self.fresh(key, "d")

    def secretary_adds(self, key: str, a: int) -> None:
        """A new record in the office."""
        row_id, people = ids.mint(), list(self.office.staff.records)
        if key == "T1":
            name = self.fresh_name()
            self.office.staff.records[row_id] = {
                "name": name,
                "village": None,
                "job": None,
                "word": self.fresh(key, "d"),
            }
            self.roots[row_id] = {name}
        elif people:
            task = {"person": people[a % len(people)], "task": self.fresh(key, "d"), "result": None}
            self.office.tasks.records[row_id] = task

    def secretary_deletes(self, key: str, a: int) -> None:
        """A record is deleted in the office, a person's tasks with them."""
        found = self._record(key, a)
        if found is None:
            return
        if key == "T1":
            self.over(
                "T2", *[v for r in self.office.tasks.records.values() if r["person"] == found[0] for v in r.values()]
            )
        self.over(key, *self.office.delete(key, found[0]).values())

    def decide(self, a: int, take: str) -> None:
        """A person settles a thing in the inbox."""
        waiting = [i for s in self.office.shelves.values() for i in s.issues.values() if i.row_id and i.field]
        if waiting:
            issue = waiting[a % len(waiting)]
            value = self.fresh(issue.key, "q") if take == "value" and issue.field not in ("person", "name") else None
            if take == "value" and value is None:
                take = "db"
            self._decide(issue, take, value)

    def _decide(self, issue: Issue, take: str, value: str | None) -> None:
        if take != "sheet":
            self.over(issue.key, issue.text)
        if take != "db":
            self.over(issue.key, issue.db_value)
        if issue.key == "T1" and issue.field == "name" and take == "sheet":
            self.roots.setdefault(issue.row_id, set()).add(self.root(str(issue.sheet_value)))
        made = Decision(f"I{self.count}", take, issue.db_value, issue.text, value)  # type: ignore[arg-type]
        self.shelf(issue.key).decided[issue.row_id, issue.field] = made

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
