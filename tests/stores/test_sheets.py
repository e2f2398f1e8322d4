"""The Google store through real gspread over HTTP: budget, typed writes, frame, and a person who was faster."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.cells import Cell
from sync.stores.google.client import Access, sign_in
from sync.stores.google.pace import Pace
from sync.stores.protocol import AmbiguousWrite, Batch, CellEdit, TabEdit, WorkbookDenied, WorkbookMissing
from sync.stores.sheets import SheetsStore
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.fixtures import emulator, emulator_server
from tests.stores.google_world import TAB, GoogleWorld, google_world
from tests.sync.engine.world import AN, BINH, CUC, DUNG, EVERYBODY, HOA

__all__ = ["emulator", "emulator_server"]


@pytest.fixture
def book(emulator: Emulator, tmp_path: Path) -> GoogleWorld:
    """Four people, already in step."""
    made = google_world(emulator, tmp_path, AN, BINH, CUC, DUNG)
    made.run()
    return made


def test_a_first_run_costs_one_read_and_one_write_and_mints_ids(emulator: Emulator, tmp_path: Path) -> None:
    made = google_world(emulator, tmp_path, *EVERYBODY)
    report = made.run()
    assert (made.calls.sheet_reads, made.calls.sheet_writes, report.state) == (1, 1, "done")
    assert {row["Mã đồng bộ"] for row in made.rows()} == set(made.ledger.records)


def test_an_unchanged_spreadsheet_costs_one_drive_listing_and_no_sheets_call(book: GoogleWorld) -> None:
    book.run()
    report = book.run(force=False)
    assert (report.state, book.calls.sheet_reads, book.calls.sheet_writes, book.calls.drive) == ("unchanged", 0, 0, 1)


def test_a_changed_spreadsheet_costs_two_calls(book: GoogleWorld) -> None:
    book.hand.type(TAB, book.cell("An", "job"), "Bí thư")
    book.record("Bình")["word"] = "giỏi"
    book.run(force=False)
    assert (book.calls.sheet_reads, book.calls.sheet_writes) == (1, 1)
    assert book.record("An")["job"] == "Bí thư"
    assert book.row("Bình")["Ghi chú"] == "giỏi"


def test_text_that_looks_like_a_formula_or_a_number_stays_text(book: GoogleWorld) -> None:
    for text in ('=HYPERLINK("http://x")', "+84912345678", "0912", "1/5/2022", "'đ", "-1", "@A1"):
        book.record("An")["word"] = text
        book.run()
        assert (book.row("An")["Ghi chú"], book.hand.cell(TAB, book.cell("An", "word")).formula) == (text, None)
        assert book.record("An")["word"] == text


def test_only_our_cells_and_rows_stand_in_the_request(book: GoogleWorld) -> None:
    book.record("An")["job"] = "Bí thư"
    book.emulator.calls.clear()
    book.run()
    body = next(c.body for c in book.emulator.calls.writes if c.path.endswith(":batchUpdate"))
    tab_id = book.hand.sheet(TAB).sheet_id
    touched = [r for r in body["requests"] if r.get("updateCells", {}).get("start", {}).get("sheetId") == tab_id]
    assert [(r["updateCells"]["start"]["rowIndex"], r["updateCells"]["fields"]) for r in touched] == [
        (3, "userEnteredValue")
    ]
    assert touched[0]["updateCells"]["rows"] == [{"values": [{"userEnteredValue": {"stringValue": "Bí thư"}}]}]


def test_a_new_record_gets_a_row_under_the_last_one_and_what_is_below_moves_down(book: GoogleWorld) -> None:
    book.ledger.records["KQ4M7RXHP"] = dict(zip(("name", "village", "job", "word"), HOA, strict=True))
    book.run()
    assert [row["Họ tên"] for row in book.rows()] == ["An", "Bình", "Cúc", "Dũng", "Hoa"]
    assert book.hand.cell(TAB, "F9").formula == "=COUNTA(B4:B7)"
    assert book.hand.value(TAB, "F11") == "Người lập biểu"


def test_a_deleted_record_takes_its_row_with_it(book: GoogleWorld) -> None:
    del book.ledger.records[book.row("Bình")["Mã đồng bộ"]]
    book.run()
    assert [row["Họ tên"] for row in book.rows()] == ["An", "Cúc", "Dũng"]


def test_the_id_column_is_hidden_and_protected_by_a_warning_only(book: GoogleWorld) -> None:
    book.emulator.calls.clear()
    sheet = book.store().client.open_by_key(book.hand.id).fetch_sheet_metadata()["sheets"][0]
    assert [p.get("warningOnly") for p in sheet["protectedRanges"]] == [True]


def faster(book: GoogleWorld, action) -> None:  # type: ignore[no-untyped-def]
    """A person acts just before the next batch is applied."""
    book.emulator.faults.before_batch_update(lambda _id: action())


def test_a_cell_retyped_between_read_and_write_is_put_back_and_becomes_a_conflict(book: GoogleWorld) -> None:
    cell = book.cell("An", "job")
    book.record("An")["job"] = "từ phần mềm"
    faster(book, lambda: book.hand.type(TAB, cell, "vừa gõ"))
    book.run()
    book.run()
    assert (book.row("An")["Việc"], book.record("An")["job"]) == ("vừa gõ", "từ phần mềm")
    assert [i.kind for i in book.ledger.issues.values()] == ["conflict"]


def test_a_row_inserted_above_between_read_and_write_displaces_nothing(book: GoogleWorld) -> None:
    book.record("Bình")["job"] = "Hiệu trưởng"
    faster(book, lambda: book.hand.insert_rows(TAB, 4))
    book.run()
    book.run()
    assert [(r["Họ tên"], r["Việc"]) for r in book.rows()] == [
        ("An", "Thôn trưởng"), ("Bình", "Hiệu trưởng"), ("Cúc", None), ("Dũng", "Công an"),
    ]  # fmt: skip
    assert {r["name"]: r["job"] for r in book.ledger.records.values()} == {
        "An": "Thôn trưởng", "Bình": "Hiệu trưởng", "Cúc": None, "Dũng": "Công an",
    }  # fmt: skip


def test_a_row_deleted_wrongly_because_rows_moved_is_brought_back(book: GoogleWorld) -> None:
    del book.ledger.records[book.row("Bình")["Mã đồng bộ"]]
    faster(book, lambda: book.hand.insert_rows(TAB, 4))
    book.run()
    book.run()
    assert [r["Họ tên"] for r in book.rows()] == ["An", "Cúc", "Dũng"]
    assert sorted(r["name"] for r in book.ledger.records.values()) == ["An", "Cúc", "Dũng"]


def test_a_wrongly_deleted_row_comes_back_with_its_formulas(book: GoogleWorld) -> None:
    book.hand.type(TAB, "A5", "=A4+1")
    book.run()
    del book.ledger.records[book.row("Bình")["Mã đồng bộ"]]
    faster(book, lambda: book.hand.type(TAB, book.cell("Bình", "word"), "vừa gõ"))
    book.run()
    assert book.row("Bình")["Ghi chú"] == "vừa gõ"
    assert book.hand.cell(TAB, "A5").formula == "=A4+1"
    assert book.record("Bình")["word"] == "vừa gõ"


def test_a_sort_between_read_and_write_loses_nothing(book: GoogleWorld) -> None:
    book.record("An")["word"] = "sửa"
    book.record("Dũng")["word"] = "cũng sửa"
    faster(book, lambda: book.hand.move_rows(TAB, 4, 1, 8))
    book.run()
    book.run()
    words = {"An": "sửa", "Bình": None, "Cúc": "mới", "Dũng": "cũng sửa"}
    assert {row["Họ tên"]: row["Ghi chú"] for row in book.rows()} == words
    assert {r["name"]: r["word"] for r in book.ledger.records.values()} == words


def test_a_column_inserted_between_read_and_write_loses_nothing(book: GoogleWorld) -> None:
    book.record("An")["job"] = "Bí thư"
    faster(book, lambda: book.hand.insert_columns(TAB, "C"))
    book.run()
    book.run()
    assert (book.row("An")["Thôn"], book.row("An")["Việc"]) == ("Bắc Hải", "Bí thư")
    assert [r["name"] for r in book.ledger.records.values()] == ["An", "Bình", "Cúc", "Dũng"]


@pytest.mark.parametrize("fault", ["cut_after", "reset_before", "truncate"])
def test_a_lost_answer_is_read_again_and_never_resent(book: GoogleWorld, fault: str) -> None:
    book.ledger.records["KQ4M7RXHP"] = dict(zip(("name", "village", "job", "word"), HOA, strict=True))
    book.record("An")["job"] = "Bí thư"
    getattr(book.emulator.faults, fault)(on="batchUpdate")
    book.run()
    assert [row["Họ tên"] for row in book.rows()] == ["An", "Bình", "Cúc", "Dũng", "Hoa"]
    assert book.row("An")["Việc"] == "Bí thư"
    writes = book.calls.sheet_writes
    book.run()
    assert (writes <= 2, book.calls.sheet_writes) == (True, 0)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_google_is_waited_for(book: GoogleWorld, status: int) -> None:
    book.record("An")["job"] = "Bí thư"
    book.emulator.faults.status(status, on="read", times=2)
    book.emulator.faults.status(status, on="batchUpdate", times=1)
    book.run()
    assert book.row("An")["Việc"] == "Bí thư"


def test_a_token_that_expires_in_mid_run_is_renewed(book: GoogleWorld) -> None:
    book.record("An")["job"] = "Bí thư"
    book.emulator.faults.expire_token(on="batchUpdate")
    book.run()
    assert book.row("An")["Việc"] == "Bí thư"


def test_the_fence_stops_a_late_write_of_a_killed_run(book: GoogleWorld) -> None:
    store = book.store()
    stale = store.read()
    book.record("An")["job"] = "Bí thư"
    book.run()
    key = str(book.hand.sheet(TAB).sheet_id)
    late = TabEdit(
        key, 2, 5, [1, 2, 3, 4, 5, 6], cells=[CellEdit(3, 3, Cell("muộn", "text"), Cell("Thôn trưởng", "text"))]
    )
    with pytest.raises(AmbiguousWrite):
        store.apply(Batch("late", [late]), stale)
    assert book.row("An")["Việc"] == "Bí thư"


def test_one_scratch_tab_at_most_stays_and_is_hidden(book: GoogleWorld) -> None:
    for value in ("a", "b", "c"):
        book.record("An")["job"] = value
        book.run()
    scratch = [tab for tab in book.hand.tabs() if tab.startswith("_so_tay_")]
    assert (len(scratch), set(scratch) <= set(book.hand.hidden_tabs())) == (1, True)


def test_a_spreadsheet_not_shared_or_not_there_is_said_plainly(emulator: Emulator, tmp_path: Path) -> None:
    hidden = emulator.create("Riêng", role=None)
    client = sign_in(Access(emulator.service_account_file, Pace(tmp_path / "p.json"), emulator.url))
    with pytest.raises(WorkbookMissing, match="chia sẻ"):
        SheetsStore(client, hidden.id).token()
    with pytest.raises((WorkbookDenied, WorkbookMissing)):
        SheetsStore(client, hidden.id).read()


def test_a_key_file_others_may_read_is_refused(emulator: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "khoa.json"
    path.write_bytes(emulator.service_account_file.read_bytes())
    path.chmod(0o644)
    with pytest.raises(WorkbookDenied, match="0600"):
        sign_in(Access(path, Pace(tmp_path / "p.json"), emulator.url))
