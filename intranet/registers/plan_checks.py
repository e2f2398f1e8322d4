"""Kế hoạch của đảng viên: whether each member has handed in the plan for the year (C6), as an office ticks it off."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from intranet.registers.choices import Flag
from intranet.registers.description import Field, Register, Unit
from intranet.registers.kinds import PRECISIONS, Date, Text
from intranet.registers.people import Person
from intranet.registers.record import Record, person_id, person_name
from sync.columns import Heading


class PlanCheck(Record):
    """A member's line of the list of one year's plans."""

    __tablename__ = "plan_checks"

    member_id: Mapped[int | None] = person_id()
    member_name: Mapped[str | None] = person_name()
    has_plan: Mapped[bool | None]
    submitted_on: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(String(500))


PLAN_CHECKS = Register(
    name="plan_checks",
    label="Kế hoạch của đảng viên",
    one="dòng kế hoạch",
    about="Đảng viên nào đã lập và nộp kế hoạch làm theo trong năm.",
    path="ke-hoach-dang-vien",
    model=PlanCheck,
    title="member",
    counted="has_plan",
    group="Sinh hoạt",
    tabs=("Kế hoạch ĐV", "Kế hoạch đảng viên", "Kế hoạch của đảng viên"),
    unit=Unit("Chi bộ", (Heading("Chi bộ", ("Đơn vị",)),)),
    fields=(
        Field("member", "Họ tên", Person(), required=True, identity=True, listed=True, searched=True,
              headings=(Heading("Họ tên", ("Họ và tên", "Đảng viên")),)),
        Field("has_plan", "Đã lập kế hoạch", Flag("Đã lập", "Chưa lập"), listed=True, filtered=True,
              headings=(Heading("Đã lập kế hoạch", ("Có kế hoạch", "Đã có KH")),)),
        Field("submitted_on", "Ngày nộp", Date(PRECISIONS), listed=True, headings=(Heading("Ngày nộp"),)),
        Field("note", "Ghi chú", Text(500), headings=(Heading("Ghi chú"),)),
    ),
)  # fmt: skip
