"""The storm's workbook as a real .xlsx file, saved by a program that writes the sheets' cells anew and keeps every other part."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from sync.cells import Cell, address
from sync.stores.protocol import Store
from sync.stores.xlsx import XlsxStore
from tests.sync.engine.papers import Grid, Page

_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class XlsxPaper:
    """A real .xlsx file, saved by a program that writes the sheets' cells anew and keeps every other part."""

    kind = "xlsx"

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="storm-"))
        self.path = self.folder / "Sổ.xlsx"
        self.path.write_bytes(_blank_book())

    def pages(self) -> list[Page]:
        tabs = XlsxStore(self.path).read().tabs.values()
        return [Page(t.key, t.title, [list(row) for row in t.grid], t.hidden) for t in tabs]

    def save(self, pages: list[Page]) -> None:
        parts = _parts(self.path.read_bytes())
        sheets = _sheet_parts(parts)
        lines = []
        for page in pages:
            number = page.key or str(max(int(k) for k in sheets) + 1)
            page.key = number
            if number not in sheets:
                sheets[number] = _add_sheet(parts, number)
            relation, name = sheets[number]
            parts[name] = _with_cells(parts[name], page.grid)
            lines.append(
                f'<sheet xmlns:r="{_LINKS}" name="{escape(page.title)}" sheetId="{number}" r:id="{relation}"/>'
            )
        book = parts["xl/workbook.xml"].decode()
        listed = "<sheets>" + "".join(lines) + "</sheets>"
        parts["xl/workbook.xml"] = re.sub(r"<sheets>.*?</sheets>", lambda _: listed, book, flags=re.S).encode()
        self.path.write_bytes(_packed(parts))

    def store(self, titles: dict[str, str]) -> Store:
        return XlsxStore(self.path, self.folder / "versions", titles)

    def frame(self) -> object:
        parts = _parts(self.path.read_bytes())
        ours = ("xl/worksheets/sheet", "xl/styles", "docProps/custom", "[Content_Types]", "_rels/.rels")
        return {name: data for name, data in parts.items() if not name.startswith(ours)}

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


@cache
def _blank_book() -> bytes:
    """Two bound sheets and one of the office's own with a chart and a comment."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Người"
    book.create_sheet("Phần việc")
    own = book.create_sheet("Riêng")
    own.append(["Tháng", "Số"])
    own.append(["1", 5])
    own["A1"].comment = Comment("Xem lại", "Văn phòng")
    chart = BarChart()
    chart.add_data(Reference(own, min_col=2, min_row=1, max_row=2))
    own.add_chart(chart, "D2")
    file = io.BytesIO()
    book.save(file)
    return _packed(_parts(file.getvalue()))


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return file.getvalue()


def _sheet_parts(parts: dict[str, bytes]) -> dict[str, tuple[str, str]]:
    """By sheetId: the relation's id and the part, also of sheets that are not listed any more."""
    links = parts["xl/_rels/workbook.xml.rels"].decode()
    found = {}
    for link in re.findall(r"<Relationship [^>]*/>", links):
        target = re.search(r'Target="/?(?:xl/)?(worksheets/sheet(\d+)\.xml)"', link)
        relation = re.search(r'Id="(\w+)"', link)
        if target and relation:
            found[target[2]] = (relation[1], f"xl/{target[1]}")
    return found


def _add_sheet(parts: dict[str, bytes], number: str) -> tuple[str, str]:
    name, relation = f"xl/worksheets/sheet{number}.xml", f"rIdS{number}"
    spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts[name] = f'<worksheet xmlns="{spreadsheet}"><sheetData/></worksheet>'.encode()
    kind = f"{_LINKS}/worksheet"
    link = f'<Relationship Id="{relation}" Type="{kind}" Target="worksheets/sheet{number}.xml"/></Relationships>'
    links = "xl/_rels/workbook.xml.rels"
    parts[links] = parts[links].replace(b"</Relationships>", link.encode())
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    declared = f'<Override PartName="/{name}" ContentType="{content}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", declared.encode())
    return relation, name


def _with_cells(xml: bytes, grid: Grid) -> bytes:
    rows = "".join(
        f'<row r="{r + 1}">{"".join(_cell_xml(r, c, cell) for c, cell in enumerate(row))}</row>'
        for r, row in enumerate(grid)
        if row
    )
    whole = f"<sheetData>{rows}</sheetData>"
    return re.sub(r"<sheetData\s*/>|<sheetData>.*</sheetData>", lambda _: whole, xml.decode(), flags=re.S).encode()


def _cell_xml(row: int, column: int, cell: Cell) -> str:
    if cell.is_empty:
        return ""
    if isinstance(cell.value, float):
        return f'<c r="{address(row, column)}"><v>{cell.value:g}</v></c>'
    text = f'<is><t xml:space="preserve">{escape(str(cell.value))}</t></is>'
    return f'<c r="{address(row, column)}" t="inlineStr">{text}</c>'
