"""Several service accounts over HTTP: each opens what is shared with it, and the work spreads over those that may."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import gspread
import pytest

from sync.cells import Cell
from sync.stores.google.accounts import for_clients, listing, sign_in_all
from sync.stores.google.backoff import DEADLINE
from sync.stores.google.client import another
from sync.stores.google.pace import WINDOW, Limits, Pace
from sync.stores.protocol import (
    Batch,
    CallCount,
    CellEdit,
    NewTab,
    TabEdit,
    WorkbookBusy,
    WorkbookDenied,
    WorkbookMissing,
)
from sync.stores.sheets import SheetsStore
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.fixtures import emulator, emulator_server
from tests.sheets_emulator.hand import Hand
from tests.stores.google_world import PatientClock

__all__ = ["emulator", "emulator_server"]

FIRST, SECOND = "dong-bo@so-tay-thu.iam.gserviceaccount.com", "thu-hai@so-tay-thu.iam.gserviceaccount.com"


@dataclass
class Office:
    """Two accounts, a clock that counts, and spreadsheets shared with one of them or both."""

    emulator: Emulator
    files: list[Path]
    folder: Path
    clock: PatientClock = field(default_factory=PatientClock)

    def clients(self, limits: Limits | None = None) -> list[gspread.Client]:
        return sign_in_all(self.files, Pace(self.folder / "pace.json", limits, self.clock), self.emulator.url)

    def book(self, **roles: str) -> Hand:
        hand = self.emulator.create("Sổ", tab="T", role=None)
        for name, role in roles.items():
            hand.document.share(FIRST if name == "first" else SECOND, role)
        hand.type("T", "A1", "chữ")
        return hand

    def store(self, hand: Hand, clients: list[gspread.Client]) -> SheetsStore:
        return SheetsStore(clients[0], hand.id, clients[1:])

    def callers(self) -> Counter[str]:
        """Who read how often."""
        return Counter(call.user for call in self.emulator.calls.reads)


@pytest.fixture
def office(emulator: Emulator, tmp_path: Path) -> Office:
    return Office(emulator, [emulator.service_account_file, emulator.another_account("thu-hai")], tmp_path)


@pytest.mark.parametrize(("shared_with", "reader"), [("first", FIRST), ("second", SECOND)])
def test_a_spreadsheet_shared_with_one_account_is_opened_by_that_one(
    office: Office, shared_with: str, reader: str
) -> None:
    hand, clients = office.book(**{shared_with: "writer"}), office.clients()
    for _ in range(3):
        store = office.store(hand, clients)
        store.token()
        assert store.read().tabs["0"].cell(0, 0).value == "chữ"
    assert office.callers() == {reader: 3}


def test_the_account_that_may_write_opens_what_another_may_only_read(office: Office) -> None:
    hand, clients = office.book(first="reader", second="writer"), office.clients()
    store = office.store(hand, clients)
    store.token()
    store.read()
    assert office.callers() == {SECOND: 1}


def test_work_spreads_evenly_over_the_accounts_that_may(office: Office) -> None:
    clients = office.clients()
    known = listing(clients, CallCount())
    for hand in [office.book(first="writer", second="writer") for _ in range(10)]:
        store = office.store(hand, clients)
        store.known = known  # made before the book: looked up by name
        store.token()
        store.read()
    assert office.callers() == {FIRST: 5, SECOND: 5}


def test_an_account_whose_minute_is_full_leaves_the_work_to_the_other(office: Office) -> None:
    clients = office.clients(Limits(account=3))
    only_first, both = office.book(first="writer"), office.book(first="writer", second="writer")
    for hand in [only_first] * 3 + [both] * 3:
        store = office.store(hand, clients)
        store.token()
        store.read()
    assert (office.callers(), office.clock.time) == ({FIRST: 3, SECOND: 3}, 0.0)


def test_a_write_goes_by_the_account_that_read(office: Office) -> None:
    only_first, both, clients = (
        office.book(first="writer"),
        office.book(first="writer", second="writer"),
        office.clients(),
    )
    office.store(only_first, clients).read()
    store = office.store(both, clients)
    seen = store.read()
    office.store(both, clients).read()
    edit = TabEdit("0", 0, 1, [0, 1], cells=[CellEdit(0, 0, Cell("mới", "text"), Cell("chữ", "text"))])
    store.apply(Batch("dau", [edit]), seen)
    assert ([c.user for c in office.emulator.calls.writes], both.value("T", "A1")) == ([SECOND], "mới")


def test_a_clean_tab_is_made_by_an_account_that_may(office: Office) -> None:
    hand = office.book(first="reader", second="writer")
    office.store(hand, office.clients()).create_tabs([NewTab("Chi bộ", [], ["Tên"])])
    assert (hand.tabs(), hand.value("Chi bộ", "A1")) == (["T", "Chi bộ"], "Tên")


def test_reading_without_asking_for_the_token_finds_the_right_account_too(office: Office) -> None:
    store = office.store(office.book(second="writer"), office.clients())
    store.read()
    assert office.callers() == {SECOND: 1}


def test_one_listing_an_account_is_made_for_many_spreadsheets(office: Office) -> None:
    for n in range(6):
        office.book(**({"first": "writer"} if n % 2 else {"second": "writer"}))
    calls = CallCount()
    known = listing(office.clients(), calls)
    assert (len(known), calls.drive, calls.sheet_reads) == (6, 2, 0)


def test_another_thread_opens_by_connections_of_its_own_what_the_listing_says_of_each_account(office: Office) -> None:
    clients, books = office.clients(), [office.book(first="writer"), office.book(second="writer")]
    mine = {client: another(client) for client in clients}
    known = for_clients(listing(clients, CallCount()), mine)
    assert [known[book.id].clients for book in books] == [(mine[client],) for client in clients]
    assert not {id(c.http_client.session) for c in mine.values()} & {id(c.http_client.session) for c in clients}
    for book in books:
        SheetsStore(mine[clients[0]], book.id, [mine[clients[1]]], known).read()
    assert office.callers() == {FIRST: 1, SECOND: 1}


def test_a_spreadsheet_that_slipped_through_the_listing_is_asked_for_by_name(office: Office) -> None:
    clients = office.clients()
    hand = office.book(second="writer")
    store = SheetsStore(clients[0], hand.id, clients[1:], known={})
    assert store.token().startswith(f"{hand.version}@")
    assert store.calls.drive == 2


def test_a_spreadsheet_shared_with_none_is_missing(office: Office) -> None:
    with pytest.raises(WorkbookMissing, match="chia sẻ"):
        office.store(office.book(), office.clients()).token()


def test_every_key_file_must_be_closed_to_others(office: Office) -> None:
    office.files[1].chmod(0o640)
    with pytest.raises(WorkbookDenied, match=r"thu-hai\.json.*0600"):
        office.clients()
    office.files[1].chmod(0o600)


def test_a_project_quota_binds_all_its_accounts(office: Office) -> None:
    clients = office.clients(Limits(account=60, project=4))
    for hand in [office.book(first="writer", second="writer") for _ in range(6)]:
        office.store(hand, clients).read()
    assert (office.callers(), office.clock.time) == ({FIRST: 3, SECOND: 3}, 61.0)


def test_refused_for_quota_until_the_deadline_the_store_says_it_will_do_it_later(office: Office) -> None:
    hand = office.book(first="writer")
    office.emulator.faults.status(429, on="read", times=1000)
    with pytest.raises(WorkbookBusy, match="sau"):
        office.store(hand, office.clients()[:1]).read()
    assert (0 < office.clock.time <= DEADLINE, len(office.emulator.calls.reads) > 4) == (True, True)


def _gives_up(store: SheetsStore) -> bool:
    try:
        store.read()
    except WorkbookBusy:
        return True
    return False


def test_after_three_calls_given_up_the_next_is_not_even_sent(office: Office) -> None:
    hand, clients = office.book(first="writer"), office.clients()[:1]
    office.emulator.faults.status(503, on="read", times=1000)
    assert [_gives_up(office.store(hand, clients)) for _ in range(3)] == [True] * 3
    office.emulator.calls.clear()
    assert (_gives_up(office.store(hand, clients)), len(office.emulator.calls.reads)) == (True, 0)


def test_a_refusal_of_one_spreadsheet_shows_that_google_is_there(office: Office) -> None:
    hand, strange, clients = office.book(first="writer"), office.book(), office.clients()[:1]
    for _ in range(4):
        office.emulator.faults.status(429, on="read", times=1000)
        assert _gives_up(office.store(hand, clients))
        office.emulator.faults.clear()
        with pytest.raises(WorkbookDenied):
            office.store(strange, clients).read()
    office.store(hand, clients).read()


def test_an_account_google_keeps_refusing_leaves_the_work_to_the_other(office: Office) -> None:
    clients, only_first, both = (
        office.clients(),
        office.book(first="writer"),
        office.book(first="writer", second="writer"),
    )
    office.emulator.faults.status(429, on="read", times=1000)
    assert [_gives_up(office.store(only_first, clients)) for _ in range(3)] == [True] * 3
    office.emulator.faults.clear()
    office.emulator.calls.clear()
    office.clock.time += 2 * WINDOW  # by turns alone the first account would be the less busy one
    office.store(office.book(second="writer"), clients).read()
    for _ in range(2):
        office.store(both, clients).read()
    assert office.callers() == {SECOND: 3}
