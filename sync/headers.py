"""The header of a table inside a sheet: one or two rows, merged or not, in any encoding, as one text a column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sync.cells import Cell, Tab
from sync.legacy import Encoding, encoding_of, reading
from sync.values import compare_key, single_line

#: The columns of ours, at the right edge.
ID_HEADER = "Mã đồng bộ"
NOTE_HEADER = "Ghi chú đồng bộ"

_PUNCTUATION = re.compile(r"[.,:;*?!“”\"']+")
_BRACKETS = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=8192)
def header_key(text: str) -> str:
    """A key equal for spellings of one header: case, tone place, punctuation, line breaks and remarks in brackets do not count."""
    bare = _BRACKETS.sub(" ", text) or text
    return compare_key(_PUNCTUATION.sub(" ", bare.replace("-\n", "").replace("/", " / ")))


@dataclass(frozen=True, slots=True)
class Header:
    """What heads one column: its own text and the text of the group above, as they stand (read, if the encoding is legacy)."""

    column: int
    text: str
    group: str = ""

    @property
    def key(self) -> str:
        """The header's key."""
        return header_key(self.text)

    @property
    def full_key(self) -> str:
        """The key of group and header together."""
        return header_key(f"{self.group} {self.text}")

    @property
    def group_key(self) -> str:
        """The group's key."""
        return header_key(self.group)


@dataclass(frozen=True, slots=True)
class TabText:
    """A tab's texts as people see them: merged areas by their corner, legacy encodings by column."""

    tab: Tab
    encodings: dict[int, Encoding] = field(default_factory=dict)
    corner: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, tab: Tab) -> TabText:
        """Look the whole tab through once. A column without evidence of its own is read like most others."""
        columns: dict[int, list[str]] = {}
        for row in tab.grid:
            for column, cell in enumerate(row):
                if isinstance(cell.value, str) and not cell.value.isascii():
                    columns.setdefault(column, []).append(cell.value)
        found = {column: encoding for column, texts in columns.items() if (encoding := encoding_of(texts)) is not None}
        if found:
            usual = max(found.values(), key=list(found.values()).count)
            for column, texts in columns.items():
                if column not in found and all(ord(c) < 0x100 for text in texts for c in text):
                    found[column] = usual
        return cls(tab, found, _corners(tab))

    def text(self, row: int, column: int) -> str:
        """The text of a cell on one line; "" for none. A cell inside a merged area has none of its own."""
        value = self.tab.cell(row, column).value
        if value is None or isinstance(value, bool):
            return ""
        if isinstance(value, str):
            return single_line(reading(value, self.encodings.get(column)))
        return str(int(value)) if float(value).is_integer() else str(value)

    def cell(self, row: int, column: int) -> Cell:
        """The cell with its text read in Unicode."""
        cell = self.tab.cell(row, column)
        encoding = self.encodings.get(column)
        if encoding is not None and isinstance(cell.value, str) and cell.kind == "text":
            return Cell(reading(cell.value, encoding), cell.kind, cell.formula)
        return cell

    def home(self, row: int, column: int) -> tuple[int, int]:
        """Where the value of a cell stands: the corner of its merged area, or the cell itself."""
        return self.corner.get((row, column), (row, column))

    def filled(self, row: int) -> list[int]:
        """The columns of a row that hold anything."""
        cells: Iterable[tuple[int, Cell]] = enumerate(self.tab.grid[row]) if row < len(self.tab.grid) else ()
        return [column for column, cell in cells if not cell.is_empty]


def _corners(tab: Tab) -> dict[tuple[int, int], tuple[int, int]]:
    return {
        (row, column): (merge.top, merge.left)
        for merge in tab.merges
        for row in range(merge.top, merge.bottom + 1)
        for column in range(merge.left, merge.right + 1)
        if (row, column) != (merge.top, merge.left)
    }


def headers_at(page: TabText, top: int, height: int) -> list[Header]:
    """The headers when the header takes these rows: the lowest text heads the column, the one above it is its group."""
    headers: list[Header] = []
    group = ""
    for column in range(page.tab.width):
        upper = page.text(*_visible(page, top, column)) if height == 2 else ""
        lower = page.text(*_visible(page, top + height - 1, column))
        inherited = height == 2 and not upper and bool(lower)
        group = group if inherited else upper
        if height == 2 and page.home(top + 1, column) == page.home(top, column):
            headers.append(Header(column, upper))
        elif lower:
            headers.append(Header(column, lower, group if height == 2 else ""))
        elif upper:
            headers.append(Header(column, upper))
    return _numbered(headers)


def _visible(page: TabText, row: int, column: int) -> tuple[int, int]:
    return page.home(row, column)


def _numbered(headers: Sequence[Header]) -> list[Header]:
    """``Nội dung đăng ký 1 | 2 | 3``: a bare number goes on with the header to its left."""
    out: list[Header] = []
    for header in headers:
        left = out[-1] if out else None
        if left is not None and not header.group and header.text.isdigit():
            before = re.fullmatch(r"(.*\D)\s*(\d+)", f"{left.group} {left.text}".strip())
            if before and int(before[2]) + 1 == int(header.text) and left.column + 1 == header.column:
                header = Header(header.column, header.text, before[1].strip())
        out.append(header)
    return out
