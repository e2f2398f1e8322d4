"""Alembic's environment: the models of every capability, over the application's own database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrationScript
from flask import current_app
from sqlalchemy import Connection, TypeDecorator

from intranet import import_models
from intranet.database import Base, UTCDateTime

import_models()


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what they are in the database, so that a migration does not import the intranet."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, TypeDecorator):
        raise TypeError(f"say here how a migration writes {item!r}")
    return False


def skip_empty(_context: Any, _revision: Any, directives: list[MigrationScript]) -> None:
    """Make no migration where nothing has changed."""
    command = getattr(context.config, "cmd_opts", None)
    operations = directives[0].upgrade_ops if directives and getattr(command, "autogenerate", False) else None
    if operations is not None and operations.is_empty():
        directives[:] = []


def include_object(item: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
    """Leave the queue's own tables (Huey on PostgreSQL) alone."""
    return not (kind == "table" and name is not None and name.startswith("huey_"))


def run() -> None:
    """Run the migrations online; SQLite changes tables by copying them (batch)."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection, foreign_keys_asleep(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            render_as_batch=True,
            transactional_ddl=True,
            render_item=render_item,
            include_object=include_object,
            process_revision_directives=skip_empty,
        )
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def foreign_keys_asleep(connection: Connection) -> Iterator[None]:
    """Off on SQLite: copying a table drops the old one, and the drop would cascade into every row that refers to it."""
    raw: Any = connection.connection.dbapi_connection if connection.dialect.name == "sqlite" else None
    if raw is not None:
        raw.execute("PRAGMA foreign_keys=OFF")
    yield
    if raw is not None:
        raw.execute("PRAGMA foreign_keys=ON")


run()
