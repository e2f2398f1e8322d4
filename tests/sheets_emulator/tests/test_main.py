"""The emulator as a developer starts it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from openpyxl import Workbook

from tests.sheets_emulator.client import client


def test_a_developer_gets_an_address_a_key_and_the_ids(tmp_path: Path) -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active["A1"] = "Đảng viên"
    workbook.save(tmp_path / "so.xlsx")
    command = [sys.executable, "-m", "tests.sheets_emulator", "--port", "0", "--load", str(tmp_path / "so.xlsx")]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url, key, line = (process.stdout.readline().strip() for _ in range(3))
        try:
            google = client(url.removeprefix("export GOOGLE_API_URL="), Path(key.partition("=")[2]))
            spreadsheet_id, name = line.split()
            assert name == "so.xlsx"
            assert google.open_by_key(spreadsheet_id).sheet1.get_all_values() == [["Đảng viên"]]
        finally:
            process.terminate()
