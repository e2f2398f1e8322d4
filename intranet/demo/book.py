"""Writes the demo commune's book as staff would keep it: titles, two-row headers, groups, merges, formulas, a signature block."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from intranet.demo.commune import BRANCHES, COMMENTS, COMMITTEE, MEASURES, TOPICS, Commune, DemoMember
from intranet.demo.tab import Tab

MONTHS = [f"T{month}" for month in range(1, 13)]


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


def _begin(sheet: Worksheet, width: int, *titles: str) -> Tab:
    tab = Tab(sheet, width)
    tab.line(["ĐẢNG ỦY XÃ MẪU HÒA"], bold=True)
    tab.line(["*"])
    for title in titles:
        tab.title(title)
    tab.line([])
    return tab


def _secretary(members: Sequence[DemoMember]) -> str:
    return f"đ/c {members[0].name.split()[-1]} (BT)"


def _branches(sheet: Worksheet, commune: Commune) -> None:
    tab = _begin(sheet, 10, "DANH SÁCH CÁC CHI BỘ TRỰC THUỘC", f"NĂM {commune.year}")
    tab.header(
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
    first = tab.row + 1
    for number, branch in enumerate(BRANCHES, start=1):
        members = commune.members[branch.name]
        count = [sum(1 for m in members if m.standing == s) or None for s in ("Dự bị", "Miễn sinh hoạt")]
        parent = COMMITTEE if number == 1 else "nt"
        phone = f"09500123{number:02d}" if number != 4 else 950012304
        tab.line(
            [number, branch.name, branch.kind, parent, members[0].name, phone, len(members), *count, None], boxed=True
        )
    totals = [f"=SUM({c}{first}:{c}{tab.row})" for c in "GHI"]
    tab.total(["TỔNG CỘNG", None, None, None, None, None, *totals, None], 6)
    tab.signature("NGƯỜI LẬP BIỂU", "Lê Thu Hà")
    tab.widths(6, 34, 13, 24, 24, 14, 9, 9, 9, 22)


def _members(sheet: Worksheet, commune: Commune) -> None:
    tab = _begin(sheet, 12, "DANH SÁCH ĐẢNG VIÊN", f"ĐẢNG BỘ XÃ MẪU HÒA NĂM {commune.year}")
    tab.header(
        [
            "STT", "Họ và tên", "Năm sinh", "Giới tính", None, "Ngày, tháng, năm", None,
            "Chức vụ", "Chi bộ", "Diện", "Ghi chú", "Ghi chú riêng",
        ],
        [None, None, None, "Nam", "Nữ", "Ngày vào Đảng", "Ngày chính thức", None, None, None, None, None],
    )  # fmt: skip
    for order, branch in zip(("I", "II", "III", "IV", "V"), BRANCHES, strict=True):
        members = commune.members[branch.name]
        tab.group(f"{order}. {branch.name} ({len(members)} đ/c)")
        for number, m in enumerate(members, start=1):
            ticks = ("x", None) if m.gender == "male" else (None, "x")
            joined = m.joined.strftime("%d.%m.%Y") if number % 4 == 0 else m.joined
            where = branch.name.replace("Chi bộ", "CB") if number == 1 else "nt"
            tab.line(
                [number, m.name, m.born, *ticks, joined, m.official, m.role, where, m.standing, None, None], boxed=True
            )
    tab.signature("T/M BAN THƯỜNG VỤ", "Hồ Văn Lâm")
    tab.widths(6, 26, 10, 6, 6, 14, 14, 16, 28, 16, 18, 18)


def _meetings(sheet: Worksheet, commune: Commune, random: Random) -> None:
    tab = _begin(sheet, 14, f"THEO DÕI SINH HOẠT CHI BỘ NĂM {commune.year}")
    tab.line(["TK: thường kỳ; CĐ: chuyên đề; CLD: có lý do; KLD: không lý do"])
    tab.header(
        [
            "TT", "Ngày", "Giờ", "Chi bộ", "Loại", "Chủ đề", "Chủ trì", "Thư ký", "Tổng số ĐV", "Có mặt",
            "Vắng", None, "Điểm", "Xếp loại",
        ],
        [None] * 10 + ["CLD", "KLD", None, None],
    )  # fmt: skip
    first, number = tab.row + 1, 0
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
            tab.line(
                [
                    number, day, branch.hour, branch.name, kind, random.choice(TOPICS).format(month), _secretary(members),
                    members[1].name, len(members), present, *away, score, rating,
                ],
                boxed=True,
            )  # fmt: skip
    totals = [f"=SUM(I{first}:I{tab.row})", None, f"=SUM(K{first}:K{tab.row})", f"=SUM(L{first}:L{tab.row})"]
    tab.total(["CỘNG", None, None, None, None, None, None, None, *totals, None, None], 8)
    tab.signature("NGƯỜI LẬP BIỂU", "Lê Thu Hà")
    tab.widths(6, 13, 9, 32, 14, 44, 18, 24, 9, 9, 7, 7, 8, 12)


def _attendance(sheet: Worksheet, commune: Commune) -> None:
    tab = _begin(sheet, 15, f"BẢNG ĐIỂM DANH SINH HOẠT CHI BỘ NĂM {commune.year}")
    tab.line(["Ký hiệu: x: có mặt; P: vắng có lý do; K: vắng không lý do; M: đến muộn; để trống: chưa điểm danh"])
    tab.header(
        ["STT", "Họ tên", "Tháng", *[None] * 11, "Tổng vắng"],
        [None, None, *MONTHS, None],
    )
    for order, branch in zip(("I", "II", "III", "IV", "V"), BRANCHES, strict=True):
        tab.group(f"{order}. {branch.name}")
        for number, m in enumerate(commune.members[branch.name], start=1):
            row = tab.row + 1
            marks = [*m.marks, *[None] * (12 - len(m.marks))]
            absent = f'=COUNTIF(C{row}:N{row},"P")+COUNTIF(C{row}:N{row},"K")'
            tab.line([number, m.name, *marks, absent], boxed=True)
    tab.signature("THƯ KÝ TỔNG HỢP", "Lê Thu Hà")
    tab.widths(6, 26, *[6] * 12, 9)


def _pledges(sheet: Worksheet, commune: Commune, random: Random) -> None:
    tab = _begin(
        sheet,
        9,
        "TỔNG HỢP NỘI DUNG ĐĂNG KÝ HỌC TẬP VÀ LÀM THEO",
        f"TƯ TƯỞNG, ĐẠO ĐỨC, PHONG CÁCH HỒ CHÍ MINH NĂM {commune.year}",
    )
    tab.header(
        ["STT", "Họ tên", "Nội dung đăng ký", None, None, "Biện pháp", "Thời gian", "Chi bộ góp ý", "Duyệt"],
        [None, None, "1", "2", "3", None, None, None, None],
    )
    for order, branch in zip(("I", "II", "III", "IV", "V"), BRANCHES, strict=True):
        tab.group(f"{order}. {branch.name}")
        for number, m in enumerate(commune.members[branch.name], start=1):
            tab.line(_pledge(commune, m, number, random), boxed=True)
    tab.signature("T/M ĐẢNG ỦY", "Hồ Văn Lâm")
    tab.widths(6, 26, 34, 34, 34, 28, 14, 24, 12)


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
    tab = _begin(sheet, 17, f"THEO DÕI KẾT QUẢ THỰC HIỆN ĐĂNG KÝ LÀM THEO BÁC NĂM {commune.year}")
    tab.line(["Đ: đạt; đang TH: đang thực hiện; C: chưa làm; để trống: chưa theo dõi"])
    tab.header(
        ["Họ tên", "Phần việc", "Kết quả từng tháng", *[None] * 11, "6 tháng", "Cả năm", "Nhận xét"],
        [None, None, *MONTHS, None, None, None],
    )
    for order, branch in zip(("I", "II", "III", "IV", "V"), BRANCHES, strict=True):
        tab.group(f"{order}. {branch.name}")
        for m in commune.members[branch.name]:
            top = tab.row + 1
            for n, (work, checks) in enumerate(zip(m.works, m.checks, strict=True)):
                half = random.choice(("HTTNV", "HTXS", "HTNV")) if commune.months >= 6 else None
                months = [*checks, *[None] * (12 - len(checks))]
                tab.line([m.name if n == 0 else None, work, *months, half, None, None], boxed=True)
            if len(m.works) > 1:
                tab.sheet.merge_cells(start_row=top, start_column=1, end_row=tab.row, end_column=1)
    tab.signature("NGƯỜI TỔNG HỢP", "Lê Thu Hà")
    tab.widths(24, 44, *[9] * 12, 11, 11, 24)
