"""A worksheet's XML as a grid of cells: typed values, formulas, merges, hidden rows."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from sync.cells import EMPTY, Cell, Kind, Merge, Tab
from sync.stores.package.areas import Area, parse_area
from sync.stores.package.book import Book, Sheet
from sync.stores.package.formulas import column_index, translate
from sync.stores.package.strings import joined, unescape
from sync.stores.package.styles import kinds_of_styles
from sync.stores.package.writing import DAYS_BETWEEN_SYSTEMS
from sync.stores.package.xml import Element, is_true, tag

MOST_SLOTS = 6_000_000
_ROW, _MERGE, _PROTECTION = tag("row"), tag("mergeCell"), tag("sheetProtection")
_V, _F, _IS = tag("v"), tag("f"), tag("is")


def read_tab(book: Book, sheet: Sheet, context: Context) -> Tab:
    """Everything a sheet shows. Raises WorkbookUnreadable."""
    reader = _Reader(context)
    try:
        reader.read(book.package.read(sheet.part))
    except etree.XMLSyntaxError as error:
        raise book.package.unreadable(f"có trang “{sheet.title}” bị hỏng") from error
    except _TooLarge as error:
        raise book.package.unreadable(f"có trang “{sheet.title}” lớn bất thường") from error
    reader.close_arrays()
    return Tab(
        sheet.key,
        sheet.title,
        reader.grid,
        hidden=sheet.hidden,
        merges=tuple(reader.merges),
        hidden_rows=frozenset(reader.hidden_rows),
        protected=reader.protected,
    )


class _TooLarge(Exception):
    """More cells than any office keeps."""


@dataclass(slots=True)
class Context:
    """What all sheets of a workbook share: the strings, what each style shows, the date system."""

    strings: list[Cell]
    kinds: list[Kind]
    offset: int

    @classmethod
    def of(cls, book: Book) -> Context:
        """The context of a workbook."""
        return cls(_shared_strings(book), kinds_of_styles(book), DAYS_BETWEEN_SYSTEMS if book.date1904 else 0)


def _shared_strings(book: Book) -> list[Cell]:
    for part in book.related(book.part, "sharedStrings"):
        texts = (joined(element) for element in book.package.tree(part).iterfind(tag("si")))
        return [Cell(text, "text") if text else EMPTY for text in texts]
    return []


@dataclass(slots=True)
class _Reader:
    """Collects one sheet while its XML streams by."""

    context: Context
    grid: list[Sequence[Cell]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    protected: bool = False
    slots: int = 0
    _shared: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    _arrays: list[tuple[Area, str]] = field(default_factory=list)
    _row: int = -1

    def read(self, data: bytes) -> None:
        """Take the sheet in, row by row."""
        wanted = (_ROW, _MERGE, _PROTECTION)
        for _, element in etree.iterparse(
            io.BytesIO(data), events=("end",), tag=wanted, resolve_entities=False, no_network=True
        ):
            if element.tag == _ROW:
                self._take_row(element)
                element.clear()
            elif element.tag == _MERGE:
                area = parse_area(element.get("ref", ""))
                if area is not None:
                    self.merges.append(Merge(area.top, area.left, area.bottom, area.right))
            else:
                self.protected = is_true(element.get("sheet"))

    def _take_row(self, element: Element) -> None:
        number = element.get("r")
        self._row = int(number) - 1 if number else self._row + 1
        if is_true(element.get("hidden")):
            self.hidden_rows.add(self._row)
        cells: list[Cell] = []
        column = -1
        for c in element:
            reference = c.get("r")
            column = column_index(reference.rstrip("0123456789")) if reference else column + 1
            cell = self._cell(c, column)
            if cell is not EMPTY:
                if len(cells) < column:
                    cells.extend([EMPTY] * (column - len(cells)))
                if len(cells) == column:
                    cells.append(cell)
                else:
                    cells[column] = cell
        if cells:
            self._place(cells)

    def _place(self, cells: list[Cell]) -> None:
        self.slots += len(cells)
        if self.slots > MOST_SLOTS:
            raise _TooLarge
        if len(self.grid) <= self._row:
            self.grid.extend([()] * (self._row + 1 - len(self.grid)))
        self.grid[self._row] = cells

    def _cell(self, element: Element, column: int) -> Cell:
        kind = element.get("t")
        raw: str | None = None
        formula: str | None = None
        inline = EMPTY
        for child in element:
            if child.tag == _V:
                raw = child.text or ""
            elif child.tag == _F:
                formula = self._formula(child, column)
            elif child.tag == _IS:
                text = joined(child)
                inline = Cell(text, "text") if text else EMPTY
        if formula is None:
            if kind == "inlineStr":
                return inline
            return self._value(kind, raw, element.get("s")) if raw else EMPTY
        return self._calculated(kind, raw, element.get("s"), formula)

    def _calculated(self, kind: str | None, raw: str | None, style: str | None, formula: str) -> Cell:
        if raw is None or (raw == "" and kind != "str"):
            return Cell(None, "uncalculated", formula)
        if raw == "":
            return Cell("", "text", formula)
        value = self._value(kind, raw, style)
        return Cell(value.value, value.kind, formula)

    def _value(self, kind: str | None, raw: str, style: str | None) -> Cell:
        if kind == "s":
            strings = self.context.strings
            return strings[int(raw)] if raw.isdigit() and int(raw) < len(strings) else Cell("#REF!", "error")
        if kind is None or kind == "n":
            return self._number(raw, style)
        if kind == "b":
            return Cell(raw.strip() == "1", "bool")
        if kind == "e":
            return Cell(raw, "error")
        if kind == "d":
            return _iso_date(raw)
        return Cell(unescape(raw), "text")

    def _number(self, raw: str, style: str | None) -> Cell:
        try:
            value = float(raw)
        except ValueError:
            return Cell(raw, "text")
        if style is None:
            return Cell(value, "number")
        kinds = self.context.kinds
        shown: Kind = kinds[int(style)] if int(style) < len(kinds) else "number"
        return Cell(value + self.context.offset if shown == "date" else value, shown)

    def _formula(self, element: Element, column: int) -> str:
        text, kind = element.text or "", element.get("t")
        if kind == "shared":
            group = element.get("si", "")
            if text:
                self._shared[group] = (self._row, column, text)
            elif group in self._shared:
                row, first, master = self._shared[group]
                text = translate(master, self._row - row, column - first)
        elif kind in ("array", "dataTable"):
            text = text or "TABLE()"
            area = parse_area(element.get("ref", ""))
            if area is not None and (area.top, area.left) != (area.bottom, area.right):
                self._arrays.append((area, "=" + text))
        return "=" + text

    def close_arrays(self) -> None:
        """Every cell of an array formula carries it, so that none is taken for something typed."""
        for area, formula in self._arrays:
            for row in range(area.top, min(area.bottom, len(self.grid) - 1) + 1):
                cells = list(self.grid[row])
                for column in range(area.left, min(area.right, len(cells) - 1) + 1):
                    cell = cells[column]
                    if cell.formula is None:
                        kind: Kind = "uncalculated" if cell.kind == "empty" else cell.kind
                        cells[column] = Cell(cell.value, kind, formula)
                self.grid[row] = cells


def _iso_date(raw: str) -> Cell:
    try:
        moment = dt.datetime.fromisoformat(raw.removesuffix("Z"))
    except ValueError:
        return Cell(raw, "text")
    span = moment - dt.datetime(1899, 12, 30)
    return Cell(span / dt.timedelta(days=1), "date")
