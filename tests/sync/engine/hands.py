"""What people do to a tab, as functions of its cells: the repertoire of two clerks who know nothing of ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sync.cells import EMPTY, Cell
from sync.headers import ID_HEADER, NOTE_HEADER
from tests.sync.engine.papers import Grid, Page

#: The header that tells each bound tab's header row.
MARKS = ("Họ tên", "Người làm")


@dataclass
class Sheet:
    """A page with its table found: the header row, the rows under it, the columns by header."""

    page: Page

    @property
    def grid(self) -> Grid:
        """All cells."""
        return self.page.grid

    @property
    def header(self) -> int | None:
        """The header row, if it is still there."""
        rows = enumerate(self.grid)
        return next((r for r, row in rows if any(c.value in (*MARKS, "TT") for c in row)), None)

    def heads(self) -> list[str]:
        """The header texts."""
        return [str(c.value or "") for c in self.grid[self.header]] if self.header is not None else []

    @property
    def rows(self) -> list[int]:
        """The rows from under the header to the last one of the table: the signature block is not among them."""
        if self.header is None:
            return []
        last = self.header
        for r in range(self.header + 1, len(self.grid)):
            if any(str(c.value).startswith("NGƯỜI LẬP") for c in self.grid[r]):
                break
            if any(not c.is_empty for c in self.grid[r]):
                last = r
        return list(range(self.header + 1, last + 1))

    @property
    def width(self) -> int:
        """Columns up to the last header."""
        return max(len(self.heads()), 1)

    def own_columns(self) -> list[int]:
        """Columns that are not ours."""
        return [c for c, head in enumerate(self.heads()) if head not in (ID_HEADER, NOTE_HEADER)]

    def id_column(self) -> int | None:
        """Where the ids are."""
        heads = self.heads()
        return heads.index(ID_HEADER) if ID_HEADER in heads else None

    def get(self, row: int, column: int) -> Cell:
        """A cell, empty beyond the edge."""
        line = self.grid[row] if row < len(self.grid) else []
        return line[column] if column < len(line) else EMPTY

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Write a cell."""
        while len(self.grid) <= row:
            self.grid.append([])
        line = self.grid[row]
        line.extend([EMPTY] * (column + 1 - len(line)))
        line[column] = cell

    def line(self, row: int) -> list[Cell]:
        """A whole row, as wide as the table."""
        return [self.get(row, c) for c in range(max(self.width, len(self.grid[row])))]


def _row(sheet: Sheet, a: int) -> int | None:
    rows = sheet.rows
    return rows[a % len(rows)] if rows else None


def delete_row(sheet: Sheet, a: int, b: int) -> None:
    row = _row(sheet, a)
    if row is not None:
        del sheet.grid[row]


def duplicate_row(sheet: Sheet, a: int, b: int) -> None:
    """A whole row copied, hidden id and all, and inserted somewhere."""
    row, to = _row(sheet, a), _row(sheet, b)
    if row is not None and to is not None:
        sheet.grid.insert(to + 1, sheet.line(row))


def copy_row_without_id(sheet: Sheet, a: int, b: int) -> None:
    row, to = _row(sheet, a), _row(sheet, b)
    if row is not None and to is not None:
        own = set(sheet.own_columns())
        sheet.grid.insert(to + 1, [c if i in own else EMPTY for i, c in enumerate(sheet.line(row))])


def cut_and_paste(sheet: Sheet, a: int, b: int) -> None:
    """A whole row moved."""
    row, to = _row(sheet, a), _row(sheet, b)
    if row is not None and to is not None:
        sheet.grid.insert(to, sheet.grid.pop(row))


def cut_and_paste_without_id(sheet: Sheet, a: int, b: int) -> None:
    """The visible cells of a row moved into a fresh one; what was hidden stays behind in the emptied row."""
    row, to = _row(sheet, a), _row(sheet, b)
    if row is None or to is None:
        return
    own, line = set(sheet.own_columns()), sheet.line(row)
    for column in own:
        sheet.put(row, column, EMPTY)
    sheet.grid.insert(to + 1, [c if i in own else EMPTY for i, c in enumerate(line)])


def paste_over(sheet: Sheet, a: int, b: int) -> None:
    """The visible cells of one row pasted over another's."""
    row, to = _row(sheet, a), _row(sheet, b)
    if row is not None and to is not None:
        for column in sheet.own_columns():
            sheet.put(to, column, sheet.get(row, column))


def blank_row(sheet: Sheet, a: int, b: int) -> None:
    row = _row(sheet, a)
    if row is not None:
        sheet.grid.insert(row, [])


def clear_row(sheet: Sheet, a: int, b: int) -> None:
    """Every visible cell cleared; the hidden id stays."""
    row = _row(sheet, a)
    if row is not None:
        for column in sheet.own_columns():
            sheet.put(row, column, EMPTY)


def retype_row(sheet: Sheet, a: int, b: int) -> None:
    """A row deleted and typed again elsewhere, by hand."""
    row = _row(sheet, a)
    if row is not None:
        own, line = set(sheet.own_columns()), sheet.line(row)
        del sheet.grid[row]
        rows = sheet.rows
        to = rows[b % len(rows)] if rows else row
        sheet.grid.insert(to, [c if i in own else EMPTY for i, c in enumerate(line)])


def _key(column: int) -> Callable[[list[Cell]], str]:
    return lambda line: str(line[column].value or "") if column < len(line) else ""


def sort_all(sheet: Sheet, a: int, b: int) -> None:
    """The whole table sorted by one column."""
    rows = sheet.rows
    if rows:
        column = sheet.own_columns()[a % len(sheet.own_columns())]
        lines = sorted((sheet.line(r) for r in rows), key=_key(column), reverse=bool(b % 2))
        sheet.grid[rows[0] : rows[-1] + 1] = lines


def sort_leaving_ids(sheet: Sheet, a: int, b: int) -> None:
    """The visible columns sorted, the id column left behind."""
    rows, own = sheet.rows, sheet.own_columns()
    if rows:
        column = own.index(own[a % len(own)])
        lines = [[sheet.get(r, c) for c in own] for r in rows]
        lines.sort(key=_key(column), reverse=bool(b % 2))
        for r, line in zip(rows, lines, strict=True):
            for c, cell in zip(own, line, strict=True):
                sheet.put(r, c, cell)


def sort_part(sheet: Sheet, a: int, b: int) -> None:
    """Some rows of the visible columns sorted, the id column left behind."""
    rows, own = sheet.rows, sheet.own_columns()
    part = rows[a % max(1, len(rows)) :][: 2 + b % 4]
    if len(part) > 1:
        lines = [[sheet.get(r, c) for c in own] for r in part]
        lines.sort(key=lambda line: [str(c.value or "") for c in line[1:]], reverse=bool(b % 2))
        for r, line in zip(part, lines, strict=True):
            for c, cell in zip(own, line, strict=True):
                sheet.put(r, c, cell)


def fill_down(sheet: Sheet, a: int, b: int) -> None:
    """A cell dragged down over the next rows."""
    row, own = _row(sheet, a), sheet.own_columns()
    if row is not None:
        column = own[b % len(own)]
        for r in [r for r in sheet.rows if row < r <= row + 2]:
            sheet.put(r, column, sheet.get(row, column))


def fill_ids_down(sheet: Sheet, a: int, b: int) -> None:
    """An id dragged down over the next rows' ids."""
    row, column = _row(sheet, a), sheet.id_column()
    if row is not None and column is not None:
        for r in [r for r in sheet.rows if row < r <= row + 1 + b % 2]:
            sheet.put(r, column, sheet.get(row, column))


def clear_ids(sheet: Sheet, a: int, b: int) -> None:
    """The hidden cell of a row emptied."""
    row, column = _row(sheet, a), sheet.id_column()
    if row is not None and column is not None:
        sheet.put(row, column, EMPTY)


def move_column(sheet: Sheet, a: int, b: int) -> None:
    """A column dragged to another place, ours as well."""
    column, to = a % sheet.width, b % sheet.width
    rows = [sheet.header, *sheet.rows] if sheet.header is not None else []
    width = sheet.width
    for r in rows:
        assert r is not None
        line = sheet.line(r)
        line.extend([EMPTY] * (width - len(line)))
        line.insert(to, line.pop(column))
        sheet.grid[r] = line


def insert_column(sheet: Sheet, a: int, b: int) -> None:
    """A column of the office's own inserted."""
    if sheet.header is None:
        return
    at, rows, width = a % (sheet.width + 1), [sheet.header, *sheet.rows], sheet.width
    taken = set(sheet.heads())
    title = next(t for n in range(100) if (t := f"Thêm {n}") not in taken)
    for n, r in enumerate(rows):
        line = sheet.line(r)
        line.extend([EMPTY] * (width - len(line)))
        line.insert(at, Cell(title if n == 0 else f"thêm {n}", "text"))
        sheet.grid[r] = line


#: Edits of a table's rows and columns: (sheet, a, b) with two numbers that say which.
EDITS: dict[str, Callable[[Sheet, int, int], None]] = {
    edit.__name__: edit
    for edit in (
        delete_row, duplicate_row, copy_row_without_id, cut_and_paste, cut_and_paste_without_id, paste_over, blank_row,
        clear_row, retype_row, sort_all, sort_leaving_ids, sort_part, fill_down, fill_ids_down, clear_ids, move_column,
        insert_column,
    )
}  # fmt: skip
