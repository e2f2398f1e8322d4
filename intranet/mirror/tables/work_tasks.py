"""The tab Việc tháng: tasks registered for each month, who does them, how they stood at the flag ceremony (C8)."""

from __future__ import annotations

from intranet.mirror.tables.words import RESULT
from sync.codecs import ChoiceCodec, DateCodec, MonthCodec, OrganisationCodec, PersonOrNameCodec, TextCodec
from sync.columns import Field, Heading, Table

WORK_TASKS = Table(
    name="work_tasks",
    label="Nhiệm vụ hằng tháng",
    tabs=("Việc tháng", "Nhiệm vụ tháng", "Nhiệm vụ hằng tháng", "Kế hoạch tháng"),
    dated=True,
    branch_field="unit",
    several=True,
    partitions=("unit",),
    fields=(
        Field("month", "Tháng", MonthCodec(), (Heading("Tháng"),), required=True),
        Field("unit", "Đơn vị", OrganisationCodec(), (Heading("Đơn vị", ("Chi bộ",)),)),
        Field("task", "Nhiệm vụ", TextCodec(), (Heading("Nhiệm vụ", ("Việc", "Nội dung công việc", "Nhiệm vụ đăng ký")),), required=True),
        Field("owner", "Người thực hiện", PersonOrNameCodec(), (Heading("Người thực hiện", ("Phụ trách", "Người phụ trách", "Đ/c thực hiện")),)),
        Field("deadline", "Thời hạn", DateCodec(), (Heading("Thời hạn", ("Hạn", "Hạn hoàn thành")),)),
        Field("result", "Kết quả", ChoiceCodec(RESULT), (Heading("Kết quả", ("Kết quả thực hiện", "Tình trạng")),)),
        Field("remark", "Nhận xét", TextCodec(), (Heading("Nhận xét", ("Ghi chú", "Kiểm điểm")),)),
        Field("praise", "Biểu dương", TextCodec(), (Heading("Biểu dương", ("Khen",)),)),
        Field("criticism", "Phê bình", TextCodec(), (Heading("Phê bình", ("Phê bình, tự phê bình", "Hạn chế")),), sensitive=True),
    ),
)  # fmt: skip
