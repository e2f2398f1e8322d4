"""Số bài dự thi theo đơn vị (C14): how many entries each unit sent, contest by contest."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from intranet.registers.description import Field, Register, Unit
from intranet.registers.kinds import Text
from intranet.registers.numbers import Whole
from intranet.registers.record import Record
from intranet.registers.units import UnitName
from sync.columns import Heading

ROUNDS = (1, 2, 3, 4)


class ContestTally(Record):
    """One unit's counts. ``round1`` to ``round4``: entries to the first to fourth contest of the count."""

    __tablename__ = "contest_tallies"

    round1: Mapped[int | None]
    round2: Mapped[int | None]
    round3: Mapped[int | None]
    round4: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(String(500))

    @property
    def sum(self) -> int:
        """All entries of the unit."""
        return sum(getattr(self, f"round{n}") or 0 for n in ROUNDS)


def _round(number: int) -> Field:
    heading = Heading(
        f"Cuộc thi lần {number}", (f"Lần {number}", f"Đợt {number}"), group="Số bài dự thi", alternative=number > 2
    )
    return Field(
        f"round{number}", f"Lần {number}", Whole(0, 1_000_000), listed=number < 3, headings=(heading,), first=number < 3
    )


CONTEST_TALLIES = Register(
    name="contest_tallies",
    label="Số bài dự thi theo đơn vị",
    one="dòng thống kê",
    about="Mỗi đơn vị gửi bao nhiêu bài cho từng cuộc thi viết.",
    path="so-bai-du-thi",
    model=ContestTally,
    title="",
    tabs=("Bài dự thi theo ĐV", "Bài dự thi theo đơn vị", "Số bài dự thi", "Thống kê bài dự thi"),
    unit=Unit("Chi, đảng bộ", (Heading("Chi, đảng bộ", ("Đơn vị", "Chi bộ", "Tên đơn vị")),), in_words=True, identity=True),
    fields=(
        Field("by", "Chi, đảng bộ", UnitName(), listed=True, derived=True),
        *(_round(number) for number in ROUNDS),
        Field("sum", "Cộng", Whole(0, 5_000_000), listed=True, derived=True, headings=(Heading("Cộng", ("Tổng", "Tổng số bài", "Tổng cộng")),)),
        Field("note", "Ghi chú", Text(500), listed=True, headings=(Heading("Ghi chú"),)),
    ),
)  # fmt: skip
