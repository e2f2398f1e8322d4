"""The book of an invented commune as a careful office keeps it: six tabs, own columns, formulas, rules, comments, signatures.

Rows and columns are counted as people count them, from 1. ``PEOPLE`` stand in the tabs in this order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

YEAR = 2026
COMMUNE = "Đảng bộ xã Đồng Tâm"
ORGANISATIONS, MEMBERS, MEETINGS = "Chi bộ", "Đảng viên", "Buổi SH"
ATTENDANCE, PLEDGES, CHECKS, OLD = "Điểm danh", "Đăng ký làm theo", "Theo dõi tháng", "T5 (2)"
TABS = {
    "organisations": ORGANISATIONS, "members": MEMBERS, "meetings": MEETINGS,
    "attendance": ATTENDANCE, "pledges": PLEDGES, "monthly_checks": CHECKS,
}  # fmt: skip

BRANCHES = ("Chi bộ thôn Bắc Hải", "Chi bộ thôn Nam Sơn", "Chi bộ Trường Tiểu học Đồng Tâm")
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi")
MIDDLES = ("Văn", "Thị", "Đức")
GIVEN = ("An", "Bình", "Cường", "Dung", "Hạnh", "Khánh", "Lan", "Minh")


class Person(NamedTuple):
    """A member of the invented commune."""

    name: str
    branch: str
    born: date


PEOPLE = tuple(
    Person(f"{SURNAMES[(n * 3) % 8]} {MIDDLES[b]} {GIVEN[n]}", branch, date(1950 + 3 * n + b, 1 + n, 5 + n + b))
    for b, branch in enumerate(BRANCHES)
    for n in range(8)
)
#: Where the first record stands in each tab.
MEMBERS_AT, ATTENDANCE_AT, PLEDGES_AT, CHECKS_AT = 8, 7, 7, 6
MEMBERS_LAST = MEMBERS_AT + len(PEOPLE) - 1

_THIN = Side("thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_BOLD = Font(name="Times New Roman", size=12, bold=True)
_PLAIN = Font(name="Times New Roman", size=12)
_RED = DifferentialStyle(fill=PatternFill("solid", bgColor="FFC7CE"))


def save(path: Path) -> Path:
    """Write the book."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _organisations(book.create_sheet(ORGANISATIONS))
    _members(book.create_sheet(MEMBERS))
    _meetings(book.create_sheet(MEETINGS))
    _attendance(book.create_sheet(ATTENDANCE))
    _pledges(book.create_sheet(PLEDGES))
    _checks(book.create_sheet(CHECKS))
    old = book.create_sheet(OLD)
    old["A1"] = "THEO DÕI THÁNG 5 (bản cũ)"
    old["B3"] = f"=COUNTA('{MEMBERS}'!B{MEMBERS_AT}:B{MEMBERS_LAST})"
    old.sheet_state = "hidden"
    names = f"'{MEMBERS}'!$B${MEMBERS_AT}:$B${MEMBERS_LAST}"
    book.defined_names["DangVien"] = DefinedName("DangVien", attr_text=names)
    book.save(path)
    return path


def _line(sheet: Worksheet, row: int, values: Sequence[Any], *, font: Font = _PLAIN, boxed: bool = True) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column, value)
        cell.font = font
        if boxed:
            cell.border = _BOX
        if isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"


def _titles(sheet: Worksheet, width: int, *texts: str) -> None:
    sheet["A1"], sheet["A2"] = "ĐẢNG ỦY XÃ ĐỒNG TÂM", "*"
    for row, text in enumerate(texts, start=3):
        sheet.cell(row, 1, text).font = _BOLD
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
        sheet.cell(row, 1).alignment = Alignment(horizontal="center")


def _signature(sheet: Worksheet, row: int, column: int) -> None:
    sheet.cell(row, 1, "NGƯỜI LẬP BIỂU").font = _BOLD
    sheet.cell(row, column, "T/M ĐẢNG ỦY").font = _BOLD
    sheet.cell(row + 3, 1, "Võ Thị An")
    sheet.cell(row + 3, column, "Hồ Văn Lâm")
    sheet.merge_cells(start_row=row, start_column=column, end_row=row, end_column=column + 2)


def _organisations(sheet: Worksheet) -> None:
    _titles(sheet, 9, f"DANH SÁCH CÁC CHI BỘ NĂM {YEAR}")
    heads = ["STT", "Tên chi bộ", "Loại hình", "Trực thuộc", "Bí thư", "SĐT", "Tổng số ĐV", "Trong đó", None]
    _line(sheet, 5, heads, font=_BOLD)
    _line(sheet, 6, [None] * 7 + ["Dự bị", "Được miễn SH"], font=_BOLD)
    sheet.merge_cells("H5:I5")
    for column in "ABCDEFG":
        sheet.merge_cells(f"{column}5:{column}6")
    for n, branch in enumerate(BRANCHES):
        kind = "Trường học" if "Trường" in branch else "Nông thôn"
        secretary = next(p.name for p in PEOPLE if p.branch == branch)
        _line(sheet, 7 + n, [n + 1, branch, kind, COMMUNE, secretary, f"095012345{n}", 8, None, 1])
    _line(sheet, 10, ["TỔNG CỘNG"] + [None] * 5 + [f"=SUM({c}7:{c}9)" for c in "GHI"], font=_BOLD)
    _signature(sheet, 12, 6)


def _members(sheet: Worksheet) -> None:
    _titles(sheet, 12, f"DANH SÁCH ĐẢNG VIÊN NĂM {YEAR}")
    upper = [
        "STT", "Họ và tên", "Năm sinh", "Giới tính", None, "Ngày vào Đảng", "Ngày chính thức", "Chức vụ", "Chi bộ", "Diện",
        "Ghi chú", "Tuổi", "Việc riêng của văn phòng",
    ]  # fmt: skip
    _line(sheet, 5, upper, font=_BOLD)
    _line(sheet, 6, [None, None, None, "Nam", "Nữ"], font=_BOLD)
    sheet.merge_cells("D5:E5")
    for column in "ABCFGHIJKLM":
        sheet.merge_cells(f"{column}5:{column}6")
    _line(sheet, 7, [f"({n})" for n in range(1, 14)])
    for n, person in enumerate(PEOPLE):
        row, woman = MEMBERS_AT + n, "Thị" in person.name
        role = "Bí thư" if n % 8 == 0 else "ĐV"
        values = [
            n + 1, person.name, person.born, None if woman else "x", "x" if woman else None, date(1990 + n % 20, 2, 3),
            f"03/02/{1991 + n % 20}", role, person.branch, "Chính thức", None, f"={YEAR}-YEAR(C{row})", f"tủ số {n + 1}",
        ]  # fmt: skip
        _line(sheet, row, values)
    total = MEMBERS_LAST + 1
    _line(sheet, total, ["TỔNG CỘNG", None, f"=COUNTA(B{MEMBERS_AT}:B{MEMBERS_LAST})"] + [None] * 10, font=_BOLD)
    sheet.cell(total, 12, f"=SUM(L{MEMBERS_AT}:L{MEMBERS_LAST})")
    sheet.merge_cells(start_row=total, start_column=1, end_row=total, end_column=2)
    _signature(sheet, total + 2, 8)
    _decorate_members(sheet)


def _decorate_members(sheet: Worksheet) -> None:
    first, last = MEMBERS_AT, MEMBERS_LAST
    sheet.freeze_panes = f"C{first}"
    sheet.auto_filter.ref = f"A6:M{last}"
    sheet.column_dimensions["B"].width = 30
    sheet.row_dimensions[5].height = 28
    sheet.print_area = f"A1:M{last + 6}"
    sheet.cell(first, 2).comment = Comment("Đã đối chiếu hồ sơ", "VP")
    sheet.cell(last, 11).comment = Comment("hỏi lại chi bộ", "VP")
    choice = DataValidation(type="list", formula1='"Chính thức,Dự bị,Miễn SH"', sqref=f"J{first}:J{last}")
    sheet.add_data_validation(choice)
    old = Rule("expression", formula=[f"$L{first}>70"], dxf=_RED)
    sheet.conditional_formatting.add(f"A{first}:M{last}", old)
    sheet.cell(first + 1, 2).fill = PatternFill("solid", fgColor="FFFF00")
    sheet.cell(first + 2, 13).hyperlink = f"#'{ORGANISATIONS}'!B7"


def _meetings(sheet: Worksheet) -> None:
    _titles(sheet, 14, f"THEO DÕI SINH HOẠT CHI BỘ NĂM {YEAR}")
    upper = [
        "TT", "Ngày", "Giờ", "Chi bộ", "Loại", "Chủ đề", "Chủ trì", "Thư ký", "Tổng số ĐV", "Có mặt", "Vắng", None, "Điểm",
        "Xếp loại",
    ]  # fmt: skip
    _line(sheet, 5, upper, font=_BOLD)
    _line(sheet, 6, [None] * 10 + ["CLD", "KLD"], font=_BOLD)
    sheet.merge_cells("K5:L5")
    for column in "ABCDEFGHIJMN":
        sheet.merge_cells(f"{column}5:{column}6")
    for n in range(9):
        row, branch = 7 + n, BRANCHES[n % 3]
        values = [
            n + 1, date(YEAR, 1 + n // 3, 3), time(19, 30), branch, "TK", f"Sinh hoạt tháng {1 + n // 3}", None, None, 8,
            f"=I{row}-K{row}-L{row}", n % 2, 0, 90 - n, f'=IF(M{row}>=90,"Tốt","Khá")',
        ]  # fmt: skip
        _line(sheet, row, values)
        sheet.cell(row, 3).number_format = "hh:mm"
    _line(sheet, 16, ["CỘNG CẢ NĂM"] + [None] * 7 + ["=SUM(I7:I15)", "=SUM(J7:J15)"] + [None] * 4, font=_BOLD)
    _signature(sheet, 18, 9)


def _grouped(sheet: Worksheet, row: int, width: int) -> dict[int, Person]:
    """Group headers with their people under them: row to person."""
    at: dict[int, Person] = {}
    for number, branch in zip(("I", "II", "III"), BRANCHES, strict=True):
        _line(sheet, row, [f"{number}. {branch} (8 đ/c)"] + [None] * (width - 1), font=_BOLD)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
        for person in (p for p in PEOPLE if p.branch == branch):
            row += 1
            at[row] = person
        row += 1
    return at


def _attendance(sheet: Worksheet) -> None:
    _titles(sheet, 15, f"BẢNG ĐIỂM DANH NĂM {YEAR}", "Ký hiệu: x: có mặt; P: vắng có lý do; K: vắng không lý do")
    _line(sheet, 5, ["STT", "Họ tên", *[f"T{m}" for m in range(1, 13)], "Tổng vắng"], font=_BOLD)
    at = _grouped(sheet, 6, 15)
    for n, (row, person) in enumerate(at.items()):
        marks = ["P" if (n + m) % 7 == 0 else "x" for m in range(3)] + [None] * 9
        _line(sheet, row, [n % 8 + 1, person.name, *marks, f'=COUNTIF(C{row}:N{row},"P")+COUNTIF(C{row}:N{row},"K")'])
    last = max(at)
    _line(sheet, last + 1, ["TỔNG CỘNG"] + [None] * 13 + [f"=SUM(O7:O{last})"], font=_BOLD)
    _signature(sheet, last + 3, 10)


def _pledges(sheet: Worksheet) -> None:
    _titles(sheet, 9, f"ĐĂNG KÝ LÀM THEO BÁC NĂM {YEAR}")
    heads = ["STT", "Họ tên", "Nội dung đăng ký", None, None, "Biện pháp", "Thời gian", "Chi bộ góp ý", "Duyệt"]
    _line(sheet, 4, heads, font=_BOLD)
    _line(sheet, 5, [None, None, "1", "2", "3"], font=_BOLD)
    sheet.merge_cells("C4:E4")
    for column in "ABFGHI":
        sheet.merge_cells(f"{column}4:{column}5")
    for n, (row, person) in enumerate(_grouped(sheet, 6, 9).items()):
        works = ["Đọc báo Đảng", f"Giúp hộ số {n + 1}", None]
        _line(sheet, row, [n % 8 + 1, person.name, *works, "Tự học", f"tháng {1 + n % 12}/{YEAR}", None, None])


def _checks(sheet: Worksheet) -> None:
    _titles(sheet, 17, f"THEO DÕI KẾT QUẢ NĂM {YEAR}")
    months = [f"T{m}" for m in range(1, 13)]
    _line(sheet, 4, ["Họ tên", "Phần việc", *months, "6 tháng", "Cả năm", "Nhận xét"], font=_BOLD)
    row = 5
    for n, person in enumerate(PEOPLE):
        if n % 8 == 0:
            _line(sheet, row, [f"{'I' * (n // 8 + 1)}. {person.branch}"] + [None] * 16, font=_BOLD)
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=17)
            row += 1
        for work in ("Đọc báo Đảng", f"Giúp hộ số {n + 1}"):
            name = person.name if work == "Đọc báo Đảng" else None
            _line(sheet, row, [name, work, "Đ", "đang TH" if n % 3 else "70%"] + [None] * 13)
            row += 1
        sheet.merge_cells(start_row=row - 2, start_column=1, end_row=row - 1, end_column=1)
    _signature(sheet, row + 1, 12)
