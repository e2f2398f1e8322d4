"""A storm as data: a list of steps, each (what, table, a, b). Every step makes sense in every state; two numbers say which row
or cell. The same list can be drawn at random, made smaller, and kept as a regression test."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.sync.engine import reshaping, secretary, settling
from tests.sync.engine.hands import EDITS
from tests.sync.engine.papers import Paper
from tests.sync.engine.watched import Fault
from tests.sync.engine.weather import World, first_world

Step = tuple[str, str, int, int]
Play = Callable[[World, str, int, int], None]

#: What a clerk does in the sheet.
CLERK: dict[str, Play] = {
    "type": lambda w, k, a, b: w.type(k, a, b),
    "clear": lambda w, k, a, b: w.type(k, a, b, clear=True),
    "respell": lambda w, k, a, b: w.respell(a),
    "revert": lambda w, k, a, b: w.revert(k, a, b),
    "add_row": lambda w, k, a, b: w.add_row(k, a),
}


def _edit(name: str) -> Play:
    return lambda w, k, a, b: w.edit(name, k, a, b)


def _structure(name: str) -> Play:
    return lambda w, k, a, b: reshaping.structure(w, name, k, a)


CLERK |= {name: _edit(name) for name in EDITS}
#: What changes headers and tabs.
SHAPE: dict[str, Play] = {name: _structure(name) for name in reshaping.SHAPES} | {
    "mend": lambda w, k, a, b: reshaping.mend(w),
    "old_copy": lambda w, k, a, b: reshaping.put_back_an_old_copy(w),
}
#: What people do in the office.
OFFICE: dict[str, Play] = {
    "office_types": lambda w, k, a, b: secretary.types(w, k, a, b),
    "office_clears": lambda w, k, a, b: secretary.types(w, k, a, b, clear=True),
    "office_adds": lambda w, k, a, b: secretary.adds(w, k, a),
    "office_deletes": lambda w, k, a, b: secretary.deletes(w, k, a),
    "decide": lambda w, k, a, b: secretary.decide(w, a, ("db", "sheet", "value")[b % 3]),
    "confirm": lambda w, k, a, b: w.confirm(),
}


def _run(world: World, key: str, a: int, b: int) -> None:
    """A run that nobody disturbs: law 6 and law 14 can be seen at once."""
    frame, parts = settling.unmirrored(world), world.paper.frame()
    records = {each: repr(shelf.records) for each, shelf in world.office.shelves.items()}
    report = world.run(force=False)
    assert report is not None
    if report.state != "unchanged":
        settling.frame_is_kept(frame, settling.unmirrored(world), report)
        assert world.paper.frame() == parts, "law 6: other parts of the package"
        settling.guards_held(records, world, report)


def _struck(world: World, key: str, a: int, b: int) -> None:
    world.run(fault=Fault(a % 7, bool(b % 2), ("kill", "fail", "lose")[b // 2 % 3]))


def _during(play: Play) -> Play:
    """A clerk is faster: the step happens between the run's read and its write."""

    def played(world: World, key: str, a: int, b: int) -> None:
        world.run(hand=lambda: play(world, key, a, b))

    return played


def _while_working(play: Play) -> Play:
    """The office is faster: the step happens while the run plans."""

    def played(world: World, key: str, a: int, b: int) -> None:
        world.office.while_working = lambda: play(world, key, a, b)
        world.run()
        world.office.while_working = None

    return played


RUNS: dict[str, Play] = {"run": _run, "struck_run": _struck}
RUNS |= {f"run_while_{name}": _during(play) for name, play in CLERK.items()}
RUNS |= {f"run_while_{n}": _while_working(OFFICE[n]) for n in ("office_types", "office_clears", "office_deletes")}
STEPS: dict[str, Play] = CLERK | SHAPE | OFFICE | RUNS

#: How often each kind of step is drawn.
DRAWN: tuple[str, ...] = (
    *(["type", "clear", "revert", "add_row", "respell"] * 3), *EDITS, *EDITS, *SHAPE, *(["office_types"] * 6),
    *(["office_clears", "office_adds", "office_deletes", "decide", "confirm"] * 2), *(["run"] * 16), *(["struck_run"] * 8), *RUNS,
)  # fmt: skip


def play(paper: Paper, program: Sequence[Step]) -> World:
    """Play the whole storm, let everything settle, and check what must be true. Raises AssertionError."""
    try:
        world = first_world(paper)
        for what, key, a, b in program:
            STEPS[what](world, key, a, b)
            settling.nobody_became_another(world)
        settling.settle(world)
        settling.nobody_became_another(world)
        settling.peace(world)
        settling.everything_is_somewhere(world)
        return world
    finally:
        paper.close()
