"""pytest fixtures: `from tests.sheets_emulator.fixtures import emulator, emulator_server, google`."""

from __future__ import annotations

from collections.abc import Iterator

import gspread
import pytest

from .client import client
from .emulator import Emulator


@pytest.fixture(scope="session")
def emulator_server() -> Iterator[Emulator]:
    """One server for the whole test session."""
    with Emulator() as running:
        yield running


@pytest.fixture
def emulator(emulator_server: Emulator) -> Emulator:
    """The server, emptied for this test."""
    emulator_server.reset()
    return emulator_server


@pytest.fixture
def google(emulator: Emulator) -> gspread.Client:
    """gspread, signed in as the service account over HTTP."""
    return client(emulator.url, emulator.service_account_file)
