"""The story's first part: a session is made from the last one, its roll is called, its minutes are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from playwright.sync_api import Locator, Page, expect

from tests.browser.walk import Walk


@dataclass(frozen=True)
class Held:
    """A session that was held: its day, who is entitled, and whom the roll found late, absent, excused."""

    day: datetime
    total: int
    late: str
    absent: str
    excused: str


def hold_a_session(walk: Walk, page: Page) -> Held:
    """Repeat the last session, call the roll by its exceptions, finish the minutes."""
    walk.open_part(page, "Sinh hoạt")
    walk.look(page, "buoi-sinh-hoat")
    day = _repeat_the_last(walk, page)
    total, late, absent, excused = _call_the_roll(walk, page)
    _write_the_minutes(walk, page)
    return Held(datetime.strptime(day, "%d/%m/%Y"), total, late, absent, excused)


def _repeat_the_last(walk: Walk, page: Page) -> str:
    # Only a regular session's roll fills its month's column in the sheet; a session at the flag ceremony may be later.
    regular = page.locator("#sessions").get_by_role("row").filter(has_text="Thường kỳ")
    regular.get_by_role("link", name=re.compile(r"^[0-9]")).first.click()
    walk.look(page, "buoi-truoc")
    page.get_by_role("link", name="Lặp lại").click()
    walk.look(page, "lap-lai")
    day = page.get_by_label("Ngày họp").input_value()
    page.get_by_role("button", name="Tạo buổi mới").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã tạo buổi mới")
    walk.look(page, "buoi-moi")
    return day


def _call_the_roll(walk: Walk, page: Page) -> tuple[int, str, str, str]:
    page.get_by_role("link", name="Điểm danh", exact=True).click()
    rows = page.locator(".roll-row")
    everybody = int(page.locator("#roll-bar").inner_text().split("/")[1].split()[0])
    expect(page.locator("#roll-bar")).to_contain_text(f"{everybody} / {everybody} có mặt")
    late, absent, excused = names = [rows.nth(n).locator("summary").inner_text().split("\n")[0] for n in range(3)]
    for name, mark in zip(names, ("Đến muộn", "Vắng không lý do", "Vắng có lý do"), strict=True):
        _mark(page, name, mark)
    expect(page.locator("#roll-bar")).to_contain_text(f"{everybody - 2} / {everybody} có mặt")
    row = _row(page, excused)
    row.get_by_role("button", name="Việc gia đình").click()
    expect(row).to_contain_text("Việc gia đình")
    walk.look(page, "diem-danh")
    page.get_by_role("button", name="Xong").click()
    expect(page.locator("main")).to_contain_text(f"Đã điểm danh xong: {everybody - 2}/{everybody} có mặt.")
    expect(page.locator("main")).to_contain_text("1 vắng có lý do, 1 không lý do")
    return everybody, late, absent, excused


def _mark(page: Page, name: str, mark: str) -> None:
    row = _row(page, name)
    row.locator("summary").click()
    row.get_by_role("button", name=mark).click()
    expect(row.locator(".roll-state")).to_have_text(mark)


def _row(page: Page, name: str) -> Locator:
    return page.locator(".roll-row", has=page.locator("summary", has_text=name))


def _write_the_minutes(walk: Walk, page: Page) -> None:
    walk.look(page, "da-diem-danh")
    page.get_by_role("link", name=re.compile("Biên bản")).click()
    walk.look(page, "bien-ban")
    page.get_by_label("Kết luận của chủ trì").fill("Nhất trí nội dung các ý kiến; giao chi ủy triển khai.")
    page.get_by_role("button", name="Ghi và hoàn thành").click()
    expect(page.locator("main")).to_contain_text("Đã hoàn thành biên bản.")
    page.get_by_role("link", name=re.compile("Điểm buổi sinh hoạt")).click()
    walk.look(page, "cham-diem")
