"""Clean tabs as an office would lay them out: title lines, a ruled header, widths, frozen and repeated header, A4 landscape."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from sync.cells import address, text
from sync.stores.package.book import Book, add_content_type, add_relation
from sync.stores.package.styles import Styles
from sync.stores.package.writing import write_cell
from sync.stores.package.xml import (
    CONTENT_TYPES,
    DOCUMENT_RELATIONS,
    MAIN,
    PACKAGE_RELATIONS,
    Element,
    serialise,
    tag,
)
from sync.stores.protocol import NewTab, WorkbookUnreadable

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_USUAL_WIDTH = 16
_LONGEST_TITLE = 31
_FORBIDDEN_IN_TITLE = frozenset("[]:*?/\\")
_FONT = '<font>{bold}<sz val="{size}"/><name val="Times New Roman"/><family val="1"/></font>'
_RULED = (
    "<border>" + "".join(f'<{s} style="thin"/>' for s in ("left", "right", "top", "bottom")) + "<diagonal/></border>"
)
_SHADED = '<fill><patternFill patternType="solid"><fgColor rgb="FFF2F2F2"/><bgColor indexed="64"/></patternFill></fill>'
_CENTRED = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
_WRAPPED = '<alignment vertical="top" wrapText="1"/>'

_EMPTY_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{CONTENT_TYPES}"><Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SPREADSHEET}.sheet.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE_RELATIONS}"><Relationship Id="rId1" '
    f'Type="{DOCUMENT_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT_RELATIONS}"><bookViews><workbookView/></bookViews>'
    "<sheets/></workbook>",
}


def empty_workbook() -> bytes:
    """A package with a workbook of no sheets, to which tabs are to be added."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _EMPTY_PARTS.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{content}')
    return target.getvalue()


def add_tabs(book: Book, tabs: list[NewTab]) -> bytes:
    """The workbook with these tabs at its end; all it had stays. Raises WorkbookUnreadable for an impossible title."""
    styles = Styles(book)
    for tab in tabs:
        _refuse_title(book, tab.title)
        _add_tab(book, styles, tab)
    styles.save()
    book.save()
    return book.package.build()


def _refuse_title(book: Book, title: str) -> None:
    taken = {e.get("name", "").casefold() for e in book.root.iterfind(f"{tag('sheets')}/{tag('sheet')}")}
    if title.casefold() in taken:
        raise WorkbookUnreadable(
            f"Tệp “{book.package.label}” đã có trang “{title}”. Hãy gắn trang ấy, hoặc đổi tên nó rồi tạo trang mới."
        )
    if not title or len(title) > _LONGEST_TITLE or _FORBIDDEN_IN_TITLE & set(title):
        raise WorkbookUnreadable(
            f"Không tạo được trang “{title}”: tên trang dài quá 31 chữ hoặc có dấu không dùng được."
        )


def _add_tab(book: Book, styles: Styles, tab: NewTab) -> None:
    sheets = book.root.find(tag("sheets"))
    if sheets is None:
        raise book.package.unreadable("không có danh sách trang tính")
    number = max((int(e.get("sheetId", "0")) for e in sheets), default=0) + 1
    part = next(p for n in range(1, 10_000) if not book.package.has(p := f"xl/worksheets/sheet{n}.xml"))
    book.package.put(part, serialise(_sheet(styles, tab, date1904=book.date1904)))
    add_content_type(book.package, part, f"{_SPREADSHEET}.worksheet+xml")
    relation = add_relation(book.package, book.part, f"{DOCUMENT_RELATIONS}/worksheet", f"/{part}")
    new = etree.SubElement(sheets, tag("sheet"), name=tab.title, sheetId=str(number))
    new.set(f"{{{DOCUMENT_RELATIONS}}}id", relation)
    _repeat_header(book, sheets, tab)


def _repeat_header(book: Book, sheets: Element, tab: NewTab) -> None:
    names = book.root.find(tag("definedNames"))
    if names is None:
        names = etree.Element(tag("definedNames"))
        before = [book.root.find(tag(name)) for name in ("sheets", "functionGroups", "externalReferences")]
        last = [element for element in before if element is not None][-1]
        book.root.insert(book.root.index(last) + 1, names)
    row = len(tab.heading) + 1
    name = etree.SubElement(names, tag("definedName"), name="_xlnm.Print_Titles", localSheetId=str(len(sheets) - 1))
    quoted = tab.title.replace("'", "''")
    name.text = f"'{quoted}'!${row}:${row}"


def _sheet(styles: Styles, tab: NewTab, *, date1904: bool) -> Element:
    header, width = len(tab.heading), max(len(tab.headers), 1)
    root = etree.fromstring(f'<worksheet xmlns="{MAIN}"/>')
    properties = etree.SubElement(root, tag("sheetPr"))
    etree.SubElement(properties, tag("pageSetUpPr"), fitToPage="1")
    _view(root, header)
    etree.SubElement(root, tag("sheetFormatPr"), defaultRowHeight="18")
    cols = etree.SubElement(root, tag("cols"))
    for column in range(width):
        wide = tab.widths[column] if column < len(tab.widths) else _USUAL_WIDTH
        number = str(column + 1)
        etree.SubElement(cols, tag("col"), min=number, max=number, width=str(wide), customWidth="1")
    data = etree.SubElement(root, tag("sheetData"))
    looks = _Looks(styles)
    for row, line in enumerate(tab.heading):
        _row(data, row, [line], looks.title if row == 0 else looks.subtitle, styles, date1904=date1904)
    _row(data, header, list(tab.headers), looks.header, styles, date1904=date1904)
    _row(data, header + 1, [""] * width, looks.body, styles, date1904=date1904)
    _merge_heading(root, header, width)
    etree.SubElement(root, tag("printOptions"), horizontalCentered="1")
    margins = {"left": "0.7", "right": "0.4", "top": "0.6", "bottom": "0.6", "header": "0.3", "footer": "0.3"}
    etree.SubElement(root, tag("pageMargins"), margins)
    etree.SubElement(root, tag("pageSetup"), paperSize="9", orientation="landscape", fitToWidth="1", fitToHeight="0")
    footer = etree.SubElement(root, tag("headerFooter"))
    etree.SubElement(footer, tag("oddFooter")).text = "&CTrang &P/&N"
    return root


def _view(root: Element, header: int) -> None:
    view = etree.SubElement(etree.SubElement(root, tag("sheetViews")), tag("sheetView"), workbookViewId="0")
    first = address(header + 1, 0)
    etree.SubElement(
        view, tag("pane"), ySplit=str(header + 1), topLeftCell=first, activePane="bottomLeft", state="frozen"
    )
    etree.SubElement(view, tag("selection"), pane="bottomLeft", activeCell=first, sqref=first)


class _Looks:
    """The styles of a clean tab."""

    def __init__(self, styles: Styles) -> None:
        large = styles.part_of("fonts", _FONT.format(bold="<b/>", size=14))
        bold = styles.part_of("fonts", _FONT.format(bold="<b/>", size=12))
        plain = styles.part_of("fonts", _FONT.format(bold="", size=12))
        ruled, shaded = styles.part_of("borders", _RULED), styles.part_of("fills", _SHADED)
        self.title = styles.add(f'<xf numFmtId="0" fontId="{large}">{_CENTRED}</xf>')
        self.subtitle = styles.add(f'<xf numFmtId="0" fontId="{bold}">{_CENTRED}</xf>')
        self.header = styles.add(
            f'<xf numFmtId="0" fontId="{bold}" fillId="{shaded}" borderId="{ruled}">{_CENTRED}</xf>'
        )
        self.body = styles.add(f'<xf numFmtId="0" fontId="{plain}" borderId="{ruled}">{_WRAPPED}</xf>')


def _row(data: Element, row: int, texts: list[str], style: str, styles: Styles, *, date1904: bool) -> None:
    element = etree.SubElement(data, tag("row"), r=str(row + 1))
    for column, content in enumerate(texts):
        cell = etree.SubElement(element, tag("c"), r=address(row, column), s=style)
        write_cell(cell, text(content), styles, date1904=date1904)


def _merge_heading(root: Element, header: int, width: int) -> None:
    if not header or width < 2:
        return
    merges = etree.SubElement(root, tag("mergeCells"), count=str(header))
    for row in range(header):
        etree.SubElement(merges, tag("mergeCell"), ref=f"{address(row, 0)}:{address(row, width - 1)}")
