"""Pictures, charts, controls and notes: where they are anchored, in rows."""

from __future__ import annotations

import re

from sync.stores.package.rows import RowShift
from sync.stores.package.xml import Element, local

_SHAPE = re.compile(rb"<(\w+:)?shape\b[^>]*>.*?</\1?shape>", re.DOTALL)
_ROW = re.compile(rb"(<(?:\w+:)?Row>\s*)(\d+)(\s*</)")
_ANCHOR = re.compile(rb"(<(?:\w+:)?Anchor>)([^<]*)(</)")


def move_drawing(root: Element, shift: RowShift) -> bool:
    """Let pictures and charts move, and those that size with cells grow. Returns whether any did."""
    moved = [_move_anchor(anchor, shift) for anchor in root if local(anchor) in ("twoCellAnchor", "oneCellAnchor")]
    return any(moved)


def move_controls(root: Element, shift: RowShift) -> None:
    """The same for form controls and embedded objects, whose anchors stand in the sheet itself."""
    for holder in [child for child in root if local(child) in ("controls", "oleObjects", "AlternateContent")]:
        for anchor in [element for element in holder.iter() if local(element) == "anchor"]:
            _move_anchor(anchor, shift)


def _move_anchor(anchor: Element, shift: RowShift) -> bool:
    first, last = _edge(anchor, "from"), _edge(anchor, "to")
    if first is None or anchor.get("editAs") == "absolute":
        return False
    old = int(first.text or "0")
    new = shift.position(old)
    changed = new != old
    _place(first, new, keep_offset=not shift.is_deleted(old))
    if last is not None:
        end = int(last.text or "0")
        goes = end + new - old if anchor.get("editAs") == "oneCell" else shift.position(end)
        changed = changed or goes != end
        _place(last, goes, keep_offset=anchor.get("editAs") == "oneCell" or not shift.is_deleted(end))
    return changed


def _edge(anchor: Element, name: str) -> Element | None:
    for edge in anchor:
        if local(edge) == name:
            return next((child for child in edge if local(child) == "row"), None)
    return None


def _place(row: Element, index: int, *, keep_offset: bool) -> None:
    row.text = str(index)
    offset = row.getnext()
    if not keep_offset and offset is not None and local(offset) == "rowOff":
        offset.text = "0"


def move_notes(vml: bytes, shift: RowShift) -> bytes:
    """The legacy drawing of notes: each box follows its cell, that of a deleted cell goes. All else stays, byte for byte."""

    def move(found: re.Match[bytes]) -> bytes:
        shape = found[0]
        row = _ROW.search(shape)
        if row is None:
            return shape
        old = int(row[2])
        new = shift.new(old)
        if new is None:
            return b""
        if new == old:
            return shape
        shape = _ROW.sub(lambda m: m[1] + str(new).encode() + m[3], shape, count=1)
        return _ANCHOR.sub(lambda m: m[1] + _shifted_anchor(m[2], new - old) + m[3], shape, count=1)

    return _SHAPE.sub(move, vml)


def _shifted_anchor(text: bytes, by: int) -> bytes:
    numbers = text.split(b",")
    if len(numbers) != 8:
        return text
    for place in (2, 6):
        numbers[place] = b" " + str(max(0, int(numbers[place]) + by)).encode()
    return b",".join(numbers)
