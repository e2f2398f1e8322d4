"""The tab Phân công chuyên đề: who presents what in which month (domain.md, section 5, sheet 5)."""

from __future__ import annotations

from intranet.mirror.tables.words import MEDIA
from sync.codecs import BoolCodec, ChoiceCodec, DateCodec, MonthCodec, OrganisationCodec, PersonsCodec, TextCodec
from sync.columns import Field, Heading, Table

ASSIGNMENTS = Table(
    name="assignments",
    label="Phân công chuyên đề",
    tabs=("Phân công CĐ", "Phân công chuyên đề", "Phân công trình bày", "Phân công"),
    dated=True,
    branch_field="branch",
    several=True,
    partitions=("branch",),
    fields=(
        Field("month", "Tháng", MonthCodec(), (Heading("Tháng", ("Thời gian", "Kỳ sinh hoạt")),), required=True),
        Field("branch", "Chi bộ", OrganisationCodec(), (Heading("Chi bộ", ("Đơn vị", "Tên chi bộ")),)),
        Field(
            "presenters", "Đ/c trình bày", PersonsCodec(),
            (Heading("Đ/c trình bày", ("Người trình bày", "Đồng chí trình bày", "Họ tên người trình bày", "Người chuẩn bị")),),
        ),
        Field("topic", "Nội dung", TextCodec(), (Heading("Nội dung", ("Chuyên đề", "Tên chuyên đề", "Chủ đề", "Nội dung trình bày")),)),
        Field("media", "Loại", ChoiceCodec(MEDIA), (Heading("Loại", ("Hình thức", "Loại hình", "Thể loại")),)),
        Field("due", "Hạn", DateCodec(), (Heading("Hạn", ("Hạn chuẩn bị", "Thời hạn", "Hạn gửi bài")),)),
        Field(
            "delivered", "Đã trình bày", BoolCodec(("Đã TB", "đã trình bày"), ("chưa TB", "chưa trình bày")),
            (Heading("Đã trình bày", ("Kết quả", "Thực hiện", "Đã TB")),),
        ),
    ),
)  # fmt: skip
