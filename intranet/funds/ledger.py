"""The arithmetic of a fund's ledger: balances in order, and whether one more line would leave it short. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: The number of a line that is not written yet: after all others of its day.
NEW = 2**62


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One line, ordered by its day (YYYY-MM-DD), then as entered. ``amount`` in đồng, negative for spending."""

    day: str
    number: int
    amount: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """The first day on which a fund would hold less than nothing, and the most by which any day would fall short."""

    day: str
    missing: int


def running(lines: Iterable[Line], opening: int) -> Iterator[tuple[Line, int]]:
    """Each line in the ledger's order, with what the fund holds after it."""
    held = opening
    for line in sorted(lines):
        held += line.amount
        yield line, held


def shortage(lines: Iterable[Line], opening: int, since: str = "") -> Shortage | None:
    """Where the fund would fall short from a day on; None where it never does."""
    short = [(line.day, -held) for line, held in running(lines, opening) if held < 0 and line.day >= since]
    return Shortage(short[0][0], max(missing for _day, missing in short)) if short else None
