"""The engine with everything it needs to understand a tab."""

from __future__ import annotations

from intranet.mirror import recognised
from intranet.mirror.ledger import WorkbookLedger
from sync.cells import Tab
from sync.columns import Directory
from sync.facts import BoundTable
from sync.run import Engine
from sync.sheet_table import SheetTable
from sync.stores.protocol import Store
from sync.understanding import directory_for, read_table


def engine_for(store: Store, ledger: WorkbookLedger) -> Engine:
    """An engine over this store and this database side, which hears of every column that stands in a legacy encoding."""

    def reading(tab: Tab, bound: BoundTable, directory: Directory, year: int) -> SheetTable:
        sheet = read_table(tab, bound, directory, year)
        labels = {field.name: field.label for field in bound.table.fields}
        ledger.recognised[bound.key] = recognised.samples(sheet, tab, labels) if sheet.encodings else {}
        return sheet

    return Engine(store, ledger, reading, directory_for)
