"""Văn bản chỉ đạo, kế hoạch (C16): plans cascade from above, and each unit adopts them."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from intranet.registers.description import Field, Register, Unit
from intranet.registers.editable import Category
from intranet.registers.kinds import Date, Number, Text
from intranet.registers.record import Record
from intranet.registers.references import Reference, reference
from sync.columns import Heading


class Directive(Record):
    """A document. ``organisation`` issued it or keeps it, and hands it down to all below.

    ``agenda`` and ``works`` are what it asks units to take over, one a line: points of an agenda, works for pledges.
    """

    __tablename__ = "directives"

    doc_no: Mapped[str | None] = mapped_column(String(60), index=True)
    kind: Mapped[str | None] = mapped_column(String(40))
    issued_on: Mapped[str | None] = mapped_column(String(10))
    issuer: Mapped[str | None] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(LongText)
    due: Mapped[str | None] = mapped_column(String(10))
    parent: Mapped[str | None] = reference()
    agenda: Mapped[str | None] = mapped_column(LongText)
    works: Mapped[str | None] = mapped_column(LongText)


DIRECTIVES = Register(
    name="directives",
    label="Văn bản chỉ đạo, kế hoạch",
    one="văn bản",
    about="Chỉ thị, kế hoạch, công văn của cấp trên và của đơn vị; nơi nào đã triển khai.",
    path="van-ban",
    model=Directive,
    title="subject",
    dated="issued_on",
    tabs=("Văn bản", "Văn bản chỉ đạo", "Kế hoạch, văn bản"),
    unit=Unit("Đơn vị giữ văn bản"),
    fields=(
        Field("doc_no", "Số, ký hiệu", Number(60), listed=True, searched=True, headings=(Heading("Số, ký hiệu", ("Số ký hiệu", "Số VB", "Số")),)),
        Field("subject", "Trích yếu", Text(1000, 2), required=True, listed=True, searched=True,
              headings=(Heading("Trích yếu", ("Nội dung", "Tên văn bản")),)),
        Field("kind", "Loại văn bản", Category(setting="document_kinds"), listed=True, filtered=True, headings=(Heading("Loại văn bản", ("Loại",)),)),
        Field("issued_on", "Ngày ban hành", Date(), listed=True, headings=(Heading("Ngày ban hành", ("Ngày", "Ngày VB", "Ngày ký")),)),
        Field("issuer", "Cơ quan ban hành", Text(200), listed=True, searched=True, headings=(Heading("Cơ quan ban hành", ("Nơi ban hành",)),)),
        Field("due", "Triển khai trước ngày", Date(), first=False, headings=(Heading("Hạn triển khai", ("Thời hạn", "Hạn")),)),
        Field("parent", "Thực hiện văn bản", Reference(("directives",)), first=False),
        Field("agenda", "Nội dung đưa vào chương trình sinh hoạt", Text(4000, 4), hint="Mỗi dòng một mục", first=False),
        Field("works", "Việc gợi ý cho đăng ký làm theo", Text(4000, 4), hint="Mỗi dòng một việc", first=False),
    ),
)  # fmt: skip
