"""gspread's client with our own manners: time-outs, a base URL from outside, the shared pace, bounded retries.

gspread's BackOffHTTPClient retries for ever and sends writes again; this one sends a write again only after an answer that says
it was not applied (429), and turns every other failure of a write into AmbiguousWrite: read again, never resend.
"""

from __future__ import annotations

import random
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gspread
from google.auth.exceptions import GoogleAuthError
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError
from gspread.http_client import HTTPClient
from requests import RequestException, Response

from sync.stores.google.pace import Pace
from sync.stores.protocol import (
    AmbiguousWrite,
    CallCount,
    StoreError,
    WorkbookBusy,
    WorkbookDenied,
    WorkbookMissing,
)

SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive.metadata.readonly",
)
#: Seconds to connect, and to wait for an answer.
TIMEOUT = (3.0, 30.0)
RETRY = frozenset({429, 500, 502, 503, 504})
LONGEST_WAIT = 32.0
DEADLINE = 120.0


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach Google: the service account's file, another base URL (tests, gateways), the pace file."""

    service_account_file: Path
    pace: Pace
    api_url: str | None = None


class QuietCredentials(Credentials):
    """The real service-account flow, less google-auth's look-up of regional boundaries.

    That look-up goes to one of Google's hosts with our token whatever GOOGLE_API_URL says, and nothing here needs its answer.
    """

    def _is_regional_access_boundary_lookup_required(self) -> bool:
        return False


class PacedClient(HTTPClient):
    """One account's way to Google."""

    def __init__(self, auth: Any, access: Access, account: str) -> None:
        super().__init__(auth)
        self.set_timeout(TIMEOUT)
        self.access = access
        self.account = account
        self.calls = CallCount()

    def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Response:
        """One call, counted and paced; a refused read, or a write refused for quota, is tried again until the deadline."""
        writes = _is_write(method, endpoint)
        clock, waited, attempt = self.access.pace.clock, 0.0, 0
        while True:
            self._count(endpoint, writes=writes)
            try:
                return self._once(method, endpoint, *args, **kwargs)
            except APIError as error:
                wait = _full_jitter(attempt, error)
                again = error.code == 429 or (not writes and error.code in RETRY)
                if not again or waited + wait > DEADLINE:
                    raise _plain(error, writes=writes) from error
            except (RequestException, GoogleAuthError) as error:
                wait = _full_jitter(attempt, None)
                if writes or waited + wait > DEADLINE or isinstance(error, GoogleAuthError):
                    raise _unreachable(error, writes=writes) from error
            clock.sleep(wait)
            waited, attempt = waited + wait, attempt + 1

    def _once(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Response:
        response = super().request(method, self._at_base(endpoint), *args, **kwargs)
        response.json()  # a body cut short must fail here, while it can still be told from a good one
        return response

    def _at_base(self, endpoint: str) -> str:
        if not self.access.api_url:
            return endpoint
        parts = urlsplit(endpoint)
        return self.access.api_url.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")

    def _count(self, endpoint: str, *, writes: bool) -> None:
        if "/drive/" in endpoint:
            self.calls.drive += 1
            return
        self.access.pace.take(self.account, "write" if writes else "read")
        if writes:
            self.calls.sheet_writes += 1
        else:
            self.calls.sheet_reads += 1


def _is_write(method: str, endpoint: str) -> bool:
    reading = ("ByDataFilter",)
    return method.lower() not in ("get", "head") and not urlsplit(endpoint).path.endswith(reading)


def _full_jitter(attempt: int, error: APIError | None) -> float:
    """Seconds to wait: any time up to a bound that doubles; at least what the answer asks for."""
    asked = 0.0
    if error is not None:
        header = error.response.headers.get("Retry-After", "")
        asked = float(header) if header.isdigit() else 0.0
    return max(asked, random.uniform(0, min(LONGEST_WAIT, 2.0**attempt)))


def _plain(error: APIError, *, writes: bool) -> Exception:
    """Google's answer in words a clerk can act on."""
    if error.code == 404:
        return WorkbookMissing("Không tìm thấy bảng tính trên Google. Có thể đã bị xóa hoặc địa chỉ sai.")
    if error.code in (401, 403):
        return WorkbookDenied(
            "Phần mềm chưa được quyền mở bảng tính này. Xin chia sẻ bảng tính cho tài khoản của phần mềm với quyền Người chỉnh sửa."
        )
    if error.code == 429:
        return WorkbookBusy("Google báo đã dùng hết lượt trong phút này. Phần mềm sẽ đồng bộ lại sau.")
    if writes:
        return AmbiguousWrite(f"Google không nhận lần ghi này (mã {error.code}). Phần mềm sẽ đọc lại rồi mới ghi tiếp.")
    return StoreError(f"Google trả lời lỗi {error.code}. Phần mềm sẽ thử lại ở lần đồng bộ sau.")


def _unreachable(error: Exception, *, writes: bool) -> Exception:
    if isinstance(error, GoogleAuthError):
        return WorkbookDenied("Không đăng nhập được vào Google bằng tài khoản dịch vụ. Xin quản trị kiểm tra tệp khóa.")
    if writes:
        return AmbiguousWrite("Mất kết nối khi đang ghi lên Google, chưa rõ đã ghi hay chưa. Phần mềm sẽ đọc lại.")
    return WorkbookBusy("Không kết nối được với Google. Xin kiểm tra mạng; phần mềm sẽ thử lại ở lần đồng bộ sau.")


def sign_in(access: Access) -> gspread.Client:
    """A gspread client signed in as the service account. Raises WorkbookDenied for a missing or careless key file."""
    path = access.service_account_file
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise WorkbookDenied(f"Tệp khóa {path.name} đang mở cho người khác đọc. Xin đặt quyền 0600 rồi thử lại.")
        credentials = QuietCredentials.from_service_account_file(str(path), scopes=SCOPES)  # type: ignore[no-untyped-call]
    except FileNotFoundError as error:
        raise WorkbookDenied(
            f"Không có tệp khóa của tài khoản dịch vụ ({path.name}). Xin quản trị đặt lại tệp."
        ) from error
    except ValueError as error:
        raise WorkbookDenied(f"Tệp khóa {path.name} không đúng dạng của Google. Xin quản trị tải lại tệp.") from error
    account = str(credentials.service_account_email)
    client = gspread.Client(auth=credentials)
    client.http_client = PacedClient(credentials, access, account)
    return client


Json = dict[str, Any]


def sheets_call(
    client: gspread.Client, method: str, path: str, *, params: Mapping[str, Any] | None = None, body: Json | None = None
) -> Json:
    """One Sheets API call below /v4/spreadsheets. ``path`` begins with the spreadsheet's id."""
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{path}"
    answer: Json = client.http_client.request(method, url, params=dict(params or {}), json=body).json()
    return answer
