"""Sessions (meetings): make, change, delete. One way in for forms, the sync, the CLI and the demo.

The figures (total .. rating) are taken as given: a sheet's own sums are the office's business. Once a roll is taken
here, ``rollcall`` computes them. Rules: domain.md, section 3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as day
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlalchemy import update as sql_update

from intranet.database import db
from intranet.forms import tidy
from intranet.meetings.models import MEETING_KINDS, RATINGS, AttendanceMark, Meeting
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.settings import service as periods
from intranet.settings.service import require_open
from sync.values.text import security_marking

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?|-Q[1-4])?")
COUNTS = ("total", "present", "absent_excused", "absent_unexcused", "duration_minutes")


@dataclass(frozen=True, slots=True)
class MeetingData:
    """What is recorded of a session. Dates and times are canonical, ``kinds`` MEETING_KINDS keys; score /100."""

    organisation_id: int
    year: int
    date: str | None = None
    time: str | None = None
    kinds: Sequence[str] = ()
    topic: str | None = None
    chair_id: int | None = None
    minute_taker_id: int | None = None
    place: str | None = None
    duration_minutes: int | None = None
    total: int | None = None
    present: int | None = None
    absent_excused: int | None = None
    absent_unexcused: int | None = None
    score: int | None = None
    rating: str | None = None


def create(data: MeetingData, *, uid: str | None = None) -> Meeting:
    """Record a new session; ``uid`` is the id a sheet already gave it."""
    _check(data)
    require_open(data.organisation_id, period_of(data))
    meeting = Meeting(organisation_id=data.organisation_id, year=data.year, agenda=[], guests=[], actions=[])
    if uid:
        meeting.uid = uid
    _write(meeting, data)
    db.session.add(meeting)
    db.session.flush()
    return meeting


def update(meeting: Meeting, data: MeetingData) -> Meeting:
    """Replace what is recorded; neither the old nor the new period may be locked."""
    if data == data_of(meeting):
        return meeting
    _check(data)
    require_open(meeting.organisation_id, period_of(data_of(meeting)))
    require_open(data.organisation_id, period_of(data))
    _write(meeting, data)
    touch(meeting)
    return meeting


def delete(meeting: Meeting) -> None:
    """Delete a session. Marks of a month's regular session stay in the yearly roll; other marks go with the session."""
    require_open(meeting.organisation_id, period_of(data_of(meeting)))
    of_meeting = AttendanceMark.meeting_id == meeting.id
    db.session.execute(sql_delete(AttendanceMark).where(of_meeting, AttendanceMark.month.is_(None)))
    db.session.execute(sql_update(AttendanceMark).where(of_meeting).values(meeting_id=None))
    db.session.delete(meeting)
    db.session.flush()


def data_of(meeting: Meeting) -> MeetingData:
    """What is recorded of a session, as it would be handed in."""
    return MeetingData(
        organisation_id=meeting.organisation_id, year=meeting.year, date=meeting.date, time=meeting.time,
        kinds=tuple(meeting.kind_list), topic=meeting.topic, chair_id=meeting.chair_id,
        minute_taker_id=meeting.minute_taker_id, place=meeting.place, duration_minutes=meeting.duration_minutes,
        total=meeting.total, present=meeting.present, absent_excused=meeting.absent_excused,
        absent_unexcused=meeting.absent_unexcused, score=meeting.score, rating=meeting.rating,
    )  # fmt: skip


def touch(meeting: Meeting) -> None:
    """Count a change for whoever has the session open, and flush."""
    meeting.version += 1
    db.session.flush()


def require_open_meeting(meeting: Meeting) -> None:
    """Refuse when the session stands in a locked period."""
    require_open(meeting.organisation_id, period_of(data_of(meeting)))


def closed(meeting: Meeting) -> str:
    """Why the session may not be changed; empty while its period is open."""
    return periods.closed(meeting.organisation_id, period_of(data_of(meeting)))


def set_papers(meeting: Meeting, sent_on: str | None) -> None:
    """When the papers went out to the members (canonical day)."""
    require_open_meeting(meeting)
    if sent_on is not None and not real_date(sent_on):
        raise Refusal(f"Không có ngày “{sent_on}”.", "papers_sent_on")
    _set(meeting, "papers_sent_on", sent_on)
    db.session.flush()


def period_of(data: MeetingData) -> str:
    """The period whose lock matters: the day's, or the year's where the date is not known."""
    return data.date or str(data.year)


def real_date(text: str) -> bool:
    """Whether a canonical date (any precision) names a day, month, quarter or year that exists."""
    parts = _DATE.fullmatch(text)
    if parts is None:
        return False
    try:
        day(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        return False
    return True


def refuse_marked(text: str | None, field: str) -> None:
    """Refuse a text marked Mật, Tối mật or Tuyệt mật: such papers do not enter this product (domain.md, section 7)."""
    if text and security_marking(text):
        raise Refusal("Nội dung có dấu chỉ độ mật nên không được ghi vào phần mềm này.", field)


def _check(data: MeetingData) -> None:
    if db.session.get(Organisation, data.organisation_id) is None:
        raise Refusal("Không tìm thấy chi bộ.", "organisation_id")
    if data.date is not None and not real_date(data.date):
        raise Refusal(f"Không có ngày “{data.date}”.", "date")
    if data.time is not None and not _TIME.fullmatch(data.time):
        raise Refusal(f"“{data.time}” không phải là giờ. Ghi như 19:30.", "time")
    if not 1930 <= data.year <= 2100:
        raise Refusal("Năm không hợp lý.", "year")
    refuse_marked(data.topic, "topic")
    refuse_marked(data.place, "place")
    _check_choices(data)
    _check_figures(data)
    for field in ("chair_id", "minute_taker_id"):
        chosen = getattr(data, field)
        if chosen is not None and db.session.get(Member, chosen) is None:
            raise Refusal("Không tìm thấy đảng viên đã chọn.", field)


def _check_choices(data: MeetingData) -> None:
    for kind in data.kinds:
        if kind not in MEETING_KINDS:
            raise Refusal(f"Không có loại sinh hoạt “{kind}”.", "kinds")
    if data.rating is not None and data.rating not in RATINGS:
        raise Refusal(f"Không có mức xếp loại “{data.rating}”.", "rating")


def _check_figures(data: MeetingData) -> None:
    for field in COUNTS:
        figure = getattr(data, field)
        if figure is not None and not 0 <= figure <= 100_000:
            raise Refusal("Số phải từ 0 trở lên.", field)
    if data.score is not None and not 0 <= data.score <= 100:
        raise Refusal("Điểm phải từ 0 đến 100.", "score")


def _write(meeting: Meeting, data: MeetingData) -> None:
    meeting.kinds = ",".join(dict.fromkeys(data.kinds))
    plain: tuple[str, ...] = (
        "organisation_id", "year", "date", "time", "chair_id", "minute_taker_id", *COUNTS, "score", "rating",
    )  # fmt: skip
    for field in plain:
        _set(meeting, field, getattr(data, field))
    for field in ("topic", "place"):
        _set(meeting, field, tidy(getattr(data, field) or "") or None)


def _set(meeting: Meeting, field: str, value: Any) -> None:
    """Write only what differs, so that the change log tells no empty story."""
    if getattr(meeting, field) != value:
        setattr(meeting, field, value)
