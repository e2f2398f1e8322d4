"""A believable year of savings funds: a piggy bank in every branch, the committee's fund for the poor, works in kind."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from intranet.database import db
from intranet.formatting import vn_date
from intranet.funds import entries, service, works
from intranet.funds.models import Fund
from intranet.funds.queries import main_of
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.registers.fund_entries import FUND_NAME

_HELPED: Sequence[tuple[int, str, str, int]] = (
    (2, "Tặng 02 suất quà Tết cho hộ nghèo", "Bà Lò Thị Lựu", 300_000),
    (5, "Thăm cụ già neo đơn", "Cụ Cao Bá Lành", 200_000),
    (8, "Mua sách vở đầu năm học cho cháu mồ côi", "Cháu Mai Thị Ngần", 400_000),
)
_WORKS: Sequence[tuple[int, str, str, str, int, int]] = (
    (4, "Sửa nhà cho bà Lò Thị Lựu", "Hội Phụ nữ xã", "hộ bà Lò Thị Lựu", 15, 45),
    (9, "Đổ bê tông 120 m đường ngõ", "Đoàn Thanh niên xã", "12 hộ xóm trên", 28, 84),
)


def fill(committee: Organisation, today: date) -> None:
    """Write the last twelve months of every fund. Commits once."""
    below = Organisation.path.startswith(committee.path, autoescape=True)
    units = db.session.scalars(select(Organisation).where(below).order_by(Organisation.id)).all()
    branches = [unit for unit in units if unit.is_branch and unit.id != committee.id]
    for number, branch in enumerate(branches):
        _piggy_bank(branch, number, today)
    _fund_for_the_poor(committee, today)
    db.session.commit()


def _piggy_bank(branch: Organisation, number: int, today: date) -> None:
    """Every month's savings, three gifts, and where the branch wrote something twice, the counter-entry."""
    fund = main_of(branch.id) or service.create(
        service.FundData(branch.id, FUND_NAME, "Học sinh nghèo, người già neo đơn trong thôn", 600_000 + number * 150_000,
                         "Năm trước chuyển sang")
    )  # fmt: skip
    people = db.session.scalar(select(func.count(Member.id)).where(Member.branch_id == branch.id)) or 5
    treasurer = db.session.scalar(select(Member.full_name).where(Member.branch_id == branch.id).order_by(Member.id))
    for back in range(11, -1, -1):
        day = _day(today, back, 20 + number % 6)
        if day is not None:
            saved = people * monthrange(day.year, day.month)[1] * 1_000
            content = f"Tiết kiệm tháng {day.month}/{day.year}"
            entries.deposit(fund, day.isoformat(), saved, content, contributors=people, person=treasurer)
    for back, content, person, amount in _HELPED:
        if (day := _day(today, back, 27)) is not None:
            entries.spend(fund, day.isoformat(), amount, content, person=person)
    if number == 0:
        _a_slip_put_right(fund, today)
    service.close(fund, _closed(today))


def _a_slip_put_right(fund: Fund, today: date) -> None:
    """A gift written twice, cancelled the next day; two works done together."""
    day = today - timedelta(days=4)
    twice = entries.spend(fund, day.isoformat(), 200_000, "Thăm cụ già neo đơn (ghi hai lần)", person="Cụ Cao Bá Lành")
    entries.cancel(twice, (day + timedelta(days=1)).isoformat(), "đã ghi rồi")
    for back, content, partner, beneficiary, people, days in _WORKS:
        if (done := _day(today, back, 15)) is not None:
            works.add(fund.id, works.WorkData(content, done.isoformat()[:7], partner, beneficiary, people, days))


def _fund_for_the_poor(committee: Organisation, today: date) -> None:
    """The committee's own fund: the branches hand in every quarter, presents at the year's days."""
    data = service.FundData(
        committee.id, "Quỹ vì người nghèo", "Nhà tình nghĩa, quà Tết cho hộ nghèo trong xã", 5_000_000
    )
    fund = service.create(data)
    for back in (10, 7, 4, 1):
        if (day := _day(today, back, 12)) is not None:
            entries.deposit(fund, day.isoformat(), 1_800_000, f"Các chi bộ nộp quỹ đến {vn_date(day)}", contributors=9)
    if (day := _day(today, 3, 18)) is not None:
        entries.spend(fund, day.isoformat(), 6_000_000, "Hỗ trợ xây nhà tình nghĩa", person="Hộ ông Kiều Văn Tài")


def _day(today: date, months_back: int, day: int) -> date | None:
    """A day so many months ago; None where it has not come yet."""
    months = today.year * 12 + today.month - 1 - months_back
    found = date(months // 12, months % 12 + 1, day)
    return found if found <= today else None


def _closed(today: date) -> str:
    """The month before the last."""
    found = _day(today, 2, 1)
    return found.isoformat()[:7] if found is not None else today.isoformat()[:7]
