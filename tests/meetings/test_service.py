"""Recording sessions: one way in, the same rules for every side."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from intranet.audit.models import AuditEntry
from intranet.database import db
from intranet.meetings import attendance, service
from intranet.meetings.models import AttendanceMark, Meeting
from intranet.meetings.service import MeetingData
from intranet.refusal import Refusal
from intranet.settings import service as settings
from tests import factories
from tests.factories import Commune
from tests.meetings.conftest import Reload


def full(commune: Commune) -> MeetingData:
    return MeetingData(
        organisation_id=commune.branch.id, year=2022, date="2022-03-05", time="19:30",
        kinds=("regular_session", "thematic_session"), topic="Chuyên đề quý I", chair_id=commune.people[0].id,
        minute_taker_id=commune.people[1].id, place="Nhà văn hóa", duration_minutes=125, total=23, present=20,
        absent_excused=2, absent_unexcused=1, score=91, rating="good",
    )  # fmt: skip


def test_what_is_recorded_comes_back_as_it_was_handed_in(commune: Commune) -> None:
    meeting = service.create(full(commune), uid="BSH7K2M9Q")
    assert service.data_of(meeting) == full(commune)
    assert (meeting.uid, meeting.version) == ("BSH7K2M9Q", 1)


def test_a_row_whose_cells_could_not_be_read_is_recorded_all_the_same(commune: Commune) -> None:
    bare = MeetingData(organisation_id=commune.branch.id, year=2022)
    assert service.data_of(service.create(bare)) == bare


def test_a_sheets_own_sums_are_taken_even_where_they_do_not_add_up(commune: Commune) -> None:
    odd = replace(full(commune), total=10, present=20)
    assert service.data_of(service.create(odd)) == odd


def test_a_change_counts_and_is_told_in_the_change_log(commune: Commune) -> None:
    meeting = service.create(full(commune))
    service.update(meeting, replace(full(commune), place="Hội trường xã"))
    assert (meeting.version, meeting.place) == (2, "Hội trường xã")
    told = db.session.scalars(
        select(AuditEntry).where(AuditEntry.record_uid == meeting.uid, AuditEntry.field != "")
    ).all()
    assert [(e.field, e.before, e.after) for e in told] == [("place", "Nhà văn hóa", "Hội trường xã")]


def test_the_same_values_again_are_no_change(commune: Commune) -> None:
    meeting = service.create(full(commune))
    service.update(meeting, full(commune))
    assert meeting.version == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date", "2022-02-31"), ("date", "05/3/2022"), ("time", "24:00"), ("kinds", ("picnic",)), ("rating", "super"),
        ("score", 101), ("score", -1), ("present", -1), ("chair_id", 999_999), ("organisation_id", 999_999), ("year", 22),
    ],
)  # fmt: skip
def test_nonsense_is_refused_and_the_field_named(commune: Commune, field: str, value: object) -> None:
    with pytest.raises(Refusal) as refused:
        service.create(replace(full(commune), **{field: value}))  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize("precision", ["2022-03-05", "2022-03", "2022-Q1", "2022"])
def test_a_date_keeps_its_precision(commune: Commune, precision: str) -> None:
    assert service.create(replace(full(commune), date=precision)).date == precision


def test_a_deleted_session_leaves_its_months_roll_and_takes_other_marks(commune: Commune) -> None:
    regular, study = factories.make_meeting(commune.branch), factories.make_meeting(commune.branch, "2022-11-10")
    line = attendance.ensure_line(commune.people[0], 2022)
    attendance.set_mark(line, "late", month=11, meeting=regular)
    attendance.set_mark(line, "present", meeting=study)
    db.session.commit()
    service.delete(regular)
    service.delete(study)
    db.session.commit()
    left = db.session.scalars(select(AttendanceMark)).all()
    assert [(m.month, m.meeting_id, m.value) for m in left] == [(11, None, "late")]
    assert db.session.scalars(select(Meeting)).all() == []


def test_a_locked_period_refuses_every_change(commune: Commune) -> None:
    meeting = service.create(full(commune))
    settings.lock(commune.committee.id, "2022-03")
    for attempt in (
        lambda: service.create(full(commune)),
        lambda: service.update(meeting, replace(full(commune), place="Khác")),
        lambda: service.update(meeting, replace(full(commune), date="2022-04-05")),
        lambda: service.delete(meeting),
        lambda: service.set_papers(meeting, "2022-03-04"),
    ):
        with pytest.raises(Refusal, match=r"Tháng 3/2022 của Đảng bộ xã Mẫu Sơn đã khóa sổ"):
            attempt()
    assert service.data_of(meeting) == full(commune)


def test_a_session_cannot_be_moved_into_a_locked_period(commune: Commune) -> None:
    meeting = service.create(replace(full(commune), date="2022-04-05"))
    settings.lock(commune.branch.id, "2022-03")
    with pytest.raises(Refusal):
        service.update(meeting, full(commune))


def test_deleting_takes_agenda_guests_and_actions_along(commune: Commune, whole: Reload) -> None:
    from intranet.meetings import actions, holding

    meeting = holding.prepare(full(commune))
    actions.add(meeting, "Trồng cây")
    db.session.commit()
    service.delete(whole(meeting))
    db.session.commit()
    assert db.session.get(Meeting, meeting.id) is None
