"""Work for the worker process: "sync now" as a task with a progress row, and the nightly run over every workbook."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from flask import Flask, has_app_context
from huey import crontab
from huey.consumer import Consumer
from sqlalchemy import select

from intranet.database import db
from intranet.extensions import huey
from intranet.mirror import letters, nightly, runs
from intranet.mirror.models import SyncRun, Workbook

#: The queue counts in UTC: 19:00 there is two in the morning in Viet Nam.
NIGHTLY = crontab(minute="0", hour="19")

_serving: list[Flask] = []


@contextlib.contextmanager
def _application() -> Iterator[None]:
    """The caller's application where there is one (a test, the CLI), else the one the worker serves."""
    if has_app_context():
        yield
    else:
        with _serving[0].app_context():
            yield


@huey.task(retries=5, retry_delay=10)  # type: ignore[untyped-decorator]
def sync_workbook(run_id: int) -> None:
    """Carry out one queued run. A person who asks wants to see what the sheet says now, so it is always read.

    A run that could not even begin (the database was busy for long) is still queued, and is tried again.
    """
    with _application():
        if db.session.get_one(SyncRun, run_id).state == "queued":
            runs.execute(run_id, force=True)


@huey.periodic_task(NIGHTLY)  # type: ignore[untyped-decorator]
def sync_every_workbook() -> None:
    """The nightly run, and a letter about each workbook; one workbook's trouble changes nothing for the others (law 13)."""
    with _application():
        for number in [run.id for run in run_all("nightly")]:
            letters.post(db.session.get_one(SyncRun, number))


def run_all(trigger: str) -> list[SyncRun]:
    """Run every workbook that is switched on."""
    found = select(Workbook.id).where(Workbook.enabled).order_by(Workbook.id)
    return nightly.run_many(list(db.session.scalars(found)), trigger)


def start(workbook: Workbook, user_id: int | None) -> SyncRun:
    """Queue "sync now" and hand it to the worker; commits, since the worker must see the row."""
    run = runs.queue(workbook, "manual", user_id)
    db.session.commit()
    sync_workbook(run.id)
    return run


def serve(app: Flask) -> None:
    """Work off the queue until told to stop."""
    _serving[:] = [app]
    Consumer(huey, workers=1, periodic=True, initial_delay=0.1, max_delay=2.0).run()
