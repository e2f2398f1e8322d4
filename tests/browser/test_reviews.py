"""The month at the flag ceremony, in a real browser: registered, ticked by thumb, praised, carried over, printed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.reviews.models import WorkTask
from tests import factories
from tests.browser.conftest import OpenAs

Check = Callable[[Page], None]
#: Set to a folder to keep a picture of every page looked at.
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def branch(app: object) -> Organisation:
    branch = factories.make_branch(factories.make_organisation())
    for name in ("Nguyễn Thị Hoa", "Trần Đình Bảo", "Lê Quang Đạt"):
        factories.make_member(branch, name)
    factories.make_meeting(branch, "2022-06-06", kinds=("flag_session",))
    return branch


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_month_from_registering_to_carrying_over(
    branch: Organisation, size: str, javascript: bool, open_as: OpenAs, assert_accessible: Check, assert_fits: Check
) -> None:
    page = open_as(factories.make_user("branch_secretary", branch), size, javascript=javascript)

    def look(name: str) -> None:
        if PICTURES:
            way = "js" if javascript else "nojs"
            page.screenshot(path=Path(PICTURES) / f"reviews-{size}-{way}-{name}.png", full_page=True)
        if javascript:  # axe cannot run where the page runs no script
            assert_accessible(page)
        assert_fits(page)

    page.goto("/nhiem-vu/?nam=2022&thang=5")
    look("1-empty")
    page.get_by_role("link", name="Đăng ký nhiệm vụ đầu tiên").click()
    look("2-form")
    _register(page, "Làm 500 m đường hoa ngõ 3", "Nguyễn Thị Hoa", "", "25/5/2022", again=True)
    expect(page.get_by_role("status")).to_contain_text("Nhập nhiệm vụ tiếp theo")
    _register(page, "Vệ sinh đường làng ngõ xóm sáng chủ nhật", "", "Chi hội phụ nữ", "")
    look("3-registered")
    flowers, roads = (page.locator("li.review-line", has_text=text) for text in ("đường hoa", "Vệ sinh"))

    roads.get_by_role("button", name="Xong", exact=True).click()
    expect(roads.get_by_role("button", name="Xong", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#review-figures")).to_contain_text("/ 2 nhiệm vụ")
    flowers.get_by_role("button", name="Đang làm").click()
    expect(flowers.get_by_role("button", name="Đang làm")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#review-figures .figure-value").first).to_have_text("1")

    flowers.get_by_text("Ghi nhận xét, biểu dương").click()
    flowers.get_by_label("Kết quả cụ thể").fill("Được 300 m")
    flowers.get_by_label("Biểu dương").fill("Chị Hoa góp 200 cây giống")
    flowers.get_by_label("Phê bình, tự phê bình").fill("Tổ 3 ra quân muộn")
    look("4-note")
    flowers.get_by_role("button", name="Ghi", exact=True).click()
    expect(flowers).to_contain_text("Chị Hoa góp 200 cây giống")
    look("5-reviewed")

    page.get_by_role("button", name="Chuyển sang tháng sau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nhiệm vụ tháng 6/2022")
    expect(page.get_by_role("status").first).to_contain_text("Đã chuyển 1 nhiệm vụ chưa xong")
    expect(page.locator("li.review-line")).to_have_count(1)
    expect(page.locator("li.review-line")).to_contain_text("Chuyển từ tháng 5/2022")
    look("6-carried")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã bỏ 1 nhiệm vụ")
    page.get_by_role("button", name="Chuyển sang tháng sau").click()
    page.get_by_role("link", name="Làm 500 m đường hoa ngõ 3").click()
    look("7-one")
    expect(page.locator("ol.list > li")).to_have_count(2)
    page.get_by_role("link", name="Tháng 5/2022", exact=True).click()
    page.get_by_role("link", name="Lịch sử thay đổi").click()
    look("8-history")
    page.goto(f"/nhiem-vu/in?don-vi={branch.uid}&nam=2022&thang=5")
    look("9-print")
    expect(page.locator(".paper")).not_to_contain_text("Tổ 3 ra quân muộn")
    page.get_by_role("link", name="Thêm cột phê bình").click()
    expect(page.locator(".paper")).to_contain_text("Tổ 3 ra quân muộn")

    db.session.rollback()
    found = db.session.scalars(select(WorkTask).order_by(WorkTask.id)).all()
    assert [(t.month, t.result, t.owner_text) for t in found] == [
        ("2022-05", "in_progress", None), ("2022-05", "done", "Chi hội phụ nữ"), ("2022-06", None, None),
    ]  # fmt: skip
    assert found[0].meeting_id is not None


def _register(page: Page, task: str, member: str, collective: str, deadline: str, *, again: bool = False) -> None:
    page.get_by_label("Nhiệm vụ", exact=True).fill(task)
    if member:
        page.get_by_label("Đảng viên thực hiện").select_option(label=member)
    page.get_by_label("Hoặc tập thể, người khác").fill(collective)
    page.get_by_label("Hạn").fill(deadline)
    page.get_by_role("button", name="Ghi và nhập tiếp" if again else "Ghi", exact=True).click()


@pytest.mark.parametrize("size", ["phone", "tablet", "desktop"])
def test_the_office_sees_every_unit_of_the_month(
    branch: Organisation, size: str, open_as: OpenAs, assert_accessible: Check, assert_fits: Check
) -> None:
    factories.make_branch(db.session.get_one(Organisation, branch.parent_id), "Chi bộ thôn Đông Hòa")
    page = open_as(factories.make_user("committee_office", db.session.get_one(Organisation, branch.parent_id)), size)
    page.goto("/nhiem-vu/?nam=2022&thang=5")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"reviews-office-{size}.png", full_page=True)
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Đăng ký nhiệm vụ").click()
    page.get_by_role("link", name="Chi bộ thôn Bắc Sơn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng ký nhiệm vụ tháng 5/2022")


def test_a_note_being_typed_survives_a_tap_on_the_result(branch: Organisation, open_as: OpenAs) -> None:
    from intranet.reviews import service

    service.create(service.TaskData(branch.id, "2022-05", "Làm đường hoa"))
    db.session.commit()
    page = open_as(factories.make_user("branch_secretary", branch), "phone")
    page.goto("/nhiem-vu/?nam=2022&thang=5")
    page.get_by_text("Ghi nhận xét, biểu dương").click()
    page.get_by_label("Biểu dương").fill("Tổ 1 ra quân sớm")
    page.get_by_role("button", name="Xong", exact=True).click()
    expect(page.get_by_role("button", name="Xong", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.locator(".review-notes")).to_contain_text("Tổ 1 ra quân sớm")
    db.session.rollback()
    task = db.session.scalars(select(WorkTask)).one()
    assert (task.result, task.praise) == ("done", "Tổ 1 ra quân sớm")
