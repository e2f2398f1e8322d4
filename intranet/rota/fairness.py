"""Whose turn it is, as plain arithmetic: the least recent first. No database; months are canonical (2022-03)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Turn:
    """What is known of one candidate (a member, or a branch in turn): the latest month presented, and how often.

    ``last`` is empty for who never has; ``order`` is the stored key of the name.
    """

    id: int
    order: str
    last: str = ""
    times: int = 0


def in_turn(candidates: Iterable[Turn]) -> list[Turn]:
    """The candidates in the order of their turns: never before, then least recent, then fewest times, then by name."""
    return sorted(candidates, key=lambda c: (c.last, c.times, c.order, c.id))


def picked(candidates: Iterable[Turn], wanted: int, left_out: Collection[int] = ()) -> list[Turn]:
    """The first ``wanted`` in turn of those who are not left out; fewer where there are not so many."""
    return [c for c in in_turn(candidates) if c.id not in left_out][: max(0, wanted)]


def plan(
    candidates: Iterable[Turn],
    months: Sequence[str],
    wanted: Mapping[str, int],
    left_out: Mapping[str, Collection[int]],
) -> dict[str, list[int]]:
    """Month by month, who is picked: each month counts as a turn for the next. ``wanted`` and ``left_out`` are by month."""
    known = {c.id: c for c in candidates}
    planned: dict[str, list[int]] = {}
    for month in months:
        chosen = picked(known.values(), wanted.get(month, 0), left_out.get(month, ()))
        for turn in chosen:
            known[turn.id] = replace(turn, last=max(turn.last, month), times=turn.times + 1)
        planned[month] = [turn.id for turn in chosen]
    return planned
