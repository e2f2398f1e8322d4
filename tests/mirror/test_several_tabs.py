"""Several tabs of a workbook that hold one register: a record belongs to the tab that has its row, and goes with the row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask

from tests.mirror.desk import Desk, File
from tests.mirror.practice_book import Page, make_book

HEADER = ("STT", "TT/CN", "Họ và tên (tập thể)", "Chi, đảng bộ", "Thành tích", "Ngày ghi danh")
NORTH, SOUTH = "Khu Bắc", "Khu Nam"
TABS = {
    NORTH: [
        (1, "TT", "Chi hội Phụ nữ Bắc Sơn", "Bắc Sơn", "Dọn đường", "05/01/2022"),
        (2, "CN", "Đỗ Thị Lành", "Bắc Sơn", "Nhặt được ví", "07/02/2022"),
        (3, "CN", "Vũ Văn Hiền", "Bắc Sơn", "Hiến máu", "08/02/2022"),
    ],
    SOUTH: [
        (1, "CN", "Mai Thị Xuân", "Nam Hà", "Dạy kèm", "05/3/2022"),
        (2, "CN", "Tạ Văn Thu", "Nam Hà", "Cứu người", "07/3/2022"),
    ],
}


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    pages = [Page(tab, [HEADER, *rows]) for tab, rows in TABS.items()]
    desk = Desk(app, File(make_book(tmp_path / "so-2022.xlsx", *pages)))
    assert desk.run() == (0, [])
    return desk


def standing(desk: Desk) -> dict[str, list[str]]:
    """Who stands in which tab, by the ids in it."""
    records = desk.records("good_deeds")
    return {tab: [records[uid]["who"] for uid in desk.ids(tab).values()] for tab in (NORTH, SOUTH)}


def uid_of(desk: Desk, who: str) -> str:
    return next(uid for uid, record in desk.records("good_deeds").items() if record["who"] == who)


def test_both_tabs_are_bound_and_every_row_is_one_record(desk: Desk) -> None:
    assert standing(desk) == {tab: [row[2] for row in rows] for tab, rows in TABS.items()}
    assert len(desk.records("good_deeds")) == 5
    state = desk.sheet.state()
    assert desk.run() == (0, [])
    assert desk.sheet.state() == state


def test_a_record_made_in_the_intranet_goes_to_the_tab_of_its_unit_and_into_no_other(desk: Desk) -> None:
    for who, unit in (("Người Bắc", "Chi bộ thôn Bắc Sơn"), ("Người Nam", "Chi bộ thôn Nam Hà"), ("Người Lạ", None)):
        desk.create("good_deeds", {"who": who, "subject_kind": "individual", "deed": "Trồng cây", "unit": unit})
    assert desk.run() == (0, [])
    found = standing(desk)
    assert (found[NORTH][3:], found[SOUTH][2:]) == (["Người Bắc", "Người Lạ"], ["Người Nam"])
    assert desk.run() == (0, [])
    assert standing(desk) == found


def test_a_change_on_either_side_reaches_the_row_where_it_stands(desk: Desk) -> None:
    desk.update("good_deeds", uid_of(desk, "Tạ Văn Thu"), {"deed": "Cứu người đuối nước"})
    desk.sheet.type(NORTH, "E6", "Nhặt được ví tiền")
    assert desk.run() == (0, [])
    assert desk.sheet.grid(SOUTH)[5][4] == "Cứu người đuối nước"
    assert desk.records("good_deeds")[uid_of(desk, "Đỗ Thị Lành")]["deed"] == "Nhặt được ví tiền"


@pytest.mark.parametrize("with_id", [True, False])
def test_a_row_cut_out_of_one_tab_and_put_into_another_keeps_its_record(desk: Desk, with_id: bool) -> None:
    uid = uid_of(desk, "Đỗ Thị Lành")
    row = desk.row_of(NORTH, "Đỗ Thị Lành")
    line: list[Any] = list(desk.sheet.grid(NORTH)[row - 1])
    assert isinstance(desk.sheet, File)
    book = openpyxl.load_workbook(desk.sheet.path)
    book[NORTH].delete_rows(row)
    book[SOUTH].insert_rows(7)
    for column, value in enumerate(line if with_id else line[: len(HEADER)], 1):
        book[SOUTH].cell(7, column).value = value
    book.save(desk.sheet.path)
    assert desk.run() == (0, [])
    assert standing(desk) == {
        NORTH: ["Chi hội Phụ nữ Bắc Sơn", "Vũ Văn Hiền"], SOUTH: ["Mai Thị Xuân", "Tạ Văn Thu", "Đỗ Thị Lành"],
    }  # fmt: skip
    assert uid_of(desk, "Đỗ Thị Lành") == uid
    desk.sheet.type(SOUTH, "E7", "Trả lại ví")
    desk.update("good_deeds", uid, {"recorded_on": "2022-02-10"})
    assert desk.run() == (0, [])
    assert desk.records("good_deeds")[uid]["deed"] == "Trả lại ví"
    assert desk.sheet.grid(SOUTH)[6][5] == "10/02/2022"
    assert len(desk.records("good_deeds")) == 5


def test_a_row_copied_into_another_tab_makes_no_second_record_unasked(desk: Desk) -> None:
    row = desk.row_of(NORTH, "Đỗ Thị Lành")
    desk.sheet.insert(SOUTH, 7, desk.sheet.grid(NORTH)[row - 1])
    code, waiting = desk.run()
    assert (code, len(waiting)) == (2, 1)
    assert len(desk.records("good_deeds")) == 5


def test_a_row_deleted_in_its_tab_is_deleted_and_comes_up_nowhere_else(desk: Desk) -> None:
    desk.sheet.delete(NORTH, desk.row_of(NORTH, "Vũ Văn Hiền"))
    assert desk.run() == (0, [])
    assert standing(desk)[NORTH] == ["Chi hội Phụ nữ Bắc Sơn", "Đỗ Thị Lành"]
    assert len(desk.records("good_deeds")) == 4
    assert desk.run() == (0, [])


def test_a_tab_that_is_gone_is_asked_about_and_its_records_stay_out_of_the_others(desk: Desk) -> None:
    assert isinstance(desk.sheet, File)
    book = openpyxl.load_workbook(desk.sheet.path)
    del book[SOUTH]
    book.save(desk.sheet.path)
    assert desk.run()[0] != 0
    assert len(desk.records("good_deeds")) == 5
    assert list(desk.ids(NORTH).values()) == [uid_of(desk, row[2]) for row in TABS[NORTH]]


def test_a_tab_that_calls_itself_a_copy_is_left_to_a_person(app: Flask, tmp_path: Path) -> None:
    pages = [Page(tab, [HEADER, *TABS[NORTH]]) for tab in ("NT-VT", "NT-VT (2)")]
    desk = Desk(app, File(make_book(tmp_path / "so-2022.xlsx", *pages)))
    assert desk.run() == (0, [])
    assert len(desk.records("good_deeds")) == 3
