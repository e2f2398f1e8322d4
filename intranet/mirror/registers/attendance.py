"""Điểm danh: a member's line in the yearly roll, one mark a month."""

from __future__ import annotations

from collections.abc import Hashable

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from intranet.database import db
from intranet.meetings import attendance
from intranet.meetings.models import AttendanceMark, AttendanceYear
from intranet.members.models import Member
from intranet.mirror.registers.base import Record, Register, Values
from intranet.mirror.registers.scope import Query
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal

MONTHS = {f"m{month}": month for month in range(1, 13)}


class AttendanceRegister(Register):
    """The lines of the year for the members of the subtree."""

    name = "attendance"
    model = AttendanceYear
    renamed = {"member_id": "member"}

    def selected(self) -> Query:
        """The year's lines of the subtree's members, with their marks."""
        return self._of_the_scope(
            select(AttendanceYear).options(selectinload(AttendanceYear.marks), joinedload(AttendanceYear.member))
        )

    def records(self) -> dict[str, Record]:
        """Two queries: the lines, then all marks that belong to a month."""
        lines = db.session.execute(
            self._of_the_scope(select(AttendanceYear.id, AttendanceYear.uid, Member.uid)).order_by(
                Organisation.sort_key, Organisation.id, Member.sort_key, Member.id
            )
        ).all()
        found: dict[int, Record] = {line: {"member": member, **dict.fromkeys(MONTHS)} for line, _, member in lines}
        marks = (
            select(AttendanceMark.attendance_year_id, AttendanceMark.month, AttendanceMark.value)
            .join(AttendanceYear, AttendanceMark.attendance_year_id == AttendanceYear.id)
            .where(AttendanceMark.month.is_not(None))
        )
        for line, month, value in db.session.execute(self._of_the_scope(marks)):
            found[line][f"m{month}"] = value
        return {uid: found[line] for line, uid, _ in lines}

    def create(self, uid: str, values: Values) -> None:
        """Open a member's line; one that a roll-call opened before the sheet had it is taken over."""
        member = self.scope.member(values.get("member"), "member")
        line = attendance.ensure_line(member, self.scope.writing_year(), uid=uid)
        if line.uid != uid:
            if line.uid in self.mirrored:
                raise Refusal(f"Đồng chí {member.full_name} đã có một dòng điểm danh khác trong năm.", "member")
            line.uid = uid
            db.session.flush()
        self._mark(line, values)

    def update(self, uid: str, changes: Values) -> None:
        """Change marks; a line stays its member's."""
        line: AttendanceYear = self.found(uid)
        if "member" in changes and changes["member"] != line.member.uid:
            raise Refusal(
                f"Dòng này là của đồng chí {line.member.full_name}; đảng viên khác thì ghi thành dòng mới.", "member"
            )
        self._mark(line, changes)

    def delete(self, uid: str) -> None:
        """Delete a line with its marks."""
        attendance.delete_line(self.found(uid))

    def likeness(self, values: Values) -> Hashable | None:
        """The same member: one line a year."""
        member: str | None = values.get("member")
        return member

    def _of_the_scope(self, query: Query) -> Query:
        return (
            query.join(Member, AttendanceYear.member_id == Member.id)
            .join(Organisation, Member.branch_id == Organisation.id)
            .where(self.scope.inside(), self.scope.in_year(AttendanceYear.year), Member.left_on.is_(None))
        )

    @staticmethod
    def _mark(line: AttendanceYear, values: Values) -> None:
        attendance.set_marks(line, {month: values[field] for field, month in MONTHS.items() if field in values})
