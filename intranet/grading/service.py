"""Grades: given, changed, deleted here and nowhere else, whoever asks, and never above the cap.

Source: domain.md, section 3 and C17. What counts against the cap is what was decided; while a peer's grade is not
decided, its proposal stands for it in the base, so that a group may be decided in any order.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select

from intranet.audit.kept import columns, keep, kept
from intranet.copying import again, fill, read
from intranet.database import db
from intranet.grading import queries
from intranet.grading.models import Grade
from intranet.grading.rules import GradeData, cap_over, checked, rule_of, too_many, unit_of
from intranet.members.models import Member, Transfer
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.settings import service as settings
from sync import ids

__all__ = ["GradeData", "create", "data_of", "delete", "restore", "update"]


def create(data: GradeData, *, uid: str | None = None) -> Grade:
    """Grade somebody for a year. Raises Refusal: one grade a person and year, within the cap, in an open year."""
    data = checked(data)
    _check_owner(data, None)
    settings.require_open(data.organisation_id, str(data.year))
    _check_cap(data, None)
    grade = Grade(uid=uid or ids.mint(), version=1)
    fill(grade, data)
    db.session.add(grade)
    db.session.flush()
    return grade


def update(grade: Grade, data: GradeData) -> Grade:
    """Write these values; nothing changed is no change. Raises Refusal, also above the cap."""
    data, before = checked(data), data_of(grade)
    if data == before:
        return grade
    if (data.organisation_id, data.year, data.member_id) != (before.organisation_id, before.year, before.member_id):
        _check_owner(data, grade)
        settings.require_open(data.organisation_id, str(data.year))
    settings.require_open(before.organisation_id, str(before.year))
    _check_cap(data, grade)
    fill(grade, data)
    grade.version += 1
    db.session.flush()
    return grade


def delete(grade: Grade) -> None:
    """Delete a grade entered by mistake. Refused in a locked year, and where the base of the cap would shrink too far."""
    settings.require_open(grade.organisation_id, str(grade.year))
    _check_cap(None, grade)
    keep(grade, columns(grade))
    db.session.delete(grade)
    db.session.flush()


def restore(uid: str) -> Grade:
    """Bring a deleted grade back. Raises Refusal."""
    whole = kept(Grade, uid)
    return create(again(GradeData, whole), uid=uid)


def data_of(grade: Grade) -> GradeData:
    """What the grade says now: updating it with this changes nothing."""
    return read(GradeData, grade)


def _check_cap(data: GradeData | None, grade: Grade | None) -> None:
    """Refuse what would make a group's decided best more than the cap allows, or more so than they are already.

    ``grade`` becomes what ``data`` says: a new one where there is no grade yet, none where there is no data.
    """
    before = _place(data_of(grade)) if grade is not None else None
    after = _place(data) if data is not None else None
    for place in {place for place in (before, after) if place is not None}:
        peers = list(db.session.scalars(queries.peers(*place)))
        left = [Grade(grade=g.grade, proposed_grade=g.proposed_grade) for g in peers if g is not grade]
        if place == after and data is not None:
            left.append(Grade(grade=data.grade, proposed_grade=data.proposed_grade))
        _refuse_worse(peers, left, place)


def _place(data: GradeData) -> tuple[int, int, str]:
    """Among whom a grade is compared: unit, year, peer group."""
    organisation = db.session.get_one(Organisation, data.organisation_id)
    group = data.peer_group or ""
    return unit_of(organisation, group), data.year, group


def _refuse_worse(before: Sequence[Grade], after: Sequence[Grade], place: tuple[int, int, str]) -> None:
    rule = rule_of(place[1])
    new, old = (cap_over(grades, rule, decided=True) for grades in (after, before))
    if new.over > old.over:
        raise Refusal(too_many(new, place[2]), "grade")


def _check_owner(data: GradeData, grade: Grade | None) -> None:
    """The organisation and the member are there, belong together, and have no other grade of that year."""
    organisation = db.session.get(Organisation, data.organisation_id)
    if organisation is None:
        raise Refusal("Không có chi bộ hay đơn vị này.", "organisation_id")
    whose = organisation.name
    if data.member_id is not None:
        whose = f"Đồng chí {_member_of(data).full_name}"
    other = db.session.scalar(queries.of_owner(data.organisation_id, data.member_id, data.year))
    if other is not None and other is not grade:
        raise Refusal(f"{whose} đã có xếp loại năm {data.year}.", "member_id")


def _member_of(data: GradeData) -> Member:
    """The member, who is or was in the branch."""
    member = db.session.get(Member, data.member_id)
    if member is None:
        raise Refusal("Không có đảng viên này.", "member_id")
    was_there = exists().where(Transfer.member_id == member.id, Transfer.from_branch_id == data.organisation_id)
    if member.branch_id != data.organisation_id and not db.session.scalar(select(was_there)):
        raise Refusal(f"Đồng chí {member.full_name} không sinh hoạt ở chi bộ này.", "member_id")
    return member
