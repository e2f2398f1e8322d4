"""What the engine asks of the database side (``sync.facts``) and what it hands over (``sync.commit``).

The intranet implements it over its services (``intranet.mirror.ledger``); tests implement it in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any, Protocol

from sync.columns import Value
from sync.commit import Changes, Commit, CommitResult, Rejected
from sync.facts import Announced, BoundTable, Facts, Names, SavedState, TabRows


class Ledger(Protocol):
    """The database side of one workbook, inside one leased run."""

    workbook_name: str
    year: int

    def tables(self) -> Sequence[BoundTable]:
        """The bound tables in dependency order (organisations before members before what refers to them)."""
        ...

    def saved_state(self) -> SavedState:
        """What the last finished run saved."""
        ...

    def save_state(self, token: str | None) -> None:
        """Save the token with the present fingerprint; None forgets it, so the next run reads."""
        ...

    def fingerprint(self) -> str:
        """Changes whenever anything this workbook mirrors, or a decision or binding, changes in the database."""
        ...

    def names(self) -> Names:
        """People and organisations of the workbook's subtree."""
        ...

    def share_out(self, tabs: Sequence[TabRows]) -> None:
        """Where several tabs hold one register: what stands in each, so that ``facts`` gives each tab its own records.

        A record belongs to the tab that has its row, also when the row has been moved there from another one.
        """
        ...

    def facts(self, key: str) -> Facts:
        """The database side of one table, read at one instant."""
        ...

    def adopt(self, key: str, candidates: Sequence[Mapping[str, Value]], present: Set[str]) -> Sequence[str | None]:
        """For rows without an id: the existing record each clearly is, if any, unless a row has it already (``present``).

        The first binding of a book already entered; a row whose hidden id was left behind when it was moved.
        """
        ...

    def journalled(self) -> Sequence[Announced]:
        """Batches whose journal entries are not closed, oldest first: they may have reached the sheet."""
        ...

    def is_outdated(self, marker: str) -> bool:
        """Whether a batch later than the one of this marker was applied: the workbook is an old copy put in its place."""
        ...

    def is_unknown(self, marker: str) -> bool:
        """Whether batches of ours were applied to this workbook and none of them had this marker: the database was put back
        to an earlier state, or another workbook stands in this one's place.
        """
        ...

    def home_of(self, row_ids: Set[str]) -> str | None:
        """The name of another workbook that most of these rows are known from: this one is a copy of it."""
        ...

    def announce(self, marker: str, content: Mapping[str, Any]) -> None:
        """Commit a journal entry before its batch is sent.

        ``content["rows"]`` maps the ids written to their values, ``content["restored"]`` those brought back to what is told.
        """
        ...

    def rehearse(self, changes: Sequence[Changes]) -> Sequence[Rejected]:
        """Carry the changes out and roll them back: what the registers' own rules would refuse."""
        ...

    def commit(self, result: Commit) -> CommitResult:
        """One transaction for records, base, tombstones, inbox, effects and journal; raises nothing half done."""
        ...

    def progress(self, done: int, total: int, words: str) -> None:
        """Tell the person waiting how far the run is; also renews the lease."""
        ...
