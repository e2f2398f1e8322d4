"""Short ways to say a batch in tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sync.cells import Cell, Snapshot, Tab
from sync.stores.protocol import Batch, CellEdit, Outcome, RowDelete, RowInsert, ServiceColumn, TabEdit
from sync.stores.xlsx import XlsxStore


def tab_named(snapshot: Snapshot, title: str) -> Tab:
    """The tab with this title."""
    return next(tab for tab in snapshot.tabs.values() if tab.title == title)


def send(
    store: XlsxStore,
    title: str,
    *,
    cells: Mapping[tuple[int, int], Cell] | None = None,
    inserts: Sequence[RowInsert] = (),
    deletes: Sequence[int] = (),
    service_columns: Sequence[ServiceColumn] = (),
    header_row: int = 0,
    marker: str = "m-1",
    snapshot: Snapshot | None = None,
) -> Outcome:
    """Read, plan exactly this on what was read, and apply it."""
    seen = snapshot or store.read()
    tab = tab_named(seen, title)
    edit = TabEdit(
        tab.key,
        header_row,
        tab.width,
        range(tab.width + 1),
        service_columns=service_columns,
        cells=[CellEdit(*place, value, tab.cell(*place)) for place, value in (cells or {}).items()],
        inserts=inserts,
        deletes=[RowDelete(row, "", {}) for row in deletes],
    )
    return store.apply(Batch(marker, [edit]), seen)


def after(store: XlsxStore, title: str) -> Tab:
    """The tab as it stands in the file now."""
    return tab_named(store.read(), title)
