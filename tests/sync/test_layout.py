"""Finding a register's table inside a sheet that people made."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace

import pytest

from intranet.mirror.tables import LEGENDS, TABLES
from sync.cells import EMPTY, Tab, text
from sync.columns import Table
from sync.headers import ID_HEADER, NOTE_HEADER
from sync.layout import Mapping, clean_headers, find_layout, guess_table, locate
from sync.titles import book_term, book_year
from tests.sync.book import make_tab, tabs

BOOK = tabs()
NAMES = {
    "Chi bộ": "organisations", "Đảng viên": "members", "Buổi SH": "meetings", "Điểm danh": "attendance",
    "Đăng ký làm theo": "pledges", "Theo dõi tháng": "monthly_checks",
}  # fmt: skip


def columns_of(mapping: Mapping) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for column in mapping.columns:
        found.setdefault(column.field, []).append(column.column)
    return found


def rebuilt(tab: Tab, order: list[int | None]) -> Tab:
    """The tab with its columns in another order; None is a new empty column. Merges are lost."""
    rows = [[EMPTY if c is None else tab.cell(r, c) for c in order] for r in range(len(tab.grid))]
    return replace(tab, grid=rows, merges=())


@pytest.mark.parametrize("title", NAMES)
def test_every_register_of_the_book_is_recognised(title: str) -> None:
    guess = guess_table(BOOK[title], TABLES.values())
    assert guess is not None
    assert guess[0] == NAMES[title]
    assert find_layout(BOOK[title], TABLES[guess[0]]).problem == ""


def test_a_hidden_tab_is_never_guessed() -> None:
    assert guess_table(replace(BOOK["Đảng viên"], hidden=True), TABLES.values()) is None
    assert guess_table(BOOK["T5 (2)"], TABLES.values()) is None


def test_a_list_of_another_kind_is_not_mistaken_for_a_register() -> None:
    duty = make_tab(
        "Lịch trực", [["STT", "Họ tên", "Ngày trực", "Ca trực", "Số điện thoại"], [1, "Hoa", "1/5", "sáng"]]
    )
    gifts = make_tab("Quà Tết", [["TT", "Hộ gia đình", "Số khẩu", "Quà", "Ký nhận"]])
    assert guess_table(duty, TABLES.values()) is None
    assert guess_table(gifts, TABLES.values()) is None


def test_registers_of_like_columns_are_told_apart() -> None:
    rota = make_tab(
        "Phân công CĐ", [["Tháng", "Chi bộ", "Đ/c trình bày", "Nội dung", "Loại", "Hạn"], ["T1", "Bắc Hải", "Hoa"]]
    )
    plans = make_tab("Kế hoạch ĐV", [["STT", "Họ tên", "Chi bộ", "Đã lập kế hoạch", "Ngày nộp", "Ghi chú"]])
    deeds = make_tab("Sổ", [["Số", "Ngày ghi", "Họ tên/Tập thể", "Đơn vị", "Việc tốt", "Minh chứng", "Xác nhận"]])
    awards = make_tab("Sổ", [["STT", "TT/CN", "Tên", "Hình thức", "Cấp", "Số QĐ", "Ngày", "Thành tích", "Tiền thưởng"]])
    guesses = [guess_table(tab, TABLES.values()) for tab in (rota, plans, deeds, awards)]
    assert [guess and guess[0] for guess in guesses] == ["assignments", "plan_checks", "good_deeds", "commendations"]


def test_a_two_row_header_is_mapped_with_its_groups_and_staff_s_own_columns_left_alone() -> None:
    layout = find_layout(BOOK["Đảng viên"], TABLES["members"])
    assert (layout.top, layout.bottom) == (5, 6)
    assert columns_of(layout.mapping) == {
        "full_name": [1], "born": [2], "gender": [3, 4], "joined_on": [5], "official_on": [6], "roles": [7], "branch": [8],
        "standing": [9], "note": [10],
    }  # fmt: skip
    assert [c.group for c in layout.mapping.of_field("gender")] == ["Giới tính", "Giới tính"]
    assert [h.text for h in layout.unmapped] == ["STT", "Ghi chú riêng"]
    assert (layout.id_column, layout.note_column, layout.has_id_column) == (12, 13, False)
    assert layout.year == 2026


def test_items_are_numbered_under_their_group_or_in_one_row_of_headers() -> None:
    assert columns_of(find_layout(BOOK["Đăng ký làm theo"], TABLES["pledges"]).mapping)["items"] == [2, 3, 4]
    flat = make_tab("Đăng ký", [["STT", "Họ tên", "Nội dung đăng ký 1", "2", "3", "Biện pháp", "Duyệt"]])
    assert columns_of(find_layout(flat, TABLES["pledges"]).mapping)["items"] == [2, 3, 4]
    single = make_tab("Đăng ký", [["STT", "Họ tên", "Nội dung đăng ký", "Biện pháp", "Duyệt"]])
    assert columns_of(find_layout(single, TABLES["pledges"]).mapping)["items"] == [2]


def test_decomposed_and_untidy_headers_are_read() -> None:
    header = [
        "Stt",
        unicodedata.normalize("NFD", "Họ và tên"),
        "NĂM  SINH",
        "Ngày vào\nĐảng",
        "Chức vụ:",
        "Chi bộ (sinh hoạt)",
    ]
    layout = find_layout(make_tab("DS", [["DANH SÁCH"], header]), TABLES["members"])
    assert columns_of(layout.mapping) == {"full_name": [1], "born": [2], "joined_on": [3], "roles": [4], "branch": [5]}
    assert layout.missing == ("gender", "official_on", "standing", "note")


def test_a_legacy_header_is_read() -> None:
    layout = find_layout(make_tab("DS", [["STT", "Hä vµ tªn", "N¨m sinh", "Chi boä"]]), TABLES["members"])
    assert columns_of(layout.mapping) == {"full_name": [1], "born": [2], "branch": [3]}


def test_a_column_twice_is_an_error_that_names_both() -> None:
    layout = find_layout(make_tab("DS", [["Họ và tên", "Chi bộ", "Ghi chú", "Ghi chú"]]), TABLES["members"])
    assert layout.problem == (
        "Trang “DS”: có 2 cột cùng tiêu đề “Ghi chú” (cột C, D), chưa rõ cột nào là Ghi chú. Đề nghị đổi tên một cột."
    )


def test_no_header_is_an_error_that_says_what_is_needed() -> None:
    layout = find_layout(make_tab("Lung tung", [["a", "b"], [1, 2]]), TABLES["members"])
    assert layout.problem.startswith("Trang “Lung tung”: không tìm thấy dòng tiêu đề của bảng Đảng viên.")
    assert "“Họ và tên”" in layout.problem


def test_a_mapping_survives_being_remembered() -> None:
    mapping = find_layout(BOOK["Đảng viên"], TABLES["members"]).mapping
    assert Mapping.from_json(json.loads(json.dumps(mapping.to_json()))) == mapping


@pytest.mark.parametrize("title", NAMES)
def test_columns_are_found_again_after_they_were_moved(title: str) -> None:
    table = TABLES[NAMES[title]]
    flat = rebuilt(BOOK[title], list(range(BOOK[title].width)))
    mapping = find_layout(BOOK[title], table).mapping
    order: list[int | None] = [None, *reversed(range(flat.width))]
    if title == "Đăng ký làm theo":  # bare numbers stand beside each other under their group, whose merge is lost here
        order = [None, 8, 7, 0, 1, None, 6, 2, 3, 4, 5]
    moved = locate(rebuilt(flat, order), table, mapping)
    assert moved.problem == ""
    assert {(c.field, c.index): order[c.column] for c in moved.mapping.columns} == {
        (c.field, c.index): c.column for c in mapping.columns
    }


def test_a_column_that_is_gone_or_doubled_is_a_problem_never_empty() -> None:
    table, tab = TABLES["members"], BOOK["Đảng viên"]
    mapping = find_layout(tab, table).mapping
    without = locate(rebuilt(tab, [c for c in range(12) if c != 9]), table, mapping)
    assert without.problem.startswith("Trang “Đảng viên”: không còn tìm thấy cột “Diện” (Diện)")
    doubled = locate(rebuilt(tab, [*range(12), 9]), table, mapping)
    assert doubled.problem.startswith(
        "Trang “Đảng viên”: không còn tìm thấy cột “Diện” (Diện), hoặc có nhiều cột cùng tên đó."
    )
    assert locate(make_tab("Đảng viên", [["x"]]), table, mapping).problem != ""


def test_a_header_reworded_by_its_synonym_is_still_the_column() -> None:
    table, tab = TABLES["members"], BOOK["Đảng viên"]
    mapping = find_layout(tab, table).mapping
    grid = [list(row) for row in tab.grid]
    grid[5][1] = text("Họ tên")
    assert locate(replace(tab, grid=grid), table, mapping).problem == ""


def test_our_own_columns_are_recognised() -> None:
    tab = make_tab(
        "DS", [["Họ và tên", "Chi bộ", ID_HEADER, "Riêng", NOTE_HEADER], ["Lê Thị Hoa", "Bắc Hải", "KQ4M7RXHP"]]
    )
    layout = find_layout(tab, TABLES["members"])
    assert (layout.id_column, layout.has_id_column, layout.note_column, layout.has_note_column) == (2, True, 4, True)
    assert [h.text for h in layout.unmapped] == ["Riêng"]
    twice = make_tab("DS", [["Họ và tên", "Chi bộ", ID_HEADER, ID_HEADER]])
    assert "có 2 cột “Mã đồng bộ” (C, D)" in find_layout(twice, TABLES["members"]).problem


def test_the_legend_is_read_from_above_the_table() -> None:
    assert find_layout(BOOK["Điểm danh"], TABLES["attendance"]).legend == {
        "x": "có mặt", "P": "vắng có lý do", "K": "vắng không lý do", "v": "vắng không lý do", "M": "đến muộn",
    }  # fmt: skip
    assert find_layout(BOOK["Đảng viên"], TABLES["members"]).legend == {}


def test_the_book_s_year_comes_from_titles_then_tab_names_then_the_file() -> None:
    assert book_year(BOOK.values()) == 2026
    assert book_year([make_tab("Sinh hoạt 2024", [["a"]])]) == 2024
    assert book_year([make_tab("a", [["NHIỆM KỲ 2020-2025"]])], "so-chi-bo-2023.xlsx") == 2023
    assert book_year([make_tab("a", [["b"]])]) is None


def test_a_book_may_cover_a_term() -> None:
    assert book_term([make_tab("a", [["NHIỆM KỲ 2015 - 2020"]])]) == (2015, 2020)
    assert book_term([make_tab("a", [["b"]])], "khen-thuong-2015-2020.xlsx") == (2015, 2020)
    assert book_term([make_tab("a", [["Tầm nhìn 2020-2045"]])], "so-2022.xlsx") is None


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_clean_sheet_of_ours_is_understood_again(table: Table) -> None:
    columns = clean_headers(table)
    legend = [[LEGENDS[table.name]]] if table.name in LEGENDS else []
    tab = make_tab(table.label, [[f"{table.label} năm 2026"], *legend, [c.header for c in columns]])
    layout = find_layout(tab, table)
    assert layout.problem == ""
    assert [(c.field, c.index, c.column) for c in layout.mapping.columns] == [
        (c.field, c.index, c.column) for c in columns
    ]
    assert not {c.field for c in columns} & {f.name for f in table.fields if f.sensitive}


def test_a_tab_whose_title_bears_a_security_marking_is_not_read() -> None:
    tab = make_tab("DS", [["(Mật)"], ["DANH SÁCH"], ["Họ và tên", "Chi bộ"], ["Lê Thị Hoa", "Bắc Hải"]])
    layout = find_layout(tab, TABLES["members"])
    assert "dấu chỉ độ mật" in layout.problem
    assert locate(tab, TABLES["members"], layout.mapping).problem == layout.problem
