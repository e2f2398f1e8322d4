"""Settings: read once from the environment, typed, frozen. A missing or weak secret stops the start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from intranet.mail import MailSettings

ROOT = Path(__file__).resolve().parent.parent
MIN_SECRET_LENGTH = 32
MIN_DIFFERENT_CHARACTERS = 10


class ConfigurationError(RuntimeError):
    """The environment does not allow a safe start; the message says what to set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the intranet takes from its surroundings.

    ``google_api_url`` replaces Google's hosts for every Sheets and Drive call when set. ``demo`` relaxes the
    secret (one is made and kept in the instance directory) and shows the demo sign-ins. ``secure_cookies`` is for
    an intranet behind https. ``rate_limits`` and ``argon2_fast`` exist for tests. ``shared_folder`` is the office's
    folder of workbooks: the screens bind files in it and nowhere else (without it, those of the instance directory).
    ``google_service_accounts``: more key files; each account has a quota of its own, and opens what is shared with it.
    ``mail``: the server that takes the nightly runs' letters; without one none is sent.
    """

    database_url: str
    secret_key: str
    instance_dir: Path
    google_service_account_file: Path | None = None
    google_api_url: str | None = None
    demo: bool = False
    testing: bool = False
    secure_cookies: bool = False
    rate_limits: bool = True
    argon2_fast: bool = False
    log_json: bool = False
    trusted_proxies: int = 0
    shared_folder: Path | None = None
    google_service_accounts: tuple[Path, ...] = ()
    mail: MailSettings | None = None

    @property
    def google_key_files(self) -> tuple[Path, ...]:
        """The key file of every service account there is, each once."""
        first = (self.google_service_account_file,) if self.google_service_account_file else ()
        return tuple(dict.fromkeys((*first, *self.google_service_accounts)))

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the settings; raise ConfigurationError where a start would be unsafe."""
        env = os.environ if environ is None else environ
        instance_dir = Path(env.get("INSTANCE_DIR") or ROOT / "instance").resolve()
        demo = _flag(env, "DEMO")
        google_file = env.get("GOOGLE_SERVICE_ACCOUNT_FILE")
        return cls(
            database_url=_database_url(env.get("DATABASE_URL"), instance_dir),
            secret_key=_secret(env.get("SECRET_KEY"), instance_dir, demo=demo),
            instance_dir=instance_dir,
            google_service_account_file=Path(google_file) if google_file else None,
            google_api_url=env.get("GOOGLE_API_URL") or None,
            demo=demo,
            secure_cookies=_flag(env, "SECURE_COOKIES"),
            log_json=_flag(env, "LOG_JSON"),
            trusted_proxies=int(env.get("TRUSTED_PROXIES") or 0),
            shared_folder=Path(env["SHARED_FOLDER"]).resolve() if env.get("SHARED_FOLDER") else None,
            google_service_accounts=_files(env.get("GOOGLE_SERVICE_ACCOUNTS")),
            mail=_mail(env),
        )

    def flask_config(self) -> dict[str, Any]:
        """The settings under the names Flask and its extensions read."""
        return {
            "TESTING": self.testing,
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.secure_cookies,
            "SESSION_COOKIE_NAME": "sotay",
            "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
            "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
            "MAX_CONTENT_LENGTH": 25 * 1024 * 1024,
            "WTF_CSRF_TIME_LIMIT": None,
            "RATELIMIT_ENABLED": self.rate_limits,
            "RATELIMIT_STORAGE_URI": "memory://",
            "COMPRESS_MIN_SIZE": 500,
            "COMPRESS_ALGORITHM": ["gzip"],
            "SETTINGS": self,
        }


def _files(text: str | None) -> tuple[Path, ...]:
    """Several files, separated as in PATH (a colon)."""
    return tuple(Path(part.strip()) for part in (text or "").split(os.pathsep) if part.strip())


def _mail(env: Mapping[str, str]) -> MailSettings | None:
    try:
        return MailSettings.from_environment(env)
    except ValueError as error:
        raise ConfigurationError(str(error)) from error


def _flag(env: Mapping[str, str], name: str) -> bool:
    return env.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _database_url(url: str | None, instance_dir: Path) -> str:
    """The database's address; SQLite in the instance directory unless told otherwise."""
    if not url:
        return f"sqlite:///{instance_dir / 'intranet.db'}"
    return "postgresql://" + url.removeprefix("postgres://") if url.startswith("postgres://") else url


def _secret(secret: str | None, instance_dir: Path, *, demo: bool) -> str:
    if secret:
        return _checked(secret)
    if demo:
        return _demo_secret(instance_dir)
    raise ConfigurationError(
        "SECRET_KEY is not set. Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
    )


def _checked(secret: str) -> str:
    if len(secret) < MIN_SECRET_LENGTH or len(set(secret)) < MIN_DIFFERENT_CHARACTERS:
        raise ConfigurationError(
            f"SECRET_KEY is too weak: use at least {MIN_SECRET_LENGTH} random characters. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return secret


def _demo_secret(instance_dir: Path) -> str:
    """The demo's own random secret, kept so that a restart does not sign everybody out."""
    path = instance_dir / "demo-secret"
    instance_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
