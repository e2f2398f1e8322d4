"""Sinh hoạt học tập hằng tháng: in which months a branch held its session of learning from Uncle Ho (C3), as a matrix."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from intranet.registers.choices import Flag
from intranet.registers.description import Field, Register, Unit
from intranet.registers.numbers import Whole
from intranet.registers.record import Record
from intranet.registers.units import UnitName
from sync.columns import Heading

_GROUP = "Sinh hoạt học tập làm theo Bác hằng tháng"


class HeldMonths(Record):
    """A branch's line of one year; a month nobody has written about is null."""

    __tablename__ = "held_months"

    m1: Mapped[bool | None]
    m2: Mapped[bool | None]
    m3: Mapped[bool | None]
    m4: Mapped[bool | None]
    m5: Mapped[bool | None]
    m6: Mapped[bool | None]
    m7: Mapped[bool | None]
    m8: Mapped[bool | None]
    m9: Mapped[bool | None]
    m10: Mapped[bool | None]
    m11: Mapped[bool | None]
    m12: Mapped[bool | None]

    @property
    def held(self) -> int:
        """How many months it was held in."""
        return sum(bool(getattr(self, f"m{month}")) for month in range(1, 13))


def _month(month: int) -> Field:
    spellings = (f"Tháng {month}", f"Th {month}", f"Th{month}", f"T {month}", f"T.{month}", f"T{month:02}")
    heading = Heading(f"T{month}", tuple(dict.fromkeys(spellings)), group=_GROUP)
    return Field(f"m{month}", f"Tháng {month}", Flag("Đã tổ chức", "Chưa tổ chức"), headings=(heading,), first=False)


HELD_MONTHS = Register(
    name="held_months",
    label="Sinh hoạt học tập hằng tháng",
    one="dòng theo dõi",
    about="Tháng nào chi bộ đã sinh hoạt học tập, làm theo Bác.",
    path="sinh-hoat-hang-thang",
    model=HeldMonths,
    title="",
    group="Sinh hoạt",
    tabs=("SH chuyên đề", "Sinh hoạt hằng tháng", "Sinh hoạt học tập"),
    unit=Unit("Chi bộ", (Heading("Chi bộ", ("Đơn vị", "Tên chi bộ")),), identity=True),
    fields=(
        Field("by", "Chi bộ", UnitName(), listed=True, derived=True),
        Field("held", "Số tháng đã tổ chức", Whole(0, 12), derived=True, listed=True),
        *(_month(month) for month in range(1, 13)),
    ),
)  # fmt: skip
