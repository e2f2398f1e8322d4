"""Text as a workbook stores it: rich text joined, phonetic guides left out, control characters as _xHHHH_."""

from __future__ import annotations

import re

from sync.stores.package.xml import Element, tag

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MUST_BE_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_T, _R = tag("t"), tag("r")


def unescape(text: str) -> str:
    """_x000D_ and its like as the character they stand for."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def escape(text: str) -> str:
    """Text as it may be written: what XML cannot hold, and what would be read as an escape, escaped."""
    return _MUST_BE_ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def joined(element: Element) -> str:
    """The text of an ``si`` or ``is``."""
    pieces = []
    for child in element:
        if child.tag == _T:
            pieces.append(child.text or "")
        elif child.tag == _R:
            pieces.extend(t.text or "" for t in child.iterfind(_T))
    return unescape("".join(pieces))
