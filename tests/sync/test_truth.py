"""Every workbook of the shared data folder, row by row against its truth: all fields, every problem refused, nothing guessed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from intranet.mirror.tables import TABLES
from sync.cells import Tab, address
from sync.columns import Refused
from sync.directory import BookDirectory
from sync.facts import Names, OrganisationName, Person
from sync.layout import find_layout, guess_table
from sync.reading import read_table
from sync.sheet_table import SheetTable
from sync.stores.xlsx import XlsxStore
from sync.titles import book_year
from tests.sync.truth_words import PROBLEM, REGISTERS

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
#: The commune each book is bound to, as its title rows name it.
COMMUNES = {
    "xa-ky-tho-2022": "Đảng bộ xã Kỳ Thọ", "xa-15-chi-bo-2022": "Đảng bộ xã Tân Hòa", "legacy-tcvn3": "Đảng bộ xã Kỳ Hải",
    "nfd": "Đảng bộ xã Kỳ Hải", "huyen-ky-anh-dot-2022": "Đảng bộ huyện Kỳ Anh",
    "bac-kan-nguoi-tot-viec-tot": "Đảng bộ tỉnh Bắc Kạn",
    "khoi-co-quan-khen-thuong-2015-2020": "Đảng bộ Khối các cơ quan tỉnh",
}  # fmt: skip

if not DATA.is_dir():
    message = f"{DATA} is not there: the books of the shared data folder are not compared with their truth"
    if os.environ.get("CI"):
        raise RuntimeError(message)
    pytest.skip(message, allow_module_level=True)


@dataclass(frozen=True)
class Book:
    """A workbook as the store reads it, and what is true of it."""

    truth: dict[str, Any]
    tabs: dict[str, Tab]
    directory: BookDirectory
    year: int


@lru_cache(maxsize=2)
def book(name: str) -> Book:
    truth = json.loads((DATA / f"{name}.truth.json").read_text("utf-8"))
    tabs = {tab.title: tab for tab in XlsxStore(DATA / f"{name}.xlsx").read().tabs.values()}
    year = book_year(tabs.values(), name)
    assert year is not None
    return Book(truth, tabs, BookDirectory(names_of(name, truth)), year)


def names_of(name: str, truth: dict[str, Any]) -> Names:
    """Everybody the truth knows, with the functions the member list gives them."""
    tables = [t for tab in truth["tabs"] for t in tab.get("tables", ()) if t["table"] == "member"]
    roles = {r["key"]: r["values"].get("roles") for t in tables for r in t["rows"]}
    looked_up = truth["lookups"]
    people = [Person(k, m["name"], m["branch"], roles.get(k) or ()) for k, m in looked_up.get("members", {}).items()]
    branches = [OrganisationName(k, b["name"]) for k, b in looked_up.get("branches", {}).items()]
    return Names(people, [OrganisationName("P", COMMUNES.get(name, name), own=True), *branches])


def all_tables() -> list[Any]:
    return list(_all_tables())


def _all_tables() -> Iterator[Any]:
    for name in COMMUNES:
        truth = json.loads((DATA / f"{name}.truth.json").read_text("utf-8"))
        for tab in truth["tabs"]:
            for table in tab.get("tables", ()):
                if table["table"] in REGISTERS:
                    yield pytest.param(name, tab["sheet"], table, id=f"{name}-{tab['sheet']}")


def read(name: str, sheet: str, register: str) -> SheetTable:
    table, known = TABLES[register], book(name)
    layout = find_layout(known.tabs[sheet], table)
    assert layout.problem == ""
    return read_table(known.tabs[sheet], table, layout.mapping, year=known.year, directory=known.directory)


#: Lists the truth keeps under one name and we as a field a column, and what is computed and therefore no field of ours.
SPREAD = {"marks": "m", "months": "m", "held": "m", "entries": "round"}
COMPUTED = {"absences", "balance", "sum"}
CALLED = {"collective": "unit", "member_name": "who"}


def expected(values: dict[str, Any], register: str) -> dict[str, Any]:
    """The truth's values by our fields: the matrices month by month, references as ids, own names as text."""
    flat: dict[str, Any] = {}
    called = CALLED | ({"branch": "unit"} if register in ("good_deed", "plan_check", "held_matrix") else {})
    for name, value in values.items():
        if name in COMPUTED:
            continue
        if isinstance(value, list) and name in SPREAD:
            flat |= {f"{SPREAD[name]}{number}": each for number, each in enumerate(value, 1)}
        elif isinstance(value, dict) and "party_org" in value:
            flat |= {"branch": value["name"], "party_org": value["party_org"]}
        elif isinstance(value, list):
            flat[name] = [each.get("member") if isinstance(each, dict) else each for each in value]
        elif isinstance(value, dict):
            reference = value.get("mass_org") or value.get("member", value.get("branch"))
            flat[called.get(name, name)] = value["name"] if name == "name" else reference
        else:
            flat[called.get(name, name)] = value
    return flat


def understood(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """What was read, in the truth's terms: a refusal is a problem, the superior is named."""
    plain = {n: PROBLEM if isinstance(v, Refused) else v for n, v in values.items()}
    if isinstance(plain.get("parent"), str) and plain["parent"] != PROBLEM:
        plain["parent"] = book(name).directory.organisation_name(plain["parent"])
    return plain


@pytest.mark.parametrize(("name", "sheet", "truth"), all_tables())
def test_every_row_and_field_is_understood_as_the_truth_says(name: str, sheet: str, truth: dict[str, Any]) -> None:
    found = read(name, sheet, REGISTERS[truth["table"]])
    wanted = {row["row"]: expected(row["values"], truth["table"]) for row in truth["rows"]}
    followed = {n for n, place in found.places.items() if not place.columns} - set(next(iter(wanted.values())))
    assert {
        row.row + 1: {n: v for n, v in understood(name, dict(row.values)).items() if n not in followed}
        for row in found.rows
    } == wanted


@pytest.mark.parametrize(("name", "sheet", "truth"), all_tables())
def test_every_problem_is_refused_for_its_reason_and_what_was_probably_meant_is_offered(
    name: str, sheet: str, truth: dict[str, Any]
) -> None:
    read_sheet = read(name, sheet, REGISTERS[truth["table"]])
    refused = {
        address(row.row, column): value
        for row in read_sheet.rows
        for field, value in row.values.items()
        if isinstance(value, Refused)
        for column in read_sheet.places[field].columns[-1:]
    }
    assert {cell: found.reason for cell, found in refused.items()} == {
        p["cell"]: p["reason"] for p in truth["problems"]
    }
    for problem in truth["problems"]:
        if "likely" in problem:
            assert offered(problem) <= set(refused[problem["cell"]].candidates)


def offered(problem: dict[str, Any]) -> set[Any]:
    """What a person would probably answer for this very cell: a month named two columns further on is beyond a codec."""
    likely = problem["likely"]
    if isinstance(likely, dict):
        answers = set(likely.get("candidates", likely.values()))
        return {likely[problem["field"]]} if problem["field"] in likely else answers
    return {likely} if problem["raw"] != "cuối tháng" else set()


@pytest.mark.parametrize(("name", "sheet", "truth"), all_tables())
def test_new_rows_go_under_the_last_record(name: str, sheet: str, truth: dict[str, Any]) -> None:
    found = read(name, sheet, REGISTERS[truth["table"]])
    assert found.last_row_of_group[None] + 1 == truth["last_row"]
    assert found.stray_rows == ()


@pytest.mark.parametrize("path", sorted(DATA.glob("*.xlsx")), ids=lambda p: p.stem)
def test_each_tab_is_taken_for_what_it_is(path: Path) -> None:
    known = book(path.stem)
    truth = {tab["sheet"]: [t["table"] for t in tab.get("tables", ())] for tab in known.truth["tabs"]}
    guesses = {title: guess_table(tab, TABLES.values()) for title, tab in known.tabs.items()}
    assert {title: guess[0] if guess else None for title, guess in guesses.items()} == {
        title: next((REGISTERS[t] for t in tables if t in REGISTERS), None) for title, tables in truth.items()
    }


def test_the_legend_the_truth_declares_is_the_one_read() -> None:
    declared = next(t["declares"]["legend"] for t in book("xa-ky-tho-2022").truth["tabs"] if "declares" in t)
    legend = read("xa-ky-tho-2022", "Điểm danh", "attendance").legend
    assert all(sign in declared and meaning in declared for sign, meaning in legend.items())
    assert set(legend) == {"x", "P", "K", "v", "M"}
