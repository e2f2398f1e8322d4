"""The long storm: thousands of random programs over the three stores, each breach made smaller and printed to be kept.

``python -m tests.sync.engine.nightly [memory=8000] [xlsx=1500] [google=500] [seed=N]`` prints figures and fails on a breach.
"""

from __future__ import annotations

import random
import sys
import time
import traceback
from collections.abc import Callable, Sequence

from tests.sheets_emulator.emulator import Emulator
from tests.sync.engine.papers import GooglePaper, MemoryPaper, Paper
from tests.sync.engine.steps import DRAWN, Step, play
from tests.sync.engine.xlsx_paper import XlsxPaper

SPLIT = {"memory": 8_000, "xlsx": 1_500, "google": 500}
SHORTEST, LONGEST = 4, 24
MOST_BREACHES, PROGRESS = 8, 250
Make = Callable[[], Paper]


def drawn(seed: str) -> list[Step]:
    """The program of this seed."""
    dice = random.Random(seed)
    length = dice.randint(SHORTEST, LONGEST)
    return [
        (dice.choice(DRAWN), dice.choice(("T1", "T1", "T2")), dice.randint(0, 20), dice.randint(0, 20))
        for _ in range(length)
    ]


def breach(make: Make, program: Sequence[Step]) -> str:
    """What went wrong in this storm; empty if nothing did."""
    try:
        play(make(), program)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {place.name}: {error}"
    return ""


def smaller(make: Make, program: list[Step], kind: str) -> list[Step]:
    """The same breach with as few steps as can be found by leaving steps out."""
    size = len(program) // 2
    while size:
        before, at = len(program), 0
        while at < len(program):
            tried = program[:at] + program[at + size :]
            if kind_of(breach(make, tried)) == kind:
                program = tried
            else:
                at += size
        size = size if len(program) < before else size // 2
    return program


def kind_of(told: str) -> str:
    """What tells one breach from another: the check that failed and the beginning of what it said."""
    return told.split(":")[0] + "".join(c for c in told.partition(":")[2][:22] if c.islower() or c == " ")


def storm(name: str, make: Make, examples: int, seed: int) -> int:
    """Run so many storms over one store; answers with the number of breaches."""
    begun, found, played, kinds = time.process_time(), 0, 0, set[str]()
    for number in range(examples):
        told = breach(make, program := drawn(f"{seed}:{name}:{number}"))
        played += 1
        if played % PROGRESS == 0:
            print(f"{name}: {played} of {examples}, {found} breaches so far", flush=True)
        if not told:
            continue
        found += 1
        kind = kind_of(told)
        print(f"BREACH {name} seed {seed}:{name}:{number}: {told[:600]}", flush=True)
        if kind not in kinds:
            kinds.add(kind)
            least = smaller(make, program, kind)
            print(f"  least: {least}\n  {breach(make, least)[:1500]}", flush=True)
        if found >= MOST_BREACHES:
            break
    print(f"{name}: {played} storms, {found} breaches, {time.process_time() - begun:.0f} s of work", flush=True)
    return found


def main(arguments: Sequence[str]) -> int:
    """All three stores."""
    wanted = {name: int(value) for name, _, value in (a.partition("=") for a in arguments)}
    seed = wanted.pop("seed", random.SystemRandom().randrange(10**6))
    split = {**({} if wanted else SPLIT), **wanted}
    with Emulator() as emulator:
        stores: dict[str, Make] = {"memory": MemoryPaper, "xlsx": XlsxPaper, "google": lambda: GooglePaper(emulator)}
        breaches = {name: storm(name, stores[name], examples, seed) for name, examples in split.items()}
    print(f"seed {seed}: {sum(breaches.values())} breaches in {split}", flush=True)
    return min(sum(breaches.values()), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
