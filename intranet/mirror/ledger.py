"""The database side of one leased run: what the engine asks for (``sync.ledger.Ledger``), over the registers.

Every call is one short transaction of its own: while the engine talks to a sheet, nobody waits for the database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from typing import Any

from sqlalchemy import select

from intranet.audit.actor import Actor, acting_as
from intranet.database import db
from intranet.mirror import baseline, inbox, journal, lease, queries, recognised
from intranet.mirror.baseline import Records
from intranet.mirror.carrying import Book, Carrier, Effect
from intranet.mirror.expectation import went_otherwise
from intranet.mirror.models import RunEffect, SyncRun, TableBinding, Workbook
from intranet.mirror.names import names_in
from intranet.mirror.registers import REGISTERS, Scope
from intranet.mirror.sharing import Sharing
from intranet.mirror.tables import TABLES
from intranet.mirror.transactions import looking, rehearsing, writing
from intranet.organisations.models import Organisation
from sync.columns import Refused, Value
from sync.commit import Changes, Commit, CommitResult, Rejected
from sync.facts import Announced, BoundTable, Facts, Names, SavedState, TabRows

ORDER = list(REGISTERS)


class WorkbookLedger:
    """One workbook's database side inside one run (none in a dry-run). ``holder`` is the lease's."""

    def __init__(self, workbook: Workbook, run: SyncRun | None, holder: str) -> None:
        self.workbook_id, self.run_id, self.holder = workbook.id, run.id if run else 0, holder
        self.workbook_name, self.year = workbook.name, workbook.year
        self._actor = Actor("sheet", run.user_id if run else None, self.run_id, workbook.name)
        self._seen: dict[str, Records] = {}
        self._sharing = Sharing()
        self._unplanned = False
        self.recognised: dict[str, Mapping[str, recognised.Sample]] = {}

    # -- what is bound

    def tables(self) -> Sequence[BoundTable]:
        """The bound tables, organisations before members before what refers to them."""
        with looking():
            return [
                BoundTable(
                    key=str(b.id), table=TABLES[b.table_name], tab_key=b.tab_key, tab_title=b.tab_title,
                    mapping=b.mapping, options=b.options or {}, confirmed=b.confirmed,
                )
                for b in self._bindings()
            ]  # fmt: skip

    def _bindings(self) -> list[TableBinding]:
        bound = db.session.scalars(select(TableBinding).where(TableBinding.workbook_id == self.workbook_id))
        return sorted(bound, key=lambda b: (ORDER.index(b.table_name), b.id))

    def _workbook(self) -> Workbook:
        return db.session.get_one(Workbook, self.workbook_id)

    def _scope(self) -> Scope:
        workbook = self._workbook()
        return Scope(db.session.get_one(Organisation, workbook.organisation_id), workbook.year, workbook.first_year)

    def books(self, taken: Mapping[str, set[str]] | None = None) -> list[Book]:
        """The bound registers in order; ``taken``: ids that count as mirrored besides those of the base, by table."""
        scope, taken, books, bindings = self._scope(), taken or {}, [], self._bindings()
        self._sharing = Sharing.of(bindings, self._sharing)
        live = baseline.live_by_binding(b.id for b in bindings)
        for binding in bindings:
            key, table = str(binding.id), TABLES[binding.table_name]
            mirrored = self._sharing.mirrored(key, live) | taken.get(key, set())
            register = REGISTERS[binding.table_name](scope, mirrored)
            books.append(Book(key, register, {f.name for f in table.fields if f.required or f.identity}))
        return books

    # -- whether there is anything to do

    def saved_state(self) -> SavedState:
        """What the last finished run saved."""
        with looking():
            workbook = self._workbook()
            return SavedState(workbook.token, workbook.fingerprint)

    def save_state(self, token: str | None) -> None:
        """Save the token with the present fingerprint; without one where this run's commit had consequences not yet planned."""
        with writing():
            workbook = self._workbook()
            workbook.token = token
            workbook.fingerprint = self._fingerprint() if token is not None and not self._unplanned else None

    def fingerprint(self) -> str:
        """A digest of all mirrored records, of the names cells may use, of the bindings and of decisions waiting."""
        with looking():
            return self._fingerprint()

    def _fingerprint(self) -> str:
        content: list[Any] = [repr(names_in(self._scope()))]
        books, first = self.books(), dict[str, Book]()
        for book, records, binding in zip(books, self._records(books), self._bindings(), strict=True):
            decided = [
                (i.uid, i.decision, i.decided_value) for i in inbox.open_items([binding.id]) if i.state == "decided"
            ]
            bound = [binding.table_name, binding.tab_key, binding.mapping, binding.options, binding.confirmed]
            content.append([bound, decided, records if book is first.setdefault(binding.table_name, book) else None])
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()

    def _records(self, books: Sequence[Book]) -> list[Records]:
        """All records of each bound register, read once however many tabs share it."""
        found: dict[str, Records] = {}
        for book in books:
            if book.register.name not in found:
                found[book.register.name] = book.register.records()
        return [found[book.register.name] for book in books]

    # -- what stands in the database

    def share_out(self, tabs: Sequence[TabRows]) -> None:
        """Learn which rows have moved between tabs of one register."""
        with looking():
            self._sharing = Sharing.of(self._bindings(), self._sharing)
            self._sharing.note(tabs)

    def names(self) -> Names:
        """Everybody in the workbook's subtree."""
        with looking():
            return names_in(self._scope())

    def facts(self, key: str) -> Facts:
        """The database side of one table, read in one transaction."""
        with looking():
            book = next(b for b in self.books() if b.key == key)
            binding_id = int(key)
            records, base = self._sharing.part(key, book.register.records(), baseline.load(binding_id))
            self._seen[key] = records
            return Facts(records, base, inbox.decisions(binding_id), inbox.notes(binding_id))

    def adopt(self, key: str, candidates: Sequence[Mapping[str, Value]], present: Set[str]) -> Sequence[str | None]:
        """The record that each row without an id clearly is; no record is given twice."""
        with looking():
            register = next(b for b in self.books() if b.key == key).register
            register.mirrored = present | self._sharing.elsewhere(key, register.mirrored)
            taken: set[str] = set()
            owners: list[str | None] = []
            for values in candidates:
                read = {name: None if isinstance(value, Refused) else value for name, value in values.items()}
                owner = register.adopt(read, taken)
                owners.append(owner)
                taken |= {owner} if owner else set()
            return owners

    # -- the journal

    def journalled(self) -> Sequence[Announced]:
        """Batches whose outcome is not recorded."""
        with looking():
            return journal.announced(self.workbook_id)

    def is_outdated(self, marker: str) -> bool:
        """Whether a batch later than the one of this marker was applied."""
        with looking():
            return journal.is_outdated(self.workbook_id, marker)

    def is_unknown(self, marker: str) -> bool:
        """Whether this workbook bears a write that its journal does not remember."""
        with looking():
            return journal.is_unknown(self.workbook_id, marker)

    def home_of(self, row_ids: Set[str]) -> str | None:
        """Another workbook in which more than half of these rows are known."""
        with looking():
            return queries.home_of(row_ids, self.workbook_id)

    def announce(self, marker: str, content: Mapping[str, Any]) -> None:
        """Commit a journal entry before its batch is sent."""
        with writing():
            journal.announce(self.workbook_id, self.run_id, marker, content)

    # -- effects

    def rehearse(self, changes: Sequence[Changes]) -> Sequence[Rejected]:
        """Carry the changes out and roll them back."""
        if not any(change.count for change in changes):
            return []
        with rehearsing(), acting_as(self._actor):
            return Carrier(self.books(_created(changes))).carry(changes).rejected

    def commit(self, result: Commit) -> CommitResult:
        """Everything a run leaves in the database, in one transaction."""
        with writing(), acting_as(self._actor):
            books = self.books(_created(result.changes))
            carrier = Carrier(books, dict(zip((b.key for b in books), self._records(books), strict=True)))
            carried = carrier.carry(result.changes)
            after = self._parts(books, result.changes)
            self._unplanned = went_otherwise(self._seen, result.changes, after)
            for key in {step.key for step in result.base}:
                steps = [step for step in result.base if step.key == key]
                baseline.advance(int(key), self.run_id, steps, after[key])
            inbox.merge(self.workbook_id, self.run_id, map(int, result.judged), result.issues, result.settled)
            for key in result.judged:
                title = result.tab_titles.get(key, "")
                recognised.tell(self.workbook_id, self.run_id, key, self.recognised.get(key, {}), title)
            self._keep_effects(result, carried.effects)
            self._note_tabs(result)
            everything = set(result.judged) >= {book.key for book in books}
            if everything:
                journal.accept(self.workbook_id, result.found_marker, self.run_id)
            journal.close(self.workbook_id, result.marker, all_read=everything)
            return CommitResult(carried.applied, carried.deferred, tuple(carried.rejected))

    def _parts(self, books: Sequence[Book], changes: Sequence[Changes]) -> dict[str, Records]:
        """The records of each tab as they are now; what a tab's row has just made is that tab's."""
        self._sharing.settle()
        made = {create.row_id: change.key for change in changes for create in change.creates}
        return {b.key: self._sharing.share(b.key, r, made) for b, r in zip(books, self._records(books), strict=True)}

    def _keep_effects(self, result: Commit, carried: Sequence[Effect]) -> None:
        for side, effects in (("sheet", result.effects), ("db", carried)):
            for e in effects:
                kept = RunEffect(run_id=self.run_id, binding_id=int(e.key), side=side, row_id=e.row_id, field=e.field)
                kept.before, kept.after = e.before, e.after
                db.session.add(kept)

    def _note_tabs(self, result: Commit) -> None:
        for binding in self._bindings():
            key = str(binding.id)
            binding.tab_title = result.tab_titles.get(key, binding.tab_title)
            if key in result.held:
                binding.held = result.held[key]
                binding.confirmed = binding.confirmed if binding.held else None

    # -- the person waiting

    def progress(self, done: int, total: int, words: str) -> None:
        """Show how far the run is and hold on to the lease."""
        with writing():
            lease.renew(self.workbook_id, self.holder)
            db.session.get_one(SyncRun, self.run_id).progress = {"done": done, "total": total, "words": words}


def _created(changes: Sequence[Changes]) -> dict[str, set[str]]:
    """The ids that rows of this very run claim, by table."""
    return {change.key: {create.row_id for create in change.creates} for change in changes}
