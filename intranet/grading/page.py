"""What the page of one unit's year says: its people or branches by peer group, each group with its cap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from intranet.database import db
from intranet.grading import queries, rules
from intranet.grading.cap import Cap
from intranet.grading.models import Grade
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.settings.service import Rulebook

#: In these months one still grades the year before.
STILL_LAST_YEAR = (1, 2)


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody to be graded, and the grade if there is one."""

    owner: Member | Organisation
    grade: Grade | None
    group: str
    year: int

    @property
    def name(self) -> str:
        """The member's or the organisation's name."""
        return self.owner.full_name if isinstance(self.owner, Member) else self.owner.name


@dataclass(frozen=True, slots=True)
class Group:
    """One peer group with its cap, counted over decisions and proposals alike."""

    name: str
    lines: Sequence[Line]
    cap: Cap

    @property
    def waiting(self) -> int:
        """Proposals that wait to be decided."""
        return sum(bool(line.grade and line.grade.proposed_grade and not line.grade.grade) for line in self.lines)

    @property
    def decided(self) -> int:
        """Grades that are decided."""
        return sum(bool(line.grade and line.grade.grade) for line in self.lines)

    @property
    def missing(self) -> int:
        """Those with neither."""
        return len(self.lines) - self.waiting - self.decided


def lines_of(unit: Organisation, year: int) -> list[Line]:
    """Everybody to be graded within a unit: a branch's members, or the organisations right under a committee."""
    if unit.is_branch:
        return [
            Line(member, grade, grade.peer_group if grade else rules.peer_group_of(member), year)
            for member, grade in queries.members_with_grades(unit.id, year)
        ]
    return [Line(below, grade, "branches", year) for below, grade in queries.branches_with_grades(unit.id, year)]


def groups_of(unit: Organisation, year: int, book: Rulebook) -> list[Group]:
    """The unit's peer groups that have anybody in them."""
    rule, lines = rules.rule_of(year, book), lines_of(unit, year)
    found = []
    for name in ("leaders", "members", "branches"):
        mine = [line for line in lines if line.group == name]
        if mine:
            grades = [line.grade for line in mine if line.grade is not None]
            found.append(Group(name, mine, rules.cap_over(grades, rule)))
    return found


def own_grade(unit: Organisation, year: int) -> Grade | None:
    """The unit's own grade of a year (one query)."""
    return db.session.scalar(queries.of_owner(unit.id, None, year))


def next_after(unit: Organisation, line_uid: str, year: int) -> Line | None:
    """Who comes after somebody in the order of the page and has no proposal yet."""
    lines = sorted(lines_of(unit, year), key=lambda line: line.group != "leaders")
    at = next((n for n, line in enumerate(lines) if line.owner.uid == line_uid), -1)
    rest = lines[at + 1 :] + lines[: max(at, 0)]
    return next((line for line in rest if line.grade is None or line.grade.standing_grade is None), None)


def default_year(today: date) -> int:
    """The year one grades on a day."""
    return today.year - (today.month in STILL_LAST_YEAR)
