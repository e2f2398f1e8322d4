"""The sync screens with JavaScript: nothing is lost while one works, and the page learns by itself what a run has done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from intranet.config import Settings
from intranet.database import db, reading, utcnow
from intranet.extensions import huey
from intranet.mirror import lease, runs
from intranet.mirror.models import SyncRun
from tests.browser.conftest import OpenAs
from tests.conftest import Login
from tests.mirror import screens
from tests.mirror.screens import Office

Look = Callable[[Page], None]


@pytest.fixture
def office(app: Flask, settings: Settings, login: Login) -> Office:
    """The dirty book bound and synced, before the browser opens."""
    office = screens.make_office(settings.instance_dir)
    clerk: FlaskClient = login(office.clerk)
    screens.bind(clerk, office)
    clerk.post(office.address("dong-bo"))
    reading.set(True)
    db.session.rollback()
    return office


def open_page(office: Office, open_as: OpenAs, *parts: str, size: str = "desktop") -> Page:
    reading.set(True)
    clerk, address = office.clerk, office.address(*parts)
    assert clerk.login
    page = open_as(clerk, size)
    page.goto(address.rstrip("/"))
    return page


def write(change: Callable[[], None]) -> None:
    """A change by the worker, while the page is open."""
    db.session.rollback()
    change()
    db.session.commit()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_screens_fit_and_are_accessible(
    size: str, office: Office, open_as: OpenAs, assert_accessible: Look, assert_fits: Look
) -> None:
    page = open_page(office, open_as, size=size)
    for path in ("", "/cac-lan", "/cot"):
        page.goto(office.address().rstrip("/") + path)
        db.session.rollback()
        assert_accessible(page)
        assert_fits(page)


def test_a_value_typed_wrongly_is_said_beside_its_field_which_keeps_it_and_the_focus(
    office: Office, open_as: OpenAs, assert_accessible: Look
) -> None:
    page = open_page(office, open_as)
    item = page.locator(".item", has_text="31/02/1999")
    item.get_by_text("Sửa tại đây").click()
    item.get_by_label("Ngày vào Đảng").fill("30/02/1999")
    item.get_by_role("button", name="Ghi vào cả hai nơi").click()
    expect(item.get_by_role("alert")).to_contain_text("“30/02/1999” không có trong lịch")
    expect(item.get_by_label("Ngày vào Đảng")).to_have_value("30/02/1999")
    expect(item.get_by_label("Ngày vào Đảng")).to_be_focused()
    assert_accessible(page)


def test_a_choice_says_that_it_waits_and_then_that_it_is_done_while_another_is_being_typed(
    office: Office, open_as: OpenAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huey, "immediate", False)
    page = open_page(office, open_as)
    other = page.locator(".item", has_text="31/02/1999")
    other.get_by_text("Sửa tại đây").click()
    other.get_by_label("Ngày vào Đảng").fill("28/02/19")
    item = page.locator(".item", has_text="CT/DB")
    number = item.get_attribute("id")
    item.get_by_role("button", name="Chính thức").click()
    chosen = page.locator(f"#{number}")
    expect(chosen).to_contain_text("Đã chọn Chính thức: sẽ thực hiện ở lần đồng bộ tới.")
    expect(page.locator("#progress")).to_contain_text("Đang chờ đến lượt")
    reading.set(False)
    run = office.last_run().id
    db.session.rollback()
    runs.execute(run, force=True)
    reading.set(True)
    expect(chosen).to_contain_text("Đã xong: hai nơi cùng ghi “Chính thức”.")
    expect(other.get_by_label("Ngày vào Đảng")).to_have_value("28/02/19")
    expect(page.locator("#progress")).to_contain_text("Đã đồng bộ xong")


def test_the_bar_moves_by_itself_and_the_page_shows_what_the_run_has_done(office: Office, open_as: OpenAs) -> None:
    def begin() -> None:
        workbook = office.workbook()
        workbook.lease_holder, workbook.lease_until = lease.new_holder(), utcnow() + timedelta(minutes=5)
        run = runs.queue(workbook, "manual")
        run.state, run.progress = "running", {"done": 1, "total": 6, "words": "Đang so từng ô: Chi bộ"}

    def end() -> None:
        for item in office.items():
            item.state = "closed"
        run = db.session.scalars(db.select(SyncRun).order_by(SyncRun.id.desc()).limit(1)).one()
        run.state, run.finished_at, run.report = "done", utcnow(), {"message": "Xong cả.", "tables": {}}

    reading.set(False)
    write(begin)
    page = open_page(office, open_as)
    expect(page.locator("#progress")).to_contain_text("1 / 6 trang")
    reading.set(False)
    write(end)
    reading.set(True)
    expect(page.get_by_role("main")).to_contain_text("Không có gì chờ anh chị xử lý.")
    expect(page.get_by_role("main")).to_contain_text("Xong cả.")


def test_another_register_for_a_tab_shows_its_columns_at_once(office: Office, open_as: OpenAs) -> None:
    page = open_page(office, open_as, "cot")
    tab = page.get_by_role("group", name="Trang “T5 (2)”")
    tab.get_by_label("Gắn với sổ").select_option("Buổi sinh hoạt")
    expect(tab).to_contain_text("Xem và sửa từng cột")
    expect(page.get_by_role("group", name="Trang “Đảng viên”").get_by_label("Gắn với sổ")).to_have_value("members")
