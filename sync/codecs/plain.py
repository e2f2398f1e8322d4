"""Text, numbers, telephone numbers, and the items of a list in one or several cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sync.cells import EMPTY, Cell, number, text
from sync.codecs.base import BaseCodec, OneCell, shown
from sync.codecs.refusals import refused, refused_for
from sync.columns import Context, Refused, Value
from sync.values import (
    Problem,
    clean,
    decimal_text,
    is_ditto,
    number_text,
    parse_decimal,
    parse_int,
    parse_money,
    parse_phone,
    refers_elsewhere,
    split_items,
)

#: Put before a text that would otherwise read as a mark for "the same as above"; reading takes it off again.
_GUARD = "\u2060"


def written(value: str) -> Cell:
    """A text cell that reads back as this very text."""
    return text(_GUARD + value if is_ditto(value) else value)


class TextCodec(OneCell):
    """Free text. The value is normalised; the sheet's own spelling of it is never rewritten only for that."""

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The text, cleaned."""
        if refers_elsewhere(shown(cell)):
            return refused("refers_elsewhere", shown(cell))
        return clean(shown(cell)) or None

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """The text as a text cell, whatever it begins with."""
        return written(value)


class DocumentNumberCodec(TextCodec):
    """The number of a decision or other document. A date written beside it has a column of its own."""

    _WITH_DATE = re.compile(r"(?:qđ|số)?\W*(\S+?),?\s+(?:ngày\s+)(\d.*)", re.IGNORECASE)

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The number; number and date in one cell are refused, the bare number is offered."""
        line = " ".join(shown(cell).split())
        if both := self._WITH_DATE.fullmatch(line):
            return refused("number_and_date_in_one_cell", line, [both[1]])
        return super().read_cell(cell, context)


class DecimalCodec(OneCell):
    """A mark with decimals. ``highest`` is the largest sensible value."""

    def __init__(self, highest: float | None = None) -> None:
        self.highest = highest

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The number of a number or text cell."""
        if isinstance(cell.value, bool) or cell.value is None or cell.kind in ("date", "time"):
            return refused("unknown_value", shown(cell))
        found = parse_decimal(cell.value) if isinstance(cell.value, str) else round(float(cell.value), 3)
        if isinstance(found, Problem):
            return refused_for(found, shown(cell))
        if found < 0 or (self.highest is not None and found > self.highest):
            return refused("out_of_range", shown(cell))
        return found

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """With a comma over text, else a number cell."""
        return text(decimal_text(value)) if isinstance(current.value, str) else number(value)


class IntCodec(OneCell):
    """A count. ``of_total`` also takes "20/22" as 20; ``highest`` is the largest sensible value."""

    def __init__(self, highest: int | None = None, of_total: bool = False) -> None:
        self.highest = highest
        self.of_total = of_total

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The count of a number or text cell."""
        found = self._parsed(cell)
        if isinstance(found, Problem):
            return refused_for(found, shown(cell))
        if found < 0 or (self.highest is not None and found > self.highest):
            return refused("out_of_range", shown(cell))
        return found

    def _parsed(self, cell: Cell) -> int | Problem:
        if isinstance(cell.value, str):
            parts = re.fullmatch(r"\s*(\d+)\s*/\s*(\d+)\s*", cell.value) if self.of_total else None
            if parts is not None:
                return int(parts[1]) if int(parts[1]) <= int(parts[2]) else Problem("out_of_range")
            return parse_int(cell.value)
        if isinstance(cell.value, bool) or cell.value is None or cell.kind in ("date", "time"):
            return Problem("unknown_value")
        return int(cell.value) if float(cell.value).is_integer() else Problem("unknown_value")

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """A number cell."""
        return number(value)


class MoneyCodec(OneCell):
    """Whole đồng."""

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The amount of a number or text cell."""
        found: int | Problem
        if isinstance(cell.value, str):
            found = parse_money(cell.value)
        else:
            whole = not isinstance(cell.value, bool) and cell.value is not None and float(cell.value).is_integer()
            found = int(cell.value) if whole and cell.value is not None and cell.value >= 0 else Problem("not_money")
        return refused_for(found, shown(cell)) if isinstance(found, Problem) else found

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """Dotted text over text, else a number cell."""
        return text(number_text(value)) if isinstance(current.value, str) else number(value)


class PhoneCodec(OneCell):
    """A telephone number: text with its leading 0, also where a number cell has lost it."""

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The digits with the leading 0."""
        found = parse_phone(shown(cell))
        return refused_for(found, shown(cell)) if isinstance(found, Problem) else found

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """Text, so that the 0 stays."""
        return text(value)


_STYLES: tuple[tuple[re.Pattern[str], Callable[[int], str]], ...] = (
    (re.compile(r"^\s*1\s*\)"), lambda n: f"{n}) "),
    (re.compile(r"^\s*[-–]"), lambda n: "- "),
    (re.compile(r"^\s*\+"), lambda n: "+ "),
    (re.compile(r"^\s*[•*]"), lambda n: "• "),
)


def _numbered(items: Sequence[str], like: str) -> str:
    """The items as one cell's list, marked the way the other text is."""
    mark = next((style for pattern, style in _STYLES if pattern.search(like)), lambda n: f"{n}. ")
    return "\n".join(f"{mark(i)}{item}" for i, item in enumerate(items, 1))


class ItemsCodec(BaseCodec):
    """A list of short texts, one a column, or all of them numbered in one cell; whichever way the row has it stays."""

    def empty_value(self) -> Value:
        """No items."""
        return []

    def read(self, cells: Sequence[Cell], context: Context) -> Value | Refused:
        """The items of all columns, in order."""
        return [item for cell in cells for item in split_items(shown(cell))]

    def write(self, value: Value, current: Sequence[Cell], context: Context) -> list[Cell]:
        """One item a column if they fit and the row is not kept as a list in one cell."""
        first = shown(current[0])
        in_one_cell = len(split_items(first)) > 1 and all(c.is_empty for c in current[1:])
        if len(value) <= len(current) and not (in_one_cell and len(value) > 1):
            cells = [written(item) for item in value]
            return cells + [EMPTY] * (len(current) - len(cells))
        return [text(_numbered(value, first)), *[EMPTY] * (len(current) - 1)]
