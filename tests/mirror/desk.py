"""A clerk's desk: one book of the practice, as a file or as a Google spreadsheet, and the intranet it is bound to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import openpyxl
from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from intranet.database import db
from intranet.members.models import Member
from intranet.mirror.models import Workbook
from intranet.mirror.registers import REGISTERS, Scope
from intranet.mirror.registers.base import Record, Register
from intranet.organisations.models import Organisation
from sync import ids
from sync.columns import Value
from sync.writing import ID_HEADING
from tests import factories
from tests.sheets_emulator.hand import Hand

Grid = list[list[object]]
#: Fields that refer to somebody or something by name in a case, by id in a register.
REFERENCES = {"unit", "branch", "member", "owner", "proposer", "person", "raised_by", "teller", "presenters", "chair"}


class Sheet(Protocol):
    """What a clerk does to a tab. Rows count from 1."""

    def bind(self) -> list[str]: ...
    def grid(self, tab: str) -> Grid: ...
    def type(self, tab: str, cell: str, text: str) -> None: ...
    def insert(self, tab: str, row: int, values: Sequence[Any]) -> None: ...
    def delete(self, tab: str, row: int) -> None: ...
    def state(self) -> object: ...


class File:
    """An .xlsx file, edited the way a spreadsheet program would: merged areas move along."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def bind(self) -> list[str]:
        return ["--file", str(self.path)]

    def grid(self, tab: str) -> Grid:
        return [[c.value for c in row] for row in openpyxl.load_workbook(self.path)[tab].iter_rows()]

    def type(self, tab: str, cell: str, text: str) -> None:
        book = openpyxl.load_workbook(self.path)
        book[tab][cell] = text
        book.save(self.path)

    def insert(self, tab: str, row: int, values: Sequence[Any]) -> None:
        book = openpyxl.load_workbook(self.path)
        _moved(book[tab], row, 1)
        for column, value in enumerate(values, 1):
            book[tab].cell(row, column).value = value
        book.save(self.path)

    def delete(self, tab: str, row: int) -> None:
        book = openpyxl.load_workbook(self.path)
        _moved(book[tab], row, -1)
        book.save(self.path)

    def state(self) -> object:
        return self.path.read_bytes()


def _moved(tab: Worksheet, row: int, by: int) -> None:
    """Insert a row above this one or take it out, merged areas below going along."""
    areas = [area.bounds for area in tab.merged_cells.ranges]
    for area in list(tab.merged_cells.ranges):
        tab.unmerge_cells(str(area))
    if by > 0:
        tab.insert_rows(row)
    else:
        tab.delete_rows(row)
    for left, top, right, bottom in areas:
        shift = by if top >= row else 0
        tab.merge_cells(start_row=top + shift, start_column=left, end_row=bottom + shift, end_column=right)


class Cloud:
    """A Google spreadsheet under a person's hand."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand

    def bind(self) -> list[str]:
        return ["--spreadsheet", self.hand.id]

    def grid(self, tab: str) -> Grid:
        return [list(row) for row in self.hand.values(tab)]

    def type(self, tab: str, cell: str, text: str) -> None:
        self.hand.type(tab, cell, text)

    def insert(self, tab: str, row: int, values: Sequence[Any]) -> None:
        self.hand.insert_rows(tab, row)
        self.hand.type_block(tab, f"A{row}", [["" if v is None else str(v) for v in values]])

    def delete(self, tab: str, row: int) -> None:
        self.hand.delete_rows(tab, row)

    def state(self) -> object:
        return self.hand.values(self.hand.tabs()[-1])


class Desk:
    """The commune, its bound book, and somebody at the machine."""

    def __init__(self, app: Flask, sheet: Sheet, name: str = "Đảng bộ xã Mẫu Sơn", kind: str = "commune") -> None:
        self.runner, self.sheet = app.test_cli_runner(), sheet
        self.top = factories.make_organisation(name, kind, code="MAUSON").id
        db.session.commit()
        code, output = self.command("bind", "--org", "MAUSON", "--yes", *sheet.bind())
        assert code == 0, output

    def command(self, *words: str) -> tuple[int, str]:
        db.session.rollback()
        answer = self.runner.invoke(args=["sync", *words])
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
        return answer.exit_code, answer.output

    def run(self) -> tuple[int, list[str]]:
        """Run and tell the exit code and what waits in the inbox."""
        code, _ = self.command("run")
        items = json.loads(self.command("inbox", "--json")[1])["items"]
        return code, [f"{i['tab']} {i['cell']} {i['message']}" for i in items]

    def register(self, table: str) -> Register:
        db.session.rollback()
        workbook = db.session.scalars(select(Workbook)).one()
        scope = Scope(db.session.get_one(Organisation, self.top), workbook.year, workbook.first_year)
        return REGISTERS[table](scope)

    def records(self, table: str) -> dict[str, Record]:
        """The register with names instead of ids."""
        names = self._names()
        return {uid: {n: _named(v, names) for n, v in r.items()} for uid, r in self.register(table).records().items()}

    def update(self, table: str, uid: str, values: Mapping[str, Value]) -> None:
        self.register(table).update(uid, self._meant(table, values))
        db.session.commit()

    def create(self, table: str, values: Mapping[str, Value]) -> str:
        uid = ids.mint()
        self.register(table).create(uid, self._meant(table, values))
        db.session.commit()
        return uid

    def row_of(self, tab: str, text: str) -> int:
        """The one row that holds the text."""
        rows = [n for n, row in enumerate(self.sheet.grid(tab), 1) if any(text in str(cell) for cell in row)]
        assert len(rows) == 1, f"{text} in {rows}"
        return rows[0]

    def ids(self, tab: str) -> dict[int, str]:
        """Ids by row."""
        grid = self.sheet.grid(tab)
        top, column = next((r, row.index(ID_HEADING)) for r, row in enumerate(grid) if ID_HEADING in row)
        return {r + 1: str(row[column]) for r, row in enumerate(grid) if r > top and len(row) > column and row[column]}

    def _names(self) -> dict[str, str]:
        named: dict[str, str] = dict(db.session.execute(select(Member.uid, Member.full_name)).all())
        return named | dict(db.session.execute(select(Organisation.uid, Organisation.name)).all())

    def _meant(self, table: str, values: Mapping[str, Value]) -> dict[str, Any]:
        known = {name: uid for uid, name in self._names().items()} if table != "wave_sessions" else {}
        return {n: _named(v, known) if n in REFERENCES else v for n, v in values.items()}


def _named(value: Value, names: Mapping[str, str]) -> Value:
    if isinstance(value, list):
        return [_named(each, names) for each in value]
    return names.get(value, value) if isinstance(value, str) else value
