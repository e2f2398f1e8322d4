"""The 18 laws of the sync (design.md §2), each by its number."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sync.cells import EMPTY, Cell, Tab
from sync.codecs import DateCodec, MoneyCodec, TextCodec
from sync.columns import Codec, Context, Field, Heading, Table
from sync.facts import BaseField, BaseRow, BoundTable, Decision, Facts
from sync.pairing import Pairing
from sync.plan import plan_table
from sync.sheet_table import Place, SheetRow, SheetTable
from sync.stores.protocol import CellEdit
from sync.writing import write_table
from tests.sync.engine.world import AN, BINH, CONTEXT, CUC, DUNG, EVERYBODY, HOA, World, settled, world


def writes(made: World) -> int:
    return made.store.calls.sheet_writes


def test_a_first_run_takes_every_row_and_gives_each_an_id() -> None:
    made = settled(AN, BINH)
    assert [r["name"] for r in made.ledger.records.values()] == ["An", "Bình"]
    assert {row["id"] for row in made.rows()} == set(made.ledger.records)


def test_law_1_a_change_in_the_sheet_arrives_in_the_database() -> None:
    made = settled(AN, BINH)
    made.type("An", "job", "Bí thư")
    made.run()
    assert made.record("An")["job"] == "Bí thư"


def test_law_1_a_change_in_the_database_arrives_in_the_sheet() -> None:
    made = settled(AN, BINH)
    made.set("Bình", "word", "giỏi")
    made.run()
    assert made.row("Bình")["word"] == "giỏi"


def test_law_1_a_cleared_cell_is_a_change() -> None:
    made = settled(AN, BINH)
    made.type("An", "word", None)
    made.run()
    assert made.record("An")["word"] is None


def test_law_1_a_value_put_back_to_what_it_was_is_a_change_too() -> None:
    made = settled(AN)
    made.set("An", "word", "lười")
    made.run()
    made.type("An", "word", "chăm")
    made.run()
    assert made.record("An")["word"] == "chăm"
    made.set("An", "word", "lười")
    made.run()
    assert made.row("An")["word"] == "lười"


def test_law_2_the_same_change_on_both_sides_needs_no_write() -> None:
    made = settled(AN, BINH)
    made.type("An", "job", "Bí thư")
    made.set("An", "job", "Bí thư")
    before = writes(made)
    report = made.run()
    assert (writes(made), report.state) == (before, "done")
    made.set("An", "job", "Phó Bí thư")
    made.run()
    assert made.row("An")["job"] == "Phó Bí thư"


def test_law_3_both_changed_and_different_neither_is_overwritten_and_the_rest_goes_on() -> None:
    made = settled(AN, BINH)
    made.type("An", "job", "bảng")
    made.set("An", "job", "phần mềm")
    made.set("An", "word", "khác")
    report = made.run()
    assert report.state == "waiting"
    assert (made.row("An")["job"], made.record("An")["job"]) == ("bảng", "phần mềm")
    assert made.row("An")["word"] == "khác"
    issue = next(iter(made.ledger.issues.values()))
    assert (issue.base_value, issue.db_value, issue.sheet_value) == ("Thôn trưởng", "phần mềm", "bảng")
    assert "cùng được sửa" in made.row("An")["note"]


@pytest.mark.parametrize(
    ("take", "value", "wanted"), [("db", None, "pm"), ("sheet", None, "bảng"), ("value", "ba", "ba")]
)
def test_law_3_a_decision_settles_a_conflict_on_both_sides(take: str, value: str | None, wanted: str) -> None:
    made = settled(AN, BINH)
    made.type("An", "job", "bảng")
    made.set("An", "job", "pm")
    made.run()
    row_id = made.row("An")["id"]
    made.ledger.decided[row_id, "job"] = Decision("I1", take, "pm", "bảng", value)  # type: ignore[arg-type]
    made.run()
    assert (made.row("An")["job"], made.record("An")["job"]) == (wanted, wanted)
    assert made.ledger.issues == {}
    assert made.row("An")["note"] == ""


def test_law_3_a_decision_about_a_value_that_changed_since_is_not_carried_out() -> None:
    made = settled(AN)
    made.type("An", "job", "bảng")
    made.set("An", "job", "pm")
    made.run()
    made.ledger.decided[made.row("An")["id"], "job"] = Decision("I1", "db", "pm", "bảng")
    made.type("An", "job", "bảng, sửa lại")
    made.run()
    assert (made.row("An")["job"], made.record("An")["job"]) == ("bảng, sửa lại", "pm")


def test_law_4_the_base_learns_nothing_from_a_write_that_did_not_stick() -> None:
    made = settled(AN)
    made.set("An", "job", "Bí thư")
    made.store.after_write = lambda: made.type("An", "job", "gõ đè")
    made.run()
    assert next(iter(made.ledger.base.values())).fields["job"].value == "Thôn trưởng"
    made.run()
    assert (made.row("An")["job"], made.record("An")["job"]) == ("gõ đè", "Bí thư")
    assert [i.kind for i in made.ledger.issues.values()] == ["conflict"]


def test_law_5_a_ditto_mark_goes_on_meaning_what_it_meant_when_the_cell_above_is_written() -> None:
    made = settled(AN, ("Bình", "nt", None, None))
    assert made.record("Bình")["village"] == "Bắc Hải"
    made.set("An", "village", "Đông Hòa")
    made.run()
    assert (made.row("An")["village"], made.row("Bình")["village"]) == ("Đông Hòa", "Bắc Hải")
    assert made.record("Bình")["village"] == "Bắc Hải"


def test_law_5_a_ditto_mark_sorted_under_another_row_is_written_out() -> None:
    made = settled(AN, ("Bình", "nt", None, None), CUC)
    grid = made.tab.grid
    grid[3:6] = [grid[5], grid[4], grid[3]]
    made.store.touch()
    made.run()
    assert (made.row("Bình")["village"], made.record("Bình")["village"]) == ("Bắc Hải", "Bắc Hải")


def test_law_6_what_is_not_mirrored_is_never_touched() -> None:
    made = settled(AN, BINH)
    made.tab.put(3, 0, Cell(7.0, "number"))
    made.tab.put(0, 3, Cell("tiêu đề riêng", "text"))
    made.set("An", "job", "Bí thư")
    made.run()
    assert (made.tab.grid[3][0].value, made.tab.grid[0][3].value) == (7.0, "tiêu đề riêng")


def test_law_7_a_row_deleted_in_the_sheet_is_deleted_in_the_database() -> None:
    made = settled(AN, BINH)
    made.delete_row("An")
    made.run()
    assert [r["name"] for r in made.ledger.records.values()] == ["Bình"]


def test_law_7_a_record_deleted_in_the_database_is_deleted_in_the_sheet() -> None:
    made = settled(AN, BINH)
    del made.ledger.records[made.row("An")["id"]]
    made.run()
    assert [row["name"] for row in made.rows()] == ["Bình"]


def test_law_7_a_deletion_against_a_change_lets_the_change_survive_with_a_note() -> None:
    made = settled(AN, BINH)
    made.delete_row("An")
    made.set("An", "word", "mới sửa")
    made.run()
    assert (made.row("An")["word"], made.record("An")["word"]) == ("mới sửa", "mới sửa")
    assert "được giữ lại" in made.row("An")["note"]
    del made.ledger.records[made.row("Bình")["id"]]
    made.type("Bình", "word", "đang sửa")
    made.run()
    assert made.record("Bình")["word"] == "đang sửa"
    before = writes(made)
    made.run()
    assert (writes(made), "được giữ lại" in made.row("An")["note"], "được giữ lại" in made.row("Bình")["note"]) == (
        before, True, True,
    )  # fmt: skip
    made.ledger.notes.clear()  # a person has read and dismissed them
    made.run()
    assert (made.row("An")["note"], made.row("Bình")["note"]) == ("", "")


def test_law_8_a_cell_that_cannot_be_read_never_propagates_and_is_told() -> None:
    made = settled(AN, BINH)
    made.type("An", "job", "??")
    report = made.run()
    assert made.record("An")["job"] == "Thôn trưởng"
    assert made.row("An")["job"] == "??"
    assert report.state == "waiting"
    assert "không đọc được" in made.row("An")["note"]


def test_law_8_a_missing_column_stops_the_table_and_clears_nothing() -> None:
    made = settled(AN, BINH)
    index = 3
    for row in made.tab.grid[2:]:
        del row[index]
    made.store.touch()
    before = writes(made)
    report = made.run()
    assert (report.state, writes(made)) == ("guarded", before)
    assert made.record("An")["job"] == "Thôn trưởng"


def test_law_9_an_office_change_made_while_the_run_works_is_left_for_the_next_run() -> None:
    made = settled(AN)
    made.type("An", "job", "từ bảng")
    made.ledger.while_working = lambda: made.set("An", "job", "từ phần mềm")
    made.run()
    made.run()
    assert (made.row("An")["job"], made.record("An")["job"]) == ("từ bảng", "từ phần mềm")
    assert [i.kind for i in made.ledger.issues.values()] == ["conflict"]


def test_law_9_a_file_saved_between_read_and_write_is_read_again() -> None:
    made = settled(AN, BINH)
    made.set("An", "job", "Bí thư")
    made.store.before_write = lambda: made.type("Bình", "word", "kịp gõ")
    made.run()
    assert made.row("An")["job"] == "Bí thư"
    assert (made.row("Bình")["word"], made.record("Bình")["word"]) == ("kịp gõ", "kịp gõ")


def test_law_10_a_second_run_makes_no_write() -> None:
    made = settled(*EVERYBODY, ("Khanh", "nt", "??", None))
    before = writes(made)
    made.run()
    made.run()
    assert writes(made) == before


def test_law_11_only_cells_whose_value_differs_are_written() -> None:
    made = settled(AN, BINH)
    made.set("An", "job", "Bí thư")
    made.run()
    assert [(c.row, c.column, c.value.value) for e in made.store.sent[-1].edits for c in e.cells] == [(3, 3, "Bí thư")]


def test_law_12_a_run_killed_after_its_write_leaves_nothing_twice() -> None:
    made = world(AN, BINH)
    made.ledger.records["KQ4M7RXHP"] = {"name": "Mới", "village": "Bắc Hải", "job": None, "word": None}
    made.ledger.killed_before_commit = True
    with pytest.raises(KeyboardInterrupt):
        made.run()
    made.run()
    made.run()
    assert sorted(row["name"] for row in made.rows()) == ["An", "Bình", "Mới"]
    assert sorted(str(r["name"]) for r in made.ledger.records.values()) == ["An", "Bình", "Mới"]


def test_law_13_one_bad_row_changes_nothing_for_the_others() -> None:
    made = world(AN, ("??", "Bắc Hải", None, None), BINH)
    made.run()
    assert [r["name"] for r in made.ledger.records.values()] == ["An", "Bình"]
    assert "không đọc được" in made.rows()[1]["note"]


def test_law_14_a_guard_stops_the_table_before_any_effect() -> None:
    made = settled(*EVERYBODY)
    del made.tab.grid[3:9]
    made.store.touch()
    made.set("Hoa", "word", "đổi")
    before = writes(made)
    report = made.run()
    assert (report.state, writes(made), len(made.ledger.records)) == ("guarded", before, 7)
    assert made.row("Hoa")["word"] is None


def test_law_14_a_confirmed_plan_goes_through() -> None:
    made = settled(*EVERYBODY)
    del made.tab.grid[3:9]
    made.store.touch()
    made.ledger.confirmed = made.run().digests["T1"]
    made.run()
    assert [r["name"] for r in made.ledger.records.values()] == ["Hoa"]


def test_law_14_an_emptied_tab_and_a_lost_id_column_are_questions() -> None:
    made = settled(*EVERYBODY)
    kept = made.tab.grid[3:]
    del made.tab.grid[3:]
    made.store.touch()
    assert made.run().state == "guarded"
    made.tab.grid.extend(kept)
    for row in made.tab.grid[2:]:
        del row[5]
    made.store.touch()
    assert made.run().state == "guarded"
    assert len(made.ledger.records) == 7


def test_law_15_the_order_of_rows_and_columns_does_not_matter() -> None:
    made = settled(*EVERYBODY)
    made.tab.grid[3:] = reversed(made.tab.grid[3:])
    for row in made.tab.grid[2:]:
        while len(row) < 7:
            row.append(EMPTY)
        row[1], row[3] = row[3], row[1]
    made.store.touch()
    before, records = writes(made), {i: dict(r) for i, r in made.ledger.records.items()}
    report = made.run()
    assert (report.state, writes(made), made.ledger.records) == ("done", before, records)


@pytest.mark.parametrize(
    ("codec", "value"),
    [
        *((TextCodec(), text) for text in ("=1+1", "+84912", "0912", "nt", "//", "a\nb", "1/5/2022", "đ")),
        *((DateCodec(), date) for date in ("2022-03-05", "2022-03", "2022-Q1", "2022")),
        *((MoneyCodec(), money) for money in (0, 1_200_000, 18_000_000)),
    ],
)  # fmt: skip
def test_law_16_what_is_written_reads_as_what_was_meant(codec: Codec, value: str | int) -> None:
    written = codec.encode(value, [EMPTY], CONTEXT)
    assert codec.decode(written, CONTEXT) == value
    assert codec.encode(value, written, CONTEXT) == written


def test_law_17_without_a_base_nothing_is_deleted_and_an_empty_side_takes_the_other() -> None:
    made = world(("An", "Bắc Hải", None, None))
    made.ledger.records["KQ4M7RXHP"] = {"name": "An", "village": None, "job": "Bí thư", "word": None}
    made.ledger.records["KV7S4CBTS"] = {"name": "Hoa", "village": None, "job": None, "word": None}
    made.run()
    assert made.record("An") == {"name": "An", "village": "Bắc Hải", "job": "Bí thư", "word": None}
    assert (made.row("An")["job"], made.row("Hoa")["village"]) == ("Bí thư", None)
    assert made.row("An")["id"] == "KQ4M7RXHP"


def test_law_18_a_conflict_is_reported_once() -> None:
    made = settled(AN, BINH)
    made.type("An", "job", "bảng")
    made.set("An", "job", "phần mềm")
    for _ in range(3):
        made.run()
    assert len(made.ledger.reported) == 1


def test_a_sort_that_left_the_ids_behind_is_put_right() -> None:
    made = settled(AN, BINH, CUC, DUNG)
    ids = {row["name"]: row["id"] for row in made.rows()}
    data = [row[1:5] for row in made.tab.grid[3:7]]
    for row, values in zip(made.tab.grid[3:7], reversed(data), strict=True):
        row[1:5] = values
    made.store.touch()
    records = {i: dict(r) for i, r in made.ledger.records.items()}
    made.run()
    assert {row["name"]: row["id"] for row in made.rows()} == ids
    assert made.ledger.records == records


def test_a_copied_row_waits_while_identical_and_is_new_once_edited() -> None:
    made = settled(AN, BINH)
    made.tab.grid.append(list(made.tab.grid[3]))
    made.store.touch()
    made.run()
    assert len(made.ledger.records) == 2
    made.tab.put(5, 1, Cell("An con", "text"))
    made.store.touch()
    made.run()
    assert [r["name"] for r in made.ledger.records.values()] == ["An", "Bình", "An con"]
    assert len({row["id"] for row in made.rows()}) == 3


def test_a_row_cut_and_pasted_without_its_hidden_id_is_the_same_record() -> None:
    made = settled(AN, BINH, HOA)
    row = made.tab.grid.pop(3)
    made.tab.grid.append(row[:5])
    made.store.touch()
    ids = set(made.ledger.records)
    made.run()
    assert set(made.ledger.records) == ids
    assert made.rows()[-1]["id"] in ids


def test_an_id_of_ours_that_nobody_knows_is_held() -> None:
    made = settled(AN)
    made.add_row(*HOA)
    made.tab.put(4, 5, Cell("KV7S4CBTS", "text"))
    made.run()
    assert len(made.ledger.records) == 1
    assert [i.kind for i in made.ledger.issues.values()] == ["unknown_id"]


def test_what_the_registers_own_rules_refuse_waits_and_the_rest_of_the_row_is_taken() -> None:
    made = settled(AN)
    made.type("An", "job", "CẤM")
    made.type("An", "word", "được")
    made.run()
    assert (made.record("An")["job"], made.record("An")["word"]) == ("Thôn trưởng", "được")
    assert "bị cấm" in made.row("An")["note"]


def test_a_persons_own_words_in_the_note_column_stay() -> None:
    made = settled(AN)
    made.tab.put(3, 6, Cell("đã hỏi lại", "text"))
    made.type("An", "job", "??")
    made.run()
    assert made.row("An")["note"] == "đã hỏi lại"


def test_a_formula_is_never_overwritten() -> None:
    made = settled(AN)
    made.tab.put(3, 3, Cell("Thôn trưởng", "text", "=B9"))
    made.store.touch()
    made.set("An", "job", "Bí thư")
    made.run()
    assert made.tab.grid[3][3].formula == "=B9"
    assert [i.reason for i in made.ledger.issues.values()] == ["formula"]


def test_an_unchanged_workbook_costs_no_read() -> None:
    made = settled(AN)
    made.run()
    reads = made.store.calls.sheet_reads
    assert made.run(force=False).state == "unchanged"
    assert made.store.calls.sheet_reads == reads


def test_a_dry_run_has_no_effect() -> None:
    made = world(AN, BINH)
    report = made.engine().plan()
    assert [t.db_created for t in report.tables.values()] == [2]
    assert (made.ledger.records, made.ledger.journal, writes(made)) == ({}, {}, 0)


def test_law_8_a_formula_not_yet_calculated_is_no_change_and_no_complaint() -> None:
    made = settled(AN)
    made.tab.put(3, 3, Cell(None, "uncalculated", "=B9"))
    made.store.touch()
    report = made.run()
    assert (report.state, made.record("An")["job"], made.row("An")["note"]) == ("done", "Thôn trưởng", "")
    made.tab.put(3, 3, Cell("Bí thư", "text", "=B9"))
    made.store.touch()
    made.run()
    assert made.record("An")["job"] == "Bí thư"


def test_law_8_a_row_with_an_uncalculated_formula_still_counts_as_unchanged_when_deleted() -> None:
    made = settled(AN, BINH)
    made.tab.put(3, 3, Cell(None, "uncalculated", "=B9"))
    made.store.touch()
    del made.ledger.records[made.row("An")["id"]]
    made.run()
    assert [row["name"] for row in made.rows()] == ["Bình"]


def test_a_text_longer_than_a_cell_waits_and_stops_nothing_else() -> None:
    made = settled(AN, BINH)
    made.set("An", "word", "x" * 40_000)
    made.set("Bình", "word", "giỏi")
    made.run()
    assert (made.row("An")["word"], made.row("Bình")["word"]) == ("chăm", "giỏi")
    assert [i.reason for i in made.ledger.issues.values()] == ["too_long"]


class Pair:
    """A value of two words in two columns."""

    def decode(self, cells: Sequence[Cell], context: Context) -> list[str]:
        return [str(cell.value) for cell in cells]

    def encode(self, value: list[str], current: Sequence[Cell], context: Context) -> list[Cell]:
        return [Cell(word, "text") for word in value]


def two_columns(*words: str) -> Sequence[CellEdit]:
    """What is written when the database changes the second of two words."""
    table = Table("t", "T", ("T",), (Field("pair", "Đôi", Pair(), (Heading("Một"), Heading("Hai"))),))
    tab = Tab("tab", "T", [[], [EMPTY, *[Cell(w, "text") for w in words], Cell("K1", "text")]])
    row = SheetRow(1, "K1", {"pair": list(words)}, {"pair": "|".join(words)})
    sheet = SheetTable("tab", "T", 0, {"pair": Place((1, 2))}, 3, 4, True, True, (row,), {None: 1})
    base = BaseRow("K1", {"pair": BaseField(list(words), "|".join(words))})
    facts = Facts({"K1": {"pair": [words[0], "Bí thư"]}}, {"K1": base})
    plan = plan_table(BoundTable("b", table, "tab", "T", {}), sheet, facts, Pairing(ids={1: "K1"}), {})
    return write_table(plan, tab, lambda f, branch: CONTEXT, lambda values: None).edit.cells


def test_law_11_of_a_value_over_two_columns_only_the_cell_that_differs_is_written() -> None:
    made = two_columns("Bắc Hải", "Thôn trưởng")
    assert [(c.column, c.value.value) for c in made] == [(2, "Bí thư")]
