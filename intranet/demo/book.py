"""Writes the demo commune's book as staff would keep it: titles, two-row headers, groups, merges, formulas, a signature block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from intranet.demo.commune import BRANCHES, COMMENTS, COMMITTEE, MEASURES, TOPICS, Commune, DemoMember

Row = Sequence[Any]
MONTHS = [f"T{month}" for month in range(1, 13)]
LINE = Side(style="thin", color="FF9A948A")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
GROUP_FILL = PatternFill("solid", fgColor="FFF3EFE6")


@dataclass(slots=True)
class Page:
    """A tab being written from the top down."""

    sheet: Worksheet
    width: int
    row: int = 0
    marked: list[int] = field(default_factory=list)

    def line(self, values: Row, *, bold: bool = False, boxed: bool = False) -> int:
        """Write one row; answers with its number."""
        self.row += 1
        for column, value in enumerate(values, start=1):
            cell = self.sheet.cell(self.row, column, value)
            cell.font = Font(name="Times New Roman", size=12, bold=bold)
            if isinstance(value, date):
                cell.number_format = "dd/mm/yyyy"
            if boxed:
                cell.border = BOX
                cell.alignment = Alignment(vertical="top", wrap_text=True)
        return self.row

    def title(self, text: str, *, bold: bool = True) -> None:
        """A title over the whole width."""
        row = self.line([text], bold=bold)
        self.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=self.width)
        self.sheet.cell(row, 1).alignment = Alignment(horizontal="center")

    def header(self, upper: Row, lower: Row | None = None) -> None:
        """A header of one or two rows; a column without a lower header is merged down."""
        top = self.line(upper, bold=True, boxed=True)
        if lower is not None:
            self.line(lower, bold=True, boxed=True)
            self._merge_header(top, upper, lower)
        for row in range(top, self.row + 1):
            for column in range(1, self.width + 1):
                self.sheet.cell(row, column).alignment = Alignment(
                    horizontal="center", vertical="center", wrap_text=True
                )
        self.sheet.freeze_panes = f"C{self.row + 1}"

    def _merge_header(self, top: int, upper: Row, lower: Row) -> None:
        for column in range(1, self.width + 1):
            if lower[column - 1] is None and upper[column - 1] is not None:
                self.sheet.merge_cells(start_row=top, start_column=column, end_row=top + 1, end_column=column)
        start = next((c for c in range(self.width) if lower[c] is not None), None)
        if start is not None:
            spans = [
                c for c in range(start, self.width) if lower[c] is not None and (c == start or upper[c] is not None)
            ]
            for first, after in zip(spans, [*spans[1:], None], strict=True):
                last = next(
                    (c for c in range(first + 1, self.width) if upper[c] is not None or lower[c] is None), self.width
                )
                end = min(last, after if after is not None else self.width)
                if end - first > 1:
                    self.sheet.merge_cells(start_row=top, start_column=first + 1, end_row=top, end_column=end)

    def group(self, text: str) -> None:
        """A group header row."""
        row = self.line([text] + [None] * (self.width - 1), bold=True, boxed=True)
        for column in range(1, self.width + 1):
            self.sheet.cell(row, column).fill = GROUP_FILL
        self.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=self.width)

    def total(self, values: Row, merged: int) -> None:
        """A total row whose label stands over the first columns."""
        row = self.line(values, bold=True, boxed=True)
        self.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=merged)

    def signature(self, who: str, name: str) -> None:
        """The block under the table."""
        at = max(1, self.width - 3)
        self.line([])
        for text in (who, None, None, None, name):
            self.line([None] * at + [text], bold=text == who)

    def widths(self, *widths: int) -> None:
        """Column widths in characters; the last one holds for the rest."""
        for column in range(1, self.width + 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = widths[min(column, len(widths)) - 1]


def write(commune: Commune, path: Path) -> None:
    """Write the book as .xlsx."""
    workbook = Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]
    random = Random(19)
    _branches(workbook.create_sheet("Chi bộ"), commune)
    _members(workbook.create_sheet("Đảng viên"), commune)
    _meetings(workbook.create_sheet("Buổi sinh hoạt"), commune, random)
    _attendance(workbook.create_sheet("Điểm danh"), commune)
    _pledges(workbook.create_sheet("Đăng ký làm theo"), commune, random)
    _checks(workbook.create_sheet("Theo dõi tháng"), commune, random)
    for sheet in workbook.worksheets:
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True  # type: ignore[union-attr]
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)


def _begin(sheet: Worksheet, width: int, *titles: str) -> Page:
    page = Page(sheet, width)
    page.line(["ĐẢNG ỦY XÃ MẪU HÒA"], bold=True)
    page.line(["*"])
    for title in titles:
        page.title(title)
    page.line([])
    return page


def _secretary(members: Sequence[DemoMember]) -> str:
    return f"đ/c {members[0].name.split()[-1]} (BT)"


def _branches(sheet: Worksheet, commune: Commune) -> None:
    page = _begin(sheet, 10, "DANH SÁCH CÁC CHI BỘ TRỰC THUỘC", f"NĂM {commune.year}")
    page.header(
        [
            "STT",
            "Tên chi bộ",
            "Loại hình",
            "Trực thuộc",
            "Bí thư",
            "SĐT",
            "Tổng số ĐV",
            "Trong đó",
            None,
            "Ghi chú riêng",
        ],
        [None, None, None, None, None, None, None, "Dự bị", "Được miễn SH", None],
    )
    first = page.row + 1
    for number, branch in enumerate(BRANCHES, start=1):
        members = commune.members[branch.name]
        count = [sum(1 for m in members if m.standing == s) or None for s in ("Dự bị", "Miễn sinh hoạt")]
        parent = COMMITTEE if number == 1 else "nt"
        phone = f"09500123{number:02d}" if number != 4 else 950012304
        page.line(
            [number, branch.name, branch.kind, parent, members[0].name, phone, len(members), *count, None], boxed=True
        )
    totals = [f"=SUM({c}{first}:{c}{page.row})" for c in "GHI"]
    page.total(["TỔNG CỘNG", None, None, None, None, None, *totals, None], 6)
    page.signature("NGƯỜI LẬP BIỂU", "Lê Thu Hà")
    page.widths(6, 34, 13, 24, 24, 14, 9, 9, 9, 22)


def _members(sheet: Worksheet, commune: Commune) -> None:
    page = _begin(sheet, 12, "DANH SÁCH ĐẢNG VIÊN", f"ĐẢNG BỘ XÃ MẪU HÒA NĂM {commune.year}")
    page.header(
        [
            "STT", "Họ và tên", "Năm sinh", "Giới tính", None, "Ngày, tháng, năm", None,
            "Chức vụ", "Chi bộ", "Diện", "Ghi chú", "Ghi chú riêng",
        ],
        [None, None, None, "Nam", "Nữ", "Ngày vào Đảng", "Ngày chính thức", None, None, None, None, None],
    )  # fmt: skip
    for order, branch in zip(("I", "II", "III", "IV", "V"), BRANCHES, strict=True):
        members = commune.members[branch.name]
        page.group(f"{order}. {branch.name} ({len(members)} đ/c)")
        for number, m in enumerate(members, start=1):
            ticks = ("x", None) if m.gender == "male" else (None, "x")
            joined = m.joined.strftime("%d.%m.%Y") if number % 4 == 0 else m.joined
            where = branch.name.replace("Chi bộ", "CB") if number == 1 else "nt"
            page.line(
                [number, m.name, m.born, *ticks, joined, m.official, m.role, where, m.standing, None, None], boxed=True
            )
    page.signature("T/M BAN THƯỜNG VỤ", "Hồ Văn Lâm")
    page.widths(6, 26, 10, 6, 6, 14, 14, 16, 28, 16, 18, 18)


def _meetings(sheet: Worksheet, commune: Commune, random: Random) -> None:
    page = _begin(sheet, 14, f"THEO DÕI SINH HOẠT CHI BỘ NĂM {commune.year}")
    page.line(["TK: thường kỳ; CĐ: chuyên đề; CLD: có lý do; KLD: không lý do"])
    page.header(
        [
            "TT", "Ngày", "Giờ", "Chi bộ", "Loại", "Chủ đề", "Chủ trì", "Thư ký", "Tổng số ĐV", "Có mặt",
            "Vắng", None, "Điểm", "Xếp loại",
        ],
        [None] * 10 + ["CLD", "KLD", None, None],
    )  # fmt: skip
    first, number = page.row + 1, 0
    for month in range(1, commune.months + 1):
        for branch in BRANCHES:
            number += 1
            members = commune.members[branch.name]
            away = [sum(1 for m in members if m.marks[month - 1] == s) or None for s in ("P", "K")]
            day: date | str = date(commune.year, month, random.randint(2, 6))
            kind = "TK + CĐ" if month % 3 == 2 else random.choice(("TK", "SH thường kỳ"))
            score = random.randint(74, 96)
            present = len(members) - sum(count or 0 for count in away)
            rating = "Tốt" if score >= 90 else "Khá"
            page.line(
                [
                    number, day, branch.hour, branch.name, kind, random.choice(TOPICS).format(month), _secretary(members),
                    members[1].name, len(members), present, *away, score, rating,
                ],
                boxed=True,
            )  # fmt: skip
    totals = [f"=SUM(I{first}:I{page.row})", None, f"=SUM(K{first}:K{page.row})", f"=SUM(L{first}:L{page.row})"]
    page.total(["CỘNG", None, None, None, None, None, None, None, *totals, None, None], 8)
    page.signature("NGƯỜI LẬP BIỂU", "Lê Thu Hà")
    page.widths(6, 13, 9, 32, 14, 44, 18, 24, 9, 9, 7, 7, 8, 12)


def _attendance(sheet: Worksheet, commune: Commune) -> None:
    page = _begin(sheet, 15, f"BẢNG ĐIỂM DANH SINH HOẠT CHI BỘ NĂM {commune.year}")
    page.line(["Ký hiệu: x: có mặt; P: vắng có lý do; K: vắng không lý do; M: đến muộn; để trống: chưa điểm danh"])
    page.header(
        ["STT", "Họ tên", "Tháng", *[None] * 11, "Tổng vắng"],
        [None, None, *MONTHS, None],
    )
    for order, branch in zip(("I", "II", "III", "IV", "V"), BRANCHES, strict=True):
        page.group(f"{order}. {branch.name}")
        for number, m in enumerate(commune.members[branch.name], start=1):
            row = page.row + 1
            marks = [*m.marks, *[None] * (12 - len(m.marks))]
            absent = f'=COUNTIF(C{row}:N{row},"P")+COUNTIF(C{row}:N{row},"K")'
            page.line([number, m.name, *marks, absent], boxed=True)
    page.signature("THƯ KÝ TỔNG HỢP", "Lê Thu Hà")
    page.widths(6, 26, *[6] * 12, 9)


def _pledges(sheet: Worksheet, commune: Commune, random: Random) -> None:
    page = _begin(
        sheet,
        9,
        "TỔNG HỢP NỘI DUNG ĐĂNG KÝ HỌC TẬP VÀ LÀM THEO",
        f"TƯ TƯỞNG, ĐẠO ĐỨC, PHONG CÁCH HỒ CHÍ MINH NĂM {commune.year}",
    )
    page.header(
        ["STT", "Họ tên", "Nội dung đăng ký", None, None, "Biện pháp", "Thời gian", "Chi bộ góp ý", "Duyệt"],
        [None, None, "1", "2", "3", None, None, None, None],
    )
    for order, branch in zip(("I", "II", "III", "IV", "V"), BRANCHES, strict=True):
        page.group(f"{order}. {branch.name}")
        for number, m in enumerate(commune.members[branch.name], start=1):
            page.line(_pledge(commune, m, number, random), boxed=True)
    page.signature("T/M ĐẢNG ỦY", "Hồ Văn Lâm")
    page.widths(6, 26, 34, 34, 34, 28, 14, 24, 12)


def _pledge(commune: Commune, m: DemoMember, number: int, random: Random) -> list[Any]:
    if not m.works:
        return [number, m.name, *[None] * 7]
    works: list[str | None] = [*m.works, *[None] * (3 - len(m.works))]
    if number % 5 == 0:
        works = ["\n".join(f"{n}. {work}" for n, work in enumerate(m.works, start=1)), None, None]
    deadline = random.choice(
        (date(commune.year, 12, 31), f"Quý III/{commune.year}", f"tháng 12/{commune.year}", commune.year)
    )
    approval = random.choices(("Đã duyệt", "chưa", "Sửa lại"), (80, 12, 8))[0]
    return [number, m.name, *works, random.choice(MEASURES), deadline, random.choice(COMMENTS), approval]


def _checks(sheet: Worksheet, commune: Commune, random: Random) -> None:
    page = _begin(sheet, 17, f"THEO DÕI KẾT QUẢ THỰC HIỆN ĐĂNG KÝ LÀM THEO BÁC NĂM {commune.year}")
    page.line(["Đ: đạt; đang TH: đang thực hiện; C: chưa làm; để trống: chưa theo dõi"])
    page.header(
        ["Họ tên", "Phần việc", "Kết quả từng tháng", *[None] * 11, "6 tháng", "Cả năm", "Nhận xét"],
        [None, None, *MONTHS, None, None, None],
    )
    for order, branch in zip(("I", "II", "III", "IV", "V"), BRANCHES, strict=True):
        page.group(f"{order}. {branch.name}")
        for m in commune.members[branch.name]:
            top = page.row + 1
            for n, (work, checks) in enumerate(zip(m.works, m.checks, strict=True)):
                half = random.choice(("HTTNV", "HTXS", "HTNV")) if commune.months >= 6 else None
                months = [*checks, *[None] * (12 - len(checks))]
                page.line([m.name if n == 0 else None, work, *months, half, None, None], boxed=True)
            if len(m.works) > 1:
                page.sheet.merge_cells(start_row=top, start_column=1, end_row=page.row, end_column=1)
    page.signature("NGƯỜI TỔNG HỢP", "Lê Thu Hà")
    page.widths(24, 44, *[9] * 12, 11, 11, 24)
