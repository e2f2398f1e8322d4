"""Several service accounts: what Drive shows each of them, and which one opens a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gspread

from sync.stores.google.client import Access, Aside, PacedClient, sign_in
from sync.stores.google.pace import Pace
from sync.stores.protocol import CallCount, WorkbookMissing

Json = dict[str, Any]
MIME = "application/vnd.google-apps.spreadsheet"
FILES = "https://www.googleapis.com/drive/v3/files"
#: Runs at once for each account, and at most.
WORKERS, MOST_WORKERS = 4, 20
FILE_FIELDS = "id,version,modifiedTime,capabilities(canEdit)"


@dataclass(frozen=True, slots=True)
class Shared:
    """A spreadsheet as Drive lists it: its change token, and the accounts it is shared with (those that may edit, if any may)."""

    token: str
    clients: tuple[gspread.Client, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one account was told about one spreadsheet."""

    token: str
    client: gspread.Client
    may_edit: bool


def sign_in_all(
    files: Sequence[Path],
    pace: Pace,
    api_url: str | None = None,
    aside: Aside = nullcontext,
) -> list[gspread.Client]:
    """A client for every key file. Raises WorkbookDenied for a missing or careless one."""
    return [sign_in(Access(path, pace, api_url, aside)) for path in files]


def for_clients(known: Mapping[str, Shared], mine: Mapping[gspread.Client, gspread.Client]) -> dict[str, Shared]:
    """A listing in terms of another thread's clients for the same accounts."""
    return {key: Shared(one.token, tuple(mine[client] for client in one.clients)) for key, one in known.items()}


def listing(clients: Sequence[gspread.Client], calls: CallCount) -> dict[str, Shared]:
    """Every spreadsheet shared with any of the accounts: one Drive call an account for a thousand workbooks."""
    seen: dict[str, list[_Seen]] = {}
    for client in clients:
        counting(client, calls)
        for file in _pages(client):
            seen.setdefault(file["id"], []).append(_seen(client, file))
    return {spreadsheet_id: _shared(found) for spreadsheet_id, found in seen.items()}


def look_up(clients: Sequence[gspread.Client], spreadsheet_id: str, calls: CallCount) -> Shared | None:
    """One spreadsheet, asked for by name: a listing can miss a file that moves in it while its pages are turned."""
    seen: list[_Seen] = []
    for client in clients:
        counting(client, calls)
        params: dict[str, Any] = {"fields": f"{FILE_FIELDS},trashed", "supportsAllDrives": "true"}
        try:
            file: Json = client.http_client.request("get", f"{FILES}/{spreadsheet_id}", params=params).json()
        except WorkbookMissing:
            continue
        if not file.get("trashed"):
            seen.append(_seen(client, file))
    return _shared(seen) if seen else None


def least_busy(clients: Sequence[gspread.Client]) -> gspread.Client:
    """The account whose next read comes soonest; of those, the one that has read least in the last minute."""
    if len(clients) == 1:
        return clients[0]
    return min(clients, key=_load)


def workers(accounts: int) -> int:
    """How many runs at once use up what so many accounts may ask in a minute, though each waits a second or two for an answer."""
    return min(MOST_WORKERS, WORKERS * accounts)


def counting(client: gspread.Client, calls: CallCount) -> gspread.Client:
    """The client, counting on this account."""
    if isinstance(client.http_client, PacedClient):
        client.http_client.calls = calls
    return client


def _load(client: gspread.Client) -> tuple[float, int]:
    http = client.http_client
    if not isinstance(http, PacedClient):
        return 0.0, 0
    wait, taken = http.access.pace.load(http.account, "read")
    return (float("inf") if http.access.sheets.open else wait), taken


def _pages(client: gspread.Client) -> Iterator[Json]:
    page: str | None = ""
    while page is not None:
        params: dict[str, Any] = {
            "q": f"mimeType='{MIME}' and trashed=false", "pageSize": "1000", "orderBy": "createdTime",
            "fields": f"nextPageToken,files({FILE_FIELDS})",
            "supportsAllDrives": "true", "includeItemsFromAllDrives": "true",
        }  # fmt: skip
        if page:
            params["pageToken"] = page
        found: Json = client.http_client.request("get", FILES, params=params).json()
        yield from found.get("files", [])
        page = found.get("nextPageToken")


def _seen(client: gspread.Client, file: Mapping[str, Any]) -> _Seen:
    token = f"{file.get('version', '')}@{file.get('modifiedTime', '')}"
    return _Seen(token, client, bool(file.get("capabilities", {}).get("canEdit", True)))


def _shared(seen: Sequence[_Seen]) -> Shared:
    """The token the first account was told: a later listing may already know of an edit that is not read yet (law 4)."""
    editors = tuple(s.client for s in seen if s.may_edit)
    return Shared(seen[0].token, editors or tuple(s.client for s in seen))
