"""The story's second part: a pledge for someone who has none, its way to approval, a month's tick with evidence."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.walk import Walk

WORK = "Trực nhà văn hóa thôn tối thứ bảy, hướng dẫn bà con đọc sách"
EVIDENCE = "Sổ trực có ký nhận của bà con"
COMMENT = "Nêu rõ số buổi trực trong tháng"


def write_a_pledge(walk: Walk, page: Page) -> str:
    """Write a pledge for the one member without, return it with a comment, revise and approve it. Gives whose it is."""
    walk.open_part(page, "Đăng ký làm theo")
    walk.look(page, "dang-ky")
    page.get_by_role("link", name="Chưa có bản đăng ký").click()
    walk.look(page, "chua-co")
    owner = page.locator("#missing td.lead").first.inner_text()
    page.get_by_role("link", name=f"Lập bản đăng ký cho {owner}").click()
    walk.look(page, "lap-ban-dang-ky")
    _fill_in(page)
    page.get_by_role("button", name="Ghi", exact=True).click()
    page.get_by_role("button", name="Nộp chờ duyệt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(owner)
    walk.look(page, "cho-duyet")
    _comment_revise_approve(walk, page)
    return owner


def _fill_in(page: Page) -> None:
    page.get_by_label("Hạn chế năm trước cần khắc phục").fill("Chưa đều việc tự học")
    first = page.get_by_role("group", name="Việc 1")
    first.get_by_label("Việc làm cụ thể").fill("Trực nhà văn hóa thôn tối thứ bảy")
    first.get_by_label("Thời hạn").fill("12/2026")
    second = page.get_by_role("group", name="Việc 2")
    second.get_by_label("Việc làm cụ thể").fill("Đọc và kể lại một câu chuyện về Bác mỗi quý")


def _comment_revise_approve(walk: Walk, page: Page) -> None:
    page.get_by_text("Góp ý, trả lại để sửa").click()
    page.get_by_role("textbox", name="Chi bộ góp ý").fill(COMMENT)
    page.get_by_role("button", name="Trả lại để sửa").click()
    expect(page.get_by_role("region", name="Duyệt")).to_contain_text("Sửa lại")
    expect(page.get_by_role("region", name="Duyệt")).to_contain_text(COMMENT)
    walk.look(page, "tra-lai")
    page.get_by_role("link", name="Sửa", exact=True).click()
    walk.look(page, "sua-ban-dang-ky")
    page.get_by_role("group", name="Việc 1").get_by_label("Việc làm cụ thể").fill(WORK)
    page.get_by_role("button", name="Ghi", exact=True).click()
    page.get_by_role("button", name="Nộp chờ duyệt").click()
    page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(page.get_by_role("region", name="Duyệt")).to_contain_text("Đã duyệt")
    walk.look(page, "da-duyet")


def tick_a_month(walk: Walk, page: Page) -> None:
    """January of the new work: one tap opens the choices, evidence is typed, the second tap writes."""
    walk.open_part(page, "Theo dõi tháng")
    walk.look(page, "theo-doi-thang")
    work = page.locator("tbody", has=page.get_by_role("rowheader", name=WORK))
    january = work.locator('[id^="t-"][id$="-1"]')
    january.click()
    page.get_by_role("textbox", name="Minh chứng").fill(EVIDENCE)
    walk.look(page, "ghi-thang")
    page.get_by_role("button", name="Đạt", exact=True).click()
    expect(page.locator(".tick-open")).to_have_count(0)
    expect(january).to_have_text(re.compile("Đạt.*có minh chứng"))
    walk.look(page, "da-ghi-thang")
