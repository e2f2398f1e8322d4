"""``python -m benchmarks [diff|calls|pages ...]``: all of them, or the ones named."""

from __future__ import annotations

import sys
from importlib import import_module

ALL = ("diff", "calls", "pages")

for name in sys.argv[1:] or ALL:
    import_module(f"benchmarks.{name}").run()
