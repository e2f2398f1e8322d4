"""Gương điển hình (C12): a story, the lesson drawn from it, the own job it speaks to, and what came of it.

A branch that takes a story over refers to it; the year of a yearbook (kỷ yếu) says that it was selected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, String, or_
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from intranet.accounts.models import User
from intranet.registers.choices import Flag
from intranet.registers.description import Book, Field, Register, Shared, Unit
from intranet.registers.kinds import PRECISIONS, Date, Text
from intranet.registers.numbers import Whole, Year
from intranet.registers.people import Person
from intranet.registers.record import Record, person_id, person_name
from intranet.registers.references import Reference, reference, times_taken
from sync.columns import Heading


class ExemplarStory(Record):
    """A story. ``shared``: other branches may take it over; ``parent`` is the story it was taken from."""

    __tablename__ = "exemplar_stories"

    title: Mapped[str] = mapped_column(String(300))
    story: Mapped[str | None] = mapped_column(LongText)
    lesson: Mapped[str | None] = mapped_column(LongText)
    own_job: Mapped[str | None] = mapped_column(LongText)
    product: Mapped[str | None] = mapped_column(LongText)
    teller_id: Mapped[int | None] = person_id()
    teller_name: Mapped[str | None] = person_name()
    told_on: Mapped[str | None] = mapped_column(String(10))
    shared: Mapped[bool | None]
    parent: Mapped[str | None] = reference()
    yearbook: Mapped[int | None] = mapped_column(index=True)
    if TYPE_CHECKING:
        reuses: Mapped[int]


ExemplarStory.reuses = times_taken(ExemplarStory)


def taken_over(story: ExemplarStory) -> dict[str, str | None]:
    """What a branch starts with that uses a story again: the story and its lesson; the own job it fills in itself."""
    return {"title": story.title, "story": (story.story or "")[:1500], "lesson": (story.lesson or "")[:500]}


def proposed(story: ExemplarStory) -> dict[str, str | None]:
    """What an award for a story starts with."""
    return {
        "who": story.teller_name, "subject_kind": "individual", "reason": f"Có câu chuyện “{story.title}” được lan tỏa",
        "unit": story.organisation.uid,
    }  # fmt: skip


def _lent(_user: User) -> ColumnElement[bool]:
    return or_(ExemplarStory.shared.is_(True), ExemplarStory.yearbook.is_not(None))


def _written_up(story: ExemplarStory) -> list[tuple[str, str]]:
    """What the yearbook says of a story: story, lesson, own job, product."""
    parts = (
        ("", story.story), ("Bài học", story.lesson), ("Liên hệ việc của mình", story.own_job),
        ("Sản phẩm, kết quả", story.product), ("Người kể", story.teller_name),
    )  # fmt: skip
    return [(label, text) for label, text in parts if text]


EXEMPLAR_STORIES = Register(
    name="exemplar_stories",
    label="Câu chuyện, gương điển hình",
    one="câu chuyện",
    about="Câu chuyện về Bác hoặc gương ở cơ sở: bài học, liên hệ việc của mình, sản phẩm. Chi bộ khác dùng lại được.",
    path="cau-chuyen",
    model=ExemplarStory,
    title="title",
    book=Book("Kỷ yếu câu chuyện, gương điển hình", "Kỷ yếu", lambda year: ExemplarStory.yearbook == year, _written_up),
    shared=Shared("Câu chuyện dùng chung", _lent),
    dated="told_on",
    tabs=("Câu chuyện", "Gương điển hình", "Điển hình"),
    unit=Unit("Đơn vị", (Heading("Đơn vị", ("Chi bộ",)),), in_words=True),
    fields=(
        Field("title", "Tên câu chuyện", Text(300), required=True, listed=True, searched=True,
              headings=(Heading("Tên câu chuyện", ("Câu chuyện", "Tên gương")),)),
        Field("story", "Câu chuyện", Text(20_000, 6), searched=True, headings=(Heading("Nội dung", ("Tóm tắt",)),)),
        Field("lesson", "Bài học", Text(4000, 3), headings=(Heading("Bài học", ("Bài học rút ra",)),)),
        Field("own_job", "Liên hệ việc của mình", Text(4000, 3), headings=(Heading("Liên hệ", ("Liên hệ bản thân", "Việc làm theo")),)),
        Field("product", "Sản phẩm, kết quả", Text(4000, 2), headings=(Heading("Sản phẩm", ("Kết quả",)),)),
        Field("teller", "Người kể, người viết", Person(), listed=True, searched=True, headings=(Heading("Người kể", ("Tác giả", "Người viết")),)),
        Field("told_on", "Ngày kể", Date(PRECISIONS), listed=True, headings=(Heading("Ngày kể", ("Ngày",)),)),
        Field("shared", "Cho chi bộ khác dùng", Flag("Dùng chung", "Chỉ trong đơn vị"), filtered=True, first=False,
              headings=(Heading("Dùng chung"),)),
        Field("yearbook", "Đưa vào kỷ yếu năm", Year(), listed=True, first=False, headings=(Heading("Kỷ yếu", ("Kỷ yếu năm",)),)),
        Field("parent", "Dùng lại từ câu chuyện", first=False,
              kind=Reference(("exemplar_stories",), "Dùng lại câu chuyện này", "Nơi dùng lại", taken_over, listed=True)),
        Field("reuses", "Số nơi dùng lại", Whole(), derived=True, listed=True),
    ),
)  # fmt: skip
