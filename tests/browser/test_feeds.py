"""The calendar's address on the account page, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.conftest import OpenAs

Check = Callable[[Page], None]


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_person_makes_an_address_copies_it_and_closes_it(
    app: Flask, size: str, javascript: bool, open_as: OpenAs, assert_accessible: Check, assert_fits: Check
) -> None:
    branch = factories.make_branch(factories.make_organisation())
    page = open_as(factories.make_user("branch_secretary", branch), size, javascript=javascript)

    def look(heading: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert_fits(page)
        if javascript:  # axe cannot run where the page runs no script
            assert_accessible(page)

    page.goto("/tai-khoan")
    look("Tài khoản của tôi")
    page.get_by_role("button", name="Tạo địa chỉ lịch").click()
    address = page.get_by_label("Địa chỉ lịch").input_value()
    look("Địa chỉ lịch đã tạo")
    assert page.request.get(address).text().startswith("BEGIN:VCALENDAR")
    page.get_by_role("link", name="Tài khoản của tôi").click()
    look("Tài khoản của tôi")
    page.get_by_role("button", name="Đóng địa chỉ lịch").click()
    expect(page.get_by_text("Đã đóng địa chỉ lịch.")).to_be_visible()
    assert page.request.get(address).status == 404
