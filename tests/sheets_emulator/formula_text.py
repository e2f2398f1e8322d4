"""Formula text as tokens, and the rewriting of its references when cells move or are copied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from .a1 import column_index, column_letters, quote_title

_SHEET = r"(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
_REFERENCE = (
    _SHEET + r"(?P<ref>\$?[A-Za-z]{1,3}\$?[0-9]+(?::\$?[A-Za-z]{1,3}(?:\$?[0-9]+)?)?"
    r"|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?[0-9]+:\$?[0-9]+)(?![\w(.])"
)
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r'|(?P<string>"(?:[^"]|"")*")'
    r"|(?P<error>(?:'(?:[^']|'')+'!|[^\W\d][\w.]*!)?#(?:REF!|NAME\?|VALUE!|DIV/0!|N/A|NUM!|NULL!|ERROR!))"
    rf"|(?P<reference>{_REFERENCE})"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+)"
    r"|(?P<name>[^\W\d][\w.]*)"
    r"|(?P<op><>|<=|>=|[-+*/^&=<>%(),;{}:])"
    r"|(?P<other>.)",
    re.DOTALL,
)
_CORNER = re.compile(r"^(\$?)([A-Za-z]*)(\$?)([0-9]*)$")


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell or range in a formula: 0-based, ends inclusive; None = whole row or column.

    `fixed` marks the `$` of (first row, first column, last row, last column).
    """

    sheet: str | None
    r0: int | None
    c0: int | None
    r1: int | None
    c1: int | None
    single: bool
    fixed: tuple[bool, bool, bool, bool] = (False, False, False, False)

    def text(self) -> str:
        """The reference as it stands in a formula."""
        prefix = f"{quote_title(self.sheet)}!" if self.sheet is not None else ""
        first = _corner_text(self.r0, self.c0, self.fixed[0], self.fixed[1])
        if self.single:
            return prefix + first
        return f"{prefix}{first}:{_corner_text(self.r1, self.c1, self.fixed[2], self.fixed[3])}"


def _corner_text(row: int | None, column: int | None, row_fixed: bool, column_fixed: bool) -> str:
    letters = ("$" if column_fixed else "") + column_letters(column) if column is not None else ""
    digits = ("$" if row_fixed else "") + str(row + 1) if row is not None else ""
    return letters + digits


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `reference` is set for a reference."""

    kind: str
    text: str
    reference: Reference | None = None


@lru_cache(maxsize=50_000)
def tokens(formula: str) -> tuple[Token, ...]:
    """Tokens of a formula, its leading `=` left out."""
    return tuple(_scan(formula[1:] if formula.startswith("=") else formula))


def _scan(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if match["reference"] is not None:
            yield Token("reference", match[0], _reference(match["sheet"], match["ref"]))
        else:
            yield Token("other" if kind in {"sheet", "ref"} else kind, match[0])


def _reference(sheet: str | None, text: str) -> Reference:
    title = None
    if sheet is not None:
        title = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    first, colon, last = text.partition(":")
    r0, c0, row_fixed, column_fixed = _parse_corner(first)
    if not colon:
        return Reference(title, r0, c0, r0, c0, True, (row_fixed, column_fixed) * 2)
    r1, c1, row_fixed1, column_fixed1 = _parse_corner(last)
    fixed = (row_fixed, column_fixed, row_fixed1, column_fixed1)
    return Reference(title, r0, c0, r1, c1, False, fixed)


def _parse_corner(text: str) -> tuple[int | None, int | None, bool, bool]:
    match = _CORNER.match(text)
    assert match is not None
    if not match[2]:  # a row alone: its `$` was taken for the column's
        return int(match[4]) - 1, None, bool(match[1]), False
    column = column_index(match[2])
    row = int(match[4]) - 1 if match[4] else None
    return row, column, bool(match[3]), bool(match[1])


def rewrite(formula: str, change: Callable[[Reference], Reference | None]) -> str:
    """The formula with each reference replaced; None turns it into #REF!, itself leaves its text alone."""
    out = ["="]
    for token in tokens(formula):
        if token.reference is None:
            out.append(token.text)
            continue
        changed = change(token.reference)
        if changed is None:
            out.append("#REF!")
        else:
            out.append(token.text if changed == token.reference else changed.text())
    return "".join(out)


def copied(formula: str, rows: int, columns: int) -> str:
    """The formula as a copy that many rows down and columns right reads."""

    def change(reference: Reference) -> Reference | None:
        moved = replace(
            reference,
            r0=_step(reference.r0, rows, reference.fixed[0]),
            c0=_step(reference.c0, columns, reference.fixed[1]),
            r1=_step(reference.r1, rows, reference.fixed[2]),
            c1=_step(reference.c1, columns, reference.fixed[3]),
        )
        sides = (moved.r0, moved.c0, moved.r1, moved.c1)
        return None if any(side is not None and side < 0 for side in sides) else moved

    return rewrite(formula, change) if rows or columns else formula


def _step(index: int | None, by: int, fixed: bool) -> int | None:
    return index if index is None or fixed else index + by
