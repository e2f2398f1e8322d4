"""The styles part: what each cell style shows, and new styles that differ from an old one in one thing only."""

from __future__ import annotations

from sync.cells import Kind
from sync.stores.package.book import Book
from sync.stores.package.formats import shown_as
from sync.stores.package.xml import Element, tag


def kinds_of_styles(book: Book) -> list[Kind]:
    """For each cell style (the ``s`` of a cell): number, date or time."""
    for part in book.related(book.part, "styles"):
        root = book.package.tree(part)
        codes = format_codes(root)
        ids = [int(xf.get("numFmtId", "0")) for xf in root.iterfind(f"{tag('cellXfs')}/{tag('xf')}")]
        return [shown_as(number, codes.get(number)) for number in ids]
    return []


def format_codes(root: Element) -> dict[int, str]:
    """The workbook's own number formats by id."""
    found = root.iterfind(f"{tag('numFmts')}/{tag('numFmt')}")
    return {int(element.get("numFmtId", "0")): element.get("formatCode", "") for element in found}
