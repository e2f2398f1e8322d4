"""The rota from start to finish in a real browser: planned in turn, swapped, prepared, presented."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from intranet.database import db, utcnow
from intranet.formatting import local_today, vn_date
from intranet.organisations.models import Organisation
from intranet.rota import months, service
from intranet.rota.models import Assignment
from intranet.rota.queries import turns
from intranet.rota.queries.single import WITH_PEOPLE
from intranet.rota.service import AssignmentData
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
            case = request.node.name.replace("test_", "")
            page.screenshot(path=Path(PICTURES) / f"rota-{case}-{len(taken):02}-{name}.png", full_page=True)
        assert_fits(page)
        if javascript:
            assert_accessible(page)

    return check


@pytest.fixture
def branch(app: object) -> Organisation:
    """A branch of five members and an exempt one."""
    made = factories.make_branch(factories.make_organisation())
    for name in ("Nguyễn Thị An", "Trần Đình Bảo", "Phạm Văn Cường", "Lê Quang Đạt", "Hồ Sỹ Hùng"):
        factories.make_member(made, name)
    factories.make_member(made, "Võ Thị Hiền", standing="exempt")
    return made


def this_month() -> str:
    return f"{local_today(utcnow()):%Y-%m}"


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("javascript", [True, False])
def test_a_secretary_plans_names_swaps_and_marks(
    branch: Organisation, open_as: OpenAs, look: Callable[..., None], size: str, javascript: bool
) -> None:
    secretary = factories.make_user("branch_secretary", branch)
    page = open_as(secretary, size, javascript=javascript)
    keep_a_topic(page, look, javascript)
    say_who_is_away(page, look, javascript)
    first, second = plan_two_months(page, look, javascript)
    swap(page, look, first, javascript)
    give_out_one_more(page, look, javascript)
    prepare_and_present(page, look, first, javascript)
    db.session.rollback()
    found = db.session.scalars(select(Assignment).options(WITH_PEOPLE).order_by(Assignment.id)).all()
    assert [(a.month, a.delivered, len(a.presenters)) for a in found] == [
        (months.after(this_month(), 2), True, 2), (months.after(this_month()), None, 2), (this_month(), None, 2),
    ]  # fmt: skip
    assert second.uid == found[1].uid


def keep_a_topic(page: Page, look: Callable[..., None], javascript: bool) -> None:
    """A topic goes into the bank."""
    page.goto("/phan-cong/")
    look(page, "trong", javascript=javascript)
    page.get_by_role("link", name="Kho chủ đề").click()
    page.get_by_label("Tên chủ đề").fill("Chuyện “Ba chiếc ba lô”")
    page.locator("#topic-subject").select_option(label="Chuyện kể về Bác")
    page.locator("#topic-media").select_option(label="Câu chuyện")
    page.get_by_label("Tài liệu, nguồn").fill("Sách “Chuyện kể về Bác Hồ”, tập 2, trang 12")
    page.get_by_role("button", name="Thêm vào kho").click()
    expect(page.locator("#topics")).to_contain_text("Chưa dùng lần nào")
    look(page, "kho", javascript=javascript)


def say_who_is_away(page: Page, look: Callable[..., None], javascript: bool) -> None:
    """The first in turn is away and will not be proposed."""
    page.get_by_role("link", name="Người vắng").click()
    page.locator("#f-member").select_option(label="Nguyễn Thị An")
    page.get_by_label("Vắng từ ngày").fill(vn_date(months.first_day(this_month())))
    page.get_by_label("Lý do").fill("đi học ở tỉnh")
    page.get_by_role("button", name="Ghi ngày vắng").click()
    expect(page.locator("main")).to_contain_text("chưa rõ ngày về (đi học ở tỉnh)")
    look(page, "vang", javascript=javascript)


def plan_two_months(page: Page, look: Callable[..., None], javascript: bool) -> tuple[Assignment, Assignment]:
    """Two months are looked at, then written: who is away and who is exempt are left out, nobody comes twice too soon."""
    page.goto("/phan-cong/lap-lich")
    page.get_by_label("Từ tháng").fill(vn_date(months.after(this_month())))
    page.get_by_label("Đến tháng").fill(vn_date(months.after(this_month(), 2)))
    page.get_by_role("button", name="Xem đề xuất").click()
    expect(page.locator("main")).to_contain_text("Trần Đình Bảo, Phạm Văn Cường")
    expect(page.locator("main")).to_contain_text("Lê Quang Đạt, Hồ Sỹ Hùng")
    look(page, "de-xuat", javascript=javascript)
    page.get_by_role("button", name="Ghi lịch này").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã lập 2 phân công, từ tháng")
    look(page, "da-lap", javascript=javascript)
    db.session.rollback()
    first, second = db.session.scalars(select(Assignment).order_by(Assignment.month)).all()
    return first, second


def swap(page: Page, look: Callable[..., None], first: Assignment, javascript: bool) -> None:
    """The two months change places in one action, and who presents goes along."""
    page.goto(f"/phan-cong/{first.uid}")
    look(page, "mot-phan-cong", javascript=javascript)
    page.get_by_role("link", name="Đổi lịch").click()
    page.get_by_role("radio", name=f"Tháng {vn_date(months.after(this_month(), 2))}").check()
    look(page, "doi-lich", javascript=javascript)
    page.get_by_role("button", name="Đổi cho nhau").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã đổi lịch tháng")
    expect(page.get_by_role("heading", level=1)).to_contain_text(vn_date(months.after(this_month(), 2)))


def give_out_one_more(page: Page, look: Callable[..., None], javascript: bool) -> None:
    """One month by hand, from the bank: whose turn it is stands ticked, the reasons of the others beside them."""
    page.goto("/phan-cong/kho")
    page.get_by_role("link", name="Dùng chủ đề").click()
    expect(page.get_by_label("Nội dung", exact=False).first).to_have_value("Chuyện “Ba chiếc ba lô”")
    look(page, "phan-cong", javascript=javascript)
    expect(page.locator("main")).to_contain_text("miễn sinh hoạt")
    expect(page.locator("main")).to_contain_text("đi học ở tỉnh")
    expect(page.locator("input[name=presenters]:checked")).to_have_count(2)
    page.get_by_role("button", name="Ghi phân công").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã phân công tháng")


def prepare_and_present(page: Page, look: Callable[..., None], first: Assignment, javascript: bool) -> None:
    """One tap says prepared, the next presented."""
    page.goto(f"/phan-cong/{first.uid}")
    page.get_by_role("button", name="Ghi đã chuẩn bị").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã ghi: chuẩn bị xong.")
    page.get_by_role("button", name="Ghi đã trình bày").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã ghi: đã trình bày.")
    look(page, "da-trinh-bay", javascript=javascript)
    page.goto(f"/phan-cong/?nam={this_month()[:4]}")
    look(page, "danh-sach", javascript=javascript)


@pytest.mark.parametrize("size", ["phone", "tablet", "desktop"])
def test_a_committee_sees_the_year_of_its_branches(
    branch: Organisation, open_as: OpenAs, look: Callable[..., None], size: str
) -> None:
    committee = db.session.get_one(Organisation, branch.parent_id)
    other = factories.make_branch(committee, "Chi bộ Trường Tiểu học Mẫu Sơn", "school")
    people = turns.members(branch, "2022-01")
    for number in range(1, 10):
        service.create(
            AssignmentData(
                branch.id if number % 2 else other.id, f"2022-{number:02}", (people[number % 5].id,) if number % 2 else (),
                topic=f"Chuyện “Nước nóng, nước nguội” {number}", media="story", due=f"2022-{number:02}-01",
                delivered=True if number < 4 else None, prepared_on="2022-04-02" if number == 4 else None,
            )
        )  # fmt: skip
    page = open_as(factories.make_user("committee_office", committee), size)
    page.goto("/phan-cong/?nam=2022")
    look(page, "ca-xa")
    page.get_by_role("link", name="Cần xử lý").first.click()
    expect(page.locator("#assignments")).to_contain_text("6 phân công")
    page.goto(f"/phan-cong/lap-lich?don-vi={committee.uid}&tu=10/2022&den=12/2022")
    look(page, "lan-luot-chi-bo")
    expect(page.locator("main")).to_contain_text("Chi bộ Trường Tiểu học Mẫu Sơn, Chi bộ thôn Bắc Sơn")
    page.goto("/phan-cong/moi")
    look(page, "chon-chi-bo")
