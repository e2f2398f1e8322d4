"""The night over many spreadsheets: several at once, one at a time at the database, and what Google refuses left for later."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from intranet.database import db, utcnow
from intranet.members.models import Member
from intranet.mirror import jobs, nightly, runs
from intranet.mirror.models import Workbook
from sync.stores.google import pace
from sync.stores.google.client import PacedClient
from tests import factories
from tests.mirror.office_book import PEOPLE, make_book
from tests.mirror.places import empty_place
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.fixtures import emulator, emulator_server
from tests.sheets_emulator.hand import Hand

__all__ = ["emulator", "emulator_server"]
COMMUNES = 4
SECOND = "thu-hai@so-tay-thu.iam.gserviceaccount.com"


@pytest.fixture
def app(tmp_path: Path, emulator: Emulator) -> Iterator[Flask]:
    """Two service accounts, and Google's seconds counted, not waited for."""
    emulator.another_account("thu-hai")
    files = (emulator.service_account_file, emulator.service_account_file.with_name("thu-hai.json"))
    with empty_place(tmp_path, google_service_accounts=files, google_api_url=emulator.url) as application:
        yield application


@pytest.fixture
def books(app: Flask, emulator: Emulator, tmp_path: Path) -> list[Hand]:
    """A spreadsheet a commune, every other one shared with the second account alone."""
    made = []
    for number in range(COMMUNES):
        factories.make_organisation(f"Đảng bộ xã số {number}", code=f"XA{number}")
        db.session.commit()
        hand = emulator.document(emulator.load_xlsx(make_book(tmp_path / "so.xlsx")))
        hand.document.share(SECOND)
        words = ["sync", "bind", "--org", f"XA{number}", "--spreadsheet", hand.id, "--yes"]
        answer = app.test_cli_runner().invoke(args=words)
        assert answer.exit_code == 0, answer.output
        if number % 2:
            hand.document.unshare(emulator.service_account)
        made.append(hand)
    db.session.rollback()
    emulator.calls.clear()
    return made


def test_every_spreadsheet_is_brought_in_step_by_an_account_it_is_shared_with(
    books: list[Hand], emulator: Emulator
) -> None:
    done = jobs.run_all("nightly")
    assert [(run.state, run.workbook_id) for run in done] == [("waiting", n) for n in range(1, COMMUNES + 1)]
    assert db.session.query(Member).count() == COMMUNES * len(PEOPLE)
    writers = {c.path.split("/")[3].partition(":")[0]: c.user for c in emulator.calls.writes}
    assert [writers[hand.id] == SECOND for hand in books] == [False, True, False, True]


def test_all_change_tokens_cost_one_listing_an_account(books: list[Hand], emulator: Emulator) -> None:
    jobs.run_all("nightly")
    jobs.run_all("nightly")
    emulator.calls.clear()
    jobs.run_all("nightly")
    counts = emulator.calls.counts()
    assert (counts.get("drive", 0), counts.get("read", 0), counts.get("write", 0)) == (2, 0, 0)


def test_one_is_read_while_another_is_and_meanwhile_nobody_holds_the_database(
    books: list[Hand], monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    both = threading.Barrier(2, action=lambda: held.append(db.engine.pool.checkedout()), timeout=30)  # type: ignore[attr-defined]
    first = threading.local()
    send = PacedClient._once

    def once(client: PacedClient, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        if "/spreadsheets/" in endpoint and not getattr(first, "met", False):
            first.met = True
            both.wait()
        return send(client, method, endpoint, *args, **kwargs)

    _at_once(monkeypatch, 2)
    monkeypatch.setattr(PacedClient, "_once", once)
    db.session.remove()
    assert [run.state for run in jobs.run_all("nightly")] == ["waiting"] * COMMUNES
    assert held == [0]


def test_once_a_week_an_edit_is_found_that_no_listing_ever_told_of(books: list[Hand], emulator: Emulator) -> None:
    emulator.drive.lag = 10**9
    for _ in range(2):
        jobs.run_all("nightly")
    books[2].type("Đảng viên", "I7", "đi học xa")
    emulator.calls.clear()
    jobs.run_all("nightly")
    assert (emulator.calls.counts().get("read", 0), _noted("đi học xa")) == (0, 0)
    week_ago = utcnow() - runs.DEEP_READ_EVERY * 1.01
    db.session.execute(update(Workbook).values(deep_read_at=week_ago))
    db.session.commit()
    jobs.run_all("nightly")
    assert (emulator.calls.counts()["read"], _noted("đi học xa")) == (COMMUNES, 1)


def _noted(words: str) -> int:
    db.session.rollback()
    return db.session.query(Member).filter_by(note=words).count()


def test_what_google_keeps_refusing_is_left_for_later_without_being_tried_for_ever(
    books: list[Hand], emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    _at_once(monkeypatch, 1)
    _counted_time(monkeypatch)
    for hand in books:
        hand.document.share(SECOND)
        hand.document.unshare(emulator.service_account)
    emulator.faults.status(429, on="get", times=10_000)
    done = jobs.run_all("nightly")
    assert [run.state for run in done] == ["deferred"] * COMMUNES
    assert ["nhiều lần liền" in run.report["message"] for run in done] == [False, False, False, True]
    emulator.faults.clear()
    assert [run.state for run in jobs.run_all("nightly")] == ["waiting"] * COMMUNES
    assert db.session.query(Member).count() == COMMUNES * len(PEOPLE)


def _at_once(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(nightly, "workers", lambda _accounts: number)


def _counted_time(monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [0.0]
    monkeypatch.setattr(pace.Clock, "now", lambda _self: passed[0])
    monkeypatch.setattr(pace.Clock, "sleep", lambda _self, seconds: passed.append(passed.pop() + seconds))
