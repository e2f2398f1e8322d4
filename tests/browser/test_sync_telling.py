"""Settling many alike, a cell's history and a run's letter in a real browser, on a phone and on a desk, also without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from intranet.config import Settings
from intranet.database import db, reading
from tests.browser.conftest import OpenAs
from tests.conftest import Login
from tests.mirror import screens
from tests.mirror.screens import Office
from tests.mirror.test_screens_workbook import edit

Look = Callable[[Page], None]
ROWS = {"Trần Thị Mai": 10, "Nguyễn Văn Hòa": 11, "Nguyễn Thị Mai": 17}


@pytest.fixture
def office(app: Flask, settings: Settings, login: Login) -> Office:
    """Three remarks were written on both sides."""
    office = screens.make_office(settings.instance_dir)
    clerk: FlaskClient = login(office.clerk)
    screens.bind(clerk, office)
    clerk.post(office.address("dong-bo"))
    for name in ROWS:
        edit(office, name, note=f"phần mềm: {name}")
    office.write("Đảng viên", **{f"K{row}": f"bảng: {name}" for name, row in ROWS.items()})
    clerk.post(office.address("dong-bo"))
    assert len([item for item in office.items("conflict") if item.field == "note"]) == 3
    reading.set(True)
    db.session.rollback()
    return office


def opened(office: Office, open_as: OpenAs, size: str, *, javascript: bool = True) -> Page:
    clerk, address = office.clerk, office.address()
    assert clerk.login
    page = open_as(clerk, size, javascript=javascript)
    page.goto(address.rstrip("/"))
    return page


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_what_the_sync_tells_fits_and_is_accessible(
    size: str, office: Office, open_as: OpenAs, assert_accessible: Look, assert_fits: Look
) -> None:
    page = opened(office, open_as, size)
    page.get_by_text("Cột Ghi chú có 3 ô cùng câu hỏi này").click()
    assert_accessible(page)
    assert_fits(page)
    page.locator(".item", has_text="phần mềm: Nguyễn Văn Hòa").get_by_role("link", name="Lịch sử ô này").click()
    expect(page.get_by_role("heading", name="Lịch sử một ô")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="lần đồng bộ").first.click()
    expect(page.get_by_role("heading", name="Thư báo lần đồng bộ")).to_be_visible()
    expect(page.get_by_text("Kính gửi anh chị,")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_one_tap_settles_all_alike(javascript: bool, office: Office, open_as: OpenAs) -> None:
    page = opened(office, open_as, "phone", javascript=javascript)
    page.get_by_text("Cột Ghi chú có 3 ô cùng câu hỏi này").click()
    page.get_by_role("button", name="Cả 3 ô: lấy theo bảng tính").click()
    expect(page.get_by_text("Đã chọn xong 3 mục giống nhau")).to_be_visible()
    db.session.rollback()
    assert {name: office.member(name).note for name in ROWS} == {name: f"bảng: {name}" for name in ROWS}
