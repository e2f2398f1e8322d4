"""The folder around a workbook: who has it open, which copies a sync client left beside it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

_CONFLICT_WORDS = ("conflicted copy", "bản sao xung đột", "bản xung đột", "sync-conflict", "conflict copy")


def conflicted_copies(path: Path) -> tuple[str, ...]:
    """A warning for each copy of this workbook that a sync client set aside because two people saved at once."""
    try:
        names = sorted(entry.name for entry in path.parent.iterdir())
    except OSError:
        return ()
    return tuple(
        f"Cạnh tệp “{path.name}” có bản xung đột “{name}”. Hãy chép phần cần giữ trong bản ấy vào tệp chính rồi xóa nó đi."
        for name in names
        if name != path.name and _is_conflicted_copy(name, path)
    )


def _is_conflicted_copy(name: str, path: Path) -> bool:
    plain = unicodedata.normalize("NFC", name).casefold()
    stem = unicodedata.normalize("NFC", path.stem).casefold()
    return (
        plain.startswith(stem) and plain.endswith(path.suffix.casefold()) and any(w in plain for w in _CONFLICT_WORDS)
    )


def opened_by(path: Path) -> Path | None:
    """The lock file that Excel (~$name) or LibreOffice (.~lock.name#) keeps while somebody has the workbook open."""
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if lock.exists():
            return lock
    return None
