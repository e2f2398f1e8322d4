"""Formulas as text with references in them: find the references, translate them as a copy does, rewrite them otherwise.

A reference is found without parsing the whole grammar: strings, quoted names, brackets of structured references, error
codes and identifiers are stepped over, so that LOG10( or "A1" is never taken for a cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sync.cells import column_letter

LAST_ROW = 1_048_575
LAST_COLUMN = 16_383

_WORD = r"\w.\\?\u0300-\u036f"
_TOKEN = re.compile(
    rf"""
    (?P<string>"(?:[^"]|"")*")
  | (?P<error>\#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA))
  | (?P<sheet>'(?:[^']|'')+'!|(?:\[[^\[\]]*\])?[{_WORD}]+(?::[{_WORD}]+)?!)?
    (?:(?P<c1>\$?[A-Za-z]{{1,3}})(?P<r1>\$?[0-9]{{1,7}})(?::(?P<c2>\$?[A-Za-z]{{1,3}})(?P<r2>\$?[0-9]{{1,7}}))?
      |(?P<c3>\$?[A-Za-z]{{1,3}}):(?P<c4>\$?[A-Za-z]{{1,3}})
      |(?P<r3>\$?[0-9]{{1,7}}):(?P<r4>\$?[0-9]{{1,7}}))(?![{_WORD}(!\[])
  | (?P<quoted>'(?:[^']|'')*'!?)
  | (?P<bracket>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
  | (?P<word>[{_WORD}]+)
  | .
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Edge:
    """One corner of a reference in one direction: an index from 0, and whether a $ fixes it."""

    index: int
    fixed: bool

    def moved(self, by: int) -> Edge:
        """Where a copy ``by`` further refers to."""
        return self if self.fixed else Edge(self.index + by, False)


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell, an area, whole columns (no rows) or whole rows (no columns). ``sheet`` is the prefix as written.

    Of a single cell the second edges are None.
    """

    sheet: str
    left: Edge | None
    top: Edge | None
    right: Edge | None = None
    bottom: Edge | None = None

    @property
    def sheet_title(self) -> str | None:
        """The sheet meant, without its quotes; None when it is the formula's own."""
        if not self.sheet:
            return None
        name = self.sheet[:-1]
        return name[1:-1].replace("''", "'") if name.startswith("'") else name

    def __str__(self) -> str:
        first = _letters(self.left) + _digits(self.top)
        if self.right is None and self.bottom is None:
            return self.sheet + first
        return f"{self.sheet}{first}:{_letters(self.right)}{_digits(self.bottom)}"


def _letters(edge: Edge | None) -> str:
    return "" if edge is None else f"{'$' * edge.fixed}{column_letter(edge.index)}"


def _digits(edge: Edge | None) -> str:
    return "" if edge is None else f"{'$' * edge.fixed}{edge.index + 1}"


def column_index(letters: str) -> int:
    """AA -> 26; case does not matter."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def _column(text: str) -> Edge:
    return Edge(column_index(text.lstrip("$")), text.startswith("$"))


def _row(text: str) -> Edge:
    return Edge(int(text.lstrip("$")) - 1, text.startswith("$"))


def _reference(found: re.Match[str]) -> Reference | None:
    sheet = found["sheet"] or ""
    if found["c1"]:
        second = (_column(found["c2"]), _row(found["r2"])) if found["c2"] else (None, None)
        reference = Reference(sheet, _column(found["c1"]), _row(found["r1"]), *second)
    elif found["c3"]:
        reference = Reference(sheet, _column(found["c3"]), None, _column(found["c4"]), None)
    elif found["r3"]:
        reference = Reference(sheet, None, _row(found["r3"]), None, _row(found["r4"]))
    else:
        return None
    return reference if is_on_sheet(reference) else None


def is_on_sheet(reference: Reference) -> bool:
    """Whether every edge lies on a sheet."""
    columns = (reference.left, reference.right)
    rows = (reference.top, reference.bottom)
    return all(e is None or 0 <= e.index <= LAST_COLUMN for e in columns) and all(
        e is None or 0 <= e.index <= LAST_ROW for e in rows
    )


def references(formula: str) -> list[Reference]:
    """Every reference written in a formula, external ones included (their sheet begins with a bracket)."""
    found = (_reference(match) for match in _TOKEN.finditer(formula))
    return [reference for reference in found if reference is not None]


def words(formula: str) -> set[str]:
    """Every name and function in a formula, in lower case."""
    return {match["word"].lower() for match in _TOKEN.finditer(formula) if match["word"]}


def rewrite(formula: str, change: Callable[[Reference], str | None]) -> str:
    """The formula with each reference as ``change`` says; None leaves it exactly as written."""

    def replace(match: re.Match[str]) -> str:
        reference = _reference(match)
        new = change(reference) if reference is not None else None
        return match[0] if new is None else new

    return _TOKEN.sub(replace, formula)


def translate(formula: str, rows: int, columns: int = 0) -> str:
    """The formula as a copy reads so many rows down and columns to the right: relative references move along."""
    if not rows and not columns:
        return formula

    def move(reference: Reference) -> str | None:
        new = Reference(
            reference.sheet,
            reference.left and reference.left.moved(columns),
            reference.top and reference.top.moved(rows),
            reference.right and reference.right.moved(columns),
            reference.bottom and reference.bottom.moved(rows),
        )
        if new == reference:
            return None
        return str(new) if is_on_sheet(new) else "#REF!"

    return rewrite(formula, move)
