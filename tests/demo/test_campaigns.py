"""The demo's waves and rota: a year as a commune would have kept it, whatever the day."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, true

from intranet.campaigns import queries
from intranet.campaigns.models import Wave
from intranet.database import db, utcnow
from intranet.demo.campaigns import TOPICS, make_waves_and_rota
from intranet.formatting import local_today
from intranet.organisations.models import Organisation
from intranet.rota.models import Absence, Assignment, Presenter, TopicEntry
from tests.factories import make_branch, make_meeting, make_member, make_organisation


def commune(branches: int = 5, members: int = 6) -> Organisation:
    top = make_organisation()
    for number in range(branches):
        branch = make_branch(top, f"Chi bộ thôn {number}")
        for person in range(members):
            make_member(branch, f"Trần Văn {number} {person}", standing="exempt" if person == 0 else "full")
    return top


def test_one_wave_is_held_everywhere_and_another_is_under_way(app: Flask) -> None:
    top, today = commune(), local_today(utcnow())
    year = today.year if today.month > 3 else today.year - 1
    branch = db.session.scalars(select(Organisation).where(Organisation.name == "Chi bộ thôn 2")).one()
    meeting = make_meeting(branch, f"{year}-03-15", kinds=("thematic_session",))
    make_waves_and_rota(top, today)
    held, now = db.session.scalars(select(Wave).order_by(Wave.id)).all()
    board = queries.board(held, true(), today.isoformat())
    assert Counter(line.state for line in board) == {"held": 5}
    assert [line.meeting_uid for line in board if line.meeting_uid] == [meeting.uid]
    assert [session.lessons is not None for session, _ in queries.pilots(held)] == [True, True]
    assert Counter(line.state for line in queries.board(now, true(), today.isoformat())) == {
        "held": 1, "planned": 1, "late": 1, "waiting": 2,
    }  # fmt: skip


def test_two_present_every_month_in_fair_turns(app: Flask) -> None:
    today = date(2026, 11, 21)
    make_waves_and_rota(commune(2), today)
    months = Counter(db.session.scalars(select(Assignment.month)))
    assert (len(months), set(months.values())) == (13, {2})
    turns = Counter(db.session.scalars(select(Presenter.member_id)))
    assert max(turns.values()) - min(turns.values()) <= 1
    assert len(turns) == 2 * 5
    past = Counter(db.session.scalars(select(Assignment.delivered).where(Assignment.month < "2026-11")))
    assert (past[True], past[False], past[None]) == (18, 2, 0)
    assert len(db.session.scalars(select(TopicEntry)).all()) == len(TOPICS)
    assert len(db.session.scalars(select(Absence)).all()) == 2


@pytest.mark.parametrize("today", [date(2026, 1, 2), date(2027, 1, 2), date(2028, 2, 29), date(2026, 3, 31)])
def test_it_is_made_on_any_day_and_without_people(app: Flask, today: date) -> None:
    make_waves_and_rota(commune(3, 0), today)
    assert len(db.session.scalars(select(Wave)).all()) == 2
