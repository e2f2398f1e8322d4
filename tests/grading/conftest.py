"""Grades to test with."""

from __future__ import annotations

from intranet.grading import service
from intranet.grading.models import Grade
from intranet.grading.service import GradeData
from intranet.members.models import Member


def grade(member: Member, year: int = 2022, **values: object) -> Grade:
    return service.create(GradeData(member.branch_id, year, member.id, **values))  # type: ignore[arg-type]
