"""Every law's test is shown to bite: the code is broken on purpose in one place, and the test of that law must fail."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from sync import diff, guards, plan, planner, telling, verify, writing
from sync.cells import Cell
from sync.codecs import TextCodec
from sync.columns import Refused, Value
from sync.commit import Issue
from sync.diff import Action, Decided
from sync.pairing import Pairing, Unfinished, pair
from sync.stores.protocol import CellEdit
from sync.table_plan import TablePlan
from sync.writing import Written
from tests.sync.engine import test_laws as laws


@dataclass(frozen=True)
class Break:
    """A place in the code and what stands there instead."""

    where: Any
    name: str
    instead: Any


def instead_of(action: Action, other: Action) -> Callable[..., Decided]:
    """The rule with one of its actions exchanged for another."""
    rule = diff._by_rule

    def by_rule(a: Value, cell: diff.SheetCell, base: Any) -> Decided:
        decided = rule(a, cell, base)
        return Decided(other, cell.value) if decided.action is action else decided

    return by_rule


def unreadable_is_empty(cell: diff.SheetCell, base: Any) -> Value:
    return None if isinstance(cell.value, Refused) else cell.value


def writes_beside(*arguments: Any) -> Written:
    made = write_table(*arguments)
    stray = CellEdit(3, 0, Cell("x", "text"), Cell())
    return replace(made, edit=replace(made.edit, cells=[*made.edit.cells, stray]))


def expects_nothing(self: TablePlan) -> Any:
    made = changes(self)
    return replace(made, updates=[replace(update, expected={}) for update in made.updates])


def by_place(rows: Any, base: Mapping[str, Any], *others: Any) -> Pairing:
    return (
        Pairing({row.row: row_id for row, row_id in zip(rows, base, strict=False)})
        if base
        else pair(rows, base, *others)
    )


def deletes_what_is_absent(made: TablePlan) -> None:
    made.deletes_db |= made.facts.records.keys() - set(made.ids.values())


def another_issue(*arguments: Any, **options: Any) -> Issue:
    return replace(issue(*arguments, **options), identity=secrets.token_hex(4))


def first_line(self: TextCodec, value: Value, current: Cell, context: Any) -> Cell:
    return Cell(str(value).partition("\n")[0], "text")


write_table, changes, issue = writing.write_table, TablePlan.changes, telling.issue

BREAKS: dict[str, tuple[Callable[[], object], tuple[Break, ...]]] = {
    "1 to the database": (
        laws.test_law_1_a_change_in_the_sheet_arrives_in_the_database,
        (Break(diff, "_by_rule", instead_of(Action.TO_DB, Action.NOTHING)),),
    ),
    "1 to the sheet": (
        laws.test_law_1_a_change_in_the_database_arrives_in_the_sheet,
        (Break(diff, "_by_rule", instead_of(Action.TO_SHEET, Action.NOTHING)),),
    ),
    "2": (
        laws.test_law_2_the_same_change_on_both_sides_needs_no_write,
        (Break(diff, "_agreed", lambda value, cell, base: Decided(Action.NOTHING)),),
    ),
    "3": (
        laws.test_law_3_both_changed_and_different_neither_is_overwritten_and_the_rest_goes_on,
        (Break(diff, "_by_rule", instead_of(Action.CONFLICT, Action.TO_DB)),),
    ),
    "4": (
        laws.test_law_4_the_base_learns_nothing_from_a_write_that_did_not_stick,
        (Break(verify, "_stands", lambda *found: True),),
    ),
    "5": (
        laws.test_law_5_a_ditto_mark_goes_on_meaning_what_it_meant_when_the_cell_above_is_written,
        (Break(plan, "_keep_dittos_true", lambda made, rows: None),),
    ),
    "6": (laws.test_law_6_what_is_not_mirrored_is_never_touched, (Break(writing, "write_table", writes_beside),)),
    "7": (
        laws.test_law_7_a_deletion_against_a_change_lets_the_change_survive_with_a_note,
        (Break(plan, "_differs", lambda record, base: False),),
    ),
    "8": (
        laws.test_law_8_a_cell_that_cannot_be_read_never_propagates_and_is_told,
        (Break(diff, "sheet_value", unreadable_is_empty),),
    ),
    "9": (
        laws.test_law_9_an_office_change_made_while_the_run_works_is_left_for_the_next_run,
        (Break(TablePlan, "changes", expects_nothing),),
    ),
    "10": (
        laws.test_law_10_a_second_run_makes_no_write,
        (
            Break(diff, "_agreed", lambda value, cell, base: Decided(Action.TO_SHEET, value)),
            Break(plan, "_untouched", lambda *_: False),
            Break(writing, "same", lambda one, other: False),
        ),
    ),
    "11": (
        laws.test_law_11_of_a_value_over_two_columns_only_the_cell_that_differs_is_written,
        (Break(writing, "same", lambda one, other: False),),
    ),
    "12": (
        laws.test_law_12_a_run_killed_after_its_write_leaves_nothing_twice,
        (Break(planner, "_unfinished", lambda announced, marker: Unfinished()),),
    ),
    "13": (laws.test_law_13_one_bad_row_changes_nothing_for_the_others, (Break(telling, "unready", lambda made, row: None),)),
    "14": (
        laws.test_law_14_a_guard_stops_the_table_before_any_effect,
        (Break(guards, "question", lambda made, limits, doubts=None: None),),
    ),
    "15": (laws.test_law_15_the_order_of_rows_and_columns_does_not_matter, (Break(planner, "pair", by_place),)),
    "16": (
        lambda: laws.test_law_16_what_is_written_reads_as_what_was_meant(TextCodec(), "a\nb"),
        (Break(TextCodec, "write_cell", first_line),),
    ),
    "17": (
        laws.test_law_17_without_a_base_nothing_is_deleted_and_an_empty_side_takes_the_other,
        (Break(plan, "_plan_absent_rows", deletes_what_is_absent),),
    ),
    "18": (laws.test_law_18_a_conflict_is_reported_once, (Break(telling, "issue", another_issue),)),
}  # fmt: skip


@pytest.mark.parametrize("law", BREAKS)
def test_a_broken_law_fails_its_test(law: str, monkeypatch: pytest.MonkeyPatch) -> None:
    check, breaks = BREAKS[law]
    check()
    for each in breaks:
        monkeypatch.setattr(each.where, each.name, each.instead)
    with pytest.raises((AssertionError, KeyError, StopIteration)):
        check()


def test_every_law_is_broken_once() -> None:
    assert {int(law.split()[0]) for law in BREAKS} == set(range(1, 19))
