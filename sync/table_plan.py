"""The plan of one table as data: what each side is to receive, what waits for a person, what the base may learn. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sync.columns import Field, Value
from sync.commit import Changes, Issue, RecordCreate, RecordDelete, RecordUpdate
from sync.facts import BoundTable, Facts
from sync.pairing import Pairing
from sync.sheet_table import SheetTable

#: What one cell of an .xlsx holds; Google takes more.
LONGEST_TEXT = 32_767


def too_long(value: Value) -> bool:
    """More text than a spreadsheet's cell holds (Excel: 32,767 characters)."""
    return isinstance(value, str) and len(value) > LONGEST_TEXT


@dataclass(slots=True)
class TablePlan:
    """Everything one table is to undergo. Nothing has happened yet.

    ``ids``: row index to id for all rows that are records; ``id_writes``: those whose id cell must be written.
    ``writes``: row index to field to value, for the sheet. ``inserts`` and ``deletes``: whole sheet rows by id.
    ``creates``/``updates``/``deletes_db``: the database's half. ``wanted``: by id and field, the value both sides hold in the
    end; ``inbound``: those of them that depend on the database half. ``dropped``: ids both sides have let go. ``renamed``: by
    id, names typed over quite different ones, which wait for a person. ``afresh``: by row index and field, writes of a value the
    cell already says in words that are out of date. ``names_confirmed`` and
    ``deletions_confirmed``: a person has said yes to them.
    """

    bound: BoundTable
    sheet: SheetTable
    facts: Facts
    pairing: Pairing
    ids: dict[int, str] = field(default_factory=dict)
    id_writes: dict[int, str] = field(default_factory=dict)
    minted: list[str] = field(default_factory=list)
    writes: dict[int, dict[str, Value]] = field(default_factory=dict)
    inserts: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    deletes: dict[str, int] = field(default_factory=dict)
    creates: dict[str, dict[str, Value]] = field(default_factory=dict)
    updates: dict[str, dict[str, Value]] = field(default_factory=dict)
    deletes_db: set[str] = field(default_factory=set)
    wanted: dict[str, dict[str, Value]] = field(default_factory=dict)
    inbound: dict[str, set[str]] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)
    issue_rows: dict[int, list[str]] = field(default_factory=dict)
    told: dict[str, list[int]] = field(default_factory=dict)
    settled: list[str] = field(default_factory=list)
    restored: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    afresh: set[tuple[int, str]] = field(default_factory=set)
    names_confirmed: bool = False
    deletions_confirmed: bool = False
    sheet_changes: dict[str, int] = field(default_factory=dict)
    db_changes: dict[str, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The binding's key."""
        return self.bound.key

    @property
    def fields(self) -> list[Field]:
        """The table's fields that have a place in this tab."""
        return [f for f in self.bound.table.fields if f.name in self.sheet.places]

    @property
    def row_of(self) -> dict[str, int]:
        """Id to row index."""
        return {i: row for row, i in self.ids.items()}

    def changes(self) -> Changes:
        """The database's half as the ledger takes it, each with the values it was planned against."""
        records = self.facts.records
        return Changes(
            key=self.key,
            creates=[RecordCreate(i, v) for i, v in self.creates.items()],
            updates=[RecordUpdate(i, v, {n: records[i].get(n) for n in v}) for i, v in self.updates.items()],
            deletes=[RecordDelete(i, values) for i, values in records.items() if i in self.deletes_db],
        )

    def sent(self) -> dict[str, dict[str, Value]]:
        """Every row the sheet's half touches, as it will read: what a run that is killed must be recognised by."""
        touched = {self.ids[row] for row in self.writes if row in self.ids} | {*self.minted, *self.inserts}
        base = self.facts.base
        known = {i: {n: f.value for n, f in base[i].fields.items()} if i in base else {} for i in touched}
        return {i: known[i] | self.wanted.get(i, {}) for i in sorted(touched)}

    def digest(self) -> str:
        """Recognises this very plan again, when a person has confirmed it past a guard."""
        minted = set(self.minted)
        new = {row_id: f"row {row}" for row, row_id in self.ids.items() if row_id in minted}
        creates = {new.get(row_id, row_id): values for row_id, values in self.creates.items()}
        content = [
            self.inserts,
            self.deletes,
            self.writes,
            creates,
            self.updates,
            sorted(self.deletes_db),
            self.renamed,
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()

    def insert(self, row_id: str, record: Mapping[str, Value]) -> None:
        """A record is to get a row in the sheet; what is too long for a cell stays out of it."""
        self.inserts[row_id] = {n: v for n, v in record.items() if not too_long(v)}
        self.wanted[row_id] = {f.name: v for f in self.fields if not too_long(v := record.get(f.name))}

    def bring_back(self, row_id: str) -> None:
        """A record whose row was deleted in the sheet is not deleted: it gets a row again."""
        self.deletes_db.discard(row_id)
        self.dropped.discard(row_id)
        self.insert(row_id, self.facts.records[row_id])

    def tell(self, row: int, issue: Issue) -> None:
        """Put an issue into the inbox and into the note column of its row; rows that are all alike are told apart by number."""
        alike = self.told.setdefault(issue.identity, [])
        alike += [row] if row not in alike else []
        if (number := alike.index(row) + 1) > 1:
            issue = replace(issue, identity=f"{issue.identity}#{number}")
        self.issues.append(issue)
        self.issue_rows.setdefault(row, []).append(issue.message)
