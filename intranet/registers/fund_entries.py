"""Quỹ tiết kiệm (C13): the ledger of the savings funds, deposits and spending with the balance after each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, String, event, func, select
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from intranet.database import byte_ordered, db
from intranet.formatting import money, vn_date
from intranet.funds.ledger import NEW, Line, Shortage, shortage
from intranet.funds.models import Fund
from intranet.funds.queries import main_of
from intranet.refusal import Refusal
from intranet.registers.description import Draft, Field, Register
from intranet.registers.kinds import PRECISIONS, Date, Text
from intranet.registers.numbers import Money, Whole
from intranet.registers.parts import PartOf
from intranet.registers.people import Person
from intranet.registers.record import Record
from intranet.registers.record import person_id as to_member
from intranet.registers.record import person_name as as_written
from intranet.settings.service import last_day, period_name
from sync.columns import Heading

FUND_NAME = "Quỹ tiết kiệm làm theo Bác"
#: Where an entry whose day nobody knows stands: at the end.
UNDATED = "9999-12-31"
#: Where a session keeps the balances it has computed, until something is written.
_KEPT = "fund_balances"


class FundEntry(Record):
    """A deposit (``income``) or a spending (``expense``), in đồng; neither where a sheet's amount could not be read.

    ``day`` orders the ledger: the last possible day of ``date``. ``corrects_id``: the wrong entry that this one cancels.
    """

    __tablename__ = "fund_entries"
    __table_args__ = (Index("ix_fund_entries_ledger", "fund_id", "day", "id"),)

    fund_id: Mapped[int] = mapped_column(ForeignKey("funds.id"))
    date: Mapped[str | None] = mapped_column(String(10))
    day: Mapped[str] = mapped_column(byte_ordered(10), default=UNDATED)
    content: Mapped[str] = mapped_column(LongText)
    contributors: Mapped[int | None]
    income: Mapped[int | None] = mapped_column(BigInteger)
    expense: Mapped[int | None] = mapped_column(BigInteger)
    person_id: Mapped[int | None] = to_member()
    person_name: Mapped[str | None] = as_written()
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("fund_entries.id"), unique=True)

    @property
    def amount(self) -> int:
        """What the entry adds to the fund; negative for spending."""
        return (self.income or 0) - (self.expense or 0)

    @property
    def balance(self) -> int | None:
        """What the fund holds after this entry; None before the entry is written."""
        return balances(self.fund_id).get(self.id)


def balances(fund_id: int) -> Mapping[int, int]:
    """What a fund holds after each of its entries, by the entry's id. One query for all funds with entries at hand."""
    known: dict[int, dict[int, int]] = db.session.info.setdefault(_KEPT, {})
    if fund_id not in known:
        at_hand = {each.fund_id for each in db.session.identity_map.values() if isinstance(each, FundEntry)}
        wanted = {fund_id, *at_hand} - known.keys()
        known.update({fund: {} for fund in wanted})
        for fund, entry, held in db.session.execute(running().where(FundEntry.fund_id.in_(wanted))):
            known[fund][entry] = held
    return known[fund_id]


def running() -> Any:
    """Fund, entry and what the fund holds after it, in the ledger's order: by day, then as entered."""
    amount = func.coalesce(FundEntry.income, 0) - func.coalesce(FundEntry.expense, 0)
    so_far = func.sum(amount).over(partition_by=FundEntry.fund_id, order_by=(FundEntry.day, FundEntry.id))
    query = select(FundEntry.fund_id, FundEntry.id, Fund.opening + so_far)
    return query.join(Fund, Fund.id == FundEntry.fund_id).order_by(FundEntry.day, FundEntry.id)


@event.listens_for(db.session, "after_flush")
@event.listens_for(db.session, "after_begin")
def _forget(session: Any, *_rest: Any) -> None:
    session.info.pop(_KEPT, None)


def day_of(date: str | None) -> str:
    """Where a date stands in the ledger: on its last possible day, without one at the end."""
    return last_day(date) if date else UNDATED


def lines_of(fund_id: int, without: int | None = None) -> list[Line]:
    """The lines of a fund's ledger, but for one entry. One query."""
    query = select(FundEntry.day, FundEntry.id, FundEntry.income, FundEntry.expense)
    rows = db.session.execute(query.where(FundEntry.fund_id == fund_id, FundEntry.id != (without or 0)))
    return [Line(day, number, (income or 0) - (expense or 0)) for day, number, income, expense in rows]


def _check(draft: Draft) -> None:
    """Money in or out, never both; a fund of that organisation; nothing in a closed month; never less than nothing."""
    values = draft.values
    if values["income"] and values["expense"]:
        raise Refusal(
            "Mỗi dòng sổ quỹ chỉ ghi thu hoặc chi. Tách thành hai dòng: một dòng thu, một dòng chi.", "expense"
        )
    fund = db.session.get(Fund, values["fund"]) if values["fund"] else main_of(draft.organisation_id)
    if fund is not None and fund.organisation_id != draft.organisation_id:
        raise Refusal("Quỹ này của đơn vị khác. Chọn đúng đơn vị giữ quỹ.", "unit")
    if not _changes_the_ledger(draft, fund):
        return
    if draft.record is None and fund is not None and not fund.active:
        raise Refusal(f"{fund.name} đã cất, không ghi thêm. Đánh dấu “Đang dùng” ở trang sửa quỹ rồi ghi lại.", "fund")
    if draft.record is not None:
        _require_free(draft.record)
        _require_same_fund(draft, fund)
    if fund is not None:
        _require_open_month(fund, [values["date"], draft.before("date")])
    _require_covered(draft, fund)


def _changes_the_ledger(draft: Draft, fund: Fund | None) -> bool:
    """Whether anything but words changes."""
    told = ("date", "income", "expense")
    same = all(draft.before(name) == draft.values[name] for name in told)
    return draft.record is None or not same or fund is None or draft.before("fund_id") != fund.id


def _require_free(entry: Any) -> None:
    """An entry that was cancelled, and the one that cancels it, stay as they are."""
    other = select(FundEntry.id).where(FundEntry.corrects_id == entry.id)
    if entry.corrects_id is not None or db.session.scalar(other) is not None:
        raise Refusal(
            "Khoản này đã có bút toán điều chỉnh nên không sửa ngày và số tiền được nữa. Ghi một khoản mới cho đúng.",
            "date",
        )


def _require_same_fund(draft: Draft, fund: Fund | None) -> None:
    """An entry stays in its fund: taken away it would leave short what was spent there, and change closed months."""
    if fund is None or draft.before("fund_id") != fund.id:
        raise Refusal(
            "Khoản đã ghi ở quỹ nào thì giữ ở quỹ đó. Điều chỉnh khoản này ở quỹ cũ, rồi ghi khoản mới ở quỹ kia.",
            "fund",
        )


def _require_open_month(fund: Fund, dates: list[str | None]) -> None:
    """Nothing of a closed month changes any more."""
    closed = fund.closed_through
    if closed and any(date and day_of(date) <= last_day(closed) for date in dates):
        raise Refusal(
            f"{fund.name} đã chốt sổ đến hết {period_name(closed).lower()}, không ghi thêm hay sửa trong thời gian đó nữa. "
            "Ghi vào tháng chưa chốt, hoặc đề nghị văn phòng đảng ủy mở lại sổ.",
            "date",
        )


def _require_covered(draft: Draft, fund: Fund | None) -> None:
    """The fund never holds less than nothing, on that day or on any later one."""
    record: Any = draft.record
    day, amount = day_of(draft.values["date"]), (draft.values["income"] or 0) - (draft.values["expense"] or 0)
    if record is None and amount >= 0:
        return
    if fund is not None:  # two who spend at once are told one after the other; SQLite has one writer anyway
        db.session.execute(select(Fund.id).where(Fund.id == fund.id).with_for_update())
    lines = lines_of(fund.id, record.id if record else None) if fund else []
    opening = fund.opening if fund else 0
    before = [*lines, Line(record.day, record.id, record.amount)] if record is not None else lines
    after = [*lines, Line(day, record.id if record is not None else NEW, amount)]
    short, already = shortage(after, opening), shortage(before, opening)
    if short and (already is None or short.missing > already.missing):
        held = opening + sum(each.amount for each in lines if each.day <= day)
        raise Refusal(_told(draft, short, day, held), "expense" if amount < 0 else "income")


def _told(draft: Draft, short: Shortage, day: str, held: int) -> str:
    """What would fall short, and a way on."""
    way_on = "Ghi khoản thu còn thiếu trước, hoặc ghi số chi ít hơn."
    expense = draft.values["expense"]
    if expense and short.day == day:
        return f"Quỹ chỉ còn {money(max(held, 0))}, không đủ chi {money(expense)}. {way_on}"
    when = "cuối sổ" if short.day == UNDATED else f"ngày {vn_date(short.day)}"
    return f"Ghi như vậy thì đến {when} quỹ thiếu {money(short.missing)} cho khoản đã chi. {way_on}"


def _derive(entry: Any) -> None:
    """Its place in the ledger, and the fund: the organisation's main one, made at its first entry."""
    entry.day = day_of(entry.date)
    if entry.fund_id is None:
        fund = main_of(entry.organisation_id)
        if fund is None:
            fund = Fund(organisation_id=entry.organisation_id, name=FUND_NAME, main=True, version=1)
            db.session.add(fund)
            db.session.flush()
        entry.fund_id = fund.id


def _beside(entry: Any) -> Mapping[str, Any]:
    """The fund, the entry it cancels, and the one that cancels it. Three queries at most."""
    other = db.session.scalar(select(FundEntry).where(FundEntry.corrects_id == entry.id))
    corrected = db.session.get(FundEntry, entry.corrects_id) if entry.corrects_id else None
    return {"fund": db.session.get(Fund, entry.fund_id), "cancelled_by": other, "corrects": corrected}


def _of_the_main_fund(organisation_id: int) -> ColumnElement[bool]:
    """A sheet is the book of one fund: the organisation's main one."""
    main = select(Fund.id).where(Fund.organisation_id == organisation_id, Fund.main)
    return FundEntry.fund_id.in_(main)


FUND_ENTRIES = Register(
    name="fund_entries",
    label="Quỹ tiết kiệm",
    one="khoản thu chi",
    about="Sổ quỹ heo đất: thu, chi, tồn sau mỗi khoản; ghi sai thì điều chỉnh, không xóa.",
    path="quy-tiet-kiem",
    model=FundEntry,
    title="content",
    dated="date",
    deletable=False,
    tabs=("Quỹ tiết kiệm", "Quỹ 1.000đ", "Quỹ heo đất", "Sổ quỹ", "Quỹ tiết kiệm làm theo Bác", "Heo đất", "Quỹ"),
    check=_check,
    derive=_derive,
    panel="funds/_entry_panel.html",
    beside=_beside,
    list_panel="funds/_list_panel.html",
    begun_at="funds.index",
    in_sheets=_of_the_main_fund,
    fields=(
        Field("date", "Ngày", Date(PRECISIONS), listed=True, headings=(Heading("Ngày", ("Ngày tháng", "Ngày, tháng", "Thời gian")),)),
        Field("content", "Diễn giải", Text(500, 2), required=True, listed=True, searched=True,
              headings=(Heading("Diễn giải", ("Nội dung", "Nội dung thu chi", "Lý do")),)),
        Field("contributors", "Số người", Whole(0, 100_000), hint="Số người góp, nếu thu chung một khoản",
              headings=(Heading("Số người", ("Số người góp", "Số người nộp", "Số ĐV")),), first=False),
        Field("income", "Thu", Money(), listed=True, headings=(Heading("Thu", ("Số tiền thu", "Tiền thu", "Thu (đồng)")),)),
        Field("expense", "Chi", Money(), listed=True, headings=(Heading("Chi", ("Số tiền chi", "Tiền chi", "Chi (đồng)")),)),
        Field("balance", "Tồn", Money(), listed=True, derived=True,
              headings=(Heading("Tồn", ("Tồn quỹ", "Còn lại", "Số dư", "Dư")),)),
        Field("person", "Người nộp/nhận", Person(), listed=True, searched=True,
              headings=(Heading("Người nộp/nhận", ("Người nộp, nhận", "Người nộp (nhận)", "Người nộp", "Người nhận")),)),
        Field("fund", "Quỹ", PartOf(lambda: Fund)),
    ),
)  # fmt: skip
