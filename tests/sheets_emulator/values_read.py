"""Reading values: ranges to ValueRange objects, with the render options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import a1
from .cells import Cell, ErrorValue, Json
from .errors import ApiError, bad_field
from .number_format import DATE_TYPES, formatted
from .ranges import GridRange
from .state import State

_RENDER = {"FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"}
_DATES = {"SERIAL_NUMBER", "FORMATTED_STRING"}
_DIMENSIONS = {"ROWS", "COLUMNS"}


@dataclass(frozen=True)
class ReadOptions:
    """majorDimension, valueRenderOption and dateTimeRenderOption of a request."""

    major: str = "ROWS"
    render: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"

    @classmethod
    def of(cls, given: Json) -> ReadOptions:
        """Read and check the options out of query parameters or a body."""
        return cls(
            _one_of(given, "majorDimension", _DIMENSIONS, "ROWS"),
            _one_of(given, "valueRenderOption", _RENDER, "FORMATTED_VALUE"),
            _one_of(given, "dateTimeRenderOption", _DATES, "SERIAL_NUMBER"),
        )

    @classmethod
    def response(cls, given: Json) -> ReadOptions:
        """The options for `includeValuesInResponse`."""
        return cls(
            _one_of(given, "majorDimension", _DIMENSIONS, "ROWS"),
            _one_of(given, "responseValueRenderOption", _RENDER, "FORMATTED_VALUE"),
            _one_of(given, "responseDateTimeRenderOption", _DATES, "SERIAL_NUMBER"),
        )


def _one_of(given: Json, name: str, allowed: set[str], default: str) -> str:
    value = given.get(name) or default
    if value not in allowed:
        raise bad_field(name, f"Invalid value at '{name}', \"{value}\"")
    return str(value)


def value_range(state: State, found: GridRange, options: ReadOptions) -> Json:
    """A ValueRange: trailing empty cells and rows are left out, an empty range has no `values`."""
    sheet = state.grid(found.sheet_id)
    r0, r1, c0, c1 = found.bounded(sheet.row_count, sheet.column_count)
    out: Json = {
        "range": a1.format_range(sheet.title, r0, r1, c0, c1),
        "majorDimension": options.major,
    }
    rows = [{at - c0: cell for at, cell in row.items() if c0 <= at < c1} for row in sheet.rows[r0:r1]]
    lines = [_line(row, state.locale, options) for row in rows]
    if options.major == "COLUMNS":
        lines = _transposed(lines)
    while lines and not lines[-1]:
        lines.pop()
    if lines:
        out["values"] = lines
    return out


def _line(row: dict[int, Cell], locale: str, options: ReadOptions) -> list[Any]:
    shown = {at: shown_value(cell, locale, options) for at, cell in row.items() if _filled(cell)}
    return [shown.get(at, "") for at in range(max(shown) + 1)] if shown else []


def _filled(cell: Cell) -> bool:
    return cell.value is not None or cell.formula is not None


def _transposed(lines: list[list[Any]]) -> list[list[Any]]:
    width = max((len(line) for line in lines), default=0)
    columns = [[line[at] if at < len(line) else "" for line in lines] for at in range(width)]
    for column in columns:
        while column and column[-1] == "":
            column.pop()
    return columns


def shown_value(cell: Cell, locale: str, options: ReadOptions) -> Any:
    """One value of a ValueRange: string, number or boolean."""
    if options.render == "FORMULA" and cell.formula is not None:
        return cell.formula
    if options.render == "FORMATTED_VALUE":
        return formatted(cell.value, cell.number_format, locale)
    if cell.value is None:
        return ""
    if isinstance(cell.value, ErrorValue):
        return cell.value.text
    kind = (cell.number_format or {}).get("type")
    if kind in DATE_TYPES and options.dates == "FORMATTED_STRING":
        return formatted(cell.value, cell.number_format, locale)
    return cell.value


def filter_range(state: State, data_filter: Json) -> GridRange:
    """The range a DataFilter names by a1Range or gridRange."""
    if "a1Range" in data_filter:
        return state.resolve(str(data_filter["a1Range"]))
    if "gridRange" in data_filter:
        found = GridRange.from_json(data_filter["gridRange"])
        state.grid(found.sheet_id)
        return found
    raise ApiError("INVALID_ARGUMENT", "The emulator knows a1Range and gridRange, not developerMetadataLookup.")
