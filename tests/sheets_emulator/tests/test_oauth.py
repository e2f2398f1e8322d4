"""The sign-in is the real one: a signed JWT, a token that runs out, a refresh after 401."""

from __future__ import annotations

import json
from pathlib import Path

import gspread
import pytest
import requests
from google.auth import crypt, jwt
from google.auth.exceptions import RefreshError

from tests.sheets_emulator.client import client
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.oauth import GRANT


def assertion(emulator: Emulator, **claims: object) -> bytes:
    account = json.loads(emulator.service_account_file.read_text())
    now = emulator.clock.now()
    payload = {
        "iss": account["client_email"],
        "aud": account["token_uri"],
        "iat": int(now),
        "exp": int(now) + 3600,
        "scope": "https://www.googleapis.com/auth/spreadsheets",
    }
    return signed(account, payload | claims)


def signed(account: dict[str, str], claims: dict[str, object]) -> bytes:
    signer = crypt.RSASigner.from_service_account_info(account)  # type: ignore[no-untyped-call]
    token: bytes = jwt.encode(signer, claims)  # type: ignore[no-untyped-call]
    return token


def exchange(emulator: Emulator, token: bytes) -> requests.Response:
    form = {"grant_type": GRANT, "assertion": token}
    return requests.post(f"{emulator.url}/token", data=form, timeout=5)


def test_a_signed_assertion_gives_a_bearer_token(emulator: Emulator) -> None:
    answer = exchange(emulator, assertion(emulator)).json()
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 3599)


@pytest.mark.parametrize(
    ("claims", "description"),
    [
        ({"iss": "ai-do@example.org"}, "Invalid grant: account not found"),
        ({"aud": "https://example.org/token"}, "Invalid JWT: Failed audience check."),
        ({"iat": 1_000_000, "exp": 1_003_600}, "Invalid JWT: Token must be a short-lived token"),
        ({"exp": 4_000_000_000}, "Invalid JWT: Token must be a short-lived token"),
        ({"scope": ""}, "Empty or missing scope not allowed."),
    ],
)
def test_wrong_claims_are_refused(emulator: Emulator, claims: dict[str, object], description: str) -> None:
    answer = exchange(emulator, assertion(emulator, **claims))
    assert answer.status_code == 400
    assert answer.json()["error_description"].startswith(description)


def test_another_key_is_refused(emulator: Emulator) -> None:
    head, payload, signature = assertion(emulator).split(b".")
    other = json.loads(emulator.another_account("ke-la").read_text())
    forged = signed(other, {"x": 1}).split(b".")[2]
    assert exchange(emulator, b".".join([head, payload, signature])).status_code == 200
    refused = exchange(emulator, b".".join([head, payload, forged]))
    assert refused.json() == {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}


def test_an_expired_token_is_a_401_that_a_refresh_heals(emulator: Emulator, google: gspread.Client) -> None:
    hand = emulator.create()
    spreadsheet = google.open_by_key(hand.id)
    emulator.calls.clear()
    emulator.oauth.expire_all()
    assert spreadsheet.sheet1.title == "Trang tính1"
    assert [(call.kind, call.status) for call in emulator.calls] == [("read", 401), ("token", 200), ("read", 200)]


def test_no_token_and_a_foreign_one_get_googles_body(emulator: Emulator) -> None:
    url = f"{emulator.url}/v4/spreadsheets/{emulator.create().id}"
    missing = requests.get(url, timeout=5)
    unknown = requests.get(url, headers={"Authorization": "Bearer x"}, timeout=5)
    assert (missing.status_code, unknown.status_code) == (401, 401)
    assert missing.json()["error"]["message"].startswith("Request is missing required authentication credential.")
    error = unknown.json()["error"]
    assert (error["code"], error["status"]) == (401, "UNAUTHENTICATED")
    assert error["message"].startswith("Request had invalid authentication credentials. Expected OAuth 2 access token")
    assert "Bearer" in unknown.headers["WWW-Authenticate"]


def test_an_unknown_account_cannot_sign_in(emulator: Emulator, tmp_path: Path) -> None:
    account = json.loads(emulator.service_account_file.read_text()) | {"client_email": "khac@example.org"}
    path = tmp_path / "khac.json"
    path.write_text(json.dumps(account))
    with pytest.raises(RefreshError, match="account not found"):
        client(emulator.url, path).open_by_key("x")


def test_another_account_sees_only_what_is_shared_with_it(emulator: Emulator) -> None:
    hand = emulator.create(tab="T1")
    other = client(emulator.url, emulator.another_account("ke-la"))
    with pytest.raises(PermissionError):
        other.open_by_key(hand.id)
    hand.share("ke-la@so-tay-thu.iam.gserviceaccount.com")
    assert other.open_by_key(hand.id).sheet1.title == "T1"
