"""The core over real HTTP: sign in, read, write a fenced batch, be refused."""

from __future__ import annotations

from pathlib import Path

import gspread
import pytest
from gspread.utils import ValueRenderOption

from tests.sheets_emulator.emulator import Emulator


def test_gspread_signs_in_and_reads_what_a_person_typed(emulator: Emulator, google: gspread.Client) -> None:
    hand = emulator.create("Sổ chi bộ", tab="Chi bộ")
    hand.type_block("Chi bộ", "A1", [["Tên", "Ngày"], ["Chi bộ 1", "05/03/2022"]])
    worksheet = google.open_by_key(hand.id).worksheet("Chi bộ")
    assert worksheet.get_all_values() == [["Tên", "Ngày"], ["Chi bộ 1", "05/03/2022"]]
    assert worksheet.get("B2", value_render_option=ValueRenderOption.unformatted) == [[44625]]


def test_a_failing_request_leaves_nothing_of_the_batch(emulator: Emulator, google: gspread.Client) -> None:
    hand = emulator.create()
    requests = [{"addSheet": {"properties": {"title": "q"}}}, {"deleteSheet": {"sheetId": 123}}]
    before = (hand.tabs(), hand.version)
    with pytest.raises(gspread.exceptions.APIError) as refused:
        google.open_by_key(hand.id).batch_update({"requests": requests})
    assert refused.value.error == {
        "code": 400,
        "message": "Invalid requests[1].deleteSheet: No sheet with id: 123",
        "status": "INVALID_ARGUMENT",
    }
    assert (hand.tabs(), hand.version) == before


def test_the_token_file_is_private(emulator: Emulator) -> None:
    assert Path(emulator.service_account_file).stat().st_mode & 0o777 == 0o600
