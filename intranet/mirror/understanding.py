"""The engine with everything it needs to understand a tab."""

from __future__ import annotations

from intranet.mirror.ledger import WorkbookLedger
from sync.run import Engine
from sync.stores.protocol import Store
from sync.understanding import directory_for, read_table


def engine_for(store: Store, ledger: WorkbookLedger) -> Engine:
    """An engine over this store and this database side."""
    return Engine(store, ledger, read_table, directory_for)
