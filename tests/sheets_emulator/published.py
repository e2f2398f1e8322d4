"""A pytest plugin that runs gspread's own published tests over HTTP against the emulator, where they replay recordings.

``tools/gspread_suite.sh`` fetches those tests and loads this plugin (``-p tests.sheets_emulator.published``). Nothing of theirs
is changed: their client signs in with the emulator's service-account file and every request really goes out, to another host.
What may fail is listed in README.md, with the reason; anything else that fails, and anything listed that passes, fails the run.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest
from google.oauth2.service_account import Credentials
from gspread.http_client import HTTPClient
from requests import Response

from .emulator import Emulator

#: The spreadsheet their recordings know as somebody else's (``test_access_private_spreadsheet``).
STRANGERS = "1jIKzPs8LsiZZdLdeMEP-5ZIHw6RkjiOmj1LrJN706Yc"
_LISTED = re.compile(r"^- `(?P<test>\w+::\w+)`: \S", re.MULTILINE)


def exceptions() -> set[str]:
    """Tests that README.md documents as out of scope, as ``Class::test``."""
    text = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")
    return {match["test"] for match in _LISTED.finditer(text)}


class Published:
    """Serves the emulator while their tests run, and judges the outcome against the documented exceptions."""

    def __init__(self) -> None:
        self.emulator = Emulator()
        self.failed: dict[str, str] = {}
        self.passed: set[str] = set()
        self.requests = 0

    def serve(self) -> None:
        """Point gspread at the emulator, for good: this process runs nothing else."""
        here = self.emulator.url
        send = HTTPClient.request

        def redirected(client: HTTPClient, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Response:
            parts = urlsplit(endpoint)
            target = here + parts.path + (f"?{parts.query}" if parts.query else "")
            return send(client, method, target, *args, **kwargs)

        HTTPClient.request = redirected  # type: ignore[method-assign, assignment]
        # this look-up would ask Google's own host
        Credentials._is_regional_access_boundary_lookup_required = lambda _self: False  # type: ignore[method-assign]
        os.environ["GS_CREDS_FILENAME"] = str(self.emulator.service_account_file)

    @pytest.fixture(autouse=True)
    def _account(self) -> Iterator[None]:
        """An account that owns something already, and a stranger's spreadsheet it may not open."""
        self.emulator.reset()
        self.emulator.create("Another spreadsheet of the account", owner=self.emulator.service_account)
        stranger = self.emulator.create("Private", role=None).document
        documents = self.emulator.world.documents
        documents[STRANGERS] = documents.pop(stranger.id)
        stranger.state.spreadsheet_id = STRANGERS
        yield
        self.requests += sum(self.emulator.calls.counts().values())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = "::".join(report.nodeid.split("::")[1:])
        if report.failed:
            self.failed[name] = str(report.longrepr).strip().splitlines()[-1]
        elif report.when == "call" and report.passed:
            self.passed.add(name)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            return
        listed = exceptions()
        wrong = self.failed.keys() - listed | (listed - self.failed.keys())
        session.exitstatus = pytest.ExitCode.TESTS_FAILED if wrong or not self.passed else pytest.ExitCode.OK

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        listed = exceptions()
        say = terminalreporter.write_line
        for name in sorted(self.failed.keys() & listed):
            say(f"documented  {name}")
        for name in sorted(self.failed.keys() - listed):
            say(f"FAILED      {name}: {self.failed[name]}")
        for name in sorted(listed - self.failed.keys()):
            say(f"LISTED as out of scope but did not fail: {name}")
        say(
            f"gspread's own suite, {self.requests} requests over HTTP: {len(self.passed - self.failed.keys())} passed, "
            f"{len(self.failed.keys() & listed)} documented as out of scope, {len(self.failed.keys() - listed)} failed"
        )


class _Recorder:
    """Stands for vcrpy, whose recordings are not played here; their conftest only names these."""

    @staticmethod
    def ensure_suffix(suffix: str) -> str:
        """Asked for by their ``vcr_config``."""
        return suffix


def _without_recordings() -> None:
    vcr, errors = ModuleType("vcr"), ModuleType("vcr.errors")
    vars(vcr)["VCR"] = _Recorder
    vars(errors)["CannotOverwriteExistingCassetteException"] = type("NoCassette", (Exception,), {})
    sys.modules |= {"vcr": vcr, "vcr.errors": errors}
    vars(pytest.mark)["vcr"] = lambda: lambda test: test  # a mark on a fixture is an error in today's pytest


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before their conftest is imported: no recordings, our host."""
    published = Published()
    published.serve()
    _without_recordings()
    early_config.pluginmanager.register(published, "published")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop serving."""
    published = config.pluginmanager.get_plugin("published")
    if isinstance(published, Published):
        published.emulator.stop()
