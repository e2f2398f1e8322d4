"""The rounds of a contest: added, closed to new entries, opened again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from intranet.contests.models import ContestRound
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.forms import tidy
from intranet.refusal import Refusal
from intranet.registers.contest_entries import ContestEntry
from intranet.registers.kinds import Date


@dataclass(frozen=True, slots=True)
class RoundData:
    """What a person may write of a round. ``closes_on``: the last day on which entries are taken."""

    name: str
    closes_on: str | None = None
    closed: bool = False


def of_contest(contest_id: int) -> Sequence[ContestRound]:
    """The rounds in their order. One query."""
    return db.session.scalars(
        select(ContestRound).where(ContestRound.contest_id == contest_id).order_by(ContestRound.number)
    ).all()


def data_of(found: ContestRound) -> RoundData:
    """The round as the data that would make it again."""
    return RoundData(found.name, found.closes_on, found.closed)


def add(contest_id: int, data: RoundData) -> ContestRound:
    """Add a round after the others. Raises Refusal."""
    last = db.session.scalar(select(func.max(ContestRound.number)).where(ContestRound.contest_id == contest_id)) or 0
    made = ContestRound(contest_id=contest_id, number=last + 1, version=1, name="")
    _write(made, data)
    db.session.add(made)
    db.session.flush()
    return made


def update(found: ContestRound, data: RoundData) -> None:
    """Rename a round, close it or open it again. Raises Refusal."""
    _write(found, data)
    found.version += 1
    db.session.flush()


def delete(found: ContestRound) -> None:
    """Delete a round without entries. Raises Refusal."""
    if db.session.scalar(select(ContestEntry.id).where(ContestEntry.round_id == found.id).limit(1)) is not None:
        raise Refusal(f"{found.name} đã có bài dự thi nên không xóa được. Có thể đóng vòng này lại.")
    db.session.delete(found)
    db.session.flush()


def is_open(found: ContestRound) -> bool:
    """Whether the round takes entries today."""
    return not found.closed and (found.closes_on is None or found.closes_on >= local_today(utcnow()).isoformat())


def _write(found: ContestRound, data: RoundData) -> None:
    name = tidy(data.name)
    if not name:
        raise Refusal("Nhập tên vòng thi.", "name")
    if len(name) > 120:
        raise Refusal("Tên vòng thi dài quá 120 ký tự.", "name")
    found.name, found.closed = name, data.closed
    found.closes_on = Date(("day",)).checked(data.closes_on, "Ngày cuối nhận bài", "closes_on")
