"""Areas of cells as attributes name them: "A1", "B2:C9", or several parted by blanks (sqref)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sync.cells import address
from sync.stores.package.formulas import LAST_COLUMN, LAST_ROW, column_index

_AREA = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, all four edges included, from 0."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        first, last = address(self.top, self.left), address(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def parse_area(text: str) -> Area | None:
    """The area a reference without a sheet names; whole columns and rows too. None when it is none."""
    found = _AREA.fullmatch(text)
    if found:
        left, top = column_index(found[1]), int(found[2]) - 1
        right = column_index(found[3]) if found[3] else left
        bottom = int(found[4]) - 1 if found[4] else top
        return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
    if found := _COLUMNS.fullmatch(text):
        return Area(0, column_index(found[1]), LAST_ROW, column_index(found[2]))
    if found := _ROWS.fullmatch(text):
        return Area(int(found[1]) - 1, 0, int(found[2]) - 1, LAST_COLUMN)
    return None


def parse_areas(text: str) -> list[Area]:
    """The areas of an sqref; what cannot be read is left out."""
    return [area for part in text.split() if (area := parse_area(part)) is not None]
