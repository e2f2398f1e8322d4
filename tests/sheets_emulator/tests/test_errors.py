"""Refusals carry Google's status and words, and change nothing."""

from __future__ import annotations

from typing import Any

import gspread
import pytest
import requests

from tests.sheets_emulator.client import client
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.hand import Hand

COLUMNS = {"sheetId": 0, "dimension": "COLUMNS"}
ROWS = {"sheetId": 0, "dimension": "ROWS"}
FAR = {"sheetId": 0, "startRowIndex": 4, "endRowIndex": 6, "startColumnIndex": 0, "endColumnIndex": 1}
TEXT = [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}]


@pytest.fixture
def hand(emulator: Emulator) -> Hand:
    found = emulator.create(tab="T1")
    grid = {"sheetId": 0, "gridProperties": {"rowCount": 5, "columnCount": 3}}
    found.api({"updateSheetProperties": {"properties": grid, "fields": "gridProperties(rowCount,columnCount)"}})
    found.type("T1", "A1", "giữ")
    return found


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"deleteSheet": {"sheetId": 9}}, "deleteSheet: No sheet with id: 9"),
        ({"deleteSheet": {"sheetId": 0}}, "deleteSheet: You can't remove all the sheets in a document."),
        (
            {"addSheet": {"properties": {"title": "t1"}}},
            'addSheet: A sheet with the name "t1" already exists. Please enter another name.',
        ),
        (
            {"updateSheetProperties": {"properties": {"sheetId": 0, "hidden": True}, "fields": "hidden"}},
            "updateSheetProperties: You can't hide all the sheets in a document.",
        ),
        ({"clearBasicFilter": {"sheetId": 4}}, "clearBasicFilter: No grid with id: 4"),
        (
            {"deleteDimension": {"range": ROWS | {"startIndex": 5, "endIndex": 6}}},
            "deleteDimension: Cannot delete a row that doesn't exist. "
            "Tried to delete row index 5 but there are only 5 rows.",
        ),
        ({"deleteDimension": {"range": ROWS}}, "deleteDimension: You can't delete all the rows on the sheet."),
        (
            {"insertDimension": {"range": ROWS | {"startIndex": 5, "endIndex": 6}}},
            "insertDimension: range.startIndex must be less than the grid size (5) if inheritFromBefore is false.",
        ),
        (
            {"insertDimension": {"range": COLUMNS | {"startIndex": -1, "endIndex": 1}}},
            "insertDimension: DimensionRange indexes must be >= 0",
        ),
        (
            {"updateCells": {"start": {"rowIndex": 5}, "rows": TEXT, "fields": "*"}},
            "updateCells: GridCoordinate.rowIndex[5] is after last row in grid[4]",
        ),
        (
            {"updateCells": {"start": {"rowIndex": 4}, "rows": TEXT * 2, "fields": "*"}},
            "updateCells: Attempting to write row: 5, beyond the last requested row of: 4",
        ),
        (
            {"updateCells": {"range": FAR, "rows": TEXT, "fields": "*"}},
            "updateCells: Range ('T1'!A5:A6) exceeds grid limits. Max rows: 5, max columns: 3",
        ),
        (
            {"updateCells": {"start": {}, "rows": TEXT}},
            "updateCells: At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)",
        ),
        (
            {"updateCells": {"start": {}, "rows": TEXT, "fields": "userEnteredValu"}},
            "updateCells: Invalid field: userEnteredValu",
        ),
        (
            {
                "appendCells": {
                    "sheetId": 0,
                    "rows": [{"values": [{"userEnteredValue": {"numberValue": 1}}] * 4}],
                    "fields": "*",
                }
            },
            "appendCells: Attempting to write column: 3, beyond the last requested column of: 2",
        ),
    ],
)
def test_a_bad_request_is_named_and_nothing_changes(
    google: gspread.Client, hand: Hand, request_: dict[str, Any], message: str
) -> None:
    before = (hand.dump(), hand.version)
    good = {"updateCells": {"start": {}, "rows": TEXT, "fields": "userEnteredValue"}}
    with pytest.raises(gspread.exceptions.APIError) as refused:
        google.open_by_key(hand.id).batch_update({"requests": [good, request_]})
    assert refused.value.error == {
        "code": 400,
        "message": f"Invalid requests[1].{message}",
        "status": "INVALID_ARGUMENT",
    }
    assert (hand.dump(), hand.version) == before


def test_the_last_visible_tab_is_not_deleted(google: gspread.Client, hand: Hand) -> None:
    hand.add_tab("ẩn")
    hand.hide_tab("ẩn")
    with pytest.raises(gspread.exceptions.APIError, match="You can't remove all the visible sheets in a document"):
        google.open_by_key(hand.id).batch_update({"requests": [{"deleteSheet": {"sheetId": 0}}]})


def test_the_last_row_below_the_frozen_ones_is_not_deleted(google: gspread.Client, hand: Hand) -> None:
    worksheet = google.open_by_key(hand.id).sheet1
    worksheet.freeze(rows=1)
    with pytest.raises(gspread.exceptions.APIError, match="not possible to delete all non-frozen rows"):
        worksheet.delete_rows(2, 5)
    worksheet.delete_rows(1)
    assert hand.sheet("T1").row_count == 4


def test_a_mistyped_field_is_unknown(google: gspread.Client, hand: Hand) -> None:
    body = {
        "requests": [{"insertDimension": {"range": ROWS | {"startIndex": 0, "endIndex": 1}, "inheritBefore": True}}]
    }
    with pytest.raises(gspread.exceptions.APIError) as refused:
        google.open_by_key(hand.id).batch_update(body)
    assert refused.value.error["message"] == (
        "Invalid JSON payload received. Unknown name \"inherit_before\" at 'requests[0].insert_dimension': "
        "Cannot find field."
    )


def test_an_unknown_request_and_an_empty_batch_are_refused(google: gspread.Client, hand: Hand) -> None:
    spreadsheet = google.open_by_key(hand.id)
    with pytest.raises(gspread.exceptions.APIError, match='Unknown name "makeCoffee"'):
        spreadsheet.batch_update({"requests": [{"makeCoffee": {}}]})
    with pytest.raises(gspread.exceptions.APIError, match="Must specify at least one request"):
        spreadsheet.batch_update({"requests": []})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Không có!A1", "Unable to parse range: Không có!A1"),
        ("T1!A1:[5", "Unable to parse range: T1!A1:[5"),
        ("'T1'!A6", "Range ('T1'!A6) exceeds grid limits. Max rows: 5, max columns: 3"),
    ],
)
def test_a_bad_range_is_refused(google: gspread.Client, hand: Hand, text: str, message: str) -> None:
    with pytest.raises(gspread.exceptions.APIError) as refused:
        google.open_by_key(hand.id).values_get(text)
    assert refused.value.error == {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}


def test_reading_past_the_grid_is_clipped_and_writing_is_refused(google: gspread.Client, hand: Hand) -> None:
    spreadsheet = google.open_by_key(hand.id)
    assert spreadsheet.values_get("'T1'!A1:Z99")["range"] == "'T1'!A1:C5"
    with pytest.raises(gspread.exceptions.APIError, match="exceeds grid limits"):
        spreadsheet.sheet1.update([["x"]] * 6, "A1")
    assert hand.values("T1") == [["giữ"]]


def test_values_that_do_not_fit_the_range_are_refused(google: gspread.Client, hand: Hand) -> None:
    with pytest.raises(gspread.exceptions.APIError, match=r"tried writing to row \[3\]"):
        google.open_by_key(hand.id).sheet1.update([["x"]] * 3, "A1:A2")


def test_a_field_mask_with_an_unknown_name_is_refused(google: gspread.Client, hand: Hand) -> None:
    with pytest.raises(gspread.exceptions.APIError) as refused:
        google.open_by_key(hand.id).fetch_sheet_metadata({"fields": "sheets(properties,data(rowDat))"})
    assert refused.value.error["message"] == "Request contains an invalid argument."
    description = refused.value.error["details"][0]["fieldViolations"][0]["description"]
    assert "Cannot find matching fields for path 'sheets.data.rowDat'" in description


def test_a_foreign_spreadsheet_is_forbidden_and_an_unknown_one_not_found(
    emulator: Emulator, google: gspread.Client
) -> None:
    private = emulator.create(role=None)
    with pytest.raises(PermissionError) as refused:
        google.open_by_key(private.id)
    assert isinstance(refused.value.__cause__, gspread.exceptions.APIError)
    assert refused.value.__cause__.error == {
        "code": 403,
        "message": "The caller does not have permission",
        "status": "PERMISSION_DENIED",
    }
    with pytest.raises(gspread.exceptions.SpreadsheetNotFound):
        google.open_by_key("khong-co")


def test_a_reader_may_not_write(emulator: Emulator, google: gspread.Client) -> None:
    hand = emulator.create(role="reader")
    spreadsheet = google.open_by_key(hand.id)
    with pytest.raises(gspread.exceptions.APIError, match="403"):
        spreadsheet.sheet1.update([["x"]], "A1")
    assert hand.version == 1


def test_a_protected_range_stops_programs_unless_it_only_warns(
    emulator: Emulator, google: gspread.Client, hand: Hand
) -> None:
    first_row = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1}
    protect = {"protectedRange": {"range": first_row, "editors": {"users": ["ai-do@example.org"]}}}
    reply = hand.api({"addProtectedRange": protect})[0]["addProtectedRange"]["protectedRange"]
    worksheet = google.open_by_key(hand.id).sheet1
    with pytest.raises(gspread.exceptions.APIError, match="You are trying to edit a protected cell or object"):
        worksheet.update([["x"]], "A1")
    with pytest.raises(gspread.exceptions.APIError, match="protected"):
        worksheet.delete_rows(1)
    worksheet.update([["x"]], "A2")
    softened = {"protectedRangeId": reply["protectedRangeId"], "warningOnly": True}
    hand.api({"updateProtectedRange": {"protectedRange": softened, "fields": "warningOnly"}})
    worksheet.update([["x"]], "A1")
    assert hand.values("T1") == [["x"], ["x"]]


def test_a_wrong_verb_and_a_torn_body_are_refused(emulator: Emulator) -> None:
    path = f"{emulator.url}/v4/spreadsheets"
    assert requests.get(path, timeout=5).status_code == 405
    assert requests.get(f"{emulator.url}/v5/x", timeout=5).json()["error"]["status"] == "NOT_FOUND"
    torn = requests.post(path, data=b"{", timeout=5)
    assert (torn.status_code, torn.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_scopes_are_enforced(emulator: Emulator) -> None:
    hand = emulator.create()
    readonly = "https://www.googleapis.com/auth/spreadsheets.readonly"
    reader = client(emulator.url, emulator.service_account_file, (readonly,))
    spreadsheet = reader.open_by_key(hand.id)
    with pytest.raises(gspread.exceptions.APIError, match="insufficient authentication scopes"):
        spreadsheet.sheet1.update([["x"]], "A1")
    with pytest.raises(gspread.exceptions.APIError, match="insufficient authentication scopes"):
        reader.list_spreadsheet_files()
