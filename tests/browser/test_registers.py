"""A register in a real browser: a good deed written on a phone, found, corrected, deleted and brought back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from intranet.database import db
from intranet.registers import service
from intranet.registers.good_deeds import GOOD_DEEDS, GoodDeed
from tests import factories
from tests.browser.conftest import OpenAs

Check = Callable[[Page], None]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_good_deed_from_start_to_finish(
    app: Flask, open_as: OpenAs, assert_accessible: Check, assert_fits: Check, size: str, javascript: bool
) -> None:
    commune = factories.make_organisation()
    branch = factories.make_branch(commune)
    factories.make_branch(commune, "Chi bộ thôn Nam Sơn")
    factories.make_member(branch, "Nông Văn Hai", born="1970")
    factories.make_member(branch, "Nông Văn Hai", born="1988")
    for number in range(3):
        values = {"who": f"Tổ tự quản số {number}", "deed": "Dọn đường làng", "subject_kind": "collective"}
        service.create(GOOD_DEEDS, service.RecordData(branch.id, {**values, "recorded_on": f"2022-0{number + 3}-05"}))
    page = open_as(factories.make_user("committee_office", commune), size, javascript=javascript)
    page.goto("/so/")
    assert_fits(page)
    if javascript:
        assert_accessible(page)
    page.get_by_role("link", name="Người tốt - Việc tốt").click()
    page.get_by_role("link", name="Ghi việc tốt").first.click()
    assert_fits(page)
    page.get_by_label("Đơn vị", exact=True).select_option(label="Chi bộ thôn Bắc Sơn")
    page.get_by_label("Họ tên/Tập thể").fill("Nông Văn Hai")
    page.get_by_label("Việc tốt", exact=True).fill("Nhặt được ví tiền, trả lại người mất")
    page.get_by_label("Ngày ghi").fill("5/3/2022")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Có 2 đảng viên tên")
    if javascript:
        assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Nông Văn Hai, sinh 1988").check()
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nông Văn Hai")
    assert_fits(page)
    if javascript:
        assert_accessible(page)
    page.get_by_role("link", name="Sửa").click()
    page.get_by_label("Đã xác nhận").check()
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_text("Đã ghi việc tốt.")).to_be_visible()
    page.get_by_role("button", name="Xóa").click()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nông Văn Hai")
    page.goto("/so/nguoi-tot-viec-tot/?q=nong")
    expect(page.get_by_role("row" if size == "desktop" else "cell", name="Nông Văn Hai").first).to_be_visible()
    assert_fits(page)
    if javascript:
        assert_accessible(page)
    db.session.rollback()
    deed = db.session.scalars(db.select(GoodDeed).where(GoodDeed.who_id.is_not(None))).one()
    assert (deed.confirmed, deed.year, deed.deed) == (True, 2022, "Nhặt được ví tiền, trả lại người mất")
