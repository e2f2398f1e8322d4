"""The commune's clerk, who works in the workbook and never opens the intranet."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Protocol

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.stores.libreoffice import LibreOffice

NOTE = "Chuyển công tác từ tháng 12"
HOUR = "19h30"


class Clerk(Protocol):
    """Types something into cells of a workbook and saves it."""

    def __call__(self, book: Path, typed: dict[tuple[str, str], str]) -> None:
        """``typed``: what is typed, by tab and address."""


def with_openpyxl(book: Path, typed: dict[tuple[str, str], str]) -> None:
    """Save the cells as another program would: typed dates are dates."""
    workbook = load_workbook(book)
    for (tab, address), text in typed.items():
        workbook[tab][address] = datetime.strptime(text, "%d/%m/%Y") if text.count("/") == 2 else text
    workbook.save(book)


def with_libreoffice(office: LibreOffice) -> Clerk:
    """Type the cells in a real LibreOffice that speaks Vietnamese."""

    def type_them(book: Path, typed: dict[tuple[str, str], str]) -> None:
        office.edit(book, *(["type", tab, address, text] for (tab, address), text in typed.items()))

    return type_them


def corrections(book: Path) -> dict[tuple[str, str], str]:
    """What the clerk has to do: put the date and the hour right that could not be read, and note something about a member."""
    workbook = load_workbook(book)
    held, members = workbook["Buổi sinh hoạt"], workbook["Đảng viên"]
    wrong = _cell_with(held, "31/02/")
    above = held.cell(wrong.row - 1, wrong.column).value
    assert isinstance(above, datetime)
    return {
        ("Buổi sinh hoạt", wrong.coordinate): above.strftime("%d/%m/%Y"),
        ("Buổi sinh hoạt", _cell_with(held, "tối").coordinate): HOUR,
        ("Đảng viên", f"K{first_member(members)}"): NOTE,
    }


def first_member(sheet: Worksheet) -> int:
    """The row of the first person in the list of members."""
    return next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == 1)


def _cell_with(sheet: Worksheet, start: str) -> Cell:
    found = next(c for row in sheet.iter_rows() for c in row if str(c.value or "").startswith(start))
    assert isinstance(found, Cell)
    return found


def rows(book: Path, tab: str) -> list[list[object]]:
    """Every row of a tab as it stands in the file."""
    return [list(row) for row in load_workbook(book)[tab].iter_rows(values_only=True)]


def row_with(book: Path, tab: str, text: str) -> list[object]:
    """The one row in which a cell holds this text."""
    found = [row for row in rows(book, tab) if text in row]
    assert len(found) == 1, f"{len(found)} rows of {tab} hold {text!r}"
    return found[0]
