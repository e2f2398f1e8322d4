"""One worksheet's XML, open for patching: its rows and cells found by index, made where they are missing."""

from __future__ import annotations

import string
from collections.abc import Iterator

from lxml import etree

from sync.cells import address
from sync.stores.package.areas import Area, parse_area
from sync.stores.package.book import Book, Sheet
from sync.stores.package.formulas import column_index, translate
from sync.stores.package.xml import Element, serialise, tag

_ROW, _C, _F = tag("row"), tag("c"), tag("f")


class SheetPart:
    """The tree of one sheet. ``changed`` says that it must be written back."""

    def __init__(self, book: Book, sheet: Sheet) -> None:
        self.sheet = sheet
        self.root = book.package.tree(sheet.part)
        self.changed = False
        data = self.root.find(tag("sheetData"))
        if data is None:
            raise book.package.unreadable(f"có trang “{sheet.title}” bị hỏng")
        self.data = data
        self._rows: dict[int, Element] = {}
        self._cells: dict[int, dict[int, Element]] = {}
        self._arrays: list[Area] | None = None
        self._number()

    def _number(self) -> None:
        """Index the rows; give rows and cells that leave their place out the address they have by position."""
        index = -1
        for row in self.data.iterchildren(_ROW):
            number = row.get("r")
            index = int(number) - 1 if number else index + 1
            if number is None:
                row.set("r", str(index + 1))
            self._rows[index] = row
            if any(c.get("r") is None for c in row.iterchildren(_C)):
                _address_cells(row, index)

    @property
    def rows(self) -> dict[int, Element]:
        """The row elements by index."""
        return self._rows

    def cells(self, row: int) -> dict[int, Element]:
        """The cell elements of a row by column."""
        if row not in self._cells:
            element = self._rows.get(row)
            found = () if element is None else element.iterchildren(_C)
            self._cells[row] = {column_of(c): c for c in found}
        return self._cells[row]

    def ensure_row(self, row: int) -> Element:
        """The element of a row, made if need be."""
        element = self._rows.get(row)
        if element is None:
            element = etree.Element(_ROW, r=str(row + 1))
            before = [index for index in self._rows if index < row]
            place = self.data.index(self._rows[max(before)]) + 1 if before else 0
            self.data.insert(place, element)
            self._rows[row] = element
            self._cells[row] = {}
        return element

    def ensure_cell(self, row: int, column: int) -> Element:
        """The element of a cell, made if need be, styled as its row or column says."""
        cells = self.cells(row)
        if column in cells:
            return cells[column]
        element = self.ensure_row(row)
        cells = self.cells(row)
        new = etree.Element(_C, r=address(row, column))
        style = self._inherited_style(element, column)
        if style:
            new.set("s", style)
        before = [other for other in cells if other < column]
        element.insert(element.index(cells[max(before)]) + 1 if before else 0, new)
        element.attrib.pop("spans", "")
        cells[column] = new
        return new

    def _inherited_style(self, row: Element, column: int) -> str | None:
        if row.get("customFormat") in ("1", "true"):
            return row.get("s")
        for col in self.root.iterfind(f"{tag('cols')}/{tag('col')}"):
            if int(col.get("min", "0")) <= column + 1 <= int(col.get("max", "0")):
                return col.get("style")
        return None

    def formulas(self) -> Iterator[tuple[int, int, Element, Element]]:
        """Every cell that holds a formula: row, column, the cell, its formula element."""
        for formula in self.data.iter(_F):
            cell = formula.getparent()
            if cell is None or cell.tag != _C:
                continue
            row = int(cell.get("r", "A1").lstrip(string.ascii_letters)) - 1
            yield row, column_of(cell), cell, formula

    def arrays(self) -> list[Area]:
        """The areas that array formulas and data tables fill."""
        if self._arrays is None:
            references = [f.get("ref", "") for *_, f in self.formulas() if f.get("t") in ("array", "dataTable")]
            self._arrays = [area for reference in references if (area := parse_area(reference)) is not None]
        return self._arrays

    def formula_texts(self) -> Iterator[tuple[int, int, Element, Element, str]]:
        """Every formula with its text, that of a shared one as it reads in its cell."""
        masters: dict[str, tuple[int, int, str]] = {}
        for row, column, cell, formula in self.formulas():
            text, group = formula.text or "", formula.get("si", "")
            if formula.get("t") == "shared":
                if text:
                    masters[group] = (row, column, text)
                elif group in masters:
                    top, left, master = masters[group]
                    text = translate(master, row - top, column - left)
            yield row, column, cell, formula, text

    def unshare_formulas(self) -> None:
        """Give each cell of a shared formula its own, so that each can be rewritten by itself."""
        for _, _, _, formula, text in list(self.formula_texts()):
            if formula.get("t") != "shared":
                continue
            formula.text = text
            for name in ("t", "si", "ref"):
                formula.attrib.pop(name, "")
            self.changed = True

    def reindex(self) -> None:
        """After rows were moved in the tree: put each row and cell at the address of ``rows``' new numbering."""
        self._rows, self._cells, self._arrays = {}, {}, None
        self._number()

    def update_dimension(self) -> None:
        """Let the sheet's stated extent hold every cell."""
        element = self.root.find(tag("dimension"))
        if element is None:
            return
        old = parse_area(element.get("ref", ""))
        used = [(row, column) for row in self._rows for column in self.cells(row)]
        if not used or old is None:
            return
        rows, columns = [row for row, _ in used], [column for _, column in used]
        element.set("ref", str(Area(min(rows), min(columns), max(rows), max(columns))))

    def save(self, book: Book) -> None:
        """Put the part back if it changed."""
        if self.changed:
            self.update_dimension()
            book.package.put(self.sheet.part, serialise(self.root))


def column_of(cell: Element) -> int:
    """The column a cell element stands in."""
    return column_index(cell.get("r", "A1").rstrip("0123456789"))


def _address_cells(row: Element, index: int) -> None:
    column = -1
    for c in row.iterchildren(_C):
        reference = c.get("r")
        column = column_of(c) if reference else column + 1
        c.set("r", address(index, column))


def renumber(row: Element, index: int) -> None:
    """Give a row element and its cells another row number."""
    number = str(index + 1)
    row.set("r", number)
    for c in row.iterchildren(_C):
        c.set("r", c.get("r", "A1").rstrip("0123456789") + number)
