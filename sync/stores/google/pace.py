"""Keep within Google's quota: a token bucket that all workers on this machine share through a locked file."""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

#: Google's defaults: requests a minute by one account, and by the whole project.
PER_ACCOUNT = 60
PER_PROJECT = 300


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


class Pace:
    """Buckets of read and write tokens, by account and for the project, filled evenly. ``take`` waits for its turn."""

    def __init__(self, path: Path, limits: Limits | None = None, clock: Clock | None = None) -> None:
        self.path = path
        self.limits = limits or Limits()
        self.clock = clock or Clock()

    def take(self, account: str, kind: str) -> None:
        """Spend one token of this kind ("read" or "write"); waits while there is none."""
        while (wait := self._try(account, kind)) > 0:
            self.clock.sleep(wait)

    def _try(self, account: str, kind: str) -> float:
        """Take a token and answer 0, or take none and answer how many seconds to wait."""
        sizes = {f"{kind}:{account}": self.limits.account, f"{kind}:*": self.limits.project}
        with self._locked() as file:
            buckets, now = _read(file), self.clock.now()
            levels = {name: _level(buckets.get(name), size, now) for name, size in sizes.items()}
            lacking = [(1 - level) * 60 / sizes[name] for name, level in levels.items() if level < 1]
            if lacking:
                return max(lacking)
            buckets.update({name: [level - 1, now] for name, level in levels.items()})
            _write(file, buckets)
        return 0.0

    @contextmanager
    def _locked(self) -> Iterator[IO[str]]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file


def _level(bucket: list[float] | None, size: int, now: float) -> float:
    """How many tokens a bucket holds now."""
    if bucket is None:
        return float(size)
    level, then = bucket
    return min(float(size), level + max(0.0, now - then) * size / 60)


def _read(file: IO[str]) -> dict[str, list[float]]:
    file.seek(0)
    try:
        content = json.loads(file.read() or "{}")
    except ValueError:
        return {}  # a half-written file: begin with full buckets, Google's own limit still holds
    return dict(content)


def _write(file: IO[str], buckets: Mapping[str, list[float]]) -> None:
    file.seek(0)
    file.truncate()
    file.write(json.dumps(buckets))
    file.flush()
