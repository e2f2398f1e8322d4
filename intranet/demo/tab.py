"""A tab of a book as staff lay it out: titles, headers of two rows, groups, totals, a signature block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Row = Sequence[Any]
LINE = Side(style="thin", color="FF9A948A")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
GROUP_FILL = PatternFill("solid", fgColor="FFF3EFE6")


@dataclass(slots=True)
class Tab:
    """A tab being written from the top down: ``width`` columns, ``row`` the last one written."""

    sheet: Worksheet
    width: int
    row: int = 0

    def line(self, values: Row, *, bold: bool = False, boxed: bool = False) -> int:
        """Write one row; answers with its number."""
        self.row += 1
        for column, value in enumerate(values, start=1):
            cell = self.sheet.cell(self.row, column, value)
            cell.font = Font(name="Times New Roman", size=12, bold=bold)
            if isinstance(value, date):
                cell.number_format = "dd/mm/yyyy"
            if boxed:
                cell.border = BOX
                cell.alignment = Alignment(vertical="top", wrap_text=True)
        return self.row

    def title(self, text: str, *, bold: bool = True) -> None:
        """A title over the whole width."""
        row = self.line([text], bold=bold)
        self.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=self.width)
        self.sheet.cell(row, 1).alignment = Alignment(horizontal="center")

    def header(self, upper: Row, lower: Row | None = None) -> None:
        """A header of one or two rows; a column without a lower header is merged down."""
        top = self.line(upper, bold=True, boxed=True)
        if lower is not None:
            self.line(lower, bold=True, boxed=True)
            self._merge_header(top, upper, lower)
        for row in range(top, self.row + 1):
            for column in range(1, self.width + 1):
                self.sheet.cell(row, column).alignment = Alignment(
                    horizontal="center", vertical="center", wrap_text=True
                )
        self.sheet.freeze_panes = f"C{self.row + 1}"

    def _merge_header(self, top: int, upper: Row, lower: Row) -> None:
        for column in range(1, self.width + 1):
            if lower[column - 1] is None and upper[column - 1] is not None:
                self.sheet.merge_cells(start_row=top, start_column=column, end_row=top + 1, end_column=column)
        start = next((c for c in range(self.width) if lower[c] is not None), None)
        if start is not None:
            spans = [
                c for c in range(start, self.width) if lower[c] is not None and (c == start or upper[c] is not None)
            ]
            for first, after in zip(spans, [*spans[1:], None], strict=True):
                last = next(
                    (c for c in range(first + 1, self.width) if upper[c] is not None or lower[c] is None), self.width
                )
                end = min(last, after if after is not None else self.width)
                if end - first > 1:
                    self.sheet.merge_cells(start_row=top, start_column=first + 1, end_row=top, end_column=end)

    def group(self, text: str) -> None:
        """A group header row."""
        row = self.line([text] + [None] * (self.width - 1), bold=True, boxed=True)
        for column in range(1, self.width + 1):
            self.sheet.cell(row, column).fill = GROUP_FILL
        self.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=self.width)

    def total(self, values: Row, merged: int) -> None:
        """A total row whose label stands over the first columns."""
        row = self.line(values, bold=True, boxed=True)
        self.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=merged)

    def signature(self, who: str, name: str) -> None:
        """The block under the table."""
        at = max(1, self.width - 3)
        self.line([])
        for text in (who, None, None, None, name):
            self.line([None] * at + [text], bold=text == who)

    def widths(self, *widths: int) -> None:
        """Column widths in characters; the last one holds for the rest."""
        for column in range(1, self.width + 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = widths[min(column, len(widths)) - 1]
