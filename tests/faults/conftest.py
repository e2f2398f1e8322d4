"""Two worlds, a file and a spreadsheet, and the table of figures at the end.

``FAULTS_FULL=1`` (make nightly) tries every kind at every effect, in a bigger book; without it some kinds are tried at some.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from tests.faults.edits import a_few, many
from tests.faults.harness import Campaign, Figures, printed
from tests.faults.world import opened, settled
from tests.sheets_emulator.emulator import Emulator

FULL = bool(os.environ.get("FAULTS_FULL"))
_figures: list[Figures] = []


@pytest.fixture(scope="session")
def on_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    """An .xlsx in a folder, with edits waiting on both sides."""
    with opened(tmp_path_factory.mktemp("faults")) as world:
        (many if FULL else a_few)(settled(world))
        world.keep()
        yield Campaign(world, "xlsx")


@pytest.fixture(scope="session")
def in_google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    """A spreadsheet served over HTTP by this process, with edits waiting on both sides."""
    with Emulator() as emulator, opened(tmp_path_factory.mktemp("faults"), emulator) as world:
        (many if FULL else a_few)(settled(world))
        world.keep()
        yield Campaign(world, "sheets")


@pytest.fixture
def check() -> Callable[[Iterable[Figures]], None]:
    """Each line of figures is noted for the table, and must be good."""

    def checked(lines: Iterable[Figures]) -> None:
        bad = []
        for line in lines:
            _figures.append(line)
            bad += [line.line(), *line.told] if not line.good else []
        assert bad == [], "\n".join(bad)

    return checked


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The table of figures."""
    if _figures:
        terminalreporter.write_sep("-", "faults: points, and what they left")
        terminalreporter.write_line(printed(_figures))
