"""Whose row it is: the column that names the member a row is about."""

from __future__ import annotations

from sync.codecs import PersonCodec
from sync.columns import Field, Heading

#: A matrix or a pledge is a member's: a row that names another member is another's row.
MEMBER = Field(
    "member", "Họ tên", PersonCodec(),
    (Heading("Họ tên", ("Họ và tên", "Họ tên đảng viên", "Họ và tên đảng viên", "Đảng viên", "Đ/c")),),
    required=True, identity=True,
)  # fmt: skip
