"""The yearly roll, mark by mark: one line a member and year, one mark a month or session.

The sync's matrix and the roll-call on the phone write through the same functions. No mark means the roll was not
taken, which is not an absence.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import inspect, select

from intranet.database import db
from intranet.meetings.models import MARKS, AttendanceMark, AttendanceYear, Meeting
from intranet.members.models import Member
from intranet.refusal import Refusal
from intranet.settings.service import require_open


def ensure_line(member: Member, year: int, *, uid: str | None = None) -> AttendanceYear:
    """The member's line of a year, made if it is not there (with the id a sheet already gave it)."""
    if not 1930 <= year <= 2100:
        raise Refusal("Năm không hợp lý.", "year")
    known = select(AttendanceYear).where(AttendanceYear.member_id == member.id, AttendanceYear.year == year)
    line = db.session.scalar(known)
    if line is None:
        line = AttendanceYear(member_id=member.id, year=year, marks=[])
        if uid:
            line.uid = uid
        db.session.add(line)
        db.session.flush()
    return line


def set_mark(
    line: AttendanceYear,
    value: str | None,
    *,
    month: int | None = None,
    meeting: Meeting | None = None,
    reason: str | None = None,
) -> AttendanceMark | None:
    """Write, change or (``value`` None) take away the mark of a month, of a session, or of a month's own session.

    ``value`` is a MARKS key. A reason is kept only with an excused absence. Gives the mark, or None if there is none.
    """
    mark, changed = _marked(line, value, month, meeting, reason)
    if changed:
        line.version += 1
        db.session.flush()
    return mark


def set_marks(line: AttendanceYear, values: Mapping[int, str | None]) -> None:
    """Write the marks of several months as a sheet's row gives them: the rules of ``set_mark``, at one stroke.

    A refusal names the month's field (``m5``).
    """
    changed = False
    for month, value in values.items():
        try:
            changed |= _marked(line, value, month, None, None)[1]
        except Refusal as refusal:
            raise Refusal(refusal.message, f"m{month}") from refusal
    if changed:
        line.version += 1
        db.session.flush()


def _marked(
    line: AttendanceYear, value: str | None, month: int | None, meeting: Meeting | None, reason: str | None
) -> tuple[AttendanceMark | None, bool]:
    """The mark as wanted, and whether anything had to be changed; not flushed unless a mark makes room."""
    _check(line, value, month, meeting)
    reason = (reason or "").strip()[:200] or None if value == "absent_excused" else None
    marks = _matching(line, month, meeting)
    kept = next((m for m in marks if m.month is not None), marks[0] if marks else None)
    if _as_wanted(marks, value, reason, month, meeting):
        return kept, False
    _require_open(line, month, meeting)
    gone = [mark for mark in marks if mark is not kept or value is None]
    for mark in gone:
        _remove(line, mark)
    if gone:
        db.session.flush()
    return (_write(line, kept, value, reason, month, meeting) if value is not None else None), True


def delete_line(line: AttendanceYear) -> None:
    """Delete a member's line of a year with all its marks."""
    require_open(_branch_of(line), str(line.year))
    for month in {m.month for m in _marks(line) if m.month}:
        require_open(_branch_of(line), f"{line.year}-{month:02}")
    db.session.delete(line)
    db.session.flush()


def _check(line: AttendanceYear, value: str | None, month: int | None, meeting: Meeting | None) -> None:
    if value is not None and value not in MARKS:
        raise Refusal(f"Không có ký hiệu điểm danh “{value}”.", "value")
    if month is None and meeting is None:
        raise ValueError("a mark needs its month or its session")
    if month is not None and not 1 <= month <= 12:
        raise Refusal("Tháng phải từ 1 đến 12.", "month")


def _marks(line: AttendanceYear) -> list[AttendanceMark]:
    """The line's marks, from memory where they were loaded (the sync loads thousands at once)."""
    if "marks" not in inspect(line).unloaded:
        return list(line.marks)
    return list(db.session.scalars(select(AttendanceMark).where(AttendanceMark.attendance_year_id == line.id)))


def _matching(line: AttendanceYear, month: int | None, meeting: Meeting | None) -> list[AttendanceMark]:
    """The marks that speak of this month or this session: at most one of each, and often the same one."""
    meeting_id = meeting.id if meeting else None
    return [
        m
        for m in _marks(line)
        if (month is not None and m.month == month) or (meeting_id is not None and m.meeting_id == meeting_id)
    ]


def _as_wanted(
    marks: list[AttendanceMark], value: str | None, reason: str | None, month: int | None, meeting: Meeting | None
) -> bool:
    """Whether nothing is left to do (law 10: a second run makes no write)."""
    if value is None or not marks:
        return value is None and not marks
    mark = marks[0]
    keeps_reason = (reason is None and meeting is None) or mark.reason == reason
    placed = (month is None or mark.month == month) and (meeting is None or mark.meeting_id == meeting.id)
    return len(marks) == 1 and mark.value == value and keeps_reason and placed


def _write(
    line: AttendanceYear,
    mark: AttendanceMark | None,
    value: str,
    reason: str | None,
    month: int | None,
    meeting: Meeting | None,
) -> AttendanceMark:
    if mark is None:
        mark = AttendanceMark(attendance_year=line, value=value)
        db.session.add(mark)
    # A sheet knows no reasons: an absence that stays an absence keeps the one a person gave.
    if meeting is not None or mark.value != value or reason is not None:
        mark.reason = reason
    mark.value = value
    mark.month = month if month is not None else mark.month
    mark.meeting_id = meeting.id if meeting is not None else mark.meeting_id
    return mark


def _remove(line: AttendanceYear, mark: AttendanceMark) -> None:
    if "marks" not in inspect(line).unloaded:
        line.marks.remove(mark)
    else:
        db.session.delete(mark)


def _require_open(line: AttendanceYear, month: int | None, meeting: Meeting | None) -> None:
    require_open(_branch_of(line), f"{line.year}-{month:02}" if month else str(line.year))
    if meeting is not None and meeting.date:
        require_open(meeting.organisation_id, meeting.date)


def _branch_of(line: AttendanceYear) -> int:
    member = db.session.get(Member, line.member_id)
    if member is None:
        raise Refusal("Đảng viên này không còn trong danh sách.")
    return member.branch_id
