"""What pairing answers, and what it may know of runs that were killed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.columns import Value
from sync.sheet_table import SheetRow


@dataclass(slots=True)
class Pairing:
    """Whose row is each.

    ``ids``: row index to id for every row that is a known record. ``fresh``: rows that are nobody's yet. ``held``: rows left
    alone, with the reason code. ``frozen``: ids that must not count as absent; ``spared``: neither, but a row may turn out to
    be theirs. ``repaired``: rows whose id was put right;
    ``unclosed`` and ``inexact`` count doubtful ones, for the guard.
    """

    ids: dict[int, str] = field(default_factory=dict)
    fresh: list[SheetRow] = field(default_factory=list)
    held: list[tuple[SheetRow, str]] = field(default_factory=list)
    frozen: set[str] = field(default_factory=set)
    spared: set[str] = field(default_factory=set)
    repaired: int = 0
    unclosed: int = 0
    inexact: int = 0


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Rows by id that killed runs sent: ``applied`` stand in the sheet, ``announced`` most likely do not.

    ``restored``: what was still to be told of the rows they brought back.
    """

    applied: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    announced: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    restored: Mapping[str, str] = field(default_factory=dict)
