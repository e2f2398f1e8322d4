"""An office: the application over a real database, one bound workbook, and the command line as a script would use it."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from flask import Flask

from intranet import create_app
from intranet.database import db
from intranet.mirror.models import Workbook
from sync.writing import ID_HEADING, NOTE_HEADING
from tests.conftest import make_settings

Json = dict[str, Any]


@dataclass(slots=True)
class Answer:
    """What a command said."""

    exit: int
    text: str

    @property
    def json(self) -> Any:
        """What a command with --json said."""
        return json.loads(self.text)


class Office:
    """``path`` is the workbook on the shared folder; ``app`` keeps its database in ``folder``."""

    def __init__(self, app: Flask, folder: Path, path: Path) -> None:
        self.app, self.folder, self.path = app, folder, path

    def flask(self, *words: str) -> Answer:
        """Run ``flask ...`` in an application context of its own, as a shell does."""
        with self.app.app_context():
            answer = self.app.test_cli_runner().invoke(args=list(words))
            db.session.remove()
        if answer.exception is not None and not isinstance(answer.exception, SystemExit):
            raise answer.exception
        return Answer(answer.exit_code, answer.output)

    def bind(self, *more: str) -> Answer:
        """Bind the workbook to the commune."""
        return self.flask("sync", "bind", "--org", "XA", "--file", str(self.path), "--yes", *more)

    def sync(self, *more: str) -> Json:
        """Run once; the workbook's report, its exit code with it."""
        answer = self.flask("sync", "run", "--all", "--json", *more)
        report: Json = answer.json["workbooks"][0]
        return report | {"exit": answer.exit}

    def inbox(self) -> list[Json]:
        """What waits."""
        items: list[Json] = self.flask("sync", "inbox", "--json").json["items"]
        return items

    def waiting(self) -> dict[str, str]:
        """What waits for a person, by "tab cell"."""
        return {f"{i['tab']} {i['cell']}": i["message"] for i in self.inbox() if i["kind"] != "note"}

    def records(self, table: str) -> dict[str, Json]:
        """What stands in the database: values by id; a person or organisation by name."""
        listed = self.flask("record", "list", table, "--org", "XA", "--json").json
        return {
            one["id"]: {n: v["name"] if isinstance(v, dict) else v for n, v in one["values"].items()} for one in listed
        }

    def everything(self) -> dict[str, dict[str, Json]]:
        """All six registers."""
        from intranet.mirror.registers import REGISTERS

        return {table: self.records(table) for table in REGISTERS}

    def record(self, table: str, **wanted: Any) -> Json:
        """The one record with these values, its id among them."""
        found = [
            {"id": uid, **values}
            for uid, values in self.records(table).items()
            if all(values[name] == value for name, value in wanted.items())
        ]
        assert len(found) == 1, (wanted, found)
        return found[0]

    def set(self, table: str, uid: str, *pairs: str) -> None:
        """Edit a record in the intranet."""
        answer = self.flask("record", "set", table, uid, *pairs)
        assert answer.exit == 0, answer.text

    def add(self, table: str, *pairs: str) -> str:
        """Enter a record in the intranet; gives its id."""
        answer = self.flask("record", "add", table, "--org", "XA", *pairs, "--json")
        assert answer.exit == 0, answer.text
        uid: str = answer.json["id"]
        return uid

    def page(self, tab: str) -> Page:
        """A tab as it stands in the file now."""
        return Page(openpyxl.load_workbook(self.path), tab)

    def edit(self, tab: str, cells: dict[str, Any]) -> None:
        """Write cells as a program of the office's would, in the file itself."""
        book = openpyxl.load_workbook(self.path)
        for place, value in cells.items():
            book[tab][place] = value
        book.save(self.path)


class Page:
    """One tab of the file, by people's own names of rows and columns."""

    def __init__(self, book: openpyxl.Workbook, tab: str) -> None:
        self.sheet = book[tab]

    def row_of(self, name: str, column: int = 2) -> int:
        """The one row (from 1) with this text in a column."""
        found = [row for row in range(1, self.sheet.max_row + 1) if self.sheet.cell(row, column).value == name]
        assert len(found) == 1, (name, found)
        return found[0]

    def filled(self, heading: str) -> dict[int, str]:
        """The filled cells under a heading, by row."""
        cells = [c for row in self.sheet.iter_rows() for c in row if c.value == heading]
        if not cells:
            return {}
        below = (self.sheet.cell(r, cells[0].column) for r in range(cells[0].row + 1, self.sheet.max_row + 1))
        return {c.row: str(c.value) for c in below if c.value not in (None, "")}

    @property
    def ids(self) -> dict[int, str]:
        """Our ids by row."""
        return self.filled(ID_HEADING)

    @property
    def notes(self) -> dict[int, str]:
        """Our notes by row."""
        return self.filled(NOTE_HEADING)

    def __getitem__(self, place: str) -> Any:
        return self.sheet[place].value


def open_office(folder: Path, path: Path, **settings: object) -> Office:
    """An office over the database in ``folder``."""
    app = create_app(make_settings(folder, **settings))
    app.config["WTF_CSRF_ENABLED"] = False
    return Office(app, folder, path)


def new_office(
    folder: Path, empty_database: Path, commune: str, book: Path | None, kind: str = "commune", **settings: object
) -> Office:
    """An office that has entered nothing but itself, with a copy of a book (if any) on its shared folder."""
    shared = folder / "thư mục chung"
    shared.mkdir(parents=True)
    shutil.copy(empty_database, folder / "test.db")
    path = shared / "Sổ theo dõi.xlsx"
    if book is not None:
        shutil.copyfile(book, path)
    office = open_office(folder, path, **settings)
    answer = office.flask("record", "add", "organisations", "--code", "XA", f"name={commune}", f"kind={kind}")
    assert answer.exit == 0, answer.text
    return office


def copy_of(original: Office, folder: Path) -> Office:
    """The same office once more, with a database and a file of its own."""
    with original.app.app_context():
        db.session.remove()
        db.engine.dispose()
    shared = folder / "thư mục chung"
    shared.mkdir(parents=True)
    path = Path(shutil.copy2(original.path, shared))
    for each in original.folder.glob("test.db*"):
        shutil.copy(each, folder)
    office = open_office(folder, path)
    with office.app.app_context():
        for workbook in db.session.scalars(db.select(Workbook)):
            workbook.location = str(path)
        db.session.commit()
        db.session.remove()
    return office
