"""Người tốt - Việc tốt (C11): persons, members or not, and collectives, with what good they did.

One checklist for everybody, with a version: the day from which its criteria and conditions have been as they are. A deed
remembers the version by which it was judged.
"""

from __future__ import annotations

from sqlalchemy import String, select
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from intranet.database import db
from intranet.formatting import vn_date
from intranet.registers.choices import Flag
from intranet.registers.description import Book, Draft, Field, Register, Unit
from intranet.registers.editable import Category, Ticks
from intranet.registers.kinds import PRECISIONS, Date, Text
from intranet.registers.people import Person
from intranet.registers.record import Record, person_id, person_name
from intranet.registers.subjects import SUBJECT_HEADING, SUBJECT_KIND, kind_of_name, kind_of_subject
from intranet.settings import lists
from sync.columns import Heading

#: The lists that together are the checklist.
CHECKLIST = ("deed_criteria", "deed_checks")


class GoodDeed(Record):
    """A good deed. Dates are canonical strings; ``confirmed`` is null while nobody has said.

    ``judged_by`` is the checklist's version: the day from which it has held.
    """

    __tablename__ = "good_deeds"

    recorded_on: Mapped[str | None] = mapped_column(String(10))
    subject_kind: Mapped[str | None] = mapped_column(String(20))
    who_id: Mapped[int | None] = person_id()
    who_name: Mapped[str | None] = person_name()
    deed: Mapped[str] = mapped_column(LongText)
    criterion: Mapped[str | None] = mapped_column(String(40))
    checks: Mapped[str] = mapped_column(String(400), default="")
    judged_by: Mapped[str | None] = mapped_column(String(10))
    evidence: Mapped[str | None] = mapped_column(LongText)
    proposer_id: Mapped[int | None] = person_id()
    proposer_name: Mapped[str | None] = person_name()
    confirmed: Mapped[bool | None]


def derive(deed: GoodDeed) -> None:
    """Whether it is a person or a collective where nobody said, and the checklist of the deed's day."""
    deed.subject_kind = deed.subject_kind or kind_of_name(deed.who_name)
    deed.judged_by = lists.version(CHECKLIST, deed.recorded_on) if deed.criterion or deed.checks else None


def check(draft: Draft) -> None:
    """The same deed of the same name is not written twice by a slip."""
    if draft.record is not None:
        return
    who, deed = draft.values["who"], draft.values["deed"]
    named = GoodDeed.who_id == who if isinstance(who, int) else GoodDeed.who_name == who
    same = select(GoodDeed.recorded_on).where(
        GoodDeed.organisation_id == draft.organisation_id, named, GoodDeed.deed == deed
    )
    if found := db.session.execute(same.limit(1)).first():
        draft.doubt(f"Việc tốt này đã ghi rồi{f', ngày {vn_date(found[0])}' if found[0] else ''}.", "deed")


def proposed(deed: GoodDeed) -> dict[str, str | None]:
    """What an award for a deed starts with."""
    return {
        "who": deed.who_name, "subject_kind": deed.subject_kind, "reason": deed.deed[:500],
        "unit": deed.organisation.uid, "unit_name": deed.unit_name,
    }  # fmt: skip


def _written_up(deed: GoodDeed) -> list[tuple[str, str]]:
    """What the book says of a deed."""
    shown = {field.name: field.shown(deed) for field in GOOD_DEEDS.fields}
    parts = [("", deed.deed), *((label, shown[name]) for name, label in _IN_BOOK.items())]
    return [(label, text) for label, text in parts if text]


_IN_BOOK = {
    "recorded_on": "Ngày ghi", "criterion": "Tiêu chí", "evidence": "Minh chứng", "proposer": "Người giới thiệu",
    "confirmed": "Chi bộ",
}  # fmt: skip


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
    groups=("subject_kind", "unit"),
    unit=Unit("Đơn vị", (Heading("Đơn vị", ("Chi bộ", "Chi, đảng bộ", "Đơn vị công tác", "Thôn, đơn vị")),), in_words=True),
    check=check,
    derive=derive,
    book=Book("Sổ người tốt - việc tốt", "In sổ của năm", lambda year: GoodDeed.year == year, _written_up),
    fields=(
        Field("who", "Họ tên/Tập thể", Person(as_written=True), required=True, listed=True, searched=True,
              hint="Đảng viên hay người dân đều ghi được",
              headings=(Heading("Họ tên/Tập thể", ("Họ và tên (tập thể)", "Cá nhân, tập thể được ghi danh", "Họ tên", "Họ và tên")),)),
        Field("subject_kind", "Cá nhân, tập thể", SUBJECT_KIND, listed=True, filtered=True, headings=(SUBJECT_HEADING,), first=False,
              infer=kind_of_subject),
        Field("deed", "Việc tốt", Text(2000, 4), required=True, listed=True, searched=True,
              headings=(Heading("Việc tốt", ("Thành tích", "Nội dung việc tốt", "Nội dung", "Việc làm tốt")),)),
        Field("recorded_on", "Ngày ghi", Date(PRECISIONS), listed=True, today=True,
              headings=(Heading("Ngày ghi", ("Ngày ghi danh", "Ngày", "Ngày tháng")),)),
        Field("criterion", "Tiêu chí", Category(setting="deed_criteria"), listed=True, filtered=True,
              headings=(Heading("Tiêu chí", ("Lĩnh vực",)),)),
        Field("checks", "Điều kiện đã đạt", Ticks("deed_checks"), first=False),
        Field("judged_by", "Xét theo bộ tiêu chí áp dụng từ", Date(), derived=True),
        Field("evidence", "Minh chứng", Text(2000, 2), headings=(Heading("Minh chứng", ("Chứng cứ",)),), first=False),
        Field("proposer", "Người giới thiệu", Person(), first=False,
              headings=(Heading("Người giới thiệu", ("Người đề nghị", "Giới thiệu")),)),
        Field("confirmed", "Xác nhận", Flag("Đã xác nhận", "Chưa xác nhận", ("Đã XN", "BT xn", "xác nhận"), ("chưa XN",)),
              listed=True, filtered=True, first=False, tap="Chi bộ xác nhận",
              headings=(Heading("Xác nhận", ("Chi bộ xác nhận", "Đã xác nhận")),)),
    ),
)  # fmt: skip
