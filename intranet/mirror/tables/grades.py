"""The tab Xếp loại: the members' grades of the year (C17). Everything but name and branch is off unless it is chosen (domain.md §7)."""

from __future__ import annotations

from intranet.mirror.tables.people import MEMBER
from intranet.mirror.tables.words import GRADE
from sync.codecs import ChoiceCodec, DateCodec, IntCodec, OrganisationCodec, TextCodec
from sync.columns import Field, Heading, Table

GRADES = Table(
    name="grades",
    label="Xếp loại đảng viên",
    tabs=("Xếp loại", "Xếp loại đảng viên", "Xếp loại cuối năm", "Đánh giá, xếp loại"),
    dated=True,
    branch_field="branch",
    fields=(
        MEMBER,
        Field("branch", "Chi bộ", OrganisationCodec(), (Heading("Chi bộ", ("Đơn vị",)),)),
        Field("self_score", "Điểm tự chấm", IntCodec(highest=100), (Heading("Điểm tự chấm", ("Tự chấm điểm",)),), sensitive=True),
        Field("own_grade", "Tự xếp loại", ChoiceCodec(GRADE), (Heading("Tự xếp loại", ("Cá nhân tự xếp loại", "Tự nhận")),), sensitive=True),
        Field("score", "Điểm chi bộ chấm", IntCodec(highest=100), (Heading("Điểm chi bộ chấm", ("Điểm", "Chi bộ chấm")),), sensitive=True),
        Field(
            "proposed_grade", "Chi bộ đề nghị", ChoiceCodec(GRADE), (Heading("Chi bộ đề nghị", ("Đề nghị xếp loại",)),),
            sensitive=True,
        ),
        Field("grade", "Xếp loại", ChoiceCodec(GRADE), (Heading("Xếp loại", ("Kết quả xếp loại", "Mức xếp loại")),), sensitive=True),
        Field("decided_on", "Ngày quyết định", DateCodec(), (Heading("Ngày quyết định", ("Ngày QĐ",)),), sensitive=True),
        Field("basis", "Quyết định", TextCodec(), (Heading("Quyết định", ("Số QĐ", "Căn cứ")),), sensitive=True),
        Field("shortcomings", "Hạn chế", TextCodec(), (Heading("Hạn chế", ("Hạn chế, khuyết điểm", "Khuyết điểm")),), sensitive=True),
    ),
)  # fmt: skip
