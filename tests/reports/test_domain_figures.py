"""The figures of the practice (domain.md, section 2), told by the product itself from the books that offices handed over."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from intranet.database import db
from tests import factories
from tests.mirror import truth
from tests.stores.workbooks import SHARED_DATA, at_hand

#: Code, book, the organisation whose book it is, its kind.
BOOKS = (
    ("KYTHO", "xa-ky-tho-2022", "Đảng bộ xã Kỳ Thọ", "commune"),
    ("TANHOA", "xa-15-chi-bo-2022", "Đảng bộ xã Tân Hòa", "commune"),
    ("KYANH", "huyen-ky-anh-dot-2022", "Đảng bộ huyện Kỳ Anh", "district"),
    ("BACKAN", "bac-kan-nguoi-tot-viec-tot", "Đảng bộ tỉnh Bắc Kạn", "province"),
    ("KHOI", "khoi-co-quan-khen-thuong-2015-2020", "Đảng bộ Khối các cơ quan tỉnh", "district"),
)
#: From a book to its figures, by capability, as the domain gives them.
FIGURES: dict[str, dict[str, Any]] = {
    # C1: Kỳ Anh district 279 branches. C4: 168-175 of them (> 60 %), two commune committees at 100 %.
    "KYANH": {"branches": 279, "wave_held": (171, 279), "wave_complete": 2},
    # C1: Kỳ Thọ 9 = 6 rural + 2 school + 1 police (the kind of none is guessed). C2, C5 (two a month), C6.
    "KYTHO": {
        "branches": 9, "members": 190, "assignments_a_month": 2, "members_with_plan": (170, 190), "pledge_items": 415,
        "models": 14, "commendations_collective": 12, "commendations_individual": 26,
    },
    # C6: every member of 15 branches has a plan. C10: 15/15 models, 6 commended.
    "TANHOA": {"branches": 15, "plans_handed_in": (209, 209), "collectives_with_model": (15, 15), "models_commended": 6},
    # C3: about 400 ceremonies of 60 units. C11: 82 collectives and 1,058 persons over 40 units.
    "BACKAN": {
        "flag_ceremonies": 397, "flag_units": 60, "good_deeds_collective": 82, "good_deeds_individual": 1058, "deed_units": 40,
    },
    # C12: 23 news items. C13: nearly 18 million. C14: > 4,200 written entries. C15: 120 collectives, 440 persons.
    "KHOI": {
        "news_items": 23, "fund_income": 17_964_000, "contests": 4, "entries_written": 4225,
        "commendations_collective": 120, "commendations_individual": 440,
    },
}  # fmt: skip


@pytest.mark.parametrize("books", [BOOKS] if len(at_hand(*(name for _, name, _, _ in BOOKS))) == len(BOOKS) else [])
def test_the_product_itself_shows_the_figures_of_the_domain(
    app: Flask, tmp_path: Path, books: Sequence[tuple[str, str, str, str]]
) -> None:
    runner = app.test_cli_runner()
    for code, name, organisation, kind in books:
        path = Path(shutil.copy(SHARED_DATA / f"{name}.xlsx", tmp_path))
        top = factories.make_organisation(organisation, code=code, kind=kind)
        for branch in truth.unlisted(truth.truth_of(name)).values():
            factories.make_branch(top, branch["name"])
        assert runner.invoke(args=["sync", "bind", "--org", code, "--file", str(path), "--yes"]).exit_code == 0
    assert runner.invoke(args=["sync", "run", "--all"]).exit_code == 2
    db.session.rollback()
    found = {code: told(app, code) for code in FIGURES}
    assert {code: {key: found[code].get(key) for key in wanted} for code, wanted in FIGURES.items()} == FIGURES
    parts = {f["key"]: f.get("parts", {}) for f in figures(app, "TANHOA")}
    assert sorted(parts["models_commended"].values()) == [1, 2, 3]
    answer_the_one_open_kind(app)
    kinds = {f["key"]: f.get("parts", {}) for f in figures(app, "KYTHO")}["branches"]
    assert kinds == {"Nông thôn": 6, "Trường học": 2, "Công an": 1}
    contests = {f["key"]: f.get("parts", {}) for f in figures(app, "KHOI")}["contests"]
    assert sorted(contests.values()) == [1, 1, 2]


def answer_the_one_open_kind(app: Flask) -> None:
    """One branch of Kỳ Thọ has an unreadable kind; a person says that it is rural, and the next run takes it."""
    runner = app.test_cli_runner()
    items = json.loads(runner.invoke(args=["sync", "inbox", "--json"]).output)["items"]
    (asked,) = [i for i in items if (i["workbook"], i["field"]) == (1, "kind") and i["tab"] == "Chi bộ"]
    assert runner.invoke(args=["sync", "resolve", str(asked["id"]), "--value", "Nông thôn"]).exit_code == 0
    assert runner.invoke(args=["sync", "run", "--workbook", "1"]).exit_code == 2
    db.session.rollback()


def told(app: Flask, code: str) -> dict[str, Any]:
    """An organisation's figures by key: a number, or (number, whole)."""
    return {
        f["key"]: (f["value"], f["of"]) if "of" in f and f["key"] not in BARE else f["value"]
        for f in figures(app, code)
    }


#: Figures of which only the number is asserted.
BARE = {"wave_complete"}


def figures(app: Flask, code: str) -> list[dict[str, Any]]:
    answer = app.test_cli_runner().invoke(args=["report", "figures", "--org", code, "--json"])
    assert answer.exit_code == 0, answer.output
    found: list[dict[str, Any]] = json.loads(answer.output)
    return found
