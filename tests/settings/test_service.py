"""Dated rules and locked periods."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from intranet.database import db
from intranet.refusal import Refusal
from intranet.settings import service
from intranet.settings.defaults import DEFAULTS
from intranet.settings.models import LockedPeriod, Setting
from tests import factories

DAYS = st.dates().filter(lambda d: d.year >= 1930).map(lambda d: d.isoformat())


def test_every_shipped_rule_has_its_first_day_and_basis(app: Flask) -> None:
    assert [n for n, d in DEFAULTS.items() if not (d.valid_from and d.basis and d.label)] == []
    assert service.value("regular_minutes") == 90


def test_a_rule_holds_from_its_day_until_the_next(app: Flask) -> None:
    service.put("minutes_days", "2025-07-01", 3, "HD 05-HD/BTCTW")
    service.put("minutes_days", "2026-01-01", 5, "HD 06-HD/BTCTW")
    days = ("2010-01-01", "2025-06-30", "2025-07-01", "2025-12-31", "2026-01-01")
    assert [service.value("minutes_days", day) for day in days] == [2, 2, 3, 3, 5]


@pytest.mark.parametrize(
    ("date", "value"), [("2025", 3), ("2025-Q2", 2), ("2025-Q3", 3), ("2025-06", 2), ("2025-07", 3)]
)
def test_an_imprecise_date_is_judged_by_its_last_day(app: Flask, date: str, value: int) -> None:
    service.put("minutes_days", "2025-07-01", 3, "HD")
    assert service.value("minutes_days", date) == value


def test_a_second_value_for_a_day_replaces_the_first_and_can_be_taken_back(app: Flask) -> None:
    service.put("minutes_days", "2025-07-01", 3, "HD")
    setting = service.put("minutes_days", "2025-07-01", 4, "HD sửa")
    assert (service.value("minutes_days", "2025-08-01"), db.session.query(Setting).count()) == (4, 1)
    service.withdraw(setting)
    assert service.value("minutes_days", "2025-08-01") == 2


def test_an_office_may_replace_the_shipped_value_from_its_first_day(app: Flask) -> None:
    service.put("minutes_days", DEFAULTS["minutes_days"].valid_from, 7, "Tỉnh quy định")
    assert service.value("minutes_days", "2020-01-01") == 7


@given(st.lists(st.tuples(DAYS, st.integers(0, 9)), max_size=6, unique_by=lambda pair: pair[0]), DAYS)
def test_the_latest_value_not_after_the_day_holds(values: list[tuple[str, int]], day: str) -> None:
    written = [
        Setting(name="minutes_days", valid_from=d, value=v, basis="x", uid=f"S{n}") for n, (d, v) in enumerate(values)
    ]
    held = [pair for pair in [(DEFAULTS["minutes_days"].valid_from, 2), *values] if pair[0] <= day]
    every = [(DEFAULTS["minutes_days"].valid_from, 2), *values]
    expected = max(held, key=lambda p: p[0])[0] if held else min(every, key=lambda p: p[0])[0]
    assert service.Rulebook(written).at("minutes_days", day).valid_from == expected


@pytest.mark.parametrize(
    ("name", "day", "basis", "field"),
    [
        ("weather", "2025-01-01", "x", "name"),
        ("minutes_days", "2025-02", "x", "valid_from"),
        ("minutes_days", "2025-01-01", " ", "basis"),
    ],
)
def test_a_rule_needs_a_name_a_day_and_a_basis(app: Flask, name: str, day: str, basis: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        service.put(name, day, 3, basis)
    assert refused.value.field == field


def test_a_lock_covers_its_days_and_everything_below(app: Flask) -> None:
    commune = factories.make_organisation()
    branch, neighbour = factories.make_branch(commune), factories.make_organisation("Đảng bộ xã Bên Cạnh")
    service.lock(commune.id, "2022-03")
    service.lock(commune.id, "2021")
    closed = ("2022-03-05", "2022-03", "2021", "2021-07", "2021-07-09", "2021-Q2")
    still_open = ("2022", "2022-04-01", "2022-Q1", "2023-03-05")
    assert [p for p in closed if not service.closed(branch.id, p)] == []
    assert [p for p in still_open if service.closed(branch.id, p)] == []
    assert [p for p in closed if service.closed(neighbour.id, p)] == []
    assert service.closed(commune.id, "2022-03-05") == (
        "Tháng 3/2022 của Đảng bộ xã Mẫu Sơn đã khóa sổ, không sửa được nữa. "
        "Nếu cần sửa, đề nghị văn phòng đảng ủy mở khóa."
    )


def test_a_branchs_lock_leaves_the_ones_above_and_beside_open(app: Flask) -> None:
    commune = factories.make_organisation()
    branch, other = factories.make_branch(commune), factories.make_branch(commune, "Chi bộ thôn Đông Hòa")
    service.lock(branch.id, "2022")
    assert (service.closed(commune.id, "2022-05"), service.closed(other.id, "2022-05")) == ("", "")
    assert service.closed(branch.id, "2022-05") != ""


def test_an_id_that_begins_like_another_is_not_the_same(app: Flask) -> None:
    units = [factories.make_organisation(f"Đảng bộ xã số {n}") for n in range(12)]
    service.lock(units[0].id, "2022")
    assert [u.id for u in units if service.closed(u.id, "2022")] == [units[0].id]


def test_locking_twice_is_locking_once_and_unlocking_opens(app: Flask) -> None:
    commune = factories.make_organisation()
    locked = service.lock(commune.id, "2022-03")
    assert service.lock(commune.id, "2022-03") is locked
    assert db.session.query(LockedPeriod).count() == 1
    service.unlock(locked)
    service.require_open(commune.id, "2022-03-05")


@pytest.mark.parametrize("period", ["2022-13", "2022-Q1", "tháng 3", "2022-03-05"])
def test_only_a_month_or_a_year_can_be_locked(app: Flask, period: str) -> None:
    with pytest.raises(Refusal):
        service.lock(factories.make_organisation().id, period)
