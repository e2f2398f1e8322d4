"""Waiting for something that happens in another process or thread: asked again until it is so, never slept through."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

#: How long, in seconds, a busy machine may take before a start, a stop or an answer counts as failed.
PATIENCE = 300.0
_PAUSE = 0.1
T = TypeVar("T")


def wait_until(asked: Callable[[], T], what: str) -> T:
    """Ask again and again until the answer is true, and give it. Fails after PATIENCE, saying ``what`` did not happen."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := asked()):
        assert time.monotonic() < deadline, what
        time.sleep(_PAUSE)
    return answer
