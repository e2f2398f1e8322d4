"""Reading several ranges in one call, by A1 text or by grid range."""

from __future__ import annotations

from typing import Any

import gspread
import pytest

from tests.sheets_emulator.emulator import Emulator

BASE = "https://sheets.googleapis.com/v4/spreadsheets"


@pytest.fixture
def spreadsheet(emulator: Emulator, google: gspread.Client) -> gspread.Spreadsheet:
    hand = emulator.create(tab="T1")
    hand.type_block("T1", "A1", [["a", "1"], ["b", "2"]])
    hand.add_tab("T2")
    hand.type("T2", "A1", "05/03/2022")
    emulator.calls.clear()
    return google.open_by_key(hand.id)


def test_values_of_all_tabs_cost_one_read(emulator: Emulator, spreadsheet: gspread.Spreadsheet) -> None:
    emulator.calls.clear()
    filters: list[dict[str, Any]] = [
        {"a1Range": "'T2'"},
        {"gridRange": {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2}},
    ]
    body = {"dataFilters": filters, "valueRenderOption": "UNFORMATTED_VALUE", "majorDimension": "ROWS"}
    url = f"{BASE}/{spreadsheet.id}/values:batchGetByDataFilter"
    answer = spreadsheet.client.request("post", url, json=body).json()
    dates = {"range": "'T2'!A1:Z1000", "majorDimension": "ROWS", "values": [[44625]]}
    second = {"range": "'T1'!A2:Z2", "majorDimension": "ROWS", "values": [["b", 2]]}
    assert answer == {
        "spreadsheetId": spreadsheet.id,
        "valueRanges": [
            {"valueRange": dates, "dataFilters": [filters[0]]},
            {"valueRange": second, "dataFilters": [filters[1]]},
        ],
    }
    assert emulator.calls.counts() == {"read": 1, "write": 0, "drive": 0}


def test_the_grid_comes_by_filter_with_a_mask(spreadsheet: gspread.Spreadsheet) -> None:
    body = {"dataFilters": [{"a1Range": "'T1'!B1:B2"}], "includeGridData": True}
    fields = "sheets(properties(title),data(startColumn,rowData(values(formattedValue))))"
    url = f"{BASE}/{spreadsheet.id}:getByDataFilter"
    answer = spreadsheet.client.request("post", url, params={"fields": fields}, json=body).json()
    values = [{"values": [{"formattedValue": text}]} for text in ("1", "2")]
    data = {"startColumn": 1, "rowData": values}
    assert answer == {"sheets": [{"properties": {"title": "T1"}, "data": [data]}]}


def test_the_whole_grid_has_formats_and_sizes(spreadsheet: gspread.Spreadsheet) -> None:
    answer = spreadsheet.fetch_sheet_metadata({"ranges": "'T2'!A1:B1", "includeGridData": "true"})
    data = answer["sheets"][0]["data"][0]
    assert (data["rowMetadata"], data["columnMetadata"]) == ([{"pixelSize": 21}], [{"pixelSize": 100}] * 2)
    cell = data["rowData"][0]["values"][0]
    assert cell["effectiveFormat"]["numberFormat"] == {"type": "DATE", "pattern": "dd/mm/yyyy"}
    assert (cell["userEnteredValue"], cell["formattedValue"]) == ({"numberValue": 44625}, "05/03/2022")
