"""A run killed between a batch that met a faster person and the repair: the next run puts right what the person had written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sync.stores.protocol import AmbiguousWrite
from sync.stores.sheets import SheetsStore
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.fixtures import emulator, emulator_server
from tests.stores.google_world import TAB, GoogleWorld, google_world
from tests.sync.engine.world import AN, BINH, CUC, DUNG, HOA

__all__ = ["emulator", "emulator_server"]


class Killed(BaseException):
    """The process is gone: nothing catches it."""


@pytest.fixture
def book(emulator: Emulator, tmp_path: Path) -> GoogleWorld:
    """Four people, already in step."""
    made = google_world(emulator, tmp_path, AN, BINH, CUC, DUNG)
    made.run()
    return made


def killed_before_the_repair(book: GoogleWorld, monkeypatch: pytest.MonkeyPatch, hand: Callable[[], object]) -> None:
    """A person acts just before the batch is applied; the run is killed before it looks."""

    def kill(*_args: object) -> None:
        raise Killed

    book.emulator.faults.before_batch_update(lambda _id: hand())
    with monkeypatch.context() as patch:
        patch.setattr(SheetsStore, "_repair", kill)
        with pytest.raises(Killed):
            book.run()


def test_a_retyped_cell_stands_again_and_becomes_a_conflict(book: GoogleWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = book.cell("An", "job")
    book.record("An")["job"] = "từ phần mềm"
    killed_before_the_repair(book, monkeypatch, lambda: book.hand.type(TAB, cell, "vừa gõ"))
    assert book.row("An")["Việc"] == "từ phần mềm"
    report = book.run()
    assert (book.row("An")["Việc"], book.record("An")["job"]) == ("vừa gõ", "từ phần mềm")
    assert [i.kind for i in book.ledger.issues.values()] == ["conflict"]
    assert ["1 chỗ đã được đặt lại" in line for line in report.warnings] == [True]


def test_rows_a_person_had_moved_get_their_own_values_back(book: GoogleWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    book.record("An")["word"] = "sửa"
    book.record("Dũng")["word"] = "cũng sửa"
    killed_before_the_repair(book, monkeypatch, lambda: book.hand.move_rows(TAB, 4, 1, 8))
    book.run()
    words = {"An": "sửa", "Bình": None, "Cúc": "mới", "Dũng": "cũng sửa"}
    assert {row["Họ tên"]: row["Ghi chú"] for row in book.rows()} == words
    assert {r["name"]: r["word"] for r in book.ledger.records.values()} == words


def test_a_row_inserted_above_displaces_nothing(book: GoogleWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    book.record("Bình")["job"] = "Hiệu trưởng"
    killed_before_the_repair(book, monkeypatch, lambda: book.hand.insert_rows(TAB, 4))
    book.run()
    jobs = {"An": "Thôn trưởng", "Bình": "Hiệu trưởng", "Cúc": None, "Dũng": "Công an"}
    assert {r["Họ tên"]: r["Việc"] for r in book.rows()} == jobs
    assert {r["name"]: r["job"] for r in book.ledger.records.values()} == jobs


def test_a_row_deleted_wrongly_is_brought_back(book: GoogleWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    del book.ledger.records[book.row("Bình")["Mã đồng bộ"]]
    killed_before_the_repair(book, monkeypatch, lambda: book.hand.insert_rows(TAB, 4))
    assert sorted(r["Họ tên"] for r in book.rows()) == ["Bình", "Cúc", "Dũng"]
    book.run()
    assert sorted(r["Họ tên"] for r in book.rows()) == ["An", "Cúc", "Dũng"]
    assert sorted(r["name"] for r in book.ledger.records.values()) == ["An", "Cúc", "Dũng"]


def test_a_row_deleted_while_a_person_typed_in_it_comes_back_with_its_formulas(
    book: GoogleWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.hand.type(TAB, "A5", "=A4+1")
    book.run()
    del book.ledger.records[book.row("Bình")["Mã đồng bộ"]]
    cell = book.cell("Bình", "word")
    killed_before_the_repair(book, monkeypatch, lambda: book.hand.type(TAB, cell, "vừa gõ"))
    book.run()
    assert (book.row("Bình")["Ghi chú"], book.hand.cell(TAB, "A5").formula) == ("vừa gõ", "=A4+1")
    assert book.record("Bình")["word"] == "vừa gõ"


def test_a_new_row_that_landed_elsewhere_stands_once_in_its_place(
    book: GoogleWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.ledger.records["KQ4M7RXHP"] = dict(zip(("name", "village", "job", "word"), HOA, strict=True))
    killed_before_the_repair(book, monkeypatch, lambda: book.hand.insert_rows(TAB, 4, 2))
    book.run()
    assert [row["Họ tên"] for row in book.rows()] == ["An", "Bình", "Cúc", "Dũng", "Hoa"]
    assert sorted(r["name"] for r in book.ledger.records.values()) == ["An", "Bình", "Cúc", "Dũng", "Hoa"]


def test_a_column_inserted_meanwhile_loses_nothing(book: GoogleWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    book.record("An")["job"] = "Bí thư"
    killed_before_the_repair(book, monkeypatch, lambda: book.hand.insert_columns(TAB, "C"))
    book.run()
    assert (book.row("An")["Thôn"], book.row("An")["Việc"]) == ("Bắc Hải", "Bí thư")


# -- people go on working before the next run


def test_what_a_person_writes_after_the_kill_is_the_later_word(
    book: GoogleWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = book.cell("An", "job")
    book.record("An")["job"] = "từ phần mềm"
    killed_before_the_repair(book, monkeypatch, lambda: book.hand.type(TAB, cell, "vừa gõ"))
    book.hand.type(TAB, cell, "gõ sau")
    book.run()
    assert book.row("An")["Việc"] == "gõ sau"
    assert book.record("An")["job"] == "từ phần mềm"
    assert [i.kind for i in book.ledger.issues.values()] == ["conflict"]


def test_the_row_is_found_again_though_rows_were_inserted_above_it_since(
    book: GoogleWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = book.cell("Dũng", "job")
    book.record("Dũng")["job"] = "từ phần mềm"
    killed_before_the_repair(book, monkeypatch, lambda: book.hand.type(TAB, cell, "vừa gõ"))
    book.hand.insert_rows(TAB, 4, 3)
    book.run()
    assert [(r["Họ tên"], r["Việc"]) for r in book.rows() if r["Họ tên"]] == [
        ("An", "Thôn trưởng"), ("Bình", BINH[2]), ("Cúc", None), ("Dũng", "vừa gõ"),
    ]  # fmt: skip


def test_a_value_whose_row_is_gone_since_is_told_with_its_words(
    book: GoogleWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = book.cell("An", "job")
    book.record("An")["job"] = "từ phần mềm"
    killed_before_the_repair(book, monkeypatch, lambda: book.hand.type(TAB, cell, "vừa gõ"))
    book.hand.delete_rows(TAB, int(cell[1:]))
    book.run()
    notes = [i for i in book.ledger.notes.values() if i.reason == "displaced"]
    assert [(i.kind, i.text, i.cell) for i in notes] == [("note", "vừa gõ", cell)]
    assert "vừa gõ" in notes[0].message


def test_it_is_put_right_once_and_told_once(book: GoogleWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = book.cell("An", "job")
    book.record("An")["job"] = "từ phần mềm"
    killed_before_the_repair(book, monkeypatch, lambda: book.hand.type(TAB, cell, "vừa gõ"))
    assert len(book.run().warnings) == 1
    assert (book.run().warnings, book.calls.sheet_writes) == ([], 0)


def test_a_repair_that_is_lost_is_made_good_in_the_same_run(book: GoogleWorld) -> None:
    cell = book.cell("An", "job")
    book.record("An")["job"] = "từ phần mềm"
    book.emulator.faults.before_batch_update(lambda _id: book.hand.type(TAB, cell, "vừa gõ"))
    book.emulator.faults.reset_before(on="batchUpdate", nth=2)
    book.run()
    assert (book.row("An")["Việc"], book.record("An")["job"]) == ("vừa gõ", "từ phần mềm")


def test_a_rehearsal_puts_nothing_right(book: GoogleWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = book.cell("An", "job")
    book.record("An")["job"] = "từ phần mềm"
    killed_before_the_repair(book, monkeypatch, lambda: book.hand.type(TAB, cell, "vừa gõ"))
    before = book.hand.dump()
    book.store().read()
    assert book.hand.dump() == before


def test_a_late_repair_meets_the_fence(book: GoogleWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = book.cell("An", "job")
    book.record("An")["job"] = "từ phần mềm"
    killed_before_the_repair(book, monkeypatch, lambda: book.hand.type(TAB, cell, "vừa gõ"))
    late = book.store()
    snapshot = late.read()
    book.run()
    book.record("Bình")["job"] = "một lần ghi khác"
    book.run()
    with pytest.raises(AmbiguousWrite):
        late.mend(snapshot, lambda marker, met: None)
    assert book.row("An")["Việc"] == "vừa gõ"
