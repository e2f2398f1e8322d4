"""The same office's book in Google Sheets: real gspread, real sign-in, and what each run costs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from intranet.database import db
from intranet.mirror.registers import REGISTERS, Scope
from intranet.mirror.registers.base import Record
from intranet.organisations.models import Organisation
from tests import factories
from tests.mirror import truth
from tests.mirror.office_book import PEOPLE, make_book
from tests.mirror.places import google_app
from tests.mirror.test_office_books import BOOKS, KINDS, WAITING
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.fixtures import emulator, emulator_server
from tests.sheets_emulator.hand import Hand
from tests.stores.workbooks import SHARED_DATA

__all__ = ["emulator", "emulator_server", "google_app"]


class Office:
    """A commune whose book is a spreadsheet; somebody types commands."""

    def __init__(self, app: Flask, hand: Hand, commune: str = "Đảng bộ xã Mẫu Sơn") -> None:
        self.runner, self.hand = app.test_cli_runner(), hand
        self.commune = factories.make_organisation(commune, code="MAUSON").id

    def command(self, *words: str) -> tuple[int, str]:
        db.session.rollback()
        answer = self.runner.invoke(args=["sync", *words])
        return answer.exit_code, answer.output

    def run(self) -> tuple[int, Any]:
        code, output = self.command("run", "--json")
        return code, json.loads(output)["workbooks"][0]

    def members(self) -> dict[str, Record]:
        db.session.rollback()
        records = REGISTERS["members"](Scope(db.session.get_one(Organisation, self.commune), 2022)).records()
        return {record["full_name"]: record for record in records.values()}


@pytest.fixture
def office(google_app: Flask, emulator: Emulator, tmp_path: Path) -> Office:
    office = Office(google_app, emulator.document(emulator.load_xlsx(make_book(tmp_path / "so.xlsx"))))
    code, output = office.command("bind", "--org", "MAUSON", "--spreadsheet", office.hand.id, "--yes")
    assert code == 0, output
    return office


def test_the_book_is_taken_through_gspread(office: Office) -> None:
    assert office.run()[0] == 2
    assert len(office.members()) == len(PEOPLE)
    assert office.members()["Nguyễn Văn Mẫu"]["born"] == "1970-02-03"
    assert str(office.hand.value("Đảng viên", "L9")).startswith("Sổ tay: Cột Năm sinh")


@pytest.mark.parametrize(("name", "commune"), [b for b in BOOKS if (SHARED_DATA / f"{b[0]}.xlsx").exists()])
def test_an_offices_book_is_understood_in_google_as_in_a_file(
    google_app: Flask, emulator: Emulator, name: str, commune: str
) -> None:
    book, hand = truth.truth_of(name), emulator.document(emulator.load_xlsx(SHARED_DATA / f"{name}.xlsx"))
    top = factories.make_organisation(commune, code="XA", kind=KINDS.get(name, "commune"))
    known = {key: factories.make_branch(top, each["name"]).uid for key, each in truth.unlisted(book).items()}
    uid, runner = top.uid, google_app.test_cli_runner()
    assert runner.invoke(args=["sync", "bind", "--org", "XA", "--spreadsheet", hand.id, "--yes"]).exit_code == 0
    assert runner.invoke(args=["sync", "run"]).exit_code == WAITING
    written = truth.Written({tab: hand.values(tab) for tab, _ in truth.mirrored(book)})
    assert truth.differences(book, written, truth.records_of_the_book(), uid, known) == []
    assert truth.unreported(book, written) == []
    before = [hand.values(tab) for tab, _ in truth.mirrored(book)]
    assert runner.invoke(args=["sync", "run"]).exit_code == WAITING
    assert [hand.values(tab) for tab, _ in truth.mirrored(book)] == before


def test_an_unchanged_spreadsheet_costs_one_listing_and_a_changed_one_two_calls(office: Office) -> None:
    office.run()
    office.run()  # our own write has changed Drive's version: one read
    assert office.run()[1]["calls"] == {"sheet_reads": 0, "sheet_writes": 0, "drive": 1}
    office.hand.type("Đảng viên", "I7", "đi học xa")
    uid = next(uid for uid, r in _records(office).items() if r["full_name"] == "Nguyễn Văn Mẫu")
    REGISTERS["members"](Scope(db.session.get_one(Organisation, office.commune), 2022)).update(
        uid, {"note": "Huy hiệu"}
    )
    db.session.commit()
    calls = office.run()[1]["calls"]
    assert (calls["sheet_reads"], calls["sheet_writes"]) == (1, 1)
    assert (office.members()["Lê Quang Dũng"]["note"], office.hand.value("Đảng viên", "I5")) == (
        "đi học xa",
        "Huy hiệu",
    )


def _records(office: Office) -> dict[str, Record]:
    db.session.rollback()
    return REGISTERS["members"](Scope(db.session.get_one(Organisation, office.commune), 2022)).records()


def test_a_run_over_a_spreadsheet_is_undone(office: Office) -> None:
    office.run()
    office.hand.type("Đảng viên", "I7", "dán nhầm")
    done = office.run()[1]["run"]
    assert office.members()["Lê Quang Dũng"]["note"] == "dán nhầm"
    assert office.command("undo", str(done))[0] == 0
    assert office.members()["Lê Quang Dũng"]["note"] is None


def test_a_spreadsheet_that_is_not_shared_is_said_plainly(office: Office, emulator: Emulator) -> None:
    office.hand.unshare(json.loads(emulator.service_account_file.read_text(encoding="utf-8"))["client_email"])
    code, run = office.run()
    assert (code, run["state"]) == (1, "error")
    assert "chia sẻ" in run["message"]
