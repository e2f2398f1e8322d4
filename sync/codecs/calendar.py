"""Dates and times in cells: typed cells for what is new, text stays text where people write text."""

from __future__ import annotations

import re

from sync.cells import Cell, text
from sync.codecs.base import OneCell, shown
from sync.codecs.refusals import refused, refused_for
from sync.columns import Context, Refused, Value
from sync.values import (
    Problem,
    date_text,
    month_in,
    parse_date,
    parse_serial_date,
    parse_serial_time,
    parse_time,
    serial_of,
    single_line,
    time_serial,
    time_text,
)


class DateCodec(OneCell):
    """A date with its precision. Written as a date cell when it is a day, as text when it is less precise."""

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The canonical date of a date, number or text cell."""
        if isinstance(cell.value, str):
            found = parse_date(cell.value, context.year)
        elif isinstance(cell.value, bool) or cell.value is None:
            found = Problem("not_a_date")
        else:
            found = parse_serial_date(float(cell.value), formatted=cell.kind in ("date", "time"))
        return refused_for(found, shown(cell)) if isinstance(found, Problem) else found

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """A year stays a number only over a plain number: in a cell with a date format 2022 would turn into a day of 1905."""
        if len(value) == 10:
            was_text = isinstance(current.value, str) and isinstance(parse_date(current.value, context.year), str)
            return text(date_text(value)) if was_text else Cell(serial_of(value), "date")
        if len(value) == 4 and current.kind == "number":
            return Cell(float(value), "number")
        return text(date_text(value))


class HeldDateCodec(DateCodec):
    """The day something was held. Words that it has not been held yet are no date, and no mistake in writing one either."""

    _PLANNED = re.compile(r"(?:chưa|hoãn|dự kiến|chờ|đang chờ|sẽ|lùi|dời|kế hoạch|kh)\b.*", re.IGNORECASE)

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The date; a plan is refused as such."""
        if self._PLANNED.fullmatch(single_line(shown(cell))):
            return refused("planned_not_held", shown(cell))
        return super().read_cell(cell, context)


class MonthCodec(DateCodec):
    """A month of the book's year, written as 3, T3, Tháng 3 or 03/2022."""

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The month with its year."""
        if cell.kind == "date":
            found = super().read_cell(cell, context)
            return found[:7] if isinstance(found, str) else found
        month = month_in(shown(cell), context.year)
        return refused_for(month, shown(cell)) if isinstance(month, Problem) else month

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """The bare number or the words the cell had; with its year where that is not the book's."""
        month = int(value[5:7])
        if int(value[:4]) != context.year:
            return text(f"{month:02}/{value[:4]}")
        if current.kind == "number":
            return Cell(float(month), "number")
        return text(f"T{month}" if re.match(r"t\d", shown(current), re.IGNORECASE) else f"Tháng {month}")


class TimeCodec(OneCell):
    """A time of day, "19:30"."""

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The canonical time of a time, number or text cell."""
        if isinstance(cell.value, str):
            found = parse_time(cell.value)
        elif isinstance(cell.value, bool) or cell.value is None:
            found = Problem("not_a_time")
        else:
            found = parse_serial_time(float(cell.value))
        return refused_for(found, shown(cell)) if isinstance(found, Problem) else found

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """A text in the same manner over a text that was a time, else a time cell."""
        if isinstance(current.value, str) and isinstance(parse_time(current.value), str):
            return text(time_text(value, current.value))
        return Cell(time_serial(value), "time")
