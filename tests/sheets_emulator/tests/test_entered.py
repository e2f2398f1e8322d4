"""What a person types becomes what Google makes of it, in the spreadsheet's locale."""

from __future__ import annotations

from typing import Any

import gspread
import pytest
from gspread.utils import ValueInputOption, ValueRenderOption

from tests.sheets_emulator.emulator import Emulator


def typed(emulator: Emulator, locale: str, text: str) -> tuple[Any, str | None, str]:
    """(value, type of the number format, shown text) after typing into an empty cell."""
    hand = emulator.create(tab="T1", locale=locale)
    hand.type("T1", "A1", text)
    cell = hand.cell("T1", "A1")
    return cell.value, (cell.number_format or {}).get("type"), hand.shown("T1", "A1")


@pytest.mark.parametrize(
    ("text", "value", "kind", "shown"),
    [
        ("05/03/2022", 44625, "DATE", "05/03/2022"),
        ("5/3/2022", 44625, "DATE", "5/3/2022"),
        ("3-2-85", 31081, "DATE", "3-2-85"),
        ("2022-03-05", 44625, "DATE", "2022-03-05"),
        ("02/1985", 31079, "DATE", "02/1985"),
        ("31/02/2022", "31/02/2022", None, "31/02/2022"),
        ("13/13/2022", "13/13/2022", None, "13/13/2022"),
        ("19:30", 0.8125, "TIME", "19:30"),
        ("05/03/2022 19:30", 44625.8125, "DATE_TIME", "05/03/2022 19:30"),
        ("19h30", "19h30", None, "19h30"),
        ("1,5", 1.5, None, "1,5"),
        ("1.000.000", 1000000, "NUMBER", "1.000.000"),
        ("1.5", "1.5", None, "1.5"),
        ("70%", 0.7, "PERCENT", "70%"),
        ("12,5%", 0.125, "PERCENT", "12,50%"),
        ("500.000 ₫", 500000, "CURRENCY", "500.000 ₫"),
        ("500k", "500k", None, "500k"),
        ("0954184940", 954184940, None, "954184940"),
        ("'0954184940", "0954184940", None, "0954184940"),
        ("0950 128 759", "0950 128 759", None, "0950 128 759"),
        ("true", True, None, "TRUE"),
        ("x", "x", None, "x"),
        ("  hai dấu cách", "  hai dấu cách", None, "  hai dấu cách"),
    ],
)
def test_vietnamese_reading(emulator: Emulator, text: str, value: Any, kind: str | None, shown: str) -> None:
    assert typed(emulator, "vi_VN", text) == (value, kind, shown)


@pytest.mark.parametrize(
    ("text", "value", "kind", "shown"),
    [
        ("05/03/2022", 44684, "DATE", "05/03/2022"),
        ("13/03/2022", "13/03/2022", None, "13/03/2022"),
        ("1.5", 1.5, None, "1.5"),
        ("1,000,000", 1000000, "NUMBER", "1,000,000"),
        ("1,5", "1,5", None, "1,5"),
        ("$2,000.50", 2000.5, "CURRENCY", "$2,000.50"),
        ("7:30 PM", 0.8125, "TIME", "7:30 PM"),
    ],
)
def test_american_reading(emulator: Emulator, text: str, value: Any, kind: str | None, shown: str) -> None:
    assert typed(emulator, "en_US", text) == (value, kind, shown)


def test_a_text_cell_takes_everything_as_text(emulator: Emulator) -> None:
    hand = emulator.create(tab="T1")
    text_format = {"userEnteredFormat": {"numberFormat": {"type": "TEXT", "pattern": "@"}}}
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1}
    hand.api({"repeatCell": {"range": area, "cell": text_format, "fields": "userEnteredFormat.numberFormat"}})
    hand.type_block("T1", "A1", [["0954184940", "05/03/2022", "=1+1"]])
    assert hand.values("T1") == [["0954184940", "05/03/2022", "=1+1"]]


def test_a_date_keeps_the_date_format_that_is_there(emulator: Emulator) -> None:
    hand = emulator.create(tab="T1")
    hand.type("T1", "A1", "05/03/2022")
    hand.type("T1", "A1", "7-4-22")
    assert (hand.value("T1", "A1"), hand.shown("T1", "A1")) == (44658, "07/04/2022")


def test_raw_input_is_not_read_and_null_leaves_a_cell_alone(emulator: Emulator, google: gspread.Client) -> None:
    hand = emulator.create(tab="T1")
    worksheet = google.open_by_key(hand.id).sheet1
    worksheet.update([["a", "b", "c", "d"]], "A1")
    body = {"values": [["05/03/2022", None, "", 1.5]], "majorDimension": "ROWS"}
    worksheet.spreadsheet.values_update("'T1'!A1", {"valueInputOption": "RAW"}, body)
    assert hand.values("T1") == [["05/03/2022", "b", None, 1.5]]


def test_dates_are_serials_since_1899_and_formatted_on_request(emulator: Emulator, google: gspread.Client) -> None:
    hand = emulator.create(tab="T1")
    worksheet = google.open_by_key(hand.id).sheet1
    worksheet.update([["31/12/1899", "05/03/2022"]], "A1", value_input_option=ValueInputOption.user_entered)
    unformatted = ValueRenderOption.unformatted
    assert worksheet.get("A1:B1", value_render_option=unformatted) == [[1, 44625]]
    options: dict[str, Any] = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "FORMATTED_STRING"}
    answer = worksheet.spreadsheet.values_get("'T1'!A1:B1", options)
    assert answer["values"] == [["31/12/1899", "05/03/2022"]]
