"""Deciding a whole peer group at once: its proposals become its grades, never more of the best than the cap allows."""

from __future__ import annotations

from dataclasses import replace

from intranet.database import db
from intranet.grading import queries, rules, service
from intranet.grading.cap import Cap
from intranet.grading.models import Grade
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal


def decide(unit: Organisation, year: int, group: str, decided_on: str, basis: str) -> list[Grade]:
    """Let every proposal of the group that is not decided yet stand, by a decision of a day. Gives what was decided.

    Raises Refusal, and changes nothing, where that would be more of the best than the cap allows, or where there is
    nothing to decide.
    """
    grades = list(db.session.scalars(queries.peers(unit.id, year, group)))
    waiting = [grade for grade in grades if grade.grade is None and grade.proposed_grade is not None]
    if not waiting:
        raise Refusal("Chưa có đề nghị xếp loại nào chờ chốt trong nhóm này.", "group")
    if not basis.strip():
        raise Refusal("Ghi căn cứ: số quyết định hoặc cuộc họp đã xếp loại.", "basis")
    over = cap_of(grades, year)
    if over.over:
        raise Refusal(rules.too_many(over, group), "group")
    # the best last: the base counts proposals already, and a refusal halfway is then impossible
    for grade in sorted(waiting, key=lambda g: g.proposed_grade == "excellent"):
        data = replace(service.data_of(grade), grade=grade.proposed_grade, decided_on=decided_on, basis=basis)
        service.update(grade, data)
    return waiting


def undecide(unit: Organisation, year: int, group: str, decided_on: str | None = None) -> int:
    """Take decisions back (of one day, or all of the group's); the proposals stay. Gives how many were taken back."""
    grades = db.session.scalars(queries.peers(unit.id, year, group)).all()
    decided = [g for g in grades if g.grade is not None and decided_on in (None, g.decided_on)]
    # the best first: the cap is never touched on the way down
    for grade in sorted(decided, key=lambda g: g.grade != "excellent"):
        # a grade entered without a proposal becomes one, or it would be lost
        proposed = grade.proposed_grade or grade.grade
        data = replace(service.data_of(grade), grade=None, decided_on=None, basis=None, proposed_grade=proposed)
        service.update(grade, data)
    return len(decided)


def cap_of(grades: list[Grade], year: int) -> Cap:
    """The cap over a group with what is decided and what is proposed."""
    return rules.cap_over(grades, rules.rule_of(year))
