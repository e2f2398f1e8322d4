"""The tab Đảng viên: the member list (domain.md, section 5, sheet 2)."""

from __future__ import annotations

from intranet.mirror.tables.words import GENDER, ROLE, STANDING
from sync.codecs import ChoiceCodec, ChoicesCodec, DateCodec, MemberNameCodec, OrganisationCodec, TextCodec, TickCodec
from sync.columns import Field, Heading, Table

MEMBERS = Table(
    name="members",
    label="Đảng viên",
    tabs=("Đảng viên", "Danh sách đảng viên", "DS đảng viên", "DSĐV", "DSDV", "ĐV"),
    announces="member",
    branch_field="branch",
    fields=(
        Field(
            "full_name", "Họ và tên", MemberNameCodec(),
            (Heading("Họ và tên", ("Họ tên", "Họ và tên đảng viên", "Họ tên đảng viên", "Tên đảng viên", "Họ, tên")),),
            required=True,
        ),
        Field(
            "born", "Năm sinh", DateCodec(),
            (Heading("Năm sinh", ("Ngày sinh", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "NS", "Sinh năm")),),
            sensitive=True,
        ),
        Field(
            "gender", "Giới tính", TickCodec(GENDER),
            (
                Heading("Nam", group="Giới tính", index="male"),
                Heading("Nữ", group="Giới tính", index="female"),
                Heading("Giới tính", ("Nam/Nữ", "Phái", "GT"), alternative=True),
            ),
        ),
        Field(
            "joined_on", "Ngày vào Đảng", DateCodec(),
            (
                Heading(
                    "Ngày vào Đảng", ("Vào Đảng", "Ngày vào", "Ngày kết nạp", "Ngày vào ĐCSVN", "Ngày, tháng, năm vào Đảng"),
                ),
            ),
        ),
        Field(
            "official_on", "Ngày chính thức", DateCodec(),
            (Heading("Ngày chính thức", ("Chính thức", "Ngày CT", "Ngày công nhận chính thức")),),
        ),
        Field(
            "roles", "Chức vụ", ChoicesCodec(ROLE),
            (Heading("Chức vụ", ("Chức vụ Đảng", "Chức danh", "Chức vụ, chức danh", "CV")),),
        ),
        Field(
            "branch", "Chi bộ", OrganisationCodec(),
            (Heading("Chi bộ", ("Thuộc chi bộ", "Chi bộ sinh hoạt", "Đơn vị", "Sinh hoạt tại chi bộ")),),
        ),
        Field(
            "standing", "Diện", ChoiceCodec(STANDING),
            (Heading("Diện", ("Diện đảng viên", "Loại đảng viên", "CT/DB", "Tình trạng")),),
        ),
        Field("note", "Ghi chú", TextCodec(), (Heading("Ghi chú", ("Chú thích",)),)),
    ),
)  # fmt: skip
