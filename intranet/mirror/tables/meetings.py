"""The tab Buổi sinh hoạt: the sessions of a year (domain.md, section 5, sheet 3)."""

from __future__ import annotations

from intranet.mirror.tables.words import MEETING_KIND, RATING
from sync.codecs import (
    ChoiceCodec,
    ChoicesCodec,
    DateCodec,
    IntCodec,
    OrganisationCodec,
    PersonCodec,
    TextCodec,
    TimeCodec,
)
from sync.columns import Field, Heading, Table

_QUARTER_BEHIND = r"\s*\(?quý\s+(?:iv|i{1,3}|[1-4])(?:\s*/\s*\d{4})?\)?\s*$"

MEETINGS = Table(
    name="meetings",
    label="Buổi sinh hoạt",
    tabs=("Buổi SH", "Buổi sinh hoạt", "Sinh hoạt chi bộ", "SH chi bộ", "Sinh hoạt", "Theo dõi sinh hoạt"),
    dated=True,
    branch_field="branch",
    fields=(
        Field(
            "date", "Ngày", DateCodec(),
            (Heading("Ngày", ("Ngày sinh hoạt", "Ngày họp", "Ngày SH", "Ngày tổ chức", "Ngày tháng", "Thời gian")),),
        ),
        Field("time", "Giờ", TimeCodec(), (Heading("Giờ", ("Giờ họp", "Giờ sinh hoạt", "Lúc", "Giờ bắt đầu")),)),
        Field(
            "branch", "Chi bộ", OrganisationCodec(),
            (Heading("Chi bộ", ("Đơn vị", "Chi bộ tổ chức", "Tổ chức đảng", "Tên chi bộ")),),
            required=True,
        ),
        Field(
            "kinds", "Loại", ChoicesCodec(MEETING_KIND, noise=_QUARTER_BEHIND, joiner=" + "),
            (Heading("Loại", ("Loại sinh hoạt", "Loại SH", "Loại hình", "Hình thức sinh hoạt", "Loại buổi")),),
        ),
        Field(
            "topic", "Chủ đề", TextCodec(),
            (Heading("Chủ đề", ("Nội dung", "Nội dung sinh hoạt", "Chuyên đề", "Nội dung, chủ đề")),),
        ),
        Field(
            "chair", "Chủ trì", PersonCodec(),
            (Heading("Chủ trì", ("Người chủ trì", "Đ/c chủ trì", "Chủ tọa", "Người điều hành")),),
        ),
        Field(
            "minute_taker", "Thư ký", PersonCodec(),
            (Heading("Thư ký", ("Người ghi biên bản", "Thư ký ghi biên bản", "Ghi biên bản")),),
        ),
        Field(
            "total", "Tổng số đảng viên", IntCodec(),
            (Heading("Tổng số ĐV", ("Tổng số", "Tổng số đảng viên", "Số ĐV", "Phải có mặt", "TSĐV")),),
        ),
        Field(
            "present", "Có mặt", IntCodec(of_total=True),
            (Heading("Có mặt", ("Số có mặt", "ĐV có mặt", "Số dự", "Dự họp", "Hiện diện")),),
            derived=True,
        ),
        Field(
            "absent_excused", "Vắng có lý do", IntCodec(),
            (Heading("CLD", ("Vắng CLD", "Vắng có lý do", "Có lý do", "Có phép", "Vắng có phép"), group="Vắng"),),
        ),
        Field(
            "absent_unexcused", "Vắng không lý do", IntCodec(),
            (
                Heading(
                    "KLD", ("Vắng KLD", "Vắng không lý do", "Không lý do", "Không phép", "Vắng không phép"), group="Vắng",
                ),
            ),
        ),
        Field("score", "Điểm", IntCodec(highest=100), (Heading("Điểm", ("Điểm số", "Chấm điểm", "Tổng điểm")),)),
        Field(
            "rating", "Xếp loại", ChoiceCodec(RATING),
            (Heading("Xếp loại", ("Xếp loại buổi sinh hoạt", "Đánh giá", "Chất lượng")),),
            derived=True,
        ),
    ),
)  # fmt: skip
