"""An application of a test's own, where the usual one does not do: other settings, or an account with the stand-in for Google."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from intranet.database import db
from tests.conftest import make_settings, serving
from tests.sheets_emulator.emulator import Emulator


@contextmanager
def empty_place(folder: Path, **changes: object) -> Iterator[Flask]:
    """The application over empty tables, everything inside ``folder``; ``changes``: settings."""
    with serving(make_settings(folder, **changes)) as application:
        db.create_all()
        yield application


def access(emulator: Emulator) -> dict[str, object]:
    """The settings with which the stand-in's own service account signs in."""
    return {"google_service_account_file": emulator.service_account_file, "google_api_url": emulator.url}


@pytest.fixture
def google_app(tmp_path: Path, emulator: Emulator) -> Iterator[Flask]:
    """The application with the stand-in for Google beside it."""
    with empty_place(tmp_path, **access(emulator)) as application:
        yield application
