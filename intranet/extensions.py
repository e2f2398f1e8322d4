"""The extensions, unbound: ``create_app`` binds them to one application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from flask import Flask
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from huey.api import Huey
from huey.storage import MemoryStorage, PostgresStorage, SqliteStorage

from intranet.config import ROOT, Settings
from intranet.database import db

login = LoginManager()
csrf = CSRFProtect()
migrate = Migrate(directory=str(ROOT / "intranet" / "migrations"), compare_type=True, render_as_batch=True)
limiter = Limiter(key_func=get_remote_address)
compress = Compress()

#: Tasks are declared on this queue when their module is imported; ``bind_huey`` gives it its storage.
huey = Huey("intranet", storage_class=MemoryStorage)

#: The number of the advisory lock under which the queue's tables are made.
QUEUE_TABLES = 1930


def bind_huey(settings: Settings) -> None:
    """Keep the queue beside the data: its own SQLite file, or the PostgreSQL the intranet already uses.

    Under test a task runs at once, in the caller.
    """
    if settings.testing:
        huey.storage_class, huey.storage_kwargs = MemoryStorage, {}
    elif settings.database_url.startswith("sqlite"):
        huey.storage_class, huey.storage_kwargs = SqliteStorage, {"filename": str(settings.instance_dir / "queue.db")}
    else:
        dsn = settings.database_url.replace("+psycopg", "", 1)
        huey.storage_class, huey.storage_kwargs = PostgresStorage, {"dsn": dsn}
    with _alone(huey.storage_kwargs.get("dsn")):
        huey.immediate = settings.testing
        huey.storage = huey.create_storage()


@contextmanager
def _alone(dsn: str | None) -> Iterator[None]:
    """One process after the other: PostgreSQL's "create table if not exists" fails when web and worker say it at once."""
    if dsn is None:
        yield
        return
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (QUEUE_TABLES,))
        yield


def init_app(app: Flask, settings: Settings) -> None:
    """Bind every extension to the application."""
    db.init_app(app)
    migrate.init_app(app, db)
    login.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    compress.init_app(app)
    bind_huey(settings)
