"""The migrations build exactly the tables of the models, on both databases, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, text

from intranet import create_app
from intranet.database import Base, db
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


def test_the_migrations_make_the_tables_of_the_models_and_nothing_is_left_to_migrate(bare_app: Flask) -> None:
    upgrade()
    assert set(inspect(db.engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    check()


def test_the_migrations_can_be_taken_back_to_an_empty_database(bare_app: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
