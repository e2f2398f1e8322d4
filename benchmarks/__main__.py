"""``python -m benchmarks [sync|pages ...]``: all of them, or the ones named; of sync also ``calls``, ``diff`` or ``quota`` alone."""

from __future__ import annotations

import sys
from importlib import import_module

ALL = ("sync", "pages")

for name in sys.argv[1:] or ALL:
    import_module(f"benchmarks.{name}").run()
