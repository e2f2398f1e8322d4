"""What every database side in memory keeps alike: the journal of batches sent, and a base that learns what has come true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from sync.columns import Value
from sync.commit import BaseAdvance, Commit
from sync.facts import Announced, BaseField, BaseRow, SavedState, TabRows


@dataclass(kw_only=True)
class Bookkeeping:
    """The part of ``sync.ledger.Ledger`` that does not ask what is in the registers. Each has one tab, each workbook is its own."""

    journal: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    applied: list[str] = field(default_factory=list)
    saved: SavedState = field(default_factory=lambda: SavedState(None, None))
    held: dict[str, str | None] = field(default_factory=dict)
    reported: list[str] = field(default_factory=list)
    workbook_name: str = "sổ"
    year: int = 2022

    def fingerprint(self) -> str:
        raise NotImplementedError

    def saved_state(self) -> SavedState:
        return self.saved

    def save_state(self, token: str | None) -> None:
        self.saved = SavedState(token, self.fingerprint())

    def share_out(self, tabs: Sequence[TabRows]) -> None:
        """Every register has one tab here."""

    def journalled(self) -> list[Announced]:
        return [Announced(marker, content["rows"], content["restored"]) for marker, content in self.journal.items()]

    def is_outdated(self, marker: str) -> bool:
        return marker in self.applied[:-1]

    def is_unknown(self, marker: str) -> bool:
        return False

    def home_of(self, row_ids: Set[str]) -> str | None:
        return None

    def announce(self, marker: str, content: Mapping[str, Any]) -> None:
        self.journal[marker] = dict(content)

    def close_journal(self, result: Commit) -> None:
        """The outcome of the batch is known; a workbook taken as it was outdates the batches after it."""
        self.journal.clear()
        if result.found_marker in self.applied and result.judged:
            del self.applied[self.applied.index(result.found_marker) + 1 :]
        self.applied += [result.marker] if result.marker else []

    def progress(self, done: int, total: int, words: str) -> None:
        """Nobody waits."""


def learn(base: dict[str, BaseRow], advance: BaseAdvance, record: Mapping[str, Value] | None) -> None:
    """Let the base of a row learn, as far as this commit's database half has come true: ``record`` is the row's afterwards."""
    known = base.get(advance.row_id, BaseRow(advance.row_id, {}))
    if advance.drop:
        if "" not in advance.inbound or record is None:
            base[advance.row_id] = BaseRow(advance.row_id, known.fields, deleted=True)
        return
    fields: dict[str, BaseField] = {} if known.deleted else dict(known.fields)
    fields |= {
        name: new
        for name, new in advance.fields.items()
        if name not in advance.inbound or (record or {}).get(name) == new.value
    }
    base[advance.row_id] = BaseRow(advance.row_id, fields)
