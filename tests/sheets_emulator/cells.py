"""A cell: an immutable record, so that a copy of a sheet may share its cells with the original."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

Json = dict[str, Any]


class ErrorValue(NamedTuple):
    """The outcome of a formula that failed; `kind` is the API's ErrorType."""

    kind: str
    message: str = ""

    @property
    def text(self) -> str:
        """What the grid shows."""
        return ERROR_TEXTS[self.kind]


ERROR_TEXTS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "ERROR": "#ERROR!",
}

Value = str | float | int | bool | ErrorValue | None


class Cell(NamedTuple):
    """Value (effective), formula text with its `=`, user-entered format, note, validation rule."""

    value: Value = None
    formula: str | None = None
    format: Json | None = None
    note: str | None = None
    validation: Json | None = None
    inferred: Json | None = None  # a formula's number format, taken from what it points at

    @property
    def number_format(self) -> Json | None:
        """The number format in force: `{"type": ..., "pattern": ...}`; the user's own goes first."""
        return (self.format or {}).get("numberFormat") or self.inferred


EMPTY = Cell()
_formats: dict[str, Json] = {}


def intern_format(value: Json | None) -> Json | None:
    """One shared object per distinct format: a large sheet has few of them. Never mutate it."""
    if not value:
        return None
    return _formats.setdefault(json.dumps(value, sort_keys=True), value)


def tidy_number(value: float) -> float | int:
    """A whole number as int, so that JSON shows 3 and not 3.0, as Google does."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def is_number(value: Value) -> bool:
    """True for a number, false for a boolean (which Python counts as a number)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
