"""The registers of the practice in a real browser, from start to finish: models, awards, obstacles, stories, documents."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from intranet.database import db
from intranet.directives.models import Adoption, DirectiveFile
from intranet.organisations.models import Organisation
from intranet.registers import service
from intranet.registers.catalogue import BY_NAME
from intranet.registers.commendations import Commendation
from intranet.registers.obstacles import Obstacle
from intranet.registers.practice_models import PracticeModel
from intranet.registers.stories import ExemplarStory
from tests import factories
from tests.browser.conftest import OpenAs

Check = Callable[[Page], None]
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])


@pytest.fixture
def commune(app: Flask) -> Organisation:
    commune = factories.make_organisation()
    for name in ("Chi bộ thôn Bắc Sơn", "Chi bộ thôn Nam Sơn"):
        factories.make_member(factories.make_branch(commune, name))
    return commune


@pytest.fixture
def looked_at(assert_accessible: Check, assert_fits: Check) -> Callable[[Page, bool], None]:
    """The page fits its width, and axe finds nothing on it where scripts may run."""

    def check(page: Page, javascript: bool) -> None:
        assert_fits(page)
        if javascript:
            assert_accessible(page)

    return check


def write(page: Page) -> None:
    """Press the form's one main button."""
    page.get_by_role("button", name="Ghi", exact=True).click()


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a list."""
    page.get_by_label(label, exact=True).select_option(label=option)


@BOTH
@SIZES
def test_a_model_is_registered_recognised_replicated_and_commended(
    commune: Organisation, open_as: OpenAs, looked_at: Callable[[Page, bool], None], size: str, javascript: bool
) -> None:
    page = open_as(factories.make_user("committee_office", commune), size, javascript=javascript)
    page.goto("/so/mo-hinh/")
    expect(page.get_by_text("0/2 tập thể")).to_be_visible()
    looked_at(page, javascript)
    page.goto("/so/mo-hinh/them")
    choose(page, "Tập thể đăng ký", "Chi bộ thôn Bắc Sơn")
    page.get_by_label("Tên mô hình").fill("Thắp sáng đường quê")
    page.get_by_label("Lĩnh vực").select_option(label="An ninh trật tự")
    page.get_by_label("Bắt đầu").fill("4/2026")
    looked_at(page, javascript)
    write(page)
    page.get_by_role("link", name="Sửa").click()
    page.get_by_label("Ngày công nhận").fill("2/9/2026")
    write(page)
    expect(page.get_by_text("Đã công nhận", exact=True)).to_be_visible()
    looked_at(page, javascript)
    page.get_by_role("link", name="Nhân rộng mô hình này").click()
    expect(page.get_by_label("Tên mô hình")).to_have_value("Thắp sáng đường quê")
    choose(page, "Tập thể đăng ký", "Chi bộ thôn Nam Sơn")
    write(page)
    page.get_by_role("link", name="Thắp sáng đường quê", exact=True).click()
    expect(page.get_by_text("Đã nhân rộng", exact=True)).to_be_visible()
    page.get_by_role("link", name="Đề nghị khen").click()
    expect(page.get_by_label("Tập thể, cá nhân được khen")).to_have_value("Chi bộ thôn Bắc Sơn")
    choose(page, "Hình thức", "Giấy khen") if page.get_by_label("Hình thức", exact=True).count() else page.get_by_label(
        "Giấy khen"
    ).check()
    page.get_by_label("Số quyết định").fill("15-QĐ/ĐU")
    page.get_by_label("Ngày quyết định").fill("5/3/2026")
    write(page)
    expect(page.get_by_role("alert")).to_contain_text("có trước Thắp sáng đường quê (4/2026)")
    page.get_by_label("Ngày quyết định").fill("5/9/2026")
    write(page)
    expect(page.get_by_role("link", name="Thắp sáng đường quê")).to_be_visible()
    page.goto("/so/khen-thuong/")
    looked_at(page, javascript)
    db.session.rollback()
    states = [model.state for model in db.session.scalars(db.select(PracticeModel).order_by(PracticeModel.id))]
    assert states == ["replicated", "registered"]
    won = db.session.scalars(db.select(Commendation)).one()
    assert (won.decided_on, won.form, won.subject_kind) == ("2026-09-05", "merit_note", "collective")


@BOTH
@SIZES
def test_an_obstacle_is_raised_at_a_session_directed_and_closed(
    commune: Organisation, open_as: OpenAs, looked_at: Callable[[Page, bool], None], size: str, javascript: bool
) -> None:
    branch = db.session.scalars(
        db.select(Organisation).where(Organisation.kind == "rural").order_by(Organisation.id)
    ).first()
    assert branch is not None
    meeting = factories.make_meeting(branch, "2026-09-03").uid
    page = open_as(factories.make_user("branch_secretary", branch), size, javascript=javascript)
    page.goto(f"/sinh-hoat/{meeting}")
    page.get_by_role("link", name="Ghi khó khăn, vướng mắc").click()
    page.get_by_label("Khó khăn, vướng mắc").fill("Nhà văn hóa thôn dột, không họp được khi mưa")
    page.get_by_label("Người nêu").fill("Vi Thị Mơ")
    write(page)
    expect(page.get_by_text("Chưa có chỉ đạo", exact=True)).to_be_visible()
    looked_at(page, javascript)
    page.get_by_role("link", name="Sửa").click()
    page.get_by_label("Chỉ đạo, hướng giải quyết").fill("UBND xã khảo sát, sửa mái")
    page.get_by_label("Người, cơ quan phải trả lời").fill("UBND xã")
    page.get_by_label("Hạn trả lời").fill("1/10/2026")
    write(page)
    page.goto("/")
    expect(page.get_by_text("Nhà văn hóa thôn dột").first).to_be_visible()
    page.goto("/so/vuong-mac/?state=overdue")
    page.get_by_role("link", name="Nhà văn hóa thôn dột").click()
    page.get_by_role("link", name="Sửa").click()
    page.get_by_label("Ngày giải quyết xong").fill("20/10/2026")
    write(page)
    expect(page.get_by_role("alert")).to_contain_text("chưa ghi kết quả")
    looked_at(page, javascript)
    page.get_by_label("Kết quả").fill("Đã sửa xong mái")
    write(page)
    expect(page.get_by_text("Đã giải quyết", exact=True)).to_be_visible()
    db.session.rollback()
    closed = db.session.scalars(db.select(Obstacle)).one()
    assert (closed.state, closed.meeting, closed.raised_on) == ("closed", f"meetings:{meeting}", "2026-09-03")


@BOTH
@SIZES
def test_a_story_is_told_used_again_and_printed_in_the_yearbook(
    commune: Organisation, open_as: OpenAs, looked_at: Callable[[Page, bool], None], size: str, javascript: bool
) -> None:
    page = open_as(factories.make_user("committee_office", commune), size, javascript=javascript)
    page.goto("/so/cau-chuyen/them")
    choose(page, "Đơn vị", "Chi bộ thôn Bắc Sơn")
    page.get_by_label("Tên câu chuyện").fill("Người giữ đập Khe Lau")
    page.get_by_label("Câu chuyện", exact=False).nth(1).fill("Ông Thịnh trông đập 12 năm.")
    page.get_by_label("Bài học").fill("Việc làng là việc nhà")
    if page.get_by_text("Ghi thêm").is_visible():
        page.get_by_text("Ghi thêm").click()
    page.get_by_label("Dùng chung").check()
    page.get_by_label("Đưa vào kỷ yếu năm").fill("2026")
    looked_at(page, javascript)
    write(page)
    page.get_by_role("link", name="Dùng lại câu chuyện này").click()
    choose(page, "Đơn vị", "Chi bộ thôn Nam Sơn")
    page.get_by_label("Liên hệ việc của mình").fill("Nhận chăm một đoạn kênh")
    write(page)
    page.get_by_role("link", name="Người giữ đập Khe Lau").first.click()
    expect(page.get_by_text("Nơi dùng lại", exact=True)).to_be_visible()
    page.goto("/so/cau-chuyen/quyen/2026")
    expect(page.get_by_text("Việc làng là việc nhà")).to_be_visible()
    looked_at(page, javascript)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải về Word").click()
    assert download.value.suggested_filename == "Ky-yeu-cau-chuyen-guong-dien-hinh-2026.docx".lower()
    db.session.rollback()
    assert [story.reuses for story in db.session.scalars(db.select(ExemplarStory).order_by(ExemplarStory.id))] == [1, 0]


@BOTH
@SIZES
def test_a_plan_is_handed_down_with_its_file_and_adopted_by_one_tap(
    commune: Organisation, open_as: OpenAs, looked_at: Callable[[Page, bool], None], size: str, javascript: bool
) -> None:
    page = open_as(factories.make_user("committee_office", commune), size, javascript=javascript)
    page.goto("/so/van-ban/them")
    page.get_by_label("Số, ký hiệu").fill("12-KH/ĐU")
    page.get_by_label("Trích yếu").fill("Kế hoạch làm theo Bác năm 2026")
    page.get_by_label("Ngày ban hành").fill("20/01/2026")
    if page.get_by_text("Ghi thêm").is_visible():
        page.get_by_text("Ghi thêm").click()
    page.get_by_label("Việc gợi ý cho đăng ký làm theo").fill("Tiết kiệm điện\nThăm hộ nghèo")
    looked_at(page, javascript)
    write(page)
    page.get_by_label("Đính kèm tệp").set_input_files(
        {"name": "ke-hoach.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}
    )
    page.get_by_role("button", name="Gửi tệp").click()
    expect(page.get_by_text("Đã đính kèm: ke-hoach.pdf.")).to_be_visible()
    expect(page.get_by_text("0/2 đơn vị đã triển khai")).to_be_visible()
    page.get_by_role("button", name="Đã triển khai").first.click()
    expect(page.get_by_text("Đã thêm 2 việc gợi ý cho đăng ký làm theo.")).to_be_visible()
    expect(page.get_by_text("1/2 đơn vị đã triển khai")).to_be_visible()
    looked_at(page, javascript)
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("0/2 đơn vị đã triển khai")).to_be_visible()
    db.session.rollback()
    assert db.session.scalars(db.select(Adoption)).all() == []
    assert db.session.scalars(db.select(DirectiveFile.name)).one() == "ke-hoach.pdf"


@SIZES
def test_a_deed_is_confirmed_where_it_stands_in_the_list(
    commune: Organisation, open_as: OpenAs, looked_at: Callable[[Page, bool], None], size: str
) -> None:
    values = {"who": "Vi Thị Mơ", "deed": "Trả lại của rơi", "recorded_on": "2026-03-05"}
    service.create(BY_NAME["good_deeds"], service.RecordData(commune.id, values))
    page = open_as(factories.make_user("committee_office", commune), size)
    page.goto("/so/nguoi-tot-viec-tot/?q=vi")
    looked_at(page, True)
    page.get_by_role("button", name="Chi bộ xác nhận").click()
    expect(page.get_by_text("Vi Thị Mơ: đã xác nhận.")).to_be_visible()
    assert page.url.endswith("?q=vi")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Vi Thị Mơ: chưa ghi.")).to_be_visible()
