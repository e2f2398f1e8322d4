"""Keep within Google's quota: turns that all workers on this machine take from one locked file, by account and by project.

Google counts requests a minute, reads and writes apart. A bucket that refills while it is being emptied would let nearly twice
the limit through in its first minute, so the turns of the last minute themselves are kept: a call goes at once while there is
room, else when the oldest turn has left the minute. Turns are given in order of asking, also those still to come.
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

#: Google's defaults: requests a minute by one account, and by the whole project.
PER_ACCOUNT = 60
PER_PROJECT = 300
#: Google's minute, and a second for calls that overtake one another on the way there.
WINDOW = 61.0
#: A turn further ahead than this was written by a clock that has since been set back.
BELIEVABLE = 900.0

Kind = Literal["read", "write"]
Turns = dict[str, list[float]]


class Clock:
    """The machine's clock; tests give another."""

    def now(self) -> float:
        """Seconds."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests allowed a minute, for reads and for writes each."""

    account: int = PER_ACCOUNT
    project: int = PER_PROJECT


@dataclass(frozen=True, slots=True)
class Account:
    """A service account, and the project whose quota it shares with others."""

    email: str
    project: str = ""


class Pace:
    """The turns of every account and project. One file is one quota: every process that calls Google is given the same."""

    def __init__(self, path: Path, limits: Limits | None = None, clock: Clock | None = None) -> None:
        self.path = path
        self.limits = limits or Limits()
        self.clock = clock or Clock()

    def take(self, account: Account, kind: Kind) -> None:
        """Take the next turn and wait for it."""
        wait = self.reserve(account, kind)
        if wait > 0:
            self.clock.sleep(wait)

    def reserve(self, account: Account, kind: Kind) -> float:
        """Take the next turn; answers how many seconds from now it comes."""
        with self._locked() as file:
            now = self.clock.now()
            turns = _read(file, now)
            limits = self._limits(account, kind)
            at = max(now, *(_next(turns.get(name, []), limit) for name, limit in limits.items()))
            for name in limits:
                turns[name] = sorted([*turns.get(name, []), at])
            _write(file, turns)
        return at - now

    def load(self, account: Account, kind: Kind) -> tuple[float, int]:
        """How long the next turn would be in coming, and how many were taken in the last minute. Takes none."""
        with self._locked() as file:
            now = self.clock.now()
            turns = _read(file, now)
        own = turns.get(_name(kind, account.email), [])
        at = max(_next(turns.get(name, []), limit) for name, limit in self._limits(account, kind).items())
        return max(0.0, at - now), len(own)

    def _limits(self, account: Account, kind: Kind) -> Mapping[str, int]:
        return {
            _name(kind, account.email): self.limits.account,
            _name(kind, f"project {account.project}"): self.limits.project,
        }

    @contextmanager
    def _locked(self) -> Iterator[IO[str]]:
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch()
        with self.path.open("r+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file


def _name(kind: Kind, whose: str) -> str:
    return f"{kind}:{whose}"


def _next(turns: list[float], limit: int) -> float:
    """When there is room again: a minute after the oldest of the last ``limit`` turns."""
    return turns[-limit] + WINDOW if len(turns) >= limit else 0.0


def _read(file: IO[str], now: float) -> Turns:
    """The turns that still count."""
    file.seek(0)
    try:
        content: Turns = json.loads(file.read() or "{}")
    except ValueError:
        return {}  # a half-written file: begin afresh, Google's own limit still holds
    return {
        name: [at for at in turns if now - WINDOW < at < now + BELIEVABLE]
        for name, turns in content.items()
        if isinstance(turns, list)
    }


def _write(file: IO[str], turns: Turns) -> None:
    """Overwritten and then cut to length: cutting to nothing first makes some file systems write to the disk at once."""
    file.seek(0)
    file.write(json.dumps({name: taken for name, taken in turns.items() if taken}))
    file.truncate()
