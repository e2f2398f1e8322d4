"""Where a new row goes in a table that people made, and which of its formulas must reach as far."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from sync.cells import Tab
from sync.rows import TableRow

_RANGE = re.compile(r"(?<![!\w'])\$?[A-Z]{1,3}\$?(\d+):\$?[A-Z]{1,3}\$?(\d+)")


def last_rows(rows: Sequence[TableRow], header: int) -> dict[str | None, int]:
    """Where new rows go: under the last record of a group (or its header), and of the table (or the header)."""
    last: dict[str | None, int] = {None: header}
    for row in rows:
        if row.kind == "numbers" and last[None] == header:
            last[None] = row.row
        if row.kind in ("group", "data") and row.key is not None:
            last[row.key] = row.row
        if row.kind == "data":
            last[None] = row.row
    return last


def total_ends(rows: Sequence[TableRow], tab: Tab) -> frozenset[int]:
    """Records at which the range of a formula in a total row ends."""
    records = {row.row for row in rows if row.kind == "data"}
    ends: set[int] = set()
    for row in rows:
        if row.kind == "data":
            continue
        for cell in tab.grid[row.row]:
            for first, last in _RANGE.findall(cell.formula or ""):
                if int(first) < int(last) and int(last) - 1 in records:
                    ends.add(int(last) - 1)
    return frozenset(ends)


def fill_columns(data: Sequence[TableRow], tab: Tab, taken: Set[int]) -> tuple[int, ...]:
    """Staff's own columns (``taken`` are not) that hold a formula in most records."""
    counts = {
        column: sum(tab.cell(row.row, column).formula is not None for row in data)
        for column in range(tab.width)
        if column not in taken
    }
    return tuple(column for column, count in counts.items() if count and count * 2 >= len(data))
