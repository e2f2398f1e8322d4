"""Passwords and one-time codes: argon2 for what a person chooses, SHA-256 for what is random already."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

MIN_LENGTH = 10
#: No 0/O, 1/I/L, 5/S, 8/B, 2/Z: a code is read off paper.
CODE_ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"
CODE_GROUPS = 4
CODE_GROUP_LENGTH = 4
COMMON = frozenset(
    {"1234567890", "0123456789", "12345678910", "matkhau123", "password123", "qwertyuiop", "1111111111", "0000000000"}
)


@cache
def _hasher(fast: bool) -> PasswordHasher:
    """Argon2id at the library's recommended cost; the least it allows under test."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if fast else PasswordHasher()


def _current() -> PasswordHasher:
    return _hasher(current_app.config["SETTINGS"].argon2_fast)


@cache
def _stand_in(fast: bool) -> str:
    return _hasher(fast).hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """The argon2id hash to store. Vietnamese letters hash alike however they were composed."""
    return _current().hash(unicodedata.normalize("NFC", password))


def verify(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. An account without one costs the same time, so nobody learns which exist."""
    stored = password_hash or _stand_in(current_app.config["SETTINGS"].argon2_fast)
    try:
        _current().verify(stored, unicodedata.normalize("NFC", password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def weakness(password: str, login: str) -> str | None:
    """What is wrong with a new password, in a sentence for the person, or None."""
    if len(password) < MIN_LENGTH:
        return f"Mật khẩu cần ít nhất {MIN_LENGTH} ký tự."
    if login.lower() in password.lower():
        return "Mật khẩu không được chứa tên đăng nhập."
    if password.lower() in COMMON or len(set(password)) < 4:
        return "Mật khẩu này quá dễ đoán. Dùng một câu ngắn mà chỉ anh chị nhớ."
    return None


def new_code() -> str:
    """A one-time code to print: four groups of four, about 74 bits."""
    groups = ("".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_GROUP_LENGTH)) for _ in range(CODE_GROUPS))
    return "-".join(groups)


def digest(secret: str) -> str:
    """The hash under which a random secret (code or session token) is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_digest(typed: str) -> str:
    """The hash of a code as a person typed it: small letters and missing hyphens are forgiven."""
    return digest("".join(c for c in typed.upper() if c.isalnum()))
