"""What every codec does: refuses cells nobody can trust, leaves a cell alone that already says the value."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from sync.cells import EMPTY, Cell
from sync.codecs.refusals import refused
from sync.columns import Context, Refused, Value
from sync.values import date_text, number_text, parse_serial_date, parse_serial_time, security_marking


def shown(cell: Cell) -> str:
    """What a person sees in the cell, near enough: a whole number without decimals, a date as 02/3/2022."""
    if cell.value is None:
        return ""
    if isinstance(cell.value, bool):
        return "TRUE" if cell.value else "FALSE"
    if isinstance(cell.value, float | int):
        return _shown_number(float(cell.value), cell.kind)
    return cell.value


def _shown_number(number: float, kind: str) -> str:
    if kind == "date":
        day = parse_serial_date(number, formatted=True)
        return date_text(day) if isinstance(day, str) else f"{number:g}"
    if kind == "time":
        clock = parse_serial_time(number)
        return clock if isinstance(clock, str) else f"{number:g}"
    return str(int(number)) if number.is_integer() else str(number).replace(".", ",")


def untrusted(cell: Cell) -> Refused | None:
    """Why a cell says nothing that can be trusted: a formula's error, a result not calculated, a security marking."""
    if cell.kind == "error":
        return refused("formula_error", str(cell.value or ""))
    if cell.kind == "uncalculated":
        return refused("uncalculated", cell.formula or "")
    if isinstance(cell.value, str) and security_marking(cell.value):
        return refused("security_marking", "")
    return None


class BaseCodec(ABC):
    """A codec over the cells of one field; subclasses read trusted cells that are not all empty and write real values."""

    #: The value of empty cells.
    nothing: Value = None

    def decode(self, cells: Sequence[Cell], context: Context) -> Value | Refused:
        """The value of the cells; a Refused rather than a guess (law 8)."""
        for cell in cells:
            if (refusal := untrusted(cell)) is not None:
                return refusal
        if all(cell.value is None or not shown(cell).strip() for cell in cells):
            return self.empty_value()
        return self.read(cells, context)

    def encode(self, value: Value, current: Sequence[Cell], context: Context) -> list[Cell]:
        """The cells to write; the current ones where they already say the value, so that nothing is rewritten (law 11)."""
        if not current and not context.indices:
            return []
        now = self.decode(current, context) if current else self.empty_value()
        if now == value and not isinstance(now, Refused):
            return list(current) if current else [EMPTY] * len(context.indices)
        if value is None or value == self.empty_value():
            return [EMPTY] * max(len(current), len(context.indices))
        return self.write(value, [*current, *[EMPTY] * (len(context.indices) - len(current))], context)

    def empty_value(self) -> Value:
        """What empty cells mean."""
        return self.nothing

    @abstractmethod
    def read(self, cells: Sequence[Cell], context: Context) -> Value | Refused:
        """The value of cells of which at least one holds something."""

    @abstractmethod
    def write(self, value: Value, current: Sequence[Cell], context: Context) -> list[Cell]:
        """The cells for a value that is not the empty one; ``current`` has one cell a column."""


class OneCell(BaseCodec):
    """A field in one column."""

    def read(self, cells: Sequence[Cell], context: Context) -> Value | Refused:
        """The value of the first cell that holds something."""
        return self.read_cell(next(c for c in cells if c.value is not None and shown(c).strip()), context)

    def write(self, value: Value, current: Sequence[Cell], context: Context) -> list[Cell]:
        """The value in the first column, nothing in others."""
        return [self.write_cell(value, current[0], context), *[EMPTY] * (len(current) - 1)]

    @abstractmethod
    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The value of one cell that holds something."""

    @abstractmethod
    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """The cell for a value."""


__all__ = ["BaseCodec", "OneCell", "number_text", "shown", "untrusted"]
