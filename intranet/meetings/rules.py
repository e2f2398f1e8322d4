"""The rules of a session as plain arithmetic (domain.md, section 3). No database; the figures come from dated settings."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

QUARTER_MONTHS = {1: (1, 2, 3), 2: (4, 5, 6), 3: (7, 8, 9), 4: (10, 11, 12)}


def attendance_points(present: int, total: int, unexcused: int, longest_excused: int, rule: Mapping[str, Any]) -> int:
    """Points for attendance.

    ``total`` counts those who must attend (exempt members are not in the base), ``longest_excused`` the longest run of
    excused absences that any of them is in. The band by per cent; the lowest if anyone is absent without reason; one more if
    nobody is excused more often running than the rule allows. Nobody to attend: nothing to give.
    """
    if total <= 0:
        return 0
    bands: Iterable[Sequence[int]] = rule["bands"]
    points = int(rule["otherwise"])
    if unexcused == 0:
        points = max((p for least, p in bands if present * 100 >= least * total), default=points)
    if longest_excused <= rule["excused_running"]:
        points += int(rule["bonus"])
    return points


def running(marks: Sequence[str | None], value: str) -> int:
    """How often ``value`` stands running at the end of ``marks`` (oldest first).

    A month without a mark (no roll was taken) neither counts nor breaks the run.
    """
    run = 0
    for mark in reversed([m for m in marks if m is not None]):
        if mark != value:
            break
        run += 1
    return run


def rating_of(score: int, thresholds: Mapping[str, int]) -> str:
    """The rating of a score: the highest whose least score is reached, else ``poor``."""
    for rating, least in sorted(thresholds.items(), key=lambda pair: -pair[1]):
        if score >= least:
            return rating
    return "poor"


def least_minutes(kinds: Sequence[str], regular: int, combined: int) -> int | None:
    """How long a session must last at least, in minutes; None for the kinds without a rule."""
    if {"regular_session", "thematic_session"} <= set(kinds):
        return combined
    return regular if "regular_session" in kinds or "thematic_session" in kinds else None


def warning_level(months: int, warn: int, flag: int) -> str:
    """How grave so many months of unexcused absence in a year are: nothing, ``warn`` or ``flag``."""
    if months >= flag:
        return "flag"
    return "warn" if months >= warn else ""


def next_date(held: date, kinds: Sequence[str], flag_frequency: str) -> date:
    """The day to propose for the next session like this one.

    A weekly session a week later, the flag ceremony by the office's custom, others on the same day of the next month (or
    its last day).
    """
    if "regular_session" not in kinds and "thematic_session" not in kinds:
        if "study_session" in kinds or ("flag_session" in kinds and flag_frequency == "weekly"):
            return held + timedelta(days=7)
        if "flag_session" in kinds and flag_frequency == "first_monday":
            return _first_monday(_month_later(held))
    return _month_later(held)


def quarter_of(month: int) -> int:
    """The quarter (1-4) a month lies in."""
    return (month - 1) // 3 + 1


def shifted(day: str, days: int) -> str | None:
    """A canonical day so many days later (or earlier); None where the day is not known to the day."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat() if len(day) == 10 else None


def _month_later(held: date) -> date:
    year, month = (held.year + 1, 1) if held.month == 12 else (held.year, held.month + 1)
    return date(year, month, min(held.day, monthrange(year, month)[1]))


def _first_monday(in_month: date) -> date:
    first = in_month.replace(day=1)
    return first + timedelta(days=-first.weekday() % 7)
