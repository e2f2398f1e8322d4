"""Bài dự thi (C14): who sent what to a contest, the score, the prize. Without a contest where a sheet names none."""

from __future__ import annotations

from sqlalchemy import ColumnElement, ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from intranet.contests.models import ContestRound
from intranet.database import db, utcnow
from intranet.formatting import local_today, vn_date
from intranet.refusal import Refusal
from intranet.registers.contests import Contest
from intranet.registers.description import Draft, Field, Register, Unit
from intranet.registers.kinds import Text
from intranet.registers.numbers import Decimal, Whole
from intranet.registers.parts import PartOf
from intranet.registers.people import Person
from intranet.registers.record import Record, person_id, person_name
from sync.columns import Heading


class ContestEntry(Record):
    """An entry of a person or a collective. ``seconds``: how long an online attempt took, to part equal scores."""

    __tablename__ = "contest_entries"

    contest_id: Mapped[int | None] = mapped_column(ForeignKey("contests.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("contest_rounds.id"), index=True)
    who_id: Mapped[int | None] = person_id()
    who_name: Mapped[str | None] = person_name()
    title: Mapped[str | None] = mapped_column(String(500))
    score: Mapped[float | None] = mapped_column(Numeric(9, 3, asdecimal=False))
    prize: Mapped[str | None] = mapped_column(String(100))
    seconds: Mapped[int | None]


def require_open_round(found: ContestRound) -> None:
    """Refuse an entry for a round that takes none any more."""
    today = local_today(utcnow()).isoformat()
    if found.closed or (found.closes_on is not None and found.closes_on < today):
        when = f" từ ngày {vn_date(found.closes_on)}" if found.closes_on and found.closes_on < today else ""
        raise Refusal(
            f"{found.name} đã đóng{when}, không nhận thêm bài. Ghi vào vòng đang mở, hoặc đề nghị ban tổ chức mở lại vòng này.",
            "round",
        )


def _check(draft: Draft) -> None:
    """A round of that contest, and open when an entry joins it."""
    round_id, contest_id = draft.values["round"], draft.values["contest"]
    found = db.session.get(ContestRound, round_id) if round_id else None
    if found is None:
        return
    if found.contest_id != contest_id:
        raise Refusal("Vòng thi này không thuộc cuộc thi đã chọn.", "round")
    if draft.before("round_id") != round_id:
        require_open_round(found)


def _in_sheets(_organisation_id: int) -> ColumnElement[bool]:
    """The prizes, and what names no contest: a quiz's thousand results would bury the rows of a list people keep."""
    return ContestEntry.contest_id.is_(None) | ContestEntry.prize.is_not(None)


CONTEST_ENTRIES = Register(
    name="contest_entries",
    label="Bài dự thi",
    one="bài dự thi",
    about="Bài của cá nhân, tập thể gửi dự thi: tên bài, điểm, giải.",
    path="bai-du-thi",
    model=ContestEntry,
    title="who",
    tabs=("Bài đạt giải", "Bài dự thi", "Danh sách bài dự thi", "Kết quả thi"),
    unit=Unit("Đơn vị", (Heading("Đơn vị", ("Chi bộ", "Chi, đảng bộ", "Đơn vị công tác", "Cơ quan")),), in_words=True),
    check=_check,
    in_sheets=_in_sheets,
    fields=(
        Field("who", "Họ tên", Person(as_written=True), required=True, listed=True, searched=True, hint="Cá nhân hoặc tập thể",
              headings=(Heading("Họ tên", ("Họ và tên", "Tác giả", "Người dự thi", "Thí sinh", "Họ tên/Tập thể")),)),
        Field("title", "Tên bài", Text(500), listed=True, searched=True,
              headings=(Heading("Tên bài", ("Tên bài dự thi", "Bài dự thi", "Tên tác phẩm")),)),
        Field("score", "Điểm", Decimal(1000), listed=True, headings=(Heading("Điểm", ("Số điểm", "Điểm số", "Tổng điểm")),)),
        Field("prize", "Giải", Text(100), listed=True, headings=(Heading("Giải", ("Đạt giải", "Giải thưởng"), alternative=True),)),
        Field("contest", "Cuộc thi", PartOf(lambda: Contest)),
        Field("round", "Vòng thi", PartOf(lambda: ContestRound, owner=lambda: (Contest, ContestRound.contest_id == Contest.id))),
        Field("seconds", "Thời gian làm bài (giây)", Whole(0, 86_400), first=False),
    ),
)  # fmt: skip
