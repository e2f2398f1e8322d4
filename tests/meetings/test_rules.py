"""The arithmetic of the rules, as laws and as the examples of the domain."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.meetings import rules
from intranet.settings.defaults import DEFAULTS

ATTENDANCE = DEFAULTS["attendance_points"].value
THRESHOLDS = DEFAULTS["rating_thresholds"].value


@pytest.mark.parametrize(
    ("present", "total", "unexcused", "longest", "points"),
    [
        (9, 10, 0, 3, 5),
        (9, 10, 0, 4, 4),
        (899, 1000, 0, 0, 4),
        (75, 100, 0, 0, 4),
        (749, 1000, 0, 0, 3),
        (65, 100, 0, 9, 2),
        (64, 100, 0, 0, 2),
        (99, 100, 1, 0, 2),
        (99, 100, 1, 4, 1),
        (0, 0, 0, 0, 0),
    ],
)
def test_attendance_points_follow_the_bands(
    present: int, total: int, unexcused: int, longest: int, points: int
) -> None:
    assert rules.attendance_points(present, total, unexcused, longest, ATTENDANCE) == points


@given(st.integers(1, 400), st.data())
def test_more_people_never_cost_points(total: int, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, total - 1))
    unexcused, longest = data.draw(st.integers(0, 2)), data.draw(st.integers(0, 6))
    fewer = rules.attendance_points(present, total, unexcused, longest, ATTENDANCE)
    assert 1 <= fewer <= rules.attendance_points(present + 1, total, unexcused, longest, ATTENDANCE) <= 5


@given(st.integers(1, 400), st.data())
def test_an_unexcused_absence_never_brings_points(total: int, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, total))
    with_one = rules.attendance_points(present, total, 1, 0, ATTENDANCE)
    assert with_one == 2
    assert with_one <= rules.attendance_points(present, total, 0, 0, ATTENDANCE)


@given(st.lists(st.sampled_from([None, "present", "absent_excused"])))
def test_a_month_without_a_roll_changes_no_run(marks: list[str | None]) -> None:
    given_marks = [m for m in marks if m]
    assert rules.running(marks, "absent_excused") == rules.running(given_marks, "absent_excused")
    assert rules.running([*given_marks, "present"], "absent_excused") == 0
    assert rules.running([*marks, "absent_excused"], "absent_excused") == rules.running(marks, "absent_excused") + 1


@pytest.mark.parametrize(
    ("score", "rating"),
    [
        (100, "good"),
        (90, "good"),
        (89, "fair"),
        (70, "fair"),
        (69, "average"),
        (50, "average"),
        (49, "poor"),
        (0, "poor"),
    ],
)
def test_the_rating_follows_the_score(score: int, rating: str) -> None:
    assert rules.rating_of(score, THRESHOLDS) == rating


@pytest.mark.parametrize(
    ("kinds", "minutes"),
    [
        (["regular_session"], 90),
        (["thematic_session"], 90),
        (["regular_session", "thematic_session"], 120),
        (["flag_session"], None),
        ([], None),
    ],
)
def test_the_least_length_depends_on_the_kinds(kinds: list[str], minutes: int | None) -> None:
    assert rules.least_minutes(kinds, 90, 120) == minutes


def test_two_months_are_warned_at_and_three_flagged() -> None:
    assert [rules.warning_level(months, 2, 3) for months in range(5)] == ["", "", "warn", "flag", "flag"]


@pytest.mark.parametrize(
    ("held", "kinds", "frequency", "following"),
    [
        ("2022-11-03", ["regular_session"], "weekly", "2022-12-03"),
        ("2022-12-03", ["regular_session"], "monthly", "2023-01-03"),
        ("2022-01-31", ["regular_session"], "monthly", "2022-02-28"),
        ("2022-11-07", ["study_session"], "monthly", "2022-11-14"),
        ("2022-11-07", ["flag_session"], "weekly", "2022-11-14"),
        ("2022-11-07", ["flag_session"], "first_monday", "2022-12-05"),
        ("2022-11-07", ["flag_session"], "monthly", "2022-12-07"),
    ],
)
def test_the_next_date_is_proposed(held: str, kinds: list[str], frequency: str, following: str) -> None:
    assert rules.next_date(date.fromisoformat(held), kinds, frequency).isoformat() == following


@given(st.dates(date(2016, 1, 1), date(2090, 1, 1)), st.sampled_from(["weekly", "first_monday", "monthly"]))
def test_the_next_date_lies_ahead_and_a_first_monday_is_one(held: date, frequency: str) -> None:
    regular = rules.next_date(held, ["regular_session"], frequency)
    assert (regular.year * 12 + regular.month) - (held.year * 12 + held.month) == 1
    flag = rules.next_date(held, ["flag_session"], frequency)
    assert held < flag
    assert frequency != "first_monday" or (flag.weekday() == 0 and flag.day <= 7)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_lies_in_its_quarter(month: int) -> None:
    assert month in rules.QUARTER_MONTHS[rules.quarter_of(month)]


def test_a_deadline_needs_a_day() -> None:
    assert rules.shifted("2022-02-27", 2) == "2022-03-01"
    assert rules.shifted("2022-03", 2) is None
