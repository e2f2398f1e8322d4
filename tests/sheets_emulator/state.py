"""The content of one spreadsheet: its sheets in tab order, named ranges, locale."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass, field

from . import a1
from .cells import Json
from .errors import invalid
from .grid import Sheet
from .ranges import GridRange


@dataclass
class State:
    """What a request reads and changes. A change is made on a copy and swapped in when all went well."""

    spreadsheet_id: str
    title: str
    locale: str = "vi_VN"
    time_zone: str = "Asia/Ho_Chi_Minh"
    sheets: list[Sheet] = field(default_factory=list)
    named_ranges: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)
    ids: random.Random = field(default_factory=random.Random)

    def copy(self) -> State:
        """An independent state; the id source is shared so that ids never repeat."""
        return State(
            spreadsheet_id=self.spreadsheet_id,
            title=self.title,
            locale=self.locale,
            time_zone=self.time_zone,
            sheets=[sheet.copy() for sheet in self.sheets],
            named_ranges=copy.deepcopy(self.named_ranges),
            metadata=copy.deepcopy(self.metadata),
            ids=self.ids,
        )

    def new_id(self) -> int:
        """A fresh id, unlike any sheet's, in the range Google draws from."""
        while True:
            number = self.ids.randrange(1, 2**31 - 1)
            if all(sheet.sheet_id != number for sheet in self.sheets):
                return number

    def find(self, sheet_id: int) -> Sheet | None:
        """The sheet with that id."""
        return next((sheet for sheet in self.sheets if sheet.sheet_id == sheet_id), None)

    def by_title(self, title: str) -> Sheet | None:
        """The sheet with that title; Google compares titles without case."""
        exact = next((sheet for sheet in self.sheets if sheet.title == title), None)
        if exact:
            return exact
        folded = title.casefold()
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == folded), None)

    def grid(self, sheet_id: int) -> Sheet:
        """The sheet a range of a request speaks of, or Google's refusal."""
        sheet = self.find(sheet_id)
        if sheet is None:
            raise invalid(f"No grid with id: {sheet_id}")
        return sheet

    def resolve(self, text: str) -> GridRange:
        """The range an A1 text or a named range means, checked against the grid's limits."""
        parsed = a1.parse(text)
        if parsed is None:
            named = self._named_there(text)
            if named is None:
                raise invalid(f"Unable to parse range: {text}")
            return named
        if parsed.title is None:
            sheet: Sheet | None = self.sheets[0]
        else:
            sheet = self.by_title(parsed.title)
            if sheet is None:
                return self._named(text)
        assert sheet is not None
        found = GridRange(sheet.sheet_id, parsed.r0, parsed.r1, parsed.c0, parsed.c1)
        check_start(sheet, found)
        return found

    def _named_there(self, text: str) -> GridRange | None:
        """'Sheet1'!Name: a named range may be asked for with its sheet's title before it."""
        name = a1.split_title(text)[1]
        return self._named(name) if any(entry["name"] == name for entry in self.named_ranges) else None

    def _named(self, text: str) -> GridRange:
        for entry in self.named_ranges:
            if entry["name"] == text:
                return GridRange.from_json(entry["range"])
        raise invalid(f"Unable to parse range: {text}")


def check_start(sheet: Sheet, found: GridRange) -> None:
    """Refuse a range that starts outside the grid, in Google's words."""
    beyond_rows = found.r0 is not None and found.r0 >= sheet.row_count
    beyond_columns = found.c0 is not None and found.c0 >= sheet.column_count
    if beyond_rows or beyond_columns:
        raise grid_limits(sheet, found)


def grid_limits(sheet: Sheet, found: GridRange) -> Exception:
    """400 'exceeds grid limits' for a range of a sheet."""
    r0, c0 = found.r0 or 0, found.c0 or 0
    r1 = found.r1 if found.r1 is not None else max(sheet.row_count, r0 + 1)
    c1 = found.c1 if found.c1 is not None else max(sheet.column_count, c0 + 1)
    where = a1.format_range(sheet.title, r0, r1, c0, c1)
    return invalid(
        f"Range ({where}) exceeds grid limits. Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
    )
