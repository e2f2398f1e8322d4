"""Undo, questions and the command line over the declared registers, as over the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from tests.mirror.desk import Desk, File
from tests.mirror.practice_book import CASES, Case, make_book


@pytest.mark.parametrize("case", [c for c in CASES if not c.kept], ids=lambda case: case.table)
def test_a_deletion_made_in_the_sheet_is_undone_on_both_sides(app: Flask, tmp_path: Path, case: Case) -> None:
    desk = Desk(app, File(make_book(tmp_path / "so-2022.xlsx", case)))
    assert desk.run() == (0, [])
    before = desk.records(case.table)
    row, uid = list(desk.ids(case.tab).items())[-1]
    desk.sheet.delete(case.tab, row)
    done = json.loads(desk.command("run", "--json")[1])["workbooks"][0]["run"]
    assert uid not in desk.records(case.table)
    code, output = desk.command("undo", str(done))
    assert code == 0, output
    assert desk.records(case.table)[uid] == before[uid]
    desk.run()
    assert uid in desk.ids(case.tab).values()
    assert desk.records(case.table) == before
