"""A file or a pasted table as a tab of cells, to be read by the same eyes as a bound sheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.datetime import to_excel
from openpyxl.utils.exceptions import InvalidFileException

from intranet.refusal import Refusal
from sync.cells import EMPTY, Cell, Tab, number, text

#: A file of more rows is cut into several by whoever sends it.
MOST_ROWS, MOST_COLUMNS = 20_000, 60
_UNREADABLE = "Không đọc được tệp này. Gửi tệp Excel (.xlsx) hoặc CSV; nếu là tệp .xls cũ, mở bằng Excel rồi chọn “Lưu thành” .xlsx."


def tabs_of(name: str, content: bytes) -> list[Tab]:
    """The visible tabs of an .xlsx file, or the one of a .csv file. Raises Refusal for anything else."""
    if name.lower().endswith(".csv") or name.lower().endswith(".txt"):
        return [_tab("csv", _split(_decoded(content)))]
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError):
        raise Refusal(_UNREADABLE, "file") from None
    return [
        _tab(sheet.title, sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS))
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
    ]


def pasted(content: str) -> list[Tab]:
    """What was copied out of a spreadsheet: columns parted by tabs, else by semicolons or commas."""
    return [_tab("dán", _split(content))]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    raise Refusal("Tệp CSV không phải mã UTF-8. Mở bằng Excel rồi lưu thành “CSV UTF-8” hoặc .xlsx.", "file")


def _split(content: str) -> Iterable[Sequence[str]]:
    sign = next((sign for sign in ("\t", ";") if sign in content.partition("\n")[0] or sign in content[:2000]), ",")
    try:
        yield from csv.reader(StringIO(content, newline=""), delimiter=sign)
    except csv.Error:
        raise Refusal("Không đọc được bảng này. Chép lại cả bảng từ Excel rồi dán.", "pasted") from None


def _tab(title: str, rows: Iterable[Sequence[Any]]) -> Tab:
    grid: list[list[Cell]] = []
    for row in rows:
        if len(grid) >= MOST_ROWS:
            raise Refusal(
                f"Bảng có hơn {MOST_ROWS:,} dòng. Chia thành nhiều tệp rồi nhập từng tệp.".replace(",", "."), "file"
            )
        grid.append([_cell(value) for value in row])
    return Tab(title, title, grid)


def _cell(value: Any) -> Cell:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return Cell(value, "bool")
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, datetime | date):
        return Cell(float(to_excel(value)), "date")  # type: ignore[no-untyped-call]
    return text(str(value))
