"""The tab Đăng ký làm theo: what each member will do in the year (domain.md, section 5, sheet 6)."""

from __future__ import annotations

from intranet.mirror.tables.people import MEMBER
from intranet.mirror.tables.words import APPROVAL
from sync.codecs import ChoiceCodec, DateCodec, ItemsCodec, TextCodec
from sync.columns import Field, Heading, Table

_GROUP = "Nội dung đăng ký"
_GROUPS = (_GROUP, "Phần việc", "Nội dung", "Việc đăng ký", "Nội dung đăng ký làm theo")


def _item(number: int) -> Heading:
    spellings = [f"{group} {number}" for group in _GROUPS]
    return Heading(str(number), tuple(spellings), group=_GROUP, index=number)


PLEDGES = Table(
    name="pledges",
    label="Đăng ký làm theo",
    tabs=("Đăng ký làm theo", "Đăng ký", "Đăng ký làm theo Bác", "Bản đăng ký"),
    dated=True,
    fields=(
        MEMBER,
        Field(
            "items", "Nội dung đăng ký", ItemsCodec(),
            (
                *(_item(n) for n in (1, 2, 3)),
                Heading("Nội dung đăng ký", ("Nội dung đăng ký làm theo", "Các phần việc đăng ký", "Phần việc đăng ký"), index=0, alternative=True),
            ),
        ),
        Field("measure", "Biện pháp", TextCodec(), (Heading("Biện pháp", ("Biện pháp thực hiện", "Giải pháp")),)),
        Field(
            "deadline", "Thời gian", DateCodec(),
            (Heading("Thời gian", ("Thời gian hoàn thành", "Thời hạn", "Hạn", "Thời gian thực hiện")),),
        ),
        Field(
            "comment", "Chi bộ góp ý", TextCodec(),
            (Heading("Chi bộ góp ý", ("Góp ý", "Ý kiến chi bộ", "Ý kiến góp ý", "Chi bộ nhận xét")),),
        ),
        Field(
            "approval", "Duyệt", ChoiceCodec(APPROVAL),
            (Heading("Duyệt", ("Phê duyệt", "Chi bộ duyệt", "Tình trạng duyệt", "Kết quả duyệt")),),
        ),
    ),
)  # fmt: skip
