"""The story's third part: the clerk edits the workbook, the office previews, syncs, settles the conflict and undoes."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import clerk
from tests.browser.story_meetings import Held
from tests.browser.story_pledges import WORK
from tests.browser.walk import Walk

IN_SHEET, IN_DATABASE = "Đề nghị làm điểm của thôn", "Nhất trí, báo kết quả hằng tháng"
#: The demo's first workbook; the shelf of registers in the navigation has a name that ends alike.
BOOK = re.compile("^Sổ theo dõi")
PLEDGES, BRANCH = "Đăng ký làm theo", "Chi bộ thôn Bắc Sơn"


def the_clerk_works(walk: Walk, edit: clerk.Clerk) -> str:
    """Corrections and a note in the workbook; gives the name of the member the note is about."""
    book = walk.product.book
    edit(book, clerk.corrections(book))
    return str(clerk.row_with(book, "Đảng viên", clerk.NOTE)[1])


def preview(walk: Walk, page: Page) -> None:
    """Look at what a run would do; neither side is touched."""
    walk.open_part(page, "Bảng tính")
    walk.look(page, "bang-tinh")
    page.get_by_role("link", name=BOOK).click()
    expect(page.get_by_role("main")).to_contain_text(IN_SHEET)
    walk.look(page, "hop-thu")
    before = walk.product.book.read_bytes()
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem trước")
    expect(page.get_by_role("row", name="Đảng viên")).to_contain_text("sửa 1 dòng")
    expect(page.get_by_role("row", name="Theo dõi tháng")).to_contain_text("thêm 2 dòng")
    walk.look(page, "xem-truoc")
    assert walk.product.book.read_bytes() == before


def sync(walk: Walk, page: Page) -> None:
    """Press the button, go away while the worker works, come back and see it done."""
    page.get_by_role("button", name="Đồng bộ ngay").click()
    expect(page.locator("#progress")).to_be_visible()
    address = page.url
    walk.open_part(page, "Đảng viên")
    page.goto(address)
    _wait_until_done(walk, page)
    walk.look(page, "da-dong-bo")


def _wait_until_done(walk: Walk, page: Page) -> None:
    """The bar moves by itself, or the page reloads itself where there is no JavaScript."""
    expect(page.locator("#progress")).not_to_contain_text(re.compile("Anh chị có thể đóng trang này"), timeout=90_000)


def both_sides_have_it(walk: Walk, page: Page, held: Held, owner: str, member: str) -> None:
    """What the secretary wrote stands in the workbook, what the clerk wrote stands in the intranet."""
    book = walk.product.book
    sessions = [row for row in clerk.rows(book, "Buổi sinh hoạt") if row[1] == held.day and row[3] == BRANCH]
    assert [row[8:12] for row in sessions] == [[held.total, held.total - 2, 1, 1]]
    marks = [clerk.row_with(book, "Điểm danh", name) for name in (held.late, held.absent, held.excused)]
    assert [row[1 + held.day.month] for row in marks] == ["M", "K", "P"]
    pledge = clerk.row_with(book, PLEDGES, owner)
    assert WORK in pledge
    assert "Đã duyệt" in pledge
    ticked = clerk.row_with(book, "Theo dõi tháng", WORK)
    assert ticked[2] in ("Đ", "Đạt")
    walk.open_part(page, "Đảng viên")
    page.get_by_role("link", name=member).click()
    expect(page.get_by_role("main")).to_contain_text(clerk.NOTE)
    walk.look(page, "dang-vien")


def settle(walk: Walk, page: Page) -> None:
    """One click takes the intranet's words; the worker writes them, and nothing waits any more."""
    walk.open_part(page, "Bảng tính")
    page.get_by_role("link", name=BOOK).click()
    page.get_by_role("button", name="Lấy giá trị này trong phần mềm").click()
    expect(page.get_by_text("Đã chọn").first).to_be_visible()
    walk.look(page, "da-chon")
    _wait_until_done(walk, page)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Không có gì chờ anh chị xử lý.")
    walk.look(page, "khong-con-gi")
    assert IN_DATABASE in clerk.row_with(walk.product.book, PLEDGES, IN_DATABASE)
    assert not [row for row in clerk.rows(walk.product.book, PLEDGES) if IN_SHEET in row]


def undo(walk: Walk, page: Page) -> None:
    """Undo the run that settled it: the clerk's words are back in the workbook, the secretary's stay in the intranet."""
    page.get_by_role("link", name="Hoàn tác").first.click()
    walk.look(page, "hoi-hoan-tac")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("main")).to_contain_text("Đã hoàn tác.")
    expect(page.get_by_role("main")).not_to_contain_text("Hai nơi ghi như nhau")
    expect(page.get_by_role("main")).to_contain_text("hai nơi đang ghi khác nhau")
    walk.look(page, "da-hoan-tac")
    row = clerk.row_with(walk.product.book, PLEDGES, IN_SHEET)
    assert IN_DATABASE not in row
