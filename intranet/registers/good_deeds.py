"""Người tốt - Việc tốt (C11): persons, members or not, and collectives, with what good they did."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from intranet.registers.description import Field, Register, Unit
from intranet.registers.kinds import PRECISIONS, Choice, Date, Flag, Text
from intranet.registers.people import Person
from intranet.registers.record import Record, person_id, person_name
from sync.columns import Heading

SUBJECT_KINDS = {"individual": "Cá nhân", "collective": "Tập thể"}
CRITERIA = {
    "outstanding_work": "Hoàn thành xuất sắc nhiệm vụ",
    "helping_others": "Giúp đỡ người khác",
    "land_donation": "Hiến đất",
    "culture_sport": "Văn hóa, thể thao",
}


class GoodDeed(Record):
    """A good deed. Dates are canonical strings; ``confirmed`` is null while nobody has said."""

    __tablename__ = "good_deeds"

    recorded_on: Mapped[str | None] = mapped_column(String(10))
    subject_kind: Mapped[str | None] = mapped_column(String(20))
    who_id: Mapped[int | None] = person_id()
    who_name: Mapped[str | None] = person_name()
    deed: Mapped[str] = mapped_column(LongText)
    criterion: Mapped[str | None] = mapped_column(String(40))
    evidence: Mapped[str | None] = mapped_column(LongText)
    proposer_id: Mapped[int | None] = person_id()
    proposer_name: Mapped[str | None] = person_name()
    confirmed: Mapped[bool | None]


GOOD_DEEDS = Register(
    name="good_deeds",
    label="Người tốt - Việc tốt",
    one="việc tốt",
    about="Ghi lại việc tốt của đảng viên, người dân, tập thể để biểu dương và in sổ cuối năm.",
    path="nguoi-tot-viec-tot",
    model=GoodDeed,
    title="who",
    dated="recorded_on",
    counted="subject_kind",
    partition="subject_kind",
    tabs=("NT-VT", "Người tốt việc tốt", "Người tốt - Việc tốt", "NTVT", "Gương người tốt việc tốt"),
    unit=Unit("Đơn vị", (Heading("Đơn vị", ("Chi bộ", "Chi, đảng bộ", "Đơn vị công tác", "Thôn, đơn vị")),), in_words=True),
    fields=(
        Field("who", "Họ tên/Tập thể", Person(as_written=True), required=True, listed=True, searched=True,
              hint="Đảng viên hay người dân đều ghi được",
              headings=(Heading("Họ tên/Tập thể", ("Họ và tên (tập thể)", "Cá nhân, tập thể được ghi danh", "Họ tên", "Họ và tên")),)),
        Field("subject_kind", "Là", Choice(SUBJECT_KINDS, {"individual": ("CN",), "collective": ("TT",)}), listed=True, filtered=True,
              headings=(Heading("TT/CN", ("Tập thể/Cá nhân", "Đối tượng")),)),
        Field("deed", "Việc tốt", Text(2000, 4), required=True, listed=True, searched=True,
              headings=(Heading("Việc tốt", ("Thành tích", "Nội dung việc tốt", "Nội dung", "Việc làm tốt")),)),
        Field("recorded_on", "Ngày ghi", Date(PRECISIONS), listed=True,
              headings=(Heading("Ngày ghi", ("Ngày ghi danh", "Ngày", "Ngày tháng")),)),
        Field("criterion", "Tiêu chí", Choice(CRITERIA), filtered=True, headings=(Heading("Tiêu chí", ("Lĩnh vực",)),)),
        Field("evidence", "Minh chứng", Text(2000, 2), headings=(Heading("Minh chứng", ("Chứng cứ",)),), first=False),
        Field("proposer", "Người giới thiệu", Person(), headings=(Heading("Người giới thiệu", ("Người đề nghị", "Giới thiệu")),), first=False),
        Field("confirmed", "Xác nhận", Flag("Đã xác nhận", "Chưa xác nhận"), listed=True, filtered=True,
              headings=(Heading("Xác nhận", ("Chi bộ xác nhận", "Đã xác nhận")),)),
    ),
)  # fmt: skip
