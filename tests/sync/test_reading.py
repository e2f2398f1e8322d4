"""A tab read into rows of canonical values, without a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from intranet.mirror.tables import TABLES
from sync.cells import EMPTY, Tab, text
from sync.columns import Refused
from sync.directory import BookDirectory
from sync.facts import BoundTable, Names, OrganisationName
from sync.headers import ID_HEADER, NOTE_HEADER
from sync.ids import mint
from sync.layout import find_layout
from sync.reading import read_table
from sync.sheet_table import SheetRow, SheetTable
from sync.stores.xlsx import XlsxStore
from sync.understanding import directory_for
from sync.understanding import read_table as read_bound
from tests.sync.book import MEMBERS_AT, NAMES, YEAR, Rows, Written, make_tab, save, tabs

DIRECTORY = BookDirectory(NAMES)
BOOK = tabs()


def read(tab: Tab, name: str, **more: object) -> SheetTable:
    table = TABLES[name]
    mapping = find_layout(tab, table).mapping
    return read_table(tab, table, mapping, year=YEAR, directory=DIRECTORY, **more)  # type: ignore[arg-type]


def plain(row: SheetRow) -> dict[str, object]:
    """The row's values, refusals by their reason."""
    return {n: f"<{v.reason}>" if isinstance(v, Refused) else v for n, v in row.values.items()}


def with_columns(tab: Tab, header_row: int, headers: list[str], values: dict[int, list[str]]) -> Tab:
    """The tab with columns put at its right edge."""
    width = tab.width
    grid = [[*row, *[EMPTY] * (width - len(row) + len(headers))] for row in tab.grid]
    for i, header in enumerate(headers):
        grid[header_row][width + i] = text(header)
        for row, cells in values.items():
            grid[row][width + i] = text(cells[i])
    return replace(tab, grid=grid)


def test_the_member_list() -> None:
    sheet = read(BOOK["Đảng viên"], "members")
    assert tuple(row.row for row in sheet.rows) == MEMBERS_AT
    rows = [plain(row) for row in sheet.rows]
    assert rows[0] == {
        "full_name": "Trần Thị Mai", "born": "1970", "gender": "female", "joined_on": "1995-03-02", "official_on": "1996-03-02",
        "roles": ["secretary"], "branch": "B1", "standing": "full", "note": None,
    }  # fmt: skip
    assert rows[1] == {
        "full_name": "Nguyễn Văn Hòa", "born": "1963", "gender": "male", "joined_on": "1985-02-03", "official_on": "1986-02-03",
        "roles": ["deputy_secretary", "village_head"], "branch": "B1", "standing": "full", "note": "đi làm ăn xa",
    }  # fmt: skip
    assert rows[2]["joined_on"] == "<impossible_date>"
    assert rows[2]["standing"] == "<two_values>"
    assert (rows[3]["born"], rows[3]["gender"], rows[3]["joined_on"]) == (
        "<approximate>",
        "<both_ticked>",
        "<unknown_value>",
    )
    assert (rows[4]["born"], rows[4]["roles"], rows[4]["branch"]) == ("1970-02-01", ["secretary", "principal"], "B2")
    assert (rows[5]["born"], rows[5]["standing"]) == ("1975-08-01", "probationary")


def test_groups_totals_and_signatures_are_no_records_but_say_where_new_rows_go() -> None:
    sheet = read(BOOK["Đảng viên"], "members")
    assert sheet.last_row_of_group == {None: 16, "B1": 13, "B2": 16}
    assert [row.group for row in sheet.rows] == ["B1"] * 4 + ["B2"] * 2
    assert sheet.total_rows_end_at == {16}
    assert sheet.stray_rows == ()


def test_a_ditto_mark_goes_on_meaning_the_row_it_leans_on() -> None:
    rows = read(BOOK["Đảng viên"], "members").rows
    assert [row.raws["branch"] for row in rows[:4]] == ["text:CB thôn Bắc Hải", "ditto:10", "ditto:10", "ditto:10"]
    assert [row.leans_on.get("branch") for row in rows[:4]] == [None, 9, 9, 9]
    assert "branch" not in rows[1].covered


def test_a_fingerprint_names_the_row_it_leans_on_by_its_id_and_ignores_every_other_row() -> None:
    ids = {row: [f"K{row}", ""] for row in MEMBERS_AT}
    tab = with_columns(BOOK["Đảng viên"], 6, [ID_HEADER, NOTE_HEADER], ids)
    before = read(tab, "members").rows
    assert before[1].raws["branch"] == "ditto:K9"
    grid = [list(row) for row in tab.grid]
    grid[9][8] = text("thôn Bắc Hải")
    grid[9][1] = text("Ai Khác")
    after = read(replace(tab, grid=grid), "members").rows
    assert [r.raws for r in after[1:]] == [r.raws for r in before[1:]]
    assert after[0].raws != before[0].raws


def test_ids_and_notes_are_read_as_they_stand() -> None:
    tab = with_columns(BOOK["Đảng viên"], 6, [ID_HEADER, NOTE_HEADER], {9: [" KQ4M7RXHP ", "hỏi lại ngày"]})
    row = read(tab, "members").rows[0]
    assert (row.row_id, row.note) == ("KQ4M7RXHP", "hỏi lại ngày")


def test_the_branches_find_their_secretaries_among_their_own_members() -> None:
    rows = [plain(row) for row in read(BOOK["Chi bộ"], "organisations").rows]
    assert rows[0] == {
        "name": "Chi bộ thôn Bắc Hải", "kind": "rural", "parent": "P", "secretary": "K001", "phone": "0950128759",
        "total": 4, "probationary": None, "exempt": 1,
    }  # fmt: skip
    assert rows[1] == {
        "name": "Chi bộ Trường Tiểu học Đồng Tâm", "kind": "<unknown_value>", "parent": "P", "secretary": "<unknown_person>",
        "phone": "<incomplete_number>", "total": 2, "probationary": 1, "exempt": None,
    }  # fmt: skip


def test_the_secretary_of_a_branch_nobody_knows_is_not_looked_for_elsewhere() -> None:
    tab = make_tab("Chi bộ", [["Tên chi bộ", "Bí thư"], ["Chi bộ thôn Lạ", "Trần Thị Mai"]])
    assert plain(read(tab, "organisations").rows[0])["secretary"] == "<unknown_person>"


def test_sessions_with_formulas_dittos_and_what_nobody_knows() -> None:
    sheet = read(BOOK["Buổi SH"], "meetings")
    rows = [plain(row) for row in sheet.rows]
    assert rows[0] == {
        "date": "2026-01-03", "time": "19:30", "branch": "B1", "kinds": ["regular_session"], "topic": "Sinh hoạt tháng 1",
        "chair": "K001", "minute_taker": "K002", "total": 4, "present": 3, "absent_excused": 1, "absent_unexcused": None,
        "score": 92, "rating": "good",
    }  # fmt: skip
    assert (rows[1]["kinds"], rows[1]["topic"], rows[1]["present"]) == (
        ["regular_session", "thematic_session"],
        "Sinh hoạt tháng 1",
        2,
    )
    assert rows[1]["minute_taker"] == "K006"
    assert rows[2] == {
        "date": "<year_missing>", "time": "<not_a_time>", "branch": "<unknown_unit>", "kinds": "<unknown_value>",
        "topic": "Sinh hoạt tháng 1", "chair": "<unknown_person>", "minute_taker": "<unknown_person>", "total": 4,
        "present": "<formula_error>", "absent_excused": "<unknown_value>", "absent_unexcused": None,
        "score": "<unknown_value>", "rating": "<uncalculated>",
    }  # fmt: skip
    assert sheet.rows[0].formulas == {"present", "rating"}
    assert sheet.total_rows_end_at == {8}


def test_the_roll_is_read_by_its_legend() -> None:
    sheet = read(BOOK["Điểm danh"], "attendance")
    row = plain(sheet.rows[0])
    assert [row[f"m{m}"] for m in range(1, 13)] == [
        "present", "present", "absent_excused", "absent_excused", "absent_excused", "absent_unexcused", "absent_unexcused",
        "late", None, "<unknown_value>", "<two_values>", "<unknown_value>",
    ]  # fmt: skip
    assert [plain(r)["member"] for r in sheet.rows] == ["K001", "K002", "<ambiguous_person>"]
    assert sheet.fill_columns == (14,)


def test_without_a_legend_a_cross_is_presence_only_where_absence_has_its_own_signs() -> None:
    grid = [row for i, row in enumerate(BOOK["Điểm danh"].grid) if i != 1]
    merges = [replace(m, top=m.top - 1, bottom=m.bottom - 1) for m in BOOK["Điểm danh"].merges]
    tab = replace(BOOK["Điểm danh"], grid=grid, merges=merges)
    assert read(tab, "attendance").rows[1].values["m1"] == "present"
    only_crosses = replace(tab, grid=[*grid[:4], grid[5]])
    assert isinstance(read(only_crosses, "attendance").rows[0].values["m1"], Refused)
    by_options = read(only_crosses, "attendance", legend={"x": "vắng không lý do"})
    assert by_options.rows[0].values["m1"] == "absent_unexcused"


def test_pledges_in_one_cell_or_in_columns() -> None:
    rows = [plain(row) for row in read(BOOK["Đăng ký làm theo"], "pledges").rows]
    assert rows[0]["items"] == ["Đọc báo Đảng", "Trồng 20 m hàng rào"]
    assert rows[1] == {
        "member": "K002", "items": ["Đọc báo Đảng", "Giúp 01 hộ nghèo"], "measure": "Tự học", "deadline": "2026-Q3",
        "comment": "Nhất trí", "approval": "approved",
    }  # fmt: skip
    assert (rows[2]["items"], rows[2]["deadline"], rows[2]["approval"]) == ([], "<not_a_date>", "<unknown_value>")


def test_a_merged_name_holds_for_every_row_it_covers() -> None:
    sheet = read(BOOK["Theo dõi tháng"], "monthly_checks")
    assert [row.values["member"] for row in sheet.rows] == ["K001", "K001", "K002"]
    assert (sheet.rows[1].raws["member"], sheet.rows[1].leans_on["member"]) == ("merge:6", 5)
    assert sheet.rows[1].covered == {"member"}
    assert sheet.rows[0].covered == frozenset()
    row = plain(sheet.rows[0])
    assert [row[f"m{m}"] for m in range(1, 13)] == [
        "done", "in_progress", "not_done", 70, 70, 70, "<out_of_range>", "<two_values>", "<refers_elsewhere>", None, "done",
        "<unknown_value>",
    ]  # fmt: skip
    assert (row["midyear"], row["annual"]) == ("good", "excellent")
    assert plain(sheet.rows[1])["midyear"] == "<two_values>"


def test_work_that_begins_like_a_total_is_still_work() -> None:
    assert read(BOOK["Theo dõi tháng"], "monthly_checks").rows[1].values["item"] == "Tổng vệ sinh đường làng"


def test_a_ditto_mark_over_nothing_is_refused() -> None:
    tab = make_tab("DS", [["Họ và tên", "Chi bộ"], ["Lê Thị Hoa", "nt"]])
    assert plain(read(tab, "members").rows[0])["branch"] == "<refers_elsewhere>"


def test_the_branch_of_a_list_without_a_branch_column_is_its_group_s() -> None:
    rows: Rows = [
        ["Họ và tên", "Chức vụ"],
        ["I. Chi bộ thôn Bắc Hải"],
        ["Lê Thị Hoa", "ĐV"],
        ["II. Chi bộ thôn Lạ"],
        ["Ai Đó", "ĐV"],
    ]
    sheet = read(make_tab("DS", rows), "members")
    assert [row.values["branch"] for row in sheet.rows] == ["B1", None]
    assert sheet.places["branch"].columns == ()
    assert sheet.rows[0].covered == {"branch"}


def test_nobody_is_found_under_a_group_of_an_unknown_branch() -> None:
    rows: Rows = [["Họ tên", *[f"T{n}" for n in range(1, 13)]], ["II. Chi bộ thôn Lạ"], ["Trần Thị Mai", "P"]]
    assert plain(read(make_tab("DS", rows), "attendance").rows[0])["member"] == "<unknown_person>"


def test_new_columns_of_staff_and_prepared_empty_rows_do_no_harm() -> None:
    rows: Rows = [
        ["STT", "Họ và tên", "Mới thêm", "Chi bộ"], [1, "Lê Thị Hoa", "a", "Bắc Hải"], [2, None, None, None], [3],
        [None, None, "nháp"],
    ]  # fmt: skip
    sheet = read(make_tab("DS", rows), "members")
    assert [row.row for row in sheet.rows] == [1]


def test_rows_typed_below_the_total_are_told_and_not_read_unless_they_bear_our_id() -> None:
    header: list[Written] = ["STT", "Họ và tên", "Chi bộ", ID_HEADER]
    rows: Rows = [
        header,
        [1, "Lê Thị Hoa", "Bắc Hải"],
        ["TỔNG CỘNG", None, None],
        [2, "Phạm Thị Hoa", "Bắc Hải"],
        [3, "Đỗ Văn Bình", None, "KBBBBBBBP"],
    ]
    rows[4][3] = mint()
    sheet = read(make_tab("DS", rows), "members")
    assert [row.row for row in sheet.rows] == [1, 4]
    assert sheet.stray_rows == (3,)


def test_a_grand_total_of_each_group_does_not_end_the_table() -> None:
    rows: Rows = [
        ["STT", "Họ và tên", "Chi bộ"], ["I. Chi bộ thôn Bắc Hải"], [1, "Lê Thị Hoa", "Bắc Hải"], ["TỔNG CỘNG: 1"],
        ["II. Chi bộ Trường Tiểu học Đồng Tâm"], [1, "Đỗ Văn Bình", None], ["TỔNG CỘNG: 1"], ["NGƯỜI LẬP"], ["Hồ Văn Lâm", "a"],
    ]  # fmt: skip
    sheet = read(make_tab("DS", rows), "members")
    assert ([row.row for row in sheet.rows], sheet.stray_rows) == ([2, 5], ())


def test_work_that_begins_like_a_signature_or_a_total_does_not_end_the_table() -> None:
    rows: Rows = [
        ["Họ tên", "Phần việc", *[f"T{n}" for n in range(1, 13)]], ["Trần Thị Mai", "Đọc sách", "Đạt"],
        [None, "Thư ký ghi biên bản đầy đủ"], [None, "Cộng tác viên dư luận xã hội"], ["Nguyễn Văn Hòa", "Trồng cây"],
    ]  # fmt: skip
    assert [row.row for row in read(make_tab("TD", rows), "monthly_checks").rows] == [1, 2, 3, 4]


def test_a_header_repeated_on_a_new_page_is_no_record() -> None:
    rows: Rows = [
        ["STT", "Họ và tên", "Chi bộ"],
        [1, "Lê Thị Hoa", "Bắc Hải"],
        ["STT", "Họ và tên", "Chi bộ"],
        [2, "Đỗ Văn Bình", "nt"],
    ]
    assert [row.row for row in read(make_tab("DS", rows), "members").rows] == [1, 3]


def test_subtotals_inside_the_table_are_no_records() -> None:
    rows: Rows = [
        ["STT", "Họ và tên", "Chi bộ"],
        [1, "Lê Thị Hoa", "Bắc Hải"],
        ["Cộng chi bộ: 1"],
        [2, "Đỗ Văn Bình", "nt"],
    ]
    assert [row.row for row in read(make_tab("DS", rows), "members").rows] == [1, 3]


def test_a_missing_column_is_a_problem_and_no_rows() -> None:
    tab = BOOK["Đảng viên"]
    mapping = find_layout(tab, TABLES["members"]).mapping
    gone = replace(tab, grid=[[c for i, c in enumerate(row) if i != 9] for row in tab.grid], merges=())
    sheet = read_table(gone, TABLES["members"], mapping, year=YEAR, directory=DIRECTORY)
    assert sheet.rows == ()
    assert "Diện" in sheet.problem


def test_legacy_cells_are_read_and_their_columns_told() -> None:
    rows: Rows = [
        ["STT", "Hä vµ tªn", "Chøc vô", "Chi boä"],
        [1, "TrÇn ThÞ Mai", "BÝ th\xad", "Chi boä thoân Baéc Haûi"],
        [2, "Lª ThÞ Hoa", None, "nt"],
    ]
    sheet = read(make_tab("DS", rows), "members")
    assert [row.values["full_name"] for row in sheet.rows] == ["Trần Thị Mai", "Lê Thị Hoa"]
    assert [row.values["branch"] for row in sheet.rows] == ["B1", "B1"]
    assert sheet.rows[0].raws["full_name"] == "text:TrÇn ThÞ Mai"
    assert sheet.encodings == {"full_name": "tcvn3", "roles": "tcvn3", "branch": "vni"}


def test_blank_cells_of_numbers_stay_apart_from_zero() -> None:
    rows: Rows = [["Tên chi bộ", "Tổng số ĐV", "Dự bị"], ["Chi bộ A", 0, None]]
    row = read(make_tab("Chi bộ", rows), "organisations").rows[0]
    assert (row.values["total"], row.values["probationary"]) == (0, None)
    assert (row.raws["total"], row.raws["probationary"]) == ("number:0.0", "")


def bound(name: str, tab: Tab) -> BoundTable:
    mapping = find_layout(tab, TABLES[name]).mapping
    return BoundTable(name, TABLES[name], tab.key, tab.title, mapping.to_json())


def test_a_record_renamed_in_its_own_tab_is_still_known_by_both_names() -> None:
    rows: Rows = [
        ["Họ và tên", "Chi bộ", ID_HEADER],
        ["Trần Thị Mai Anh", "Bắc Hải", "K001"],
        ["Người Mới", "Bắc Hải", ""],
    ]
    tab = make_tab("ĐV", rows)
    directory = directory_for(NAMES, [(bound("members", tab), tab)], YEAR)
    assert directory.find_person("Trần Thị Mai Anh", "B1") == directory.find_person("Trần Thị Mai", "B1") == "K001"
    assert directory.person_name("K001") == "Trần Thị Mai"
    assert isinstance(directory.find_person("Người Mới", "B1"), Refused)


def test_in_a_branch_s_own_book_every_row_is_its_own() -> None:
    own = BookDirectory(Names((), (OrganisationName("B1", "Chi bộ thôn Bắc Hải", own=True),)))
    tab = make_tab("ĐV", [["Họ và tên", "Chức vụ"], ["Lê Thị Hoa", "ĐV"]])
    sheet = read_bound(tab, bound("members", tab), own, YEAR)
    assert sheet.rows[0].values["branch"] == "B1"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tab]:
    """The same book written as .xlsx and read through the real store."""
    path: Path = save(tmp_path_factory.mktemp("book") / "so-xa-dong-tam-2026.xlsx")
    return {tab.title: tab for tab in XlsxStore(path).read().tabs.values()}


@pytest.mark.parametrize(
    ("title", "name"), [("Đảng viên", "members"), ("Đăng ký làm theo", "pledges"), ("Theo dõi tháng", "monthly_checks")]
)
def test_the_saved_book_reads_the_same_through_the_store(saved: dict[str, Tab], title: str, name: str) -> None:
    from_file, from_memory = read(saved[title], name), read(BOOK[title], name)
    assert [plain(row) for row in from_file.rows] == [plain(row) for row in from_memory.rows]
    assert from_file.last_row_of_group == from_memory.last_row_of_group
    assert from_file.total_rows_end_at == from_memory.total_rows_end_at


def test_what_openpyxl_left_uncalculated_is_refused(saved: dict[str, Tab]) -> None:
    row = read(saved["Buổi SH"], "meetings").rows[0]
    assert plain(row)["present"] == "<uncalculated>"
    assert saved["T5 (2)"].hidden


def test_numbers_in_text_columns_are_texts() -> None:
    tab = make_tab("DS", [["Họ và tên", "Chi bộ", "Ghi chú"], ["Lê Thị Hoa", "Bắc Hải", 2022]])
    assert read(tab, "members").rows[0].values["note"] == "2022"


def deeds(*rows: list[Written], merges: Sequence[tuple[int, int, int, int]] = ()) -> SheetTable:
    header: list[Written] = ["Số", "Đơn vị", "Họ và tên (tập thể)", "Việc tốt", "Ngày", "Xác nhận"]
    tab = make_tab("NT-VT", [["SỔ GHI DANH"], header, *rows], merges)
    layout = find_layout(tab, TABLES["good_deeds"])
    assert layout.problem == ""
    return read_table(tab, TABLES["good_deeds"], layout.mapping, year=YEAR, directory=DIRECTORY)


def test_a_group_header_says_what_its_rows_do_not() -> None:
    sheet = deeds(
        ["A. TẬP THỂ"], [1, "Bắc Hải", "Mai Hoa", "Dọn đường"], ["B. CÁ NHÂN"], [1, "Bắc Hải", "Chi hội 1", "Hiến máu"],
        merges=[(2, 0, 2, 5), (4, 0, 4, 5)],
    )  # fmt: skip
    assert [row.values["subject_kind"] for row in sheet.rows] == ["collective", "individual"]
    assert all("subject_kind" in row.covered for row in sheet.rows)
    assert sheet.row_above({"subject_kind": "collective"}, None) == 3
    assert sheet.row_above({"subject_kind": "individual"}, None) == 5
    assert sheet.row_above({}, None) == 5


def test_what_nobody_writes_follows_from_the_name() -> None:
    sheet = deeds([1, "Bắc Hải", "Tổ tự quản", "Dọn đường"], [2, "Bắc Hải", "Đoàn Thị Lụa", "Hiến máu"])
    assert [row.values["subject_kind"] for row in sheet.rows] == ["collective", "individual"]
    assert [row.raws["subject_kind"] for row in sheet.rows] == ["said:collective", "said:individual"]


def test_a_unit_named_by_a_group_header_fills_empty_cells_only() -> None:
    sheet = deeds(
        ["* Chi bộ thôn Bắc Hải"], [1, None, "Lê Thị Hoa", "Dọn đường"], [2, "Trường Tiểu học Đồng Tâm", "An", "Hiến máu"],
        merges=[(2, 0, 2, 5)],
    )  # fmt: skip
    assert [row.values["unit"] for row in sheet.rows] == ["B1", "B2"]
    assert "unit" not in sheet.rows[0].covered


def test_a_period_over_rows_says_where_new_ones_go() -> None:
    header: list[Written] = ["STT", "Tên", "Hình thức", "Số QĐ", "Ngày"]
    rows: list[list[Written]] = [
        ["Năm 2025"],
        [1, "A Văn B", "GK", "1-QĐ", "05/3/2025"],
        ["Quý I"],
        [1, "C Văn D", "BD", "2-QĐ", "1/2/2026"],
    ]
    tab = make_tab("Khen thưởng", [["x"], header, *rows], [(2, 0, 2, 4), (4, 0, 4, 4)])
    table = TABLES["commendations"]
    sheet = read_table(tab, table, find_layout(tab, table).mapping, year=YEAR, directory=DIRECTORY)
    assert [
        sheet.row_above({"decided_on": day}, None) for day in ("2025-12-30", "2026-01-05", "2026-Q1", "2026-07-01")
    ] == [3, 5, 5, 5]
    assert all("decided_on" not in row.covered for row in sheet.rows)


def test_a_word_in_capitals_that_the_column_knows_is_no_ditto_mark() -> None:
    header: list[Written] = ["TT", "Chi bộ", "Loại hình", "Ngày tổ chức"]
    rows: list[list[Written]] = [[1, "Chi bộ Công an xã", "Công an"], [2, "Chi bộ Nam", "NT"], [3, "Chi bộ Bắc", "nt"]]
    tab = make_tab("Đợt", [["x"], header, *rows])
    table = TABLES["wave_sessions"]
    sheet = read_table(tab, table, find_layout(tab, table).mapping, year=YEAR, directory=DIRECTORY)
    assert [row.values["kind"] for row in sheet.rows] == ["police", "rural", "rural"]


def test_people_of_a_unit_known_by_name_only_are_looked_for_in_the_whole_book() -> None:
    header: list[Written] = ["TT", "Tên mô hình", "Tập thể đăng ký", "Người phụ trách"]
    tab = make_tab(
        "Mô hình", [["x"], header, [1, "Heo đất", "Hội LHPN xã", "Bình"], [2, "Vườn mẫu", "Bắc Hải", "đ/c Bình"]]
    )
    table = TABLES["practice_models"]
    first, second = read_table(tab, table, find_layout(tab, table).mapping, year=YEAR, directory=DIRECTORY).rows
    assert first.values["person"] == "K005"
    assert isinstance(second.values["person"], Refused)
