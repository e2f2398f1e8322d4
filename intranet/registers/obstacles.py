"""Khó khăn, vướng mắc (C9): raised, directed, due, closed; at a session or alone."""

from __future__ import annotations

from sqlalchemy import ColumnElement, String, case
from sqlalchemy import Text as LongText
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from intranet.database import utcnow
from intranet.formatting import local_today, vn_date
from intranet.meetings.models import Meeting
from intranet.refusal import Refusal
from intranet.registers.choices import Choice
from intranet.registers.description import Draft, Field, Register, Unit
from intranet.registers.kinds import Date, Text
from intranet.registers.people import Person
from intranet.registers.record import Record, person_id, person_name
from intranet.registers.references import Reference, reference
from sync.columns import Heading

STATES = {
    "overdue": "Quá hạn",
    "raised": "Chưa có chỉ đạo",
    "directed": "Đang giải quyết",
    "closed": "Đã giải quyết",
}


_TONES = {"overdue": "act", "raised": "wait", "directed": "wait", "closed": "done"}


class Obstacle(Record):
    """An obstacle. It is overdue on the day after ``due`` while ``closed_on`` is empty."""

    __tablename__ = "obstacles"

    raised_on: Mapped[str | None] = mapped_column(String(10))
    content: Mapped[str] = mapped_column(LongText)
    raised_by_id: Mapped[int | None] = person_id()
    raised_by_name: Mapped[str | None] = person_name()
    meeting: Mapped[str | None] = reference()
    direction: Mapped[str | None] = mapped_column(LongText)
    answerer_id: Mapped[int | None] = person_id()
    answerer_name: Mapped[str | None] = person_name()
    due: Mapped[str | None] = mapped_column(String(10), index=True)
    closed_on: Mapped[str | None] = mapped_column(String(10))
    result: Mapped[str | None] = mapped_column(LongText)

    @hybrid_property
    def state(self) -> str:
        """Where it stands today."""
        if self.closed_on:
            return "closed"
        if self.due and self.due < _today():
            return "overdue"
        return "directed" if self.direction else "raised"

    @state.inplace.expression
    @classmethod
    def _state(cls) -> ColumnElement[str]:
        return case(
            (cls.closed_on.is_not(None), "closed"),
            (cls.due < _today(), "overdue"),
            (cls.direction.is_not(None), "directed"),
            else_="raised",
        )


def _today() -> str:
    return local_today(utcnow()).isoformat()


def check(draft: Draft) -> None:
    """Nothing is due or closed before it was raised; what is closed has a result."""
    raised = draft.values["raised_on"]
    for name, said in (("due", "Hạn trả lời"), ("closed_on", "Ngày giải quyết xong")):
        if raised and draft.values[name] and draft.values[name] < raised:
            raise Refusal(
                f"{said} {vn_date(draft.values[name])} trước ngày nêu {vn_date(raised)}. Kiểm tra lại hai ngày này.",
                name,
            )
    if draft.values["closed_on"] and not draft.values["result"]:
        draft.doubt("Đã ghi ngày giải quyết xong mà chưa ghi kết quả.", "result")


def raised_at(meeting: Meeting) -> dict[str, str | None]:
    """What an obstacle raised at a session starts with."""
    return {"raised_on": vn_date(meeting.date) if meeting.date else None, "unit": meeting.organisation.uid}


OBSTACLES = Register(
    name="obstacles",
    label="Khó khăn, vướng mắc",
    one="vướng mắc",
    about="Điều cơ sở nêu lên, ai phải trả lời, trước ngày nào, kết quả ra sao.",
    path="vuong-mac",
    model=Obstacle,
    title="content",
    check=check,
    dated="raised_on",
    counted="state",
    tabs=("Vướng mắc", "Khó khăn, vướng mắc", "Khó khăn vướng mắc", "KKVM"),
    unit=Unit("Đơn vị nêu", (Heading("Đơn vị", ("Chi bộ", "Đơn vị nêu")),)),
    fields=(
        Field("content", "Khó khăn, vướng mắc", Text(2000, 4), required=True, listed=True, searched=True,
              headings=(Heading("Khó khăn, vướng mắc", ("Nội dung", "Vướng mắc", "Kiến nghị")),)),
        Field("raised_on", "Ngày nêu", Date(), listed=True, today=True, headings=(Heading("Ngày nêu", ("Ngày",)),)),
        Field("raised_by", "Người nêu", Person(), headings=(Heading("Người nêu", ("Đ/c nêu", "Người phản ánh")),)),
        Field("state", "Tình trạng", Choice(STATES, tones=_TONES), derived=True, listed=True, filtered=True),
        Field("meeting", "Nêu tại buổi sinh hoạt", first=False,
              kind=Reference(("meetings",), "Ghi khó khăn, vướng mắc", given=raised_at)),
        Field("direction", "Chỉ đạo, hướng giải quyết", Text(2000, 3), searched=True, first=False,
              headings=(Heading("Chỉ đạo", ("Hướng giải quyết", "Ý kiến chỉ đạo")),)),
        Field("answerer", "Người, cơ quan phải trả lời", Person(), listed=True, first=False,
              headings=(Heading("Người giải quyết", ("Cơ quan giải quyết", "Giao cho")),)),
        Field("due", "Hạn trả lời", Date(), listed=True, first=False, headings=(Heading("Hạn", ("Hạn trả lời", "Thời hạn")),)),
        Field("closed_on", "Ngày giải quyết xong", Date(), first=False, headings=(Heading("Ngày xong", ("Ngày giải quyết",)),)),
        Field("result", "Kết quả", Text(2000, 3), first=False, headings=(Heading("Kết quả", ("Kết quả giải quyết",)),)),
    ),
)  # fmt: skip
