"""The tab Điểm danh: a member's year, one column a month (domain.md, section 5, sheet 4)."""

from __future__ import annotations

from intranet.mirror.tables.months import month_headings
from intranet.mirror.tables.people import MEMBER
from intranet.mirror.tables.words import MARK
from sync.codecs import MarkCodec
from sync.columns import Field, Table

_MARK = MarkCodec(MARK, crosses=("x", "+"), present="present", absent=("absent_excused", "absent_unexcused"))

ATTENDANCE = Table(
    name="attendance",
    label="Điểm danh",
    tabs=("Điểm danh", "Điểm danh sinh hoạt", "Chấm công sinh hoạt", "Theo dõi điểm danh"),
    dated=True,
    fields=(
        MEMBER,
        *(
            Field(f"m{month}", f"Tháng {month}", _MARK, month_headings(month, "Tháng"))
            for month in range(1, 13)
        ),
    ),
)  # fmt: skip
