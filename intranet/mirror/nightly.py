"""One run over many workbooks: spreadsheets several at once, since Google is mostly waited for; files in turn."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from queue import Empty, SimpleQueue

from flask import Flask, current_app
from sqlalchemy import select

from intranet.database import db
from intranet.mirror import runs
from intranet.mirror.models import SyncRun, Workbook
from intranet.mirror.stores import Opener
from sync.stores.google.accounts import workers


class Desk:
    """One thread works at the database at a time, and lets another come while it waits for Google: SQLite has one writer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Work here alone."""
        with self._lock:
            yield

    @contextmanager
    def left(self) -> Iterator[None]:
        """Inside ``taken``: make room for a while."""
        self._lock.release()
        try:
            yield
        finally:
            self._lock.acquire()


def run_many(numbers: Sequence[int], trigger: str) -> list[SyncRun]:
    """Run these workbooks; the runs in the order asked for."""
    rows = db.session.execute(select(Workbook.id, Workbook.kind).where(Workbook.id.in_(numbers)))
    kinds: dict[int, str] = {row.id: row.kind for row in rows}
    db.session.rollback()
    done = _at_once([number for number in numbers if kinds[number] == "sheets"], trigger)
    files = Opener()
    for number in numbers:
        if number not in done:
            done[number] = runs.run_now(db.session.get_one(Workbook, number), trigger, opener=files).id
    return [db.session.get_one(SyncRun, done[number]) for number in numbers]


def _at_once(numbers: Sequence[int], trigger: str) -> dict[int, int]:
    """Run these spreadsheets; the id of each one's run."""
    desk, todo, done = Desk(), SimpleQueue[int](), dict[int, int]()
    for number in numbers:
        todo.put(number)
    opener = Opener(many=len(numbers) > 1, aside=desk.left)
    if opener.many:
        with desk.taken():
            opener.look()

    def work(mine: Opener) -> None:
        with desk.taken():
            while (number := _next(todo)) is not None:
                done[number] = runs.run_now(db.session.get_one(Workbook, number), trigger, opener=mine).id

    threads = min(len(numbers), workers(opener.accounts()))
    if threads:
        twins = [opener.sibling() for _ in range(threads - 1)]
        _together([partial(work, mine) for mine in (opener, *twins)])
    return done


def _next(todo: SimpleQueue[int]) -> int | None:
    try:
        return todo.get_nowait()
    except Empty:
        return None


def _together(works: Sequence[Callable[[], None]]) -> None:
    """Do these side by side, each in an application context of its own. Raises what one of them raised."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def inside(work: Callable[[], None]) -> None:
        with app.app_context():
            work()

    with ThreadPoolExecutor(len(works)) as pool:
        for future in [pool.submit(inside, work) for work in works]:
            future.result()
