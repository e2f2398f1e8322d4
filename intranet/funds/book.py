"""Reads of a fund's ledger: the entries of a period, what came in and went out, who gave and who was helped.

A counter-entry takes away from the side of the entry it cancels, so a mistake counts in no total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import aliased, contains_eager

from intranet.database import db
from intranet.funds.models import Fund, FundClose
from intranet.organisations.models import Organisation
from intranet.paging import Pages, nearest, window
from intranet.registers.fund_entries import UNDATED, FundEntry, balances
from intranet.settings.service import last_day

_income, _expense = func.coalesce(FundEntry.income, 0), func.coalesce(FundEntry.expense, 0)
INCOME = case((FundEntry.corrects_id.is_(None), _income), else_=-_expense)
EXPENSE = case((FundEntry.corrects_id.is_(None), _expense), else_=-_income)
_UNCLEAR = (FundEntry.day == UNDATED) | (FundEntry.income.is_(None) & FundEntry.expense.is_(None))


@dataclass(frozen=True, slots=True)
class Flow:
    """What came in and went out in a period, in đồng; how often somebody gave; entries, and those that lack something."""

    income: int = 0
    expense: int = 0
    people: int = 0
    entries: int = 0
    unclear: int = 0

    def __add__(self, other: Flow) -> Flow:
        """Both periods together."""
        return Flow(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Summary:
    """A ledger by month (2022-05; 9999-12 for what has no day), after what was there at first."""

    opening: int
    flows: Mapping[str, Flow]

    def of(self, period: str) -> Flow:
        """The flow of a year or a month; of everything for an empty period."""
        return sum((flow for month, flow in self.flows.items() if month.startswith(period)), Flow())

    def months(self, year: int) -> dict[str, Flow]:
        """The months of a year that have entries."""
        return {month: flow for month, flow in self.flows.items() if month.startswith(f"{year}-")}

    @property
    def years(self) -> list[int]:
        """The years with entries, the latest first."""
        return sorted({int(month[:4]) for month in self.flows if month != UNDATED[:7]}, reverse=True)

    def held(self, period: str = UNDATED) -> int:
        """What the fund holds at the end of a month or year; with no period, after everything."""
        until = last_day(period)[:7]
        return self.opening + sum(f.income - f.expense for month, f in self.flows.items() if month <= until)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the book. A counter-entry stands on the side of what it cancels, below zero."""

    entry: FundEntry
    balance: int
    income: int | None
    expense: int | None
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """A fund in the list: what it holds, and this month's flow."""

    fund: Fund
    held: int
    month: Flow


def within(period: str) -> ColumnElement[bool]:
    """The condition that an entry's day lies in a year or month (canonical)."""
    return FundEntry.day.between(period, last_day(period))


def summary(fund: Fund) -> Summary:
    """The whole ledger month by month. One query."""
    month = func.substr(FundEntry.day, 1, 7)
    people = case((INCOME > 0, func.coalesce(FundEntry.contributors, 1)), else_=0)
    lacking = case((_UNCLEAR, 1), else_=0)
    query = select(month, func.sum(INCOME), func.sum(EXPENSE), func.sum(people), func.count(), func.sum(lacking))
    found = db.session.execute(query.where(FundEntry.fund_id == fund.id).group_by(month).order_by(month))
    return Summary(fund.opening, {row[0]: Flow(*row[1:]) for row in found})


def rows(fund_id: int, condition: ColumnElement[bool]) -> list[Row]:
    """The lines of the book that fulfil a condition, in its order. Two queries."""
    return _rows(fund_id, _lines(fund_id, condition).order_by(FundEntry.day, FundEntry.id))


def latest(fund_id: int, condition: ColumnElement[bool], total: int, number: int) -> Pages[Row]:
    """A page of the lines that fulfil a condition, ``total`` of them in all, the newest first. Two queries."""
    page = nearest(number, total)
    newest_first = _lines(fund_id, condition).order_by(FundEntry.day.desc(), FundEntry.id.desc())
    return Pages(_rows(fund_id, newest_first.slice(*window(page))), total, page)


def _lines(fund_id: int, condition: ColumnElement[bool]) -> Select[FundEntry, int | None]:
    """Entries, each with the id of the one that cancels it."""
    counter = aliased(FundEntry)
    query = select(FundEntry, counter.id).outerjoin(counter, counter.corrects_id == FundEntry.id)
    return query.where(FundEntry.fund_id == fund_id, condition)


def _rows(fund_id: int, lines: Select[FundEntry, int | None]) -> list[Row]:
    found = db.session.execute(lines).all()
    held = balances(fund_id)
    return [_row(entry, held[entry.id], other is not None) for entry, other in found]


def _row(entry: FundEntry, balance: int, cancelled: bool) -> Row:
    if entry.corrects_id is None:
        return Row(entry, balance, entry.income, entry.expense, cancelled)
    return Row(
        entry, balance, -entry.expense if entry.expense else None, -entry.income if entry.income else None, False
    )


def unclear(fund_id: int) -> Sequence[FundEntry]:
    """The entries without a day or without an amount, that came from a sheet nobody could read there."""
    return db.session.scalars(select(FundEntry).where(FundEntry.fund_id == fund_id, _UNCLEAR).limit(20)).all()


def givers(fund_id: int, year: int, limit: int = 10) -> list[tuple[str, int, int]]:
    """Who gave most in a year: name, how often, đồng. One query."""
    total = func.sum(INCOME)
    query = (
        select(FundEntry.person_name, func.count(), total)
        .where(FundEntry.fund_id == fund_id, within(str(year)), INCOME > 0, FundEntry.person_name.is_not(None))
        .group_by(FundEntry.person_name)
        .order_by(total.desc(), FundEntry.person_name)
    )
    return [(name, times, given) for name, times, given in db.session.execute(query.limit(limit))]


def closes(fund_id: int) -> Sequence[FundClose]:
    """The closed months, the latest first."""
    return db.session.scalars(
        select(FundClose).where(FundClose.fund_id == fund_id).order_by(FundClose.month.desc()).limit(12)
    ).all()


def overview(scope: ColumnElement[bool], month: str, number: int = 1) -> Pages[Overview]:
    """A page of the funds in scope, with what they hold and a month's flow. Two queries."""
    this = within(month)
    query: Any = (
        select(
            Fund,
            Fund.opening + func.coalesce(func.sum(_income - _expense), 0),
            func.coalesce(func.sum(case((this, INCOME), else_=0)), 0),
            func.coalesce(func.sum(case((this, EXPENSE), else_=0)), 0),
        )
        .join(Organisation, Organisation.id == Fund.organisation_id)
        .outerjoin(FundEntry, FundEntry.fund_id == Fund.id)
        .where(scope)
        .group_by(Fund.id, Organisation.id)
        .order_by(Fund.active.desc(), Organisation.sort_key, Fund.main.desc(), Fund.id)
        .options(contains_eager(Fund.organisation))
    )
    counted = select(func.count(Fund.id)).join(Organisation, Organisation.id == Fund.organisation_id).where(scope)
    total = db.session.scalar(counted) or 0
    page = nearest(number, total)
    found = db.session.execute(query.slice(*window(page)))
    return Pages([Overview(fund, held, Flow(income, expense)) for fund, held, income, expense in found], total, page)
