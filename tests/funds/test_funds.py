"""Funds, the counter-entry, the monthly close, works in kind: what the services promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intranet.database import db
from intranet.funds import book, entries, service, works
from intranet.funds.models import Fund
from intranet.mirror.registers import REGISTERS, Scope
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers import service as registers
from intranet.registers.fund_entries import FUND_ENTRIES, FundEntry
from tests import factories


def make_fund(branch: Organisation, **values: object) -> Fund:
    given = {"name": "Heo đất", **values}
    return service.create(service.FundData(branch.id, **given))  # type: ignore[arg-type]


def test_an_organisation_keeps_several_funds_and_a_row_without_one_goes_to_the_first(branch: Organisation) -> None:
    first, second = make_fund(branch, opening=100_000), make_fund(branch, name="Quỹ vì người nghèo")
    assert (first.main, second.main) == (True, False)
    entries.deposit(second, "2022-03-05", 50_000, "Góp")
    plain = registers.create(FUND_ENTRIES, registers.RecordData(branch.id, {"content": "Góp", "income": 1_000}))
    assert plain.fund_id == first.id
    assert (book.summary(first).held(), book.summary(second).held()) == (101_000, 50_000)


def test_another_units_fund_takes_no_entry_of_this_unit(branch: Organisation) -> None:
    elsewhere = factories.make_branch(factories.make_organisation("Đảng bộ xã Khác"), "Chi bộ thôn Khác")
    fund = make_fund(elsewhere)
    with pytest.raises(Refusal, match="Quỹ này của đơn vị khác"):
        registers.create(
            FUND_ENTRIES, registers.RecordData(branch.id, {"content": "Góp", "income": 1, "fund": fund.id})
        )


@pytest.mark.parametrize("to", ["another", "none"])
def test_an_entry_is_not_taken_out_of_its_fund(branch: Organisation, to: str) -> None:
    make_fund(branch)
    fund, other = make_fund(branch, name="Quỹ vì người nghèo"), make_fund(branch, name="Quỹ khuyến học")
    given = entries.deposit(fund, "2022-03-01", 100_000, "Góp")
    entries.spend(fund, "2022-05-01", 60_000, "Giúp bà Tư")
    with pytest.raises(Refusal, match="Khoản đã ghi ở quỹ nào thì giữ ở quỹ đó") as refused:
        registers.change(FUND_ENTRIES, given, {"fund": other.id if to == "another" else None})
    assert (refused.value.field, given.fund_id, book.summary(fund).held()) == ("fund", fund.id, 40_000)


def test_a_fund_that_was_put_away_takes_nothing_more(branch: Organisation) -> None:
    fund = make_fund(branch)
    service.update(fund, replace(service.data_of(fund), active=False))
    with pytest.raises(Refusal, match="Heo đất đã cất, không ghi thêm"):
        entries.deposit(fund, "2022-03-01", 100_000, "Góp")
    service.update(fund, replace(service.data_of(fund), active=True))
    assert entries.deposit(fund, "2022-03-01", 100_000, "Góp").balance == 100_000


def test_a_wrong_entry_is_cancelled_by_one_of_the_other_side_and_counts_in_no_total(branch: Organisation) -> None:
    fund = make_fund(branch)
    entries.deposit(fund, "2022-03-01", 100_000, "Góp")
    wrong = entries.deposit(fund, "2022-03-05", 500_000, "Góp hai lần")
    counter = entries.cancel(wrong, "2022-03-20", "ghi hai lần")
    assert (counter.expense, counter.income, counter.corrects_id) == (500_000, None, wrong.id)
    assert counter.content == "Điều chỉnh “Góp hai lần” ngày 05/3/2022: ghi hai lần"
    told = book.summary(fund)
    assert (told.held(), told.of("2022-03").income, told.of("2022-03").expense) == (100_000, 100_000, 0)
    shown = book.rows(fund.id, book.within("2022"))
    assert [(row.income, row.expense, row.balance, row.cancelled) for row in shown] == [
        (100_000, None, 100_000, False), (500_000, None, 600_000, True), (-500_000, None, 100_000, False),
    ]  # fmt: skip
    for again in (wrong, counter):
        with pytest.raises(Refusal, match="điều chỉnh"):
            entries.cancel(again, "2022-03-21", "nữa")
    with pytest.raises(Refusal, match="đã có bút toán điều chỉnh"):
        registers.change(FUND_ENTRIES, wrong, {"income": 1})
    registers.change(FUND_ENTRIES, wrong, {"content": "Góp hai lần (nhầm)"})


def test_money_that_was_spent_cannot_be_cancelled_away(branch: Organisation) -> None:
    fund = make_fund(branch)
    came = entries.deposit(fund, "2022-03-01", 300_000, "Góp")
    entries.spend(fund, "2022-03-02", 200_000, "Mua gạo")
    with pytest.raises(Refusal, match=r"Quỹ chỉ còn 100.000 đ, không đủ chi 300.000 đ"):
        entries.cancel(came, "2022-03-05", "nhầm")
    with pytest.raises(Refusal, match="không được trước ngày của khoản ghi sai"):
        entries.cancel(came, "2022-02-05", "nhầm")
    assert book.summary(fund).held() == 100_000


def test_a_closed_month_stays_as_it_is_until_it_is_opened_again(branch: Organisation) -> None:
    fund = make_fund(branch)
    old = entries.deposit(fund, "2022-03-05", 100_000, "Góp")
    done = service.close(fund, "2022-03")
    assert (done.balance, fund.closed_through) == (100_000, "2022-03")
    attempts: list[Callable[[], object]] = [
        lambda: entries.deposit(fund, "2022-03-31", 1, "Góp"),
        lambda: entries.deposit(fund, "2021", 1, "Góp"),
        lambda: registers.change(FUND_ENTRIES, old, {"income": 90_000}),
        lambda: registers.change(FUND_ENTRIES, old, {"date": "2022-04-01"}),
        lambda: entries.cancel(old, "2022-03-20", "nhầm"),
        lambda: service.update(fund, service.FundData(branch.id, "Heo đất", opening=5)),
        lambda: service.close(fund, "2022-02"),
    ]
    for attempt in attempts:
        with pytest.raises(Refusal, match="chốt"):
            attempt()
    entries.cancel(old, "2022-04-01", "nhầm")
    assert service.reopen(fund) == "2022-03"
    entries.deposit(fund, "2022-03-31", 1, "Góp")
    with pytest.raises(Refusal, match="chưa chốt sổ tháng nào"):
        service.reopen(fund)


def test_a_month_to_come_is_not_closed(branch: Organisation) -> None:
    with pytest.raises(Refusal, match="Chọn tháng đã qua"):
        service.close(make_fund(branch), "2999-01")


def test_what_was_there_at_first_must_cover_what_was_spent(branch: Organisation) -> None:
    fund = make_fund(branch, opening=300_000)
    entries.spend(fund, "2022-03-02", 200_000, "Mua gạo")
    with pytest.raises(Refusal, match=r"Cần ít nhất 200.000 đ"):
        service.update(fund, service.FundData(branch.id, "Heo đất", opening=150_000))
    service.update(fund, service.FundData(branch.id, "Heo đất", opening=200_000))
    assert book.summary(fund).held() == 0


def test_only_a_fund_without_entries_is_deleted(branch: Organisation) -> None:
    fund, empty = make_fund(branch), make_fund(branch, name="Nhầm")
    entries.deposit(fund, "2022-03-05", 1, "Góp")
    worked = make_fund(branch, name="Có công trình")
    works.add(worked.id, works.WorkData("Làm đường"))
    for kept in (fund, worked):
        with pytest.raises(Refusal, match="đã có khoản thu chi hoặc công trình"):
            service.delete(kept)
    service.delete(empty)
    assert [f.name for f in db.session.scalars(db.select(Fund))] == ["Heo đất", "Có công trình"]


def test_a_sheet_is_the_book_of_the_organisations_main_fund_alone(branch: Organisation) -> None:
    committee = db.session.get_one(Organisation, branch.parent_id)
    own, other, below = make_fund(committee), make_fund(committee, name="Quỹ khác"), make_fund(branch)
    for fund in (own, other, below):
        entries.deposit(fund, "2022-03-05", 1_000, f"Góp {fund.id}")
    assert mirrored(committee) == [f"Góp {own.id}"]
    assert mirrored(branch) == [f"Góp {below.id}"]
    empty = make_fund(factories.make_branch(committee, "Chi bộ thôn Nam Sơn"))
    after = service.create(service.FundData(empty.organisation_id, "Quỹ sau"))
    service.delete(empty)
    assert after.main


def mirrored(organisation: Organisation) -> list[object]:
    """What a workbook of the organisation would show of the ledger."""
    records = REGISTERS["fund_entries"](Scope(organisation, 2022)).records()
    return [record["content"] for record in records.values()]


def test_the_rule_of_so_much_a_day_says_what_a_month_should_bring(branch: Organisation) -> None:
    assert entries.least_expected(18, "2022-02") == 18 * 28 * 1_000


def test_a_work_in_kind_is_kept_beside_the_money(branch: Organisation) -> None:
    fund = make_fund(branch)
    work = works.add(fund.id, works.WorkData("Xây nhà tình nghĩa", done_on="2020", people=12, workdays=40))
    works.update(work, works.WorkData("Xây 01 nhà tình nghĩa", done_on="2020-05", workdays=45))
    assert [(w.content, w.done_on, w.people, w.workdays) for w in works.of_fund(fund.id)] == [
        ("Xây 01 nhà tình nghĩa", "2020-05", None, 45)
    ]
    assert book.summary(fund).held() == 0
    with pytest.raises(Refusal, match="Nhập việc đã làm"):
        works.add(fund.id, works.WorkData("  "))


DAYS_OF_SPRING = st.dates(min_value=date(2022, 1, 1), max_value=date(2022, 3, 31)).map(date.isoformat)
days = st.one_of(st.none(), st.sampled_from(["2022-01", "2022-Q1", "2022", "2021-12-31"]), DAYS_OF_SPRING)
moves = st.lists(
    st.tuples(st.sampled_from(["in", "out", "cancel", "change", "move"]), days, st.integers(1, 9), st.integers(0, 30)),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves, opening=st.integers(0, 5))
def test_whatever_is_written_the_fund_never_holds_less_than_nothing_and_what_is_cancelled_nets_to_zero(
    branch: Organisation, moves: list[tuple[str, str | None, int, int]], opening: int
) -> None:
    fund = make_fund(branch, opening=opening)
    written: list[FundEntry] = []
    for kind, day, amount, which in moves:
        try:
            with db.session.begin_nested():
                acted = act(fund, written, kind, day, amount, which)
            written += [acted] if acted is not None else []
        except Refusal:
            pass
    held, expected = opening, []
    for entry in sorted(written, key=lambda e: (e.day, e.id)):
        held += (entry.income or 0) - (entry.expense or 0)
        expected.append(held)
    shown = book.rows(fund.id, FundEntry.id.is_not(None))
    assert [row.balance for row in shown] == expected
    assert min(expected, default=0) >= 0
    for entry in written:
        counter = entries.cancelled_by(entry)
        assert counter is None or counter.amount == -entry.amount
    told = book.summary(fund)
    assert told.held() == opening + told.of("").income - told.of("").expense == (expected[-1] if expected else opening)


def act(fund: Fund, written: list[FundEntry], kind: str, day: str | None, amount: int, which: int) -> FundEntry | None:
    values: dict[str, object] = {"date": day, "content": "Khoản", "fund": fund.id}
    if kind in ("in", "out"):
        values["income" if kind == "in" else "expense"] = amount
        made: FundEntry = registers.create(FUND_ENTRIES, registers.RecordData(fund.organisation_id, values))
        return made
    if not written:
        return None
    entry = written[which % len(written)]
    if kind == "cancel":
        return entries.cancel(entry, "2022-04-01", "nhầm")
    side = "income" if entry.income else "expense"
    registers.change(FUND_ENTRIES, entry, {side: amount} if kind == "change" else {"date": day})
    return None
