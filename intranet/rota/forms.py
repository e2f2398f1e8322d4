"""What is typed into the screens of the rota, read into what the services take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from intranet.formatting import vn_date
from intranet.forms import Form
from intranet.meetings.models import Meeting
from intranet.rota import months
from intranet.rota.absences import AbsenceData
from intranet.rota.models import MEDIA, SUBJECTS, Assignment, TopicEntry
from intranet.rota.proposals import Choice
from intranet.rota.service import AssignmentData
from intranet.rota.topics import TopicData

_LONG = 2000
#: Where a service's field stands in the form.
FIELDS = {"presenter_ids": "presenters", "organisation_id": "", "topic_entry_id": "topic", "meeting_id": "meeting"}


def show_new(due: str, topic: TopicEntry | None, choices: Sequence[Choice]) -> Form:
    """The form of a new assignment: who is proposed is ticked, a topic of the bank is filled in."""
    form = Form(
        {"due": vn_date(due), "topic": topic.title if topic else "", "media": topic.media or "" if topic else ""}
    )
    return _ticked(form, choices)


def show(assignment: Assignment, choices: Sequence[Choice]) -> Form:
    """The form over an assignment as it stands; its meeting must be loaded."""
    form = Form.showing(
        {name: getattr(assignment, name) for name in ("topic", "media", "note")},
        month=vn_date(assignment.month),
        due=vn_date(assignment.due) if assignment.due else None,
        prepared_on=vn_date(assignment.prepared_on) if assignment.prepared_on else None,
        delivered={True: "1", False: "0", None: ""}[assignment.delivered],
        meeting=assignment.meeting.uid if assignment.meeting else None,
        version=assignment.version,
    )
    return _ticked(form, choices)


def read(form: Form, data: AssignmentData, choices: Sequence[Choice]) -> AssignmentData | None:
    """The assignment with what was typed, or None with what is wrong in the form.

    Those ticked present in the order they were named before, whoever is new after them by turn.
    """
    ticked = form.choices("presenters", "Người trình bày", [c.member.uid for c in choices])
    chosen = [c.member.id for c in choices if c.member.uid in ticked]
    named = [member_id for member_id in data.presenter_ids if member_id in chosen]
    data = replace(
        data,
        presenter_ids=tuple(dict.fromkeys([*named, *chosen])),
        topic=form.text("topic", "Nội dung", limit=_LONG) or None,
        media=form.choice("media", "Hình thức", MEDIA, required=False) or None,
        due=form.date("due", "Hạn chuẩn bị", precisions=("day", "month")),
        note=form.text("note", "Ghi chú", limit=_LONG) or None,
    )
    return data if form else None


def read_known(
    form: Form, data: AssignmentData, choices: Sequence[Choice], sessions: Sequence[Meeting]
) -> AssignmentData | None:
    """The same for an assignment that exists: also its month, its preparation, its result and the session it was given at."""
    month = read_month(form, "month", required=True)
    ids = {m.uid: m.id for m in sessions}
    meeting = form.choice("meeting", "Buổi sinh hoạt", ids, required=False)
    delivered = form.choice("delivered", "Kết quả", ("1", "0"), required=False)
    data = replace(
        data,
        month=month or data.month,
        prepared_on=form.date("prepared_on", "Chuẩn bị xong ngày"),
        delivered={"1": True, "0": False}.get(delivered),
        meeting_id=ids.get(meeting),
    )
    return read(form, data, choices)


def read_month(form: Form, name: str, *, required: bool = False) -> str | None:
    """A month as typed (3/2022, tháng 3/2022), or None with the error."""
    typed = form.text(name, "Tháng", required=required)
    month = months.read(typed) if typed else None
    if typed and month is None:
        form.fail(name, f"Tháng “{typed}” chưa đúng. Viết như 3/2022.")
    return month


def read_absence(form: Form, people: Mapping[str, int]) -> AbsenceData | None:
    """An absence as typed, or None with what is wrong in the form."""
    member = form.choice("member", "Đảng viên", people)
    starts_on = form.date("starts_on", "Vắng từ ngày", required=True)
    ends_on = form.date("ends_on", "Đến ngày")
    reason = form.text("reason", "Lý do", limit=200)
    return AbsenceData(people[member], starts_on, ends_on, reason) if form and starts_on else None


def show_topic(entry: TopicEntry) -> Form:
    """The form over a topic as it stands."""
    names = ("title", "subject", "media", "source", "version")
    return Form.showing({name: getattr(entry, name) for name in names})


def read_topic(form: Form, organisation_id: int) -> TopicData | None:
    """A topic as typed, or None with what is wrong in the form."""
    data = TopicData(
        organisation_id,
        form.text("title", "Tên chủ đề", required=True, limit=300),
        form.choice("subject", "Loại nội dung", SUBJECTS, required=False) or None,
        form.choice("media", "Hình thức", MEDIA, required=False) or None,
        form.text("source", "Tài liệu, nguồn", limit=_LONG) or None,
    )
    return data if form else None


def _ticked(form: Form, choices: Sequence[Choice]) -> Form:
    form.data.setlist("presenters", [c.member.uid for c in choices if c.proposed])
    return form
