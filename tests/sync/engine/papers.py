"""The storm's workbook in each store, through one interface: what people see of it, and how a program saves it."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from sync.cells import EMPTY, Cell, Tab, address
from sync.stores.google import wire
from sync.stores.google.client import Access, sign_in
from sync.stores.google.pace import Limits, Pace
from sync.stores.memory import MemoryStore, MemoryTab
from sync.stores.protocol import Store
from sync.stores.sheets import SheetsStore
from sync.stores.xlsx import XlsxStore
from tests.sheets_emulator.cells import Cell as GoogleCell
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.grid import Sheet, new_sheet
from tests.stores.google_world import PatientClock

Grid = list[list[Cell]]
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass
class Page:
    """A tab as a person has it before them. ``key`` is empty for one that was just added."""

    key: str
    title: str
    grid: Grid
    hidden: bool = False

    def as_tab(self) -> Tab:
        """The same as the engine reads it."""
        return Tab(self.key, self.title, tuple(tuple(row) for row in self.grid), hidden=self.hidden)


def plain(rows: Sequence[Sequence[str]]) -> Grid:
    """Rows of texts as cells."""
    return [[Cell(v, "text") if v else EMPTY for v in row] for row in rows]


class Paper(Protocol):
    """One workbook in one store."""

    kind: str

    def pages(self) -> list[Page]:
        """What people see, tab by tab in order; ours are not shown."""
        ...

    def save(self, pages: list[Page]) -> None:
        """A person's program saves the whole workbook like this."""
        ...

    def store(self, titles: dict[str, str]) -> Store:
        """The store as a run opens it. ``titles``: the tabs as they are remembered, title to key."""
        ...

    def frame(self) -> object:
        """Whatever of the workbook is neither a tab's cells nor the order of tabs: compared before and after a run."""
        ...

    def close(self) -> None:
        """Put everything away."""
        ...


@dataclass
class MemoryPaper:
    """A workbook in memory."""

    kind: str = "memory"
    kept: MemoryStore = field(default_factory=MemoryStore)
    taken: set[int] = field(default_factory=set)

    def pages(self) -> list[Page]:
        return [Page(k, t.title, [list(row) for row in t.grid], t.hidden) for k, t in self.kept.tabs.items()]

    def save(self, pages: list[Page]) -> None:
        for page in pages:
            taken = {int(p.key.removeprefix("tab")) for p in pages if p.key} | self.taken
            page.key = page.key or f"tab{max(taken, default=0) + 1}"
            self.taken = taken | {int(page.key.removeprefix("tab"))}
        self.kept.tabs = {p.key: MemoryTab(p.title, [list(row) for row in p.grid], p.hidden) for p in pages}
        self.kept.touch()

    def store(self, titles: dict[str, str]) -> Store:
        return self.kept

    def frame(self) -> object:
        return None

    def close(self) -> None:
        """Nothing to put away."""


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


class GooglePaper:
    """A spreadsheet in the stand-in for Google, edited by a person there, by the engine over HTTP."""

    kind = "google"

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        emulator.reset()
        self.hand = emulator.create("Sổ", tab="Người")
        self.hand.add_tab("Phần việc")
        self.hand.add_tab("Riêng")
        self.hand.type_block("Riêng", "A1", [["Tháng", "Số"], ["1", "=2+3"]])
        self.folder = Path(tempfile.mkdtemp(prefix="storm-"))
        pace = Pace(self.folder / "pace.json", Limits(), PatientClock())
        self.client = sign_in(Access(emulator.service_account_file, pace, emulator.url))

    def pages(self) -> list[Page]:
        sheets = [s for s in self.hand.document.state.sheets if not s.title.startswith(wire.SCRATCH_PREFIX)]
        return [Page(str(s.sheet_id), s.title, _grid_of(s), s.hidden) for s in sheets]

    def save(self, pages: list[Page]) -> None:
        document = self.hand.document
        seen = {page.key: page for page in self.pages()}
        with self.emulator.world.lock, document.change(self.hand.user) as state:
            known = {str(sheet.sheet_id): sheet for sheet in state.sheets}
            kept = []
            for page in pages:
                if not page.key:
                    page.key = str(state.new_id())
                sheet = known.get(page.key) or new_sheet(int(page.key), page.title)
                sheet.properties = sheet.properties | {"title": page.title}
                if page.key not in seen or seen[page.key].grid != page.grid:
                    _put_rows(sheet, page.grid)
                kept.append(sheet)
            state.sheets = kept + [s for s in state.sheets if s.title.startswith(wire.SCRATCH_PREFIX)]

    def store(self, titles: dict[str, str]) -> Store:
        return SheetsStore(self.client, self.hand.id)

    def frame(self) -> object:
        return None

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _grid_of(sheet: Sheet) -> Grid:
    grid: Grid = []
    for row in sheet.rows[: sheet.last_used_row()]:
        cells = [EMPTY] * (max(row, default=-1) + 1)
        for column, cell in row.items():
            if isinstance(cell.value, str) and cell.value:
                cells[column] = Cell(cell.value, "text", cell.formula)
            elif cell.value is not None and not isinstance(cell.value, str):
                cells[column] = Cell(float(str(cell.value)), "number", cell.formula)
        grid.append(cells)
    return grid


def _put_rows(sheet: Sheet, grid: Grid) -> None:
    """A person's edits; a cell whose text is untouched keeps its format."""
    rows = []
    for r, line in enumerate(grid):
        row = {}
        for c, cell in enumerate(line):
            if not cell.is_empty:
                row[c] = GoogleCell(value=cell.value, format=sheet.cell(r, c).format)
        rows.append(row)
    width = max([sheet.column_count, *(len(line) for line in grid)])
    sheet.resize(max(sheet.row_count, len(rows)), width)
    sheet.rows = rows
