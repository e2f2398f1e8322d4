"""Every register's tab as offices keep it, small and invented: group headers, subtotals, merged months, formulas; and its story.

A case tells what is done on each side and what must then stand on the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from sync.columns import Value

Row = Sequence[object]

BRANCHES: Sequence[Row] = [
    ("STT", "Tên chi bộ", "Loại hình"),
    (1, "Chi bộ thôn Bắc Sơn", "Nông thôn"),
    (2, "Chi bộ thôn Nam Hà", "Nông thôn"),
    (3, "Chi bộ Trường Tiểu học", "Trường học"),
]
MEMBERS: Sequence[Row] = [
    ("STT", "Họ và tên", "Chi bộ"),
    (1, "Nguyễn Văn Mẫu", "Bắc Sơn"),
    (2, "Trần Thị Hòa", "Bắc Sơn"),
    (3, "Lê Quang Dũng", "Nam Hà"),
    (4, "Phạm Thu Cúc", "Trường Tiểu học"),
]


@dataclass(frozen=True)
class Page:
    """A tab: its header and what is below; the header stands in row 4, under the title rows. ``merges`` as in A5:G5."""

    tab: str
    rows: Sequence[Row]
    merges: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Case(Page):
    """One register's tab and what happens to it. A row is told by a text that only it holds.

    ``change``: (row, field, value, column, what then stands there), made in the database. ``new``: a record made there, the
    row under which it must stand, and cells of its row by column. ``typed``: (row, column, text, field, value) and
    ``inserted``: (under which row, the texts, some fields), made in the sheet after that; ``deleted``: a row taken out at last.
    ``totalled``: a total's range ends at the row above the new one. ``kept``: the register deletes nothing, its rows come back.
    A unit or a member is given by name.
    """

    table: str
    change: tuple[str, str, Value, str, object]
    new: tuple[Mapping[str, Value], str, Mapping[str, object]]
    typed: tuple[str, str, str, str, Value]
    inserted: tuple[str, Row, Mapping[str, Value]]
    deleted: str
    totalled: bool = False
    kept: bool = False


GOOD_DEEDS = Case(
    table="good_deeds", tab="NT-VT",
    rows=[
        ("Số", "Ngày ghi", "Họ tên/Tập thể", "Đơn vị", "Việc tốt", "Người giới thiệu", "Xác nhận"),
        ("A. TẬP THỂ",),
        (1, "05/01/2022", "Chi hội Phụ nữ thôn Bắc Sơn", "Bắc Sơn", "Dọn vệ sinh đường thôn", "Nguyễn Văn Mẫu", "x"),
        ("B. CÁ NHÂN",),
        (1, "07/02/2022", "Bà Đỗ Thị Lành", "CB thôn Nam Hà", "Nhặt được ví trả lại", "Dũng", "chưa"),
        (2, "tháng 3/2022", "Trần Thị Hòa", "Bắc Sơn", "Hiến máu", "Mẫu", None),
    ],
    change=("Đỗ Thị Lành", "deed", "Nhặt được ví tiền, trả lại người mất", "E", "Nhặt được ví tiền, trả lại người mất"),
    new=(
        {"who": "Tổ tự quản số 3", "subject_kind": "collective", "deed": "Trồng cây", "unit": "Chi bộ thôn Nam Hà",
         "recorded_on": "2022-05-02"},
        "Chi hội Phụ nữ", {"C": "Tổ tự quản số 3", "D": "Chi bộ thôn Nam Hà", "E": "Trồng cây"},
    ),
    typed=("Hiến máu", "G", "đã XN", "confirmed", True),
    inserted=(
        "Hiến máu", (3, "1/6/2022", "Vũ Văn Hiền", "Trường Tiểu học", "Dạy kèm trẻ nghèo", "Cúc", "x"),
        {"who": "Vũ Văn Hiền", "subject_kind": "individual", "unit": "Chi bộ Trường Tiểu học", "proposer": "Phạm Thu Cúc"},
    ),
    deleted="Đỗ Thị Lành",
    merges=("A5:G5", "A7:G7"),
)  # fmt: skip

PRACTICE_MODELS = Case(
    table="practice_models", tab="Mô hình",
    rows=[
        ("TT", "Tên mô hình", "Tập thể đăng ký", "Lĩnh vực", "Nội dung", "Bắt đầu", "Người phụ trách", "Nhân rộng", "Ghi chú riêng"),
        (1, "Thắp sáng đường quê", "Bắc Sơn", "ANTT", "Lắp 24 bóng đèn", "10/2022", "Mẫu", "x", "xem lại"),
        (2, "Heo đất", "Hội LHPN xã", "Nhân đạo, từ thiện", "Mỗi ngày 1.000 đ", 2022, "Cúc", None, None),
        (3, "Vườn mẫu", "Nam Hà", "KT", "01 vườn", "quý II/2022", "đ/c Dũng", "Chưa", None),
    ],
    change=("Thắp sáng", "started", "2022-09", "F", "9/2022"),
    new=({"name": "Cổng làng", "unit": "Chi bộ thôn Nam Hà", "field": "culture"}, "Vườn mẫu", {"B": "Cổng làng", "C": "Chi bộ thôn Nam Hà"}),
    typed=("Heo đất", "D", "Môi trường", "field", "environment"),
    inserted=(
        "Heo đất", (None, "Tiếng kẻng an ninh", "CB thôn Nam Hà", "An ninh trật tự"),
        {"name": "Tiếng kẻng an ninh", "unit": "Chi bộ thôn Nam Hà"},
    ),
    deleted="Vườn mẫu",
)  # fmt: skip

COMMENDATIONS = Case(
    table="commendations", tab="Khen thưởng",
    rows=[
        ("STT", "Tên", "Hình thức", "Cấp", "Số QĐ", "Ngày", "Thành tích", "Tiền thưởng"),
        ("Quý I",),
        (1, "Chi bộ thôn Bắc Sơn", "GK", "Xã", "12-QĐ/ĐU", "05/01/2022", "Có mô hình hiệu quả", "1tr"),
        ("Quý II",),
        (1, "Nguyễn Văn Mẫu", "Biểu dương", "//", "15-QĐ/ĐU", "02/4/2022", "Hiến đất", "500k"),
        ("Tổng tiền thưởng", None, None, None, None, None, None, "=SUM(H6:H8)"),
    ],
    change=("12-QĐ/ĐU", "amount", 1_200_000, "H", "1.200.000"),
    new=(
        {"who": "Trần Thị Hòa", "subject_kind": "individual", "form": "merit_note", "decided_on": "2022-03-20"},
        "12-QĐ/ĐU", {"B": "Trần Thị Hòa", "C": "Giấy khen"},
    ),
    typed=("15-QĐ/ĐU", "C", "Bằng khen", "form", "merit_certificate"),
    inserted=(
        "15-QĐ/ĐU", (2, "Lê Quang Dũng", "GK", "Huyện", "7-QĐ/HU", "3/5/2022"),
        {"who": "Lê Quang Dũng", "level": "district", "subject_kind": "individual"},
    ),
    deleted="12-QĐ/ĐU",
    merges=("A5:H5", "A7:H7"),
)  # fmt: skip

FUND_ENTRIES = Case(
    table="fund_entries", tab="Quỹ tiết kiệm",
    rows=[
        ("Ngày", "Diễn giải", "Thu", "Chi", "Tồn", "Người nộp/nhận"),
        ("Tồn quỹ năm trước chuyển sang", None, None, None, 1_000_000, None),
        ("05/01/2022", "Heo đất tháng 1", "500k", None, "=E5+C6-D6", "Nguyễn Văn Mẫu"),
        ("Cộng tháng 1", None, "=SUM(C6:C6)", None, None, None),
        ("03/02/2022", "Heo đất tháng 2", 300_000, None, "=E6+C8-D8", "Hòa"),
        ("20/02/2022", "Thăm người ốm", None, 200_000, "=E8+C9-D9", "nt"),
        ("Cộng tháng 2", None, "=SUM(C8:C9)", "=SUM(D8:D9)", None, None),
    ],
    change=("Heo đất tháng 2", "content", "Nuôi heo đất tháng hai", "B", "Nuôi heo đất tháng hai"),
    new=({"content": "Mua sách tặng trường", "expense": 100_000, "date": "2022-03-01"}, "Thăm người ốm", {"B": "Mua sách tặng trường", "D": 100_000}),
    typed=("Heo đất tháng 1", "C", "550.000", "income", 550_000),
    inserted=("Thăm người ốm", ("25/2/2022", "Ủng hộ đột xuất", "1tr2", None, None, "Cúc"), {"income": 1_200_000, "person": "Phạm Thu Cúc"}),
    deleted="Thăm người ốm",
    merges=("A5:B5", "A7:B7", "A10:B10"), totalled=True, kept=True,
)  # fmt: skip

CONTESTS = Case(
    table="contests", tab="Cuộc thi",
    rows=[
        ("Tên", "Hình thức", "Thời gian", "Số bài", "Giải", "Đơn vị"),
        ("Viết về gương bình dị", "Thi viết", "tháng 5/2022", "46 bài", "1 Nhất", "Đảng ủy xã"),
        ("Rung chuông vàng", "SKH", "19/5/2022", 9, None, "Trường THCS"),
    ],
    change=("gương bình dị", "entries", 48, "D", 48),
    new=(
        {"name": "Tìm hiểu nghị quyết", "kind": "online", "unit": "Ban Tuyên giáo"}, "Rung chuông vàng",
        {"A": "Tìm hiểu nghị quyết", "F": "Ban Tuyên giáo"},
    ),
    typed=("Rung chuông vàng", "E", "2 giải A", "prizes", "2 giải A"),
    inserted=(
        "gương bình dị", ("Sáng tác thơ", "Thi viết", 2022, 11, None, "Hội Người cao tuổi"),
        {"name": "Sáng tác thơ", "unit": "Hội Người cao tuổi"},
    ),
    deleted="gương bình dị",
)  # fmt: skip

CONTEST_TALLIES = Case(
    table="contest_tallies", tab="Bài dự thi theo ĐV",
    rows=[
        ("TT", "Chi, đảng bộ", "Số bài dự thi", None, "Cộng", "Ghi chú"),
        (None, None, "Cuộc thi lần 1", "Cuộc thi lần 2", None, None),
        (1, "Bắc Sơn", 62, "61 bài", "=C6+D6", None),
        (2, "Nam Hà", 40, None, "=C7+D7", "nộp muộn"),
        ("Tổng cộng", None, "=SUM(C6:C7)", "=SUM(D6:D7)", "=SUM(E6:E7)", None),
    ],
    change=("Bắc Sơn", "round2", 63, "D", 63),
    new=({"unit": "Chi bộ Trường Tiểu học", "round1": 12}, "Nam Hà", {"B": "Chi bộ Trường Tiểu học", "C": 12}),
    typed=("Nam Hà", "F", "đã nộp đủ", "note", "đã nộp đủ"),
    inserted=("Bắc Sơn", (None, "Hội CCB xã", 5), {"unit": "Hội CCB xã", "round1": 5}),
    deleted="Bắc Sơn",
    merges=("A4:A5", "B4:B5", "C4:D4", "E4:E5", "F4:F5"), totalled=True,
)  # fmt: skip

CONTEST_ENTRIES = Case(
    table="contest_entries", tab="Bài đạt giải",
    rows=[
        ("TT", "Họ tên", "Đơn vị", "Tên bài", "Điểm"),
        (1, "Luân Anh Lâm", "Bắc Sơn", "Chiếc áo ấm", "9,61"),
        (2, "Ma Văn Minh", "Nam Hà", "Ba chiếc ba lô", 9.5),
    ],
    change=("Luân Anh Lâm", "score", 9.7, "E", "9,7"),
    new=({"who": "Nông Thị Mận", "title": "Nước nóng, nước nguội"}, "Ma Văn Minh", {"B": "Nông Thị Mận", "D": "Nước nóng, nước nguội"}),
    typed=("Ma Văn Minh", "E", "9,25", "score", 9.25),
    inserted=("Luân Anh Lâm", (None, "Đàm Ngọc Ngân", "Trường Tiểu học", "Bữa ăn tối", "8"), {"who": "Đàm Ngọc Ngân", "score": 8.0}),
    deleted="Luân Anh Lâm",
)  # fmt: skip

NEWS_ITEMS = Case(
    table="news_items", tab="Tin bài",
    rows=[
        ("TT", "Ngày đăng", "Tên bài", "Tác giả", "Chuyên mục", "Đường dẫn"),
        (1, "23/10/2022", "Gương sáng ở Bắc Sơn", "CTV", "Làm theo Bác", "xa.example.vn/1"),
        (2, "27/12/2022", "Cách làm hay", "Văn phòng", "//", "xa.example.vn/2"),
    ],
    change=("xa.example.vn/1", "title", "Gương sáng ở thôn Bắc Sơn", "C", "Gương sáng ở thôn Bắc Sơn"),
    new=({"title": "Đường hoa", "published_on": "2022-12-30"}, "Cách làm hay", {"C": "Đường hoa"}),
    typed=("Cách làm hay", "D", "Lê Quang Dũng", "author", "Lê Quang Dũng"),
    inserted=("xa.example.vn/1", (None, "1/11/2022", "Heo đất", "CTV"), {"title": "Heo đất", "published_on": "2022-11-01"}),
    deleted="xa.example.vn/1",
)  # fmt: skip

ASSIGNMENTS = Case(
    table="assignments", tab="Phân công CĐ",
    rows=[
        ("Tháng", "Chi bộ", "Đ/c trình bày", "Nội dung", "Loại", "Hạn", "Đã trình bày"),
        ("T1", "Bắc Sơn", "Mẫu + Hòa", "Ba chiếc ba lô", "Câu chuyện", "28/12/2021", "x"),
        (None, "Nam Hà", "đ/c Dũng", "Nghị quyết đại hội", "bài viết", "28/12/2021", "chưa"),
        ("T2", "Trường Tiểu học", "Cúc", "Chiếc áo ấm", "chuyện kể", "tháng 1/2022", None),
    ],
    change=("Ba chiếc ba lô", "presenters", ["Trần Thị Hòa"], "C", "Trần Thị Hòa"),
    new=(
        {"month": "2022-03", "branch": "Chi bộ thôn Nam Hà", "presenters": ["Lê Quang Dũng"], "topic": "Nước nóng", "media": "film"},
        "Chiếc áo ấm", {"B": "Chi bộ thôn Nam Hà", "C": "Lê Quang Dũng", "E": "Phim"},
    ),
    typed=("Nghị quyết đại hội", "G", "Đã TB", "delivered", True),
    inserted=(
        "Nước nóng", (4, "Bắc Sơn", "Mẫu; Hòa", "Thời gian quý báu lắm"),
        {"month": "2022-04", "presenters": ["Nguyễn Văn Mẫu", "Trần Thị Hòa"]},
    ),
    deleted="Chiếc áo ấm",
    merges=("A5:A6",),
)  # fmt: skip

WAVE_SESSIONS = Case(
    table="wave_sessions", tab="Đợt SHCĐ",
    rows=[
        ("TT", "Chi bộ", "Loại hình", "Ngày tổ chức", "Số ĐV", "Có mặt", "Sinh hoạt mẫu", "Người dự chỉ đạo", "Ghi chú"),
        (1, "C.bộ thôn Bắc Sơn", "Nông thôn", "11/02/2022", 36, "35/36", "điểm", "đ/c Mạnh", None),
        (2, "thôn Nam Hà", "nt", None, 44, None, None, None, None),
        (3, "Chi bộ thôn Đông", "NT", None, 20, None, None, None, None),
        ("Cộng: 1/3 chi bộ đã tổ chức", None, None, None, "=SUM(E5:E7)"),
    ],
    change=("thôn Nam Hà", "held_on", "2022-03", "D", "3/2022"),
    new=({"branch": "Chi bộ Trường Tiểu học", "kind": "school", "total": 12}, "Chi bộ thôn Đông", {"B": "Chi bộ Trường Tiểu học", "E": 12}),
    typed=("thôn Nam Hà", "I", "có ảnh", "note", "có ảnh"),
    inserted=("thôn Nam Hà", (None, "CB Công an xã", "CA", "10/3/2022", 5, 5), {"branch": "Chi bộ Công an xã", "kind": "police", "present": 5}),
    deleted="Chi bộ thôn Đông",
    merges=("A8:C8",), totalled=True,
)  # fmt: skip

FLAG_CEREMONIES = Case(
    table="flag_ceremonies", tab="Chào cờ",
    rows=[
        ("TT", "Đơn vị", "Ngày", "Hình thức", "Số người dự", "Nội dung", "Người điều hành"),
        ("KHỐI THÔN",),
        (1, "Bắc Sơn", "03/01/2022", "T2 đầu tháng", "36 người", "Chào cờ, hát Quốc ca", "Mẫu"),
        (2, "//", "07/02/2022", "nt", 30, "nt", "//"),
    ],
    change=("36 người", "present", 38, "E", 38),
    new=({"unit": "Chi bộ thôn Nam Hà", "date": "2022-02-14", "content": "Điểm tin"}, "07/02/2022", {"B": "Chi bộ thôn Nam Hà", "F": "Điểm tin"}),
    typed=("07/02/2022", "F", "Kể chuyện về Bác", "content", "Kể chuyện về Bác"),
    inserted=("07/02/2022", (None, "Trường Tiểu học", "7/3/2022", "Đầu tuần", 12), {"unit": "Chi bộ Trường Tiểu học", "kind": "weekly"}),
    deleted="Điểm tin",
    merges=("A5:G5",),
)  # fmt: skip

PLAN_CHECKS = Case(
    table="plan_checks", tab="Kế hoạch ĐV",
    rows=[
        ("STT", "Họ tên", "Chi bộ", "Đã lập kế hoạch", "Ngày nộp", "Ghi chú"),
        (1, "Mẫu", "Bắc Sơn", "x", "09/01/2022", None),
        (2, "Trần Thị Hòa", "//", "x", "10/01/2022", "viết tay"),
    ],
    change=("Mẫu", "submitted_on", "2022-01-12", "E", "12/01/2022"),
    new=({"member": "Lê Quang Dũng", "unit": "Chi bộ thôn Nam Hà", "has_plan": False}, "viết tay", {"B": "Lê Quang Dũng", "D": "không"}),
    typed=("Mẫu", "F", "bổ sung", "note", "bổ sung"),
    inserted=("viết tay", (None, "đ/c Cúc", "Trường Tiểu học", "có"), {"member": "Phạm Thu Cúc", "has_plan": True}),
    deleted="viết tay",
)  # fmt: skip

HELD_MONTHS = Case(
    table="held_months", tab="SH hằng tháng",
    rows=[
        ("STT", "Chi bộ", "Sinh hoạt học tập làm theo Bác hằng tháng", *[None] * 11, "Cộng"),
        (None, None, *(f"T{month}" for month in range(1, 13)), None),
        (1, "Bắc Sơn", "x", "X", *[None] * 10, "=COUNTA(C6:N6)"),
        (2, "CB thôn Nam Hà", "x", *[None] * 11, "=COUNTA(C7:N7)"),
    ],
    change=("Nam Hà", "m2", True, "D", "x"),
    new=({"unit": "Chi bộ Trường Tiểu học", "m1": True}, "Nam Hà", {"B": "Chi bộ Trường Tiểu học", "C": "x"}),
    typed=("Bắc Sơn", "E", "x", "m3", True),
    inserted=("Tiểu học", (None, "Đảng bộ xã Mẫu Sơn", None, "x"), {"unit": "Đảng bộ xã Mẫu Sơn", "m2": True}),
    deleted="Nam Hà",
    merges=("A4:A5", "B4:B5", "C4:N4", "O4:O5"),
)  # fmt: skip

OBSTACLES = Case(
    table="obstacles", tab="Vướng mắc",
    rows=[
        ("TT", "Khó khăn, vướng mắc", "Đơn vị", "Ngày nêu", "Người nêu", "Chỉ đạo", "Hạn", "Kết quả"),
        (1, "Thiếu kinh phí", "Bắc Sơn", "05/01/2022", "Mẫu", "Xã hỗ trợ", "30/6/2022", None),
        (2, "Đường hỏng", "Nam Hà", "07/02/2022", "Dũng", None, None, None),
    ],
    change=("Đường hỏng", "direction", "Giao thôn khảo sát", "F", "Giao thôn khảo sát"),
    new=({"content": "Thiếu ghế", "unit": "Chi bộ Trường Tiểu học", "raised_on": "2022-03-01"}, "Đường hỏng", {"B": "Thiếu ghế"}),
    typed=("Thiếu kinh phí", "H", "đã cấp", "result", "đã cấp"),
    inserted=("Thiếu kinh phí", (None, "Mạng yếu", "Trường Tiểu học", "1/3/2022", "Cúc"), {"content": "Mạng yếu", "raised_by": "Phạm Thu Cúc"}),
    deleted="Đường hỏng",
)  # fmt: skip

DIRECTIVES = Case(
    table="directives", tab="Văn bản",
    rows=[
        ("TT", "Số, ký hiệu", "Trích yếu", "Ngày ban hành", "Cơ quan ban hành"),
        (1, "17-KH/ĐU", "Kế hoạch năm 2022", "05/01/2022", "Đảng ủy xã"),
        (2, "1444-CV/HU", "Hướng dẫn sinh hoạt", "02/3/2022", "Huyện ủy"),
    ],
    change=("17-KH/ĐU", "subject", "Kế hoạch làm theo Bác năm 2022", "C", "Kế hoạch làm theo Bác năm 2022"),
    new=(
        {"subject": "Kế hoạch chuyên đề", "doc_no": "20-KH/ĐU", "issued_on": "2022-04-01"}, "1444-CV/HU",
        {"B": "20-KH/ĐU", "C": "Kế hoạch chuyên đề"},
    ),
    typed=("1444-CV/HU", "E", "Ban Tuyên giáo", "issuer", "Ban Tuyên giáo"),
    inserted=("17-KH/ĐU", (None, "18-KH/ĐU", "Kế hoạch giám sát", "1/2/2022"), {"subject": "Kế hoạch giám sát", "doc_no": "18-KH/ĐU"}),
    deleted="17-KH/ĐU",
)  # fmt: skip

STORIES = Case(
    table="exemplar_stories", tab="Câu chuyện",
    rows=[
        ("TT", "Tên câu chuyện", "Đơn vị", "Bài học", "Liên hệ", "Người kể", "Ngày kể"),
        (1, "Ba chiếc ba lô", "Bắc Sơn", "Giản dị", "Tiết kiệm giấy", "Hòa", "05/01/2022"),
        (2, "Chiếc áo ấm", "Nam Hà", "Yêu thương", None, "Dũng", "2/2022"),
    ],
    change=("Chiếc áo ấm", "own_job", "Thăm người ốm", "E", "Thăm người ốm"),
    new=({"title": "Nước nóng, nước nguội", "unit": "Chi bộ Trường Tiểu học"}, "Chiếc áo ấm", {"B": "Nước nóng, nước nguội"}),
    typed=("Ba chiếc ba lô", "D", "Giản dị, công bằng", "lesson", "Giản dị, công bằng"),
    inserted=("Ba chiếc ba lô", (None, "Bữa ăn tối", "Trường Tiểu học", "Tiết kiệm", None, "Cúc"), {"title": "Bữa ăn tối", "teller": "Phạm Thu Cúc"}),
    deleted="Chiếc áo ấm",
)  # fmt: skip

WORK_TASKS = Case(
    table="work_tasks", tab="Việc tháng",
    rows=[
        ("Tháng", "Đơn vị", "Nhiệm vụ", "Người thực hiện", "Thời hạn", "Kết quả", "Phê bình"),
        ("T1", "Bắc Sơn", "Làm đường hoa", "Mẫu", "31/01/2022", "Đ", None),
        ("T1", "Nam Hà", "Sửa loa", "Dũng", "1/2022", "đang TH", "chậm"),
    ],
    change=("Sửa loa", "result", "done", "F", "Hoàn thành"),
    new=(
        {"month": "2022-02", "unit": "Chi bộ thôn Bắc Sơn", "task": "Trồng cây", "owner": "Trần Thị Hòa"}, "Sửa loa",
        {"C": "Trồng cây", "D": "Trần Thị Hòa"},
    ),
    typed=("Làm đường hoa", "E", "15/02/2022", "deadline", "2022-02-15"),
    inserted=("Làm đường hoa", (2, "Trường Tiểu học", "Dạy kèm", "Cúc"), {"task": "Dạy kèm", "month": "2022-02", "owner": "Phạm Thu Cúc"}),
    deleted="Sửa loa",
)  # fmt: skip

GRADES = Case(
    table="grades", tab="Xếp loại",
    rows=[
        ("STT", "Họ tên", "Chi bộ", "Tự xếp loại", "Chi bộ đề nghị", "Hạn chế"),
        (1, "Mẫu", "Bắc Sơn", "HTT", "HTT", None),
        (2, "Trần Thị Hòa", "//", "HTXS", "HTT", "ít phát biểu"),
    ],
    change=("Mẫu", "shortcomings", "đi họp muộn", "F", "đi họp muộn"),
    new=({"member": "Lê Quang Dũng", "own_grade": "good"}, "Trần Thị Hòa", {"B": "Lê Quang Dũng", "D": "Hoàn thành tốt"}),
    typed=("Mẫu", "D", "HT", "own_grade", "completed"),
    inserted=("Lê Quang Dũng", (None, "Cúc", "Trường Tiểu học", "HT"), {"member": "Phạm Thu Cúc", "own_grade": "completed"}),
    deleted="Trần Thị Hòa",
)  # fmt: skip

CASES = [
    GOOD_DEEDS, PRACTICE_MODELS, COMMENDATIONS, FUND_ENTRIES, CONTESTS, CONTEST_TALLIES, CONTEST_ENTRIES, NEWS_ITEMS, ASSIGNMENTS,
    WAVE_SESSIONS, FLAG_CEREMONIES, PLAN_CHECKS, HELD_MONTHS, OBSTACLES, DIRECTIVES, STORIES, WORK_TASKS, GRADES,
]  # fmt: skip


def make_book(path: Path, *pages: Page) -> Path:
    """The branches, the members and these tabs, each with its title rows and a signature block."""
    book = openpyxl.Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "Chi bộ"
    _fill(first, "DANH SÁCH CHI BỘ", BRANCHES)
    _fill(book.create_sheet("Đảng viên"), "DANH SÁCH ĐẢNG VIÊN", MEMBERS)
    for page in pages:
        tab = book.create_sheet(page.tab)
        _fill(tab, f"{page.tab.upper()} NĂM 2022", page.rows)
        for merge in page.merges:
            tab.merge_cells(merge)
    book.save(path)
    return path


def _fill(tab: Worksheet, title: str, rows: Sequence[Row]) -> None:
    lines: list[Sequence[Any]] = [("ĐẢNG BỘ XÃ MẪU SƠN",), (title,), (), *rows, (), (None, None, "T/M ĐẢNG ỦY")]
    for number, row in enumerate(lines, 1):
        for column, value in enumerate(row, 1):
            tab.cell(number, column).value = value
