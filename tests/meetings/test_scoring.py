"""The score out of 100, part by part, by the rules of the session's day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from intranet.database import db
from intranet.meetings import attendance, rollcall, scoring, service
from intranet.meetings.models import Meeting
from intranet.refusal import Refusal
from intranet.settings import service as settings
from intranet.settings.defaults import DEFAULTS
from tests import factories
from tests.factories import Commune
from tests.meetings.conftest import Reload

FULL = {
    "duration": 5, "attendance": 5, "preparation": 10, "conduct": 40, "principles": 5, "delivery": 30, "closing": 5,
}  # fmt: skip


def proposed(meeting: Meeting) -> dict[str, int | None]:
    return {part.name: part.proposed for part in scoring.parts_of(meeting)}


@pytest.mark.parametrize(
    ("given", "score", "rating"),
    [
        ({}, 100, "good"),
        ({"conduct": 30}, 90, "good"),
        ({"conduct": 29}, 89, "fair"),
        ({"conduct": 10}, 70, "fair"),
        ({"conduct": 0, "delivery": 20}, 50, "average"),
        ({"conduct": 0, "delivery": 19}, 49, "poor"),
    ],
)
def test_the_score_is_the_sum_of_its_parts(
    commune: Commune, whole: Reload, given: dict[str, int], score: int, rating: str
) -> None:
    meeting = whole(factories.make_meeting(commune.branch))
    scoring.set_parts(meeting, {**FULL, **given})
    assert (meeting.score, meeting.rating) == (score, rating)


def test_there_is_no_score_until_every_part_has_its_points(commune: Commune, whole: Reload) -> None:
    meeting = whole(factories.make_meeting(commune.branch))
    scoring.set_parts(meeting, {**FULL, "closing": None})
    assert (meeting.score, meeting.rating) == (None, None)
    scoring.set_parts(meeting, {"closing": 4})
    assert (meeting.score, meeting.rating) == (99, "good")


@pytest.mark.parametrize(("part", "points"), [("conduct", 41), ("closing", -1), ("weather", 1)])
def test_more_than_the_maximum_is_refused(commune: Commune, whole: Reload, part: str, points: int) -> None:
    meeting = whole(factories.make_meeting(commune.branch))
    with pytest.raises(Refusal) as refused:
        scoring.set_parts(meeting, {part: points})
    assert (refused.value.field, meeting.score) == (part, None)


def test_length_and_attendance_are_proposed_from_what_happened(commune: Commune, whole: Reload) -> None:
    meeting = factories.make_meeting(commune.branch)
    assert proposed(whole(meeting))["attendance"] is None
    service.update(meeting, replace(service.data_of(meeting), duration_minutes=95))
    rollcall.finish(meeting)
    assert (proposed(whole(meeting))["duration"], proposed(whole(meeting))["attendance"]) == (5, 5)


def test_a_joined_session_must_be_longer(commune: Commune, whole: Reload) -> None:
    meeting = factories.make_meeting(commune.branch, kinds=("regular_session", "thematic_session"), duration_minutes=95)
    assert proposed(whole(meeting))["duration"] == 0


def test_one_absence_without_a_reason_costs_the_attendance_points(commune: Commune, whole: Reload) -> None:
    meeting = factories.make_meeting(commune.branch)
    rollcall.mark(meeting, commune.people[0].uid, "absent_unexcused")
    rollcall.finish(meeting)
    assert proposed(whole(meeting))["attendance"] == 2


@pytest.mark.parametrize(("months", "points"), [(3, 4), (4, 3)])
def test_who_is_excused_too_often_running_costs_the_extra_point(
    commune: Commune, whole: Reload, months: int, points: int
) -> None:
    line = attendance.ensure_line(commune.people[0], 2022)
    for month in range(12 - months, 11):
        attendance.set_mark(line, "absent_excused", month=month)
    meeting = factories.make_meeting(commune.branch)
    rollcall.mark(meeting, commune.people[0].uid, "absent_excused", "Ốm")
    rollcall.finish(meeting)
    assert scoring.longest_excused(meeting) == months
    assert proposed(whole(meeting))["attendance"] == points  # 4 of 5 came: 80 %, the band of 3


def test_a_run_goes_on_over_new_year(commune: Commune) -> None:
    for year, months in ((2021, (11, 12)), (2022, (1, 2))):
        line = attendance.ensure_line(commune.people[0], year)
        for month in months:
            attendance.set_mark(line, "absent_excused", month=month)
    assert scoring.longest_excused(factories.make_meeting(commune.branch, "2022-02-03")) == 4
    assert scoring.longest_excused(factories.make_meeting(commune.branch, "2022-01-03")) == 3


def test_an_exempt_member_breaks_no_points(commune: Commune, whole: Reload) -> None:
    meeting = factories.make_meeting(commune.branch)
    rollcall.mark(meeting, commune.exempt.uid, "absent_unexcused")
    rollcall.finish(meeting)
    assert (meeting.total, meeting.absent_unexcused) == (5, 0)
    assert proposed(whole(meeting))["attendance"] == 5


def test_last_years_session_is_scored_by_last_years_rule(commune: Commune, whole: Reload) -> None:
    settings.put("score_parts", "2023-01-01", {**FULL, "conduct": 30, "delivery": 40}, "HD 5")
    settings.put("rating_thresholds", "2023-01-01", {"good": 95, "fair": 80, "average": 60}, "HD 5")
    old, new = (factories.make_meeting(commune.branch, f"{year}-11-03") for year in (2022, 2023))
    scoring.set_parts(whole(old), {**FULL, "closing": 0, "duration": 0})
    scoring.set_parts(whole(new), {**FULL, "conduct": 30, "delivery": 40, "closing": 0, "duration": 0})
    assert [(m.score, m.rating) for m in (old, new)] == [(90, "good"), (90, "fair")]


def test_the_shipped_parts_make_a_hundred() -> None:
    assert DEFAULTS["score_parts"].value == FULL
    assert sum(FULL.values()) == 100


def test_a_locked_session_keeps_its_score(commune: Commune, whole: Reload) -> None:
    meeting = whole(factories.make_meeting(commune.branch))
    settings.lock(commune.branch.id, "2022-11")
    with pytest.raises(Refusal):
        scoring.set_parts(meeting, FULL)
    db.session.rollback()
    assert whole(meeting).score is None
