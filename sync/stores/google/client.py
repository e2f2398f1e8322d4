"""gspread's client with our own manners: time-outs, a base URL from outside, the shared pace, bounded retries.

gspread's BackOffHTTPClient retries for ever and sends writes again; this one sends a write again only after an answer that says
it was not applied (429), and turns every other failure of a write into AmbiguousWrite: read again, never resend.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gspread
from google.oauth2.service_account import Credentials
from gspread.http_client import HTTPClient
from requests import Response

from sync.stores.google import answers
from sync.stores.google.backoff import Breaker, Patience
from sync.stores.google.pace import Account, Pace
from sync.stores.protocol import CallCount, WorkbookDenied

SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive.metadata.readonly",
)
#: Seconds to connect, and to wait for an answer.
TIMEOUT = (3.0, 30.0)
Aside = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach Google: the service account's file, another base URL (tests, gateways), the pace file.

    ``aside``: what a worker that shares something with others (the database) lets go of while it waits for Google.
    """

    service_account_file: Path
    pace: Pace
    api_url: str | None = None
    aside: Aside = nullcontext
    sheets: Breaker = field(default_factory=Breaker)
    drive: Breaker = field(default_factory=Breaker)


class QuietCredentials(Credentials):
    """The real service-account flow, less google-auth's look-up of regional boundaries.

    That look-up goes to one of Google's hosts with our token whatever GOOGLE_API_URL says, and nothing here needs its answer.
    """

    def _is_regional_access_boundary_lookup_required(self) -> bool:
        return False


class PacedClient(HTTPClient):
    """One account's way to Google."""

    def __init__(self, auth: Any, access: Access, account: Account) -> None:
        super().__init__(auth)
        self.set_timeout(TIMEOUT)
        self.access = access
        self.account = account
        self.calls = CallCount()

    def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Response:
        """One call, counted and paced; a refused read, or a write refused for quota, is tried again until the deadline."""
        breaker = self.access.drive if _is_drive(endpoint) else self.access.sheets
        breaker.check()
        with self.access.aside():
            response = self._patiently(breaker, method, endpoint, *args, **kwargs)
        breaker.note(answered=True)
        return response

    def _patiently(self, breaker: Breaker, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Response:
        writes = _is_write(method, endpoint)
        clock = self.access.pace.clock
        patience = Patience(clock)
        while True:
            self._turn(endpoint, writes=writes)
            begun = clock.now()
            try:
                return self._once(method, endpoint, *args, **kwargs)
            except answers.FAILURES as error:
                patience.spend(clock.now() - begun)
                again = answers.may_try_again(error, writes=writes)
                if again and patience.again(answers.asked_to_wait(error)):
                    continue
                breaker.note(given_up=again, answered=answers.is_there(error))
                raise answers.plain(error, writes=writes) from error

    def _once(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Response:
        response = super().request(method, self._at_base(endpoint), *args, **kwargs)
        response.json()  # a body cut short must fail here, while it can still be told from a good one
        return response

    def _at_base(self, endpoint: str) -> str:
        if not self.access.api_url:
            return endpoint
        parts = urlsplit(endpoint)
        return self.access.api_url.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")

    def _turn(self, endpoint: str, *, writes: bool) -> None:
        """Count the call and wait for its turn; Drive's quota is two hundred times as large and needs none."""
        if _is_drive(endpoint):
            self.calls.drive += 1
            return
        self.access.pace.take(self.account, "write" if writes else "read")
        if writes:
            self.calls.sheet_writes += 1
        else:
            self.calls.sheet_reads += 1


def _is_drive(endpoint: str) -> bool:
    return urlsplit(endpoint).path.startswith("/drive/")


def _is_write(method: str, endpoint: str) -> bool:
    reading = ("ByDataFilter",)
    return method.lower() not in ("get", "head") and not urlsplit(endpoint).path.endswith(reading)


@lru_cache(maxsize=32)
def _opened(path: Path, _changed: int) -> Credentials:
    """Checking an RSA key takes longer than a small run; a key file that was replaced is opened again."""
    return QuietCredentials.from_service_account_file(str(path))  # type: ignore[no-untyped-call,no-any-return]


def open_key(path: Path) -> Credentials:
    """The service account in a key file. Raises WorkbookDenied for a missing or careless one (mode 0600 is asked for)."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise WorkbookDenied(f"Tệp khóa {path.name} đang mở cho người khác đọc. Xin đặt quyền 0600 rồi thử lại.")
        return _opened(path, path.stat().st_mtime_ns).with_scopes(SCOPES)  # type: ignore[no-any-return]
    except FileNotFoundError as error:
        raise WorkbookDenied(
            f"Không có tệp khóa của tài khoản dịch vụ ({path.name}). Xin quản trị đặt lại tệp."
        ) from error
    except ValueError as error:
        raise WorkbookDenied(f"Tệp khóa {path.name} không đúng dạng của Google. Xin quản trị tải lại tệp.") from error


def sign_in(access: Access, credentials: Any = None) -> gspread.Client:
    """A gspread client signed in as the service account of the key file (or with ``credentials`` read from it before)."""
    credentials = credentials or open_key(access.service_account_file)
    account = Account(str(credentials.service_account_email), str(credentials.project_id or ""))
    client = gspread.Client(auth=credentials)
    client.http_client = PacedClient(credentials, access, account)
    return client


def another(client: gspread.Client) -> gspread.Client:
    """The same account for another thread: signed in with it, and with connections of its own."""
    http = client.http_client
    return sign_in(http.access, http.auth) if isinstance(http, PacedClient) else gspread.Client(auth=http.auth)


Json = dict[str, Any]


def sheets_call(
    client: gspread.Client, method: str, path: str, *, params: Mapping[str, Any] | None = None, body: Json | None = None
) -> Json:
    """One Sheets API call below /v4/spreadsheets. ``path`` begins with the spreadsheet's id."""
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{path}"
    answer: Json = client.http_client.request(method, url, params=dict(params or {}), json=body).json()
    return answer
