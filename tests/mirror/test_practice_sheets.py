"""Every register both ways, in a file and in Google: what one side does arrives on the other, in the right place, through its rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from intranet.mirror.registers import REGISTERS
from intranet.mirror.tables import TABLES
from tests.mirror.desk import Cloud, Desk, File, Grid
from tests.mirror.places import google_app
from tests.mirror.practice_book import CASES, Case, make_book
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.fixtures import emulator, emulator_server

__all__ = ["emulator", "emulator_server", "google_app"]

OpenDesk = Callable[..., Desk]


@pytest.fixture(params=["file", "google"])
def open_desk(request: pytest.FixtureRequest, tmp_path: Path) -> object:
    if request.param == "file":
        app: Flask = request.getfixturevalue("app")
        return lambda *cases: Desk(app, File(make_book(tmp_path / "so-2022.xlsx", *cases)))
    world: Emulator = request.getfixturevalue("emulator")
    application = request.getfixturevalue("google_app")
    return lambda *cases: Desk(
        application, Cloud(world.document(world.load_xlsx(make_book(tmp_path / "so.xlsx", *cases))))
    )


def beside(grid: Grid, width: int, *rows: int) -> list[list[object]]:
    """What stands in the office's own columns, without these rows, blank cells and totals, which count the new row in."""
    kept = [row[:width] for number, row in enumerate(grid, 1) if number not in rows]
    lines = [["=" if str(cell).startswith("=") else cell for cell in row if cell not in (None, "")] for row in kept]
    return [line for line in lines if line and not str(line[0]).startswith(("Cộng", "Tổng"))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.table)
def test_each_side_receives_what_the_other_does(open_desk: OpenDesk, case: Case) -> None:
    desk = open_desk(case)
    before = desk.sheet.grid(case.tab)
    assert desk.run() == (0, [])
    assert len(desk.ids(case.tab)) == len(desk.records(case.table)) > 1

    database_to_sheet(desk, case, before)
    sheet_to_database(desk, case)
    state = desk.sheet.state()
    desk.run()
    assert desk.sheet.state() == state


def database_to_sheet(desk: Desk, case: Case, before: Grid) -> None:
    key, name, value, column, shown = case.change
    changed = desk.row_of(case.tab, key)
    desk.update(case.table, desk.ids(case.tab)[changed], {name: value})
    values, above, cells = case.new
    made = desk.create(case.table, values)
    assert desk.run() == (0, [])
    row = next(row for row, uid in desk.ids(case.tab).items() if uid == made)
    stands = desk.row_of(case.tab, above)
    assert row == stands + 1 or (case.totalled and row == stands - 1)
    grid = desk.sheet.grid(case.tab)
    assert {c: grid[row - 1][_index(c)] for c in cells} == cells
    changed += changed >= row
    assert grid[changed - 1][_index(column)] == shown
    width = max(len(line) for line in case.rows)
    assert beside(grid, width, row, changed) == beside(before, width, changed - (changed > row))


def sheet_to_database(desk: Desk, case: Case) -> None:
    key, column, text, name, value = case.typed
    row = desk.row_of(case.tab, key)
    typed = desk.ids(case.tab)[row]
    desk.sheet.type(case.tab, f"{column}{row}", text)
    above, texts, fields = case.inserted
    place = desk.row_of(case.tab, above) + 1
    desk.sheet.insert(case.tab, place, texts)
    gone = desk.row_of(case.tab, case.deleted)
    deleted = desk.ids(case.tab)[gone]
    desk.sheet.delete(case.tab, gone)
    place -= gone < place
    code, waiting = desk.run()
    records = desk.records(case.table)
    assert records[typed][name] == value
    inserted = records[desk.ids(case.tab)[place]]
    assert {n: inserted[n] for n in fields} == dict(fields)
    assert (deleted in records, deleted in desk.ids(case.tab).values()) == (case.kept, case.kept)
    assert (code, ["được giữ lại" in words for words in waiting]) == (0, [True] * case.kept)


def _index(column: str) -> int:
    return ord(column) - ord("A")


def test_every_register_has_its_case() -> None:
    older = {"organisations", "members", "meetings", "attendance", "pledges", "monthly_checks"}
    assert {case.table for case in CASES} | older == set(TABLES) == set(REGISTERS)
