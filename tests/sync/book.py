"""A small commune's book of invented people, with the dirt of real ones: titles, two-row headers, dittos, merges, groups, totals.

``tabs()`` are the tabs as a store reads them; ``save(path)`` writes the same book as .xlsx.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment

from sync.cells import EMPTY, Cell, Merge, Tab
from sync.facts import Names, OrganisationName, Person

EPOCH = date(1899, 12, 30)
YEAR = 2026


@dataclass(frozen=True)
class Formula:
    """A formula with the result stored in the file."""

    text: str
    result: str | float | None


Written = str | int | float | date | time | Formula | None
Rows = list[list[Written]]

NAMES = Names(
    people=(
        Person("K001", "Trần Thị Mai", "B1", ("secretary",)),
        Person("K002", "Nguyễn Văn Hòa", "B1", ("deputy_secretary", "village_head")),
        Person("K003", "Lê Thị Hoa", "B1"),
        Person("K004", "Phạm Thị Hoa", "B1"),
        Person("K005", "Đỗ Văn Bình", "B2", ("secretary",)),
        Person("K006", "Nguyễn Thị Mai", "B2"),
    ),
    organisations=(
        OrganisationName("P", "Đảng bộ xã Đồng Tâm", own=True),
        OrganisationName("B1", "Chi bộ thôn Bắc Hải"),
        OrganisationName("B2", "Chi bộ Trường Tiểu học Đồng Tâm"),
    ),
)

TITLES: Rows = [
    ["ĐẢNG BỘ HUYỆN AN BÌNH", None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"],
    ["ĐẢNG ỦY XÃ ĐỒNG TÂM", None, None, "Đồng Tâm, ngày 31 tháng 12 năm 2026"],
    ["*"],
]


def cell(written: Written) -> Cell:
    """The cell a store would read."""
    if written is None:
        return EMPTY
    if isinstance(written, Formula):
        read = cell(written.result)
        kind = "error" if str(written.result).startswith("#") else read.kind
        return Cell(read.value, "uncalculated" if written.result is None else kind, written.text)
    if isinstance(written, time):
        return Cell((written.hour * 60 + written.minute) / 1440, "time")
    if isinstance(written, date):
        return Cell(float((written - EPOCH).days), "date")
    return Cell(written, "text") if isinstance(written, str) else Cell(float(written), "number")


def make_tab(
    title: str,
    rows: Sequence[Sequence[Written]],
    merges: Sequence[tuple[int, int, int, int]] = (),
    *,
    hidden: bool = False,
) -> Tab:
    """A tab of these rows; merges are (top, left, bottom, right), counted from 0."""
    return Tab(title, title, [[cell(w) for w in row] for row in rows], hidden, [Merge(*m) for m in merges])


MEMBER_ROWS: Rows = [
    *TITLES,
    ["DANH SÁCH ĐẢNG VIÊN NĂM 2026"],
    [],
    ["STT", "Họ và tên", "Năm sinh", "Giới tính", None, "Ngày, tháng, năm", None, "Chức vụ", "Chi bộ", "Diện", "Ghi chú", "Ghi chú riêng"],
    [None, None, None, "Nam", "Nữ", "Ngày vào Đảng", "Ngày chính thức"],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)", "(11)", "(12)"],
    ["I. Chi bộ thôn Bắc Hải (4 đ/c)"],
    [1, "TRẦN  THỊ\u00a0MAI", 1970, None, "x", date(1995, 3, 2), "02/3/1996", "BT", "CB thôn Bắc Hải", "CT", None, "hỏi lại"],
    [2, "Nguyễn văn Hòa", "năm 1963", "X", None, "3-2-85", 31446, "Phó Bí thư kiêm TTr", "nt", "chính thức", "đi làm  ăn xa"],
    [3, "Lê Thị Hoa", "tháng 5/1980", None, "x", "31/02/1999", None, None, "//", "CT/DB"],
    [],
    [4, "Phạm Thị Hoa", "khoảng 1960", "x", "x", "??", None, "ĐV", '"', "Miễn SH"],
    ["II. Chi bộ Trường Tiểu học Đồng Tâm (2 đ/c)"],
    [1, "Đỗ Văn Bình", 25600, "x", None, "12.08.2014", None, "BT - HTr", "CB TH Đồng Tâm", None],
    [2, "Nguyễn Thị Mai", "1-8-75", None, "x", None, None, None, "Trường Tiểu học Đồng Tâm", "Dự bị"],
    ["TỔNG CỘNG: 6 đảng viên", None, Formula("=COUNTA(B10:B17)", 6.0)],
    ["Trong đó: chính thức 3 đ/c; dự bị 1 đ/c."],
    [],
    ["NGƯỜI LẬP", None, None, None, None, None, "T/M ĐẢNG ỦY"],
    [None, None, None, None, None, None, "BÍ THƯ"],
    [],
    ["Võ Thị An", None, None, None, None, None, "Hồ Văn Lâm"],
]  # fmt: skip
MEMBER_MERGES = [
    (3, 0, 3, 11), (5, 0, 6, 0), (5, 1, 6, 1), (5, 2, 6, 2), (5, 3, 5, 4), (5, 5, 5, 6), (5, 7, 6, 7), (5, 8, 6, 8),
    (5, 9, 6, 9), (5, 10, 6, 10), (5, 11, 6, 11), (8, 0, 8, 11), (14, 0, 14, 11), (17, 0, 17, 1), (20, 0, 20, 5),
    (20, 6, 20, 11), (21, 6, 21, 11), (23, 0, 23, 5), (23, 6, 23, 11),
]  # fmt: skip
#: Rows of the member list as indices, in order.
MEMBERS_AT = (9, 10, 11, 13, 15, 16)

ORGANISATION_ROWS: Rows = [
    *TITLES,
    ["DANH SÁCH CÁC CHI BỘ NĂM 2026"],
    [],
    ["STT", "Tên chi bộ", "Loại hình", "Trực thuộc", "Bí thư", "SĐT", "Tổng số ĐV", "Trong đó"],
    [None, None, None, None, None, None, None, "Dự bị", "Được miễn SH"],
    [1, "CB thôn Bắc Hải", "Nông thôn", "Đảng bộ xã Đồng Tâm", "đ/c Mai (BT)", 950128759, 4, None, 1],
    [2, "Chi bộ Trường Tiểu học Đồng Tâm", "??", "nt", "Bà Hạnh", "0950 128 75?", 2, 1],
    ["TỔNG CỘNG", None, None, None, None, None, Formula("=SUM(G8:G9)", 6.0)],
    [],
    ["NGƯỜI LẬP BIỂU", None, None, None, None, "T/M ĐẢNG ỦY"],
]
ORGANISATION_MERGES = [(5, c, 6, c) for c in range(7)] + [(5, 7, 5, 8), (9, 0, 9, 2), (11, 0, 11, 4), (11, 5, 11, 8)]


def rated(row: int, result: str | None) -> Formula:
    """The rating's formula of a row."""
    return Formula(f'=IF(M{row}>=90,"Tốt","Khá")', result)


MEETING_ROWS: Rows = [
    ["THEO DÕI SINH HOẠT CHI BỘ NĂM 2026"],
    ["TK: thường kỳ; CĐ: chuyên đề; CLD: có lý do; KLD: không lý do"],
    ["TT", "Ngày", "Giờ", "Chi bộ", "Loại", "Chủ đề", "Chủ trì", "Thư ký", "Tổng số ĐV", "Có mặt", "Vắng", None, "Điểm", "Xếp loại"],
    [None, None, None, None, None, None, None, None, None, None, "CLD", "KLD"],
    ["QUÝ I"],
    [1, "03.01.2026", "19h30", "Bắc Hải", "TK", "Sinh hoạt tháng 1", "đ/c Mai (BT)", "Văn Hòa", 4,
     Formula("=I6-K6-L6", 3.0), 1, None, 92, rated(6, "Tốt")],
    [2, date(2026, 1, 5), time(7, 0), "CB TH Đồng Tâm", "TK + CĐ quý I", "nt", "Đỗ Văn Bình", "Mai", 2,
     "2/2", None, None, 80, rated(7, "Khá")],
    ["QUÝ II"],
    [3, "5/3", "tối", "thôn mới", "họp", '"', "đ/c Hoa", "Ông Lâm", 4,
     Formula("=I9-K9-L9", "#VALUE!"), "vài đ/c", None, "?", rated(9, None)],
    ["CỘNG CẢ NĂM", None, None, None, None, None, None, None, Formula("=SUM(I6:I9)", 10.0)],
    [],
    [None, None, None, None, None, None, None, "NGƯỜI LẬP BIỂU"],
    [None, None, None, None, None, None, None, "Võ Thị An"],
]  # fmt: skip
MEETING_MERGES = [(2, c, 3, c) for c in (*range(10), 12, 13)] + [
    (2, 10, 2, 11),
    (4, 0, 4, 13),
    (7, 0, 7, 13),
    (9, 0, 9, 6),
]

MONTHS = [f"T{n}" for n in range(1, 13)]
ATTENDANCE_ROWS: Rows = [
    ["BẢNG ĐIỂM DANH NĂM 2026"],
    ["Ký hiệu: x: có mặt; P: vắng có lý do; K hoặc v: vắng không lý do; M: đến muộn; để trống: chưa điểm danh"],
    ["STT", "Họ tên", "Tháng", *[None] * 11, "Tổng vắng"],
    [None, None, *MONTHS],
    ["I. Chi bộ thôn Bắc Hải"],
    [1, "đ/c Mai", "x", "X", "P", "phép", "ốm", "v", "K", "M", None, "?", "x/P", "bận", Formula('=COUNTIF(C6:N6,"P")', 1.0)],
    [2, "HÒA (PBT)", "x", *[None] * 11, Formula('=COUNTIF(C7:N7,"P")', 0.0)],
    [3, "Hoa", "x", *[None] * 11, Formula('=COUNTIF(C8:N8,"P")', 0.0)],
]  # fmt: skip
ATTENDANCE_MERGES = [(2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 13), (2, 14, 3, 14), (4, 0, 4, 14)]

PLEDGE_ROWS: Rows = [
    ["ĐĂNG KÝ LÀM THEO BÁC NĂM 2026"],
    [],
    ["STT", "Họ tên", "Nội dung đăng ký", None, None, "Biện pháp", "Thời gian", "Chi bộ góp ý", "Duyệt"],
    [None, None, "1", "2", "3"],
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
    ["I. Chi bộ thôn Bắc Hải"],
    [
        1,
        "Trần Thị Mai",
        "1. Đọc báo Đảng\n2. Trồng 20 m hàng rào",
        None,
        None,
        "Tự học",
        "quý III/2026",
        "Nhất trí",
        "Đã duyệt",
    ],
    [2, "Nguyễn Văn Hòa", "Đọc báo Đảng", "Giúp 01 hộ nghèo", None, "//", "nt", "nt", "x"],
    [3, "Lê Thị Hoa", None, None, None, None, "thường xuyên", "miễn SH", "?"],
    ["Tổng số đảng viên đăng ký", None, None, None, None, None, Formula("=COUNTA(C7:C9)", 2.0)],
]
PLEDGE_MERGES = [(2, c, 3, c) for c in (0, 1, 5, 6, 7, 8)] + [(2, 2, 2, 4), (5, 0, 5, 8), (9, 0, 9, 1)]

CHECK_ROWS: Rows = [
    ["THEO DÕI KẾT QUẢ NĂM 2026"],
    ["Đ: đạt; đang TH: đang thực hiện; C: chưa làm; để trống: chưa theo dõi"],
    ["Họ tên", "Phần việc", "Kết quả từng tháng", *[None] * 11, "6 tháng", "Cả năm", "Nhận xét"],
    [None, None, *MONTHS],
    ["I. CHI BỘ THÔN BẮC HẢI"],
    ["đ/c Mai", "Đọc báo Đảng", "Đ", "đang TH", "C", "70%", "0,7", 0.7, "150%", "Đ/C", "như T3", None, "xong", "??", "HTTNV", "HTXS", "Gương mẫu"],
    [None, "Tổng vệ sinh đường làng", "x", *[None] * 11, "tự: HTXS; CB: HTT", "Không HT"],
    ["Văn Hòa", "Giúp 01 hộ nghèo", None, "Đ"],
    [],
    [None, None, None, None, None, None, None, None, "NGƯỜI TỔNG HỢP"],
    [],
    [None, None, None, None, None, None, None, None, "Võ Thị An"],
]  # fmt: skip
CHECK_MERGES = [(2, c, 3, c) for c in (0, 1, 14, 15, 16)] + [
    (2, 2, 2, 13),
    (4, 0, 4, 16),
    (5, 0, 6, 0),
    (9, 8, 9, 16),
    (11, 8, 11, 16),
]

OLD_ROWS: Rows = [
    ["THEO DÕI THÁNG 5"],
    ["TT", "Ngày", "Chi bộ", "Có mặt"],
    [1, date(2026, 5, 3), "Bắc Hải", 4],
]

SHEETS = {
    "Chi bộ": (ORGANISATION_ROWS, ORGANISATION_MERGES),
    "Đảng viên": (MEMBER_ROWS, MEMBER_MERGES),
    "Buổi SH": (MEETING_ROWS, MEETING_MERGES),
    "Điểm danh": (ATTENDANCE_ROWS, ATTENDANCE_MERGES),
    "Đăng ký làm theo": (PLEDGE_ROWS, PLEDGE_MERGES),
    "Theo dõi tháng": (CHECK_ROWS, CHECK_MERGES),
}


def tabs() -> dict[str, Tab]:
    """The book as a store reads it, the hidden old tab included."""
    book = {title: make_tab(title, rows, merges) for title, (rows, merges) in SHEETS.items()}
    return {**book, "T5 (2)": make_tab("T5 (2)", OLD_ROWS, hidden=True)}


def save(path: Path) -> Path:
    """Write the book as .xlsx (formulas without results, as openpyxl leaves them)."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, (rows, merges) in {**SHEETS, "T5 (2)": (OLD_ROWS, [])}.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append([w.text if isinstance(w, Formula) else w for w in row])
        for top, left, bottom, right in merges:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    workbook["T5 (2)"].sheet_state = "hidden"
    workbook["Đảng viên"]["B12"].comment = Comment("hỏi lại chi bộ", "VP")
    workbook.save(path)
    return path
