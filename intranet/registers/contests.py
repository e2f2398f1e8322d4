"""Cuộc thi, hội thi (C14): what was held, when, by whom, with how many entries and prizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import String
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from intranet.access import handed_down
from intranet.registers.choices import Choice
from intranet.registers.description import Field, Register, Shared, Unit
from intranet.registers.kinds import PRECISIONS, Date, Text
from intranet.registers.numbers import Whole
from intranet.registers.record import Record
from sync.columns import Heading

KINDS = {"written": "Thi viết", "staged": "Sân khấu hóa", "online": "Trực tuyến"}
_SPELLINGS = {
    "written": ("Viết",),
    "staged": ("SKH", "Sân khấu"),
    "online": ("Trắc nghiệm trực tuyến", "Thi trực tuyến", "Online"),
}


class Contest(Record):
    """A contest. ``entries`` is the count its organiser reports; the entries kept here are counted apart.

    ``tally_round``: which column of the count by unit speaks of this contest (1 to 4).
    """

    __tablename__ = "contests"

    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str | None] = mapped_column(String(20))
    held: Mapped[str | None] = mapped_column(String(10))
    entries: Mapped[int | None]
    prizes: Mapped[str | None] = mapped_column(LongText)
    rules: Mapped[str | None] = mapped_column(LongText)
    tally_round: Mapped[int | None]


def _beside(contest: Any) -> Mapping[str, Any]:
    """Rounds and quiz. Imported here because what belongs to a contest knows this module."""
    from intranet.contests import board

    return board.beside(contest)


CONTESTS = Register(
    name="contests",
    label="Cuộc thi",
    one="cuộc thi",
    about="Thi viết, hội thi sân khấu hóa, thi trắc nghiệm trực tuyến: thể lệ, bài dự thi, điểm, giải.",
    path="cuoc-thi",
    model=Contest,
    title="name",
    dated="held",
    counted="kind",
    panel="contests/_panel.html",
    beside=_beside,
    list_panel="contests/_list_panel.html",
    shared=Shared("Của cấp trên", handed_down),
    tabs=("Cuộc thi", "Các cuộc thi", "Cuộc thi, hội thi", "Hội thi"),
    unit=Unit("Đơn vị", (Heading("Đơn vị", ("Đơn vị tổ chức", "Cơ quan tổ chức", "Tổ chức")),), in_words=True, as_written=True),
    fields=(
        Field("name", "Tên", Text(300), required=True, listed=True, searched=True,
              headings=(Heading("Tên", ("Tên cuộc thi", "Tên cuộc thi, hội thi", "Cuộc thi")),)),
        Field("kind", "Hình thức", Choice(KINDS, _SPELLINGS), listed=True, filtered=True,
              headings=(Heading("Hình thức", ("Hình thức thi", "Loại hình", "Loại")),)),
        Field("held", "Thời gian", Date(PRECISIONS), listed=True,
              headings=(Heading("Thời gian", ("Ngày tổ chức", "Ngày", "Thời gian tổ chức")),)),
        Field("entries", "Số bài", Whole(0, 1_000_000), listed=True, hint="Số bài ban tổ chức báo cáo",
              headings=(Heading("Số bài", ("Số bài dự thi", "Số lượng bài", "Số lượt dự thi")),)),
        Field("prizes", "Giải", Text(1000), listed=True, headings=(Heading("Giải", ("Giải thưởng", "Cơ cấu giải")),)),
        Field("rules", "Thể lệ", Text(5000, 4), first=False),
        Field("tally_round", "Cột trong thống kê theo đơn vị", Whole(1, 4), first=False,
              hint="Ghi 1 nếu số bài của cuộc thi này ở cột “Lần 1” của bảng số bài theo đơn vị"),
    ),
)  # fmt: skip
