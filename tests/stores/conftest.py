"""A rich workbook in a folder of its own, its store, and one LibreOffice for the whole run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.stores.xlsx import XlsxStore
from tests.stores.libreoffice import LibreOffice
from tests.stores.workbooks import rich_workbook


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibreOffice]:
    """A running LibreOffice with a Vietnamese profile."""
    running = LibreOffice(tmp_path_factory.mktemp("office"))
    yield running
    running.close()


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A workbook with everything in it."""
    folder = tmp_path / "thư mục chung"
    folder.mkdir()
    return rich_workbook(folder / "Sổ quỹ.xlsx")


@pytest.fixture
def store(rich: Path, tmp_path: Path) -> XlsxStore:
    """The store of the rich workbook; its versions stand apart."""
    return XlsxStore(rich, tmp_path / "versions")
