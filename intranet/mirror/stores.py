"""Opens the store of a bound workbook: a file in a folder, or a Google spreadsheet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Self

import gspread
from flask import current_app
from sqlalchemy import select

from intranet.config import Settings
from intranet.database import db
from intranet.mirror.models import TableBinding, Workbook
from sync.stores.google.accounts import Shared, for_clients, listing, sign_in_all
from sync.stores.google.client import Aside, another
from sync.stores.google.pace import Pace
from sync.stores.protocol import CallCount, Store, StoreError, WorkbookDenied
from sync.stores.sheets import SheetsStore
from sync.stores.xlsx import XlsxStore

NO_KEY = (
    "Chưa có tệp khóa của tài khoản dịch vụ Google, nên chưa đọc được Google Trang tính. "
    "Xin quản trị đặt biến GOOGLE_SERVICE_ACCOUNT_FILE."
)


class Opener:
    """Opens stores for one or many runs. Over many, Google is asked for all change tokens at once (one Drive listing an account).

    ``aside``: what a thread lets go of while it waits for Google (intranet.mirror.nightly).
    """

    def __init__(self, *, many: bool = False, aside: Aside = nullcontext) -> None:
        self.many = many
        self.aside = aside
        self._clients: Sequence[gspread.Client] = ()
        self._known: Mapping[str, Shared] | None = None

    def accounts(self) -> int:
        """How many service accounts there are to open spreadsheets with."""
        return max(1, len(_settings().google_key_files))

    def sibling(self) -> Self:
        """One for another thread: the same accounts and the same listing, and connections of its own."""
        twin = type(self)(many=self.many, aside=self.aside)
        mine = {client: another(client) for client in self._clients}
        twin._clients = list(mine.values())
        twin._known = None if self._known is None else for_clients(self._known, mine)
        return twin

    def look(self) -> None:
        """Ask for the change tokens now. If that cannot be done, every run will find and tell the trouble by itself."""
        with suppress(StoreError):
            self._known = listing(self._signed_in(), CallCount())

    def store(self, workbook: Workbook) -> Store:
        """The store of a bound workbook. Raises StoreError if it cannot be reached at all."""
        return self.place(workbook.kind, workbook.location)

    def with_the_database_free(self, workbook: Workbook) -> Store:
        """The same for a run: what was not committed is given up, so that nobody waits for a slow Google to write a record."""
        kind, location = workbook.kind, workbook.location
        db.session.rollback()
        store = self.place(kind, location)
        db.session.rollback()
        return store

    def place(self, kind: str, location: str) -> Store:
        """The store at a place that may not be bound yet: a path, or a spreadsheet id. Raises StoreError."""
        if kind == "sheets":
            return self._spreadsheet(location)
        return XlsxStore(Path(location), _versions(location), _known_tabs(location))

    def _spreadsheet(self, spreadsheet_id: str) -> SheetsStore:
        first, *others = self._signed_in()
        store = SheetsStore(first, spreadsheet_id, others)
        if self.many:
            if self._known is None:
                self._known = listing([first, *others], store.calls)
            store.known = self._known
        return store

    def _signed_in(self) -> Sequence[gspread.Client]:
        if not self._clients:
            settings = _settings()
            if not settings.google_key_files:
                raise WorkbookDenied(NO_KEY)
            pace = Pace(settings.instance_dir / "google-pace.json")
            self._clients = sign_in_all(settings.google_key_files, pace, settings.google_api_url, self.aside)
        return self._clients


def title_of(kind: str, location: str) -> str:
    """What people call the workbook at a place."""
    return Path(location).name if kind == "xlsx" else f"Google Trang tính {location[:8]}…"


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _known_tabs(location: str) -> dict[str, str]:
    """Under which key each bound tab of a file is remembered, by its title."""
    bound = select(TableBinding.tab_title, TableBinding.tab_key).join(Workbook).where(Workbook.location == location)
    known: dict[str, str] = {}
    for title, key in db.session.execute(bound.order_by(TableBinding.id)):
        known.setdefault(title, key)
    return known


def _versions(location: str) -> Path:
    """Where the last versions of a file are kept: beside the data, not in the office's shared folder."""
    path = Path(location)
    mark = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]
    return _settings().instance_dir / "versions" / f"{path.stem}-{mark}"
