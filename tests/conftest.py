"""The application over a fresh SQLite file, a client that signs in as people do, and the factories."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from intranet import create_app
from intranet.accounts.models import User
from intranet.config import Settings
from intranet.database import db
from intranet.organisations.models import Organisation
from tests import factories, postgres

#: An example may take as long as a busy machine needs: nothing is measured by the clock.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")

#: The files that take longest, begun first: the other processes share the short ones meanwhile, and none is waited for at the end.
LONGEST = (
    "test_faults.py", "test_story.py", "test_make_run.py", "test_google.py", "test_domain_figures.py", "test_office_books.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, in the order in which pytest has them otherwise."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


#: The headers with which htmx asks for a part of a page.
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
SECRET = "only-for-tests-0123456789-abcdefghijklmnop"


def make_settings(folder: Path, **changes: object) -> Settings:
    """Settings of a test: everything inside ``folder``, cheap argon2, no rate limits."""
    values: dict[str, object] = {
        "database_url": f"sqlite:///{folder / 'test.db'}", "secret_key": SECRET, "instance_dir": folder,
        "testing": True, "rate_limits": False, "argon2_fast": True,
    }  # fmt: skip
    return Settings(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose files all stand in the test's own folder."""
    return make_settings(tmp_path)


class Browser(FlaskClient):
    """A client whose requests have an application context of their own, as under a server.

    What the test has read or written is committed first: SQLite has one writer, and the test reads fresh values after.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send one request."""
        db.session.commit()
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with empty tables, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("empty")
    application = create_app(make_settings(folder))
    with application.app_context():
        db.create_all()
        db.engine.dispose()
    return folder / "test.db"


@contextmanager
def serving(settings: Settings) -> Iterator[Flask]:
    """The application inside an application context. CSRF is off here and tested on its own."""
    application = create_app(settings)
    application.config["WTF_CSRF_ENABLED"] = False
    application.test_client_class = Browser
    with application.app_context():
        try:
            yield application
        finally:
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(settings: Settings, empty_database: Path) -> Iterator[Flask]:
    """The application with empty tables."""
    shutil.copy(empty_database, settings.instance_dir / "test.db")
    with serving(settings) as application:
        yield application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that has not signed in."""
    return app.test_client()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with the demo freshly loaded by ``flask demo load``. Copy it (tests.product), never change it."""
    folder = tmp_path_factory.mktemp("demo")
    application = create_app(
        make_settings(folder, database_url=f"sqlite:///{folder / 'intranet.db'}", demo=True, argon2_fast=False)
    )
    with application.app_context():
        db.create_all()
        answer = application.test_cli_runner().invoke(args=["demo", "load"])
        assert answer.exit_code == 0, answer.output
        db.session.remove()
        db.engine.dispose()
    return folder


def sign_in(app: Flask, user: User, password: str = factories.PASSWORD) -> FlaskClient:
    """A fresh browser signed in as that account."""
    browser = app.test_client()
    answer = browser.post("/dang-nhap", data={"login": user.login, "password": password})
    assert answer.status_code == 303, answer.text
    return browser


Login = Callable[..., FlaskClient]


@pytest.fixture
def login(app: Flask) -> Login:
    """``login(user)`` gives a fresh browser signed in as that account (made by ``factories.make_user``)."""

    return partial(sign_in, app)


@pytest.fixture
def commune(app: Flask) -> Organisation:
    """A commune's committee."""
    return factories.make_organisation()


@pytest.fixture
def branch(commune: Organisation) -> Organisation:
    """A branch of the commune, with nobody in it."""
    return factories.make_branch(commune)


@pytest.fixture
def secretary(branch: Organisation, login: Login) -> FlaskClient:
    """The browser of the branch's secretary."""
    return login(factories.make_user("branch_secretary", branch))


@pytest.fixture
def office(commune: Organisation, login: Login) -> FlaskClient:
    """The browser of the committee's office."""
    return login(factories.make_user("committee_office", commune))


class QueryCounter:
    """SQL statements sent since it was made or reset, but for the transaction's own."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def reset(self) -> None:
        """Start counting anew."""
        self.statements.clear()

    @property
    def count(self) -> int:
        """How many statements were sent."""
        return len(self.statements)


@pytest.fixture
def queries(app: Flask) -> Iterator[QueryCounter]:
    """Counts the SQL statements a view sends: ``queries.reset(); client.get(...); assert queries.count <= 10``."""
    counter = QueryCounter()

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            counter.statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield counter
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a throw-away PostgreSQL; its tables last for the whole run, so clear what you make."""
    tools = postgres.binaries()
    if tools is None and not os.environ.get("CI"):
        pytest.skip("PostgreSQL is not installed: the second database goes untested here (make setup installs it)")
    assert tools is not None, "PostgreSQL is not installed; CI tests both databases"
    with postgres.cluster(tools) as url:
        yield url


@pytest.fixture
def on_postgresql(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application with empty tables in a PostgreSQL database of this test's own."""
    with (
        postgres.database(postgres_url, "of_one_test") as url,
        serving(make_settings(tmp_path, database_url=url)) as application,
    ):
        db.create_all()
        yield application
