"""A gspread client whose calls go to the emulator, with the real service-account sign-in."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gspread
from google.oauth2.service_account import Credentials
from requests import Response

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive")


class LoopbackCredentials(Credentials):
    """The real service-account flow, without google-auth's background look-up at iamcredentials.googleapis.com.

    That look-up ("regional access boundary") goes to Google's own host whatever the token_uri, with our token.
    """

    def _is_regional_access_boundary_lookup_required(self) -> bool:
        return False


def client(url: str, service_account_file: Path, scopes: tuple[str, ...] = SCOPES) -> gspread.Client:
    """gspread as the product would use it, pointed at `url`."""

    class Redirected(gspread.HTTPClient):
        def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Response:
            parts = urlsplit(endpoint)
            target = url + parts.path + (f"?{parts.query}" if parts.query else "")
            return super().request(method, target, *args, **kwargs)

    credentials = LoopbackCredentials.from_service_account_file(  # type: ignore[no-untyped-call]
        service_account_file, scopes=list(scopes)
    )
    found = gspread.Client(auth=credentials, http_client=Redirected)
    found.set_timeout((3, 30))
    return found
