"""Books of a province, of a block's whole term and of a district, invented: what no single commune's book has in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet

from intranet.database import db
from intranet.mirror.models import Workbook
from tests.mirror.desk import Desk, File

DEEDS = {
    "Huyện Đông": [
        ("TT", "Ngày ghi", "Họ tên/Tập thể", "Đơn vị", "Việc tốt", "Tiêu chí", "Xác nhận"),
        ("A. TẬP THỂ",),
        (1, "21/04/2020", "Chi hội Phụ nữ thôn Thượng", "Đảng bộ xã Một", "Làm đường", "VHVN-TDTT", "x"),
        ("B. CÁ NHÂN",),
        (1, "20.07.2020", "Ông Mạc Quốc Hùng", "Đảng bộ xã  Một", "Trồng rừng", "PT kinh tế", "có"),
        (2, "31/04/2020", "NÔNG THỊ ÁNH", "//", "Giúp hàng xóm", "khác", None),
    ],
    "Huyện Tây": [
        ("Số", "Đơn vị", "Cá nhân, tập thể được ghi danh", "Nội dung việc tốt", "Tiêu chí", "Ngày", "Người nhập"),
        ("* Đảng bộ xã Hai",),
        (1, "Đảng bộ xã Hai", "Đội văn nghệ thôn Hạ", "Giải A", "VHVN-TDTT", "T5/2020", "Văn thư"),
        (2, None, "Đoàn Thị Lụa", "Hiến đất", "Hiến đất", "Quý I/2020", None),
    ],
}
AWARDS = {
    "Tập thể": [
        ("STT", "TT/CN", "Tên", "Hình thức", "Số QĐ", "Ngày", "Tiền thưởng"),
        ("Năm 2016",),
        (1, "TT", "Chi bộ Thanh tra", "Giấy khen", "462-QĐ/ĐUK", "24/05/2016", "1tr"),
        ("Năm 2018",),
        (1, "TT", "Chi bộ Sở Y tế", "BD", "15-QĐ/ĐUK", "12/3/2018", None),
    ],
    "Cá nhân": [
        ("STT", "TT/CN", "Tên", "Đơn vị", "Hình thức", "Số QĐ", "Ngày", "Tiền thưởng"),
        ("Năm 2016",),
        (1, "CN", "Lường Khắc Hiệp", "Chi bộ Sở Nội vụ", "BK", "QĐ 15 ngày 5/1", None, "500k"),
        ("Năm 2019",),
        (1, "CN", "Ma Thị Chiên", "Sở Xây dựng", "GK", "9-QĐ/ĐUK", "2/2/2019", "theo QĐ"),
    ],
}
WAVE = {
    "Đợt SHCĐ": [
        ("TT", "Chi bộ", "Loại hình", "Ngày tổ chức", "Số ĐV", "Có mặt", "Sinh hoạt mẫu", "Ghi chú"),
        ("I. ĐẢNG BỘ XÃ KỲ MỘT (2 chi bộ)",),
        (1, "thôn Bắc Lạc", "Nông thôn", "11/02/2022", 36, "35/36", "điểm", None),
        (2, "CB Công an xã", "CA", "dự kiến 20/4", 5, None, None, None),
        ("Cộng: 1/2 chi bộ đã tổ chức", None, None, None, 41),
        ("II. CÁC CHI BỘ, ĐẢNG BỘ KHỐI CƠ QUAN HUYỆN (2 chi bộ)",),
        (1, "Chi bộ Công an xã", "NT", None, 7, None, None, None),
        (2, "HTX Điện", "Doanh nghiệp", "9/3/2022", 17, 15, None, "có ảnh"),
        ("TOÀN HUYỆN: 2/4 chi bộ (50%)",),
    ]
}


def made(path: Path, title: str, tabs: Mapping[str, Sequence[tuple[object, ...]]]) -> File:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tabs.items():
        tab: Worksheet = book.create_sheet(name)
        for number, row in enumerate([(title,), (), *rows, (), (None, None, "NGƯỜI LẬP SỔ")], 1):
            for column, value in enumerate(row, 1):
                tab.cell(number, column).value = value  # type: ignore[assignment]
            if len(row) == 1 and number > 2:
                tab.merge_cells(start_row=number, start_column=1, end_row=number, end_column=6)
    book.save(path)
    return File(path)


def stays(desk: Desk) -> None:
    """A further run leaves the file as it is."""
    state = desk.sheet.state()
    desk.run()
    assert desk.sheet.state() == state


def test_a_province_keeps_deeds_of_units_it_has_no_register_of(app: Flask, tmp_path: Path) -> None:
    desk = Desk(app, made(tmp_path / "so.xlsx", "SỔ GHI DANH NĂM 2020", DEEDS), "Đảng bộ tỉnh Mẫu")
    code, waiting = desk.run()
    assert (code, [item.split(" ")[2] for item in waiting]) == (2, ["B8", "F8"])
    found = {r["who"]: (r["subject_kind"], r["unit"], r["recorded_on"]) for r in desk.records("good_deeds").values()}
    assert found == {
        "Chi hội Phụ nữ thôn Thượng": ("collective", "Đảng bộ xã Một", "2020-04-21"),
        "Mạc Quốc Hùng": ("individual", "Đảng bộ xã Một", "2020-07-20"),
        "Nông Thị Ánh": ("individual", "Đảng bộ xã Một", None),
        "Đội văn nghệ thôn Hạ": ("collective", "Đảng bộ xã Hai", "2020-05"),
        "Đoàn Thị Lụa": ("individual", "Đảng bộ xã Hai", "2020-Q1"),
    }
    stays(desk)
    for who, kind, unit in (
        ("Tổ tự quản", "collective", "Đảng bộ xã Một"),
        ("Lò Văn Sơn", "individual", "Đảng bộ xã Hai"),
    ):
        desk.create("good_deeds", {"who": who, "subject_kind": kind, "deed": "Dọn suối", "unit": unit})
    desk.run()
    assert [desk.row_of(tab, who) for tab, who in (("Huyện Đông", "Tổ tự quản"), ("Huyện Tây", "Lò Văn Sơn"))] == [6, 7]
    stays(desk)


def test_a_block_keeps_a_terms_awards_in_two_tabs_with_a_group_a_year(app: Flask, tmp_path: Path) -> None:
    title = "DANH SÁCH ĐƯỢC KHEN THƯỞNG NHIỆM KỲ 2015 - 2020, ngày 30/7/2020"
    desk = Desk(app, made(tmp_path / "khen-thuong.xlsx", title, AWARDS), "Đảng bộ Khối các cơ quan tỉnh")
    code, waiting = desk.run()
    assert (code, sorted(item.split(" ")[2] for item in waiting)) == (2, ["F5", "H7"])
    workbook = db.session.query(Workbook).one()
    assert (workbook.first_year, workbook.year) == (2015, 2020)
    assert {r["who"]: (r["form"], r["amount"]) for r in desk.records("commendations").values()} == {
        "Chi bộ Thanh tra": ("merit_note", 1_000_000), "Chi bộ Sở Y tế": ("praise", None),
        "Lường Khắc Hiệp": ("merit_certificate", 500_000), "Ma Thị Chiên": ("merit_note", None),
    }  # fmt: skip
    desk.create("commendations", {"who": "Chi bộ Sở Nội vụ", "subject_kind": "collective", "decided_on": "2016-09-01"})
    desk.create("commendations", {"who": "Hà Văn Tấn", "subject_kind": "individual", "decided_on": "2019"})
    desk.run()
    assert desk.row_of("Tập thể", "Chi bộ Sở Nội vụ") == 6
    assert [desk.row_of("Cá nhân", who) for who in ("Ma Thị Chiên", "Hà Văn Tấn")] == [7, 8]
    stays(desk)


def test_a_district_follows_a_wave_by_branches_it_learns_of_from_the_sheet(app: Flask, tmp_path: Path) -> None:
    desk = Desk(
        app, made(tmp_path / "dot.xlsx", "TIẾN ĐỘ ĐỢT SINH HOẠT NĂM 2022", WAVE), "Đảng bộ huyện Mẫu", "district"
    )
    code, waiting = desk.run()
    assert (code, [item.split(" ")[2] for item in waiting]) == (2, ["D6"])
    assert [tuple(r[n] for n in ("party_org", "branch", "kind", "held_on", "pilot")) for r in desk.records("wave_sessions").values()] == [
        ("Đảng bộ xã Kỳ Một", "Chi bộ thôn Bắc Lạc", "rural", "2022-02-11", True),
        ("Đảng bộ xã Kỳ Một", "Chi bộ Công an xã", "police", None, None),
        ("Khối cơ quan huyện", "Chi bộ Công an xã", "rural", None, None),
        ("Khối cơ quan huyện", "Chi bộ HTX Điện", "enterprise", "2022-03-09", None),
    ]  # fmt: skip
    stays(desk)
    desk.create("wave_sessions", {"branch": "Chi bộ Trạm Y tế", "party_org": "Đảng bộ xã Kỳ Một", "kind": "health"})
    desk.run()
    assert desk.row_of("Đợt SHCĐ", "Chi bộ Trạm Y tế") == 7
    stays(desk)
