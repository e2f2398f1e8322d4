"""The journal: what is about to be sent to a sheet is known before it is sent, so that a killed run leaves no riddle (law 12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from intranet.database import db
from intranet.mirror.models import JournalEntry
from sync.facts import Announced


def open_entries(workbook_id: int) -> list[JournalEntry]:
    """Announcements whose outcome no commit has recorded."""
    mine = select(JournalEntry).where(JournalEntry.workbook_id == workbook_id, JournalEntry.state == "open")
    return list(db.session.scalars(mine.order_by(JournalEntry.id)))


def announced(workbook_id: int) -> list[Announced]:
    """Batches that an unfinished run may have sent, oldest first, with the values of the rows they touch."""
    return [
        Announced(entry.marker, entry.content.get("rows", {}), entry.content.get("restored", {}))
        for entry in open_entries(workbook_id)
    ]


def is_outdated(workbook_id: int, marker: str) -> bool:
    """Whether a later batch than this one is known to have been applied. Of an unknown marker nothing can be said."""
    entry = _entry(workbook_id, marker)
    return entry is not None and entry.state != "open" and bool(_applied_after(entry))


def is_unknown(workbook_id: int, marker: str) -> bool:
    """Whether batches were applied to this workbook, and none of them had this marker."""
    applied = select(JournalEntry.id).where(JournalEntry.workbook_id == workbook_id, JournalEntry.state == "applied")
    return _entry(workbook_id, marker) is None and db.session.scalar(applied.limit(1)) is not None


def accept(workbook_id: int, marker: str | None, run_id: int) -> None:
    """A workbook was taken as it is: later batches than the one whose marker it bears stand nowhere any more.

    A marker nobody remembers is remembered from now on.
    """
    entry = _entry(workbook_id, marker)
    if marker is not None and db.session.scalar(select(JournalEntry.id).where(JournalEntry.marker == marker)) is None:
        db.session.add(
            JournalEntry(
                marker=marker, workbook_id=workbook_id, run_id=run_id, state="applied", content={"taken": True}
            )
        )
    for later in _applied_after(entry) if entry is not None and entry.state != "open" else ():
        later.state = "void"
    db.session.flush()


def _entry(workbook_id: int, marker: str | None) -> JournalEntry | None:
    mine = select(JournalEntry).where(JournalEntry.workbook_id == workbook_id, JournalEntry.marker == marker)
    return db.session.scalars(mine).one_or_none()


def _applied_after(entry: JournalEntry) -> list[JournalEntry]:
    later = select(JournalEntry).where(JournalEntry.workbook_id == entry.workbook_id, JournalEntry.id > entry.id)
    return list(db.session.scalars(later.where(JournalEntry.state == "applied")))


def announce(workbook_id: int, run_id: int, marker: str, content: Mapping[str, Any]) -> None:
    """Note what is about to be sent; the caller commits."""
    db.session.add(JournalEntry(marker=marker, workbook_id=workbook_id, run_id=run_id, content=dict(content)))


def close(workbook_id: int, marker: str | None, *, all_read: bool) -> None:
    """Record the outcome of the announced batch. Older entries are void once a commit has looked at every table."""
    for entry in open_entries(workbook_id):
        if entry.marker == marker:
            entry.state = "applied"
        elif all_read:
            entry.state = "void"
    db.session.flush()
