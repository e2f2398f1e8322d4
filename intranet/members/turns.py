"""A member's part in the presenter rota: taken out when the member is deleted, put back when they return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager

from intranet.audit import kept
from intranet.database import db
from intranet.members.models import Member
from intranet.rota.models import Absence, Assignment, Presenter


def of(member: Member) -> dict[str, list[dict[str, Any]]]:
    """What a member presents (by the assignment's public id, in which place), and when they are away."""
    presenting = [
        {
            "assignment": p.assignment.uid, "position": p.position,
            "organisation_id": p.assignment.organisation_id, "month": p.assignment.month,
        }
        for p in _presenting(member)
    ]  # fmt: skip
    return {"presenting": presenting, "absences": [kept.columns(a) for a in _absences(member)]}


def clear(member: Member) -> None:
    """Take the member out of every assignment, which stays with whoever else presents it."""
    for part in (*_presenting(member), *_absences(member)):
        db.session.delete(part)


def periods(presenting: Sequence[Mapping[str, Any]]) -> set[tuple[int, str]]:
    """The organisations and months whose rota changes."""
    return {(turn["organisation_id"], turn["month"]) for turn in presenting}


def give_back(member: Member, owned: Mapping[str, Any]) -> None:
    """Put the member back into the assignments that are still there, and their absences with them."""
    for turn in owned.get("presenting", []):
        assignment = db.session.scalar(select(Assignment).where(Assignment.uid == turn["assignment"]))
        if assignment is None or _presents(member, assignment):
            continue
        presenter = Presenter(member_id=member.id, position=turn["position"])
        presenter.assignment = assignment
        db.session.add(presenter)
    db.session.add_all(
        Absence(**{**kept.values(absence), "member_id": member.id}) for absence in owned.get("absences", [])
    )


def _presents(member: Member, assignment: Assignment) -> bool:
    there = Presenter.assignment_id == assignment.id, Presenter.member_id == member.id
    return bool(db.session.scalar(select(exists().where(*there))))


def _presenting(member: Member) -> list[Presenter]:
    query = select(Presenter).join(Presenter.assignment).where(Presenter.member_id == member.id)
    return list(db.session.scalars(query.options(contains_eager(Presenter.assignment))))


def _absences(member: Member) -> list[Absence]:
    return list(db.session.scalars(select(Absence).where(Absence.member_id == member.id)))
