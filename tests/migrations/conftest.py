"""The application over a database without tables, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from intranet import create_app
from intranet.database import db
from tests.conftest import make_settings


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application over a database without tables."""
    changes = {} if request.param == "sqlite" else {"database_url": request.getfixturevalue("postgres_url")}
    application = create_app(make_settings(tmp_path, **changes))
    with application.app_context():
        yield application
        db.session.remove()
        if request.param == "postgresql":
            with db.engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
        db.engine.dispose()
