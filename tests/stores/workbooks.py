"""Workbooks for the tests: a rich one with everything an office may have put in, and ways to look inside a package."""

from __future__ import annotations

import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

SHARED_DATA = Path(__file__).parents[3] / "shared" / "data"

FUND, SUMMARY, PLAN, OLD = "Quỹ tiết kiệm", "Tổng hợp", "Kế hoạch", "T5 (2)"
#: Rows of the fund (from 0): title lines, header, six entries, their total, the signature under it.
FUND_HEADER, FUND_FIRST, FUND_LAST, FUND_TOTAL, FUND_SIGNATURE = 3, 4, 9, 10, 12

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbooks_of_the_office() -> list[Path]:
    """The workbooks staff would hand over, as far as they are there."""
    return sorted(SHARED_DATA.glob("*.xlsx"))


def at_hand(*names: str) -> list[str]:
    """Those of the offices' own books that are here, to be the parameters of a test. CI must have them all."""
    missing = [name for name in names if not (SHARED_DATA / f"{name}.xlsx").exists()]
    if missing and os.environ.get("CI"):
        raise RuntimeError(f"not in {SHARED_DATA}: {', '.join(missing)}; CI reads every office's book")
    return [name for name in names if name not in missing]


def rich_workbook(path: Path) -> Path:
    """Charts, a picture, notes, a table, rules, names, links, breaks, protection, macros, formulas of every kind."""
    book = Workbook()
    fund = book.active
    assert isinstance(fund, Worksheet)
    fund.title = FUND
    _fill_fund(fund)
    _decorate_fund(fund)
    _fill_summary(book.create_sheet(SUMMARY))
    _fill_plan(book.create_sheet(PLAN))
    old = book.create_sheet(OLD)
    old["A1"] = "bản cũ, không dùng"
    old.sheet_state = "veryHidden"
    book.defined_names["TongThu"] = DefinedName("TongThu", attr_text=f"'{FUND}'!$C$5:$C$10")
    book.save(path)
    _add_what_openpyxl_cannot(path)
    return path


def _fill_fund(sheet: Worksheet) -> None:
    sheet["A1"] = "CHI BỘ THÔN BẮC HẢI"
    sheet["A2"] = "SỔ QUỸ TIẾT KIỆM NĂM 2022"
    sheet.merge_cells("A2:F2")
    for column, title in enumerate(["Ngày", "Diễn giải", "Thu", "Chi", "Tồn", "Người nộp"], start=1):
        cell = sheet.cell(4, column, title)
        cell.font = Font(name="Times New Roman", bold=True)
        cell.border = Border(bottom=Side("thin"))
        cell.alignment = Alignment(horizontal="center", wrap_text=True)
    for offset in range(6):
        row = 5 + offset
        sheet.cell(row, 1, 44600 + offset).number_format = "dd/mm/yyyy"
        sheet.cell(row, 2, f"Nuôi heo đất tháng {offset + 1}")
        sheet.cell(row, 3, 100_000 + 1000 * offset).number_format = "#,##0"
        sheet.cell(row, 4, 10_000 * offset).number_format = "#,##0"
        sheet.cell(row, 5, "=C5-D5" if row == 5 else f"=E{row - 1}+C{row}-D{row}").number_format = "#,##0"
        sheet.cell(row, 6, ["Bà Hoa", "Ông Nam"][offset % 2])
    sheet["B11"] = "Cộng"
    sheet["C11"] = "=SUM(C5:C10)"
    sheet["D11"] = "=SUM(D5:D10)"
    sheet["E11"] = ArrayFormula("E11", "=SUM(C5:C10*1)-SUM(D5:D10*1)")
    sheet["E13"] = "BÍ THƯ CHI BỘ"
    sheet["E16"] = "Nguyễn Văn Bình"


def _decorate_fund(sheet: Worksheet) -> None:
    sheet.row_dimensions[5].height = 24
    sheet.row_dimensions[10].height = 30
    sheet.column_dimensions["B"].width = 40
    sheet.freeze_panes = "A5"
    sheet.auto_filter.ref = "A4:F10"
    sheet.print_title_rows = "4:4"
    sheet.print_area = "A1:F16"
    sheet["B5"].comment = Comment("Đã đối chiếu", "Thủ quỹ")
    sheet["C9"].comment = Comment("Nộp chậm", "Thủ quỹ")
    sheet["E13"].hyperlink = f"#'{PLAN}'!A1"
    sheet["F6"].hyperlink = "https://example.org/"
    rule = DataValidation(type="list", formula1='"Bà Hoa,Ông Nam"', sqref="F5:F10")
    sheet.add_data_validation(rule)
    dates = DataValidation(type="custom", formula1="A6>A5", sqref="A6:A10")
    sheet.add_data_validation(dates)
    red = DifferentialStyle(fill=PatternFill("solid", bgColor="FFC7CE"))
    sheet.conditional_formatting.add("A5:F10", Rule("expression", formula=["$D5>$C5"], dxf=red))
    sheet.conditional_formatting.add("E5:E10", Rule("cellIs", operator="lessThan", formula=["$C$5"], dxf=red))
    sheet.row_breaks.append(Break(id=11))
    sheet.protection.sheet = False
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=5, max_row=10))
    chart.set_categories(Reference(sheet, min_col=1, min_row=5, max_row=10))
    sheet.add_chart(chart, "H6")


def _fill_summary(sheet: Worksheet) -> None:
    sheet["A1"] = "Tổng thu"
    sheet["B1"] = f"=SUM('{FUND}'!C5:C10)"
    sheet["A2"] = "Tổng chi"
    sheet["B2"] = f"='{FUND}'!D11"
    sheet["A3"] = "Theo tên vùng"
    sheet["B3"] = "=SUM(TongThu)"
    sheet["A4"] = "Số lần Bà Hoa nộp"
    sheet["B4"] = f"=COUNTIF('{FUND}'!F:F,\"Bà Hoa\")"
    sheet["A5"] = "Chữ"
    sheet["B5"] = f'="C5:C10 = "&TEXT(\'{FUND}\'!C7,"0")'
    sheet["A6"] = "Chênh lệch"
    sheet["B6"] = "=B1-B2"
    sheet["A7"] = "LOG10(1000)"
    sheet["B7"] = "=LOG10(1000)+B6*0"
    choice = DataValidation(type="list", formula1=f"'{FUND}'!$B$5:$B$10", sqref="D1:D3")
    sheet.add_data_validation(choice)
    sheet["D1"].protection = Protection(locked=False)


def _fill_plan(sheet: Worksheet) -> None:
    sheet.append(["Việc", "Người", "Tháng 1", "Tháng 2", "Cộng"])
    for number in range(1, 6):
        sheet.append([f"Việc {number}", "Bà Hoa", number, number * 2, f"=C{number + 1}+D{number + 1}"])
    table = Table(displayName="BangViec", ref="A1:E6")
    sheet.add_table(table)
    sheet["G1"] = "=SUM(BangViec[Cộng])"
    sheet["G2"] = "=SUM(E2:E6)"
    sheet.merge_cells("G4:G6")
    sheet["G4"] = "Ghi chung cho ba việc"
    sheet.protection.sheet = True


def _add_what_openpyxl_cannot(path: Path) -> None:
    parts = parts_of(path)
    _share_strings(parts)
    _share_formulas(parts)
    _add_picture(parts)
    _add_macros(parts)
    _add_sparkline(parts)
    write_parts(path, parts)


def _share_strings(parts: dict[str, bytes]) -> None:
    """Texts in one table for all sheets, as Excel keeps them."""
    texts: list[str] = []

    def share(found: re.Match[str]) -> str:
        texts.append(found[2])
        return f'{found[1]} t="s"><v>{len(texts) - 1}</v></c>'

    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        inline = r'(<c [^>]*?) t="inlineStr"><is>(<t.*?</t>)</is></c>'
        parts[name] = re.sub(inline, share, parts[name].decode(), flags=re.DOTALL).encode()
    strings = "".join(f"<si>{text}</si>" for text in texts)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}" count="{len(texts)}">{strings}</sst>'.encode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    link = f'<Relationship Id="rIdS" Type="{_RELATION}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>'
    relations = "xl/_rels/workbook.xml.rels"
    parts[relations] = parts[relations].replace(b"</Relationships>", link.encode())


def _share_formulas(parts: dict[str, bytes]) -> None:
    """The balances of rows 6 to 10 as Excel stores a formula that was filled down; and results as Excel caches them."""
    xml = parts["xl/worksheets/sheet1.xml"].decode()
    xml = xml.replace("<f>E5+C6-D6</f>", '<f t="shared" ref="E6:E10" si="0">E5+C6-D6</f>')
    for row in range(7, 11):
        xml = xml.replace(f"<f>E{row - 1}+C{row}-D{row}</f>", '<f t="shared" si="0"/>')
    parts["xl/worksheets/sheet1.xml"] = xml.encode()
    for name in ("sheet1", "sheet2", "sheet3"):
        part = f"xl/worksheets/{name}.xml"
        parts[part] = with_results(parts[part].decode()).encode()


def with_results(xml: str) -> str:
    """Every formula of a sheet with a stored result, as every program but openpyxl writes it."""
    return re.sub(r"(</f>|<f [^>]*/>)<v ?(?:/>|></v>)", r"\1<v>1</v>", xml)


def _add_picture(parts: dict[str, bytes]) -> None:
    parts["xl/media/image1.png"] = _png()
    drawing, relations = "xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels"
    anchor = (
        '<xdr:twoCellAnchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" editAs="oneCell">'
        "<xdr:from><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>13</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        "<xdr:to><xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>15</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="9" name="Con dấu"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        f'<a:blip xmlns:r="{_RELATION}" r:embed="rIdP"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></a:xfrm><a:prstGeom prst="rect"/></xdr:spPr>'
        "</xdr:pic><xdr:clientData/></xdr:twoCellAnchor>"
    )
    parts[drawing] = re.sub(rb"</(\w+:)?wsDr>\s*$", lambda end: anchor.encode() + end[0], parts[drawing])
    link = f'<Relationship Id="rIdP" Type="{_RELATION}/image" Target="/xl/media/image1.png"/>'
    parts[relations] = parts[relations].replace(b"</Relationships>", link.encode() + b"</Relationships>")
    _declare(parts, '<Default Extension="png" ContentType="image/png"/>')


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00")) + chunk(b"IEND", b"")


def _add_macros(parts: dict[str, bytes]) -> None:
    """A part nobody here understands, as macros and printer settings are."""
    parts["xl/vbaProject.bin"] = bytes(range(256))
    parts["xl/printerSettings/printerSettings1.bin"] = b"\x00\x01printer"
    _declare(parts, '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>')


def _add_sparkline(parts: dict[str, bytes]) -> None:
    xml = parts["xl/worksheets/sheet2.xml"].decode()
    spark = (
        '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup>'
        f"<x14:sparklines><x14:sparkline><xm:f>'{FUND}'!C5:C10</xm:f><xm:sqref>C1</xm:sqref></x14:sparkline>"
        "</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
    )
    parts["xl/worksheets/sheet2.xml"] = xml.replace("</worksheet>", spark + "</worksheet>").encode()


def _declare(parts: dict[str, bytes], default: str) -> None:
    types = parts["[Content_Types].xml"].decode()
    if default.split('"')[1] not in re.findall(r'Extension="(\w+)"', types):
        types = re.sub(r"(<Types[^>]*>)", lambda head: head[0] + default, types, count=1)
    parts["[Content_Types].xml"] = types.encode()


def parts_of(path: Path) -> dict[str, bytes]:
    """Every part of a package by name."""
    with zipfile.ZipFile(path) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def write_parts(path: Path, parts: Mapping[str, bytes]) -> None:
    """A package made of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def change_part(path: Path, name: str, change: Callable[[str], str]) -> None:
    """Rewrite one part as text."""
    parts = parts_of(path)
    parts[name] = change(parts[name].decode()).encode()
    write_parts(path, parts)


def changed_parts(before: Path | Mapping[str, bytes], after: Path) -> set[str]:
    """The names of the parts that differ, were added or are gone."""
    old = parts_of(before) if isinstance(before, Path) else dict(before)
    new = parts_of(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
