"""The demo's year of the registers on PostgreSQL: written, counted, narrowed, opened page by page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from intranet import create_app
from intranet.database import db
from intranet.demo import registers as demo
from tests import factories
from tests.conftest import Browser, make_settings
from tests.registers.test_demo_year import TODAY, addresses


@pytest.fixture
def on_postgresql(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application over a database of this test's own."""
    server = postgres_url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE registers")
    application = create_app(make_settings(tmp_path, database_url=postgres_url.replace("/postgres?", "/registers?")))
    application.config["WTF_CSRF_ENABLED"] = False
    application.test_client_class = Browser
    with application.app_context():
        db.create_all()
        yield application
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE registers WITH (FORCE)")


def test_every_page_of_the_registers_opens_on_postgresql(on_postgresql: Flask) -> None:
    commune = factories.make_organisation()
    for number in range(3):
        branch = factories.make_branch(commune, f"Chi bộ thôn {number + 1}")
        for _ in range(6):
            factories.make_member(branch)
    demo.fill(commune, TODAY)
    login = factories.make_user("committee_office", commune).login
    browser = on_postgresql.test_client()
    browser.post("/dang-nhap", data={"login": login, "password": factories.PASSWORD})
    assert {address: browser.get(address).status_code for address in addresses("committee_office")} == dict.fromkeys(
        addresses("committee_office"), 200
    )
    assert "1</b> vướng mắc" in browser.get("/so/vuong-mac/?state=overdue").text
    assert browser.get("/").status_code == 200
