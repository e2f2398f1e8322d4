"""GridRange: a half-open rectangle of one sheet, any side of which may be open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from .cells import Json

# How one [start, end) span moves; None means the span is gone.
SpanShift = Callable[[int, int], "tuple[int, int] | None"]


@dataclass(frozen=True, slots=True)
class GridRange:
    """0-based, end exclusive, None = unbounded, exactly as in the API."""

    sheet_id: int
    r0: int | None = None
    r1: int | None = None
    c0: int | None = None
    c1: int | None = None

    @classmethod
    def from_json(cls, data: Json) -> GridRange:
        """Read the API's object; a missing sheetId is sheet 0, as in the wire format."""
        return cls(
            data.get("sheetId", 0),
            data.get("startRowIndex"),
            data.get("endRowIndex"),
            data.get("startColumnIndex"),
            data.get("endColumnIndex"),
        )

    def to_json(self) -> Json:
        """The API's object. Google leaves out a sheetId of 0 and open sides."""
        out: Json = {"sheetId": self.sheet_id} if self.sheet_id else {}
        sides = (self.r0, self.r1, self.c0, self.c1)
        names = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
        out.update({name: side for name, side in zip(names, sides, strict=True) if side is not None})
        return out

    def bounded(self, rows: int, columns: int) -> tuple[int, int, int, int]:
        """(r0, r1, c0, c1) clipped to a grid of `rows` x `columns`."""
        r1 = rows if self.r1 is None else min(self.r1, rows)
        c1 = columns if self.c1 is None else min(self.c1, columns)
        return self.r0 or 0, r1, self.c0 or 0, c1

    def contains(self, row: int, column: int) -> bool:
        """Whether the cell lies inside."""
        return (
            (self.r0 or 0) <= row
            and (self.r1 is None or row < self.r1)
            and (self.c0 or 0) <= column
            and (self.c1 is None or column < self.c1)
        )

    def overlaps(self, other: GridRange) -> bool:
        """Whether the two rectangles share a cell (the same sheet is assumed by the caller)."""
        if self.sheet_id != other.sheet_id:
            return False
        rows = _spans_meet(self.r0, self.r1, other.r0, other.r1)
        return rows and _spans_meet(self.c0, self.c1, other.c0, other.c1)

    def shifted(self, dimension: str, shift: SpanShift) -> GridRange | None:
        """The range after rows or columns moved; None when nothing of it is left."""
        start, end = (self.r0, self.r1) if dimension == "ROWS" else (self.c0, self.c1)
        if start is None and end is None:
            return self
        span = shift(start or 0, end if end is not None else 1 << 40)
        if span is None:
            return None
        new_start = span[0] if start is not None else None
        new_end = span[1] if end is not None else None
        if dimension == "ROWS":
            return replace(self, r0=new_start, r1=new_end)
        return replace(self, c0=new_start, c1=new_end)


def _spans_meet(a0: int | None, a1: int | None, b0: int | None, b1: int | None) -> bool:
    far = 1 << 40
    return (a0 or 0) < (far if b1 is None else b1) and (b0 or 0) < (far if a1 is None else a1)


def insert_shift(index: int, count: int) -> SpanShift:
    """Spans after `count` rows or columns were inserted before `index`."""

    def shift(start: int, end: int) -> tuple[int, int] | None:
        if index <= start:
            return start + count, end + count
        return (start, end + count) if index < end else (start, end)

    return shift


def delete_shift(first: int, last: int) -> SpanShift:
    """Spans after [first, last) was deleted."""
    count = last - first

    def position(at: int) -> int:
        return at if at <= first else max(first, at - count)

    def shift(start: int, end: int) -> tuple[int, int] | None:
        if first <= start and end <= last:
            return None
        return position(start), position(end)

    return shift


def move_index(first: int, last: int, destination: int) -> Callable[[int], int]:
    """Where each index goes when [first, last) is moved in front of `destination`."""
    count = last - first

    def moved(at: int) -> int:
        if first <= at < last:
            return at - first + (destination if destination < first else destination - count)
        if destination <= at < first:
            return at + count
        if last <= at < destination:
            return at - count
        return at

    return moved


def move_shift(first: int, last: int, destination: int) -> SpanShift:
    """Spans after a move; a span cut by the move keeps the outline of its two ends."""
    moved = move_index(first, last, destination)

    def shift(start: int, end: int) -> tuple[int, int] | None:
        if end >= 1 << 40:
            return start, end
        low, high = moved(start), moved(end - 1)
        return min(low, high), max(low, high) + 1

    return shift
