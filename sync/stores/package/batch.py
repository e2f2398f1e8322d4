"""A batch on a package: every tab's edits, then the stored results that no longer hold, then the marker."""

from __future__ import annotations

from dataclasses import replace

from sync.stores.package.bench import Bench
from sync.stores.package.book import Book
from sync.stores.package.dependents import drop_stale_results
from sync.stores.package.marker import write_marker
from sync.stores.package.tabedit import TabEditor
from sync.stores.package.writing import CannotWrite
from sync.stores.protocol import Batch, TabEdit, WorkbookUnreadable


def _one_per_tab(batch: Batch) -> list[TabEdit]:
    """The edits with those of one tab made one: all their indices are those of the same snapshot."""
    joined: dict[str, TabEdit] = {}
    for edit in batch.edits:
        first = joined.get(edit.tab_key)
        joined[edit.tab_key] = (
            edit
            if first is None
            else replace(
                first,
                columns=(*first.columns, *edit.columns),
                service_columns=(*first.service_columns, *edit.service_columns),
                cells=(*first.cells, *edit.cells),
                inserts=(*first.inserts, *edit.inserts),
                deletes=(*first.deletes, *edit.deletes),
            )
        )
    return list(joined.values())


def edited(book: Book, batch: Batch) -> bytes:
    """The bytes of the workbook with the batch done. Raises StoreError when it cannot be done as planned."""
    bench = Bench(book)
    for edit in _one_per_tab(batch):
        sheet = book.sheet(edit.tab_key)
        if sheet is None:
            raise WorkbookUnreadable(
                f"Trong tệp “{book.package.label}” không còn trang tính đã gắn. Hãy xem lại việc gắn tệp này."
            )
        try:
            TabEditor(bench, bench.part(sheet), edit).run()
        except CannotWrite as error:
            raise WorkbookUnreadable(
                f"Không ghi được tệp “{book.package.label}”, trang “{sheet.title}”: {error}."
            ) from error
    if drop_stale_results(bench) or bench.formulas_moved:
        bench.calculate_on_load()
    bench.save()
    write_marker(book.package, batch.marker)
    return book.package.build()
