"""Offices synced once for the whole run; every test works on a copy of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from intranet.database import db
from tests.endtoend import office_book
from tests.endtoend.office import Office, copy_of, new_office
from tests.stores.libreoffice import LibreOffice


@pytest.fixture(scope="session")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibreOffice]:
    """A clerk's LibreOffice with a Vietnamese profile."""
    running = LibreOffice(tmp_path_factory.mktemp("libreoffice"))
    yield running
    running.close()


@pytest.fixture(scope="session")
def synced_office(tmp_path_factory: pytest.TempPathFactory, empty_database: Path, clerk: LibreOffice) -> Office:
    """The invented commune after its first run. LibreOffice has saved the book once, so its formulas have results."""
    folder = tmp_path_factory.mktemp("office")
    book = office_book.save(folder / "book.xlsx")
    clerk.edit(book)
    office = new_office(folder / "office", empty_database, office_book.COMMUNE, book)
    assert office.bind().exit == 0
    assert office.sync()["exit"] == 0
    return office


@pytest.fixture
def office(synced_office: Office, tmp_path: Path) -> Iterator[Office]:
    """A copy of the synced office."""
    copied = copy_of(synced_office, tmp_path)
    yield copied
    with copied.app.app_context():
        db.engine.dispose()
