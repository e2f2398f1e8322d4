"""Whether a spreadsheet changed, by Drive's listing and its lag; and runs that must stop for want of turns."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.stores.google.backoff import DEADLINE
from sync.stores.google.pace import WINDOW, Limits
from sync.stores.protocol import WorkbookBusy
from sync.stores.sheets import SheetsStore
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.fixtures import emulator, emulator_server
from tests.stores.google_world import TAB, GoogleWorld, google_world
from tests.sync.engine.world import AN, BINH, CUC, DUNG

__all__ = ["emulator", "emulator_server"]
LAG = 180.0


@pytest.fixture
def book(emulator: Emulator, tmp_path: Path) -> GoogleWorld:
    """Four people, in step, and Drive's listing three minutes behind."""
    emulator.clock.freeze()
    made = google_world(emulator, tmp_path, AN, BINH, CUC, DUNG)
    made.run()
    emulator.clock.advance(LAG + 1)
    made.run()
    emulator.drive.lag = LAG
    return made


def nightly(book: GoogleWorld) -> tuple[str, int, int]:
    """A run that reads only if something seems to have changed: state, reads, writes."""
    report = book.run(force=False)
    return report.state, book.calls.sheet_reads, book.calls.sheet_writes


def test_an_edit_the_listing_does_not_know_yet_waits_and_is_not_lost(book: GoogleWorld) -> None:
    book.hand.type(TAB, book.cell("An", "job"), "Bí thư")
    assert nightly(book) == ("unchanged", 0, 0)
    book.emulator.clock.advance(LAG + 1)
    assert nightly(book) == ("done", 1, 0)
    assert book.record("An")["job"] == "Bí thư"
    assert nightly(book) == ("unchanged", 0, 0)


def test_what_was_read_before_the_listing_knew_it_costs_one_more_read_and_no_write(book: GoogleWorld) -> None:
    book.hand.type(TAB, book.cell("An", "job"), "Bí thư")
    book.run()
    assert book.record("An")["job"] == "Bí thư"
    book.emulator.clock.advance(LAG + 1)
    assert [nightly(book), nightly(book)] == [("done", 1, 0), ("unchanged", 0, 0)]


def test_an_edit_that_arrives_while_we_read_is_found_by_the_next_run(
    book: GoogleWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token is the one from before the read: taken after it, this edit would be known and never read."""
    read = SheetsStore.read

    def read_and_then_somebody_types(store: SheetsStore, tab_keys: list[str] | None = None) -> object:
        snapshot = read(store, tab_keys)
        book.hand.type(TAB, book.cell("An", "job"), "Bí thư")
        book.emulator.clock.advance(LAG + 1)
        return snapshot

    monkeypatch.setattr(SheetsStore, "read", read_and_then_somebody_types)
    book.run()
    monkeypatch.undo()
    assert book.record("An")["job"] == "Thôn trưởng"
    assert nightly(book) == ("done", 1, 0)
    assert book.record("An")["job"] == "Bí thư"


def test_our_own_write_costs_one_read_once_the_listing_knows_it(book: GoogleWorld) -> None:
    book.record("An")["job"] = "Bí thư"
    assert nightly(book) == ("done", 1, 1)
    assert nightly(book) == ("unchanged", 0, 0)
    book.emulator.clock.advance(LAG + 1)
    assert [nightly(book), nightly(book)] == [("done", 1, 0), ("unchanged", 0, 0)]


# -- stopping halfway


def test_without_a_turn_for_the_write_neither_side_has_anything_and_a_later_run_does_it_all(book: GoogleWorld) -> None:
    book.hand.type(TAB, book.cell("Bình", "job"), "Hiệu trưởng")
    book.record("An")["job"] = "Bí thư"
    book.emulator.faults.status(429, on="batchUpdate", times=1000)
    with pytest.raises(WorkbookBusy):
        book.run()
    assert book.clock.time <= DEADLINE
    assert (book.row("An")["Việc"], book.record("Bình")["job"]) == ("Thôn trưởng", "Giáo viên")
    book.emulator.faults.clear()
    book.run()
    assert (book.row("An")["Việc"], book.record("Bình")["job"]) == ("Bí thư", "Hiệu trưởng")
    assert [row["Họ tên"] for row in book.rows()] == ["An", "Bình", "Cúc", "Dũng"]


def test_of_many_spreadsheets_some_are_done_whole_and_the_rest_later(emulator: Emulator, tmp_path: Path) -> None:
    books = [google_world(emulator, tmp_path, AN, BINH) for _ in range(4)]
    emulator.faults.status(429, on="batchUpdate", nth=3, times=1000)
    done = [_is_done(book) for book in books]
    emulator.faults.clear()
    assert (done, [len(b.ledger.records) for b in books]) == ([True, True, False, False], [2, 2, 0, 0])
    assert ["Mã đồng bộ" in b.hand.values(TAB)[2] for b in books] == done
    assert [_is_done(book) for book in books] == [True] * 4
    assert [len(b.ledger.records) for b in books] == [2] * 4


def test_at_the_pace_kept_google_never_refuses(
    emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Google's side counts its minute by the same clock."""
    book = google_world(emulator, tmp_path, AN, BINH)
    monkeypatch.setattr(emulator.clock, "now", lambda: book.clock.time)
    book.limits = Limits(account=5)
    emulator.quota.enable(per_user=5)
    moments = []
    for n in range(13):
        if n:
            book.record("An")["job"] = f"việc {n}"
        book.run()
        moments.append(book.clock.time)
    assert {call.status for call in emulator.calls.calls} == {200}
    assert moments == [0.0] * 5 + [WINDOW] * 5 + [2 * WINDOW] * 3


def _is_done(book: GoogleWorld) -> bool:
    try:
        return book.run().state == "done"
    except WorkbookBusy:
        return False
