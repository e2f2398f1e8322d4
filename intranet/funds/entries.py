"""What happens in a fund's ledger: money in, money out, and the counter-entry that cancels a wrong one."""

from __future__ import annotations

from calendar import monthrange
from typing import Any

from sqlalchemy import select

from intranet.database import db
from intranet.formatting import vn_date
from intranet.funds.models import Fund
from intranet.refusal import Refusal
from intranet.registers import service
from intranet.registers.fund_entries import FUND_ENTRIES, FundEntry
from intranet.settings.service import value


def deposit(fund: Fund, date: str, amount: int, content: str, **more: Any) -> FundEntry:
    """Money in (đồng); ``more`` may give person and contributors. Raises Refusal."""
    return _entered(fund, {"date": date, "income": amount, "content": content, **more})


def spend(fund: Fund, date: str, amount: int, content: str, **more: Any) -> FundEntry:
    """Money out (đồng); ``more`` may give the person it went to. Raises Refusal where the fund holds less."""
    return _entered(fund, {"date": date, "expense": amount, "content": content, **more})


def cancel(entry: FundEntry, date: str, reason: str) -> FundEntry:
    """Cancel a wrong entry by a counter-entry of the same amount, dated ``date``. Raises Refusal."""
    if entry.corrects_id is not None:
        raise Refusal("Đây đã là bút toán điều chỉnh. Nếu điều chỉnh nhầm, ghi lại khoản đúng như một khoản mới.")
    if cancelled_by(entry) is not None:
        raise Refusal("Khoản này đã được điều chỉnh rồi.")
    if not entry.amount:
        raise Refusal("Khoản này chưa ghi số tiền. Sửa và ghi số tiền cho đúng là được, không cần điều chỉnh.")
    if not reason.strip():
        raise Refusal("Ghi lý do điều chỉnh.", "reason")
    if not date or (entry.date and date < entry.date):
        raise Refusal(f"Ngày điều chỉnh không được trước ngày của khoản ghi sai ({vn_date(entry.date)}).", "date")
    when = f" ngày {vn_date(entry.date)}" if entry.date else ""
    content = f"Điều chỉnh “{entry.content}”{when}: {reason.strip()}"[:500]
    values = {"date": date, "content": content, "income": entry.expense, "expense": entry.income, "fund": entry.fund_id}
    made: FundEntry = service.create(FUND_ENTRIES, service.RecordData(entry.organisation_id, values))
    made.corrects_id = entry.id
    db.session.flush()
    return made


def cancelled_by(entry: FundEntry) -> FundEntry | None:
    """The counter-entry that cancels an entry, if there is one."""
    return db.session.scalar(select(FundEntry).where(FundEntry.corrects_id == entry.id))


def least_expected(people: int, month: str) -> int:
    """What so many people put by in a month (2022-05) by the rule of so much a day, in đồng (settings: fund_daily_least)."""
    days = monthrange(int(month[:4]), int(month[5:7]))[1]
    return people * days * int(value("fund_daily_least", month))


def _entered(fund: Fund, values: dict[str, Any]) -> FundEntry:
    data = service.RecordData(fund.organisation_id, {**values, "fund": fund.id})
    made: FundEntry = service.create(FUND_ENTRIES, data)
    return made
