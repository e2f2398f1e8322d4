"""Taking the roll: everyone is present until somebody says otherwise, one tap at a time.

A tap is written at once, so that nothing is lost on a bad network. "Xong" writes the others as present, hands the marks
of a month's regular session to the yearly roll, and computes the session's figures. Exempt members may be marked but are
not in the base (domain.md, section 3).
"""

from __future__ import annotations

from dataclasses import dataclass

from intranet.database import db, utcnow
from intranet.meetings import attendance, queries
from intranet.meetings.models import AttendanceMark, AttendanceYear, Meeting
from intranet.meetings.service import require_open_meeting, touch
from intranet.members.models import Member
from intranet.refusal import Refusal

CAME = ("present", "late")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the roll. ``value`` is a MARKS key, or None for an exempt member nobody has marked.

    ``month`` is the column of the yearly roll this mark fills, if any: a month is filled by the regular session that came
    first, so a second one (or the one of a branch the member has moved to) does not write over it.
    """

    member: Member
    value: str | None
    reason: str | None
    entitled: bool
    marked: bool
    month: int | None


@dataclass(frozen=True, slots=True)
class Roll:
    """The roll of one session, and its figures. The base is those entitled: everyone but the exempt."""

    entries: tuple[Entry, ...]

    def count(self, *values: str) -> int:
        """How many of those entitled bear one of these marks."""
        return sum(1 for e in self.entries if e.entitled and e.value in values)

    @property
    def total(self) -> int:
        """How many must attend."""
        return sum(1 for e in self.entries if e.entitled)

    @property
    def present(self) -> int:
        """How many of those came, in time or late."""
        return self.count(*CAME)

    @property
    def absent(self) -> tuple[Entry, ...]:
        """Who of those entitled did not come."""
        return tuple(e for e in self.entries if e.entitled and e.value not in CAME)

    def of(self, standing: str) -> int:
        """How many on the roll are of a standing (full, probationary, temporary, exempt)."""
        return sum(1 for e in self.entries if (e.member.standing or "full") == standing)

    def quorate(self, more_than_percent: int) -> bool:
        """Whether more than this share of those entitled is there."""
        return self.present * 100 > more_than_percent * self.total


def roll_of(meeting: Meeting) -> Roll:
    """The roll as it stands: who belonged to the organisation on that day, with the marks given so far.

    For a month's regular session, what a sheet already says of that month is shown too.
    """
    members, month = queries.members_on(meeting), roll_month(meeting)
    found = db.session.scalars(queries.marks_for(meeting, [m.id for m in members], year_of(meeting), month))
    marks: dict[int, list[AttendanceMark]] = {}
    for given in found:
        marks.setdefault(given.attendance_year.member_id, []).append(given)
    return Roll(tuple(_entry(meeting, member, marks.get(member.id, []), month) for member in members))


def roll_month(meeting: Meeting) -> int | None:
    """The month whose column in the yearly roll this session may fill; None for others than a month's regular session."""
    known = meeting.date is not None and len(meeting.date) >= 7 and "Q" not in meeting.date
    if not known or not meeting.date or "regular_session" not in meeting.kind_list:
        return None
    return int(meeting.date[5:7])


def mark(meeting: Meeting, member_uid: str, value: str | None, reason: str | None = None) -> Roll:
    """Write one tap; None takes an exempt member's mark away. Gives the roll with its new figures."""
    require_open_meeting(meeting)
    entry = next((e for e in roll_of(meeting).entries if e.member.uid == member_uid), None)
    if entry is None:
        raise Refusal("Người này không có trong danh sách điểm danh của buổi.")
    if value is None and entry.entitled:
        raise Refusal("Chỉ đảng viên được miễn sinh hoạt mới để “Không tính”.")
    taken = meeting.roll_taken_at is not None
    line = attendance.ensure_line(entry.member, year_of(meeting))
    month = entry.month if taken or value is None else None
    attendance.set_mark(line, value, month=month, meeting=meeting, reason=reason)
    roll = roll_of(meeting)
    if taken:
        _store_figures(meeting, roll)
    return roll


def finish(meeting: Meeting) -> Roll:
    """Close the roll: the unmarked were present; a regular session's marks enter its month; figures are computed."""
    require_open_meeting(meeting)
    roll = roll_of(meeting)
    if roll.total == 0:
        raise Refusal("Chi bộ chưa có đảng viên nào phải dự. Nhập danh sách đảng viên trước.")
    entries = [e for e in roll.entries if e.value is not None]
    lines = _lines([e.member for e in entries], year_of(meeting))
    for entry in entries:
        line = lines[entry.member.id]
        attendance.set_mark(line, entry.value, month=entry.month, meeting=meeting, reason=entry.reason)
    meeting.roll_taken_at = meeting.roll_taken_at or utcnow()
    _store_figures(meeting, roll)
    return roll


def year_of(meeting: Meeting) -> int:
    """The year of the roll a session belongs to."""
    return int(meeting.date[:4]) if meeting.date else meeting.year


def _entry(meeting: Meeting, member: Member, marks: list[AttendanceMark], month: int | None) -> Entry:
    own = next((m for m in marks if m.meeting_id == meeting.id), None)
    of_month = next((m for m in marks if month is not None and m.month == month), None)
    foreign = of_month is not None and of_month.meeting_id not in (None, meeting.id)
    mark = own or (None if foreign else of_month)
    entitled = member.standing != "exempt"
    value = mark.value if mark else ("present" if entitled else None)
    return Entry(member, value, mark.reason if mark else None, entitled, mark is not None, None if foreign else month)


def _lines(members: list[Member], year: int) -> dict[int, AttendanceYear]:
    """The members' lines of a year with their marks, the missing ones made, in two queries."""
    ids = [m.id for m in members]
    lines = {line.member_id: line for line in db.session.scalars(queries.lines_of(ids, year))}
    for member_id in ids:
        if member_id not in lines:
            lines[member_id] = AttendanceYear(member_id=member_id, year=year, marks=[])
            db.session.add(lines[member_id])
    db.session.flush()
    return lines


def _store_figures(meeting: Meeting, roll: Roll) -> None:
    meeting.total, meeting.present = roll.total, roll.present
    meeting.absent_excused = roll.count("absent_excused")
    meeting.absent_unexcused = roll.count("absent_unexcused")
    touch(meeting)
