"""The ledger of a savings fund: what it holds after each line, and that it never holds less than nothing."""

from __future__ import annotations

import pytest

from intranet.database import db
from intranet.funds.models import Fund
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers import service
from intranet.registers.fund_entries import FUND_ENTRIES, FundEntry


def entered(owner: Organisation, date: str | None, income: int = 0, expense: int = 0, **more: object) -> FundEntry:
    values = {"date": date, "content": "Heo đất", "income": income or None, "expense": expense or None, **more}
    made: FundEntry = service.create(FUND_ENTRIES, service.RecordData(owner.id, values))
    return made


def test_the_balance_runs_by_day_then_as_entered_whenever_an_entry_came(branch: Organisation) -> None:
    late = entered(branch, "2022-03-10", income=500_000)
    unread = entered(branch, None, income=7_000)
    month = entered(branch, "2022-02", income=100_000)
    early = entered(branch, "2022-02-03", income=40_000)
    spent = entered(branch, "2022-03-10", expense=200_000)
    assert [each.balance for each in (early, month, late, spent, unread)] == [
        40_000, 140_000, 640_000, 440_000, 447_000,
    ]  # fmt: skip
    fund = db.session.scalars(db.select(Fund)).one()
    assert (fund.main, fund.name, fund.organisation_id) == (True, "Quỹ tiết kiệm làm theo Bác", branch.id)
    fund.opening = 1_000_000
    db.session.flush()
    assert early.balance == 1_040_000


def test_more_than_the_fund_holds_is_not_spent_and_the_way_on_is_said(branch: Organisation) -> None:
    entered(branch, "2022-03-01", income=300_000)
    with pytest.raises(Refusal) as said:
        entered(branch, "2022-03-05", expense=500_000)
    assert said.value.message == (
        "Quỹ chỉ còn 300.000 đ, không đủ chi 500.000 đ. Ghi khoản thu còn thiếu trước, hoặc ghi số chi ít hơn."
    )
    assert said.value.field == "expense"


def test_an_entry_put_in_between_must_leave_enough_for_later_days(branch: Organisation) -> None:
    first = entered(branch, "2022-03-01", income=300_000)
    entered(branch, "2022-04-10", expense=250_000)
    with pytest.raises(Refusal, match=r"đến ngày 10/4/2022 quỹ thiếu 150.000 đ cho khoản đã chi"):
        entered(branch, "2022-03-20", expense=200_000)
    with pytest.raises(Refusal, match=r"đến ngày 10/4/2022 quỹ thiếu 50.000 đ"):
        service.change(FUND_ENTRIES, first, {"income": 200_000})
    with pytest.raises(Refusal, match=r"đến ngày 10/4/2022 quỹ thiếu 250.000 đ"):
        service.change(FUND_ENTRIES, first, {"date": "2022-05-01"})
    service.change(FUND_ENTRIES, first, {"income": 250_000})
    assert first.balance == 250_000


def test_one_line_is_money_in_or_money_out(branch: Organisation) -> None:
    with pytest.raises(Refusal, match="chỉ ghi thu hoặc chi"):
        entered(branch, "2022-03-01", income=300_000, expense=1)


def test_an_entry_is_never_deleted(branch: Organisation) -> None:
    entry = entered(branch, "2022-03-01", income=300_000)
    with pytest.raises(Refusal, match="Ghi bút toán điều chỉnh thay cho việc xóa"):
        service.delete(FUND_ENTRIES, entry)
