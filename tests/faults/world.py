"""A commune with a bound workbook and edits waiting on both sides, put back to that moment as often as one likes."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from intranet import create_app
from intranet.database import db
from intranet.mirror.models import InboxItem
from intranet.mirror.registers import REGISTERS, Scope
from intranet.organisations.models import Organisation
from tests import factories
from tests.conftest import make_settings
from tests.faults import child
from tests.faults.places import File, Place, Spreadsheet, copy_folder
from tests.mirror.office_book import make_book
from tests.sheets_emulator.emulator import Emulator

YEAR = 2022
RUN = ["sync", "run", "--json"]
#: One thing that stands somewhere, in words that do not differ from run to run.
Fact = tuple[Any, ...]


@dataclass(frozen=True)
class Ended:
    """What became of a command in its child process."""

    output: list[str]
    codes: list[int]
    effects: list[str]
    killed: bool
    stopped: int

    def reports(self) -> list[dict[str, Any]]:
        """The runs' reports, one a command."""
        return [json.loads(said)["workbooks"][0] for said in self.output]


@dataclass
class World:
    """``folder`` holds the database, the instance's files and the shared folder; ``start`` what it is put back to."""

    folder: Path
    app: Flask
    place: Place
    mother: subprocess.Popen[str]
    top: int = 0
    start: Any = None
    last: dict[str, Any] = field(default_factory=dict)

    # -- commands in child processes

    def ask(self, *commands: Sequence[str], **orders: Any) -> Ended:
        """Run ``flask`` commands in one child process, with orders for its effects."""
        return self._send({"args": list(commands), **orders})

    def resume(self, pid: int) -> Ended:
        """Let a stopped child go on to its end."""
        return self._send({"resume": pid})

    def _send(self, command: dict[str, Any]) -> Ended:
        assert self.mother.stdin is not None
        assert self.mother.stdout is not None
        print(json.dumps(command), file=self.mother.stdin, flush=True)
        return Ended(**json.loads(self.mother.stdout.readline()))

    # -- going back

    def keep(self) -> None:
        """Remember this moment."""
        self._close()
        copy_folder(self.folder, self._kept)
        self.start = self.place.keep()

    def put_back(self) -> None:
        """Everything as it was at the moment remembered."""
        self._close()
        copy_folder(self._kept, self.folder)
        self.place.put_back(self.start)

    @property
    def _kept(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}-kept")

    def _close(self) -> None:
        """Leave nothing of the database in this process, nor in its write-ahead log."""
        with self.app.app_context():
            db.session.remove()
            with db.engine.connect() as connection:
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
            db.engine.dispose()

    def expire_lease(self) -> None:
        """Let the time of whoever holds the workbook run out."""
        with sqlite3.connect(self.folder / "instance" / "test.db") as connection:
            connection.execute("UPDATE workbooks SET lease_until = '2022-01-01 00:00:00.000000'")

    # -- what stands on both sides

    def facts(self) -> Counter[Fact]:
        """Every record, every row and every question, without ids and addresses."""
        with self.app.app_context():
            found = Counter(self._records()) + Counter(self._questions())
            db.session.remove()
            db.engine.dispose()
        return found + Counter(self._rows())

    def _records(self) -> Iterator[Fact]:
        top = db.session.get_one(Organisation, self.top)
        scope = Scope(top, YEAR)
        of = {name: register(scope).records() for name, register in REGISTERS.items()}
        names = {uid: r.get("full_name") or r.get("name") for rs in of.values() for uid, r in rs.items()}
        names = {uid: name for uid, name in names.items() if name} | {top.uid: "xã"}
        for table, records in of.items():
            for record in records.values():
                values = sorted((n, _named(v, names)) for n, v in record.items() if v not in (None, "", []))
                yield ("record", table, repr(values))

    def _questions(self) -> Iterator[Fact]:
        for item in db.session.scalars(select(InboxItem).where(InboxItem.state != "closed")):
            yield ("question", item.kind, item.tab, item.field, item.reason, item.sheet_text)

    def _rows(self) -> Iterator[Fact]:
        for tab, rows in self.place.rows().items():
            ids = {n for row in rows for n, value in enumerate(row) if value == "Mã đồng bộ"}
            for row in rows:
                values = [value for n, value in enumerate(row) if n not in ids and value not in (None, "")]
                if values:
                    yield ("row", tab, repr(values))

    def ids(self) -> list[str]:
        """The ids in the workbook's id columns."""
        found = []
        for rows in self.place.rows().values():
            column = next((n for row in rows for n, value in enumerate(row) if value == "Mã đồng bộ"), None)
            if column is not None:
                found += [row[column] for row in rows if len(row) > column and row[column]]
        return [i for i in found if i != "Mã đồng bộ"]


def _named(value: Any, names: dict[str, Any]) -> Any:
    return [_named(v, names) for v in value] if isinstance(value, list) else names.get(value, value)


@contextmanager
def opened(folder: Path, emulator: Emulator | None = None) -> Iterator[World]:
    """A commune whose book (a file; in Google where an emulator is given) is bound and in step, with its mother process."""
    for part in ("instance", "chung"):
        (folder / "all" / part).mkdir(parents=True)
    home = folder / "all"
    access = (
        {"google_service_account_file": emulator.service_account_file, "google_api_url": emulator.url}
        if emulator
        else {}
    )
    database = f"sqlite:///{home / 'instance' / 'test.db'}"
    app = create_app(make_settings(home / "instance", database_url=database, **access))
    book = make_book(home / "chung" / "so.xlsx")
    place: Place = Spreadsheet(emulator, book) if emulator else File(book)
    words = [str(emulator.service_account_file), emulator.url] if emulator else [child.EMPTY, child.EMPTY]
    command = [sys.executable, "-m", "tests.faults.child", database, str(home / "instance"), *words]
    mother = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield World(home, app, place, mother)
    finally:
        assert mother.stdin is not None
        mother.stdin.close()
        mother.wait()


def settled(world: World) -> World:
    """The commune made, its book bound and run until both sides are in step."""
    with world.app.app_context():
        db.create_all()
        world.top = factories.make_organisation("Đảng bộ xã Mẫu Sơn", code="MAUSON").id
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    bound = world.ask(["sync", "bind", "--org", "MAUSON", *world.place.bind_words(), "--yes"], RUN, RUN, here=True)
    assert bound.codes[1:] == [2, 2], bound.output
    return world


def edit_database(world: World, change: Callable[[dict[str, Any]], None]) -> None:
    """The office edits: ``change`` gets the registers by name, and commits with its end."""
    with world.app.app_context():
        scope = Scope(db.session.get_one(Organisation, world.top), YEAR)
        change({name: register(scope) for name, register in REGISTERS.items()})
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
