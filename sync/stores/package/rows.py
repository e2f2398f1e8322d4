"""Where rows go when some are inserted and some deleted at once: for single rows, and for spans as Excel grows them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable

from sync.stores.package.formulas import LAST_ROW


class RowShift:
    """All inserts and deletes of one sheet, in rows as they were before.

    ``inserts``: for each new row the row it comes under, in order, and whether a total ending there takes it in.
    """

    def __init__(self, inserts: Iterable[tuple[int, bool]], deletes: Iterable[int]) -> None:
        under: defaultdict[int, list[bool]] = defaultdict(list)
        for after, taken_in in inserts:
            under[after].append(taken_in)
        self._afters = sorted(after for after, flags in under.items() for _ in flags)
        self._flags = under
        self._deleted = sorted(set(deletes))

    def __bool__(self) -> bool:
        return bool(self._afters or self._deleted)

    def is_deleted(self, row: int) -> bool:
        """Whether the row goes."""
        place = bisect_left(self._deleted, row)
        return place < len(self._deleted) and self._deleted[place] == row

    def new(self, row: int) -> int | None:
        """Where an old row stands now; None when it is gone."""
        return None if self.is_deleted(row) else self.position(row)

    def inserted(self, after: int, place: int) -> int:
        """Where the new row number ``place`` (from 0) under ``after`` stands now."""
        return after + 1 - bisect_right(self._deleted, after) + bisect_left(self._afters, after) + place

    def added_under(self, row: int) -> int:
        """How many rows come right under this one."""
        return len(self._flags.get(row, ()))

    def taken_in(self, row: int) -> int:
        """How many of the rows right under this one belong to a total that ended here."""
        flags = self._flags.get(row, [])
        return max((place + 1 for place, flag in enumerate(flags) if flag), default=0)

    def span(self, top: int, bottom: int, extra: int = 0) -> tuple[int, int] | None:
        """Where rows ``top`` to ``bottom`` stand now: grown by what came between them, shrunk by what went.

        ``extra`` rows added right under ``bottom`` belong to it as well. None when nothing is left.
        """
        if bottom >= LAST_ROW and top <= 0:
            return top, bottom
        left = bottom - top + 1 - self._deleted_within(top, bottom) + self._added_within(top, bottom) + extra
        if left <= 0:
            return None
        first = self.position(top)
        return first, LAST_ROW if bottom >= LAST_ROW else min(first + left - 1, LAST_ROW)

    def disturbs(self, top: int, bottom: int, extra: int = 0) -> bool:
        """Whether what ``top`` to ``bottom`` hold is no longer the same rows."""
        return bool(self._deleted_within(top, bottom) or self._added_within(top, bottom) or extra)

    def first_left(self, top: int, bottom: int) -> int | None:
        """The first old row of a span that is still there."""
        return next((row for row in range(top, min(bottom, LAST_ROW) + 1) if not self.is_deleted(row)), None)

    def position(self, row: int) -> int:
        """How many rows stand above this one now, itself deleted or not."""
        return row + bisect_left(self._afters, row) - bisect_left(self._deleted, row)

    def _deleted_within(self, top: int, bottom: int) -> int:
        return bisect_right(self._deleted, bottom) - bisect_left(self._deleted, top)

    def _added_within(self, top: int, bottom: int) -> int:
        return bisect_left(self._afters, bottom) - bisect_left(self._afters, top)
