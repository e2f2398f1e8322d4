"""A clean book made for every register: what the intranet holds is written into it, and what is typed there comes back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet

from intranet.database import db
from intranet.mirror.registers import REGISTERS, Scope
from intranet.mirror.tables import TABLES
from intranet.organisations.models import Organisation
from sync import ids
from sync.writing import ID_HEADING
from tests import factories
from tests.mirror.test_registers import Commune, a_record_of_each


def test_a_clean_book_takes_every_register_and_reads_it_back(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "so-moi-2022.xlsx"
    top = factories.make_organisation("Đảng bộ xã Mẫu Sơn", code="XA")
    branch = factories.make_branch(top, "Chi bộ thôn Bắc Sơn")
    member = factories.make_member(branch, "Nguyễn Văn Mẫu")
    commune = Commune(top, branch, member, branch, member)
    factories.make_meeting(branch, "2022-02-03", chair_id=member.id)
    factories.make_pledge(member, year=2022)
    commune.register("attendance").create(ids.mint(), {"member": member.uid, "m1": "present"})
    for name, values in a_record_of_each(commune, member, 1).items():
        commune.register(name).create(ids.mint(), values)
    db.session.commit()
    number, runner = top.id, app.test_cli_runner()
    arguments = ["sync", "bind", "--org", "XA", "--file", str(path), "--create", "--year", "2022", "--yes"]
    assert runner.invoke(args=arguments).exit_code == 0
    assert runner.invoke(args=["sync", "run"]).exit_code == 0
    db.session.rollback()
    records = {n: REGISTERS[n](Scope(db.session.get_one(Organisation, number), 2022)).records() for n in REGISTERS}
    book = openpyxl.load_workbook(path)
    assert {t.tabs[0]: len(records[name]) for name, t in TABLES.items()} == {
        tab.title: sum(1 for _ in _rows(tab)) for tab in book
    }
    for table in TABLES.values():
        allowed = {h.label for f in table.fields if not f.sensitive for h in f.headings}
        shown = {str(cell.value) for row in book[table.tabs[0]].iter_rows() for cell in row}
        assert not {h.label for f in table.fields if f.sensitive for h in f.headings} - allowed & shown
    before = path.read_bytes()
    assert runner.invoke(args=["sync", "run"]).exit_code == 0
    assert path.read_bytes() == before


def _rows(tab: Worksheet) -> list[str]:
    """The ids in a tab."""
    grid = [[cell.value for cell in row] for row in tab.iter_rows()]
    top, column = next((r, row.index(ID_HEADING)) for r, row in enumerate(grid) if ID_HEADING in row)
    return [str(row[column]) for row in grid[top + 1 :] if row[column]]
