"""The demo's monthly reviews and yearly grades stand in every branch, made by the services and within their rules."""

from __future__ import annotations

from collections import Counter
from datetime import date

from flask import Flask
from sqlalchemy import select

from intranet.database import db
from intranet.demo.grading import make_grades
from intranet.demo.reviews import make_reviews
from intranet.grading import queries, rules
from intranet.grading.models import Grade
from intranet.organisations.models import Organisation
from intranet.reviews.models import WorkTask
from tests.factories import make_branch, make_member, make_organisation

TODAY = date(2026, 11, 21)


def commune_with(app: Flask, branches: int, members: int) -> Organisation:
    commune = make_organisation()
    for number in range(branches):
        branch = make_branch(commune, f"Chi bộ thôn {number}")
        for person in range(members):
            make_member(branch, joined_on="2015-03-02", roles=("secretary",) if person == 0 else ())
    return commune


def test_every_branch_has_five_months_of_tasks_and_carries_on_what_is_not_done(app: Flask) -> None:
    make_reviews(commune_with(app, 2, 4), TODAY)
    tasks = db.session.scalars(select(WorkTask)).all()
    assert {t.month for t in tasks} == {"2026-07", "2026-08", "2026-09", "2026-10", "2026-11"}
    past = [t for t in tasks if t.month < "2026-11"]
    assert all(t.result for t in past)
    assert all(t.result is None for t in tasks if t.month == "2026-11")
    open_ids = {t.id for t in past if t.result != "done"}
    assert open_ids
    assert open_ids == {t.carried_from_id for t in tasks if t.carried_from_id}
    assert Counter(t.meeting_id is not None for t in past)[True] > 0


def test_last_year_is_decided_for_everybody_and_within_the_cap(app: Flask) -> None:
    commune = commune_with(app, 6, 13)
    make_grades(commune, TODAY)
    grades = db.session.scalars(select(Grade)).all()
    assert len(grades) == 6 * 13 + 6
    assert all(g.grade and g.year == 2025 and g.shortcomings for g in grades)
    branches = db.session.scalars(select(Organisation).where(Organisation.parent_id == commune.id)).all()
    for unit, group in [(commune, "branches"), *((b, g) for b in branches for g in ("leaders", "members"))]:
        peers = db.session.scalars(queries.peers(unit.id, 2025, group)).all()
        assert rules.cap_over(peers, rules.rule_of(2025)).over == 0
    assert Counter(g.grade for g in grades)["excellent"] > 0
