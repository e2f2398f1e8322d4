"""Any list as a file: CSV that a spreadsheet opens with its diacritics, or a plain .xlsx workbook."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

from flask import Response
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from werkzeug.utils import secure_filename

from intranet.formatting import search_key

Value = str | int | float | None
Row = Sequence[Value]
#: A file's columns: each head with the function that gives a record's value.
Columns = Mapping[str, Callable[[Any], Value]]
FORMATS = ("csv", "xlsx")
#: What a spreadsheet would take for the beginning of a formula in a CSV file.
_RISKY = ("=", "+", "-", "@", "\t", "\r")
#: From here on a number is money or a count, never a year, and wants its thousands apart.
_TEN_THOUSAND = 10_000
_CELL, _GREAT, _HEAD = "Ô", "Ô số lớn", "Đầu cột"
_WIDEST = 36
_LINE_POINTS = 16
#: What an upright A4 page holds, in characters.
_UPRIGHT = 90


def asked(args: Mapping[str, str]) -> str:
    """The kind of file an address asks for instead of the page (``tep=xlsx``), or nothing."""
    form = args.get("tep", "")
    return form if form in FORMATS else ""


def send_records(name: str, columns: Columns, records: Iterable[Any], form: str) -> Response:
    """Records as an attachment, a row each."""
    return send(name, list(columns), ([read(record) for read in columns.values()] for record in records), form)


def send(name: str, heads: Sequence[str], rows: Iterable[Row], form: str) -> Response:
    """The list as an attachment. ``form`` is csv or xlsx; ``name`` becomes the file's name, without marks."""
    made, mime = (_xlsx(name, heads, rows), _XLSX) if form == "xlsx" else (_csv(heads, rows), "text/csv; charset=utf-8")
    response = Response(made, mimetype=mime)
    file_name = secure_filename(search_key(name).replace(" ", "-")) or "danh-sach"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}.{form}"'
    return response


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _csv(heads: Sequence[str], rows: Iterable[Row]) -> bytes:
    """UTF-8 with a byte order mark; what would run as a formula is made text by an apostrophe."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(heads)
    writer.writerows([_safe(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8")


def _safe(value: Value) -> Value:
    if isinstance(value, str) and value.startswith(_RISKY):
        return f"'{value}"
    return "" if value is None else value


def _xlsx(title: str, heads: Sequence[str], rows: Iterable[Row]) -> bytes:
    """One tab to read and to print: heads frozen and repeated, text as text whatever it begins with, widths by the content."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _looks(book)
    sheet = book.create_sheet("".join(c for c in title if c not in "[]:*?/\\'")[:31] or "Danh sách")
    widths = [_on_two_lines(head) for head in heads]
    _write_row(sheet, 1, heads, 2, head=True)
    for number, row in enumerate(rows, 2):
        extents = [_extent(value) for value in row]
        _write_row(sheet, number, row, max(lines for _, lines in extents))
        widths = [max(width, longest) for width, (longest, _) in zip(widths, extents, strict=True)]
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width + 3
    _to_print(sheet, sum(widths) + 3 * len(widths))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _looks(book: Workbook) -> None:
    """The styles of a list, by name: a cell, a cell with a great number, a head."""
    thin = Side(style="thin")
    ruled = Border(left=thin, right=thin, top=thin, bottom=thin)
    plain, bold = (Font(name="Times New Roman", size=12, bold=bold) for bold in (False, True))
    top, middle = Alignment(vertical="top", wrap_text=True), Alignment("center", "center", wrap_text=True)
    shaded = PatternFill("solid", fgColor="F2F2F2")
    book.add_named_style(NamedStyle(_CELL, font=plain, alignment=top, border=ruled))
    book.add_named_style(NamedStyle(_GREAT, font=plain, alignment=top, number_format="#,##0", border=ruled))
    book.add_named_style(NamedStyle(_HEAD, font=bold, alignment=middle, fill=shaded, border=ruled))


def _write_row(sheet: Worksheet, number: int, row: Row, lines: int, *, head: bool = False) -> None:
    """Values as what they are: text that looks like a formula stays text, a great number has its thousands apart."""
    for place, value in enumerate(row, 1):
        cell: Any = sheet.cell(number, place)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
        great = isinstance(value, int) and abs(value) >= _TEN_THOUSAND
        cell.style = _HEAD if head else _GREAT if great else _CELL
    sheet.row_dimensions[number].height = lines * _LINE_POINTS + 2


def _on_two_lines(head: str) -> int:
    """How many characters wide a head is when it may be broken once between words."""
    return max(len(head) // 2 + 2, *(len(word) for word in head.split()), 4)


def _extent(value: Value) -> tuple[int, int]:
    """How many characters wide and how many lines high a value stands in its cell."""
    lines = str(value).split("\n") if value is not None else [""]
    return min(_WIDEST, max(map(len, lines))), sum(-(-len(line) // _WIDEST) or 1 for line in lines)


def _to_print(sheet: Worksheet, width: int) -> None:
    """A4, as wide as one page, lying when the columns need it; the heads on every page, its number below."""
    sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if width > _UPRIGHT else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left, sheet.page_margins.right = 0.7, 0.4
    if sheet.oddFooter and sheet.oddFooter.center:
        sheet.oddFooter.center.text = "Trang &P/&N"
