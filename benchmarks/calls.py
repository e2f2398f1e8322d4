"""Calls to Google for an unchanged and a changed spreadsheet of 1,000 and 30,000 rows (budget: 0 and 2 Sheets calls)."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.sheets_emulator.emulator import Emulator
from tests.stores.google_world import TAB, GoogleWorld, google_world


def run() -> None:
    """Print the calls and, for the larger one, the seconds a run takes here."""
    with Emulator() as emulator, tempfile.TemporaryDirectory() as folder:
        for rows in (1_000, 30_000):
            people = [(f"Người {n}", "Bắc Hải", f"việc {n % 7}", None) for n in range(rows)]
            _measure(google_world(emulator, Path(folder), *people), rows)


def _measure(world: GoogleWorld, rows: int) -> None:
    world.run()
    world.run()
    world.run(force=False)
    unchanged = world.calls
    world.hand.type(TAB, "D5", "đổi")
    world.record("Người 9")["word"] = "mới"
    world.run(force=False)
    changed = world.calls
    print(
        f"{rows} rows: unchanged {unchanged.sheet_reads + unchanged.sheet_writes} Sheets calls and {unchanged.drive} Drive listing; "
        f"changed {changed.sheet_reads} read and {changed.sheet_writes} write"
    )
