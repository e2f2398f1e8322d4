"""A contest in a real browser: rounds, entries out of a pasted table, scores, ranking; and an online quiz from both sides."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from intranet.contests import questions, quizzes
from intranet.contests.models import Answer, Attempt
from intranet.database import db
from intranet.registers import service
from intranet.registers.contest_entries import ContestEntry
from intranet.registers.contests import CONTESTS, Contest
from tests import factories
from tests.browser.conftest import OpenAs

Check = Callable[[Page], None]
CheckPage = Callable[[Page, bool, str], None]
SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])


@pytest.fixture
def check_page(assert_accessible: Check, assert_fits: Check) -> CheckPage:
    def check(page: Page, javascript: bool, title: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        assert_fits(page)
        if javascript:
            assert_accessible(page)

    return check


@SCRIPTS
@SIZES
def test_a_written_contest_from_its_rounds_to_its_ranking(
    app: Flask, open_as: OpenAs, check_page: CheckPage, size: str, javascript: bool
) -> None:
    commune = factories.make_organisation()
    factories.make_branch(commune)
    page = open_as(factories.make_user("committee_office", commune), size, javascript=javascript)
    page.goto("/so/cuoc-thi/")
    page.get_by_role("link", name="Ghi cuộc thi").first.click()
    page.get_by_label("Đơn vị", exact=True).select_option(label=commune.name)
    page.get_by_label("Tên", exact=True).fill("Thi viết về tấm gương bình dị")
    page.get_by_label("Thi viết", exact=True).check()
    page.get_by_label("Thời gian").fill("5/2026")
    page.get_by_role("button", name="Ghi", exact=True).click()
    check_page(page, javascript, "Thi viết về tấm gương bình dị")
    page.get_by_role("link", name="Thêm vòng").click()
    page.get_by_label("Tên vòng thi").fill("Sơ khảo")
    check_page(page, javascript, "Thêm vòng thi")
    page.get_by_role("button", name="Ghi", exact=True).click()
    page.get_by_role("link", name="Nhập từ bảng tính").click()
    check_page(page, javascript, "Nhập bài dự thi từ bảng tính")
    page.get_by_label("Vòng thi").select_option(label="Sơ khảo")
    page.get_by_label("Hoặc dán bảng vào đây").fill(
        "TT\tHọ tên\tĐơn vị\tTên bài\tĐiểm\n1\tLý Thị Hai\tthôn Bắc Sơn\tMẹ tôi\t9,5\n2\tNông Văn Ba\tSở Nội vụ\tCha tôi\tchín\n"
    )
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("Dòng 3, cột Điểm: Không hiểu “chín”.")).to_be_visible()
    check_page(page, javascript, "Xem trước bài dự thi")
    page.get_by_role("button", name="Ghi 2 bài").click()
    expect(page.get_by_text("Đã nhập 2 bài dự thi.")).to_be_visible()
    check_page(page, javascript, "Xếp hạng – Sơ khảo")
    page.get_by_role("link", name="Chấm điểm").click()
    page.get_by_label("Điểm của Nông Văn Ba").fill("9,75")
    page.get_by_label("Giải của Nông Văn Ba").fill("Nhất")
    check_page(page, javascript, "Chấm điểm – Sơ khảo")
    page.get_by_role("button", name="Ghi điểm, giải").click()
    first = page.get_by_role("row").nth(1) if size == "desktop" else page.locator("#rows tr").first
    expect(first).to_contain_text("Nông Văn Ba")
    expect(first).to_contain_text("Nhất")
    page.get_by_role("link", name="Cuộc thi", exact=True).first.click()
    page.get_by_role("link", name="Số bài theo đơn vị").click()
    check_page(page, javascript, "Số bài theo đơn vị")
    page.get_by_role("link", name="Cuộc thi", exact=True).first.click()
    page.get_by_role("link", name="Sửa Sơ khảo").click()
    page.get_by_role("button", name="Đóng, không nhận thêm bài").click()
    expect(page.get_by_text("đã đóng", exact=True)).to_be_visible()
    check_page(page, javascript, "Thi viết về tấm gương bình dị")


@SCRIPTS
@SIZES
def test_an_online_quiz_is_made_by_one_and_taken_by_another(
    app: Flask, open_as: OpenAs, check_page: CheckPage, size: str, javascript: bool
) -> None:
    commune = factories.make_organisation()
    branch = factories.make_branch(commune)
    contest: Contest = service.create(
        CONTESTS, service.RecordData(commune.id, {"name": "Tìm hiểu Nghị quyết", "kind": "online", "held": "2026-11"})
    )
    for number in (1, 2):
        text = f"Câu hỏi số {number} về Nghị quyết là gì?"
        questions.add(contest.id, questions.QuestionData(text, ("Phương án đúng", "Phương án sai"), 0))
    person = factories.make_user("reader", branch, full_name="Nông Văn Hai")
    page = open_as(factories.make_user("committee_office", commune), size, javascript=javascript)
    page.goto(f"/so/cuoc-thi/{contest.uid}")
    check_page(page, javascript, "Tìm hiểu Nghị quyết")
    page.get_by_role("link", name="Câu hỏi, cách thi").click()
    page.get_by_role("link", name="Ghi câu hỏi").click()
    page.get_by_label("Câu hỏi", exact=True).fill("Bác ra đi tìm đường cứu nước năm nào?")
    page.get_by_label("Phương án A").fill("1911")
    page.get_by_label("Phương án B").fill("1930")
    page.get_by_label("Đáp án đúng").select_option(label="A")
    check_page(page, javascript, "Ghi câu hỏi")
    page.get_by_role("button", name="Ghi", exact=True).click()
    page.get_by_role("link", name="Dán nhiều câu").click()
    page.get_by_label("Các câu hỏi").fill("Câu 1. Một cộng một bằng mấy?\nA. 2\nB. 3")
    page.get_by_role("button", name="Ghi các câu hỏi").click()
    expect(page.get_by_role("alert")).to_contain_text("đánh dấu * trước đúng một phương án")
    check_page(page, javascript, "Dán nhiều câu hỏi")
    page.get_by_role("link", name="Thôi").click()
    page.get_by_role("link", name="Sửa cách thi").click()
    page.get_by_label("Số phút làm bài").fill("15")
    check_page(page, javascript, "Cách thi")
    page.get_by_role("button", name="Ghi", exact=True).click()
    page.get_by_role("button", name="Mở thi").click()
    expect(page.get_by_text("Đã mở thi.")).to_be_visible()
    check_page(page, javascript, "Câu hỏi, cách thi")

    page = open_as(person, size, javascript=javascript)
    page.goto("/thi/")
    check_page(page, javascript, "Thi trực tuyến")
    page.get_by_role("link", name="Vào thi").click()
    check_page(page, javascript, "Tìm hiểu Nghị quyết")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    expect(page.get_by_role("button", name="Nộp bài")).to_be_visible()
    check_page(page, javascript, "Tìm hiểu Nghị quyết")
    page.get_by_label("Phương án đúng").first.check()
    if javascript:
        expect(page.get_by_text("Đã trả lời 1/3 câu")).to_be_visible()
        expect(page.get_by_role("timer")).to_contain_text("Còn 14 phút")
        page.reload()
    else:
        page.get_by_role("button", name="Lưu, làm tiếp").click()
        expect(page.get_by_text("Bài chưa nộp, có thể làm tiếp.")).to_be_visible()
    expect(page.get_by_label("Phương án đúng").first).to_be_checked()
    page.get_by_label("Phương án đúng").nth(1).check()
    page.get_by_label("1930").check()
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.get_by_text("66,7 điểm: đúng 2/3 câu.")).to_be_visible()
    check_page(page, javascript, "Kết quả bài thi")
    page.get_by_role("link", name="Bảng xếp hạng").click()
    expect(page.get_by_role("cell", name="Nông Văn Hai")).to_be_visible()
    check_page(page, javascript, "Xếp hạng")
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count(Answer.question_id))) == 3
    entry = db.session.scalars(db.select(ContestEntry)).one()
    assert (entry.who_name, entry.score, entry.organisation_id) == ("Nông Văn Hai", 66.7, branch.id)


def test_when_the_time_is_over_the_paper_hands_itself_in(app: Flask, open_as: OpenAs) -> None:
    commune = factories.make_organisation()
    contest: Contest = service.create(
        CONTESTS, service.RecordData(commune.id, {"name": "Tìm hiểu Nghị quyết", "kind": "online", "held": "2026-11"})
    )
    questions.add(contest.id, questions.QuestionData("Câu hỏi?", ("Đúng", "Sai"), 0))
    quizzes.set_open(quizzes.set_terms(contest.id, quizzes.QuizData(minutes=1)), True)
    person = factories.make_user("reader", commune)
    page = open_as(person, "phone")
    page.goto(f"/thi/{contest.uid}")
    page.clock.install()
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.get_by_label("Đúng", exact=True).check()
    expect(page.get_by_text("Đã trả lời 1/1 câu")).to_be_visible()
    page.clock.run_for(61_000)
    expect(page.get_by_text("100 điểm: đúng 1/1 câu.")).to_be_visible()
    db.session.rollback()
    assert db.session.scalars(db.select(Attempt)).one().ended_at is not None
