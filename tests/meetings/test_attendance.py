"""The yearly roll, mark by mark, as the sheet's matrix and the roll-call write it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from intranet.audit.models import AuditEntry
from intranet.database import db
from intranet.meetings import attendance
from intranet.meetings.models import MARKS, AttendanceMark, AttendanceYear
from intranet.refusal import Refusal
from intranet.settings import service as periods
from tests import factories
from tests.factories import Commune


def marks_of(line: AttendanceYear) -> list[tuple[int | None, int | None, str, str | None]]:
    found = db.session.scalars(select(AttendanceMark).where(AttendanceMark.attendance_year_id == line.id))
    return sorted(((m.month, m.meeting_id, m.value, m.reason) for m in found), key=str)


def test_a_member_has_one_line_a_year(commune: Commune) -> None:
    first = attendance.ensure_line(commune.people[0], 2022, uid="DDA7K2M9Q")
    assert attendance.ensure_line(commune.people[0], 2022) is first
    assert attendance.ensure_line(commune.people[0], 2023) is not first
    assert first.uid == "DDA7K2M9Q"


def test_a_mark_is_written_changed_and_taken_away(commune: Commune) -> None:
    line = attendance.ensure_line(commune.people[0], 2022)
    attendance.set_mark(line, "present", month=3)
    attendance.set_mark(line, "absent_excused", month=3, reason="  Ốm ")
    assert marks_of(line) == [(3, None, "absent_excused", "Ốm")]
    assert attendance.set_mark(line, None, month=3) is None
    assert marks_of(line) == []


def test_the_same_mark_again_writes_nothing(commune: Commune) -> None:
    line = attendance.ensure_line(commune.people[0], 2022)
    attendance.set_mark(line, "late", month=3)
    before = line.version
    attendance.set_mark(line, "late", month=3)
    attendance.set_mark(line, None, month=4)
    assert line.version == before


def test_a_sheet_that_knows_no_reasons_keeps_the_one_a_person_gave(commune: Commune) -> None:
    meeting = factories.make_meeting(commune.branch, "2022-03-05")
    line = attendance.ensure_line(commune.people[0], 2022)
    attendance.set_mark(line, "absent_excused", month=3, meeting=meeting, reason="Ốm")
    attendance.set_mark(line, "absent_excused", month=3)
    assert marks_of(line) == [(3, meeting.id, "absent_excused", "Ốm")]
    attendance.set_mark(line, "present", month=3)
    assert marks_of(line) == [(3, meeting.id, "present", None)]


def test_the_sheets_mark_and_the_sessions_become_one(commune: Commune) -> None:
    meeting = factories.make_meeting(commune.branch, "2022-03-05")
    line = attendance.ensure_line(commune.people[0], 2022)
    attendance.set_mark(line, "present", month=3)
    attendance.set_mark(line, "late", meeting=meeting)
    attendance.set_mark(line, "late", month=3, meeting=meeting)
    assert marks_of(line) == [(3, meeting.id, "late", None)]


def test_a_marks_history_stands_with_its_line(commune: Commune) -> None:
    line = attendance.ensure_line(commune.people[0], 2022)
    attendance.set_mark(line, "present", month=3)
    attendance.set_mark(line, "late", month=3)
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.record_uid == line.uid, AuditEntry.field == "m3"))
    assert [(e.action, e.before, e.after) for e in told] == [("create", None, "present"), ("update", "present", "late")]


@pytest.mark.parametrize(("value", "month"), [("here", 3), ("present", 0), ("present", 13)])
def test_an_unknown_mark_or_month_is_refused(commune: Commune, value: str, month: int) -> None:
    line = attendance.ensure_line(commune.people[0], 2022)
    with pytest.raises(Refusal):
        attendance.set_mark(line, value, month=month)


def test_a_locked_month_keeps_its_marks(commune: Commune) -> None:
    line = attendance.ensure_line(commune.people[0], 2022)
    attendance.set_mark(line, "present", month=3)
    periods.lock(commune.committee.id, "2022-03")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: attendance.set_mark(line, "late", month=3),
        lambda: attendance.set_mark(line, None, month=3),
        lambda: attendance.delete_line(line),
    )
    for attempt in attempts:
        with pytest.raises(Refusal, match="đã khóa sổ"):
            attempt()
    attendance.set_mark(line, "late", month=4)
    assert marks_of(line) == [(3, None, "present", None), (4, None, "late", None)]


def test_a_deleted_line_takes_its_marks(commune: Commune) -> None:
    line = attendance.ensure_line(commune.people[0], 2022)
    attendance.set_mark(line, "present", month=3)
    db.session.commit()
    attendance.delete_line(line)
    db.session.commit()
    assert db.session.scalars(select(AttendanceMark)).all() == []


WRITES = st.lists(st.tuples(st.integers(1, 12), st.sampled_from([None, *MARKS])), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(WRITES)
def test_each_month_holds_what_was_written_last(commune: Commune, writes: list[tuple[int, str | None]]) -> None:
    db.session.rollback()
    line = attendance.ensure_line(commune.people[0], 2022)
    for month, value in writes:
        attendance.set_mark(line, value, month=month)
    last = {month: value for month, value in dict(writes).items() if value}
    assert {m: v for m, _meeting, v, _reason in marks_of(line)} == last
