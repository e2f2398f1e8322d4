"""How gspread's own suite is judged, on a suite of a few lines: only what README.md documents may fail, and must."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.sheets_emulator.published import exceptions

ROOT = Path(__file__).parents[3]
CONFTEST = """
import os
import gspread, pytest
from google.oauth2.service_account import Credentials
from vcr import VCR

@pytest.fixture(scope="module")
def client():
    scopes = ["https://www.googleapis.com/auth/drive", "https://www.googleapis.com/auth/spreadsheets"]
    return gspread.Client(auth=Credentials.from_service_account_file(os.environ["GS_CREDS_FILENAME"], scopes=scopes))
"""
SPEAKS = """
import pytest
class TestSheet:
    @pytest.fixture
    @pytest.mark.vcr()
    def book(self, client):
        return client.create("Test")
    @pytest.mark.vcr()
    def test_speaks(self, book):
        book.sheet1.update([["a"]], "A1")
        assert book.sheet1.get_all_values() == [["a"]]
"""


def _judged(folder: Path, *, failing: set[str], passing: Iterable[str] = ()) -> tuple[int, str]:
    """Run a suite in which these tests fail and those pass; the exit code and what was printed."""
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "speaks_test.py").write_text(SPEAKS, encoding="utf-8")
    for number, name in enumerate([*failing, *passing]):
        group, test = name.split("::")
        text = f"class {group}:\n    def {test}(self):\n        assert {name not in failing}\n"
        (folder / f"part{number}_test.py").write_text(text, encoding="utf-8")
    plugin = ["-p", "no:cacheprovider", "-p", "tests.sheets_emulator.published"]
    places = ["-c", os.devnull, "--rootdir", str(folder), "-o", "python_classes=*Test Test*", str(folder)]
    command = [sys.executable, "-m", "pytest", "-q", "--tb=no", *plugin, *places]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, cwd=folder, check=False)
    return done.returncode, done.stdout


def test_only_the_documented_failures_is_a_success(tmp_path: Path) -> None:
    code, said = _judged(tmp_path, failing=exceptions())
    assert (code, "1 passed, 4 documented as out of scope, 0 failed" in said) == (0, True), said


def test_any_other_failure_fails(tmp_path: Path) -> None:
    code, said = _judged(tmp_path, failing=exceptions() | {"OtherTest::test_new"})
    assert (code, "FAILED      OtherTest::test_new" in said) == (1, True), said


@pytest.mark.parametrize("there", [True, False])
def test_a_documented_test_that_passes_or_is_gone_fails(tmp_path: Path, there: bool) -> None:
    one = sorted(exceptions())[0]
    code, said = _judged(tmp_path, failing=exceptions() - {one}, passing=[one] if there else [])
    assert (code, f"LISTED as out of scope but did not fail: {one}" in said) == (1, True), said


def test_every_request_of_the_suite_reaches_the_emulator(tmp_path: Path) -> None:
    _, said = _judged(tmp_path, failing=exceptions())
    assert "gspread's own suite, 6 requests over HTTP" in said, said
