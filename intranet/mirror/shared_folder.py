"""The office's shared folder: the only place whose files the screens offer to bind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import current_app

from intranet.config import Settings
from intranet.refusal import Refusal

#: No more than this is looked through: a shared folder may be large.
DEEPEST, MOST = 4, 300
#: Folders of ours inside the instance directory, and those of office programs.
_NOT_OURS_TO_OFFER = {"versions", "photos"}
OUTSIDE = "Chọn một tệp trong thư mục chung của cơ quan."


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A workbook in the shared folder. ``name`` is its path below the folder."""

    name: str
    path: Path
    changed: datetime


def root() -> Path:
    """The shared folder."""
    settings: Settings = current_app.config["SETTINGS"]
    return (settings.shared_folder or settings.instance_dir).resolve()


def name() -> str:
    """What the folder is called on the screens; where none is set apart, the instance directory has no name for people."""
    settings: Settings = current_app.config["SETTINGS"]
    return f"thư mục chung “{settings.shared_folder.name}”" if settings.shared_folder else "thư mục chung"


def files() -> list[SharedFile]:
    """The .xlsx files there, the last changed first."""
    found = [SharedFile(str(path.relative_to(root())), path, _changed(path)) for path in _walk(root())]
    return sorted(found, key=lambda file: file.changed, reverse=True)


def place(given: str) -> Path:
    """The path of a file of that name in the folder. Raises Refusal for anything outside it or not an .xlsx."""
    path = (root() / given.strip()).resolve()
    if not given.strip() or not path.is_relative_to(root()) or path.suffix.lower() != ".xlsx" or _is_ours(path):
        raise Refusal(OUTSIDE, "file")
    return path


def shown(location: str) -> str:
    """The place of a bound file as people know it: below the shared folder where it is in it."""
    path = Path(location)
    return str(path.relative_to(root())) if path.is_relative_to(root()) else path.name


def _walk(top: Path) -> Iterator[Path]:
    count = 0
    for folder, below, names in os.walk(top):
        depth = len(Path(folder).relative_to(top).parts)
        below[:] = sorted(d for d in below if depth < DEEPEST and not d.startswith(".") and d not in _NOT_OURS_TO_OFFER)
        for name in sorted(names):
            if name.lower().endswith(".xlsx") and not name.startswith((".", "~$")):
                count += 1
                if count > MOST:
                    return
                yield Path(folder) / name


def _is_ours(path: Path) -> bool:
    return any(part in _NOT_OURS_TO_OFFER or part.startswith(".") for part in path.relative_to(root()).parts)


def _changed(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return datetime.fromtimestamp(0, UTC)
