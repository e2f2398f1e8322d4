"""Dated settings and locked periods: what rule holds on a day, and what may no longer be changed.

An earlier value is never rewritten by a later one: last year's session is judged by last year's rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from flask import has_app_context
from sqlalchemy import select
from sqlalchemy.orm import SessionTransaction

from intranet.database import db, utcnow
from intranet.formatting import local_today, vn_date
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.settings import queries
from intranet.settings.defaults import DEFAULTS
from intranet.settings.models import LockedPeriod, Setting

#: Where a session remembers what it has asked about locks.
REMEMBERED = "closed_periods"
_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Dated:
    """One value of a rule and the day from which it holds. ``uid`` is empty for a shipped value."""

    name: str
    valid_from: str
    value: Any
    basis: str
    uid: str = ""


class Rulebook:
    """All rules, read in one query; ask it for several rules or several days."""

    def __init__(self, written: list[Setting]) -> None:
        shipped = {n: [Dated(n, d.valid_from, d.value, d.basis)] for n, d in DEFAULTS.items()}
        for s in written:
            shipped.setdefault(s.name, []).append(Dated(s.name, s.valid_from, s.value, s.basis, s.uid))
        # On one day the office's own value comes after the shipped one, and so holds.
        self._rules = {n: sorted(r, key=lambda d: (d.valid_from, d.uid != "")) for n, r in shipped.items()}

    def history(self, name: str) -> list[Dated]:
        """Every value of a rule, the newest first."""
        return self._rules[name][::-1]

    def at(self, name: str, on: str | None = None) -> Dated:
        """The value that holds on a day (canonical date; today without one); before the first, the first."""
        if name not in self._rules:
            raise KeyError(name)
        day = on or local_today(utcnow()).isoformat()
        held = [d for d in self._rules[name] if d.valid_from <= last_day(day)]
        return held[-1] if held else self._rules[name][0]

    def value(self, name: str, on: str | None = None) -> Any:
        """The bare value that holds on a day."""
        return self.at(name, on).value


_SHIPPED = Rulebook([])
_books: WeakKeyDictionary[SessionTransaction, Rulebook] = WeakKeyDictionary()


def last_day(date: str) -> str:
    """The last possible day of a canonical date, for comparing: 2022 gives 2022-12-31, 2022-Q1 gives 2022-03-31."""
    if "Q" in date:
        return f"{date[:4]}-{int(date[-1]) * 3:02}-31"
    return date + "-12-31"[len(date) - 4 :] if len(date) < 10 else date


def rulebook() -> Rulebook:
    """All rules with their dates (one query)."""
    with db.session.no_autoflush:
        return Rulebook(queries.all_settings())


def first_day(date: str) -> str:
    """The first possible day of a canonical date: 2022 gives 2022-01-01, 2022-Q2 gives 2022-04-01."""
    if "Q" in date:
        return f"{date[:4]}-{int(date[-1]) * 3 - 2:02}-01"
    return date + "-01-01"[len(date) - 4 :] if len(date) < 10 else date


def read_once() -> Rulebook:
    """All rules, read once a transaction; as shipped where there is no application to ask."""
    if not has_app_context():
        return _SHIPPED
    transaction = db.session().get_transaction()
    book = _books.get(transaction) if transaction is not None else None
    if book is None:
        book = rulebook()
        transaction = db.session().get_transaction()
        if transaction is not None:
            _books[transaction] = book
    return book


def value(name: str, on: str | None = None) -> Any:
    """The value of a rule on a day (canonical date string); today without one."""
    return rulebook().value(name, on)


def put(name: str, valid_from: str, value: Any, basis: str) -> Setting:
    """Let ``value`` hold from a day on, on a basis (the document that says so).

    A second value for the same day replaces the first.
    """
    if name not in DEFAULTS:
        raise Refusal(f"Không có quy định tên “{name}”.", "name")
    if not _DAY.fullmatch(valid_from):
        raise Refusal("Ngày áp dụng phải ghi đủ ngày, tháng, năm.", "valid_from")
    if not basis.strip():
        raise Refusal("Ghi căn cứ (văn bản nào quy định).", "basis")
    setting = db.session.scalar(select(Setting).where(Setting.name == name, Setting.valid_from == valid_from))
    if setting is None:
        setting = Setting(name=name, valid_from=valid_from)
        db.session.add(setting)
    setting.value, setting.basis = value, basis.strip()[:300]
    db.session.flush()
    _books.clear()
    return setting


def withdraw(setting: Setting) -> None:
    """Take back a value the office wrote; the one before it holds again."""
    db.session.delete(setting)
    db.session.flush()
    _books.clear()


def covering(period: str) -> list[str]:
    """The lockable periods that contain a canonical date: its year, and its month where it has one."""
    return [period[:4], period[:7]] if re.match(r"\d{4}-\d{2}", period) else [period[:4]]


def closed(organisation_id: int, period: str) -> str:
    """Why nothing may be written in a period (a canonical date) of an organisation; empty while it is open."""
    known: dict[tuple[int, str], str] | None = db.session.info.get(REMEMBERED)
    if known is None:
        return _closed(organisation_id, period)
    if (organisation_id, period) not in known:
        known[organisation_id, period] = _closed(organisation_id, period)
    return known[organisation_id, period]


def _closed(organisation_id: int, period: str) -> str:
    with db.session.no_autoflush:
        found = db.session.execute(queries.locks_over(organisation_id, covering(period)).limit(1)).first()
    if found is None:
        return ""
    lock, name = found
    return (
        f"{period_name(lock.period)} của {name} đã khóa sổ, không sửa được nữa. "
        "Nếu cần sửa, đề nghị văn phòng đảng ủy mở khóa."
    )


def open_months(organisation_id: int, year: int) -> list[int]:
    """The months of a year in which something may be written. One query."""
    periods = {f"{year}-{month:02}": month for month in range(1, 13)}
    shut = {lock.period for lock, _ in db.session.execute(queries.locks_over(organisation_id, [str(year), *periods]))}
    return [] if str(year) in shut else [month for period, month in periods.items() if period not in shut]


@contextmanager
def remembering_locks() -> Iterator[None]:
    """Ask about each organisation and period once, for thousands of values written in one transaction."""
    db.session.info[REMEMBERED] = {}
    try:
        yield
    finally:
        del db.session.info[REMEMBERED]


def require_open(organisation_id: int, period: str) -> None:
    """Refuse when the period (a canonical date) is locked for the organisation or for anyone above it."""
    if why := closed(organisation_id, period):
        raise Refusal(why)


def period_name(period: str) -> str:
    """How a lockable period is spoken of: Tháng 5/2022, Năm 2022."""
    return f"Tháng {vn_date(period)}" if len(period) == 7 else f"Năm {period}"


def lock(organisation_id: int, period: str, by_id: int | None = None) -> LockedPeriod:
    """Close a month (2022-05) or a year (2022) of an organisation and all below it; again changes nothing."""
    if not _PERIOD.fullmatch(period):
        raise Refusal("Chọn một tháng hoặc một năm để khóa.", "period")
    if db.session.get(Organisation, organisation_id) is None:
        raise Refusal("Không tìm thấy đơn vị.", "organisation")
    same = (LockedPeriod.organisation_id == organisation_id, LockedPeriod.period == period)
    found = db.session.scalar(select(LockedPeriod).where(*same))
    if found is None:
        found = LockedPeriod(organisation_id=organisation_id, period=period, locked_by_id=by_id)
        db.session.add(found)
        db.session.flush()
    return found


def unlock(locked: LockedPeriod) -> None:
    """Open a period again."""
    db.session.delete(locked)
    db.session.flush()
