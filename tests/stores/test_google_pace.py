"""The pace towards Google: turns shared by every worker, full-jitter back-off with a deadline, one more account when one is busy."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from google.auth.exceptions import RefreshError, TransportError
from gspread.exceptions import APIError
from requests import Response

from sync.stores.google import answers
from sync.stores.google.backoff import DEADLINE, LONGEST_WAIT, Breaker, Patience
from sync.stores.google.pace import WINDOW, Account, Limits, Pace
from sync.stores.protocol import AmbiguousWrite, WorkbookBusy, WorkbookDenied
from tests.stores.google_world import PatientClock

ONE, TWO, ELSEWHERE = Account("a@x", "p"), Account("b@x", "p"), Account("c@x", "q")
ROOT = Path(__file__).parents[2]

WORKER = """
import sys
from pathlib import Path
from sync.stores.google.pace import Account, Clock, Pace

class Stopped(Clock):
    def now(self):
        return 1000.0

pace = Pace(Path(sys.argv[1]), clock=Stopped())
sys.stdin.readline()
for _ in range(50):
    print(pace.reserve(Account("a@x", "p"), "read"))
"""


@pytest.fixture
def clock() -> PatientClock:
    return PatientClock()


@pytest.fixture
def pace(tmp_path: Path, clock: PatientClock) -> Pace:
    return Pace(tmp_path / "pace.json", Limits(account=6, project=10), clock)


def at(pace: Pace, account: Account, times: int, kind: str = "read") -> list[float]:
    """The moments at which so many calls go out, one after the other."""
    moments = []
    for _ in range(times):
        pace.take(account, kind)  # type: ignore[arg-type]
        moments.append(pace.clock.now())
    return moments


def test_calls_go_at_once_until_the_minute_is_full_and_no_minute_holds_more(pace: Pace) -> None:
    assert at(pace, ONE, 13) == [0.0] * 6 + [WINDOW] * 6 + [2 * WINDOW]


def test_reads_and_writes_are_counted_apart(pace: Pace) -> None:
    at(pace, ONE, 6, "read")
    assert at(pace, ONE, 6, "write") == [0.0] * 6


def test_the_accounts_of_a_project_share_its_quota_and_another_project_has_its_own(pace: Pace) -> None:
    assert at(pace, ONE, 6) + at(pace, TWO, 4) == [0.0] * 10
    assert pace.load(TWO, "read")[0] == WINDOW
    assert at(pace, ELSEWHERE, 6) == [0.0] * 6


def test_turns_are_spread_as_the_minute_empties(pace: Pace, clock: PatientClock) -> None:
    for _ in range(6):
        pace.take(ONE, "read")
        clock.time += 5
    assert at(pace, ONE, 3) == [WINDOW, WINDOW + 5, WINDOW + 10]


def test_a_turn_still_to_come_is_not_given_twice(pace: Pace) -> None:
    at(pace, ONE, 6)
    assert [pace.reserve(ONE, "read") for _ in range(7)] == [WINDOW] * 6 + [2 * WINDOW]


def test_a_clock_set_back_by_hours_does_not_stop_the_work(pace: Pace, clock: PatientClock) -> None:
    clock.time = 7200.0
    at(pace, ONE, 6)
    clock.time = 0.0
    assert pace.reserve(ONE, "read") == 0.0


def test_a_half_written_file_does_not_stop_the_work(pace: Pace) -> None:
    at(pace, ONE, 6)
    pace.path.write_text(pace.path.read_text(encoding="utf-8")[:20], encoding="utf-8")
    assert pace.reserve(ONE, "read") == 0.0


def test_worker_processes_share_one_quota(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WORKER, str(tmp_path / "pace.json")]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(4)
    ]
    for worker in workers:  # all are started before the first one takes a turn
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    waits = [float(line) for worker in workers for line in worker.communicate(timeout=60)[0].split()]
    assert Counter(waits) == {0.0: 60, WINDOW: 60, 2 * WINDOW: 60, 3 * WINDOW: 20}


# -- back-off


def test_waits_are_full_jitter_under_a_bound_that_doubles(clock: PatientClock, monkeypatch: pytest.MonkeyPatch) -> None:
    bounds: list[float] = []

    def longest(low: float, high: float) -> float:
        assert low == 0
        bounds.append(high)
        return high

    monkeypatch.setattr("sync.stores.google.backoff.random.uniform", longest)
    patience = Patience(clock, deadline=1000.0)
    assert all(patience.again() for _ in range(7))
    assert bounds == [1, 2, 4, 8, 16, LONGEST_WAIT, LONGEST_WAIT]
    assert clock.time == sum(bounds)


def test_two_workers_refused_together_do_not_come_back_together(clock: PatientClock) -> None:
    waits = set()
    for _ in range(8):
        begun = clock.time
        Patience(clock).again(asked=7)
        waits.add(clock.time - begun)
    assert len(waits) == 8
    assert all(7 <= wait <= 8 for wait in waits)


def test_it_gives_up_before_the_deadline_would_pass(clock: PatientClock) -> None:
    patience = Patience(clock)
    while patience.again():
        pass
    assert DEADLINE - LONGEST_WAIT <= clock.time <= DEADLINE


def test_an_attempt_that_hung_counts_against_the_deadline(clock: PatientClock) -> None:
    patience = Patience(clock)
    patience.spend(DEADLINE)
    assert (patience.again(), clock.time) == (False, 0.0)


def test_a_write_of_unknown_outcome_says_nothing_about_whether_google_is_there() -> None:
    breaker = Breaker()
    for given_up in (True, True, False, True):
        breaker.note(given_up=given_up)
    with pytest.raises(WorkbookBusy, match="cho lần đồng bộ sau"):
        breaker.check()
    breaker.note(answered=True)
    breaker.check()


# -- what an answer means


def refusal(status: int, body: str | dict[str, object]) -> APIError:
    answer = Response()
    answer.status_code = status
    answer._content = (body if isinstance(body, str) else json.dumps({"error": body})).encode()
    return APIError(answer)


QUOTA = refusal(429, {"code": 429, "message": "Quota exceeded", "status": "RESOURCE_EXHAUSTED"})
DRIVE_QUOTA = refusal(403, {"code": 403, "message": "", "errors": [{"reason": "userRateLimitExceeded"}]})
NOT_SHARED = refusal(403, {"code": 403, "message": "", "errors": [{"reason": "insufficientFilePermissions"}]})
GATEWAY = refusal(502, "<html><h1>502 Bad Gateway</h1></html>")


def test_a_write_is_sent_again_only_when_it_was_certainly_not_applied() -> None:
    again = {name: answers.may_try_again(error, writes=True) for name, error in SAID.items()}
    assert again == {"quota": True, "drive quota": True, "not shared": False, "gateway": False}


def test_a_read_is_sent_again_after_any_passing_trouble() -> None:
    again = {name: answers.may_try_again(error, writes=False) for name, error in SAID.items()}
    assert again == {"quota": True, "drive quota": True, "not shared": False, "gateway": True}


SAID = {"quota": QUOTA, "drive quota": DRIVE_QUOTA, "not shared": NOT_SHARED, "gateway": GATEWAY}


def test_a_page_of_a_gateway_instead_of_an_answer_leaves_a_write_in_doubt() -> None:
    assert type(answers.plain(GATEWAY, writes=True)) is AmbiguousWrite
    assert "502" in str(answers.plain(GATEWAY, writes=False))


def test_a_quota_of_drive_is_no_missing_right() -> None:
    assert [type(answers.plain(e, writes=False)) for e in (QUOTA, DRIVE_QUOTA, NOT_SHARED)] == [
        WorkbookBusy, WorkbookBusy, WorkbookDenied,
    ]  # fmt: skip


def test_sign_in_out_of_reach_is_told_from_a_refused_account() -> None:
    no_route, no_grant = TransportError("no route"), RefreshError("invalid_grant")  # type: ignore[no-untyped-call]
    unsure = [answers.plain(no_route, writes=writes) for writes in (True, False)]
    refused = answers.plain(no_grant, writes=True)
    assert [type(e) for e in (*unsure, refused)] == [WorkbookBusy, WorkbookBusy, WorkbookDenied]
