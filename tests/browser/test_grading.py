"""The yearly grading in a real browser: the branch proposes one after the other, the office decides within the cap."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from intranet.database import db
from intranet.grading import service
from intranet.grading.models import Grade
from intranet.grading.rules import GradeData
from intranet.organisations.models import Organisation
from tests import factories
from tests.browser.conftest import OpenAs

Check = Callable[[Page], None]
#: Set to a folder to keep a picture of every page looked at.
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def commune(app: object) -> Organisation:
    return factories.make_organisation()


@pytest.fixture
def branch(commune: Organisation) -> Organisation:
    branch = factories.make_branch(commune)
    factories.make_member(branch, "Nguyễn Thị Hoa", roles=("secretary",))
    for name in ("Trần Đình Bảo", "Lê Quang Đạt"):
        factories.make_member(branch, name)
    for number in range(3):
        member = factories.make_member(branch, f"Phạm Văn Sáu {number}")
        service.create(GradeData(branch.id, 2022, member.id, proposed_grade="good", score=80))
    return branch


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_year_from_the_first_score_to_the_decision(
    commune: Organisation, branch: Organisation, size: str, javascript: bool, open_as: OpenAs,
    assert_accessible: Check, assert_fits: Check,
) -> None:  # fmt: skip
    def look(page: Page, name: str) -> None:
        if PICTURES:
            way = "js" if javascript else "nojs"
            page.screenshot(path=Path(PICTURES) / f"grading-{size}-{way}-{name}.png", full_page=True)
        if javascript:  # axe cannot run where the page runs no script
            assert_accessible(page)
        assert_fits(page)

    page = open_as(factories.make_user("branch_secretary", branch), size, javascript=javascript)
    page.goto("/xep-loai/?nam=2022")
    look(page, "1-unit")
    page.get_by_role("link", name="Xếp loại Trần Đình Bảo").click()
    page.get_by_label("Điểm tự chấm").fill("95")
    page.get_by_label("Tự xếp loại").select_option(label="Hoàn thành xuất sắc")
    page.get_by_label("Điểm đánh giá").fill("92")
    page.get_by_label("Hạn chế cần khắc phục năm sau").fill("Ít phát biểu trong sinh hoạt")
    look(page, "2-form")
    page.get_by_role("button", name="Ghi, sang người tiếp theo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lê Quang Đạt")
    page.get_by_label("Điểm đánh giá").fill("60")
    page.get_by_label("Đề nghị xếp loại").select_option(label="Hoàn thành tốt")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Điểm 60 chỉ đủ mức “Hoàn thành”")
    look(page, "3-refused")
    page.get_by_label("Đề nghị xếp loại").select_option(label="Theo điểm")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.locator("#nhom-members .notice-act")).to_contain_text("tối đa 0 hoàn thành xuất sắc, mà đang có 1")
    look(page, "4-above-the-cap")

    page = open_as(factories.make_user("committee_office", commune), size, javascript=javascript)
    page.goto("/xep-loai/?nam=2022")
    look(page, "5-all-branches")
    page.get_by_role("link", name="Chi bộ thôn Bắc Sơn").click()
    page.get_by_text("Chốt 5 đề nghị của nhóm này").click()
    _decide(page)
    expect(page.locator("#nhom-members .error-summary")).to_contain_text("Hạ bớt 1 trường hợp")
    look(page, "6-refused")
    page.get_by_role("link", name="Sửa Lê Quang Đạt").click()
    page.get_by_label("Điểm đánh giá").fill("75")
    page.get_by_label("Đề nghị xếp loại").select_option(label="Hoàn thành tốt")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.locator("#nhom-members .grade-cap")).to_contain_text("Được tối đa 1 hoàn thành xuất sắc, đang có 1")
    page.get_by_text("Chốt 5 đề nghị của nhóm này").click()
    look(page, "7-deciding")
    _decide(page)
    expect(page.get_by_role("status").first).to_contain_text("Đã chốt xếp loại 5 trường hợp theo QĐ 15-QĐ/ĐU")
    look(page, "8-decided")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã bỏ chốt 5 trường hợp")
    page.get_by_text("Chốt 5 đề nghị của nhóm này").click()
    _decide(page)
    page.get_by_role("link", name="Trần Đình Bảo", exact=True).click()
    look(page, "9-one")
    db.session.rollback()
    finals = db.session.scalars(select(Grade.grade).where(Grade.grade.is_not(None)).order_by(Grade.id)).all()
    assert finals == ["good", "good", "good", "excellent", "good"]


def _decide(page: Page) -> None:
    page.locator("#nhom-members").get_by_label("Ngày quyết định").fill("20/12/2022")
    page.locator("#nhom-members").get_by_label("Căn cứ").fill("QĐ 15-QĐ/ĐU")
    page.get_by_role("button", name="Chốt xếp loại").click()


@pytest.mark.parametrize("size", ["phone", "tablet", "desktop"])
def test_branches_are_graded_under_their_committee(
    commune: Organisation,
    branch: Organisation,
    size: str,
    open_as: OpenAs,
    assert_accessible: Check,
    assert_fits: Check,
) -> None:
    page = open_as(factories.make_user("committee_office", commune), size)
    page.goto("/xep-loai/?nam=2022")
    page.get_by_role("link", name="Xếp loại các chi bộ").click()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Xếp loại Chi bộ thôn Bắc Sơn").click()
    page.get_by_label("Điểm đánh giá").fill("80")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.locator("#nhom-branches tr", has_text="Bắc Sơn")).to_contain_text("Hoàn thành tốt")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"grading-branches-{size}.png", full_page=True)
