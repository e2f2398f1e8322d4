"""Whatever stands in an address or a form, no page falls over: what is no number is none, what no file takes is left out."""

from __future__ import annotations

import pytest
from flask import Flask

from intranet.numbers import within
from intranet.registers.catalogue import ALL
from tests import factories
from tests.conftest import Login

NUMBERS = ("9" * 20, "1" * 5000, "-1", "0", "10000", "abc", "²", "1e5", "\x00")


def lists(app: Flask) -> list[str]:
    """The address of every page that needs nothing in its path."""
    plain = [r.rule for r in app.url_map.iter_rules() if "GET" in (r.methods or ()) and not r.arguments]
    return [*plain, *(f"/so/{register.path}/" for register in ALL)]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda text: text[:6] if text.isprintable() else "control")
def test_a_number_that_is_none_opens_the_page_all_the_same(app: Flask, login: Login, number: str) -> None:
    unit = factories.make_branch(factories.make_organisation()).uid
    office = login(factories.make_user("administrator"))
    asked = dict.fromkeys(("nam", "thang", "page", "trang", "con-thieu", "ky", "q"), number)
    broken = {}
    for address in lists(app):
        for more in ({}, {"don-vi": unit}):
            answer = office.get(address, query_string={**asked, **more})
            if answer.status_code >= 500:
                broken[address] = answer.status_code
    assert broken == {}


def test_a_number_of_thousands_of_digits_is_told_beside_its_field(app: Flask, login: Login) -> None:
    branch = factories.make_branch(factories.make_organisation())
    office = login(factories.make_user("branch_secretary", branch))
    endless = "1" * 5000
    for address, sent in (
        ("/so/chao-co/them", {"present": endless}),
        ("/so/khen-thuong/them", {"who": "Vi Thị Mơ", "amount": endless}),
        ("/so/mo-hinh/them", {"name": "Đường hoa", "year": endless}),
    ):
        answer = office.post(address, data=sent)
        assert (address, answer.status_code, "dài quá 200 ký tự." in answer.text) == (address, 422, True)


def test_what_no_file_takes_is_left_out_of_a_text(app: Flask, login: Login) -> None:
    branch = factories.make_branch(factories.make_organisation())
    office = login(factories.make_user("branch_secretary", branch))
    sent = {"who": "Bà Tư\x07", "deed": "Giúp\x00 đỡ\x02 hàng\x0bxóm\ufffe", "recorded_on": "05/3/2022"}
    page = office.post("/so/nguoi-tot-viec-tot/them", data=sent).location
    assert "Giúp đỡ hàng xóm" in office.get(page).text
    for file in ("/so/nguoi-tot-viec-tot/?tep=xlsx", "/so/nguoi-tot-viec-tot/quyen/2022.docx"):
        assert (file, office.get(file).status_code) == (file, 200)


def test_a_number_is_read_between_its_limits() -> None:
    given = ("12", "-3", "13", "", "12 ", "٣", "1" * 5000)
    assert [within(text, -5, 12) for text in given] == [12, -3, None, None, None, None, None]
