"""The tab Theo dõi tháng: each pledged item, month by month (domain.md, section 5, sheet 7)."""

from __future__ import annotations

from intranet.mirror.tables.months import month_headings
from intranet.mirror.tables.people import MEMBER
from intranet.mirror.tables.words import GRADE, PROGRESS_WORDS
from sync.codecs import ChoiceCodec, ProgressCodec, TextCodec
from sync.columns import Field, Heading, Table

MONTHLY_CHECKS = Table(
    name="monthly_checks",
    label="Theo dõi tháng",
    tabs=("Theo dõi tháng", "Theo dõi", "Theo dõi thực hiện", "Theo dõi hằng tháng", "Theo dõi hàng tháng"),
    dated=True,
    fields=(
        MEMBER,
        Field(
            "item", "Phần việc", TextCodec(),
            (Heading("Phần việc", ("Nội dung", "Nội dung đăng ký", "Phần việc đăng ký", "Việc đăng ký")),),
            required=True,
        ),
        *(
            Field(f"m{month}", f"Tháng {month}", ProgressCodec(PROGRESS_WORDS), month_headings(month, "Kết quả từng tháng"))
            for month in range(1, 13)
        ),
        Field(
            "midyear", "6 tháng", ChoiceCodec(GRADE),
            (Heading("6 tháng", ("Kết quả 6 tháng", "6 tháng đầu năm", "Sơ kết 6 tháng", "Xếp loại 6 tháng")),),
            sensitive=True,
        ),
        Field(
            "annual", "Cả năm", ChoiceCodec(GRADE),
            (Heading("Cả năm", ("Kết quả cả năm", "Tổng kết năm", "12 tháng", "Xếp loại năm", "Xếp loại cả năm")),),
            sensitive=True,
        ),
        Field("remark", "Nhận xét", TextCodec(), (Heading("Nhận xét", ("Chi bộ nhận xét", "Nhận xét của chi bộ", "Ghi chú")),)),
    ),
)  # fmt: skip
