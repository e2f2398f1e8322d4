"""Two runs never hold one workbook, and a run that died holds nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from flask import Flask

from intranet.database import db, utcnow
from intranet.mirror import lease
from intranet.mirror.models import Workbook
from tests.mirror.world import make_world


@pytest.fixture
def workbook(app: Flask) -> int:
    return make_world("members").workbook


def test_a_second_run_is_refused_while_the_first_lives(workbook: int) -> None:
    first, second = lease.new_holder(), lease.new_holder()
    lease.take(workbook, first)
    with pytest.raises(lease.LeaseHeld):
        lease.take(workbook, second)
    lease.release(workbook, first)
    lease.take(workbook, second)
    assert db.session.get_one(Workbook, workbook).lease_holder == second


def test_nobody_gives_back_anothers_lease(workbook: int) -> None:
    lease.take(workbook, mine := lease.new_holder())
    lease.release(workbook, lease.new_holder())
    assert db.session.get_one(Workbook, workbook).lease_holder == mine


def test_a_silent_holder_is_waited_for_only_so_long(workbook: int) -> None:
    lease.take(workbook, "xa-lac:1:2:3")
    row = db.session.get_one(Workbook, workbook)
    row.lease_until = utcnow() - timedelta(seconds=1)
    db.session.commit()
    lease.take(workbook, lease.new_holder())


def test_a_process_that_has_ended_holds_nothing(workbook: int) -> None:
    script = "from intranet.mirror import lease; print(lease.new_holder())"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ)
    lease.take(workbook, answer.stdout.strip())
    lease.take(workbook, mine := lease.new_holder())
    assert db.session.get_one(Workbook, workbook).lease_holder == mine


def test_a_run_that_lost_its_lease_stops(workbook: int) -> None:
    lease.take(workbook, lease.new_holder())
    with pytest.raises(lease.LeaseHeld):
        lease.renew(workbook, lease.new_holder())
