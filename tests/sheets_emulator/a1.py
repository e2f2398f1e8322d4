"""A1 notation: text to range and back."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIDE = r"\$?([A-Za-z]{0,3})\$?([0-9]{0,7})"
_RANGE = re.compile(rf"^{_SIDE}(?::{_SIDE})?$")
_R1C1 = re.compile(r"^R(\d+)C(\d+)(?::R(\d+)C(\d+))?$")
_PLAIN_TITLE = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")
_LOOKS_LIKE_CELL = re.compile(r"^([A-Za-z]{1,3}[0-9]+|[Rr][0-9]*([Cc][0-9]*)?|[Cc][0-9]*)$")


@dataclass(frozen=True, slots=True)
class A1:
    """A parsed range; None sides are open. `title` None means the first sheet or a named range."""

    title: str | None
    r0: int | None = None
    r1: int | None = None
    c0: int | None = None
    c1: int | None = None


def column_index(letters: str) -> int:
    """0-based index of a column's letters."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_letters(index: int) -> str:
    """Letters of a 0-based column index."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """A1 name of a 0-based cell."""
    return f"{column_letters(column)}{row + 1}"


def quote_title(title: str) -> str:
    """The title as Google writes it in a range: quoted unless it is a plain word."""
    if _PLAIN_TITLE.match(title) and not _LOOKS_LIKE_CELL.match(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def split_title(text: str) -> tuple[str | None, str]:
    """('title', 'A1:B2'); the title is unquoted, or None when the text has none."""
    if text.startswith("'"):
        match = re.match(r"^'((?:[^']|'')*)'(?:!(.*))?$", text, re.DOTALL)
        if match:
            return match[1].replace("''", "'"), match[2] or ""
        return None, text
    title, bang, rest = text.rpartition("!")
    return (title, rest) if bang else (None, text)


def parse_cells(text: str) -> tuple[int | None, int | None, int | None, int | None] | None:
    """(r0, r1, c0, c1) of 'A1', 'A1:B2', 'A:B', '2:5', 'A2:B', 'R1C1'; None if it is none of these."""
    r1c1 = _R1C1.match(text)
    if r1c1:
        r, c, r2, c2 = (int(part) if part else None for part in r1c1.groups())
        assert r is not None and c is not None
        return r - 1, r2 or r, c - 1, c2 or c
    match = _RANGE.match(text)
    if not match or not (match[1] or match[2]):
        return None
    if match[3] is None:
        return _one_cell(match[1], match[2])
    if not (match[3] or match[4]):
        return None
    return _corners(match)


def _one_cell(letters: str, digits: str) -> tuple[int, int, int, int] | None:
    if not letters or not digits or digits == "0":
        return None
    row, column = int(digits), column_index(letters)
    return row - 1, row, column, column + 1


def _corners(match: re.Match[str]) -> tuple[int | None, int | None, int | None, int | None]:
    rows = [int(digits) for digits in (match[2], match[4]) if digits]
    columns = [column_index(letters) for letters in (match[1], match[3]) if letters]
    r0, r1 = _span([row - 1 for row in rows])
    c0, c1 = _span(columns)
    return r0, r1, c0, c1


def _span(indexes: list[int]) -> tuple[int | None, int | None]:
    """Both ends given: closed. One end given ('A2:B'): open downwards."""
    if not indexes:
        return None, None
    if len(indexes) == 1:
        return indexes[0], None
    return min(indexes), max(indexes) + 1


def parse(text: str) -> A1 | None:
    """Parse with an optional title; a text that is no cell range yields the title alone."""
    title, rest = split_title(text)
    if title is not None and not rest:
        return A1(title)
    cells = parse_cells(rest)
    if cells is not None:
        return A1(title, *cells)
    return A1(rest) if title is None and not rest.startswith("'") else None  # None also for 'Sheet1'!Name


def format_range(title: str, r0: int, r1: int, c0: int, c1: int) -> str:
    """'Sheet1!A1:B2', or 'Sheet1!A1' for one cell."""
    first, last = cell_name(r0, c0), cell_name(r1 - 1, c1 - 1)
    return f"{quote_title(title)}!{first}" + ("" if first == last else f":{last}")
