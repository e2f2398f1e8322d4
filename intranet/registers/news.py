"""Tin bài (C12): what was published about the year's work, with its address."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from intranet.registers.description import Field, Register
from intranet.registers.kinds import PRECISIONS, Date, Text
from intranet.registers.people import Person
from intranet.registers.record import Record, person_id, person_name
from intranet.registers.texts import Link
from sync.columns import Heading


class NewsItem(Record):
    """A published item. ``link`` is kept as written; only http and https addresses become links."""

    __tablename__ = "news_items"

    published_on: Mapped[str | None] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(300))
    author_id: Mapped[int | None] = person_id()
    author_name: Mapped[str | None] = person_name()
    column: Mapped[str | None] = mapped_column("rubric", String(200))
    link: Mapped[str | None] = mapped_column(String(500))


NEWS_ITEMS = Register(
    name="news_items",
    label="Tin bài đã đăng",
    one="tin bài",
    about="Tin, bài về học tập và làm theo Bác đã đăng trên báo, trang tin, bản tin.",
    path="tin-bai",
    model=NewsItem,
    title="title",
    dated="published_on",
    tabs=("Tin bài", "Tin, bài", "Tin bài đã đăng"),
    fields=(
        Field("title", "Tên bài", Text(300), required=True, listed=True, searched=True,
              headings=(Heading("Tên bài", ("Tên tin, bài", "Tiêu đề")),)),
        Field("published_on", "Ngày đăng", Date(PRECISIONS), listed=True, headings=(Heading("Ngày đăng", ("Ngày",)),)),
        Field("author", "Tác giả", Person(as_written=True), listed=True, searched=True, headings=(Heading("Tác giả", ("Người viết",)),)),
        Field("column", "Chuyên mục", Text(200), listed=True, searched=True, headings=(Heading("Chuyên mục", ("Báo, trang tin", "Nơi đăng")),)),
        Field("link", "Đường dẫn", Link(), headings=(Heading("Đường dẫn", ("Link", "Địa chỉ")),)),
    ),
)  # fmt: skip
