"""The night over a province: 3,321 workbooks, one in ten changed on both sides, under Google's default quota, in virtual time.

The engine, gspread, the pace and the ledger are the real ones; Google is the emulator's model with its quota of a sliding minute.
Budget: 1.1 times what the quota itself dictates: n calls at r a minute take n / r minutes. A minute that begins empty lets the
first r through at once, so even with answers that take no time the last call could go after (n - 1) // r minutes: printed too.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import gspread

from benchmarks.google import InProcess, Known, VirtualTime
from sync.run import Engine
from sync.stores.google.accounts import Shared, listing, workers
from sync.stores.google.client import Access, sign_in
from sync.stores.google.pace import PER_ACCOUNT, PER_PROJECT, Limits, Pace
from sync.stores.protocol import CallCount
from sync.stores.sheets import SheetsStore
from tests.sheets_emulator.hand import Hand
from tests.sheets_emulator.world import PERSON, World
from tests.sync.engine.world import PEOPLE, MemoryLedger, NoDirectory, read_tab

WORKBOOKS, SHARE, BUDGET = 3_321, 10, 1.1
TAB = "Người"
ROWS = (("An", "Bắc Hải", "Thôn trưởng", ""), ("Bình", "Bắc Hải", "Giáo viên", ""), ("Cúc", "Nam Hải", "", ""))


@dataclass
class Workbook:
    """One spreadsheet and the database behind it."""

    hand: Hand
    ledger: MemoryLedger = field(default_factory=MemoryLedger)

    def run(self, clients: Sequence[gspread.Client], known: Mapping[str, Shared] | None = None) -> str:
        """One run of the engine, as the nightly one."""
        store = SheetsStore(clients[0], self.hand.id, clients[1:], known)
        report = Engine(store, self.ledger, read_tab, lambda names, announced, year: NoDirectory()).run()
        return report.state

    def change(self, turn: int) -> None:
        """Somebody types in the sheet, and somebody else in the intranet."""
        self.hand.type(TAB, "D4", f"việc mới {turn}")
        next(r for r in self.ledger.records.values() if r["name"] == "Bình")["word"] = f"lời mới {turn}"

    def in_step(self, turn: int) -> bool:
        """Whether both changes have arrived on the other side."""
        values = {r["name"]: r for r in self.ledger.records.values()}
        return values["An"]["job"] == f"việc mới {turn}" and self.hand.value(TAB, "E5") == f"lời mới {turn}"


@dataclass
class Province:
    """All workbooks, with the accounts they are shared with."""

    folder: Path
    time: VirtualTime = field(default_factory=VirtualTime)
    world: World = field(default_factory=World)
    books: list[Workbook] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world.clock.now = self.time.now  # type: ignore[method-assign]
        self.google = InProcess(self.world, self.time)

    def clients(self, accounts: Sequence[str], pace: Pace) -> list[gspread.Client]:
        """A worker's way to Google by each account."""
        made = []
        for email in accounts:
            client = sign_in(Access(Path("-"), pace), Known(email))
            client.http_client.session.mount("https://", self.google)
            made.append(client)
        return made

    def share(self, accounts: Sequence[str]) -> None:
        """Every workbook with two of the accounts, in turn: one that is busy does not hold it up."""
        for number, book in enumerate(self.books):
            for step in (0, 1):
                book.hand.document.share(accounts[(number + step) % len(accounts)])

    def night(self, accounts: Sequence[str]) -> float:
        """A nightly run with as many workers as the product has; answers the virtual seconds."""
        pace = Pace(self.folder / f"pace-{len(accounts)}.json", clock=self.time)
        todo = iter(self.books)
        known: list[Mapping[str, Shared]] = []

        def worker() -> None:
            clients = self.clients(accounts, pace)
            for book in todo:
                book.run(clients, known[0])

        def list_all() -> None:
            known.append(listing(self.clients(accounts, pace), CallCount()))

        return self.time.together([list_all]) + self.time.together([worker] * workers(len(accounts)))


def run() -> None:
    """Print one line a number of accounts."""
    with tempfile.TemporaryDirectory() as folder:
        province = Province(Path(folder))
        _found(province)
        for turn, number in enumerate((1, 2, 3, 5), start=1):
            _measure(province, [f"tai-khoan-{n}@du-an.example" for n in range(number)], turn)


def _found(province: Province) -> None:
    """Make the workbooks and bring them in step, before anything is measured."""
    for number in range(WORKBOOKS):
        hand = Hand(province.world, province.world.create(f"Sổ {number}", locale="vi_VN", tab=TAB), PERSON)
        lines = [["DANH SÁCH"], [""], ["TT", *[f.label for f in PEOPLE.fields]]]
        hand.type_block(TAB, "A1", [*lines, *[[str(n), *row] for n, row in enumerate(ROWS, start=1)]])
        province.books.append(Workbook(hand, MemoryLedger(tab_key=str(hand.sheet(TAB).sheet_id))))
    _bring_in_step(province, province.books)


def _bring_in_step(province: Province, books: Sequence[Workbook]) -> None:
    """Run these without a quota, and know the token that our own write made: what follows is changed or not by what people do."""
    account = "truoc@du-an.example"
    clients = province.clients([account], Pace(province.folder / "before.json", Limits(10**9, 10**9), province.time))
    for book in books:
        book.hand.document.share(account)

    def work() -> None:
        known = listing(clients, CallCount())
        for book in books:
            book.run(clients, known)
        for spreadsheet_id, shared in listing(clients, CallCount()).items():
            tokens[spreadsheet_id] = shared.token

    tokens: dict[str, str] = {}
    province.time.together([work])
    for book in books:
        book.ledger.save_state(tokens[book.hand.id])


def _measure(province: Province, accounts: Sequence[str], turn: int) -> None:
    changed = random.Random(turn).sample(province.books, WORKBOOKS // SHARE)
    for book in changed:
        book.change(turn)
    province.share(accounts)
    province.world.quota.enable(PER_ACCOUNT, PER_PROJECT)
    province.google.calls.clear()
    province.google.refused = 0
    spent = province.night(accounts)
    calls = province.google.calls
    province.world.quota.enabled = False
    rate = min(PER_ACCOUNT * len(accounts), PER_PROJECT)
    most = max(calls["read"], calls["write"])
    floor, soonest = most / rate * 60, (most - 1) // rate * 60
    print(
        f"{len(province.books)} workbooks, {len(changed)} changed, {len(accounts)} account(s), {workers(len(accounts))} at once: "
        f"{calls['read']} reads, {calls['write']} writes, {calls['drive']} Drive calls, {province.google.refused} refused; "
        f"{spent:.0f} s of virtual time, the quota dictates {floor:.0f} s: ratio {spent / floor:.2f} (budget {BUDGET}), "
        f"its last call not before {soonest} s; {sum(b.in_step(turn) for b in changed)} in step",
        flush=True,
    )
    _bring_in_step(province, changed)
