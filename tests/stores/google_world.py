"""The little world of the engine's laws, in a Google spreadsheet: real gspread, real sign-in, real HTTP to the emulator."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import gspread

from sync.run import Engine, Report
from sync.stores.google.client import SCOPES, Access, open_key, sign_in
from sync.stores.google.pace import Clock, Limits, Pace
from sync.stores.sheets import SheetsStore
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.hand import Hand
from tests.sync.engine.world import PEOPLE, MemoryLedger, NoDirectory, read_tab

TAB = "Người"
_key = cache(open_key)  # once a process: opening an RSA key costs more than a run


class PatientClock(Clock):
    """Waits by counting, so that no test sleeps."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


@dataclass
class GoogleWorld:
    """A spreadsheet that people edit by hand and the engine through the API."""

    emulator: Emulator
    hand: Hand
    folder: Path
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    clock: PatientClock = field(default_factory=PatientClock)
    limits: Limits = field(default_factory=Limits)
    _client: gspread.Client | None = None

    def store(self) -> SheetsStore:
        return SheetsStore(self.client(), self.hand.id)

    def client(self) -> gspread.Client:
        """One sign-in a world, as a worker signs in once for many runs."""
        if self._client is None:
            pace = Pace(self.folder / "pace.json", self.limits, self.clock)
            file = self.emulator.service_account_file
            self._client = sign_in(Access(file, pace, self.emulator.url), _key(file).with_scopes(SCOPES))
            self._client.http_client.session.trust_env = False  # loopback needs no proxy looked up at every call
        return self._client

    def run(self, *, force: bool = True) -> Report:
        store = self.store()
        self.ledger.tab_key = str(self.hand.sheet(TAB).sheet_id)
        report = Engine(store, self.ledger, read_tab, lambda names, announced, year: NoDirectory()).run(force=force)
        self.calls = store.calls
        return report

    def rows(self) -> list[dict[str, Any]]:
        """Data rows under the header by header text; "#" is the row number as people count."""
        values = self.hand.values(TAB)
        header = next(n for n, row in enumerate(values) if "Họ tên" in row)
        heads = values[header]
        return [
            {str(head): value for head, value in zip(heads, row, strict=False)} | {"#": n + 1}
            for n, row in enumerate(values)
            if n > header and any(row[1:5])
        ]

    def row(self, name: str) -> dict[str, Any]:
        return next(row for row in self.rows() if row["Họ tên"] == name)

    def cell(self, name: str, column: str) -> str:
        """The A1 name of a person's cell."""
        heads = next(row for row in self.hand.values(TAB) if "Họ tên" in row)
        return f"{'ABCDEFGHIJ'[heads.index(PEOPLE.field(column).label)]}{self.row(name)['#']}"

    def record(self, name: str) -> dict[str, Any]:
        return next(r for r in self.ledger.records.values() if r["name"] == name)


def google_world(emulator: Emulator, folder: Path, *people: tuple[str | None, ...]) -> GoogleWorld:
    """A spreadsheet with a title, a header, these people, a total row with a formula and a signature below."""
    hand = emulator.create("Sổ", tab=TAB)
    lines = [["DANH SÁCH"], [], ["TT", *[f.label for f in PEOPLE.fields]]]
    lines += [[str(n), *[v or "" for v in values]] for n, values in enumerate(people, start=1)]
    hand.type_block(TAB, "A1", [line or [""] for line in lines])
    last = 3 + len(people)
    hand.type_block(TAB, f"F{last + 1}", [[f"=COUNTA(B4:B{last})"], [""], ["Người lập biểu"]])
    return GoogleWorld(emulator, hand, folder)
