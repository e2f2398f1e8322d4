"""The emulator's own tests use its public fixtures."""

from __future__ import annotations

from tests.sheets_emulator.fixtures import emulator, emulator_server, google

__all__ = ["emulator", "emulator_server", "google"]
