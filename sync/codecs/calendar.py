"""Dates and times in cells: typed cells for what is new, text stays text where people write text."""

from __future__ import annotations

from sync.cells import Cell, text
from sync.codecs.base import OneCell, shown
from sync.codecs.refusals import refused_for
from sync.columns import Context, Refused, Value
from sync.values import (
    Problem,
    date_text,
    parse_date,
    parse_serial_date,
    parse_serial_time,
    parse_time,
    serial_of,
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
