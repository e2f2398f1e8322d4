"""The registers' lists and links."""

from __future__ import annotations

import pytest

from intranet.audit.actor import acting_as
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.registers import service
from intranet.registers.catalogue import BY_NAME
from tests import factories
from tests.conftest import Login, QueryCounter
from tests.registers.conftest import SHEET, write


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("https://bao.example.vn/1", 'href="https://bao.example.vn/1"'),
        ("bao.example.vn/tin/1", 'href="https://bao.example.vn/tin/1"'),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("số báo 12", ""),
    ],
)
def test_only_addresses_of_the_web_become_links(branch: Organisation, login: Login, written: str, href: str) -> None:
    item = write("news_items", branch, title="Đường hoa", link=written)
    page = login(factories.make_user("reader", branch)).get(f"/so/tin-bai/{item.uid}").text  # type: ignore[attr-defined]
    assert written in page
    assert ((href in page) if href else ('rel="noopener' not in page)) is True


@pytest.mark.parametrize("many", [1, 3, 300])
@pytest.mark.parametrize("name", ["practice_models", "commendations", "exemplar_stories", "obstacles", "directives"])
def test_lists_cost_the_same_at_any_length(
    branch: Organisation, login: Login, queries: QueryCounter, name: str, many: int
) -> None:
    register = BY_NAME[name]
    needed = {field.name: "Vi Thị Mơ" for field in register.written if field.required}
    with acting_as(SHEET):
        for _ in range(many):
            service.create(register, service.RecordData(branch.id, needed, year=2022))
    db.session.commit()
    browser = login(factories.make_user("committee_office", branch))
    address = f"/so/{register.path}/"
    assert f"<b>{many}</b> {register.one}" in browser.get(address).text
    queries.reset()
    browser.get(address)
    assert queries.count <= 10
