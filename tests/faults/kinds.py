"""What can go wrong with a run, kind by kind: each gives its line of figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from tests.faults.edits import CHECKS, MEMBERS, row_of
from tests.faults.effects import COMMIT, HTTP
from tests.faults.harness import Campaign, Expected, Figures
from tests.faults.places import Spreadsheet
from tests.faults.world import RUN, Ended, Fact, World
from tests.sheets_emulator.faults import Faults

#: Whoever takes a turn at Google holds this file locked for a moment: a process that is stopped (not killed) just then makes
#: every other one wait until it goes on, which is what a turnstile is for, and no trial.
TURNSTILE = "google-pace"
#: Faults of the network at one call, by name.
NETWORK: dict[str, Callable[[Faults, int], None]] = {
    "answer lost after the call": lambda f, n: f.cut_after(nth=n),
    "answer cut short": lambda f, n: f.truncate(nth=n),
    "connection reset before the call": lambda f, n: f.reset_before(nth=n),
    "429": lambda f, n: f.status(429, nth=n),
    "500": lambda f, n: f.status(500, nth=n),
    "503": lambda f, n: f.status(503, nth=n),
    "token expired": lambda f, n: f.expire_token(nth=n),
    "time-out before the call": lambda f, n: f.hang(2.0, nth=n),
    "time-out after the call": lambda f, n: f.hang_after(2.0, nth=n),
    "429 from here on": lambda f, n: f.status(429, nth=n, times=10_000),
    "503 from here on": lambda f, n: f.status(503, nth=n, times=10_000),
    "no network from here on": lambda f, n: f.reset_before(nth=n, times=10_000),
}


def kills(c: Campaign, *, everything: bool = True) -> Iterator[Figures]:
    """SIGKILL before and after every effect, and in the middle of every write.

    After one effect is before the next, so that of these only the last is tried where not ``everything`` is.
    """
    after = [n for n in c.points() if everything or n == len(c.effects)]
    yield c.at_each("killed before", c.points(), when="before", act="kill")
    yield c.at_each("killed after", after, when="after", act="kill")
    yield c.at_each("killed in the middle of a write", c.points("write"), when="half", act="kill")


def disk(c: Campaign, *, everything: bool = True) -> Iterator[Figures]:
    """A full disk and an I/O error at every operation on a file and at every commit."""
    points = [n for n in c.points() if not c.effects[n - 1].startswith(HTTP)]
    points = points if everything else [n for n in points if c.effects[n - 1] != COMMIT or n % 10 == 0]
    for code in ("ENOSPC", "EIO") if everything else ("ENOSPC",):
        yield c.at_each(code, points, when="before", act=code)
        yield c.at_each(f"{code} in the middle of a write", c.points("write"), when="half", act=code)


def network(c: Campaign, kinds: Sequence[str] = tuple(NETWORK)) -> Iterator[Figures]:
    """Each fault of the network at each call."""
    calls = [c.effects[n - 1] for n in c.points(HTTP)]
    for kind in kinds:
        figures = Figures(c.store, kind)
        for number, call in enumerate(calls, 1):
            c.trial(figures, call, _at_call(kind, number))
        yield figures


def _at_call(kind: str, number: int) -> Callable[[World], Ended]:
    def disturb(world: World) -> Ended:
        assert isinstance(world.place, Spreadsheet)
        faults = world.place.emulator.faults
        NETWORK[kind](faults, number)
        ended = world.ask(RUN, hurry=True)
        faults.clear()
        return ended

    return disturb


def two_at_once(c: Campaign, thinned: int = 1) -> Iterator[Figures]:
    """Another run while one stands still at each of its effects; then one whose time had run out wakes up too late."""
    points = [n for n in c.points() if TURNSTILE not in c.effects[n - 1]]
    for kind, disturb in (("two runs at once", _meeting), ("a run that wakes up too late", _too_late)):
        figures = Figures(c.store, kind)
        for point in points[::thinned]:
            c.trial(figures, c.effects[point - 1], lambda world, p=point, d=disturb: d(world, p))  # type: ignore[misc]
        yield figures


def _meeting(world: World, point: int) -> Ended:
    sleeping = world.ask(RUN, point=point, when="after", act="stop")
    other = world.ask(RUN)
    first = world.resume(sleeping.stopped)
    states = {one.output[0]: one.codes for one in (first, other) if one.codes[0] not in (0, 2, 4)}
    assert states == {}, f"after effect {point}: {states}"
    return first


def _too_late(world: World, point: int) -> Ended:
    sleeping = world.ask(RUN, point=point, when="after", act="stop")
    world.expire_lease()
    world.ask(RUN)
    return world.resume(sleeping.stopped)


# -- a person was faster


def _types(world: World) -> None:
    world.place.type(CHECKS, f"F{row_of(world, CHECKS, 'Đọc sách')}", "Đ")


def _types_beside(world: World) -> None:
    world.place.type(MEMBERS, f"J{row_of(world, MEMBERS, 'Nguyễn Văn Mẫu')}", "vừa gõ")


def _inserts(world: World) -> None:
    row = row_of(world, MEMBERS, "Nguyễn Văn Mẫu")
    world.place.insert(MEMBERS, row, ["", "Lý Thị Chen", "1977", "", "x", "", "Bắc Sơn", "CT"])


def _retypes(world: World) -> None:
    world.place.type(MEMBERS, f"I{row_of(world, MEMBERS, 'Nguyễn Văn Mẫu')}", "vừa gõ lại")


#: What a person does in the workbook while a run is at work.
HANDS: dict[str, Callable[[World], None]] = {
    "a person types meanwhile": _types,
    "a person types beside meanwhile": _types_beside,
    "a person inserts a row meanwhile": _inserts,
}


def faster(c: Campaign, hands: Sequence[str] = tuple(HANDS), thinned: int = 1) -> Iterator[Figures]:
    """A person edits the workbook at each moment of a run; both sides end as if it had been done before."""
    for kind in hands:
        hand, figures = HANDS[kind], Figures(c.store, kind)
        expected = c.after_all(hand)
        for point in c.points()[::thinned]:
            c.trial(figures, c.effects[point - 1], _meanwhile(hand, point), expected)
        yield figures
    figures = Figures(c.store, "the same cell retyped meanwhile")
    for point in c.points()[::thinned]:
        c.trial(figures, c.effects[point - 1], _meanwhile(_retypes, point), _somewhere("vừa gõ lại", c))
    yield figures


def _meanwhile(hand: Callable[[World], None], point: int) -> Callable[[World], Ended]:
    def disturb(world: World) -> Ended:
        sleeping = world.ask(RUN, point=point, when="after", act="stop")
        hand(world)
        return world.resume(sleeping.stopped)

    return disturb


def _somewhere(text: str, c: Campaign) -> Expected:
    """Whether the later word won or a person is asked depends on the moment: it stands in the sheet either way, once."""

    def judge(now: Counter[Fact]) -> tuple[Counter[Fact], Counter[Fact]]:
        rows = Counter({fact: n for fact, n in now.items() if fact[0] == "row" and text in fact[2]})
        people = [fact for fact in now.elements() if fact[:2] == ("record", "members")]
        before = [fact for fact in c.expected.elements() if fact[:2] == ("record", "members")]
        gone = Counter({("row", text): int(not rows), ("members",): max(0, len(before) - len(people))})
        twice = Counter({("row", text): max(0, rows.total() - 1), ("members",): max(0, len(people) - len(before))})
        return +gone, +twice

    return judge


def killed_while_faster(c: Campaign, thinned: int = 1) -> Iterator[Figures]:
    """A person retypes the very cell, inserts a row or sorts just before our batch; the run is killed at each effect (Google)."""
    for kind, hand in {"retyped, and killed": _retypes, "row inserted, and killed": _inserts}.items():
        armed = c.armed(hand)
        figures = Figures(c.store, kind)
        for point in armed.points()[::thinned]:
            for when in ("before", "after"):
                armed.trial(figures, armed.effects[point - 1], _killed(point, when))
        yield figures


def _killed(point: int, when: str) -> Callable[[World], Ended]:
    return lambda world: world.ask(RUN, point=point, when=when, act="kill")
