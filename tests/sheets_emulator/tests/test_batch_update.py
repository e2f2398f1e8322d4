"""spreadsheets.batchUpdate: order, atomicity, post-image, and what rows and columns carry along."""

from __future__ import annotations

from typing import Any

import gspread
import pytest

from tests.sheets_emulator.cells import ErrorValue
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.hand import Hand

TAB = "Chi bộ"


@pytest.fixture
def hand(emulator: Emulator) -> Hand:
    found = emulator.create(tab=TAB)
    found.type_block(
        TAB,
        "A1",
        [["Tên", "Số ĐV"], ["Bắc Hải", "12"], ["Tân Lộc", "31"], ["Tổng", "=SUM(B2:B3)"], [""], ["BÍ THƯ", "=B4"]],
    )
    return found


@pytest.fixture
def spreadsheet(hand: Hand, google: gspread.Client) -> gspread.Spreadsheet:
    return google.open_by_key(hand.id)


def send(spreadsheet: gspread.Spreadsheet, *requests: dict[str, Any], **rest: Any) -> Any:
    return spreadsheet.batch_update({"requests": list(requests), **rest})


def rows(start: int, end: int, sheet: int = 0) -> dict[str, Any]:
    return {"sheetId": sheet, "dimension": "ROWS", "startIndex": start, "endIndex": end}


def area(r0: int, r1: int, c0: int, c1: int, sheet: int = 0) -> dict[str, Any]:
    names = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
    return {"sheetId": sheet} | dict(zip(names, (r0, r1, c0, c1), strict=True))


def test_inserted_rows_move_everything_below_with_its_formulas(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    send(spreadsheet, {"insertDimension": {"range": rows(2, 4), "inheritFromBefore": True}})
    assert hand.entered(TAB) == [
        ["Tên", "Số ĐV"],
        ["Bắc Hải", 12],
        [None, None],
        [None, None],
        ["Tân Lộc", 31],
        ["Tổng", "=SUM(B2:B5)"],
        [None, None],
        ["BÍ THƯ", "=B6"],
    ]
    assert hand.value(TAB, "B8") == 43


def test_a_row_inserted_right_under_a_range_stays_outside_it(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    send(spreadsheet, {"insertDimension": {"range": rows(3, 4), "inheritFromBefore": True}})
    assert hand.entered(TAB)[4] == ["Tổng", "=SUM(B2:B3)"]


def test_a_row_inserted_right_above_a_range_moves_the_range(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    send(spreadsheet, {"insertDimension": {"range": rows(1, 2), "inheritFromBefore": True}})
    assert hand.entered(TAB)[4] == ["Tổng", "=SUM(B3:B4)"]


def test_deleted_rows_shrink_ranges_and_break_single_references(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    send(spreadsheet, {"deleteDimension": {"range": rows(1, 2)}})
    assert hand.cell(TAB, "B3").formula == "=SUM(B2:B2)"
    send(spreadsheet, {"deleteDimension": {"range": rows(2, 3)}})
    assert hand.cell(TAB, "B4").formula == "=#REF!"
    value = hand.value(TAB, "B4")
    assert isinstance(value, ErrorValue)
    assert (value.kind, hand.shown(TAB, "B4")) == ("REF", "#REF!")


def test_moved_rows_keep_their_cells_and_references(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    send(spreadsheet, {"moveDimension": {"source": rows(5, 6), "destinationIndex": 1}})
    assert hand.entered(TAB)[:3] == [["Tên", "Số ĐV"], ["BÍ THƯ", "=B5"], ["Bắc Hải", 12]]
    assert hand.cell(TAB, "B5").formula == "=SUM(B3:B4)"


def test_inserted_columns_shift_merges_filters_protections_and_names(
    hand: Hand, spreadsheet: gspread.Spreadsheet
) -> None:
    send(
        spreadsheet,
        {"mergeCells": {"range": area(8, 9, 1, 3)}},
        {"setBasicFilter": {"filter": {"range": area(0, 3, 0, 2)}}},
        {"addProtectedRange": {"protectedRange": {"range": area(0, 10, 1, 2), "warningOnly": True}}},
        {"addNamedRange": {"namedRange": {"name": "so_dv", "range": area(1, 3, 1, 2)}}},
        {"insertDimension": {"range": rows(0, 1) | {"dimension": "COLUMNS"}, "inheritFromBefore": False}},
    )
    found = spreadsheet.fetch_sheet_metadata()
    sheet = found["sheets"][0]
    expected = {"startColumnIndex": 2, "endColumnIndex": 4}
    assert {name: sheet["merges"][0][name] for name in expected} == expected
    assert sheet["basicFilter"]["range"]["endColumnIndex"] == 3
    assert sheet["protectedRanges"][0]["range"]["startColumnIndex"] == 2
    assert found["namedRanges"][0]["range"]["startColumnIndex"] == 2
    assert hand.cell(TAB, "C4").formula == "=SUM(C2:C3)"


def test_typed_cells_stay_what_they_are(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    values = [
        {"userEnteredValue": {"stringValue": "=HYPERLINK(1)"}},
        {"userEnteredValue": {"stringValue": "+84"}},
        {
            "userEnteredValue": {"numberValue": 44625},
            "userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}},
        },
        {"userEnteredValue": {"boolValue": True}},
    ]
    fields = "userEnteredValue,userEnteredFormat.numberFormat"
    start = {"sheetId": 0, "rowIndex": 9, "columnIndex": 0}
    send(spreadsheet, {"updateCells": {"start": start, "rows": [{"values": values}], "fields": fields}})
    assert hand.values(TAB)[9] == ["=HYPERLINK(1)", "+84", 44625, True]
    assert hand.texts(TAB)[9] == ["=HYPERLINK(1)", "+84", "05/03/2022", "TRUE"]


def test_a_field_mask_leaves_the_rest_of_the_cell_alone(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    hand.note(TAB, "A2", "giữ lại")
    spreadsheet.sheet1.format("A2", {"textFormat": {"bold": True}})
    cell = {"userEnteredValue": {"stringValue": "Bắc Hải mới"}}
    body = {"range": area(1, 2, 0, 1), "rows": [{"values": [cell]}], "fields": "userEnteredValue"}
    send(spreadsheet, {"updateCells": body})
    found = hand.cell(TAB, "A2")
    assert (found.value, found.note) == ("Bắc Hải mới", "giữ lại")
    assert found.format == {"textFormat": {"bold": True}}


def test_a_masked_field_that_is_not_given_is_cleared(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    hand.type(TAB, "C1", "05/03/2022")
    spreadsheet.sheet1.format("C1", {"textFormat": {"bold": True}})
    send(spreadsheet, {"repeatCell": {"range": area(0, 1, 2, 3), "fields": "userEnteredFormat.numberFormat"}})
    assert (hand.value(TAB, "C1"), hand.cell(TAB, "C1").format) == (44625, {"textFormat": {"bold": True}})


def test_empty_ends_are_trimmed_and_gaps_are_not(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    hand.type_block(TAB, "A9", [["a", "", "c", ""], [""], [""], ["d"]])
    hand.clear(TAB, "A12")
    assert spreadsheet.values_get(f"'{TAB}'!A8:F20") == {
        "range": f"'{TAB}'!A8:F20",
        "majorDimension": "ROWS",
        "values": [[], ["a", "", "c"]],
    }
    assert spreadsheet.values_get(f"'{TAB}'!A10:F20") == {"range": f"'{TAB}'!A10:F20", "majorDimension": "ROWS"}
    params: dict[str, Any] = {"ranges": f"'{TAB}'!A8:F20", "fields": "sheets.data.rowData.values.formattedValue"}
    values = [{"formattedValue": "a"}, {}, {"formattedValue": "c"}]
    assert spreadsheet.fetch_sheet_metadata(params) == {"sheets": [{"data": [{"rowData": [{}, {"values": values}]}]}]}


def test_a_format_alone_is_data_for_the_grid_but_not_for_values(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    spreadsheet.sheet1.format("C20", {"textFormat": {"bold": True}})
    params: dict[str, Any] = {"ranges": f"'{TAB}'!A19:F30", "fields": "sheets.data.rowData.values.userEnteredFormat"}
    data = spreadsheet.fetch_sheet_metadata(params)["sheets"][0]["data"][0]
    assert data == {"rowData": [{}, {"values": [{}, {}, {"userEnteredFormat": {"textFormat": {"bold": True}}}]}]}
    assert "values" not in spreadsheet.values_get(f"'{TAB}'!A19:F30")


def test_a_range_without_rows_is_cleared(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    send(spreadsheet, {"updateCells": {"range": area(1, 3, 0, 1), "fields": "userEnteredValue"}})
    assert [line[0] for line in hand.values(TAB)[:4]] == ["Tên", None, None, "Tổng"]


def test_a_pasted_row_adjusts_its_formulas_and_fills_a_larger_target(
    hand: Hand, spreadsheet: gspread.Spreadsheet
) -> None:
    hand.type(TAB, "C2", "=B2*$B$2")
    paste = {"source": area(1, 2, 2, 3), "destination": area(2, 6, 2, 3), "pasteType": "PASTE_NORMAL"}
    send(spreadsheet, {"copyPaste": paste})
    assert [hand.cell(TAB, f"C{row}").formula for row in (3, 6)] == ["=B3*$B$2", "=B6*$B$2"]


def test_values_and_formats_can_be_pasted_alone(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    spreadsheet.sheet1.format("B4", {"textFormat": {"italic": True}})
    for column, kind in ((2, "PASTE_VALUES"), (3, "PASTE_FORMAT"), (4, "PASTE_FORMULA")):
        target = area(3, 4, column, column + 1)
        send(spreadsheet, {"copyPaste": {"source": area(3, 4, 1, 2), "destination": target, "pasteType": kind}})
    assert (hand.cell(TAB, "C4").formula, hand.value(TAB, "C4"), hand.cell(TAB, "C4").format) == (None, 43, None)
    assert (hand.value(TAB, "D4"), hand.cell(TAB, "D4").format) == (None, {"textFormat": {"italic": True}})
    assert (hand.cell(TAB, "E4").formula, hand.cell(TAB, "E4").format) == ("=SUM(E2:E3)", None)


def test_a_cut_block_takes_the_references_to_it_along(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    cut = {"source": area(3, 4, 1, 2), "destination": {"sheetId": 0, "rowIndex": 8, "columnIndex": 3}}
    send(spreadsheet, {"cutPaste": cut | {"pasteType": "PASTE_NORMAL"}})
    assert (hand.cell(TAB, "D9").formula, hand.cell(TAB, "B6").formula) == ("=SUM(B2:B3)", "=D9")
    assert hand.value(TAB, "B4") is None


def test_requests_see_what_the_earlier_ones_did(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    scratch = {"sheetId": 77, "title": "tạm", "hidden": True, "gridProperties": {"rowCount": 4, "columnCount": 3}}
    marker = {"values": [{"userEnteredValue": {"stringValue": "dấu-1"}}]}
    start = {"sheetId": 77, "rowIndex": 0, "columnIndex": 0}
    answer = send(
        spreadsheet,
        {"addSheet": {"properties": scratch}},
        {"updateCells": {"start": start, "rows": [marker], "fields": "userEnteredValue"}},
        {"copyPaste": {"source": area(1, 2, 0, 2), "destination": area(1, 2, 0, 2, 77), "pasteType": "PASTE_NORMAL"}},
        {"deleteDimension": {"range": rows(1, 2)}},
        includeSpreadsheetInResponse=True,
        responseIncludeGridData=True,
        responseRanges=["tạm", f"'{TAB}'!A1:B2"],
    )
    assert answer["replies"][0] == {
        "addSheet": {
            "properties": {
                "sheetId": 77,
                "title": "tạm",
                "index": 1,
                "sheetType": "GRID",
                "gridProperties": {"rowCount": 4, "columnCount": 3},
                "hidden": True,
            }
        }
    }
    shown = {
        sheet["properties"]["title"]: [
            [cell.get("formattedValue") for cell in row.get("values", [])] for row in sheet["data"][0]["rowData"]
        ]
        for sheet in answer["updatedSpreadsheet"]["sheets"]
    }
    assert shown == {TAB: [["Tên", "Số ĐV"], ["Tân Lộc", "31"]], "tạm": [["dấu-1"], ["Bắc Hải", "12"]]}


def test_the_fence_stops_a_batch_whose_scratch_tab_is_gone(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    send(spreadsheet, {"addSheet": {"properties": {"sheetId": 5, "title": "rào", "hidden": True}}})
    hand.delete_tab("rào")
    before = hand.dump()
    with pytest.raises(gspread.exceptions.APIError, match=r"Invalid requests\[1\].deleteSheet: No sheet with id: 5"):
        send(spreadsheet, {"deleteDimension": {"range": rows(0, 3)}}, {"deleteSheet": {"sheetId": 5}})
    assert hand.dump() == before


def test_the_field_mask_of_the_call_shapes_the_post_image(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    body = {
        "requests": [{"clearBasicFilter": {"sheetId": 0}}],
        "includeSpreadsheetInResponse": True,
        "responseRanges": [f"'{TAB}'!B3:B4"],
    }
    fields = (
        "updatedSpreadsheet(sheets(properties(sheetId),data(startRow,startColumn,rowData(values(effectiveValue)))))"
    )
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{hand.id}:batchUpdate"
    answer = spreadsheet.client.request("post", url, params={"fields": fields}, json=body).json()
    values = [[{"effectiveValue": {"numberValue": 31}}], [{"effectiveValue": {"numberValue": 43}}]]
    data = {"startRow": 2, "startColumn": 1, "rowData": [{"values": line} for line in values]}
    assert answer == {"updatedSpreadsheet": {"sheets": [{"properties": {"sheetId": 0}, "data": [data]}]}}


def test_hidden_rows_sizes_and_validations_are_kept_and_answered(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "x"}]}, "strict": True}
    size = {"range": rows(1, 2), "properties": {"hiddenByUser": True, "pixelSize": 40}, "fields": "*"}
    send(
        spreadsheet,
        {"setDataValidation": {"range": area(1, 2, 2, 3), "rule": rule}},
        {"updateDimensionProperties": size | {"fields": "hiddenByUser,pixelSize"}},
        {"insertDimension": {"range": rows(0, 1), "inheritFromBefore": False}},
    )
    found = spreadsheet.fetch_sheet_metadata({"ranges": f"'{TAB}'!A3:C3", "includeGridData": "true"})
    data = found["sheets"][0]["data"][0]
    assert data["rowMetadata"] == [{"hiddenByUser": True, "pixelSize": 40}]
    assert data["rowData"][0]["values"][2] == {"dataValidation": rule} | {
        "effectiveFormat": data["rowData"][0]["values"][2]["effectiveFormat"]
    }


def test_a_renamed_tab_is_followed_by_formulas_and_a_deleted_one_breaks_them(
    hand: Hand, spreadsheet: gspread.Spreadsheet
) -> None:
    hand.add_tab("Tổng hợp")
    hand.type("Tổng hợp", "A1", f"=SUM('{TAB}'!B2:B3)")
    hand.rename_tab(TAB, "Chi bộ 2026")
    assert hand.cell("Tổng hợp", "A1").formula == "=SUM('Chi bộ 2026'!B2:B3)"
    assert hand.value("Tổng hợp", "A1") == 43
    hand.delete_tab("Chi bộ 2026")
    assert (hand.cell("Tổng hợp", "A1").formula, hand.shown("Tổng hợp", "A1")) == ("=SUM(#REF!)", "#REF!")


def test_append_cells_goes_below_the_last_value_of_the_tab(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    cell = {"userEnteredValue": {"stringValue": "cuối"}}
    send(spreadsheet, {"appendCells": {"sheetId": 0, "rows": [{"values": [cell]}], "fields": "*"}})
    assert hand.values(TAB)[6] == ["cuối", None]


def test_find_replace_counts_what_it_changed(hand: Hand, spreadsheet: gspread.Spreadsheet) -> None:
    answer = send(spreadsheet, {"findReplace": {"find": "bắc", "replacement": "Nam", "sheetId": 0}})
    counts = {"valuesChanged": 1, "rowsChanged": 1, "sheetsChanged": 1, "occurrencesChanged": 1}
    assert answer["replies"] == [{"findReplace": counts}]
    assert hand.value(TAB, "A2") == "Nam Hải"


def test_inserted_rows_inherit_format_and_validation_but_no_content(
    hand: Hand, spreadsheet: gspread.Spreadsheet
) -> None:
    spreadsheet.sheet1.format("A3:B3", {"textFormat": {"bold": True}})
    send(spreadsheet, {"insertDimension": {"range": rows(3, 4), "inheritFromBefore": True}})
    found = hand.cell(TAB, "A4")
    assert (found.value, found.note, found.format) == (None, None, {"textFormat": {"bold": True}})
