"""Whole numbers as addresses and forms carry them: no longer than a page, a year or a database's column can be."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)


def whole(text: str) -> int:
    """The number, for ``request.args.get(name, type=whole)``. Raises ValueError for what is none, or is too long for one."""
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def within(text: str, low: int, high: int) -> int | None:
    """The number, or None where it is none from ``low`` to ``high``."""
    return int(text) if _WHOLE.fullmatch(text) and low <= int(text) <= high else None
