"""The yearly roll of one branch as a page shows it: rows, sums, shares, warnings."""

from __future__ import annotations

from dataclasses import dataclass

from intranet.database import db
from intranet.meetings import queries, rules
from intranet.meetings.models import AttendanceMark
from intranet.meetings.rollcall import CAME
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.settings.service import rulebook

MONTHS = range(1, 13)
#: How offices write a mark in the matrix, as in the legend of their sheets.
SIGNS = {"present": "x", "late": "M", "absent_excused": "P", "absent_unexcused": "K"}


@dataclass(frozen=True, slots=True)
class Row:
    """A member's year: the mark of each month (None: no roll), and how often absent."""

    member: Member
    marks: tuple[AttendanceMark | None, ...]
    entitled: bool
    excused: int
    unexcused: int
    warning: str


@dataclass(frozen=True, slots=True)
class Book:
    """A branch's year. ``present`` holds, for each month, how many came of how many marked (of those entitled)."""

    rows: tuple[Row, ...]
    present: tuple[tuple[int, int], ...]
    meetings: dict[int, str]

    @property
    def empty(self) -> bool:
        """Whether no roll was taken at all."""
        return all(whole == 0 for _came, whole in self.present)


def roll_of(branch: Organisation, year: int) -> Book:
    """The yearly roll of a branch (members as they are in it now)."""
    book = rulebook()
    warn, flag = (book.value(name, f"{year}-12-31") for name in ("unexcused_warn", "unexcused_flag"))
    rows = []
    for member, line in queries.matrix(branch, year):
        by_month = {m.month: m for m in line.marks} if line else {}
        marks = tuple(by_month.get(month) for month in MONTHS)
        rows.append(_row(member, marks, warn, flag))
    return Book(tuple(rows), tuple(_present(rows, month) for month in MONTHS), _meetings(branch, year))


def _row(member: Member, marks: tuple[AttendanceMark | None, ...], warn: int, flag: int) -> Row:
    values = [m.value for m in marks if m]
    entitled, unexcused = member.standing != "exempt", values.count("absent_unexcused")
    warning = rules.warning_level(unexcused, warn, flag) if entitled else ""
    return Row(member, marks, entitled, values.count("absent_excused"), unexcused, warning)


def _present(rows: list[Row], month: int) -> tuple[int, int]:
    marks = [r.marks[month - 1] for r in rows if r.entitled]
    given = [m.value for m in marks if m]
    return sum(1 for v in given if v in CAME), len(given)


def _meetings(branch: Organisation, year: int) -> dict[int, str]:
    """The public id of each month's regular session."""
    held = db.session.execute(queries.regular_of(branch.id, year))
    return {int(date[5:7]): uid for date, uid in held if date and len(date) >= 7 and "Q" not in date}
