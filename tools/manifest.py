"""Write the sha256 manifest of the vendored files: ``python -m tools.manifest``. A test holds the files to it."""

from __future__ import annotations

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("intranet/static/vendor", "tests/browser/vendor", "tools/vendor")
MANIFEST = ROOT / "tools" / "vendor.sha256"


def lines() -> list[str]:
    """One line a file, as ``sha256sum --check`` reads them."""
    files = sorted(f for folder in FOLDERS for f in (ROOT / folder).rglob("*") if f.is_file())
    return [f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.relative_to(ROOT)}" for f in files if f.suffix != ".pyc"]


if __name__ == "__main__":
    MANIFEST.write_text("\n".join(lines()) + "\n", encoding="utf-8")
