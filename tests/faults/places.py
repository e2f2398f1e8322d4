"""The workbook in its two homes, under a clerk's hands: a file in a folder, a spreadsheet in the emulator."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import openpyxl

from tests.sheets_emulator.emulator import Emulator

Rows = dict[str, list[list[Any]]]


class Place(Protocol):
    """Where the workbook is. Rows count as people count them."""

    def bind_words(self) -> list[str]:
        """The words of ``flask sync bind`` that name this place."""
        ...

    def type(self, tab: str, cell: str, value: str) -> None:
        """Type into a cell; an empty text clears it."""
        ...

    def insert(self, tab: str, above: int, values: Sequence[str]) -> None:
        """Insert a row and type into it."""
        ...

    def delete(self, tab: str, row: int) -> None:
        """Delete a row."""
        ...

    def rows(self) -> Rows:
        """Everything typed, tab by tab, but for tabs of ours."""
        ...

    def delete_tab(self, tab: str) -> None:
        """Delete a tab."""
        ...

    def keep(self) -> Any:
        """The workbook as it is now, to be put back later."""
        ...

    def put_back(self, kept: Any) -> None:
        """The workbook as it was kept, its time of change included."""
        ...


class File:
    """An .xlsx file on the shared folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def bind_words(self) -> list[str]:
        """The file's name."""
        return ["--file", str(self.path)]

    def type(self, tab: str, cell: str, value: str) -> None:
        """Type and save."""
        book = openpyxl.load_workbook(self.path)
        book[tab][cell] = value or None
        book.save(self.path)

    def insert(self, tab: str, above: int, values: Sequence[str]) -> None:
        """Insert and save."""
        book = openpyxl.load_workbook(self.path)
        book[tab].insert_rows(above)
        for column, value in enumerate(values, 1):
            book[tab].cell(above, column).value = value or None
        book.save(self.path)

    def delete(self, tab: str, row: int) -> None:
        """Delete and save."""
        book = openpyxl.load_workbook(self.path)
        book[tab].delete_rows(row)
        book.save(self.path)

    def delete_tab(self, tab: str) -> None:
        """Delete and save."""
        book = openpyxl.load_workbook(self.path)
        del book[tab]
        book.save(self.path)

    def rows(self) -> Rows:
        """As openpyxl reads it."""
        book = openpyxl.load_workbook(self.path)
        return {tab.title: [[cell.value for cell in row] for row in tab.iter_rows()] for tab in book}

    def keep(self) -> bytes:
        """The whole file."""
        return self.path.read_bytes()

    def put_back(self, kept: bytes) -> None:
        """The file is the folder's, and comes back with it."""
        self.path.write_bytes(kept)

    def beside(self) -> list[str]:
        """What else lies in the shared folder."""
        return sorted(path.name for path in self.path.parent.iterdir() if path != self.path)


class Spreadsheet:
    """A Google spreadsheet, in the emulator."""

    def __init__(self, emulator: Emulator, book: Path) -> None:
        self.emulator = emulator
        self.hand = emulator.document(emulator.load_xlsx(book))

    def bind_words(self) -> list[str]:
        """The spreadsheet's id."""
        return ["--spreadsheet", self.hand.id]

    def type(self, tab: str, cell: str, value: str) -> None:
        """Type."""
        self.hand.type(tab, cell, value)

    def insert(self, tab: str, above: int, values: Sequence[str]) -> None:
        """Insert and type."""
        self.hand.insert_rows(tab, above)
        self.hand.type_block(tab, f"A{above}", [list(values)])

    def delete(self, tab: str, row: int) -> None:
        """Delete."""
        self.hand.delete_rows(tab, row)

    def delete_tab(self, tab: str) -> None:
        """Delete."""
        self.hand.delete_tab(tab)

    def rows(self) -> Rows:
        """As a person sees it."""
        return {tab: self.hand.values(tab) for tab in self.hand.tabs() if not tab.startswith("_so_tay_")}

    def keep(self) -> Any:
        """Content and history."""
        document = self.hand.document
        return document.state.copy(), list(document.revisions)

    def put_back(self, kept: Any) -> None:
        """As it was kept, without orders for faults."""
        document = self.hand.document
        with self.emulator.world.lock:
            document.state, document.revisions = kept[0].copy(), list(kept[1])
        self.emulator.faults.clear()


def copy_folder(source: Path, target: Path) -> None:
    """One folder in the place of another, times of change included."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, copy_function=shutil.copy2)
