"""What offices hand over by mistake: each said in plain words with its place, and everything else still goes on."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.endtoend.office import Office, new_office
from tests.endtoend.office_book import ATTENDANCE, CHECKS, COMMUNE, MEETINGS, MEMBERS, ORGANISATIONS, PEOPLE
from tests.stores.libreoffice import LibreOffice

OLE = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600
SPOILT = "Không đọc được tệp “Sổ theo dõi.xlsx”: tệp chưa chép xong hoặc đã hỏng. Hãy chờ chép xong hoặc chép lại."


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", bytes(600 * 2**20))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


FILES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "gone": (Path.unlink, "Không tìm thấy tệp “Sổ theo dõi.xlsx”."),
    "empty": (lambda p: p.write_bytes(b""), "Tệp “Sổ theo dõi.xlsx” rỗng (0 byte), có thể chưa chép xong."),
    "half copied": (lambda p: p.write_bytes(p.read_bytes()[:9000]), SPOILT),
    "no workbook": (lambda p: p.write_bytes(b"Ho ten,Nam sinh\n"), SPOILT),
    "old Excel": (lambda p: p.write_bytes(OLE), "Tệp “Sổ theo dõi.xlsx” là định dạng Excel cũ (.xls)."),
    "encrypted": (lambda p: p.write_bytes(OLE + "EncryptedPackage".encode("utf-16-le")), "mật khẩu"),
    "a bomb": (_bomb, "Không mở tệp “Sổ theo dõi.xlsx”: nội dung lớn bất thường, có thể là tệp gây hại."),
    "a folder": (_folder, "“Sổ theo dõi.xlsx”"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_cannot_be_used_is_said_plainly_and_nothing_changes(office: Office, what: str) -> None:
    spoil, words = FILES[what]
    whole, before = office.path.read_bytes(), office.everything()
    spoil(office.path)
    run = office.sync()
    assert (run["exit"], run["state"]) == (1, "error")
    assert words in run["message"]
    assert "Error" not in run["message"]
    plan = office.flask("sync", "plan")
    assert (plan.exit, words in plan.text) == (1, True)
    assert office.everything() == before
    if office.path.is_dir():
        office.path.rmdir()
    office.path.write_bytes(whole)
    assert office.sync()["exit"] == 0


@pytest.mark.parametrize(("lock", "program"), [("~${}", "Excel"), (".~lock.{}#", "LibreOffice")])
def test_a_file_somebody_has_open_is_left_alone_until_it_is_closed(office: Office, lock: str, program: str) -> None:
    uid = office.record("members", full_name=PEOPLE[1].name)["id"]
    office.set("members", uid, "note=văn phòng ghi")
    office.edit(MEMBERS, {"K10": "cán bộ ghi"})
    left = office.path.with_name(lock.format(office.path.name))
    left.write_bytes(b"x")
    file, before = office.path.read_bytes(), office.everything()
    run = office.sync()
    assert (run["exit"], run["state"], run["tables"]) == (1, "deferred", {})
    assert f"đang mở bằng {program}" in run["message"]
    assert (office.path.read_bytes(), office.everything()) == (file, before)
    left.unlink()
    assert office.sync()["exit"] == 0
    assert office.page(MEMBERS)["K9"] == "văn phòng ghi"
    assert office.record("members", full_name=PEOPLE[2].name)["note"] == "cán bộ ghi"


def test_cells_that_cannot_be_taken_are_told_by_place_and_the_rest_of_the_book_goes_on(office: Office) -> None:
    before = office.everything()
    spoilt = {
        (MEMBERS, "F9"): "31/02/2022", (MEMBERS, "J10"): "đang xem xét", (MEMBERS, "I11"): "Chi bộ thôn Lạ",
        (MEETINGS, "G8"): "đ/c Không Có Ai", (ATTENDANCE, "G8"): "?", (CHECKS, "D7"): "150%", (ORGANISATIONS, "F7"): "0950?",
    }  # fmt: skip
    fine = {(MEMBERS, "K9"): "ghi", (MEMBERS, "K11"): "ghi", (MEETINGS, "F8"): "Bàn việc mới", (ATTENDANCE, "F8"): "K"}
    book = openpyxl.load_workbook(office.path)
    for (tab, place), typed in {**spoilt, **fine}.items():
        book[tab][place] = typed
    book.save(office.path)
    assert office.sync()["exit"] == 2
    waiting = office.waiting()
    assert set(waiting) == {f"{tab} {place}" for tab, place in spoilt}
    assert waiting["Đảng viên F9"] == "Cột Ngày vào Đảng: “31/02/2022” không có trong lịch. Đề nghị sửa lại ngày."
    assert waiting["Đảng viên J10"].startswith("Cột Diện: Không hiểu “đang xem xét”.")
    assert waiting["Đảng viên I11"].startswith("Cột Chi bộ: Không thấy đơn vị nào tên “Chi bộ thôn Lạ”.")
    assert waiting["Buổi SH G8"].startswith("Cột Chủ trì: Không thấy ai tên “đ/c Không Có Ai”")
    for (tab, place), value in spoilt.items():
        page = office.page(tab)
        assert waiting[f"{tab} {place}"] in page.notes[int(place[1:])]
        assert page[place] == value
    now = office.everything()
    changes = [
        (table, {name: value for name, value in record.items() if value != before[table][uid][name]})
        for table in now for uid, record in now[table].items() if record != before[table][uid]
    ]  # fmt: skip
    assert sorted(changes, key=repr) == [
        ("attendance", {"m4": "absent_unexcused"}), ("meetings", {"topic": "Bàn việc mới"}), ("members", {"note": "ghi"}),
        ("members", {"note": "ghi"}),
    ]  # fmt: skip


def test_a_note_goes_when_its_cell_is_put_right(office: Office) -> None:
    office.edit(MEMBERS, {"F9": "31/02/2022"})
    assert office.sync()["exit"] == 2
    office.edit(MEMBERS, {"F9": "28/02/2022"})
    assert office.sync()["exit"] == 0
    assert (office.waiting(), office.page(MEMBERS).notes) == ({}, {})
    assert office.record("members", full_name=PEOPLE[1].name)["joined_on"] == "2022-02-28"


def test_the_same_unreadable_row_is_reported_once_however_often_it_is_read(office: Office, clerk: LibreOffice) -> None:
    row = [["Lý Thị Mới", "1991", "", "", "", "", "", "Chi bộ thôn Lạ"]]
    clerk.edit(office.path, ("insert_rows", MEMBERS, 11, 1), ("paste", MEMBERS, "B12", row))
    office.sync()
    first = office.inbox()
    office.path.touch()
    office.sync()
    assert office.inbox() == first
    assert [(i["cell"], i["record"]) for i in first] == [("I12", "")]


@pytest.mark.parametrize(
    ("edits", "question"),
    [
        ([("type", MEMBERS, "B5", "Abc")], "Trang “Đảng viên”: không còn tìm thấy cột “Họ và tên” (Họ và tên)"),
        (
            [("insert_columns", MEMBERS, 7, 1), ("copy", MEMBERS, "I5:I31", "H5")],
            "Trang “Đảng viên”: không còn tìm thấy cột “Chức vụ” (Chức vụ), hoặc có nhiều cột cùng tên đó.",
        ),
        ([("delete_rows", MEMBERS, 4, 2)], "Trang “Đảng viên”: không còn tìm thấy cột “Họ và tên” (Họ và tên)"),
        ([("delete_columns", MEMBERS, 2, 1)], "Trang “Đảng viên”: không còn tìm thấy cột “Năm sinh” (Năm sinh)"),
    ],
    ids=["header overwritten", "column twice", "header gone", "column gone"],
)
def test_a_tab_whose_columns_are_unclear_stops_and_the_others_go_on(
    office: Office, clerk: LibreOffice, edits: list[Any], question: str
) -> None:
    before = office.everything()
    clerk.edit(office.path, *edits, ("type", ATTENDANCE, "F8", "K"))
    run = office.sync()
    assert run["exit"] == 3
    assert run["tables"]["members"]["guard"].startswith(question)
    now = office.everything()
    assert {t for t in now if now[t] != before[t]} == {"attendance"}


@pytest.mark.parametrize(
    ("tab", "cell"),
    [(MEMBERS, "B9"), (ORGANISATIONS, "B7"), (MEETINGS, "D8"), (ATTENDANCE, "B8"), (CHECKS, "B8"), (CHECKS, "A8")],
)
def test_a_cleared_name_waits_and_the_rest_of_the_book_goes_on(office: Office, tab: str, cell: str) -> None:
    before = office.everything()
    office.edit(tab, {cell: None})
    office.edit(MEMBERS, {"K10": "ghi"})
    assert office.sync()["exit"] == 2
    assert f"{tab} {cell}" in office.waiting()
    now = office.everything()
    assert [uid for t in now for uid in now[t].keys() ^ before[t].keys()] == []
    assert [(t, uid) for t in now for uid in now[t] if now[t][uid] != before[t][uid]] == [
        ("members", office.record("members", full_name=PEOPLE[2].name)["id"])
    ]


def test_binding_says_why_a_tab_cannot_be_bound_and_binds_the_others(tmp_path: Path, empty_database: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = MEMBERS
    page.append(["STT", "Họ và tên", "Chi bộ", "Diện", "Diện"])
    page.append([1, "Lê Văn Mẫu", "Bắc Hải", "CT", "DB"])
    other = book.create_sheet(ORGANISATIONS)
    other.append(["STT", "Tên chi bộ", "Loại hình"])
    other.append([1, "Chi bộ thôn Bắc Hải", "Nông thôn"])
    book.save(tmp_path / "book.xlsx")
    office = new_office(tmp_path / "office", empty_database, COMMUNE, tmp_path / "book.xlsx")
    answer = office.bind("--table", f"members={MEMBERS}", "--table", f"organisations={ORGANISATIONS}")
    assert answer.exit == 1
    assert "Trang “Đảng viên”: có 2 cột cùng tiêu đề “Diện” (cột D, E), chưa rõ cột nào là Diện." in answer.text
    assert "organisations: trang “Chi bộ”, 2 cột" in answer.text
    assert office.sync()["exit"] == 0
    assert [r["name"] for r in office.records("organisations").values()] == ["Chi bộ thôn Bắc Hải"]
