"""A wave from start to finish in a real browser: the district opens it, branches record it, the office reminds the late."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from intranet.campaigns import service
from intranet.campaigns.models import Wave, WaveSession
from intranet.campaigns.service import WaveData, WaveSessionData
from intranet.database import db
from intranet.organisations.models import Organisation
from tests import factories
from tests.browser.conftest import OpenAs

Check = Callable[[Page], None]
#: Set to a folder to keep a picture of every page looked at.
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def look(assert_accessible: Check, assert_fits: Check, request: pytest.FixtureRequest) -> Callable[..., None]:
    """The page has no violation axe knows, fits the screen and can be tapped; a picture is kept if wanted."""
    taken: list[str] = []

    def check(page: Page, name: str, *, javascript: bool = True) -> None:
        taken.append(name)
        if PICTURES:
            case = request.node.name.replace("test_", "").replace("/", "-")
            page.screenshot(path=Path(PICTURES) / f"waves-{case}-{len(taken):02}-{name}.png", full_page=True)
        assert_fits(page)
        if javascript:
            assert_accessible(page)

    return check


@pytest.fixture
def district(app: object) -> Organisation:
    """Two communes of three branches each, with a thematic session held in one of them."""
    top = factories.make_organisation("Đảng bộ huyện Mẫu Sơn", "district")
    for commune in ("Đảng bộ xã An Hòa", "Đảng bộ xã Bình Minh"):
        under = factories.make_organisation(commune, "commune", top)
        for branch in ("Chi bộ thôn Bắc", "Chi bộ thôn Nam"):
            factories.make_branch(under, f"{branch} {commune[11:]}")
        factories.make_branch(under, f"Chi bộ Trường Tiểu học {commune[11:]}", "school")
    return top


def branch(name: str) -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.name == name)).one()


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("javascript", [True, False])
def test_a_wave_is_opened_recorded_linked_and_the_late_are_reminded(
    district: Organisation, open_as: OpenAs, look: Callable[..., None], size: str, javascript: bool
) -> None:
    village = branch("Chi bộ thôn Bắc An Hòa")
    factories.make_meeting(village, "2022-02-18", kinds=("thematic_session",), total=36, present=35)
    office = factories.make_user("committee_office", district)
    secretary = factories.make_user("branch_secretary", branch("Chi bộ thôn Nam An Hòa"))
    page = open_as(office, size, javascript=javascript)
    open_a_wave(page, look, javascript)
    wave = db.session.scalars(select(Wave)).one()
    link_in_one_tap(page, look, javascript)
    record_as_a_secretary(open_as(secretary, size, javascript=javascript), look, wave, javascript)
    remind(page, look, wave, javascript)
    db.session.rollback()
    held = db.session.scalars(select(WaveSession).where(WaveSession.held_on.is_not(None))).all()
    assert sorted((s.held_on, s.present) for s in held) == [("2022-02-18", 35), ("2022-03-05", 18)]


def open_a_wave(page: Page, look: Callable[..., None], javascript: bool) -> None:
    """The office opens a wave; a wave that ends before it starts is told, and nothing typed is lost."""
    page.goto("/dot-sinh-hoat/")
    look(page, "trong", javascript=javascript)
    page.get_by_role("link", name="Mở đợt mới").first.click()
    page.get_by_label("Tên đợt").fill("Đợt sinh hoạt chuyên đề năm 2022")
    page.get_by_label("Từ ngày").fill("07/02/2022")
    page.get_by_label("Đến ngày").fill("31/01/2022")
    page.get_by_label("Năm", exact=True).fill("2022")
    page.get_by_label("Chủ đề năm").fill("Ý chí tự lực, tự cường và khát vọng phát triển đất nước")
    page.get_by_label("Văn bản căn cứ").fill("KH 12-KH/HU ngày 10/01/2022\nHD 05-HD/BTG ngày 15/01/2022")
    page.get_by_role("button", name="Mở đợt").click()
    expect(page.get_by_role("alert")).to_contain_text("trước khi bắt đầu ngày 07/02/2022")
    look(page, "nguoc-ngay", javascript=javascript)
    page.get_by_label("Đến ngày").fill("31/3/2022")
    page.get_by_role("button", name="Mở đợt").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã mở đợt sinh hoạt")
    look(page, "bang", javascript=javascript)
    db.session.rollback()


def link_in_one_tap(page: Page, look: Callable[..., None], javascript: bool) -> None:
    """A thematic session of the window is offered; one tap links it, and the tap is taken back and done again."""
    page.get_by_role("button", name="Gắn buổi 18/02/2022").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã gắn buổi ngày 18/02/2022")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã bỏ gắn")
    page.get_by_role("button", name="Gắn buổi 18/02/2022").click()
    expect(page.locator("#board")).to_contain_text("35 / 36")
    look(page, "da-gan", javascript=javascript)


def record_as_a_secretary(page: Page, look: Callable[..., None], wave: Wave, javascript: bool) -> None:
    """A secretary finds the wave led from above and records the branch's own pilot session."""
    page.goto("/dot-sinh-hoat/")
    page.get_by_role("link", name=wave.title).click()
    look(page, "chi-bo-cua-toi", javascript=javascript)
    page.locator("#board").get_by_role("link", name="Chi bộ thôn Nam An Hòa").click()
    look(page, "ghi-ket-qua", javascript=javascript)
    page.get_by_label("Ngày tổ chức").fill("05/3/2022")
    page.get_by_label("Tổng số đảng viên").fill("20")
    page.get_by_label("Có mặt").fill("18")
    page.get_by_label("Sinh hoạt mẫu (làm điểm)").check()
    page.get_by_label("Đoàn dự, chỉ đạo").fill("đ/c Lê Thu Hà – Phó Bí thư Thường trực Huyện ủy")
    page.get_by_label("Bài học rút kinh nghiệm").fill("Phát câu hỏi gợi ý trước 3 ngày thì thảo luận sôi nổi hơn.")
    page.get_by_role("button", name="Ghi kết quả").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã ghi kết quả của Chi bộ thôn Nam An Hòa.")
    look(page, "da-ghi", javascript=javascript)


def remind(page: Page, look: Callable[..., None], wave: Wave, javascript: bool) -> None:
    """The office sees who is late, opens the rows behind the figure, and takes the reminder along."""
    page.goto(f"/dot-sinh-hoat/{wave.uid}")
    look(page, "con-tre", javascript=javascript)
    page.get_by_role("link", name="Trễ").first.click()
    expect(page.locator("#board")).not_to_contain_text("Chi bộ thôn Bắc An Hòa")
    look(page, "loc-tre", javascript=javascript)
    page.get_by_role("link", name="Soạn tin nhắc 4 chi bộ").click()
    text = page.get_by_label("Nội dung", exact=True).input_value()
    assert "còn 4 chi bộ chưa tổ chức hoặc chưa báo kết quả" in text
    assert "- Chi bộ thôn Bắc Bình Minh" in text
    if javascript:
        page.get_by_role("button", name="Sao chép").click()
        expect(page.locator("[data-copy-said]")).to_have_text("Đã sao chép")
    look(page, "tin-nhac", javascript=javascript)
    page.goto("/dot-sinh-hoat/")
    look(page, "danh-sach", javascript=javascript)


@pytest.mark.parametrize("size", ["phone", "tablet", "desktop"])
def test_a_district_of_many_branches_stands_folded_under_its_party_organisations(
    app: object, open_as: OpenAs, look: Callable[..., None], size: str
) -> None:
    wave = many_branches()
    page = open_as(db_office(), size)
    page.goto(f"/dot-sinh-hoat/{wave.uid}")
    look(page, "gap")
    first = page.locator("details.wave-group").first
    expect(first).not_to_have_attribute("open", "")
    first.locator("summary").click()
    expect(first.get_by_role("table")).to_be_visible()
    look(page, "mo-mot")
    page.get_by_role("link", name="Mở tất cả").click()
    expect(page.locator("details.wave-group[open]")).to_have_count(5)


def many_branches() -> Wave:
    """Five communes of nine branches; some held, some planned, some with a count but no readable day."""
    top = factories.make_organisation("Đảng bộ huyện Kỳ Mẫu", "district")
    units = [
        factories.make_organisation(f"Đảng bộ xã Kỳ {n}", "commune", top)
        for n in ("An", "Bình", "Châu", "Dương", "Giang")
    ]
    branches = [
        factories.make_branch(unit, f"Chi bộ thôn {number} {unit.name[11:]}")
        for unit in units
        for number in range(1, 10)
    ]
    wave = service.create(WaveData(top.id, 2022, "Đợt sinh hoạt chuyên đề năm 2022", "2022-02-07", "2022-03-31"))
    for number, unit in enumerate(branches):
        day = f"2022-0{2 + number % 2}-{8 + number % 20:02}"
        given = [
            {"held_on": day, "total": 30 + number, "present": 28 + number, "pilot": number % 9 == 0},
            {"total": 30, "present": 30},
            {"planned_on": "2022-03"},
        ][0 if number % 5 < 3 else number % 5 - 2]
        service.create_session(WaveSessionData(wave.id, unit.id, **given))  # type: ignore[arg-type]
    db.session.commit()
    return wave


def db_office() -> object:
    return factories.make_user("committee_office", branch("Đảng bộ huyện Kỳ Mẫu"))
