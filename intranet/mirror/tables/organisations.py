"""The tab Chi bộ: the branches of a commune (domain.md, section 5, sheet 1)."""

from __future__ import annotations

from intranet.mirror.tables.words import BRANCH_KIND
from sync.codecs import ChoiceCodec, IntCodec, OrganisationCodec, OrganisationNameCodec, PersonCodec, PhoneCodec
from sync.columns import Field, Heading, Table

ORGANISATIONS = Table(
    name="organisations",
    label="Chi bộ",
    tabs=("Chi bộ", "Danh sách chi bộ", "DS chi bộ", "DSCB", "Các chi bộ"),
    announces="organisation",
    branch_field="name",
    fields=(
        Field(
            "name", "Tên chi bộ", OrganisationNameCodec(),
            (Heading("Tên chi bộ", ("Chi bộ", "Tên đơn vị", "Tên chi bộ trực thuộc", "Tên tổ chức đảng")),),
            required=True,
        ),
        Field(
            "kind", "Loại hình", ChoiceCodec(BRANCH_KIND),
            (Heading("Loại hình", ("Loại chi bộ", "Loại hình chi bộ", "Loại")),),
        ),
        Field(
            "parent", "Trực thuộc", OrganisationCodec(),
            (Heading("Trực thuộc", ("Đảng bộ", "Cấp trên", "Thuộc đảng bộ", "Đảng bộ cấp trên", "Trực thuộc đảng bộ")),),
        ),
        Field(
            "secretary", "Bí thư", PersonCodec(),
            (Heading("Bí thư", ("Bí thư chi bộ", "Họ tên bí thư", "Họ và tên bí thư", "Đ/c bí thư")),),
        ),
        Field(
            "phone", "Số điện thoại", PhoneCodec(),
            (Heading("SĐT", ("Số điện thoại", "Điện thoại", "ĐT", "Số ĐT", "Di động")),),
        ),
        Field(
            "total", "Tổng số đảng viên", IntCodec(),
            (Heading("Tổng số ĐV", ("Tổng số đảng viên", "Số đảng viên", "Số ĐV", "Tổng ĐV", "TSĐV")),),
        ),
        Field(
            "probationary", "Dự bị", IntCodec(),
            (Heading("Dự bị", ("Trong đó dự bị", "ĐV dự bị", "Đảng viên dự bị", "Số dự bị"), group="Trong đó"),),
        ),
        Field(
            "exempt", "Được miễn sinh hoạt", IntCodec(),
            (
                Heading(
                    "Được miễn SH",
                    ("Miễn SH", "Được miễn sinh hoạt", "Miễn sinh hoạt", "Trong đó miễn SH", "Miễn SHĐ"),
                    group="Trong đó",
                ),
            ),
        ),
    ),
)  # fmt: skip
