"""Works done together in kind, told beside a fund: what, when, with whom, how many people and days."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from sqlalchemy import select

from intranet.copying import fill, read
from intranet.database import db
from intranet.funds.models import JointWork
from intranet.refusal import Refusal
from intranet.registers.kinds import PRECISIONS, Date, Text
from intranet.registers.numbers import Whole


@dataclass(frozen=True, slots=True)
class WorkData:
    """What a person may write of a joint work. ``done_on`` canonical, at any precision; ``workdays`` of all together."""

    content: str
    done_on: str | None = None
    partner: str | None = None
    beneficiary: str | None = None
    people: int | None = None
    workdays: int | None = None


def of_fund(fund_id: int) -> list[JointWork]:
    """The works of a fund, the latest first. One query."""
    query = select(JointWork).where(JointWork.fund_id == fund_id)
    return list(db.session.scalars(query.order_by(JointWork.done_on.desc(), JointWork.id.desc())))


def data_of(work: JointWork) -> WorkData:
    """The work as the data that would make it again."""
    return read(WorkData, work)


def add(fund_id: int, data: WorkData) -> JointWork:
    """Write a work. Raises Refusal."""
    work = JointWork(fund_id=fund_id, version=1, **asdict(_checked(data)))
    db.session.add(work)
    db.session.flush()
    return work


def update(work: JointWork, data: WorkData) -> None:
    """Correct a work. Raises Refusal."""
    fill(work, _checked(data))
    work.version += 1
    db.session.flush()


def delete(work: JointWork) -> None:
    """Take a work out; its history stays."""
    db.session.delete(work)
    db.session.flush()


def _checked(data: WorkData) -> WorkData:
    content = Text(1000).checked(data.content, "Việc đã làm", "content")
    if not content:
        raise Refusal("Nhập việc đã làm.", "content")
    return replace(
        data,
        content=content,
        done_on=Date(PRECISIONS).checked(data.done_on, "Thời gian", "done_on"),
        partner=Text(200).checked(data.partner, "Phối hợp với", "partner"),
        beneficiary=Text(200).checked(data.beneficiary, "Giúp ai, nơi nào", "beneficiary"),
        people=Whole(0, 100_000).checked(data.people, "Số người tham gia", "people"),
        workdays=Whole(0, 1_000_000).checked(data.workdays, "Số ngày công", "workdays"),
    )
