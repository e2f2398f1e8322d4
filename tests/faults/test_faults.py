"""A run is killed, starved, cut off, stopped and overtaken at every effect it has: nothing lost, nothing doubled, converged."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from tests.faults import kinds
from tests.faults.conftest import FULL
from tests.faults.effects import HOLDING
from tests.faults.harness import Campaign, Figures

Check = Callable[[Iterable[Figures]], None]
#: Away from the nightly run, kinds that meet the same few states again and again are tried at every n-th effect.
THINNED = 1 if FULL else 12
#: What is tried at each call on every day; the rest at night.
DAILY = (
    "answer lost after the call", "answer cut short", "connection reset before the call", "429", "503", "token expired",
    "time-out after the call",
)  # fmt: skip


@pytest.fixture(params=["on_file", "in_google"])
def book(request: pytest.FixtureRequest) -> Campaign:
    """Both homes of a workbook."""
    found: Campaign = request.getfixturevalue(request.param)
    return found


def test_the_effects_of_a_run_are_found_without_a_list(on_file: Campaign, in_google: Campaign) -> None:
    for campaign, own in (
        (on_file, {"swap", "fsync", "write version"}),
        (in_google, {"http POST /v4/spreadsheets/batchUpdate"}),
    ):
        assert own | {"commit"} <= set(campaign.effects)
        assert len(campaign.effects) >= 30


def test_nobody_waits_for_the_database_while_a_run_waits_for_google(in_google: Campaign) -> None:
    assert [effect for effect in in_google.effects if HOLDING in effect] == []


def test_killed_at_any_effect_the_next_runs_get_there(book: Campaign, check: Check) -> None:
    check(kinds.kills(book, everything=FULL))


def test_a_full_disk_or_an_io_error_at_any_effect_loses_nothing(book: Campaign, check: Check) -> None:
    check(kinds.disk(book, everything=FULL))


def test_a_network_that_fails_at_any_call_loses_nothing(in_google: Campaign, check: Check) -> None:
    check(kinds.network(in_google, tuple(kinds.NETWORK) if FULL else DAILY))


def test_two_runs_at_once_do_what_one_does(book: Campaign, check: Check) -> None:
    check(kinds.two_at_once(book, THINNED))


def test_a_person_faster_than_any_effect_loses_nothing(book: Campaign, check: Check) -> None:
    check(kinds.faster(book, tuple(kinds.HANDS) if FULL else ("a person inserts a row meanwhile",), THINNED))


def test_killed_after_a_batch_that_met_a_faster_person_the_next_run_puts_it_right(
    in_google: Campaign, check: Check
) -> None:
    check(kinds.killed_while_faster(in_google, 1 if FULL else 8))
