"""Who acts, from which side and in which run: set once at the edge, read by the audit trail at every flush."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of the changes being made now.

    ``source`` is one of web, sheet, cli, demo, undo, system; ``user_id`` and ``run_id`` are there where known.
    """

    source: str = "system"
    user_id: int | None = None
    run_id: int | None = None
    label: str = ""


NOBODY = Actor()
_actor: ContextVar[Actor] = ContextVar("actor", default=NOBODY)


def current() -> Actor:
    """The author of the changes being made now."""
    return _actor.get()


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Everything flushed inside is recorded as done by this author."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def become(actor: Actor) -> None:
    """Set the author for the rest of this context (a web request)."""
    _actor.set(actor)
