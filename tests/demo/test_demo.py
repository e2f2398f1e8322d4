"""The demo: an invented commune that came in through the sync, in a database and a folder of its own."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from intranet import create_app
from intranet.accounts import service as accounts
from intranet.config import Settings
from intranet.database import Base, db
from intranet.demo import commune, load, practice
from intranet.members.models import Member
from intranet.mirror.models import InboxItem, SyncRun
from intranet.organisations.models import Organisation
from tests import factories, product
from tests.conftest import make_settings

#: What stands in the book that staff keep themselves.
OWN_BOOK = ("organisations", "members", "meetings", "attendance", "pledges", "monthly_checks")
NAMES = {
    "male": (commune.FAMILY, commune.MIDDLE["male"], commune.GIVEN["male"]),
    "female": (commune.FAMILY, commune.MIDDLE["female"], commune.GIVEN["female"]),
}


def demo_settings(folder: Path, *, demo: bool = True) -> Settings:
    """Settings of a demo in that folder."""
    return make_settings(folder, database_url=f"sqlite:///{folder / 'intranet.db'}", demo=demo)


@pytest.fixture
def own_demo(demo_folder: Path, tmp_path: Path) -> Iterator[Flask]:
    """A loaded demo of the test's own."""
    folder = product.copy_demo(demo_folder, tmp_path / "demo")
    application = create_app(demo_settings(folder))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def empty(empty_database: Path, tmp_path: Path) -> Iterator[Flask]:
    """An empty database in a demo's folder."""
    shutil.copy(empty_database, tmp_path / "intranet.db")
    application = create_app(demo_settings(tmp_path))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


def run(application: Flask, *words: str) -> tuple[int, str]:
    """A ``flask`` command's exit code and what it said."""
    db.session.commit()
    answer = application.test_cli_runner().invoke(args=list(words))
    return answer.exit_code, answer.output


def everything(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a database file."""
    with sqlite3.connect(folder / "intranet.db") as database:
        rows = {t: database.execute(f"SELECT * FROM {t} ORDER BY 1").fetchall() for t in Base.metadata.tables}
    database.close()
    return rows


def test_an_empty_database_gets_a_commune_with_everybody_of_its_book(own_demo: Flask) -> None:
    branches = db.session.scalars(select(Organisation.name).where(Organisation.kind != "commune")).all()
    assert set(branches) == {b.name for b in commune.BRANCHES}
    assert db.session.scalar(select(func.count()).select_from(Member)) == sum(b.size for b in commune.BRANCHES)


def test_every_person_of_the_demo_is_drawn_from_its_word_lists(own_demo: Flask) -> None:
    for member in db.session.scalars(select(Member)):
        assert member.gender is not None
        family, middle, given = NAMES[member.gender]
        first, rest = member.full_name.split(" ", 1)
        between, last = rest.rsplit(" ", 1)
        assert (first in family, between in middle, last in given) == (True, True, True), member.full_name


def test_loading_again_changes_nothing_and_says_how_to_sign_in(own_demo: Flask) -> None:
    folder = Path(own_demo.instance_path)
    rows, book = everything(folder), (folder / load.BOOK).read_bytes()
    code, said = run(own_demo, "demo", "load")
    assert code == 0
    assert all(account.login in said for account in load.ACCOUNTS)
    assert load.PASSWORD in said
    assert (everything(folder), (folder / load.BOOK).read_bytes()) == (rows, book)


def test_everybody_named_can_sign_in_with_the_password_told(own_demo: Flask) -> None:
    for account in load.ACCOUNTS:
        assert accounts.sign_in(account.login, load.PASSWORD).role == account.role


def test_the_demo_leaves_one_conflict_and_two_cells_that_cannot_be_read(own_demo: Flask) -> None:
    waiting = db.session.execute(
        select(InboxItem.kind, InboxItem.tab).where(InboxItem.state == "open", InboxItem.kind != "note")
    )
    assert sorted(tuple(row) for row in waiting) == [
        ("conflict", "Đăng ký làm theo"), ("refused", "Buổi sinh hoạt"), ("refused", "Buổi sinh hoạt"),
    ]  # fmt: skip


def test_a_run_after_the_demo_writes_nothing_on_either_side(own_demo: Flask) -> None:
    book = Path(own_demo.instance_path) / load.BOOK
    before = book.read_bytes()
    code, said = run(own_demo, "sync", "run", "--all", "--json")
    assert (code, json.loads(said)["workbooks"][0]["tables"]) == (2, {})
    assert book.read_bytes() == before


def test_a_run_that_reads_everything_again_writes_nothing_either(own_demo: Flask) -> None:
    book = Path(own_demo.instance_path) / load.BOOK
    before = book.read_bytes()
    db.session.execute(db.text("UPDATE workbooks SET token = NULL, fingerprint = NULL"))
    code, said = run(own_demo, "sync", "run", "--all", "--json")
    told = {name: t for each in json.loads(said)["workbooks"] for name, t in each["tables"].items()}
    nothing = {"created": 0, "updated": 0, "deleted": 0}
    assert code == 2
    assert {name: (t["database"], t["sheet"]) for name, t in told.items()} == dict.fromkeys(
        {*OWN_BOOK, *practice.TABLES}, (nothing, nothing)
    )
    assert book.read_bytes() == before


def test_what_was_held_in_the_intranet_stands_in_the_book(own_demo: Flask) -> None:
    book = load_workbook(Path(own_demo.instance_path) / load.BOOK)["Buổi sinh hoạt"]
    topics = [book.cell(row, 6).value for row in range(1, book.max_row + 1)]
    assert topics.count("Kiểm điểm kết quả làm theo Bác, bàn việc làm đường hoa") == 1


def test_outside_the_demo_nothing_is_loaded(app: Flask) -> None:
    code, said = run(app, "demo", "load")
    assert code == 1
    assert "chỉ nạp khi DEMO=1" in said
    assert db.session.scalar(select(func.count()).select_from(Organisation)) == 0


def test_a_database_with_other_data_is_left_alone(empty: Flask) -> None:
    factories.make_organisation("Đảng bộ xã Khác")
    code, said = run(empty, "demo", "load")
    assert code == 1
    assert "Cơ sở dữ liệu đã có dữ liệu khác" in said
    assert db.session.scalars(select(Organisation.name)).all() == ["Đảng bộ xã Khác"]


@pytest.mark.parametrize("today", [date(2026, 1, 2), date(2024, 2, 29)])
def test_the_demo_loads_on_any_day_of_the_year(empty: Flask, tmp_path: Path, today: date) -> None:
    load.load(tmp_path, today)
    db.session.rollback()
    states = db.session.scalars(select(SyncRun.state).order_by(SyncRun.id)).all()
    assert states == ["done", "done", "waiting"]
