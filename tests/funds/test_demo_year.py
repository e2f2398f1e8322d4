"""The demo's funds hold a believable year, and their pages open."""

from __future__ import annotations

from datetime import date

from flask import Flask

from intranet.database import db
from intranet.demo import funds as demo
from intranet.funds import book
from intranet.funds.models import Fund, JointWork
from intranet.registers.fund_entries import FundEntry
from tests import factories
from tests.conftest import Login


def test_a_year_of_savings_comes_in_through_the_services(app: Flask, login: Login) -> None:
    committee = factories.make_organisation()
    for number in range(3):
        branch = factories.make_branch(committee, f"Chi bộ thôn {number + 1}")
        for _ in range(6):
            factories.make_member(branch)
    demo.fill(committee, date(2026, 11, 21))
    funds = db.session.scalars(db.select(Fund).order_by(Fund.id)).all()
    assert [(f.name, f.closed_through) for f in funds] == [("Quỹ tiết kiệm làm theo Bác", "2026-09")] * 3 + [
        ("Quỹ vì người nghèo", None)
    ]
    assert [book.summary(f).held() for f in funds] == [1_890_000, 2_040_000, 2_010_000, 6_200_000]
    assert db.session.scalar(db.select(db.func.count(FundEntry.id))) == 51
    assert db.session.scalar(db.select(db.func.count(JointWork.id))) == 2
    browser = login(factories.make_user("committee_office", committee))
    for fund in funds:
        for page in (f"/quy/{fund.uid}", f"/quy/{fund.uid}/so?nam=2026"):
            assert browser.get(page).status_code == 200


def test_a_demo_loaded_on_any_day_works(app: Flask) -> None:
    for number, day in enumerate((date(2026, 1, 1), date(2024, 2, 29), date(2026, 3, 31), date(2026, 12, 31))):
        committee = factories.make_organisation(f"Đảng bộ xã {number}")
        factories.make_branch(committee, f"Chi bộ thôn {number}")
        demo.fill(committee, day)
        assert all(book.summary(f).held() > 0 for f in db.session.scalars(db.select(Fund)))
