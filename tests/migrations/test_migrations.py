"""The migrations build exactly the tables of the models, on both databases, and can be taken back."""

from __future__ import annotations

from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from intranet.database import Base, db


def test_the_migrations_make_the_tables_of_the_models_and_nothing_is_left_to_migrate(bare_app: Flask) -> None:
    upgrade()
    assert set(inspect(db.engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    check()


def test_the_migrations_can_be_taken_back_to_an_empty_database(bare_app: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
