"""The pages that gather everything of a person and of an organisation fit, read well and open what they name."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.conftest import OpenAs
from tests.gathering.test_pages import a_full_life

Check = Callable[[Page], None]
#: Set to a folder to keep a picture of every page looked at.
PICTURES = os.environ.get("PICTURES", "")


@pytest.mark.parametrize("size", ["phone", "tablet", "desktop"])
def test_everything_of_a_person_and_of_a_branch_stands_on_one_page(
    app: Flask, size: str, open_as: OpenAs, assert_accessible: Check, assert_fits: Check
) -> None:
    branch = factories.make_branch(factories.make_organisation())
    member = a_full_life(branch, times=4)
    page = open_as(factories.make_user("branch_secretary", branch), size)
    for name, address in (("person", f"/dang-vien/{member.uid}"), ("unit", f"/chi-bo/{branch.uid}")):
        page.goto(address)
        assert_accessible(page)
        assert_fits(page)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"gathering-{name}-{size}.png", full_page=True)
    page.goto(f"/dang-vien/{member.uid}")
    page.get_by_role("link", name="Xem cả 4 mục Nhiệm vụ hằng tháng").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nhiệm vụ hằng tháng")
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_without_javascript_it_reads_the_same(app: Flask, size: str, open_as: OpenAs, assert_fits: Check) -> None:
    branch = factories.make_branch(factories.make_organisation())
    member = a_full_life(branch, times=1)
    page = open_as(factories.make_user("branch_secretary", branch), size, javascript=False)
    page.goto(f"/dang-vien/{member.uid}")
    assert_fits(page)
    page.get_by_role("link", name="Trả lại của rơi 0").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nguyễn Thị Hoa")
