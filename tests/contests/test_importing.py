"""Entries out of a file or a pasted table: shown first, then entered once."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import Workbook

from intranet.contests import rounds
from intranet.contests.models import EntryImport
from intranet.database import db
from intranet.organisations.models import Organisation
from tests import factories
from tests.conftest import Login, QueryCounter
from tests.contests.conftest import entries, make_contest


def workbook(*rows: list[Any]) -> BytesIO:
    book, written = Workbook(), BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["ĐẢNG ỦY XÃ MẪU SƠN"])
    sheet.append(["DANH SÁCH BÀI DỰ THI"])
    for row in (["TT", "Họ và tên", "Chi bộ", "Tên bài", "Điểm"], *rows):
        sheet.append(row)
    book.save(written)
    written.seek(0)
    return written


def test_a_file_is_shown_first_then_entered_once(commune: Organisation, branch: Organisation, login: Login) -> None:
    uid = make_contest(commune).uid
    office = login(factories.make_user("committee_office", commune))
    rows: list[list[Any]] = [
        [1, "Lý Thị Hai", "thôn Bắc Sơn", "Mẹ tôi", "9,5"],
        [2, "NÔNG VĂN BA", "Sở Nội vụ", "Cha tôi", 8],
        [3, "Vi Thị Tư", "thôn Bắc Sơn", "Bà tôi", "chín"],
        [4, None, "thôn Bắc Sơn", "Không tên", 5],
        [5, "Lý Thị  Hai", "CB thôn Bắc Sơn", "Mẹ tôi", "9,5"],
    ]
    sent = {"file": (workbook(*rows), "bai.xlsx")}
    preview = office.post(f"/cuoc-thi/{uid}/nhap", data=sent).location
    shown = office.get(preview).text
    for said in (
        "<b>3</b> bài sẽ được ghi từ tệp bai.xlsx", "1 bài đã có nên bỏ qua",
        "Dòng 6, cột Điểm: Không hiểu “chín”. Đề nghị ghi lại.", "Dòng 7, cột Họ tên: Dòng này thiếu họ tên.",
    ):  # fmt: skip
        assert said in shown
    assert entries() == []
    assert office.post(preview).status_code == 303
    assert office.post(preview).status_code == 303
    assert [(e.who_name, e.organisation_id, e.unit_name, e.title, e.score) for e in entries()] == [
        ("Lý Thị Hai", branch.id, None, "Mẹ tôi", 9.5),
        ("Nông Văn Ba", commune.id, "Sở Nội vụ", "Cha tôi", 8.0),
        ("Vi Thị Tư", branch.id, None, "Bà tôi", None),
    ]
    assert "đã nhập rồi" in office.get(office.get(preview).location).text
    again = office.post(f"/cuoc-thi/{uid}/nhap", data={"file": (workbook(*rows), "bai.xlsx")}).location
    assert "Không có bài nào mới để ghi." in office.get(again).text


def test_a_pasted_table_and_a_csv_file_are_read_too(commune: Organisation, login: Login) -> None:
    uid = make_contest(commune).uid
    office = login(factories.make_user("committee_office", commune))
    pasted = "Họ tên\tĐơn vị\tĐiểm\r\nLý Thị Hai\tSở Nội vụ\t9,5\r\n"
    office.post(office.post(f"/cuoc-thi/{uid}/nhap", data={"pasted": pasted}).location)
    csv = (BytesIO("\ufeffHọ tên;Tên bài;Giải\nNông Văn Ba;Cha tôi;Nhì\n".encode()), "bai.csv")
    office.post(office.post(f"/cuoc-thi/{uid}/nhap", data={"file": csv}).location)
    assert [(e.who_name, e.unit_name, e.title, e.score, e.prize) for e in entries()] == [
        ("Lý Thị Hai", "Sở Nội vụ", None, 9.5, None), ("Nông Văn Ba", None, "Cha tôi", None, "Nhì"),
    ]  # fmt: skip


def test_what_is_no_table_of_entries_is_refused_in_plain_words(commune: Organisation, login: Login) -> None:
    contest = make_contest(commune)
    uid = contest.uid
    office = login(factories.make_user("committee_office", commune))
    for sent, said in (
        ({}, "Chọn tệp hoặc dán bảng vào ô bên dưới."),
        ({"file": (BytesIO(b"PK\x03\x04"), "a.xlsx")}, "Không đọc được tệp này."),
        ({"file": (BytesIO(b"\xd0\xcf\x11\xe0"), "a.xls")}, "nếu là tệp .xls cũ"),
        ({"file": (BytesIO("Họ tên\nHà".encode("cp1258", "replace") + b"\xff\x81"), "a.csv")}, "không phải mã UTF-8"),
        ({"pasted": "a\tb\n1\t2"}, "Không thấy bảng bài dự thi. Cần một dòng tiêu đề có cột “Họ tên”"),
    ):
        answer = office.post(f"/cuoc-thi/{uid}/nhap", data=sent)
        assert (answer.status_code, said in answer.text) == (422, True), (sent, said)
    closed = rounds.add(contest.id, rounds.RoundData("Sơ khảo", closed=True)).uid
    answer = office.post(f"/cuoc-thi/{uid}/nhap", data={"pasted": "Họ tên\tĐiểm\nHai\t9", "round": closed})
    assert "Sơ khảo đã đóng, không nhận thêm bài." in answer.text
    assert db.session.scalar(db.select(db.func.count(EntryImport.id))) == 0


def test_four_thousand_entries_come_out_of_a_file_and_cost_no_more_queries(
    commune: Organisation, branch: Organisation, login: Login, queries: QueryCounter
) -> None:
    uid = make_contest(commune).uid
    office = login(factories.make_user("committee_office", commune))
    rows = [
        [n, f"Người thứ {n}", "thôn Bắc Sơn" if n % 2 else "Sở Nội vụ", "Bài viết", n % 100 / 10]
        for n in range(1, 4201)
    ]
    preview = office.post(f"/cuoc-thi/{uid}/nhap", data={"file": (workbook(*rows), "bai.xlsx")}).location
    assert "Đã nhập 4200 bài dự thi." in office.get(office.post(preview).location).text
    for page in (f"/cuoc-thi/{uid}/xep-hang?vong=0", f"/cuoc-thi/{uid}/theo-don-vi", f"/so/cuoc-thi/{uid}",
                 "/so/bai-du-thi/", "/so/bai-du-thi/?tep=csv"):  # fmt: skip
        queries.reset()
        assert office.get(page).status_code == 200
        assert queries.count <= 10, (page, queries.statements)
    assert office.get("/so/bai-du-thi/?tep=csv").text.count("Gương bình dị") == 4200
