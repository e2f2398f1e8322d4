"""Quotas, faults and hooks: what a sync must survive, on order."""

from __future__ import annotations

import gspread
import pytest
import requests

from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.hand import Hand


@pytest.fixture
def hand(emulator: Emulator) -> Hand:
    return emulator.create(tab="T1")


@pytest.fixture
def worksheet(emulator: Emulator, google: gspread.Client, hand: Hand) -> gspread.Worksheet:
    found = google.open_by_key(hand.id).sheet1
    emulator.calls.clear()
    return found


def test_calls_are_counted_by_kind(emulator: Emulator, google: gspread.Client, worksheet: gspread.Worksheet) -> None:
    worksheet.get_all_values()
    worksheet.update([["x"]], "A1")
    worksheet.spreadsheet.batch_update({"requests": [{"clearBasicFilter": {"sheetId": 0}}]})
    google.list_spreadsheet_files()
    assert emulator.calls.counts() == {"read": 1, "write": 2, "drive": 1}
    assert emulator.calls.writes[1].body == {"requests": [{"clearBasicFilter": {"sheetId": 0}}]}
    assert emulator.calls.writes[1].path.endswith(":batchUpdate")


def test_the_sixty_first_read_of_a_minute_is_refused(emulator: Emulator, worksheet: gspread.Worksheet) -> None:
    emulator.clock.freeze()
    emulator.quota.enable()
    for _ in range(60):
        worksheet.acell("A1")
    with pytest.raises(gspread.exceptions.APIError) as refused:
        worksheet.acell("A1")
    error = refused.value.error
    assert (error["code"], error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert error["message"] == (
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service "
        "'sheets.googleapis.com' for consumer 'project_number:100000000001'."
    )
    worksheet.update([["x"]], "A1")  # writes are counted apart
    emulator.clock.advance(60)
    assert worksheet.acell("A1").value == "x"


def test_the_projects_quota_is_shared_by_its_accounts(emulator: Emulator, worksheet: gspread.Worksheet) -> None:
    emulator.clock.freeze()
    emulator.quota.enable(per_user=5, per_project=3)
    for _ in range(3):
        worksheet.acell("A1")
    with pytest.raises(gspread.exceptions.APIError, match="limit 'Read requests per minute' of"):
        worksheet.acell("A1")


@pytest.mark.parametrize(("code", "status"), [(429, "RESOURCE_EXHAUSTED"), (500, "INTERNAL"), (503, "UNAVAILABLE")])
def test_an_ordered_status_is_answered_once_and_does_nothing(
    emulator: Emulator, hand: Hand, worksheet: gspread.Worksheet, code: int, status: str
) -> None:
    emulator.faults.status(code, on="write", nth=2, retry_after=7)
    worksheet.update([["a"]], "A1")
    with pytest.raises(gspread.exceptions.APIError) as refused:
        worksheet.update([["b"]], "A1")
    assert (refused.value.error["status"], refused.value.response.headers["Retry-After"]) == (status, "7")
    assert hand.values("T1") == [["a"]]
    worksheet.update([["c"]], "A1")
    assert hand.values("T1") == [["c"]]


def test_a_reset_before_does_nothing_and_a_cut_after_loses_only_the_answer(
    emulator: Emulator, hand: Hand, worksheet: gspread.Worksheet
) -> None:
    emulator.faults.reset_before(on="values.update")
    with pytest.raises(requests.ConnectionError):
        worksheet.update([["a"]], "A1")
    assert hand.values("T1") == []
    emulator.faults.cut_after(on="values.update")
    with pytest.raises(requests.ConnectionError):
        worksheet.update([["b"]], "A1")
    assert hand.values("T1") == [["b"]]
    assert worksheet.acell("A1").value == "b"


def test_a_hanging_call_times_out_before_or_after_the_work(
    emulator: Emulator, hand: Hand, worksheet: gspread.Worksheet
) -> None:
    worksheet.client.set_timeout((1, 0.2))
    emulator.faults.hang(5, on="write")
    with pytest.raises(requests.exceptions.ReadTimeout):
        worksheet.update([["a"]], "A1")
    assert hand.values("T1") == []
    emulator.faults.hang_after(5, on="write")
    with pytest.raises(requests.exceptions.ReadTimeout):
        worksheet.update([["b"]], "A1")
    assert hand.values("T1") == [["b"]]


def test_half_an_answer_is_an_error_for_the_reader(
    emulator: Emulator, hand: Hand, worksheet: gspread.Worksheet
) -> None:
    hand.type_block("T1", "A1", [[f"dòng {number}"] for number in range(200)])
    emulator.faults.truncate(on="read")
    with pytest.raises(requests.exceptions.RequestException):
        worksheet.get_all_values()
    assert len(worksheet.get_all_values()) == 200


def test_a_token_that_runs_out_before_a_call_is_refreshed(
    emulator: Emulator, hand: Hand, worksheet: gspread.Worksheet
) -> None:
    emulator.faults.expire_token(on="write")
    worksheet.update([["a"]], "A1")
    assert [(call.kind, call.status) for call in emulator.calls] == [("write", 401), ("token", 200), ("write", 200)]
    assert hand.values("T1") == [["a"]]


def test_a_person_may_be_faster_than_the_batch(emulator: Emulator, hand: Hand, worksheet: gspread.Worksheet) -> None:
    hand.type_block("T1", "A1", [["cũ"], ["dưới"]])
    emulator.faults.before_batch_update(lambda _: hand.insert_rows("T1", 1), nth=2)
    cell = [{"values": [{"userEnteredValue": {"stringValue": "máy"}}]}]
    write = {"updateCells": {"start": {"sheetId": 0}, "rows": cell, "fields": "userEnteredValue"}}
    worksheet.spreadsheet.batch_update({"requests": [write]})
    assert hand.values("T1") == [["máy"], ["dưới"]]
    worksheet.spreadsheet.batch_update({"requests": [write]})
    assert hand.values("T1") == [["máy"], ["máy"], ["dưới"]]


def test_a_fault_waits_for_the_call_it_was_ordered_for(emulator: Emulator, worksheet: gspread.Worksheet) -> None:
    emulator.faults.status(503, on="batchUpdate")
    worksheet.update([["a"]], "A1")
    assert worksheet.get_all_values() == [["a"]]
    with pytest.raises(gspread.exceptions.APIError, match="currently unavailable"):
        worksheet.spreadsheet.batch_update({"requests": [{"clearBasicFilter": {"sheetId": 0}}]})


def test_faults_are_cancelled(emulator: Emulator, worksheet: gspread.Worksheet) -> None:
    emulator.faults.status(503, times=100)
    emulator.faults.clear()
    assert worksheet.get_all_values() == [[]]
