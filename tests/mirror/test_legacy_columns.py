"""A book typed in TCVN3 and VNI: read, left as it is, and put into Unicode by one click, which can be taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from intranet.config import Settings
from intranet.database import db
from intranet.mirror.models import InboxItem, SyncRun, TableBinding
from intranet.mirror.registers import REGISTERS, Scope
from tests import factories
from tests.conftest import Login
from tests.mirror import truth
from tests.mirror.screens import Office
from tests.mirror.test_screens_workbook import said
from tests.stores.workbooks import SHARED_DATA

BOOK = SHARED_DATA / "legacy-tcvn3.xlsx"


@pytest.fixture
def office(app: object, settings: Settings, login: Login) -> Office:
    """The book bound and synced twice."""
    top = factories.make_organisation("Đảng bộ xã Kỳ Hải", code="XACU")
    for each in truth.unlisted(truth.truth_of("legacy-tcvn3")).values():
        factories.make_branch(top, each["name"])
    path = Path(shutil.copy(BOOK, settings.instance_dir / "cu.xlsx"))
    made = Office(top, factories.make_user("committee_office", top), path)
    command(app, "bind", "--org", "XACU", "--file", str(path), "--yes")
    command(app, "run")
    command(app, "run")
    return made


def command(app: object, *words: str) -> str:
    db.session.commit()
    answer = app.test_cli_runner().invoke(args=["sync", *words])  # type: ignore[attr-defined]
    assert answer.exit_code in (0, 2), answer.output
    return str(answer.output)


@pytest.fixture
def clerk(office: Office, login: Login) -> FlaskClient:
    return login(office.clerk)


def offers(office: Office) -> dict[str, InboxItem]:
    return {item.field: item for item in office.items("note") if item.reason == "legacy"}


def cells(office: Office) -> set[str]:
    book = load_workbook(office.path)
    return {cell.value for tab in book for row in tab.iter_rows() for cell in row if isinstance(cell.value, str)}


def records(office: Office) -> dict[str, object]:
    db.session.rollback()
    scope = Scope(db.session.merge(office.top), office.workbook().year)
    return {
        name: register(scope).records() for name, register in REGISTERS.items() if name in ("members", "organisations")
    }


def test_each_column_in_an_old_encoding_is_told_once_with_its_reading(office: Office, clerk: FlaskClient) -> None:
    found = offers(office)
    assert "full_name" in found
    told = said(clerk.get(office.address()).text)
    assert said(found["full_name"].message) in told
    assert "TCVN3 (phông .VnTime)" in found["full_name"].message
    assert told.count("Đọc đúng, đổi cột này sang Unicode") == len(found)


def test_the_sheet_stays_as_it_was_until_a_person_says_so(office: Office) -> None:
    before = {
        c.value for tab in load_workbook(BOOK) for row in tab.iter_rows() for c in row if isinstance(c.value, str)
    }
    assert before <= cells(office)


def test_one_click_puts_the_column_into_unicode_and_nothing_else(
    office: Office, clerk: FlaskClient, app: object
) -> None:
    item, known, stood = offers(office)["full_name"], records(office), cells(office)
    others = {name: offer.sheet_text for name, offer in offers(office).items() if name != "full_name"}
    assert clerk.post(office.address("muc", item.uid, "doi-ma")).status_code == 303
    names = {record["full_name"] for record in records(office)["members"].values()}  # type: ignore[attr-defined]
    now = cells(office)
    assert item.sheet_text in stood - now
    assert names <= now | {name.title() for name in now}
    assert set(others.values()) <= now
    assert records(office) == known
    report = command(app, "run", "--json")
    assert '"sheet_writes": 0' in report
    assert records(office) == known
    assert "full_name" not in offers(office)


def test_it_can_be_undone(office: Office, clerk: FlaskClient, app: object) -> None:
    item, stood = offers(office)["full_name"], cells(office)
    clerk.post(office.address("muc", item.uid, "doi-ma"))
    db.session.rollback()
    run = db.session.scalars(select(SyncRun.id).order_by(SyncRun.id.desc())).first()
    command(app, "undo", str(run))
    assert stood <= cells(office)


def test_who_has_put_the_note_away_is_not_asked_again(office: Office, clerk: FlaskClient, app: object) -> None:
    for item in offers(office).values():
        clerk.post(office.address("muc", item.uid, "da-xem"))
    office.write(office_tab(office), A1="đổi gì đó")
    command(app, "run")
    assert offers(office) == {}


def office_tab(office: Office) -> str:
    return str(db.session.scalars(select(TableBinding.tab_title).order_by(TableBinding.id)).first())


def test_a_reader_is_offered_nothing_and_may_not(office: Office, login: Login) -> None:
    item = offers(office)["full_name"]
    reader = login(factories.make_user("reader", office.top))
    assert "đổi cột này sang Unicode</button>" not in reader.get(office.address()).text
    assert reader.post(office.address("muc", item.uid, "doi-ma")).status_code == 403


def test_a_name_typed_in_unicode_into_an_old_column_is_read_as_typed(office: Office, app: object) -> None:
    office.write("DSDV", B8="Bùi Xuân Quý")
    command(app, "run")
    assert "Bùi Xuân Quý" in {record["full_name"] for record in records(office)["members"].values()}  # type: ignore[attr-defined]
