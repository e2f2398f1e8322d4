"""What happens to a fund itself: opened, renamed, its months closed and opened again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import exists, or_, select

from intranet.database import db, utcnow
from intranet.formatting import local_today, money
from intranet.forms import tidy
from intranet.funds.ledger import shortage
from intranet.funds.models import Fund, FundClose, JointWork
from intranet.funds.queries import main_of
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers.fund_entries import FundEntry, lines_of
from intranet.registers.kinds import Text
from intranet.settings.service import last_day, period_name

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class FundData:
    """What a person may write of a fund. ``opening``: đồng there before the first entry, ``opening_note`` whence."""

    organisation_id: int
    name: str
    beneficiary: str | None = None
    opening: int = 0
    opening_note: str | None = None
    active: bool = True


def data_of(fund: Fund) -> FundData:
    """The fund as the data that would make it again."""
    return FundData(
        fund.organisation_id, fund.name, fund.beneficiary, fund.opening, fund.opening_note, fund.active
    )  # fmt: skip


def create(data: FundData, *, uid: str | None = None) -> Fund:
    """Open a fund; an organisation's first takes the entries that name none. Raises Refusal."""
    _check(data, None)
    fund = Fund(**({"uid": uid} if uid else {}), version=1, main=main_of(data.organisation_id) is None)
    _write(fund, data)
    db.session.add(fund)
    db.session.flush()
    return fund


def update(fund: Fund, data: FundData) -> Fund:
    """Change what is said of a fund. Raises Refusal where what was there first would no longer cover the spending."""
    if data == data_of(fund):
        return fund
    _check(data, fund)
    _write(fund, data)
    fund.version += 1
    db.session.flush()
    return fund


def delete(fund: Fund) -> None:
    """Delete a fund that was opened by mistake. Raises Refusal once it has entries or works."""
    held = (exists().where(FundEntry.fund_id == fund.id), exists().where(JointWork.fund_id == fund.id))
    if db.session.scalar(select(or_(*held))):
        raise Refusal(
            "Quỹ đã có khoản thu chi hoặc công trình nên không xóa được. Có thể bỏ chọn “Đang dùng” để cất quỹ đi."
        )
    main, owner = fund.main, fund.organisation_id
    db.session.delete(fund)
    db.session.flush()
    if main and (next_one := main_of(owner)) is not None:
        next_one.main = True
        db.session.flush()


def close(fund: Fund, month: str, by_id: int | None = None) -> FundClose:
    """Close the ledger up to the end of a month (2022-05): nothing dated until then changes any more. Raises Refusal."""
    if not _MONTH.fullmatch(month) or month > local_today(utcnow()).isoformat()[:7]:
        raise Refusal("Chọn tháng đã qua hoặc tháng này để chốt sổ.", "month")
    if fund.closed_through and month <= fund.closed_through:
        raise Refusal(f"Sổ đã chốt đến hết {period_name(fund.closed_through).lower()}.", "month")
    done = FundClose(fund_id=fund.id, month=month, balance=held(fund, month), closed_by_id=by_id)
    fund.closed_through = month
    db.session.add(done)
    db.session.flush()
    return done


def reopen(fund: Fund) -> str:
    """Open the last closed month again; the one closed before it stays closed. Gives the month. Raises Refusal."""
    query = select(FundClose).where(FundClose.fund_id == fund.id).order_by(FundClose.month.desc()).limit(2)
    closes = db.session.scalars(query).all()
    if not closes:
        raise Refusal("Quỹ này chưa chốt sổ tháng nào.")
    fund.closed_through = closes[1].month if len(closes) > 1 else None
    db.session.delete(closes[0])
    db.session.flush()
    return closes[0].month


def held(fund: Fund, period: str) -> int:
    """What the fund holds at the end of a period (canonical date), in đồng."""
    lines = [line for line in lines_of(fund.id) if line.day <= last_day(period)]
    return fund.opening + sum(line.amount for line in lines)


def _check(data: FundData, fund: Fund | None) -> None:
    if db.session.get(Organisation, data.organisation_id) is None:
        raise Refusal("Chọn đơn vị giữ quỹ.", "unit")
    if not tidy(data.name):
        raise Refusal("Nhập tên quỹ.", "name")
    if data.opening < 0:
        raise Refusal("Số tồn ban đầu phải là số tiền đồng, không âm.", "opening")
    for name, label, limit in (("name", "Tên quỹ", 200), ("beneficiary", "Dùng để giúp ai", 1000)):
        Text(limit).checked(getattr(data, name), label, name)
    if fund is not None:
        _check_change(data, fund)


def _check_change(data: FundData, fund: Fund) -> None:
    if data.organisation_id != fund.organisation_id:
        raise Refusal("Quỹ đã mở thì không chuyển sang đơn vị khác. Mở quỹ mới ở đơn vị kia.", "unit")
    if data.opening != fund.opening and fund.closed_through:
        raise Refusal("Sổ đã chốt nên không sửa số tồn ban đầu được nữa.", "opening")
    short = shortage(lines_of(fund.id), data.opening) if data.opening < fund.opening else None
    if short is not None:
        least = data.opening + short.missing
        raise Refusal(
            f"Với số tồn ban đầu này quỹ không đủ cho các khoản đã chi. Cần ít nhất {money(least)}.", "opening"
        )


def _write(fund: Fund, data: FundData) -> None:
    fund.organisation_id, fund.name = data.organisation_id, tidy(data.name)
    fund.beneficiary, fund.opening = tidy(data.beneficiary or "") or None, data.opening
    fund.opening_note, fund.active = tidy(data.opening_note or "") or None, data.active
