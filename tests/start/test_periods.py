"""Which months the start page judges."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.start.periods import periods


@pytest.mark.parametrize(
    ("today", "year", "meeting", "follow", "due", "days"),
    [
        (date(2026, 11, 7), 2026, (2026, 11), (2026, 10), date(2026, 11, 10), 3),
        (date(2026, 11, 21), 2026, (2026, 11), (2026, 10), date(2026, 11, 10), -11),
        (date(2026, 1, 10), 2026, (2026, 1), (2025, 12), date(2026, 1, 10), 0),
        (date(2026, 12, 31), 2026, (2026, 12), (2026, 11), date(2026, 12, 10), -21),
        (date(2023, 1, 5), 2022, (2022, 12), (2022, 12), date(2023, 1, 10), 5),
    ],
)
def test_the_months_that_are_due(
    today: date, year: int, meeting: tuple[int, int], follow: tuple[int, int], due: date, days: int
) -> None:
    when = periods(today, year, 10)
    assert (when.meeting_month, when.follow_month, when.follow_due, when.follow_days) == (meeting, follow, due, days)


def test_days_left_in_the_month_of_the_sessions() -> None:
    assert periods(date(2026, 11, 21), 2026, 10).month_days == 9
    assert periods(date(2026, 11, 30), 2026, 10).month_days == 0
    assert periods(date(2023, 1, 2), 2022, 10).month_days == -2
    assert periods(date(2023, 1, 2), 2022, 10).is_past
