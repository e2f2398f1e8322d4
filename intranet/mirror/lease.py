"""The lease on a workbook: two runs never touch one workbook at once, and a run that died does not block it."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import timedelta
from pathlib import Path

from sqlalchemy import or_, select, update

from intranet.database import db, utcnow
from intranet.mirror.models import Workbook

#: How long a silent holder is waited for. Every sign of progress renews the lease.
TERM = timedelta(minutes=15)


class LeaseHeld(Exception):
    """Another run holds the workbook."""


def _born(pid: int) -> str:
    """When a process of this machine started, so that a reused number is not taken for it; "" if there is none.

    One that was killed and that nobody has taken note of yet (a zombie) is none.
    """
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
        return "" if told[0] in "ZX" else told[19]
    except (OSError, IndexError):
        return ""


def new_holder() -> str:
    """A name for a run of this process that tells whether the process is still there."""
    pid = os.getpid()
    return f"{socket.gethostname()[:30]}:{pid}:{_born(pid)}:{secrets.token_hex(4)}"


def is_dead(holder: str) -> bool:
    """Whether the holder was a process of this machine that has ended."""
    try:
        host, pid, born, _ = holder.rsplit(":", 3)
    except ValueError:
        return False
    return host == socket.gethostname()[:30] and bool(born) and _born(int(pid)) != born


def take(workbook_id: int, holder: str) -> None:
    """Take the lease and commit. Raises LeaseHeld while a living run has it."""
    now, other = utcnow(), db.session.scalar(select(Workbook.lease_holder).where(Workbook.id == workbook_id))
    free = or_(Workbook.lease_holder.is_(None), Workbook.lease_until < now)
    if other is not None and is_dead(other):
        free = or_(free, Workbook.lease_holder == other)
    wanted = update(Workbook).where(Workbook.id == workbook_id, free)
    taken = db.session.execute(wanted.values(lease_holder=holder, lease_until=now + TERM))
    db.session.commit()
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise LeaseHeld


def renew(workbook_id: int, holder: str) -> None:
    """Hold on for another term; the caller commits. Raises LeaseHeld if the lease was lost meanwhile."""
    mine = update(Workbook).where(Workbook.id == workbook_id, Workbook.lease_holder == holder)
    if not db.session.execute(mine.values(lease_until=utcnow() + TERM)).rowcount:  # type: ignore[attr-defined]
        raise LeaseHeld


def release(workbook_id: int, holder: str) -> None:
    """Give the lease back and commit."""
    mine = update(Workbook).where(Workbook.id == workbook_id, Workbook.lease_holder == holder)
    db.session.execute(mine.values(lease_holder=None, lease_until=None))
    db.session.commit()
