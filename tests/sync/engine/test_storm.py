"""Two clerks and a secretary edit both sides at random while runs come, fail and are killed: no edit is ever lost.

One storm, three stores. Every typed value is unique. Once the storm is over and runs have settled, each value must stand on
both sides, or wait in the inbox, or have lost to a later edit of the very same cell; nothing is doubled, nothing unmirrored is
touched, nobody's record has become another's, and one more run writes nothing. ``make nightly`` runs it ten thousand times.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync import diff
from sync.columns import Value
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.fixtures import emulator_server
from tests.sync.engine.nightly import breach, drawn, kind_of, smaller
from tests.sync.engine.papers import GooglePaper, MemoryPaper
from tests.sync.engine.steps import DRAWN, Step, play
from tests.sync.engine.xlsx_paper import XlsxPaper

__all__ = ["emulator_server"]

STEP = st.tuples(st.sampled_from(DRAWN), st.sampled_from(("T1", "T1", "T2")), st.integers(0, 20), st.integers(0, 20))
PROGRAM = st.lists(STEP, min_size=4, max_size=24)
#: The same storms every time: what is new is looked for at night, and a change is not blamed for an old find.
CALM = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def test_the_storm_finds_a_broken_law_and_makes_the_program_small(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = diff._by_rule

    def last_writer_wins(a: Value, cell: diff.SheetCell, base: Any) -> diff.Decided:
        decided = rule(a, cell, base)
        return diff.Decided(diff.Action.TO_DB, cell.value) if decided.action is diff.Action.CONFLICT else decided

    monkeypatch.setattr(diff, "_by_rule", last_writer_wins)
    program = [
        *drawn("7"),
        ("run", "T1", 0, 0),
        ("office_types", "T1", 0, 3),
        ("type", "T1", 0, 3),
        ("run", "T1", 0, 0),
    ]
    told = breach(MemoryPaper, program)
    assert "lost from T1" in told
    assert len(smaller(MemoryPaper, program, kind_of(told))) <= 2


@settings(CALM, max_examples=80)
@given(PROGRAM)
def test_no_edit_is_lost_in_memory(program: list[Step]) -> None:
    play(MemoryPaper(), program)


@settings(CALM, max_examples=30)
@given(PROGRAM)
def test_no_edit_is_lost_in_an_xlsx_file(program: list[Step]) -> None:
    play(XlsxPaper(), program)


@settings(CALM, max_examples=20)
@given(PROGRAM)
def test_no_edit_is_lost_in_a_spreadsheet(emulator_server: Emulator, program: list[Step]) -> None:
    play(GooglePaper(emulator_server), program)
