"""The progress sheet of a campaign wave: every branch under its party organisation, with the day it held its session (C4)."""

from __future__ import annotations

from intranet.mirror.tables.words import BRANCH_KIND
from sync.codecs import BoolCodec, BranchNameCodec, ChoiceCodec, HeldDateCodec, IntCodec, PartyNameCodec, TextCodec
from sync.columns import Field, Heading, Table

WAVE_SESSIONS = Table(
    name="wave_sessions",
    label="Đợt sinh hoạt chuyên đề",
    tabs=("Đợt SHCĐ", "Tiến độ đợt sinh hoạt", "Theo dõi đợt sinh hoạt", "Đợt sinh hoạt chuyên đề"),
    dated=True,
    group_fields=("party_org",),
    fields=(
        Field("branch", "Chi bộ", BranchNameCodec(), (Heading("Chi bộ", ("Tên chi bộ", "Đơn vị")),), required=True),
        Field("party_org", "Đảng bộ", PartyNameCodec(), (Heading("Đảng bộ", ("Trực thuộc", "Đảng bộ cơ sở")),)),
        Field("kind", "Loại hình", ChoiceCodec(BRANCH_KIND), (Heading("Loại hình", ("Loại chi bộ", "Loại hình chi bộ")),)),
        Field("held_on", "Ngày tổ chức", HeldDateCodec(), (Heading("Ngày tổ chức", ("Ngày sinh hoạt", "Ngày SH", "Thời gian tổ chức")),)),
        Field("total", "Số đảng viên", IntCodec(), (Heading("Số ĐV", ("Tổng số ĐV", "Số đảng viên", "TSĐV")),)),
        Field("present", "Có mặt", IntCodec(of_total=True), (Heading("Có mặt", ("Số dự", "Số có mặt", "ĐV dự")),)),
        Field(
            "pilot", "Sinh hoạt mẫu", BoolCodec(("điểm", "mẫu", "SH mẫu", "SH điểm")),
            (Heading("Sinh hoạt mẫu", ("Sinh hoạt điểm", "Mẫu", "Điểm")),),
        ),
        Field("guest", "Người dự chỉ đạo", TextCodec(), (Heading("Người dự chỉ đạo", ("Đại biểu dự", "Cấp trên dự", "Người dự")),)),
        Field("note", "Ghi chú", TextCodec(), (Heading("Ghi chú", ("Chú thích",)),)),
    ),
)  # fmt: skip
