"""The styles part: what each cell style shows, and new styles that differ from an old one in one thing only."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from sync.cells import Kind
from sync.stores.package.book import Book, add_content_type, add_relation
from sync.stores.package.formats import shown_as
from sync.stores.package.xml import DOCUMENT_RELATIONS, MAIN, Element, serialise, tag

DATE_CODE = "dd/mm/yyyy"
_TIME_ID, _GENERAL_ID = 20, 0
_FIRST_OWN_FORMAT = 164
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_MINIMAL = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Times New Roman"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="1"><xf xfId="0"/></cellXfs></styleSheet>'
)


def kinds_of_styles(book: Book) -> list[Kind]:
    """For each cell style (the ``s`` of a cell): number, date or time."""
    for part in book.related(book.part, "styles"):
        return _kinds(book.package.tree(part))
    return []


def _kinds(root: Element) -> list[Kind]:
    codes = _format_codes(root)
    ids = [int(xf.get("numFmtId", "0")) for xf in root.iterfind(f"{tag('cellXfs')}/{tag('xf')}")]
    return [shown_as(number, codes.get(number)) for number in ids]


def _format_codes(root: Element) -> dict[int, str]:
    found = root.iterfind(f"{tag('numFmts')}/{tag('numFmt')}")
    return {int(element.get("numFmtId", "0")): element.get("formatCode", "") for element in found}


class Styles:
    """The styles of a workbook, to which some may be added; those there are stay as they are."""

    def __init__(self, book: Book) -> None:
        self._book = book
        parts = book.related(book.part, "styles")
        self._part = parts[0] if parts else None
        self._root = book.package.tree(parts[0]) if parts else etree.fromstring(_MINIMAL)
        found = self._root.find(tag("cellXfs"))
        if found is None:
            raise book.package.unreadable("có phần định dạng bị hỏng")
        self._xfs = found
        self.kinds = _kinds(self._root)
        self._made: dict[tuple[str | None, str], str] = {}

    def kind(self, style: str | None) -> Kind:
        """What a number in a cell of this style is shown as."""
        index = int(style or "0")
        return self.kinds[index] if index < len(self.kinds) else "number"

    def showing(self, style: str | None, kind: Kind) -> str | None:
        """A style like the given one that shows a number as ``kind``; the given one when it does already."""
        if self.kind(style) == kind:
            return style
        key = (style, kind)
        if key not in self._made:
            new = self._clone(style)
            number = self._date_format() if kind == "date" else _TIME_ID if kind == "time" else _GENERAL_ID
            new.set("numFmtId", str(number))
            new.set("applyNumberFormat", "1")
            new.attrib.pop("quotePrefix", "")
            self._made[key] = self._add(new, kind)
        return self._made[key]

    def note(self, like: str | None) -> str:
        """The style of a column of notes: the font of ``like``, wrapped, without borders or fill."""
        key = (like, "note")
        if key not in self._made:
            new = self._clone(like)
            for child in list(new):
                new.remove(child)
            for name in ("numFmtId", "fillId", "borderId"):
                new.set(name, "0")
            new.attrib.pop("quotePrefix", "")
            new.set("applyAlignment", "1")
            etree.SubElement(new, tag("alignment"), vertical="top", wrapText="1")
            self._made[key] = self._add(new, "number")
        return self._made[key]

    def part_of(self, holder: str, xml: str) -> int:
        """The index of a font, fill or border, added to its list."""
        found = self._root.find(tag(holder))
        if found is None:
            raise self._book.package.unreadable("có phần định dạng bị hỏng")
        found.append(etree.fromstring(xml.replace(">", f' xmlns="{MAIN}">', 1)))
        found.set("count", str(len(found)))
        return len(found) - 1

    def add(self, xml: str) -> str:
        """A new cell style from its XML, with every part of it applied."""
        xf = etree.fromstring(xml.replace("<xf ", f'<xf xmlns="{MAIN}" ', 1))
        for name in ("applyFont", "applyFill", "applyBorder", "applyAlignment"):
            xf.set(name, "1")
        for name in ("fillId", "borderId", "xfId"):
            xf.set(name, xf.get(name, "0"))
        self._made[xml, "new"] = self._add(xf, "number")
        return self._made[xml, "new"]

    def _clone(self, style: str | None) -> Element:
        index = int(style or "0")
        return deepcopy(self._xfs[index]) if index < len(self._xfs) else etree.Element(tag("xf"), xfId="0")

    def _add(self, xf: Element, kind: Kind) -> str:
        self._xfs.append(xf)
        self._xfs.set("count", str(len(self._xfs)))
        self.kinds.append(kind)
        return str(len(self._xfs) - 1)

    def _date_format(self) -> int:
        codes = _format_codes(self._root)
        known = next((number for number, code in codes.items() if code.lower() == DATE_CODE), None)
        if known is not None:
            return known
        formats = self._root.find(tag("numFmts"))
        if formats is None:
            formats = etree.Element(tag("numFmts"))
            self._root.insert(0, formats)
        number = max([_FIRST_OWN_FORMAT - 1, *codes]) + 1
        etree.SubElement(formats, tag("numFmt"), numFmtId=str(number), formatCode=DATE_CODE)
        formats.set("count", str(len(formats)))
        return number

    def save(self) -> None:
        """Put the part back if styles were added."""
        if not self._made:
            return
        if self._part is None:
            self._part = "xl/styles.xml"
            add_relation(self._book.package, self._book.part, f"{DOCUMENT_RELATIONS}/styles", f"/{self._part}")
            add_content_type(self._book.package, self._part, _TYPE)
        self._book.package.put(self._part, serialise(self._root))
