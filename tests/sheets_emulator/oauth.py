"""The token endpoint: a service account's signed JWT for a bearer token, verified for real."""

from __future__ import annotations

import base64
import json
import os
import secrets
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from .clock import Clock
from .errors import ApiError

AUDIENCE = "https://oauth2.googleapis.com/token"  # what google-auth signs for, whatever the token_uri
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
PREFIX = "https://www.googleapis.com/auth/"
_SIGN_IN = "https://developers.google.com/identity/sign-in/web/devconsole-project"
_SHEETS_READ = {"spreadsheets", "spreadsheets.readonly", "drive", "drive.readonly", "drive.file"}
_SHEETS_WRITE = {"spreadsheets", "drive", "drive.file"}
_DRIVE_WRITE = {"drive", "drive.file"}
_DRIVE_READ = _DRIVE_WRITE | {"drive.readonly", "drive.metadata", "drive.metadata.readonly"}


@lru_cache(maxsize=4)
def _key(number: int) -> rsa.RSAPrivateKey:
    """One key pair per account number and process: making one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class TokenError(Exception):
    """400 of the token endpoint: `error` and `error_description`."""

    error: str
    description: str

    def body(self) -> dict[str, str]:
        """The endpoint's JSON."""
        return {"error": self.error, "error_description": self.description}


@dataclass
class Token:
    """A bearer token that was handed out."""

    user: str
    scopes: set[str]
    expires: float


@dataclass
class OAuth:
    """Accounts that may sign in and tokens in force."""

    clock: Clock
    token_uri: str = ""
    lifetime: int = 3600
    accounts: dict[str, rsa.RSAPublicKey] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)

    def create_account(self, directory: Path, name: str = "dong-bo") -> Path:
        """Register a service account and write its JSON file (mode 0600)."""
        number = len(self.accounts)
        key = _key(number)
        email = f"{name}@so-tay-thu.iam.gserviceaccount.com"
        self.accounts[email] = key.public_key()
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        content = {
            "type": "service_account",
            "project_id": "so-tay-thu",
            "private_key_id": f"{number:040x}",
            "private_key": pem,
            "client_email": email,
            "client_id": f"1000000000000000000{number}",
            "token_uri": self.token_uri,
            "universe_domain": "googleapis.com",
        }
        path = directory / f"{name}.json"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2)
        path.chmod(0o600)
        return path

    def grant(self, form: dict[str, str]) -> dict[str, Any]:
        """Exchange an assertion for a token; raises TokenError."""
        if form.get("grant_type") != GRANT:
            raise TokenError("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type')}")
        claims = self._verified(form.get("assertion", ""))
        token = "ya29." + secrets.token_urlsafe(48)
        scopes = {scope.removeprefix(PREFIX) for scope in str(claims.get("scope", "")).split()}
        expires = self.clock.now() + self.lifetime
        self.tokens[token] = Token(str(claims["iss"]), scopes, expires)
        return {"access_token": token, "expires_in": self.lifetime - 1, "token_type": "Bearer"}

    def _verified(self, assertion: str) -> dict[str, Any]:
        try:
            head, payload, signature = assertion.split(".")
            header, claims = _decoded(head), _decoded(payload)
            raw_signature = _unpadded(signature)
        except (ValueError, UnicodeDecodeError) as error:
            raise TokenError("invalid_grant", "Invalid JWT: Failed audience check.") from error
        key = self.accounts.get(str(claims.get("iss")))
        if key is None:
            raise TokenError("invalid_grant", "Invalid grant: account not found")
        if header.get("alg") != "RS256":
            raise TokenError("invalid_grant", "Invalid JWT: unsupported algorithm.")
        try:
            signed = f"{head}.{payload}".encode()
            key.verify(raw_signature, signed, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature as error:
            raise TokenError("invalid_grant", "Invalid JWT Signature.") from error
        self._check_claims(claims)
        return claims

    def _check_claims(self, claims: dict[str, Any]) -> None:
        if claims.get("aud") not in {AUDIENCE, self.token_uri}:
            raise TokenError("invalid_grant", "Invalid JWT: Failed audience check.")
        now = time.time()  # the client signs with real time
        issued, expires = float(claims.get("iat", 0)), float(claims.get("exp", 0))
        if expires < now or issued > now + 300 or not 0 < expires - issued <= 3600 + 60:
            raise TokenError(
                "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
                "timeframe. Check your iat and exp values in the JWT claim.",
            )
        if not claims.get("scope"):
            raise TokenError("invalid_scope", "Empty or missing scope not allowed.")

    def user(self, header: str | None, kind: str, *, changes: bool = False) -> str:
        """The account behind an Authorization header, or 401; 403 when its scopes do not reach."""
        if not header:
            raise _unauthenticated("Request is missing required authentication credential. ", "CREDENTIALS_MISSING")
        token = self.tokens.get(header.removeprefix("Bearer ").strip())
        if token is None or token.expires <= self.clock.now():
            reason = "ACCESS_TOKEN_EXPIRED" if token else "ACCESS_TOKEN_TYPE_UNSUPPORTED"
            raise _unauthenticated("Request had invalid authentication credentials. ", reason)
        needed = _needed(kind, changes)
        if not token.scopes & needed:
            raise _scopes_missing()
        return token.user

    def expire(self, header: str | None) -> None:
        """Let the token of a header run out now."""
        token = self.tokens.get((header or "").removeprefix("Bearer ").strip())
        if token:
            token.expires = 0

    def expire_all(self) -> None:
        """Let every token run out now."""
        for token in self.tokens.values():
            token.expires = 0


def _needed(kind: str, changes: bool) -> set[str]:
    if kind == "drive":
        return _DRIVE_WRITE if changes else _DRIVE_READ
    return _SHEETS_WRITE if kind == "write" else _SHEETS_READ


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _decoded(text: str) -> dict[str, Any]:
    found = json.loads(_unpadded(text))
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _info(reason: str) -> list[dict[str, Any]]:
    return [
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": reason,
            "domain": "googleapis.com",
            "metadata": {"service": "sheets.googleapis.com"},
        }
    ]


def _unauthenticated(start: str, reason: str) -> ApiError:
    return ApiError(
        "UNAUTHENTICATED",
        start + "Expected OAuth 2 access token, login cookie or other valid authentication "
        f"credential. See {_SIGN_IN}.",
        details=_info(reason),
        reason="authError",
        location="Authorization",
        headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'},
    )


def _scopes_missing() -> ApiError:
    return ApiError(
        "PERMISSION_DENIED",
        "Request had insufficient authentication scopes.",
        details=_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
        reason="insufficientPermissions",
    )
