"""Preparing a session: agenda from the template, order, guests, the last one again, open actions carried."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from intranet.database import db
from intranet.meetings import actions, agenda, holding, scoring
from intranet.meetings.models import Action, Meeting
from intranet.meetings.service import MeetingData
from intranet.refusal import Refusal
from intranet.settings import service as rules
from intranet.settings.defaults import AGENDAS
from tests import factories
from tests.factories import Commune
from tests.meetings.conftest import Reload


def titles(meeting: Meeting) -> list[str]:
    return [item.title for item in sorted(meeting.agenda, key=lambda item: item.position)]


def regular(commune: Commune, date: str, **values: object) -> MeetingData:
    given_values = {"kinds": ("regular_session",), **values}
    return MeetingData(commune.branch.id, int(date[:4]), date, **given_values)  # type: ignore[arg-type]


def test_a_new_session_has_the_agenda_of_its_kind(commune: Commune) -> None:
    assert titles(holding.prepare(regular(commune, "2022-11-03"))) == AGENDAS["regular_session"]


def test_a_joined_session_has_the_points_of_both_each_once(commune: Commune) -> None:
    both = titles(holding.prepare(regular(commune, "2022-11-03", kinds=("regular_session", "thematic_session"))))
    assert both == list(dict.fromkeys(AGENDAS["regular_session"] + AGENDAS["thematic_session"]))


def test_the_template_is_the_one_of_the_day(commune: Commune) -> None:
    rules.put("agenda_templates", "2023-01-01", {"regular_session": ["Một", "Hai"]}, "HD 1")
    assert titles(holding.prepare(regular(commune, "2023-01-03"))) == ["Một", "Hai"]
    assert titles(holding.prepare(regular(commune, "2022-12-03"))) == AGENDAS["regular_session"]


def test_filling_from_the_template_again_adds_only_what_is_missing(commune: Commune, whole: Reload) -> None:
    meeting = holding.prepare(regular(commune, "2022-11-03"))
    agenda.remove(meeting, meeting.agenda[0])
    db.session.commit()
    agenda.fill(whole(meeting))
    assert titles(meeting) == [*AGENDAS["regular_session"][1:], AGENDAS["regular_session"][0]]


def test_a_point_moves_up_and_down_and_stops_at_the_ends(commune: Commune, whole: Reload) -> None:
    meeting = factories.make_meeting(commune.branch)
    for title in ("Một", "Hai", "Ba"):
        agenda.add(whole(meeting), title)
        db.session.commit()

    def moved(title: str, steps: int) -> list[str]:
        loaded = whole(meeting)
        agenda.move(loaded, next(i for i in loaded.agenda if i.title == title), steps)
        db.session.commit()
        return titles(whole(meeting))

    assert moved("Ba", -1) == ["Một", "Ba", "Hai"]
    assert moved("Ba", -1) == ["Ba", "Một", "Hai"]
    assert moved("Ba", -1) == ["Ba", "Một", "Hai"]
    assert moved("Hai", 1) == ["Ba", "Một", "Hai"]
    assert moved("Ba", 1) == ["Một", "Ba", "Hai"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from([-1, 1])), max_size=8))
def test_moving_loses_and_doubles_nothing(commune: Commune, whole: Reload, moves: list[tuple[int, int]]) -> None:
    meeting = factories.make_meeting(commune.branch)
    for title in "abcde":
        agenda.add(whole(meeting), title)
        db.session.commit()
    for place, steps in moves:
        loaded = whole(meeting)
        agenda.move(loaded, loaded.agenda[place], steps)
        db.session.commit()
    after = whole(meeting).agenda
    assert sorted(i.title for i in after) == list("abcde")
    assert [i.position for i in after] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("title", ["", "   ", "x" * 301])
def test_a_point_needs_a_title_of_sensible_length(commune: Commune, whole: Reload, title: str) -> None:
    with pytest.raises(Refusal):
        agenda.add(whole(factories.make_meeting(commune.branch)), title)


def test_the_last_session_again_keeps_its_shape_and_none_of_what_was_said(commune: Commune, whole: Reload) -> None:
    data = regular(
        commune, "2022-11-03", time="19:30", place="Nhà văn hóa", topic="Việc tháng 11", chair_id=commune.people[0].id,
        minute_taker_id=commune.people[1].id, duration_minutes=95, present=5, score=91, rating="good",
    )  # fmt: skip
    first = holding.prepare(data)
    agenda.change(first.agenda[2], "Kể chuyện về Bác", commune.people[2].id)
    first.agenda[2].discussion = "Đã nói"
    agenda.add_guest(first, "Lê Thu Hà", "Phó Bí thư Đảng ủy")
    db.session.commit()
    loaded = whole(first)
    shape, again = titles(loaded), holding.clone(loaded, "2022-12-03")
    db.session.commit()
    again = whole(again)
    assert (again.date, again.time, again.place, again.kind_list) == (
        "2022-12-03",
        "19:30",
        "Nhà văn hóa",
        ["regular_session"],
    )
    assert (again.chair_id, again.minute_taker_id) == (commune.people[0].id, commune.people[1].id)
    assert (titles(again), again.topic) == (shape, None)
    assert [(i.presenter_id, i.discussion) for i in again.agenda][2] == (commune.people[2].id, None)
    assert (again.guests, again.score, again.present, again.duration_minutes) == ([], None, None, None)


def test_the_next_date_is_proposed_by_the_custom_of_the_day(commune: Commune) -> None:
    rules.put("flag_frequency", "2022-06-01", "first_monday", "KH 17")
    before = factories.make_meeting(commune.branch, "2022-05-02", kinds=("flag_session",))
    after = factories.make_meeting(commune.branch, "2022-11-07", kinds=("flag_session",))
    assert (holding.proposed_date(before), holding.proposed_date(after)) == ("2022-06-02", "2022-12-05")


def test_open_actions_come_along_and_done_ones_stay(commune: Commune, whole: Reload) -> None:
    first = whole(holding.prepare(regular(commune, "2022-11-03")))
    kept = actions.add(first, "Trồng hoa", commune.people[0].id, "2022-12-15")
    done = actions.add(first, "Quét sân")
    actions.settle(done, True)
    db.session.commit()
    second = holding.prepare(regular(commune, "2022-12-03"))
    assert [(a.content, a.owner_id, a.due_on, a.carried_from_id) for a in second.actions] == [
        ("Trồng hoa", commune.people[0].id, "2022-12-15", kept.id)
    ]


def test_an_action_is_carried_once(commune: Commune, whole: Reload) -> None:
    first = whole(holding.prepare(regular(commune, "2022-10-03")))
    actions.add(first, "Trồng hoa")
    db.session.commit()
    second = holding.prepare(regular(commune, "2022-11-03"))
    db.session.commit()
    assert actions.carry(whole(second)) == []
    third = holding.prepare(regular(commune, "2022-12-03"))
    assert [a.carried_from_id for a in third.actions] == [a.id for a in whole(second).actions]


def test_a_session_before_takes_nothing_from_a_later_one(commune: Commune, whole: Reload) -> None:
    later = whole(holding.prepare(regular(commune, "2022-11-03")))
    actions.add(later, "Trồng hoa")
    db.session.commit()
    assert holding.prepare(regular(commune, "2022-10-03")).actions == []


def test_another_branch_takes_nothing(commune: Commune, whole: Reload) -> None:
    actions.add(whole(holding.prepare(regular(commune, "2022-11-03"))), "Trồng hoa")
    db.session.commit()
    elsewhere = holding.prepare(MeetingData(commune.other.id, 2022, "2022-12-03", kinds=("regular_session",)))
    assert elsewhere.actions == []


def test_done_is_done_at_every_session_it_was_carried_through(commune: Commune, whole: Reload) -> None:
    for date in ("2022-10-03", "2022-11-03", "2022-12-03"):
        meeting = whole(holding.prepare(regular(commune, date)))
        if date == "2022-10-03":
            actions.add(meeting, "Trồng hoa")
        db.session.commit()
    last = db.session.scalars(select(Action).order_by(Action.id.desc())).first()
    assert last is not None
    actions.settle(last, True)
    assert [a.done_on is not None for a in db.session.scalars(select(Action))] == [True] * 3
    actions.settle(last, False)
    assert [a.done_on for a in db.session.scalars(select(Action))] == [None] * 3


def test_an_action_taken_out_is_open_at_its_earlier_session_again(commune: Commune, whole: Reload) -> None:
    actions.add(whole(holding.prepare(regular(commune, "2022-11-03"))), "Trồng hoa")
    db.session.commit()
    second = whole(holding.prepare(regular(commune, "2022-12-03")))
    actions.remove(second, second.actions[0])
    db.session.commit()
    assert [a.content for a in actions.waiting(whole(second))] == ["Trồng hoa"]


def test_a_session_straight_from_the_database_can_be_worked_on(commune: Commune, whole: Reload) -> None:
    meeting = holding.prepare(regular(commune, "2022-11-03"))
    for work in (
        lambda: agenda.add(meeting, "Mục mới"),
        lambda: agenda.add_guest(meeting, "Lê Thu Hà", ""),
        lambda: actions.add(meeting, "Trồng hoa"),
        lambda: scoring.set_parts(meeting, {"closing": 5}),
        lambda: holding.clone(meeting, "2022-12-03"),
    ):
        db.session.commit()
        work()
    after = whole(meeting)
    assert (len(after.agenda), len(after.guests), len(after.actions), len(after.score_parts)) == (8, 1, 1, 1)
