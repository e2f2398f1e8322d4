"""The transactions of a run, each short: while the engine talks to a sheet, nobody waits for the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from intranet.database import db, reading


@contextmanager
def looking() -> Iterator[None]:
    """A transaction that leaves nothing behind."""
    db.session.rollback()
    token = reading.set(True)
    try:
        yield
    finally:
        db.session.rollback()
        reading.reset(token)


@contextmanager
def rehearsing() -> Iterator[None]:
    """A transaction that writes and is then undone."""
    db.session.rollback()
    try:
        yield
    finally:
        db.session.rollback()


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that is kept, or nothing of it."""
    db.session.rollback()
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
