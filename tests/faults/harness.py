"""Does something to a run at every one of its effects, lets it run again, and counts what is lost, doubled, not converged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.places import File, Spreadsheet
from tests.faults.world import RUN, Ended, Fact, World

#: Judges what stands after a trial: what is lost, what is doubled.
Expected = Callable[[Counter[Fact]], tuple[Counter[Fact], Counter[Fact]]]
#: One trial: disturbs the first run somehow. Gives what became of it.
Disturb = Callable[[World], Ended]


@dataclass
class Figures:
    """A line of the table: how many trials of a kind, and what they left. ``told`` names the first few breaches."""

    store: str
    kind: str
    points: int = 0
    lost: int = 0
    doubled: int = 0
    converged: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Nothing lost, nothing doubled, everything converged."""
        return self.points > 0 and (self.lost, self.doubled) == (0, 0) and self.converged == self.points

    def line(self) -> str:
        """The line as it is printed."""
        return f"{self.store:<8}{self.kind:<34}{self.points:>7}{self.lost:>6}{self.doubled:>9}{self.converged:>11}"


HEAD = f"{'store':<8}{'kind':<34}{'points':>7}{'lost':>6}{'doubled':>9}{'converged':>11}"


def printed(figures: Iterable[Figures]) -> str:
    """The table of figures."""
    return "\n".join([HEAD, *(line.line() for line in figures)])


@dataclass
class Campaign:
    """Trials in one world. ``expected`` is what an undisturbed run leaves; ``effects`` are the effects it has."""

    world: World
    store: str
    expected: Counter[Fact] = field(default_factory=Counter)
    effects: list[str] = field(default_factory=list)
    before: Callable[[World], None] = lambda world: None

    def __post_init__(self) -> None:
        """Run once undisturbed."""
        self._put_back()
        ended = self.world.ask(RUN)
        self.effects = ended.effects
        self.world.ask(RUN, RUN)
        self.expected = self.world.facts()

    def _put_back(self) -> None:
        self.world.put_back()
        self.before(self.world)

    def armed(self, hand: Callable[[World], None]) -> Campaign:
        """The same trials with a person who acts just before our next batch is applied (Google)."""
        return Campaign(self.world, self.store, before=lambda world: _arm(world, hand))

    def after_all(self, hand: Callable[[World], None]) -> Expected:
        """What an undisturbed run leaves where a person had done this before it."""
        done_before = Campaign(self.world, self.store, before=hand)
        return done_before.judge

    def judge(self, now: Counter[Fact]) -> tuple[Counter[Fact], Counter[Fact]]:
        """What stands, against what an undisturbed run leaves."""
        return self.expected - now, now - self.expected

    def points(self, *names: str) -> list[int]:
        """The effects whose names begin so (all without a name), by number."""
        return [n for n, effect in enumerate(self.effects, 1) if effect.startswith(names or ("",))]

    def at_each(self, kind: str, points: Iterable[int], **orders: Any) -> Figures:
        """One trial at each of these effects."""
        found = Figures(self.store, kind)
        for point in points:
            self.trial(found, self.effects[point - 1], lambda world, p=point: world.ask(RUN, point=p, **orders))  # type: ignore[misc]
        return found

    def trial(self, figures: Figures, where: str, disturb: Disturb, expected: Expected | None = None) -> None:
        """Disturb a run, run twice more, and count; a third run must find nothing to do."""
        self._put_back()
        first = disturb(self.world)
        second = self.world.ask(RUN)
        after = self.world.ask(RUN, RUN)
        now = self.world.facts()
        lost, doubled = (expected or self.judge)(now)
        ids = Counter(self.world.ids())
        still = _writes(after.reports()[-1]) + sum(n - 1 for n in ids.values()) + _litter(self.world)
        figures.points += 1
        figures.lost += sum(lost.values())
        figures.doubled += sum(doubled.values())
        figures.converged += not (still or lost or doubled)
        if (lost or doubled or still) and len(figures.told) < 5:
            said = [str(o)[-600:] for o in (*first.output, *second.output)] if still and not lost else []
            figures.told.append(
                f"{figures.kind} at {where}: lost {list(lost)}, doubled {list(doubled)}, still {still} {said}"
            )


def _arm(world: World, hand: Callable[[World], None]) -> None:
    assert isinstance(world.place, Spreadsheet)
    world.place.emulator.faults.before_batch_update(lambda _id: hand(world))


def _writes(report: dict[str, Any]) -> int:
    """How much a run wrote on both sides."""
    changed = sum(sum(table["database"].values()) + sum(table["sheet"].values()) for table in report["tables"].values())
    return int(changed + report["calls"]["sheet_writes"])


def _litter(world: World) -> int:
    """Files a killed run left in the shared folder."""
    return len(world.place.beside()) if isinstance(world.place, File) else 0
