"""gspread's own verbs, over real HTTP with the real sign-in, do what they do against Google."""

from __future__ import annotations

import gspread
import pytest
from gspread.utils import Dimension, ValueInputOption, ValueRenderOption

from tests.sheets_emulator.emulator import Emulator

LINES = [["Họ tên", "Năm sinh", "Chi bộ"], ["Lê Văn Sơn", "1970", "Bắc Hải"], ["Trần Thị Hoa", "1985", "Tân Lộc"]]


@pytest.fixture
def worksheet(emulator: Emulator, google: gspread.Client) -> gspread.Worksheet:
    hand = emulator.create(tab="Đảng viên", locale="en_US")
    hand.type_block("Đảng viên", "A1", LINES)
    return google.open_by_key(hand.id).worksheet("Đảng viên")


def test_values_come_back_as_shown_and_as_typed(worksheet: gspread.Worksheet) -> None:
    assert worksheet.get_all_values() == LINES
    assert worksheet.get_all_values(value_render_option=ValueRenderOption.unformatted)[1] == [
        "Lê Văn Sơn",
        1970,
        "Bắc Hải",
    ]
    assert worksheet.col_values(2) == ["Năm sinh", "1970", "1985"]
    assert worksheet.row_values(3) == LINES[2]
    assert worksheet.acell("C2").value == "Bắc Hải"
    assert worksheet.get("A1:A3", major_dimension=Dimension.cols) == [["Họ tên", "Lê Văn Sơn", "Trần Thị Hoa"]]


def test_find_looks_through_the_values(worksheet: gspread.Worksheet) -> None:
    found = worksheet.find("Tân Lộc")
    assert found is not None
    assert (found.row, found.col) == (3, 3)
    assert worksheet.find("không có") is None


def test_update_writes_raw_or_as_typed(worksheet: gspread.Worksheet) -> None:
    worksheet.update([["=1+1", "05/03/2022"]], "A5", value_input_option=ValueInputOption.raw)
    worksheet.update([["=1+1", "05/03/2022"]], "A6", value_input_option=ValueInputOption.user_entered)
    assert worksheet.get("A5:B6", value_render_option=ValueRenderOption.unformatted) == [
        ["=1+1", "05/03/2022"],
        [2, 44684],  # en_US: the month comes first, 3 May 2022
    ]


def test_batch_update_of_values_counts_what_it_touched(worksheet: gspread.Worksheet) -> None:
    answer = worksheet.batch_update([{"range": "A2", "values": [["A"]]}, {"range": "B2:C2", "values": [["1", "C"]]}])
    assert {name: answer[name] for name in answer if name.startswith("total")} == {
        "totalUpdatedRows": 1,
        "totalUpdatedColumns": 3,
        "totalUpdatedCells": 3,
        "totalUpdatedSheets": 1,
    }
    assert worksheet.row_values(2) == ["A", "1", "C"]


def test_append_rows_goes_under_the_table_and_grows_the_grid(worksheet: gspread.Worksheet) -> None:
    worksheet.resize(rows=3)
    answer = worksheet.append_rows([["Mới", "2000", "Bắc Hải"]])
    assert answer["tableRange"] == "'Đảng viên'!A1:C3"
    assert answer["updates"]["updatedRange"] == "'Đảng viên'!A4:C4"
    assert worksheet.row_values(4) == ["Mới", "2000", "Bắc Hải"]
    assert worksheet.spreadsheet.fetch_sheet_metadata()["sheets"][0]["properties"]["gridProperties"]["rowCount"] == 4


def test_append_lands_below_a_signature_block_as_at_google(emulator: Emulator, google: gspread.Client) -> None:
    hand = emulator.create(tab="Chi bộ")
    hand.type_block("Chi bộ", "A1", [["Tên"], ["Bắc Hải"], [""], [""], ["BÍ THƯ"]])
    google.open_by_key(hand.id).sheet1.append_row(["Tân Lộc"])
    assert hand.values("Chi bộ") == [["Tên"], ["Bắc Hải"], [None], [None], ["BÍ THƯ"], ["Tân Lộc"]]


def test_insert_and_delete_rows(worksheet: gspread.Worksheet) -> None:
    worksheet.insert_rows([["x", "", "y"]], row=2)
    assert worksheet.get_all_values()[1:3] == [["x", "", "y"], LINES[1]]
    worksheet.delete_rows(2)
    assert worksheet.get_all_values() == LINES


def test_sort_moves_whole_rows(worksheet: gspread.Worksheet) -> None:
    worksheet.sort((2, "des"), range="A2:C3")
    assert worksheet.get_all_values() == [LINES[0], LINES[2], LINES[1]]


def test_format_is_answered_with_its_colour_twins(worksheet: gspread.Worksheet) -> None:
    worksheet.format("A1:C1", {"textFormat": {"bold": True}, "backgroundColor": {"red": 1, "green": 0, "blue": 0.5}})
    data = worksheet.spreadsheet.fetch_sheet_metadata(
        {"ranges": "'Đảng viên'!A1", "fields": "sheets.data.rowData.values.userEnteredFormat"}
    )
    assert data["sheets"][0]["data"][0]["rowData"][0]["values"][0]["userEnteredFormat"] == {
        "textFormat": {"bold": True},
        "backgroundColor": {"red": 1, "blue": 0.49803922},
        "backgroundColorStyle": {"rgbColor": {"red": 1, "blue": 0.49803922}},
    }


def test_merge_keeps_the_first_value_only(worksheet: gspread.Worksheet) -> None:
    worksheet.merge_cells("A2:C2")
    assert worksheet.row_values(2) == ["Lê Văn Sơn"]
    merges = worksheet.spreadsheet.fetch_sheet_metadata()["sheets"][0]["merges"]
    assert merges == [{"startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 3}]
    worksheet.unmerge_cells("A2:C2")
    assert "merges" not in worksheet.spreadsheet.fetch_sheet_metadata()["sheets"][0]


def test_notes_are_written_and_read(worksheet: gspread.Worksheet) -> None:
    worksheet.update_notes({"B2": "Sai năm?", "C3": "xem lại"})
    assert worksheet.get_notes(grid_range="A1:C3") == [["", "", ""], ["", "Sai năm?", ""], ["", "", "xem lại"]]
    worksheet.clear_note("B2")
    assert worksheet.get_note("B2") == ""


def test_tabs_are_added_copied_renamed_hidden_and_deleted(worksheet: gspread.Worksheet) -> None:
    spreadsheet = worksheet.spreadsheet
    added = spreadsheet.add_worksheet("T5 (2)", rows=5, cols=4, index=0)
    assert (added.row_count, added.col_count, added.index) == (5, 4, 0)
    copy = worksheet.duplicate(new_sheet_name="Bản sao")
    assert copy.get_all_values() == LINES
    copy.update_title("Cũ")
    copy.hide()
    assert [(tab.title, tab.isSheetHidden) for tab in spreadsheet.worksheets()] == [
        ("Cũ", True),
        ("T5 (2)", False),
        ("Đảng viên", False),
    ]
    spreadsheet.del_worksheet(added)
    assert {tab.title for tab in spreadsheet.worksheets()} == {"Cũ", "Đảng viên"}


def test_a_tab_is_copied_to_another_spreadsheet(
    emulator: Emulator, google: gspread.Client, worksheet: gspread.Worksheet
) -> None:
    other = emulator.create("Sổ khác")
    answer = worksheet.copy_to(other.id)
    assert answer["title"] == "Copy of Đảng viên"
    assert google.open_by_key(other.id).worksheet("Copy of Đảng viên").get_all_values() == LINES


def test_ranges_are_cleared_without_their_formats(worksheet: gspread.Worksheet) -> None:
    worksheet.format("A2", {"textFormat": {"bold": True}})
    worksheet.batch_clear(["A2:B2"])
    assert worksheet.row_values(2) == ["", "", "Bắc Hải"]
    assert worksheet.spreadsheet.fetch_sheet_metadata(
        {"ranges": "'Đảng viên'!A2", "fields": "sheets(data(rowData(values(userEnteredFormat(textFormat)))))"}
    )["sheets"][0]["data"][0]["rowData"][0]["values"][0] == {"userEnteredFormat": {"textFormat": {"bold": True}}}


def test_a_spreadsheet_is_created_copied_and_listed(google: gspread.Client) -> None:
    made = google.create("Sổ mới")
    made.sheet1.update([["a", "b"]], "A1")
    copied = google.copy(made.id, title="Bản sao")
    assert copied.sheet1.get_all_values() == [["a", "b"]]
    assert {file["name"] for file in google.list_spreadsheet_files()} == {"Sổ mới", "Bản sao"}
    google.del_spreadsheet(made.id)
    assert [file["name"] for file in google.list_spreadsheet_files()] == ["Bản sao"]
