"""Xếp loại cuối năm: the members' grades of the year. A unit's own grade has no member and is not in the sheet."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from intranet.database import db
from intranet.grading import service
from intranet.grading.models import Grade
from intranet.grading.rules import GradeData
from intranet.members.models import Member
from intranet.mirror.registers.base import Record, Register, Values, given
from intranet.mirror.registers.scope import Query
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal

PLAIN = {
    name: name
    for name in ("self_score", "score", "own_grade", "proposed_grade", "grade", "decided_on", "basis", "shortcomings")
}


class GradeRegister(Register):
    """One grade a member and year."""

    name = "grades"
    model = Grade
    renamed = {"member_id": "member", "organisation_id": "branch"}

    def selected(self) -> Query:
        """The year's grades of the subtree's members."""
        graded = select(Grade).join(Member, Grade.member_id == Member.id)
        graded = graded.join(Organisation, Grade.organisation_id == Organisation.id)
        return graded.where(self.scope.inside(), self.scope.in_year(Grade.year), Member.left_on.is_(None))

    def records(self) -> dict[str, Record]:
        """One query."""
        rows = db.session.execute(
            self.selected()
            .add_columns(Member.uid, Organisation.uid)
            .order_by(Organisation.sort_key, Organisation.id, Member.sort_key, Member.id)
        )
        return {
            grade.uid: {n: getattr(grade, n) for n in PLAIN} | {"member": member, "branch": branch}
            for grade, member, branch in rows
        }

    def create(self, uid: str, values: Values) -> None:
        """Enter a member's grade; the branch's own rules hold."""
        member = self.scope.member(values.get("member"), "member")
        plain = self._plain(values)
        service.create(GradeData(member.branch_id, self.scope.writing_year(), member.id, **plain), uid=uid)

    def update(self, uid: str, changes: Values) -> None:
        """Change the given fields; a grade stays its member's."""
        grade: Grade = self.found(uid)
        if "member" in changes and self.scope.member_id(changes["member"], "member") != grade.member_id:
            raise Refusal("Dòng này là của đảng viên khác; đảng viên mới thì ghi thành dòng mới.", "member")
        if "branch" in changes:
            raise Refusal("Chi bộ của dòng này theo danh sách đảng viên; sửa ở danh sách đó.", "branch")
        service.update(grade, replace(service.data_of(grade), **self._plain(changes)))

    def delete(self, uid: str) -> None:
        """Delete a grade."""
        service.delete(self.found(uid))

    def likeness(self, values: Values) -> Hashable | None:
        """The same member: one grade a year."""
        member: str | None = values.get("member")
        return member

    @staticmethod
    def _plain(values: Values) -> dict[str, Any]:
        return given(values, PLAIN)
