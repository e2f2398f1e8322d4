"""A rehearsal told table by table: what a run would do on each side, also to tables that a guard would stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from intranet.mirror import reports
from intranet.mirror.dry_run import RehearsingLedger
from intranet.mirror.models import Workbook
from intranet.mirror.stores import Opener
from intranet.mirror.understanding import engine_for
from sync.cells import Snapshot
from sync.facts import BoundTable
from sync.stores.protocol import Store


@dataclass(frozen=True, slots=True)
class Guarded:
    """A table a guard stops: its question, what the plan would do, and the digest by which a person confirms that very plan.

    Without a digest there is nothing to confirm: the tab has to be put right first.
    """

    binding_id: int
    question: str
    digest: str
    plan: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A rehearsal: tables as in a run's report, tables a guard stops, and warnings about the workbook."""

    tables: Sequence[Mapping[str, Any]]
    guarded: Sequence[Guarded]
    warnings: Sequence[str]

    @property
    def does_nothing(self) -> bool:
        """Whether both sides are in step already."""
        return not self.guarded and not any(changes(table) or waits(table) for table in self.tables)


class _ConfirmedLedger(RehearsingLedger):
    """A rehearsal in which a person has confirmed the plans with these digests, by table."""

    confirmed: Mapping[str, str] = {}

    def tables(self) -> Sequence[BoundTable]:
        """The bound tables, each let past the guard."""
        return [replace(t, confirmed=self.confirmed.get(t.key, t.confirmed)) for t in super().tables()]


class _ReadOnce:
    """A store whose workbook is read from outside once, however often it is planned on."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.calls = store.calls
        self._snapshot: Snapshot | None = None

    def read(self, tab_keys: Sequence[str] | None = None) -> Snapshot:
        """The snapshot of the first read."""
        if self._snapshot is None:
            self._snapshot = self.store.read(tab_keys)
        return self._snapshot

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


def preview(workbook: Workbook) -> Preview:
    """What a run would do now, with no effect on either side. Raises StoreError."""
    ledger = _ConfirmedLedger(workbook, None, "")
    store = _ReadOnce(Opener().with_the_database_free(workbook))
    first = engine_for(store, ledger).plan()
    stopped = {key: table.guard for key, table in first.tables.items() if table.guard}
    ledger.confirmed = {key: first.digests[key] for key in stopped if key in first.digests}
    report = engine_for(store, ledger).plan() if ledger.confirmed else first
    planned = {table["binding"]: table for table in reports.content_of(report, store.calls)["tables"].values()}
    guarded = [
        Guarded(
            int(key), question, ledger.confirmed.get(key, ""), planned[int(key)] if key in ledger.confirmed else None
        )
        for key, question in stopped.items()
    ]
    free = [table for number, table in planned.items() if str(number) not in stopped]
    return Preview(free, guarded, list(report.warnings))


def changes(table: Mapping[str, Any]) -> int:
    """How many rows a table's plan touches on both sides."""
    return sum(sum(table[side].values()) for side in ("database", "sheet"))


def waits(table: Mapping[str, Any]) -> int:
    """How many cells and rows of a table's plan wait for a person."""
    return int(table["conflicts"] + table["refused"])
