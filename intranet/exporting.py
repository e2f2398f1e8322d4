"""Any list as a file: CSV that a spreadsheet opens with its diacritics, or a plain .xlsx workbook."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from itertools import chain
from typing import Any

from flask import Response
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from werkzeug.utils import secure_filename

from intranet.formatting import search_key

Value = str | int | float | None
Row = Sequence[Value]
#: A file's columns: each head with the function that gives a record's value.
Columns = Mapping[str, Callable[[Any], Value]]
FORMATS = ("csv", "xlsx")
#: What a spreadsheet would take for the beginning of a formula in a CSV file.
_RISKY = ("=", "+", "-", "@", "\t", "\r")


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
    """One tab: the heads bold and frozen, text as text whatever it begins with, widths by what stands in the columns."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("".join(c for c in title if c not in "[]:*?/\\'")[:31] or "Danh sách")
    widths = [len(head) for head in heads]
    for number, row in enumerate(chain([heads], rows), 1):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            widths[place - 1] = max(widths[place - 1], min(60, len(str(value or ""))))
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width + 3
        sheet.cell(1, place).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    written = BytesIO()
    book.save(written)
    return written.getvalue()
