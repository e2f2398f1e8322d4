"""Carries a run's changes into the registers, each on its own: one that a rule refuses leaves the others untouched (law 13)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import IntegrityError

from intranet.database import db
from intranet.mirror.baseline import Records, same
from intranet.mirror.registers import Register
from intranet.refusal import Refusal
from intranet.settings.service import remembering_locks
from sync.columns import Value
from sync.commit import Changes, RecordCreate, RecordDelete, RecordUpdate, Rejected

CLASH = "Dữ liệu này trùng hoặc mâu thuẫn với một bản ghi khác trong phần mềm."


@dataclass(frozen=True, slots=True)
class Effect:
    """One value (or, with no field, a whole record) that was changed in the database."""

    key: str
    row_id: str
    field: str
    before: Any
    after: Any


@dataclass(slots=True)
class Carried:
    """What became of the changes. ``deferred`` counts those left alone because the office was faster."""

    applied: int = 0
    deferred: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Book:
    """One bound register. ``needed``: fields without which there is no record."""

    key: str
    register: Register
    needed: Collection[str]


class Carrier:
    """Carries changes out, records before whoever refers to them, deletions last and the other way round.

    ``present`` holds the records as they are now; a change planned against something else is left for the next run (law 9).
    Without it nothing is compared (a rehearsal).
    """

    def __init__(self, books: Sequence[Book], present: Mapping[str, Records] | None = None) -> None:
        self.books = {book.key: book for book in books}
        self.order = [book.key for book in books]
        self.present = present
        self.carried = Carried()

    def carry(self, changes: Sequence[Changes]) -> Carried:
        """Carry everything out and say what became of it."""
        with remembering_locks():
            self._carry({change.key: change for change in changes})
        return self.carried

    def _carry(self, of: Mapping[str, Changes]) -> None:
        ordered = [(self.books[key], of[key]) for key in self.order if key in of]
        late: list[tuple[Book, RecordUpdate]] = []
        for book, change in ordered:
            for create in change.creates:
                late += self._create(book, create)
            for update in change.updates:
                late += self._update(book, update)
        for book, update in late:
            self._write(book, update)
        for book, change in reversed(ordered):
            for delete in change.deletes:
                self._delete(book, delete)

    def _create(self, book: Book, create: RecordCreate) -> list[tuple[Book, RecordUpdate]]:
        """Make a record; gives back what can only be written when later registers have their new records."""
        if self.present is not None and create.row_id in self.present[book.key]:
            self.carried.deferred += 1
            return []
        now = {name: value for name, value in create.values.items() if name not in book.register.late}
        made = self._attempt(book, create.row_id, now, lambda values: book.register.create(create.row_id, values))
        if made is None:
            return []
        self._note(book, create.row_id, "", None, made)
        rest = {n: v for n, v in create.values.items() if n in book.register.late and v is not None}
        return [(book, RecordUpdate(create.row_id, rest, {}))] if rest else []

    def _update(self, book: Book, update: RecordUpdate) -> list[tuple[Book, RecordUpdate]]:
        values = self._still_planned(book, update)
        late = {name: value for name, value in values.items() if name in book.register.late}
        now = {name: value for name, value in values.items() if name not in late}
        if now:
            self._write(book, RecordUpdate(update.row_id, now, update.expected))
        return [(book, RecordUpdate(update.row_id, late, update.expected))] if late else []

    def _still_planned(self, book: Book, update: RecordUpdate) -> dict[str, Value]:
        """The fields that still hold what was planned against."""
        if self.present is None:
            return dict(update.values)
        record = self.present[book.key].get(update.row_id)
        kept = {
            name: value
            for name, value in update.values.items()
            if record is not None and same(record.get(name), update.expected.get(name))
        }
        self.carried.deferred += len(update.values) - len(kept)
        return kept

    def _write(self, book: Book, update: RecordUpdate) -> None:
        written = self._attempt(
            book, update.row_id, update.values, lambda values: book.register.update(update.row_id, values)
        )
        for name, value in (written or {}).items():
            self._note(book, update.row_id, name, update.expected.get(name), value)

    def _delete(self, book: Book, delete: RecordDelete) -> None:
        if self.present is not None:
            record = self.present[book.key].get(delete.row_id)
            if record is None:
                return
            if any(not same(record.get(name), value) for name, value in delete.expected.items()):
                self.carried.deferred += 1
                return
        if not book.register.stands(delete.row_id):
            return  # the office was faster, or it went with what it belonged to
        kept: dict[str, Any] = {}

        def remove(_values: Mapping[str, Value]) -> None:
            kept.update(book.register.snapshot(delete.row_id))
            book.register.let_go(delete.row_id)

        if self._attempt(book, delete.row_id, {}, remove) is not None:
            self._note(book, delete.row_id, "", {"values": dict(delete.expected), "archive": kept}, None)

    def _attempt(
        self, book: Book, row_id: str, values: Mapping[str, Value], change: Callable[[Mapping[str, Value]], None]
    ) -> dict[str, Value] | None:
        """Try a change inside a savepoint; a field that a rule refuses is left out and the rest tried again.

        Gives what was written, None if nothing was.
        """
        left, told = dict(values), set[str]()
        while True:
            try:
                with db.session.begin_nested():
                    change(left)
                    db.session.flush()
            except (Refusal, IntegrityError) as error:
                db.session.info.pop("audit_new", None)
                refused = _refused_field(book.register, error)
                if refused not in told:
                    self.carried.rejected.append(Rejected(book.key, row_id, refused, _words(error)))
                    told.add(refused)
                if refused not in left or refused in book.needed or len(left) == 1:
                    return None
                del left[refused]
            else:
                return left

    def _note(self, book: Book, row_id: str, name: str, before: Any, after: Any) -> None:
        self.carried.applied += name == "" or before != after
        self.carried.effects.append(Effect(book.key, row_id, name, before, after))


def _refused_field(register: Register, error: Exception) -> str:
    """The sync's name of the field a refusal is about."""
    name = error.field if isinstance(error, Refusal) else ""
    return register.renamed.get(name, name)


def _words(error: Exception) -> str:
    return error.message if isinstance(error, Refusal) else CLASH
