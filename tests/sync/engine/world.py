"""A small world for the engine's laws: one register, a sheet people edit, a database in memory, and runs between them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from sync.cells import EMPTY, Cell, Tab
from sync.columns import Context, Directory, Field, Heading, Refused, Table, Value
from sync.commit import Changes, Commit, CommitResult, Issue, Rejected
from sync.facts import BaseRow, BoundTable, Decision, Facts, Names
from sync.run import Engine, Report
from sync.sheet_table import Place, SheetRow, SheetTable
from sync.stores.memory import MemoryStore, MemoryTab
from sync.writing import ID_HEADING, NOTE_HEADING
from tests.sync.engine.bookkeeping import Bookkeeping, learn

DITTO = "nt"
UNREADABLE = "??"


class WordCodec:
    """Text; "??" cannot be read."""

    def decode(self, cells: Sequence[Cell], context: Context) -> Value | Refused:
        value = cells[0].value
        if cells[0].kind == "uncalculated":
            return Refused("uncalculated", "", cells[0].formula or "")
        if value == UNREADABLE:
            return Refused("unknown_value", "“??” không đọc được.", UNREADABLE)
        return str(value) if value not in (None, "") else None

    def encode(self, value: Value, current: Sequence[Cell], context: Context) -> list[Cell]:
        return [Cell(value, "text") if value else EMPTY]


WORD = WordCodec()
PEOPLE = Table(
    name="people",
    label="Người",
    tabs=("Người",),
    fields=(
        Field("name", "Họ tên", WORD, (Heading("Họ tên"),), required=True),
        Field("village", "Thôn", WORD, (Heading("Thôn"),)),
        Field("job", "Việc", WORD, (Heading("Việc"),)),
        Field("word", "Ghi chú", WORD, (Heading("Ghi chú"),)),
    ),
)
NAMES = [f.name for f in PEOPLE.fields]


class NoDirectory:
    """The little world refers to nobody."""

    knows_people = False
    knows_units = False
    own_committee = ""

    def find_organisation(self, words: str) -> str | Refused | None:
        return None

    def find_person(self, words: str, branch: str | None) -> str | Refused:
        return Refused("unknown_person", "", words)

    def organisation_name(self, record_id: str) -> str:
        return record_id

    def person_name(self, record_id: str) -> str:
        return record_id


def read_tab(tab: Tab, bound: BoundTable, directory: Directory, year: int) -> SheetTable:
    """A reader for the little world: the header row is the one with "Họ tên", columns are found by their header."""
    header = next((r for r, row in enumerate(tab.grid) if any(c.value == "Họ tên" for c in row)), None)
    heads = [c.value for c in tab.grid[header]] if header is not None else []
    places = {f.name: Place((heads.index(f.label),)) for f in PEOPLE.fields if f.label in heads}
    missing = [f.label for f in PEOPLE.fields if f.label not in heads]
    id_column = heads.index(ID_HEADING) if ID_HEADING in heads else len(heads)
    note_column = heads.index(NOTE_HEADING) if NOTE_HEADING in heads else max(len(heads), id_column + 1)
    rows = _rows(tab, header, places, id_column, note_column) if header is not None and not missing else ()
    last = max((row.row for row in rows), default=header or 0)
    return SheetTable(
        tab.key, tab.title, header or 0, places, id_column, note_column, ID_HEADING in heads, NOTE_HEADING in heads,
        rows, {None: last}, problem=f"thiếu cột {missing}" if missing else "",
    )  # fmt: skip


def _rows(tab: Tab, header: int, places: Mapping[str, Place], id_column: int, note_column: int) -> tuple[SheetRow, ...]:
    rows: list[SheetRow] = []
    for r in range(header + 1, len(tab.grid)):
        cells = {name: tab.cell(r, place.columns[0]) for name, place in places.items()}
        if all(c.is_empty for c in cells.values()):
            continue
        values: dict[str, Value | Refused] = {}
        raws: dict[str, str] = {}
        leans: dict[str, int] = {}
        for name, cell in cells.items():
            if cell.value == DITTO and rows:
                above = rows[-1]
                values[name] = above.values[name]
                leans[name] = above.row
                raws[name] = f"ditto:{above.row_id or above.row}"
            else:
                values[name] = WORD.decode([cell], CONTEXT)
                raws[name] = str(cell.value or "")
        formulas = frozenset(name for name, cell in cells.items() if cell.formula)
        rows.append(
            SheetRow(
                r,
                str(tab.cell(r, id_column).value or ""),
                values,
                raws,
                str(tab.cell(r, note_column).value or ""),
                formulas=formulas,
                leans_on=leans,
            )
        )
    return tuple(rows)


CONTEXT = Context(2022, NoDirectory())
BOUND = BoundTable("T1", PEOPLE, "tab", "Người", {})


@dataclass
class MemoryLedger(Bookkeeping):
    """The database side in memory.

    ``forbidden`` is a value the register's own rules refuse; ``while_working`` what the office does during the next run.
    """

    records: dict[str, dict[str, Value]] = field(default_factory=dict)
    base: dict[str, BaseRow] = field(default_factory=dict)
    issues: dict[str, Issue] = field(default_factory=dict)
    notes: dict[str, Issue] = field(default_factory=dict)
    decided: dict[tuple[str, str], Decision] = field(default_factory=dict)
    confirmed: str | None = None
    forbidden: str = "CẤM"
    tab_key: str = "tab"
    while_working: Callable[[], None] | None = None
    killed_before_commit: bool = False

    def tables(self) -> list[BoundTable]:
        return [BoundTable("T1", PEOPLE, self.tab_key, "Người", {}, {}, self.confirmed)]

    def fingerprint(self) -> str:
        return repr((sorted(self.records.items()), sorted(self.decided)))

    def names(self) -> Names:
        return Names((), ())

    def facts(self, key: str) -> Facts:
        notes = {i.row_id: [i.message] for i in self.notes.values()}
        return Facts(copy.deepcopy(self.records), dict(self.base), dict(self.decided), notes)

    def adopt(self, key: str, candidates: Sequence[Mapping[str, Value]], present: Set[str]) -> list[str | None]:
        used = set(present)
        found = []
        for values in candidates:
            owner = next((i for i, r in self.records.items() if i not in used and r["name"] == values["name"]), None)
            used.add(owner or "")
            found.append(owner)
        return found

    def rehearse(self, changes: Sequence[Changes]) -> list[Rejected]:
        hand, self.while_working = self.while_working, None
        if hand is not None:
            hand()
        found = []
        for part in changes:
            touched = [(c.row_id, c.values) for c in part.creates] + [(u.row_id, u.values) for u in part.updates]
            for row_id, values in touched:
                found += [Rejected(part.key, row_id, n, "bị cấm") for n, v in values.items() if v == self.forbidden]
        return found

    def commit(self, result: Commit) -> CommitResult:
        if self.killed_before_commit:
            self.killed_before_commit = False
            raise KeyboardInterrupt
        applied = deferred = 0
        for part in result.changes:
            for create in part.creates:
                self.records[create.row_id] = {n: create.values.get(n) for n in NAMES}
                applied += 1
            for update in part.updates:
                record = self.records.get(update.row_id, {})
                if all(record.get(n) == v for n, v in update.expected.items()):
                    record.update(update.values)
                    applied += 1
                else:
                    deferred += 1
            for delete in part.deletes:
                if self.records.get(delete.row_id) == delete.expected:
                    del self.records[delete.row_id]
                    applied += 1
                else:
                    deferred += 1
        for advance in result.base:
            learn(self.base, advance, self.records.get(advance.row_id))
        self._inbox(result)
        self.held.update(result.held)
        self.decided = {k: d for k, d in self.decided.items() if d.item not in result.settled}
        self.close_journal(result)
        return CommitResult(applied, deferred)

    def _inbox(self, result: Commit) -> None:
        self.notes |= {issue.identity: issue for issue in result.issues if issue.kind == "note"}
        now = {issue.identity: issue for issue in result.issues if issue.kind != "note"}
        self.reported += [identity for identity in now if identity not in self.issues]
        self.issues = now


@dataclass
class World:
    """A sheet, a database and the engine between them, with the hands of both sides."""

    store: MemoryStore = field(default_factory=MemoryStore)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)

    @property
    def tab(self) -> MemoryTab:
        return self.store.tabs["tab"]

    def run(self, *, force: bool = True) -> Report:
        return self.engine().run(force=force)

    def engine(self) -> Engine:
        return Engine(self.store, self.ledger, read_tab, lambda names, announced, year: NoDirectory())

    def rows(self) -> list[dict[str, Any]]:
        """The sheet's data rows by header, with their sheet row index under "#"."""
        snapshot = self.store._snapshot(None)
        sheet = read_tab(snapshot.tabs["tab"], BOUND, NoDirectory(), 2022)
        return [
            {"#": row.row, "id": row.row_id, "note": row.note}
            | {
                n: snapshot.tabs["tab"].cell(row.row, sheet.places[n].columns[0]).value
                for n in NAMES
                if n in sheet.places
            }
            for row in sheet.rows
        ]

    def row(self, name: str) -> dict[str, Any]:
        return next(row for row in self.rows() if row["name"] == name)

    def record(self, name: str) -> dict[str, Value]:
        return next(r for r in self.ledger.records.values() if r["name"] == name)

    def type(self, name: str, column: str, value: str | None) -> None:
        """A clerk types into the row of that name."""
        index = next(i for i, c in enumerate(self._header()) if c.value == PEOPLE.field(column).label)
        self.tab.put(self.row(name)["#"], index, Cell(value, "text") if value else EMPTY)
        self.store.touch()

    def _header(self) -> list[Cell]:
        return next(row for row in self.tab.grid if any(c.value == "Họ tên" for c in row))

    def add_row(self, *values: str | None) -> None:
        """A clerk adds a row at the bottom: STT, then the values."""
        self.tab.grid.append([EMPTY, *[Cell(v, "text") if v else EMPTY for v in values]])
        self.store.touch()

    def delete_row(self, name: str) -> None:
        del self.tab.grid[self.row(name)["#"]]
        self.store.touch()

    def set(self, name: str, column: str, value: str | None) -> None:
        """A secretary changes the record of that name."""
        self.record(name)[column] = value


def world(*people: tuple[str | None, ...]) -> World:
    """A book with a title, a header and these rows: name, village, job, word."""
    made = World()
    head = [Cell("TT", "text"), *[Cell(f.label, "text") for f in PEOPLE.fields]]
    made.store.tabs["tab"] = MemoryTab("Người", [[Cell("DANH SÁCH", "text")], [], head])
    for values in people:
        made.add_row(*values)
    return made


def settled(*people: tuple[str | None, ...]) -> World:
    """The same, already in step."""
    made = world(*people)
    made.run()
    return made


AN = ("An", "Bắc Hải", "Thôn trưởng", "chăm")
BINH = ("Bình", "Nam Sơn", "Giáo viên", None)
CUC = ("Cúc", "Đông Hòa", None, "mới")
DUNG = ("Dũng", "Tây Lộc", "Công an", None)
EM = ("Em", "Bắc Hải", "Y tá", None)
GIANG = ("Giang", "Nam Sơn", None, None)
HOA = ("Hoa", "Đông Hòa", "Phụ nữ", None)
EVERYBODY = (AN, BINH, CUC, DUNG, EM, GIANG, HOA)
