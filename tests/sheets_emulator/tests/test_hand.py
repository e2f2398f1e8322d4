"""A person's hand on the spreadsheet, as tests play commune staff."""

from __future__ import annotations

import pytest

from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.hand import Hand


@pytest.fixture
def hand(emulator: Emulator) -> Hand:
    found = emulator.create(tab="Đảng viên")
    found.type_block("Đảng viên", "A1", [["Tên", "Năm"], ["Sơn", "1970"], ["Hoa", "1985"], ["An", "1960"]])
    return found


def test_rows_are_inserted_copied_moved_and_deleted(hand: Hand) -> None:
    hand.insert_rows("Đảng viên", 3)
    hand.copy_row("Đảng viên", 2, 3)
    assert [line[0] for line in hand.values("Đảng viên")] == ["Tên", "Sơn", "Sơn", "Hoa", "An"]
    hand.delete_rows("Đảng viên", 2)
    hand.move_rows("Đảng viên", 4, 1, before=2)
    assert [line[0] for line in hand.values("Đảng viên")] == ["Tên", "An", "Sơn", "Hoa"]


def test_sorting_a_part_leaves_the_other_columns_behind(hand: Hand) -> None:
    hand.type_block("Đảng viên", "C2", [["id1"], ["id2"], ["id3"]])
    hand.sort("Đảng viên", "A2:B4", "B")
    assert hand.values("Đảng viên")[1:] == [["An", 1960, "id1"], ["Sơn", 1970, "id2"], ["Hoa", 1985, "id3"]]


def test_blanks_go_last_whichever_way_one_sorts(hand: Hand) -> None:
    hand.clear("Đảng viên", "B3")
    for descending, order in ((False, ["An", "Sơn", "Hoa"]), (True, ["Sơn", "An", "Hoa"])):
        hand.sort("Đảng viên", "A2:B4", "B", descending=descending)
        assert [line[0] for line in hand.values("Đảng viên")[1:]] == order


def test_columns_are_inserted_and_moved(hand: Hand) -> None:
    hand.insert_columns("Đảng viên", "B")
    hand.type("Đảng viên", "B1", "Mới")
    hand.move_column("Đảng viên", "C", before="A")
    assert hand.values("Đảng viên")[0] == ["Năm", "Tên", "Mới"]


def test_clearing_keeps_notes_and_a_tab_can_be_found_by_its_text(hand: Hand) -> None:
    hand.note("Đảng viên", "A2", "ghi chú")
    hand.clear("Đảng viên", "A2:B2")
    assert (hand.value("Đảng viên", "A2"), hand.cell("Đảng viên", "A2").note) == (None, "ghi chú")
    assert hand.find("Đảng viên", "1985") == "B3"


def test_a_formula_is_filled_down(hand: Hand) -> None:
    hand.type("Đảng viên", "C2", "=2026-B2")
    hand.fill_down("Đảng viên", "C2", 2)
    assert [line[2] for line in hand.values("Đảng viên")[1:]] == [56, 41, 66]


def test_typing_beyond_the_grid_makes_room(hand: Hand) -> None:
    hand.type("Đảng viên", "AC1200", "xa")
    assert (hand.sheet("Đảng viên").row_count, hand.sheet("Đảng viên").column_count) == (1200, 29)


def test_each_edit_is_a_version_by_the_person(emulator: Emulator, hand: Hand) -> None:
    before = hand.version
    hand.rename_tab("Đảng viên", "ĐV")
    assert hand.version == before + 1
    assert emulator.file(hand.id).revisions[-1].user == "can-bo-xa@example.org"
