"""Opens the store of a bound workbook: a file in a folder, or a Google spreadsheet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import gspread
from flask import current_app
from sqlalchemy import select

from intranet.config import Settings
from intranet.database import db
from intranet.mirror.models import TableBinding, Workbook
from sync.stores.google.client import Access, PacedClient, sign_in
from sync.stores.google.pace import Pace
from sync.stores.protocol import Store, WorkbookDenied
from sync.stores.sheets import SheetsStore, listing
from sync.stores.xlsx import XlsxStore

NO_KEY = (
    "Chưa có tệp khóa của tài khoản dịch vụ Google, nên chưa đọc được Google Trang tính. "
    "Xin quản trị đặt biến GOOGLE_SERVICE_ACCOUNT_FILE."
)


class Opener:
    """Opens stores for one or many runs. Over many, Google is asked for all change tokens at once (one Drive listing)."""

    def __init__(self, *, many: bool = False) -> None:
        self.many = many
        self._client: gspread.Client | None = None
        self._tokens: Mapping[str, str] | None = None

    def store(self, workbook: Workbook) -> Store:
        """The store of a bound workbook. Raises StoreError if it cannot be reached at all."""
        return self.place(workbook.kind, workbook.location)

    def place(self, kind: str, location: str) -> Store:
        """The store at a place that may not be bound yet: a path, or a spreadsheet id. Raises StoreError."""
        if kind == "sheets":
            return self._spreadsheet(location)
        return XlsxStore(Path(location), _versions(location), _known_tabs(location))

    def _spreadsheet(self, spreadsheet_id: str) -> SheetsStore:
        client = self._signed_in()
        store = SheetsStore(client, spreadsheet_id)
        if self.many:
            if self._tokens is None:
                if isinstance(client.http_client, PacedClient):
                    client.http_client.calls = store.calls
                self._tokens = listing(client)
            store.tokens = self._tokens
        return store

    def _signed_in(self) -> gspread.Client:
        if self._client is None:
            settings = _settings()
            if settings.google_service_account_file is None:
                raise WorkbookDenied(NO_KEY)
            pace = Pace(settings.instance_dir / "google-pace.json")
            self._client = sign_in(Access(settings.google_service_account_file, pace, settings.google_api_url))
        return self._client


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
