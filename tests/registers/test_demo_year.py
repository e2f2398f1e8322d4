"""The demo's year stands in every register, and every page of it can be opened."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from intranet.database import db
from intranet.demo import registers as demo
from intranet.organisations.models import Organisation
from intranet.registers.catalogue import BY_NAME
from tests import factories
from tests.conftest import Login, QueryCounter

TODAY = date(2022, 11, 21)
FILLED = {
    "good_deeds": 24, "practice_models": 8, "exemplar_stories": 4, "news_items": 4, "commendations": 10, "obstacles": 3,
    "directives": 2, "flag_ceremonies": 11, "held_months": 9, "plan_checks": 54,
}  # fmt: skip


@pytest.fixture
def commune(app: Flask) -> Organisation:
    """Nine branches of six members, with the demo's year."""
    committee = factories.make_organisation()
    for number in range(9):
        branch = factories.make_branch(committee, f"Chi bộ thôn {number + 1}")
        for _ in range(6):
            factories.make_member(branch)
        factories.make_meeting(branch, "2022-09-03")
    demo.fill(committee, TODAY)
    return committee


def test_a_year_of_every_register_comes_in_through_the_services(commune: Organisation) -> None:
    counted = {name: db.session.scalar(db.select(db.func.count()).select_from(BY_NAME[name].model)) for name in FILLED}
    assert counted == FILLED


@pytest.mark.parametrize("today", [date(2022, 1, 1), date(2022, 2, 28), date(2024, 12, 31)])
def test_a_year_can_be_made_on_any_day(app: Flask, today: date) -> None:
    committee = factories.make_organisation()
    for number in range(3):
        branch = factories.make_branch(committee, f"Chi bộ thôn {number + 1}")
        for _ in range(6):
            factories.make_member(branch)
    demo.fill(committee, today)
    assert db.session.scalar(db.select(db.func.count()).select_from(BY_NAME["good_deeds"].model)) == 24


def addresses(role: str) -> list[str]:
    """Every page of every register of the demo that this role may open, for one record of each."""
    found = []
    for name in FILLED:
        register = BY_NAME[name]
        uid = db.session.scalars(db.select(register.model.uid)).first()
        home = f"/so/{register.path}/"
        found += [home, f"{home}?q=chi+bo", f"{home}?tep=xlsx", f"{home}{uid}", f"/lich-su/{name}/{uid}"]
        found += [f"{home}?noi-khac=1"] if register.shared else []
        found += [f"{home}quyen/2022", f"{home}quyen/2022.docx"] if register.book else []
        found += [f"{home}?{field.name}=none" for field in register.filters]
        found += [f"{home}them", f"{home}{uid}/sua"] if role != "reader" else []
    db.session.commit()
    return found


@pytest.mark.parametrize("role", ["committee_office", "reader"])
def test_every_list_form_record_book_and_file_opens(
    commune: Organisation, login: Login, queries: QueryCounter, role: str
) -> None:
    browser = login(factories.make_user(role, commune))
    for address in addresses(role):
        browser.get(address)
        queries.reset()
        assert (address, browser.get(address).status_code) == (address, 200)
        assert queries.count <= 10, (address, queries.statements)
