"""A savings fund in a real browser: opened, money in, money out, a mistake put right, the month closed, the book printed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from intranet.database import db
from intranet.funds import book
from intranet.funds.models import Fund
from tests import factories
from tests.browser.conftest import OpenAs

Check = Callable[[Page], None]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_fund_from_its_opening_to_the_months_close(
    app: Flask, open_as: OpenAs, assert_accessible: Check, assert_fits: Check, size: str, javascript: bool
) -> None:
    def seen(title: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        assert_fits(page)
        if javascript:
            assert_accessible(page)

    branch = factories.make_branch(factories.make_organisation())
    page = open_as(factories.make_user("branch_secretary", branch), size, javascript=javascript)
    page.goto("/quy/")
    seen("Các quỹ tiết kiệm")
    page.get_by_role("link", name="Mở quỹ").first.click()
    seen("Mở quỹ")
    page.get_by_label("Số tồn ban đầu").first.fill("1tr2")
    page.get_by_label("Dùng để giúp ai").fill("Học sinh nghèo trong thôn")
    page.get_by_role("button", name="Mở quỹ").click()
    seen("Quỹ tiết kiệm làm theo Bác")
    page.get_by_role("link", name="Ghi thu").first.click()
    seen("Ghi thu")
    page.get_by_label("Số tiền thu").fill("500k")
    page.get_by_label("Ngày", exact=True).fill("05/3/2022")
    page.get_by_label("Diễn giải").fill("Tiết kiệm tháng 3/2022")
    page.get_by_label("Người nộp").fill("Nông Thị Xuân")
    page.get_by_label("Số người góp").fill("18")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_text("Quỹ còn 1.700.000 đ sau khoản này")).to_be_visible()
    page.get_by_role("link", name="Ghi chi").first.click()
    page.get_by_label("Số tiền chi").fill("2.000.000")
    page.get_by_label("Ngày", exact=True).fill("06/3/2022")
    page.get_by_label("Diễn giải").fill("Tặng quà cháu Mơ")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Quỹ chỉ còn 1.700.000 đ, không đủ chi 2.000.000 đ.")
    seen("Ghi chi")
    page.get_by_label("Số tiền chi").fill("300.000")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_text("Quỹ còn 1.400.000 đ sau khoản này")).to_be_visible()
    page.get_by_role("link", name="Điều chỉnh Tặng quà cháu Mơ").click()
    page.get_by_label("Ngày điều chỉnh").fill("06/3/2022")
    page.get_by_label("Lý do").fill("ghi hai lần")
    seen("Điều chỉnh khoản ghi sai")
    page.get_by_role("button", name="Ghi điều chỉnh").click()
    expect(page.get_by_text("đã điều chỉnh", exact=True)).to_be_visible()
    seen("Quỹ tiết kiệm làm theo Bác")
    page.get_by_role("link", name="Ghi công trình").click()
    page.get_by_label("Việc đã làm").fill("Sửa nhà cho cụ Lành")
    page.get_by_label("Số ngày công").fill("12")
    seen("Ghi công trình, việc chung")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_text("12 ngày công")).to_be_visible()
    page.get_by_role("button", name="Chốt sổ").click()
    expect(page.get_by_text("Đã chốt sổ đến hết tháng")).to_be_visible()
    seen("Quỹ tiết kiệm làm theo Bác")
    page.goto(page.url.split("?")[0] + "?nam=2022")
    page.get_by_role("link", name="Sổ quỹ để in").click()
    expect(page.get_by_role("row", name="CỘNG CẢ NĂM")).to_contain_text("1.700.000")
    seen("Sổ quỹ để in")
    db.session.rollback()
    fund = db.session.scalars(db.select(Fund)).one()
    assert (book.summary(fund).held(), fund.closed_through is not None) == (1_700_000, True)
