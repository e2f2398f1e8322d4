"""Drawing, shuffling and scoring a quiz: decisions without a database or a clock of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

#: An answer on its way when the time ends still counts for so long.
GRACE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Key:
    """A question of the bank as scoring needs it: how many options, and which is right (its place, from 0)."""

    number: int
    options: int
    right: int


@dataclass(frozen=True, slots=True)
class Result:
    """How many of how many are right, and the score out of 100 with one decimal."""

    right: int
    asked: int

    @property
    def score(self) -> float:
        """Out of 100."""
        return round(self.right * 100 / self.asked, 1) if self.asked else 0.0


def draw(bank: Sequence[Key], count: int | None, seed: int) -> list[tuple[int, list[int]]]:
    """The questions of one attempt in their order, each with the order of its options; the same seed gives the same."""
    dice = Random(seed)
    chosen = dice.sample(list(bank), min(count or len(bank), len(bank)))
    return [(key.number, dice.sample(range(key.options), key.options)) for key in chosen]


def score(asked: Sequence[int], chosen: Mapping[int, int], right: Mapping[int, int]) -> Result:
    """The result of an attempt: questions asked, what was chosen, what is right. Nothing chosen is not right."""
    return Result(sum(number in chosen and chosen[number] == right[number] for number in asked), len(asked))


def deadline(started: datetime, minutes: int, closes: datetime | None) -> datetime:
    """When an attempt ends: after its minutes, but not after the quiz itself."""
    own = started + timedelta(minutes=minutes)
    return min(own, closes) if closes is not None else own


def in_time(now: datetime, until: datetime) -> bool:
    """Whether an answer that came now still counts."""
    return now <= until + GRACE
