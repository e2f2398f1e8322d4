"""A workbook on the bench: its sheets opened when needed, what was changed noted, all of it saved at the end."""

from __future__ import annotations

from lxml import etree

from sync.stores.package.book import Book, Sheet, drop_part
from sync.stores.package.sheetpart import SheetPart
from sync.stores.package.styles import Styles
from sync.stores.package.xml import Element, tag

_BEFORE_CALCULATION = {
    tag(name)
    for name in (
        *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
        *("functionGroups", "externalReferences", "definedNames"),
    )
}


class Bench:
    """The workbook being edited. ``changed`` collects, by sheet title in lower case, the cells with other values now."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.styles = Styles(book)
        self.formulas_moved = False
        self.names_disturbed: set[str] = set()
        self.changed: dict[str, set[tuple[int, int]]] = {}
        self._parts: dict[str, SheetPart] = {}

    def part(self, sheet: Sheet) -> SheetPart:
        """A sheet's tree."""
        if sheet.key not in self._parts:
            self._parts[sheet.key] = SheetPart(self.book, sheet)
        return self._parts[sheet.key]

    def all_parts(self) -> list[SheetPart]:
        """Every sheet's tree."""
        return [self.part(sheet) for sheet in self.book.sheets]

    def note_change(self, sheet: Sheet, row: int, column: int) -> None:
        """Remember that a cell (where it stands now) has another value."""
        self.changed.setdefault(sheet.title.casefold(), set()).add((row, column))

    def save(self) -> None:
        """Put every changed part back into the package."""
        for part in self._parts.values():
            part.save(self.book)
        self.styles.save()
        if self.formulas_moved:
            for chain in self.book.related(self.book.part, "calcChain"):
                drop_part(self.book.package, self.book.part, chain)

    def calculate_on_load(self) -> None:
        """Have every program that opens the workbook calculate it anew."""
        calculation = self.book.root.find(tag("calcPr"))
        if calculation is None:
            calculation = self._add_calculation()
        if calculation.get("fullCalcOnLoad") not in ("1", "true"):
            calculation.set("fullCalcOnLoad", "1")
            self.book.save()

    def _add_calculation(self) -> Element:
        element = etree.Element(tag("calcPr"))
        before = [child for child in self.book.root if child.tag in _BEFORE_CALCULATION]
        self.book.root.insert(self.book.root.index(before[-1]) + 1 if before else 0, element)
        return element
