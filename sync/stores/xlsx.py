"""An .xlsx workbook in a folder: read whole, patched in place, replaced at one stroke."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sync.cells import Snapshot
from sync.stores.package.archive import Package
from sync.stores.package.batch import edited
from sync.stores.package.book import Book
from sync.stores.package.creating import add_tabs, empty_workbook
from sync.stores.package.marker import read_marker
from sync.stores.package.reading import Context, read_tab
from sync.stores.protocol import (
    AmbiguousWrite,
    Batch,
    CallCount,
    NewTab,
    Outcome,
    StoreError,
    WorkbookBusy,
    WorkbookUnreadable,
)
from sync.stores.xlsx_folder import (
    DEFERRED_BY_ANOTHER_RUN,
    conflicted_copies,
    opened_message,
    refused_reading,
    refused_writing,
)
from sync.stores.xlsx_replace import AfterTheSwap, AlreadyChanged, Replacement, digest


class XlsxStore:
    """One .xlsx file. ``versions_dir`` keeps the last ten versions that stood before a write of ours.

    ``known_tabs``: the keys under which tabs are remembered, by title.
    """

    def __init__(
        self, path: Path, versions_dir: Path | None = None, known_tabs: Mapping[str, str] | None = None
    ) -> None:
        self.path = path.resolve() if path.is_symlink() else path
        self.versions_dir = versions_dir or path.parent / ".so-tay-versions" / path.name
        self.known_tabs = dict(known_tabs or {})
        self.calls = CallCount()
        self._replacement = Replacement(self.path, self.versions_dir)

    def token(self) -> str:
        """Size, time of change and SHA-256 of the file now."""
        return self._token(self._bytes())

    def read(self, tab_keys: Sequence[str] | None = None) -> Snapshot:
        """Every cell of the given tabs (all when None). Raises StoreError."""
        self.calls.sheet_reads += 1
        self._recover()
        return self._snapshot(self._bytes(), tab_keys)

    def apply(self, batch: Batch, snapshot: Snapshot) -> Outcome:
        """Patch the file planned on ``snapshot`` and read back what then stands (law 4). Raises StoreError."""
        try:
            with self._replacement.alone() as alone:
                if not alone:
                    return Outcome("deferred", message=DEFERRED_BY_ANOTHER_RUN.format(name=self.path.name))
                return self._apply(batch, snapshot)
        except OSError as error:
            raise refused_writing(error, self.path) from error

    def _apply(self, batch: Batch, snapshot: Snapshot) -> Outcome:
        self._replacement.recover()
        old = self._bytes()
        if digest(old) != snapshot.version:
            return Outcome("stale")
        if message := opened_message(self.path):
            return Outcome("deferred", message=message)
        _check_expectations(batch, snapshot, self.path.name)
        new = edited(Book(Package(old, self.path.name), known=self.known_tabs), batch)
        keys = [edit.tab_key for edit in batch.edits]
        self.calls.sheet_writes += 1
        try:
            self._replacement.replace(old, new)
        except AlreadyChanged:
            return Outcome("stale")
        except AfterTheSwap as error:
            raise self._ambiguous() from error
        return self._read_back(keys, digest(new), snapshot)

    def _read_back(self, keys: Sequence[str], written: str, planned_on: Snapshot) -> Outcome:
        """What stands now. Where a person has saved since, every tab is read, and no token is vouched for.

        A next round plans on what is read here: a tab not looked at would be the one of before, under this version (law 9).
        """
        try:
            data = self._bytes()
            ours = digest(data) == written
            after = self._snapshot(data, keys if ours else list(planned_on.tabs))
        except StoreError as error:
            raise self._ambiguous() from error
        return Outcome("applied", after if ours else replace(after, token=""))

    def _ambiguous(self) -> AmbiguousWrite:
        return AmbiguousWrite(
            f"Đã ghi tệp “{self.path.name}” nhưng chưa đọc lại được để kiểm tra. Lần đồng bộ sau sẽ kiểm tra."
        )

    def mend(self, snapshot: Snapshot, tell: Callable[..., None]) -> None:
        """A file is replaced at one stroke, and what a killed run left beside it is tidied up by every read."""

    def create_tabs(self, tabs: Sequence[NewTab]) -> None:
        """Add clean tabs, in a workbook made for them if there is none. Raises StoreError."""
        try:
            with self._replacement.alone() as alone:
                if not alone:
                    raise WorkbookBusy(DEFERRED_BY_ANOTHER_RUN.format(name=self.path.name))
                self._create_tabs(list(tabs))
        except AlreadyChanged as error:
            raise WorkbookBusy(f"Tệp “{self.path.name}” vừa có người lưu. Hãy thử lại.") from error
        except AfterTheSwap as error:
            raise self._ambiguous() from error
        except OSError as error:
            raise refused_writing(error, self.path) from error

    def _create_tabs(self, tabs: list[NewTab]) -> None:
        if not self.path.exists():
            book = Book(Package(empty_workbook(), self.path.name), may_be_empty=True)
            self._replacement.create(add_tabs(book, tabs))
            return
        if message := opened_message(self.path):
            raise WorkbookBusy(message)
        old = self._bytes()
        self._replacement.replace(old, add_tabs(Book(Package(old, self.path.name)), tabs))

    def _recover(self) -> None:
        """Tidy up after a killed run, unless a run is at work; a folder we may not write in has nothing to tidy."""
        try:
            if self.versions_dir.is_dir():
                with self._replacement.alone() as alone:
                    if alone:
                        self._replacement.recover()
        except OSError:
            return

    def _snapshot(self, data: bytes, tab_keys: Sequence[str] | None) -> Snapshot:
        token = self._token(data)
        book = Book(Package(data, self.path.name), known=self.known_tabs)
        context = Context.of(book)
        wanted = [sheet for sheet in book.sheets if tab_keys is None or sheet.key in tab_keys]
        return Snapshot(
            token=token,
            version=digest(data),
            tabs={sheet.key: read_tab(book, sheet, context) for sheet in wanted},
            marker=read_marker(book.package),
            warnings=conflicted_copies(self.path),
        )

    def _bytes(self) -> bytes:
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise refused_reading(error, self.path) from error

    def _token(self, data: bytes) -> str:
        try:
            changed = self.path.stat().st_mtime_ns
        except OSError as error:
            raise refused_reading(error, self.path) from error
        return f"{len(data)}:{changed}:{digest(data)}"


def _check_expectations(batch: Batch, snapshot: Snapshot, name: str) -> None:
    """Every cell edit meets what it was planned against (law 9); the file is the snapshot's, so the plan must fit it."""
    for edit in batch.edits:
        tab = snapshot.tabs.get(edit.tab_key)
        expectations = [(cell.row, cell.column, cell.expected) for cell in edit.cells]
        expectations += [(gone.row, column, cell) for gone in edit.deletes for column, cell in gone.expected.items()]
        if tab is not None and any(tab.cell(row, column) != cell for row, column, cell in expectations):
            raise WorkbookUnreadable(
                f"Không ghi tệp “{name}”, trang “{tab.title}”: nội dung không còn như lúc lập kế hoạch. Hãy đồng bộ lại."
            )
