"""Signing in, opening an account with its card, and the administrator's screen, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from intranet.accounts import service
from intranet.database import db
from tests import factories
from tests.browser.conftest import OpenAs

Check = Callable[[Page], None]


@pytest.mark.parametrize("size", ["phone", "tablet", "desktop"])
def test_the_account_pages_fit_and_are_accessible_at_every_width(
    size: str, open_as: OpenAs, assert_accessible: Check, assert_fits: Check
) -> None:
    administrator = factories.make_user("administrator")
    committee = factories.make_organisation()
    factories.make_user("committee_office", committee)
    page = open_as(administrator, size)
    for path in ("/tai-khoan", "/nguoi-dung/", "/nguoi-dung/them", "/khong-co-trang-nay"):
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_pages_before_signing_in_fit_and_are_accessible_also_with_their_errors(
    size: str, open_as: OpenAs, assert_accessible: Check, assert_fits: Check
) -> None:
    page = open_as(None, size)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_contain_text("Tên đăng nhập hoặc mật khẩu không đúng.")
    assert_accessible(page)
    assert_fits(page)
    page.goto("/kich-hoat")
    assert_accessible(page)
    assert_fits(page)


def test_a_refused_form_puts_the_focus_on_its_summary_which_links_to_the_field(open_as: OpenAs) -> None:
    page = open_as(None)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").click()
    expect(page.get_by_label("Tên đăng nhập")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_person_opens_an_account_with_the_printed_card_with_or_without_javascript(
    open_as: OpenAs, javascript: bool
) -> None:
    committee = factories.make_organisation()
    administrator = factories.make_user("administrator")
    page = open_as(administrator, javascript=javascript)
    page.goto("/nguoi-dung/them")
    page.get_by_label("Họ và tên").fill("Phạm Đức Hiền")
    page.get_by_label("Tên đăng nhập").fill("hien.phamduc")
    page.get_by_label("Văn phòng đảng ủy").check()
    page.get_by_label("Đơn vị").select_option(label=committee.name)
    page.get_by_role("button", name="Ghi và in thẻ").click()
    code = page.locator(".ticket-code").inner_text()

    newcomer = open_as(None, "phone", javascript=javascript)
    newcomer.get_by_role("link", name="Mở tài khoản lần đầu").click()
    newcomer.get_by_label("Tên đăng nhập").fill("hien.phamduc")
    newcomer.get_by_label("Mã kích hoạt").fill(code.lower())
    newcomer.get_by_label("Mật khẩu mới", exact=True).fill("hoa phượng nở sớm")
    newcomer.get_by_label("Nhập lại mật khẩu mới").fill("hoa phượng nở sớm")
    newcomer.get_by_role("button", name="Mở tài khoản").click()
    newcomer.goto("/tai-khoan")
    expect(newcomer.get_by_role("main")).to_contain_text("Phạm Đức Hiền")


def test_a_deactivated_account_is_opened_again_by_the_undo_in_the_message(open_as: OpenAs) -> None:
    administrator = factories.make_user("administrator")
    other = factories.make_user("administrator", full_name="Phạm Đức Hiền")
    page = open_as(administrator)
    page.goto("/nguoi-dung/")
    page.get_by_role("row", name="Phạm Đức Hiền").get_by_role("button", name="Ngừng").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ngừng tài khoản của Phạm Đức Hiền.")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("status")).to_contain_text("Đã mở lại tài khoản")
    db.session.rollback()
    assert other.active


def test_on_a_phone_the_rest_of_the_navigation_opens_under_them_and_closes_with_escape(open_as: OpenAs) -> None:
    page = open_as(factories.make_user("administrator"), "phone")
    page.goto("/tai-khoan")
    page.get_by_text("Thêm", exact=True).click()
    expect(page.get_by_role("link", name="Người dùng")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Người dùng")).to_be_hidden()


def test_a_revoked_browser_is_back_at_the_sign_in_page(open_as: OpenAs) -> None:
    user = factories.make_user("administrator")
    page = open_as(user)
    service.revoke_sessions(user)
    db.session.commit()
    page.goto("/nguoi-dung/")
    expect(page).to_have_title("Đăng nhập – Sổ tay chi bộ")
