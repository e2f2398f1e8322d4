"""All that the sync promises about speed: calls to Google, the diff's time and memory, and a night under Google's quota."""

from __future__ import annotations

from benchmarks import calls, diff, quota


def run() -> None:
    """One after the other."""
    for part in (calls, diff, quota):
        part.run()
