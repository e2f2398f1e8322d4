"""A person changed more than cells between our read and our write: a header, a whole tab. Nothing of either is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.fixtures import emulator, emulator_server
from tests.stores.google_world import TAB, GoogleWorld, google_world
from tests.sync.engine.world import AN, BINH, CUC, DUNG

__all__ = ["emulator", "emulator_server"]


@pytest.fixture
def book(emulator: Emulator, tmp_path: Path) -> GoogleWorld:
    """Four people, already in step."""
    made = google_world(emulator, tmp_path, AN, BINH, CUC, DUNG)
    made.run()
    return made


def faster(book: GoogleWorld, action: Callable[[], object]) -> None:
    book.emulator.faults.before_batch_update(lambda _id: action())


def everything(book: GoogleWorld) -> list[list[object]]:
    return [list(row[:5]) for row in book.hand.values(TAB)]


def test_a_header_renamed_between_read_and_write_stops_the_table_with_the_sheet_as_it_was(book: GoogleWorld) -> None:
    head = next(f"D{n}" for n, row in enumerate(book.hand.values(TAB), 1) if "Họ tên" in row)
    before = everything(book)
    known = {i: dict(r) for i, r in book.ledger.records.items()}
    book.record("An")["job"] = "từ phần mềm"
    book.hand.type(TAB, book.cell("Bình", "word"), "gõ trước đó")
    faster(book, lambda: book.hand.type(TAB, head, "Chức danh mới"))
    report = book.run()
    after = everything(book)
    assert after[3:] == [[*r[:4], "gõ trước đó"] if r[1] == "Bình" else r for r in before[3:]]
    assert {r["name"]: r["job"] for r in book.ledger.records.values()} == {
        r["name"]: "từ phần mềm" if r["name"] == "An" else r["job"] for r in known.values()
    }
    assert report.state == "guarded"
    book.hand.type(TAB, head, "Việc")
    book.run()
    assert (book.row("An")["Việc"], book.record("Bình")["word"]) == ("từ phần mềm", "gõ trước đó")


def test_a_tab_deleted_between_read_and_write_deletes_no_record(book: GoogleWorld) -> None:
    book.hand.add_tab("Trang khác")
    key = str(book.hand.sheet(TAB).sheet_id)
    book.record("An")["job"] = "từ phần mềm"
    names = sorted(r["name"] for r in book.ledger.records.values())
    faster(book, lambda: book.hand.delete_tab(TAB))
    store = book.store()
    snapshot = store.read()
    assert key in snapshot.tabs
    report = book.run()
    assert report.state == "guarded"
    assert sorted(r["name"] for r in book.ledger.records.values()) == names
    assert [tab for tab in book.hand.tabs() if not tab.startswith("_so_tay_")] == ["Trang khác"]
