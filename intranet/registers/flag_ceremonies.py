"""Sổ chào cờ: the flag ceremonies of every unit of a province or a block, most of which hold no other session here (C3)."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from intranet.registers.choices import Choice
from intranet.registers.description import Field, Register, Unit
from intranet.registers.kinds import PRECISIONS, Date, Text
from intranet.registers.numbers import Whole
from intranet.registers.people import Person
from intranet.registers.record import Record, person_id, person_name
from intranet.settings.defaults import DEFAULTS
from sync.columns import Heading

KINDS = dict(DEFAULTS["flag_frequency"].choices)
_WRITTEN = {
    "weekly": ("Đầu tuần", "thứ 2 hằng tuần", "hằng tuần", "Hàng tuần", "thứ 2 hàng tuần"),
    "first_monday": ("T2 đầu tháng", "thứ 2 đầu tháng", "đầu tháng"),
    "monthly": ("hàng tháng", "tháng"),
}


class FlagCeremony(Record):
    """A ceremony of a unit, which may be kept here or only named."""

    __tablename__ = "flag_ceremonies"

    date: Mapped[str | None] = mapped_column(String(10))
    kind: Mapped[str | None] = mapped_column(String(20))
    present: Mapped[int | None]
    content: Mapped[str | None] = mapped_column(LongText)
    chair_id: Mapped[int | None] = person_id()
    chair_name: Mapped[str | None] = person_name()


FLAG_CEREMONIES = Register(
    name="flag_ceremonies",
    label="Sổ chào cờ",
    one="buổi chào cờ",
    about="Các buổi chào cờ của từng đơn vị: ngày, hình thức, số người dự, nội dung.",
    path="chao-co",
    model=FlagCeremony,
    title="content",
    dated="date",
    counted="kind",
    group="Sinh hoạt",
    tabs=("Chào cờ", "Sổ chào cờ", "Lễ chào cờ"),
    groups=("unit",),
    unit=Unit("Đơn vị", (Heading("Đơn vị", ("Chi, đảng bộ", "Chi bộ", "Tên đơn vị")),), in_words=True),
    fields=(
        Field("date", "Ngày", Date(PRECISIONS), listed=True, headings=(Heading("Ngày", ("Ngày chào cờ", "Ngày tổ chức")),)),
        Field("kind", "Hình thức", Choice(KINDS, _WRITTEN), listed=True, filtered=True, headings=(Heading("Hình thức", ("Loại", "Định kỳ")),)),
        Field("present", "Số người dự", Whole(high=100_000), listed=True, headings=(Heading("Số người dự", ("Số dự", "Có mặt")),)),
        Field("content", "Nội dung", Text(2000, 3), listed=True, searched=True, headings=(Heading("Nội dung"),)),
        Field("chair", "Người điều hành", Person(), searched=True, headings=(Heading("Người điều hành", ("Chủ trì", "Điều hành")),)),
    ),
)  # fmt: skip
