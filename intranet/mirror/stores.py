"""Opens the store of a bound workbook: a file in a folder, or a Google spreadsheet."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import current_app

from intranet.config import Settings
from intranet.mirror.models import Workbook
from sync.stores.protocol import Store
from sync.stores.xlsx import XlsxStore


def open_store(workbook: Workbook) -> Store:
    """The store of a bound workbook. Raises StoreError if it cannot be reached at all."""
    return open_place(workbook.kind, workbook.location)


def open_place(kind: str, location: str) -> Store:
    """The store at a place that may not be bound yet: a path, or a spreadsheet id."""
    if kind == "sheets":
        raise NotImplementedError
    return XlsxStore(Path(location), _versions(location))


def title_of(kind: str, location: str) -> str:
    """What people call the workbook at a place."""
    return Path(location).name if kind == "xlsx" else f"Google Trang tính {location[:8]}…"


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _versions(location: str) -> Path:
    """Where the last versions of a file are kept: beside the data, not in the office's shared folder."""
    path = Path(location)
    mark = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]
    return _settings().instance_dir / "versions" / f"{path.stem}-{mark}"
