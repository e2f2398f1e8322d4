"""Any list as a file: the same rows as on the page, whole, narrowed as the page is."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from intranet.exporting import send
from intranet.organisations.models import Organisation
from tests import factories
from tests.conftest import Login


@pytest.fixture
def commune(app: Flask) -> Organisation:
    commune = factories.make_organisation()
    branch = factories.make_branch(commune)
    member = factories.make_member(branch, "Lê Thị Hoa", born="1975-03-05")
    factories.make_member(branch, "Trần Văn Bách", standing="probationary")
    factories.make_meeting(branch, topic="Ý chí tự lực")
    factories.make_pledge(member)
    return commune


LISTS = {
    "/dang-vien/": ("Họ và tên", ["Trần Văn Bách", "Lê Thị Hoa"]),
    "/chi-bo/": ("Tên đơn vị", ["Đảng bộ xã Mẫu Sơn", "Chi bộ thôn Bắc Sơn"]),
    "/sinh-hoat/": ("Chủ đề", ["Ý chí tự lực"]),
    "/dang-ky/?nam=2022": ("Nội dung đăng ký", ["1. Đọc sách\n2. Trồng cây"]),
}


@pytest.mark.parametrize("path", LISTS)
def test_every_list_can_be_taken_away_for_excel(commune: Organisation, login: Login, path: str) -> None:
    browser = login(factories.make_user("reader", commune))
    page = browser.get(path).text
    address = f"{path}{'&amp;' if '?' in path else '?'}tep=xlsx"
    assert address in page
    sheet = load_workbook(BytesIO(browser.get(address.replace("&amp;", "&")).data)).worksheets[0]
    columns = {column[0].value: [cell.value for cell in column[1:]] for column in sheet.iter_cols()}
    head, expected = LISTS[path]
    assert columns[head] == expected


def test_a_file_holds_what_the_filter_leaves_and_no_birth_dates(commune: Organisation, login: Login) -> None:
    browser = login(factories.make_user("reader", commune))
    text = browser.get("/dang-vien/?standing=probationary&tep=csv").data.decode("utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()] == ["Họ và tên", "Trần Văn Bách"]
    assert "1975" not in browser.get("/dang-vien/?tep=csv").data.decode("utf-8-sig")


def test_a_file_prints_as_wide_as_a_page_with_its_heads_on_every_page(commune: Organisation, login: Login) -> None:
    data = login(factories.make_user("reader", commune)).get("/sinh-hoat/?tep=xlsx").data
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    setup = sheet.page_setup
    assert (setup.orientation, setup.fitToWidth, setup.fitToHeight) == ("landscape", 1, 0)
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "A2")


def test_thousands_stand_apart_in_a_file_but_a_year_is_a_year(app: Flask) -> None:
    data = send("Quỹ", ["Năm", "Tiền"], [[2026, 1_200_000]], "xlsx").data
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    assert [(cell.value, cell.number_format) for cell in sheet[2]] == [(2026, "General"), (1_200_000, "#,##0")]
