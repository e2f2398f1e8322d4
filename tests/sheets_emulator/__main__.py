"""`python -m tests.sheets_emulator --port 8001 --load file.xlsx`: the emulator for a developer."""

from __future__ import annotations

import argparse
import threading
from pathlib import Path

from .emulator import Emulator


def main() -> None:
    """Start, print what to set, serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tests.sheets_emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--load", type=Path, action="append", default=[], metavar="FILE.xlsx")
    parser.add_argument("--quota", action="store_true", help="enforce Google's per-minute quotas")
    options = parser.parse_args()
    with Emulator(options.port) as emulator:
        if options.quota:
            emulator.quota.enable()
        print(f"export GOOGLE_API_URL={emulator.url}")
        print(f"export GOOGLE_SERVICE_ACCOUNT_FILE={emulator.service_account_file}")
        for path in options.load:
            print(f"{emulator.load_xlsx(path)}  {path.name}")
        if not options.load:
            print(f"{emulator.create('Bảng thử').id}  Bảng thử (empty)")
        print("Ctrl-C stops the emulator; nothing is kept.", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
