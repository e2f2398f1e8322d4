"""What a person types about a session, read into what the services take."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from intranet.formatting import vn_date
from intranet.forms import Form
from intranet.meetings.minutes import MinutesData
from intranet.meetings.models import MEETING_KINDS, AgendaItem, AttendanceYear, Meeting
from intranet.meetings.scoring import Part
from intranet.meetings.service import MeetingData
from intranet.members.models import Member

_TIME = re.compile(r"(\d{1,2})\s*(?:[:.hg]|giờ)\s*(\d{2})?", re.IGNORECASE)
#: The same words head the fields and name them in messages.
LABELS = {
    "date": "Ngày",
    "time": "Giờ",
    "kinds": "Loại buổi sinh hoạt",
    "topic": "Chủ đề, nội dung chính",
    "place": "Địa điểm",
    "chair": "Chủ trì",
    "minute_taker": "Thư ký",
    "duration_minutes": "Thời lượng (phút)",
    "papers_sent_on": "Ngày gửi tài liệu",
    "total": "Phải dự",
    "present": "Có mặt",
    "absent_excused": "Vắng có lý do",
    "absent_unexcused": "Vắng không lý do",
}
COUNTS = ("total", "present", "absent_excused", "absent_unexcused")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else changed while this form was open: what is stored now, and what was typed."""

    label: str
    stored: str
    typed: str


def show_meeting(meeting: Meeting) -> Form:
    """The form of a session that exists; chair and minute-taker must be loaded."""
    people = {"chair": meeting.chair, "minute_taker": meeting.minute_taker}
    plain = ("time", "topic", "place", "duration_minutes", *COUNTS)
    form = Form.showing(
        {name: getattr(meeting, name) for name in plain},
        date=vn_date(meeting.date) if meeting.date else None,
        papers_sent_on=vn_date(meeting.papers_sent_on) if meeting.papers_sent_on else None,
        version=meeting.version,
        **{name: person.uid for name, person in people.items() if person},
    )
    form.data.setlist("kinds", meeting.kind_list)
    return form


def read_meeting(
    form: Form, organisation_id: int, members: Sequence[Member], known: Meeting | None
) -> MeetingData | None:
    """The session as typed, or None with what is wrong in the form. ``known`` is the session being changed."""
    day = form.date("date", LABELS["date"], required=True)
    kinds = form.choices("kinds", LABELS["kinds"], MEETING_KINDS)
    if not kinds:
        form.fail("kinds", "Chọn ít nhất một loại buổi sinh hoạt.")
    ids = {m.uid: m.id for m in members}
    chosen = {n: form.choice(n, LABELS[n], ids, required=False) for n in ("chair", "minute_taker")}
    data = MeetingData(
        organisation_id=organisation_id, year=int(day[:4]) if day else 0, date=day, time=read_time(form), kinds=kinds,
        topic=form.text("topic", LABELS["topic"], limit=1000), place=form.text("place", LABELS["place"]),
        duration_minutes=form.integer("duration_minutes", LABELS["duration_minutes"], low=1, high=1440),
        chair_id=ids.get(chosen["chair"]), minute_taker_id=ids.get(chosen["minute_taker"]),
    )  # fmt: skip
    data = _with_figures(form, data, known)
    return data if form else None


def _with_figures(form: Form, data: MeetingData, known: Meeting | None) -> MeetingData:
    """The counts: those of the roll once one was taken here, else as typed; the score stays as it is."""
    if known is None:
        return data
    data = replace(data, score=known.score, rating=known.rating)
    taken = known.roll_taken_at is not None
    counts = {n: getattr(known, n) if taken else form.integer(n, LABELS[n], high=100_000) for n in COUNTS}
    return replace(
        data, total=counts["total"], present=counts["present"],
        absent_excused=counts["absent_excused"], absent_unexcused=counts["absent_unexcused"],
    )  # fmt: skip


def read_time(form: Form) -> str | None:
    """An hour as people write it (19:30, 19h30, 7g), or None with the error."""
    typed = form.text("time", LABELS["time"])
    if not typed:
        return None
    parts = _TIME.fullmatch(typed)
    if parts is None or int(parts[1]) > 23 or int(parts[2] or 0) > 59:
        form.fail("time", f"Giờ “{typed}” chưa đúng. Viết như 19:30.")
        return None
    return f"{int(parts[1]):02}:{parts[2] or '00'}"


def differences(typed: Form, stored: Form, labels: Mapping[str, str]) -> list[Difference]:
    """Where what was typed differs from what is stored now; the form says so."""
    found = [
        Difference(label, ", ".join(stored.raw_list(name)), ", ".join(typed.raw_list(name)))
        for name, label in labels.items()
        if name in stored.data.keys() | typed.data.keys() and stored.raw_list(name) != typed.raw_list(name)
        if stored.raw(name) or typed.raw(name)
    ]
    typed.fail("", "Có người vừa sửa buổi này. Xem lại hai giá trị bên dưới rồi lưu lần nữa nếu vẫn muốn ghi.")
    return found


def read_minutes(form: Form, agenda: Sequence[AgendaItem]) -> MinutesData | None:
    """The text of the minutes; what was said on a point stands under ``d-`` and the point's id."""
    data = MinutesData(
        {item.uid: form.text(f"d-{item.uid}", item.title, limit=20_000) for item in agenda},
        form.text("minutes_text", "Ý kiến khác", limit=20_000),
        form.text("conclusion", "Kết luận", limit=20_000),
        form.text("resolution", "Nghị quyết", limit=20_000),
    )
    return data if form else None


def show_minutes(data: MinutesData, version: int) -> Form:
    """The form of the minutes."""
    texts = {f"d-{uid}": text for uid, text in data.discussions.items()}
    plain = {"minutes_text": data.minutes_text, "conclusion": data.conclusion, "resolution": data.resolution}
    return Form({**texts, **plain, "version": version}, prefix="bb")


def read_points(form: Form, parts: Sequence[Part]) -> dict[str, int | None] | None:
    """The points of each part, None where a part was left empty."""
    points = {part.name: form.integer(part.name, part.label, high=part.most) for part in parts}
    return points if form else None


def show_line(line: AttendanceYear | None) -> Form:
    """The form of a member's year on the roll: m1 .. m12."""
    marks = line.marks if line else []
    return Form(
        {**{f"m{m.month}": m.value for m in marks if m.month}, "version": line.version if line else 0}, prefix="dd"
    )
