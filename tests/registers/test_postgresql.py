"""The demo's year of the registers on PostgreSQL: written, counted, narrowed, opened page by page."""

from __future__ import annotations

from flask import Flask

from intranet.demo import registers as demo
from tests import factories
from tests.conftest import sign_in
from tests.registers.test_demo_year import TODAY, addresses


def test_every_page_of_the_registers_opens_on_postgresql(on_postgresql: Flask) -> None:
    commune = factories.make_organisation()
    for number in range(3):
        branch = factories.make_branch(commune, f"Chi bộ thôn {number + 1}")
        for _ in range(6):
            factories.make_member(branch)
    demo.fill(commune, TODAY)
    browser = sign_in(on_postgresql, factories.make_user("committee_office", commune))
    assert {address: browser.get(address).status_code for address in addresses("committee_office")} == dict.fromkeys(
        addresses("committee_office"), 200
    )
    assert "1</b> vướng mắc" in browser.get("/so/vuong-mac/?state=overdue").text
    assert browser.get("/").status_code == 200
