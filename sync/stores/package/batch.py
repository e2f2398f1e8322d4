"""A batch on a package: every tab's edits, then the stored results that no longer hold, then the marker."""

from __future__ import annotations

from sync.stores.package.bench import Bench
from sync.stores.package.book import Book
from sync.stores.package.dependents import drop_stale_results
from sync.stores.package.marker import write_marker
from sync.stores.package.tabedit import TabEditor
from sync.stores.package.writing import CannotWrite
from sync.stores.protocol import Batch, WorkbookUnreadable


def edited(book: Book, batch: Batch) -> bytes:
    """The bytes of the workbook with the batch done. Raises StoreError when it cannot be done as planned."""
    bench = Bench(book)
    for edit in batch.edits:
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
