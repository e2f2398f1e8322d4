"""The worker's side: "sync now" with its progress row, the nightly run, and the letter a run leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from huey import crontab

from intranet.database import db, utcnow
from intranet.mirror import jobs, queries, reports, runs, service
from intranet.mirror.models import SyncRun, Workbook
from tests import factories
from tests.mirror.office_book import make_book


@pytest.fixture
def workbook(app: Flask, tmp_path: Path) -> Workbook:
    factories.make_organisation("Đảng bộ xã Mẫu Sơn", code="MAUSON")
    words = ["sync", "bind", "--org", "MAUSON", "--file", str(make_book(tmp_path / "so-xa.xlsx")), "--yes"]
    assert app.test_cli_runner().invoke(args=words).exit_code == 0
    db.session.rollback()
    return db.session.query(Workbook).one()


def test_sync_now_is_carried_out_and_leaves_a_letter(workbook: Workbook) -> None:
    run = jobs.start(workbook, None)
    db.session.refresh(run)
    assert (run.trigger, run.state, set(run.progress)) == ("manual", "waiting", {"done", "total", "words"})
    assert reports.letter(run, "so-xa.xlsx")[1:] == [
        "Trang “Chi bộ”: phần mềm thêm 2 chi bộ.",
        "Trang “Đảng viên”: phần mềm thêm 7 đảng viên.",
        "Trang “Đảng viên” có 1 ô hoặc dòng phần mềm chưa nhận được; hai bên giữ nguyên, chờ anh chị xem.",
        "Trang “Đăng ký làm theo”: phần mềm thêm 2 bản đăng ký.",
        "Trang “Theo dõi tháng”: phần mềm thêm 3 phần việc.",
    ]


def test_sync_now_always_reads_the_sheet_and_the_nightly_run_only_if_something_changed(workbook: Workbook) -> None:
    jobs.start(workbook, None)
    nightly = jobs.run_all("nightly")
    assert [(r.trigger, r.state, r.report["tables"]) for r in nightly] == [("nightly", "waiting", {})]
    asked = jobs.start(db.session.query(Workbook).one(), None)
    db.session.refresh(asked)
    assert len(asked.report["tables"]) == 4


def test_once_a_week_the_nightly_run_reads_whatever_the_tokens_say(workbook: Workbook) -> None:
    jobs.start(workbook, None)
    row = db.session.query(Workbook).one()
    row.deep_read_at = utcnow() - runs.DEEP_READ_EVERY * 1.01
    db.session.commit()
    assert len(jobs.run_all("nightly")[0].report["tables"]) == 4
    assert jobs.run_all("nightly")[0].report["tables"] == {}


def test_a_workbook_that_is_switched_off_is_left_alone_at_night(workbook: Workbook) -> None:
    service.enable(workbook, on=False)
    db.session.commit()
    assert jobs.run_all("nightly") == []


def test_a_run_is_carried_out_once_however_often_the_queue_hands_it_over(workbook: Workbook) -> None:
    run = jobs.start(workbook, None)
    jobs.sync_workbook(run.id)
    db.session.refresh(run)
    finished = run.finished_at
    jobs.sync_workbook(run.id)
    db.session.refresh(run)
    assert run.finished_at == finished


def test_a_run_left_running_by_a_dead_process_is_told_as_cut_short(workbook: Workbook) -> None:
    dead = runs.queue(workbook, "nightly")
    dead.state = "running"
    number = dead.id
    db.session.commit()
    jobs.run_all("nightly")
    told = db.session.get_one(SyncRun, number)
    assert (told.state, told.report["message"]) == ("error", runs.CUT_SHORT)


def test_workbooks_are_listed_with_their_last_run_at_a_constant_cost(workbook: Workbook) -> None:
    jobs.start(workbook, None)
    standing = queries.standings(db.session.scalars(queries.workbooks()).all())[0]
    assert (standing.workbook.name, standing.waiting, standing.held) == ("so-xa.xlsx", 1, [])
    assert standing.last_run is not None
    assert [r.id for r in queries.runs(standing.workbook.id)] == [standing.last_run.id]


def test_the_night_is_two_in_the_morning_in_viet_nam() -> None:
    midnight_utc_19 = utcnow().replace(hour=19, minute=0)
    assert jobs.NIGHTLY(midnight_utc_19) == crontab(minute="0", hour="19")(midnight_utc_19) is True
