"""A clerk who edits a bound workbook at random in LibreOffice, and what must be true after every run.

Every text typed is a word of its own, so it can be followed: after a run it stands in the file, and in the database or in
the inbox. Words are typed into mirrored text cells, in new rows, copied, cut, sorted, filled down, cleared, deleted.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from sqlalchemy import inspect, select

from intranet.database import Base, db
from intranet.mirror.models import InboxItem, TableBinding
from intranet.mirror.tables import TABLES
from sync.codecs import DateCodec, TextCodec
from sync.values import is_ditto
from sync.writing import ID_HEADING, NOTE_HEADING
from tests.endtoend.office import Office
from tests.stores.libreoffice import Edit, LibreOffice

TOKEN = re.compile(r"chữ\d{4}")
DATES = ("1/2/1991", "5/1980", "15.3.2022", "quý II/2022", "31/12/2021")


@dataclass(frozen=True)
class Area:
    """A mirrored table in a tab, rows and columns from 1. ``texts``: columns of free text; ``last``: its right edge."""

    tab: str
    first: int
    bottom: int
    texts: tuple[int, ...]
    dates: tuple[int, ...]
    merged: bool
    visible: int
    last: int
    rows: tuple[int, ...]

    def whole(self, ours: bool) -> str:
        """The table's rows as an address, with our columns or without."""
        return f"A{self.first}:{get_column_letter(self.last if ours else self.visible)}{self.bottom}"


@dataclass
class Figures:
    """What was done and what came of it."""

    edits: Counter[str] = field(default_factory=Counter)
    typed: int = 0
    runs: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    restless: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        done = sum(self.edits.values())
        return (
            f"{done} edits ({', '.join(f'{n} {name}' for name, n in sorted(self.edits.items()))}), {self.typed} words typed, "
            f"{self.runs} runs: lost {len(self.lost)}, doubled {len(self.doubled)}, foreign cells touched "
            f"{len(self.touched)}, second runs that wrote {len(self.restless)}, tables that asked {len(self.stopped)}"
        )


class Walk:
    """A clerk's walk over one workbook."""

    def __init__(self, office: Office, libreoffice: LibreOffice, seed: int) -> None:
        self.office, self.libreoffice = office, libreoffice
        self.random = random.Random(seed)
        self.figures = Figures()
        self.seen: Counter[str] = Counter()

    def work(self, edits: int, at_once: int = 20) -> Figures:
        """Make so many edits, some at once before each run, and check what must be true after every run."""
        while (left := edits - sum(self.figures.edits.values())) > 0:
            batch = self._batch(min(at_once, left))
            self.libreoffice.edit(self.office.path, *batch)
            self._run()
        return self.figures

    def _run(self) -> None:
        before = self._cells()
        #: A word the clerk has taken out somewhere may go everywhere: two tabs may show one value.
        removed = {word for word, n in self.seen.items() if before.words[word] < n}
        report = self.office.sync()
        self.figures.runs += 1
        after = self._cells()
        self._check_words(before, after, removed)
        self.seen = after.words
        self._check_frame(before, after)
        held = self._held()
        self.figures.stopped += [f"{tab}: {why}" for tab, why in held.items()]
        written = self.office.path.read_bytes()
        self.office.path.touch()
        self.office.sync()
        if self.office.path.read_bytes() != written:
            self.figures.restless.append(f"run {self.figures.runs}: {report.get('state')}")

    def _check_words(self, before: Cells, after: Cells, removed: set[str]) -> None:
        """Every word of a mirrored cell is still in the file, and in the database or waiting; no record has it twice."""
        known, waiting, held, asked = self._in_database(), self._waiting(), self._held(), self._rows_asked_about()
        for place, text in before.items():
            for word in set(TOKEN.findall(text)) - removed:
                if word not in after.words:
                    self.figures.lost.append(f"{place} {word}: gone from the file")
                if place[0] in held or not before.mirrored(place):
                    continue
                if word not in known and word not in waiting and (nfc(place[0]), _row(place[1])) not in asked:
                    self.figures.lost.append(f"{place} {word}: neither in the database nor waiting")
        for word, n in known.items():
            if n > max(before.shown[word], after.shown[word], 1):
                self.figures.doubled.append(f"{word}: {n} records, {after.shown[word]} cells")

    def _check_frame(self, before: Cells, after: Cells) -> None:
        """No text of a cell that is not ours to write has gone or come, in whatever row it may stand now."""
        gone, come = before.foreign - after.foreign, after.foreign - before.foreign
        self.figures.touched += [f"-{text}" for text in gone.elements()] + [f"+{text}" for text in come.elements()]

    def _batch(self, size: int) -> list[Edit]:
        """Edits of single cells first, at most one that moves rows in each tab, then one of the tabs themselves."""
        areas = self._areas()
        self.random.shuffle(areas)
        movers = areas[: max(1, size // 4)]
        edits = [edit for area in movers for edit in self._moving(area)]
        singles: list[Edit] = []
        while len(singles) + len(movers) < size:
            singles.append(self._single(self.random.choice(areas)))
        return singles + edits

    def _single(self, area: Area) -> Edit:
        row, kind = self.random.choice(area.rows), self.random.random()
        if kind < 0.75 or not area.dates:
            self._did("typed a word")
            return ("text", area.tab, self._at(self.random.choice(area.texts), row), f"Nội dung {self._word()}")
        if kind < 0.9:
            self._did("typed a date")
            return ("type", area.tab, self._at(self.random.choice(area.dates), row), self.random.choice(DATES))
        self._did("cleared a cell")
        return ("clear", area.tab, self._at(self.random.choice(area.texts), row))

    def _moving(self, area: Area) -> list[Edit]:
        """One edit that moves rows about."""
        row = self.random.choice([r for r in area.rows if r > area.first] or area.rows)
        names = ["new row", "copied row", "deleted row", "moved row", "filled down"]
        if not area.merged:
            names += ["sorted", "sorted without ids"]
        name = self.random.choice(names)
        self._did(name)
        last = get_column_letter(area.last)
        if name == "new row":
            texts = [("text", area.tab, self._at(c, row), f"Dòng mới {self._word()}") for c in area.texts]
            return [("insert_rows", area.tab, row - 1, 1), *texts]
        if name == "copied row":
            source = row + 1
            return [("insert_rows", area.tab, row - 1, 1), ("copy", area.tab, f"A{source}:{last}{source}", f"A{row}")]
        if name == "deleted row":
            return [("delete_rows", area.tab, row - 1, 1)]
        if name == "moved row":
            other = self.random.choice(area.rows)
            return [
                ("insert_rows", area.tab, row - 1, 1),
                ("cut", area.tab, f"A{_after(other, row)}:{last}{_after(other, row)}", f"A{row}"),
                ("delete_rows", area.tab, _after(other, row) - 1, 1),
            ]
        if name == "filled down":
            column = get_column_letter(self.random.choice(area.texts))
            self.figures.typed += 1
            end = min(row + 2, area.bottom)
            return [
                ("text", area.tab, f"{column}{row}", f"Kéo xuống {self._word()}"),
                ("fill", area.tab, f"{column}{row}:{column}{end}", 1),
            ]
        by = self.random.choice(area.texts) - 1
        return [("sort", area.tab, area.whole(ours=name == "sorted"), by, self.random.random() < 0.5)]

    def _areas(self) -> list[Area]:
        """The mirrored tables as they stand in the file."""
        book = openpyxl.load_workbook(self.office.path)
        return [area for binding in self._bindings() if (area := _area(book, *binding)) is not None]

    def _cells(self) -> Cells:
        mapped = {nfc(tab): {c["column"] + 1 for c in mapping["columns"]} for tab, _, mapping in self._bindings()}
        return Cells(openpyxl.load_workbook(self.office.path), mapped)

    def _bindings(self) -> list[tuple[str, str, dict[str, Any]]]:
        with self.office.app.app_context():
            found = [(b.tab_title, b.table_name, b.mapping) for b in db.session.scalars(select(TableBinding))]
            db.session.remove()
        return found

    def _in_database(self) -> Counter[str]:
        """How many records have each word, over every table of the database that is not the mirror's own."""
        found: Counter[str] = Counter()
        with self.office.app.app_context():
            for mapper in Base.registry.mappers:
                table: Any = mapper.local_table
                if table.name in IGNORED:
                    continue
                texts = [c for c in table.columns if str(c.type).startswith(("TEXT", "VARCHAR"))]
                for row in db.session.execute(select(*texts)) if texts else ():
                    found.update({word for value in row if value for word in TOKEN.findall(value)})
            db.session.remove()
        return found

    def _waiting(self) -> str:
        with self.office.app.app_context():
            items = db.session.scalars(select(InboxItem).where(InboxItem.state == "open"))
            columns = [c.key for c in inspect(InboxItem).column_attrs]
            said = json.dumps([[str(getattr(i, c)) for c in columns] for i in items], ensure_ascii=False)
            db.session.remove()
        return said

    def _rows_asked_about(self) -> set[tuple[str, int]]:
        """Rows that wait as a whole: whose they are is not known, or a rule says no to the record they would be."""
        asked = select(InboxItem).where(InboxItem.state == "open", InboxItem.cell != "")
        with self.office.app.app_context():
            whole = [
                item
                for item in db.session.scalars(asked)
                if item.kind not in ("note", "refused", "conflict") or (item.reason == "rule" and not item.row_id)
            ]
            db.session.remove()
        return {(nfc(item.tab), _row(item.cell)) for item in whole}

    def _held(self) -> dict[str, str]:
        with self.office.app.app_context():
            held = {b.tab_title: b.held for b in db.session.scalars(select(TableBinding)) if b.held}
            db.session.remove()
        return held

    def _word(self) -> str:
        self.figures.typed += 1
        return f"chữ{self.figures.typed:04}"

    def _did(self, name: str) -> None:
        self.figures.edits[name] += 1

    @staticmethod
    def _at(column: int, row: int) -> str:
        return f"{get_column_letter(column)}{row}"


#: Tables that are not the office's records: the mirror's memory, the change log.
IGNORED = {"base_rows", "run_effects", "inbox_items", "journal_entries", "audit_entries", "sync_runs", "table_bindings"}


class Cells(dict[tuple[str, str], str]):
    """The texts of a workbook by (tab, place), our id and note columns left out.

    ``mapped``: the mirrored columns by tab; between the first and the last row with an id they are not ``foreign``.
    """

    def __init__(self, book: openpyxl.Workbook, mapped: dict[str, set[int]]) -> None:
        self.words: Counter[str] = Counter()
        #: How many rows say a word: ditto marks and merged cells say it too.
        self.shown: Counter[str] = Counter()
        #: How often a text stands in a cell that is nobody's but the office's, by tab.
        self.foreign: Counter[tuple[str, str]] = Counter()
        self._rows: dict[str, set[int]] = {}
        self._mapped = mapped
        for sheet in book:
            self._read(sheet)

    def _read(self, sheet: Any) -> None:
        ours = {c.column: c.value for row in sheet.iter_rows() for c in row if c.value in (ID_HEADING, NOTE_HEADING)}
        cells = [c for row in sheet.iter_rows() for c in row if c.value is not None]
        rows = {c.row for c in cells if ours.get(c.column) == ID_HEADING and c.value != ID_HEADING}
        self._rows[sheet.title] = rows
        self._count_shown(sheet)
        inside = range(min(rows), max(rows) + 3) if rows else range(0)
        columns = self._mapped.get(nfc(sheet.title), set())
        for cell in cells:
            if cell.column in ours:
                continue
            text = self[sheet.title, cell.coordinate] = str(cell.value)
            self.words.update(TOKEN.findall(text))
            if not text.startswith("=") and not (cell.row in inside and cell.column in columns):
                self.foreign[sheet.title, text] += 1

    def _count_shown(self, sheet: Any) -> None:
        for column in sheet.iter_cols(values_only=True):
            said = ""
            for value in column:
                said = said if isinstance(value, str) and is_ditto(value) else str(value or "")
                self.shown.update(TOKEN.findall(said))
        for merged in sheet.merged_cells.ranges:
            words = TOKEN.findall(str(sheet.cell(merged.min_row, merged.min_col).value or ""))
            self.shown.update(words * (merged.max_row - merged.min_row))

    def mirrored(self, place: tuple[str, str]) -> bool:
        """Whether the cell stands in a row that has an id of ours."""
        return _row(place[1]) in self._rows.get(place[0], ())


def nfc(text: str) -> str:
    """A tab's title as it is compared."""
    return unicodedata.normalize("NFC", text)


def _row(place: str) -> int:
    return int(re.sub(r"\D", "", place))


def _after(row: int, inserted: int) -> int:
    """Where a row stands once one was inserted at ``inserted``."""
    return row + 1 if row >= inserted else row


def _area(book: openpyxl.Workbook, tab: str, name: str, mapping: dict[str, Any]) -> Area | None:
    tab = next((t for t in book.sheetnames if nfc(t) == nfc(tab)), "")
    if not tab:
        return None
    sheet, table = book[tab], TABLES[name]
    ids = next((c for row in sheet.iter_rows() for c in row if c.value == ID_HEADING), None)
    if ids is None:
        return None
    rows = [r for r in range(ids.row + 1, sheet.max_row + 1) if sheet.cell(r, ids.column).value]
    if len(rows) < 3:
        return None
    columns = [(c["field"], c["column"] + 1) for c in mapping["columns"]]
    kinds = {f.name: type(f.codec) for f in table.fields if not f.derived and not f.identity}
    texts = tuple(sorted({c for f, c in columns if issubclass(kinds.get(f, object), TextCodec)}))
    dates = tuple(sorted({c for f, c in columns if issubclass(kinds.get(f, object), DateCodec)}))
    if not texts:
        return None
    merged = any(
        r.min_row >= rows[0] and r.max_row <= rows[-1] and r.min_row != r.max_row for r in sheet.merged_cells.ranges
    )
    visible = min(c.column for row in sheet.iter_rows() for c in row if c.value in (ID_HEADING, NOTE_HEADING)) - 1
    last = max(c.column for row in sheet.iter_rows() for c in row if c.value in (ID_HEADING, NOTE_HEADING))
    run = _consecutive(rows)
    return Area(tab, run[0], run[-1], texts, dates, merged, visible, last, tuple(run))


def _consecutive(rows: list[int]) -> list[int]:
    """The longest run of rows without a gap: what a clerk would mark to sort, between two subtotals."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return max(runs, key=len)
