"""Văn bản chỉ đạo, kế hoạch (C16): plans cascade from above, and each unit adopts them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, false, literal, select
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from intranet.access import Verb, can, in_scope
from intranet.accounts.models import User
from intranet.database import db
from intranet.directives import files, queries
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers.description import Draft, Field, Register, Shared, Unit
from intranet.registers.editable import Category
from intranet.registers.kinds import Date, Text
from intranet.registers.record import Record
from intranet.registers.references import Reference, reference, reference_to
from intranet.registers.texts import Number, number_key, starts_alike
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


def check(draft: Draft) -> None:
    """A number stands for one document of its issuer; a document does not carry itself out, nor before its day."""
    values = draft.values
    if draft.record is not None and values["parent"] == reference_to(draft.record):
        raise Refusal("Văn bản không thể thực hiện chính nó.", "parent")
    if values["due"] and values["issued_on"] and values["due"] < values["issued_on"]:
        raise Refusal("Hạn triển khai trước ngày ban hành. Kiểm tra lại hai ngày này.", "due")
    if not values["doc_no"] or draft.confirmed:
        return
    likely = select(Directive.doc_no, Directive.subject).where(
        Directive.organisation_id == draft.organisation_id, starts_alike(Directive.doc_no, values["doc_no"]),
        Directive.year == draft.year, Directive.id != (draft.record.id if draft.record else 0),
    )  # fmt: skip
    same = (s for number, s in db.session.execute(likely) if number_key(number) == number_key(values["doc_no"]))
    if (found := next(same, None)) is not None:
        draft.doubt(f"Số {values['doc_no']} năm {draft.year} đã ghi cho văn bản “{found[:120]}”.", "doc_no")


def carried_out(directive: Directive) -> dict[str, str | None]:
    """What a plan that carries a document out starts with."""
    return {
        "subject": f"Thực hiện {directive.doc_no or 'văn bản'}: {directive.subject}"[:500],
        "agenda": directive.agenda,
        "works": directive.works,
    }


def _from_above(user: User) -> ColumnElement[bool]:
    above = user.organisation
    return literal(above.path).like(Organisation.path.concat("%")) if above is not None else false()


def beside(directive: Directive) -> dict[str, Any]:
    """The document's files, and which units have adopted it."""
    return {
        "attached": queries.files(directive), "allowed": files.ALLOWED, "may_adopt": can(Verb.RECORD),
        "standings": queries.standings(directive, in_scope()),
    }  # fmt: skip


DIRECTIVES = Register(
    name="directives",
    label="Văn bản chỉ đạo, kế hoạch",
    one="văn bản",
    about="Chỉ thị, kế hoạch, công văn của cấp trên và của đơn vị; nơi nào đã triển khai.",
    path="van-ban",
    model=Directive,
    title="subject",
    check=check,
    panel="directives/_panel.html",
    beside=beside,
    shared=Shared("Của cấp trên", _from_above),
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
        Field("parent", "Thực hiện văn bản", first=False,
              kind=Reference(("directives",), "Lập kế hoạch thực hiện", "Văn bản thực hiện", carried_out, listed=True)),
        Field("agenda", "Nội dung đưa vào chương trình sinh hoạt", Text(4000, 4), hint="Mỗi dòng một mục", first=False),
        Field("works", "Việc gợi ý cho đăng ký làm theo", Text(4000, 4), hint="Mỗi dòng một việc", first=False),
    ),
)  # fmt: skip
