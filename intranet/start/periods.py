"""Which month the start page judges: the present one in this year, the last one of a year gone by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Periods:
    """The working year as seen on a day.

    ``meeting_month`` is the month whose sessions are due, ``follow_month`` the one whose follow-up is (year, month).
    ``follow_due`` is its last day.
    """

    today: date
    year: int
    as_of: date
    meeting_month: tuple[int, int]
    follow_month: tuple[int, int]
    follow_due: date

    @property
    def is_past(self) -> bool:
        """Whether the working year is over."""
        return self.year < self.today.year

    @property
    def follow_days(self) -> int:
        """Days left for the follow-up; negative once it is overdue."""
        return (self.follow_due - self.today).days

    @property
    def month_days(self) -> int:
        """Days left in the month of the sessions; negative once it is over."""
        year, month = self.meeting_month
        return (_month_after(year, month) - timedelta(days=1) - self.today).days


def periods(today: date, year: int, followup_day: int) -> Periods:
    """The periods of a year as seen today. ``followup_day``: until which day of a month the month before is followed up.

    In January of the present year the follow-up due is that of December, a month of last year's pledges.
    """
    if year < today.year:
        as_of, follow = date(year, 12, 31), (year, 12)
    else:
        as_of = today
        last = today.replace(day=1) - timedelta(days=1)
        follow = (last.year, last.month)
    due = _month_after(*follow).replace(day=followup_day)
    return Periods(today, year, as_of, (as_of.year, as_of.month), follow, due)


def _month_after(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)
