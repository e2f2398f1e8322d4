"""The office of the storm: two registers that refer to each other, in memory, with rules of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from sync.cells import Tab
from sync.codecs import PersonCodec, TextCodec
from sync.columns import Field, Heading, Refused, Table, Value
from sync.commit import Changes, Commit, CommitResult, Issue, RecordDelete, RecordUpdate, Rejected
from sync.facts import BaseRow, BoundTable, Decision, Facts, Names, Person
from sync.layout import find_layout
from tests.sync.engine.bookkeeping import Bookkeeping, learn

STAFF = Table(
    "staff", "Người", ("Người",),
    (
        Field("name", "Họ tên", TextCodec(), (Heading("Họ tên"),), required=True),
        Field("village", "Thôn", TextCodec(), (Heading("Thôn"),)),
        Field("job", "Việc", TextCodec(), (Heading("Việc"),)),
        Field("word", "Lời", TextCodec(), (Heading("Lời"),)),
    ),
    announces="member",
)  # fmt: skip
TASKS = Table(
    "tasks", "Phần việc", ("Phần việc",),
    (
        Field("person", "Người làm", PersonCodec(), (Heading("Người làm"),), required=True, identity=True),
        Field("task", "Phần việc", TextCodec(), (Heading("Phần việc"),), required=True),
        Field("result", "Kết quả", TextCodec(), (Heading("Kết quả"),)),
    ),
)  # fmt: skip
TABLES = (STAFF, TASKS)
#: What the registers' own rules refuse.
FORBIDDEN = "CẤM"

Record = dict[str, Value]


@dataclass
class Shelf:
    """One register with its base and its part of the inbox."""

    bound: BoundTable
    records: dict[str, Record] = field(default_factory=dict)
    base: dict[str, BaseRow] = field(default_factory=dict)
    issues: dict[str, Issue] = field(default_factory=dict)
    notes: dict[str, Issue] = field(default_factory=dict)
    decided: dict[tuple[str, str], Decision] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The fields of the register."""
        return [f.name for f in self.bound.table.fields]

    def judge(self, issues: Sequence[Issue]) -> None:
        """The inbox as the run leaves it: items that no longer stand are closed, notes stay."""
        self.notes |= {issue.identity: issue for issue in issues if issue.kind == "note"}
        self.issues = {issue.identity: issue for issue in issues if issue.kind != "note"}


@dataclass
class Office(Bookkeeping):
    """The database side: ``sync.ledger.Ledger``. ``while_working``: what the office does while the next run plans."""

    shelves: dict[str, Shelf]
    confirmed: dict[str, str] = field(default_factory=dict)
    while_working: Callable[[], None] | None = None

    @property
    def staff(self) -> Shelf:
        """The people."""
        return self.shelves["T1"]

    @property
    def tasks(self) -> Shelf:
        """What they do."""
        return self.shelves["T2"]

    def delete(self, key: str, row_id: str) -> Record:
        """Delete a record; a person's tasks go with them, as the intranet does."""
        gone = self.shelves[key].records.pop(row_id)
        if key == "T1":
            for task in [i for i, r in self.tasks.records.items() if r["person"] == row_id]:
                del self.tasks.records[task]
        return gone

    # -- what the engine asks

    def tables(self) -> list[BoundTable]:
        return [
            BoundTable(b.key, b.table, b.tab_key, b.tab_title, b.mapping, {}, self.confirmed.get(b.key))
            for b in (shelf.bound for shelf in self.shelves.values())
        ]

    def fingerprint(self) -> str:
        parts = [(sorted(s.records.items()), sorted(s.decided)) for s in self.shelves.values()]
        return repr((parts, sorted(self.confirmed.items())))

    def names(self) -> Names:
        return Names([Person(i, str(r["name"]), None) for i, r in self.staff.records.items()], [])

    def facts(self, key: str) -> Facts:
        shelf = self.shelves[key]
        notes = {i.row_id: [i.message] for i in shelf.notes.values()}
        records = {i: dict(r) for i, r in shelf.records.items()}
        return Facts(records, dict(shelf.base), dict(shelf.decided), notes)

    def adopt(self, key: str, candidates: Sequence[Mapping[str, Value]], present: Set[str]) -> list[str | None]:
        shelf, used, found = self.shelves[key], set(present), []
        told = [f.name for f in shelf.bound.table.fields if f.required]
        for values in candidates:
            fitting = [
                i for i, r in shelf.records.items() if i not in used and all(r[n] == values.get(n) for n in told)
            ]
            owner = fitting[0] if len(fitting) == 1 else None
            used.add(owner or "")
            found.append(owner)
        return found

    def rehearse(self, changes: Sequence[Changes]) -> list[Rejected]:
        hand, self.while_working = self.while_working, None
        if hand is not None:
            hand()
        people = {*self.staff.records, *(c.row_id for part in changes if part.key == "T1" for c in part.creates)}
        touched = [(part.key, c.row_id, c.values) for part in changes for c in part.creates]
        touched += [(part.key, u.row_id, u.values) for part in changes for u in part.updates]
        refused = [Rejected(key, i, n, "bị cấm") for key, i, vs in touched for n, v in vs.items() if v == FORBIDDEN]
        return refused + [
            Rejected(key, row_id, "person", "không còn người này")
            for key, row_id, values in touched
            if key == "T2" and "person" in values and values["person"] not in people
        ]

    def commit(self, result: Commit) -> CommitResult:
        applied = deferred = 0
        for done in [self._carry(part) for part in result.changes] + [
            self._delete(p) for p in reversed(result.changes)
        ]:
            applied, deferred = applied + done.applied, deferred + done.deferred
        for advance in result.base:
            shelf = self.shelves[advance.key]
            learn(shelf.base, advance, shelf.records.get(advance.row_id))
        for key in result.judged:
            self._tell(key, [issue for issue in result.issues if issue.key == key])
        self.held.update(result.held)
        for shelf in self.shelves.values():
            shelf.decided = {k: d for k, d in shelf.decided.items() if d.item not in result.settled}
        self.close_journal(result)
        return CommitResult(applied, deferred)

    def _tell(self, key: str, issues: Sequence[Issue]) -> None:
        shelf = self.shelves[key]
        self.reported += [i.identity for i in issues if i.kind != "note" and i.identity not in shelf.issues]
        shelf.judge(issues)

    def _carry(self, part: Changes) -> CommitResult:
        shelf, applied, deferred = self.shelves[part.key], 0, 0
        for create in part.creates:
            if create.row_id in shelf.records:
                deferred += 1
                continue
            shelf.records[create.row_id] = {n: create.values.get(n) for n in shelf.names}
            applied += 1
        for update in part.updates:
            written = _still_planned(shelf.records.get(update.row_id), update)
            shelf.records.get(update.row_id, {}).update(written)
            applied += bool(written)
            deferred += len(update.values) - len(written)
        return CommitResult(applied, deferred)

    def _delete(self, part: Changes) -> CommitResult:
        records, applied, deferred = self.shelves[part.key].records, 0, 0
        for delete in part.deletes:
            if delete.row_id in records and _unchanged(records[delete.row_id], delete):
                self.delete(part.key, delete.row_id)
                applied += 1
            elif delete.row_id in records:
                deferred += 1
        return CommitResult(applied, deferred)


def _still_planned(record: Record | None, update: RecordUpdate) -> Record:
    """The values whose field still holds what was planned against (law 9)."""
    if record is None:
        return {}
    return {n: v for n, v in update.values.items() if record.get(n) == update.expected.get(n)}


def _unchanged(record: Record, delete: RecordDelete) -> bool:
    return all(record.get(n) == v for n, v in delete.expected.items())


def office(tabs: Mapping[str, Tab]) -> Office:
    """An empty database bound to the tabs of these titles."""
    shelves = {}
    for number, table in enumerate(TABLES, start=1):
        tab = next(t for t in tabs.values() if t.title == table.label)
        layout = find_layout(tab, table)
        assert not layout.problem, layout.problem
        bound = BoundTable(f"T{number}", table, tab.key, tab.title, layout.mapping.to_json())
        shelves[bound.key] = Shelf(bound)
    return Office(shelves)


def readable(value: Value | Refused) -> str:
    """A value as one word for comparison; "" for none."""
    if isinstance(value, Refused):
        return value.text
    return "" if value is None else str(value)
