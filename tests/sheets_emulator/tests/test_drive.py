"""Drive tells that a spreadsheet changed, and to whom it is visible."""

from __future__ import annotations

from typing import Any

import gspread
import pytest

from tests.sheets_emulator.client import client
from tests.sheets_emulator.emulator import Emulator

FILES = "https://www.googleapis.com/drive/v3/files"
FIELDS = "nextPageToken,files(id,name,version,modifiedTime)"
SHEETS_ONLY = "mimeType='application/vnd.google-apps.spreadsheet' and trashed=false"


def listing(google: gspread.Client, **params: Any) -> Any:
    return google.http_client.request("get", FILES, params={"q": SHEETS_ONLY, "fields": FIELDS} | params).json()


def test_every_change_moves_version_and_time(emulator: Emulator, google: gspread.Client) -> None:
    emulator.clock.freeze(1_700_000_000)
    hand = emulator.create("Sổ A", tab="T1")
    assert listing(google) == {
        "files": [{"id": hand.id, "name": "Sổ A", "version": "1", "modifiedTime": "2023-11-14T22:13:20.000Z"}]
    }
    emulator.clock.advance(60)
    hand.type("T1", "A1", "x")
    google.open_by_key(hand.id).sheet1.update([["y"]], "A2")
    found = listing(google)["files"][0]
    assert (found["version"], found["modifiedTime"]) == ("3", "2023-11-14T22:14:20.000Z")


def test_reading_and_a_refused_write_move_nothing(emulator: Emulator, google: gspread.Client) -> None:
    hand = emulator.create(tab="T1")
    before = listing(google)
    spreadsheet = google.open_by_key(hand.id)
    spreadsheet.sheet1.get_all_values()
    with pytest.raises(gspread.exceptions.APIError):
        spreadsheet.batch_update({"requests": [{"deleteSheet": {"sheetId": 99}}]})
    assert listing(google) == before


def test_the_listing_may_lag_behind_the_data(emulator: Emulator, google: gspread.Client) -> None:
    emulator.clock.freeze(1_700_000_000)
    emulator.drive.lag = 180
    hand = emulator.create(tab="T1")
    emulator.clock.advance(600)
    hand.type("T1", "A1", "x")
    assert google.open_by_key(hand.id).sheet1.acell("A1").value == "x"
    assert listing(google)["files"][0]["version"] == "1"
    emulator.clock.advance(180)
    assert listing(google)["files"][0]["version"] == "2"


def test_a_thousand_files_come_in_one_page_and_more_in_pages(emulator: Emulator, google: gspread.Client) -> None:
    ids = {emulator.create(f"Sổ {number}").id for number in range(5)}
    first = listing(google, pageSize=3)
    second = listing(google, pageSize=3, pageToken=first["nextPageToken"])
    assert (len(first["files"]), len(second["files"]), "nextPageToken" in second) == (3, 2, False)
    assert {file["id"] for file in first["files"] + second["files"]} == ids
    with pytest.raises(gspread.exceptions.APIError, match="400"):
        listing(google, pageSize=1001)


def test_only_shared_files_are_listed_and_found(emulator: Emulator, google: gspread.Client) -> None:
    shared, private = emulator.create("Chung"), emulator.create("Riêng", role=None)
    assert [file["name"] for file in listing(google)["files"]] == ["Chung"]
    with pytest.raises(gspread.exceptions.APIError) as refused:
        google.http_client.request("get", f"{FILES}/{private.id}")
    assert refused.value.error == {
        "code": 404,
        "message": f"File not found: {private.id}.",
        "errors": [
            {
                "message": f"File not found: {private.id}.",
                "domain": "global",
                "reason": "notFound",
                "location": "fileId",
                "locationType": "parameter",
            }
        ],
    }
    shared.unshare(emulator.service_account)
    assert listing(google)["files"] == []


def test_queries_by_name_and_folder(emulator: Emulator, google: gspread.Client) -> None:
    hand = emulator.create("Sổ của chi bộ 'A'")
    emulator.file(hand.id).parents = ["thu-muc-1"]
    emulator.create("Khác")
    for query in ("name contains 'chi bộ'", "'thu-muc-1' in parents", "name = 'Sổ của chi bộ \\'A\\''"):
        assert [file["id"] for file in listing(google, q=query)["files"]] == [hand.id]
    with pytest.raises(gspread.exceptions.APIError, match="Invalid Value"):
        listing(google, q="sai cú pháp")


def test_permissions_are_listed_added_and_removed(emulator: Emulator, google: gspread.Client) -> None:
    spreadsheet = google.create("Sổ mới")
    spreadsheet.share("thu-ky@example.org", perm_type="user", role="reader")
    found = {entry["emailAddress"]: entry["role"] for entry in spreadsheet.list_permissions()}
    assert found == {emulator.service_account: "owner", "thu-ky@example.org": "reader"}
    spreadsheet.remove_permissions("thu-ky@example.org")
    assert [entry["role"] for entry in spreadsheet.list_permissions()] == ["owner"]


def test_metadata_scope_lists_but_does_not_create(emulator: Emulator) -> None:
    emulator.create("Sổ")
    scopes = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive.metadata.readonly")
    limited = client(emulator.url, emulator.service_account_file, scopes)
    assert len(listing(limited)["files"]) == 1
    with pytest.raises(gspread.exceptions.APIError, match="insufficient authentication scopes"):
        limited.create("Không được")
