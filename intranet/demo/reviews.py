"""The demo's monthly reviews: a few months of tasks, ticked at the flag ceremony, the unfinished carried over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from intranet.database import db
from intranet.meetings import service as meetings
from intranet.meetings.models import Meeting
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.organisations.queries import branches
from intranet.reviews import service
from intranet.reviews.models import WorkTask
from intranet.reviews.months import next_month, shifted
from intranet.reviews.service import TaskData

MONTHS = 4
TASKS = (
    "Vệ sinh đường làng ngõ xóm sáng chủ nhật",
    "Vận động các hộ treo cờ, chỉnh trang cột cờ",
    "Trồng 100 m đường hoa đoạn nhà văn hóa",
    "Rà soát hộ nghèo, hộ cận nghèo của thôn",
    "Sửa hai cột đèn đường ở ngõ 3",
    "Tuyên truyền phân loại rác tại nhà",
    "Thăm, tặng quà gia đình chính sách",
    "Vận động đóng góp quỹ khuyến học",
)
COLLECTIVES = ("Chi hội phụ nữ", "Đoàn thanh niên", "Ban công tác mặt trận", "Chi hội cựu chiến binh")
REMARKS = ("Được khoảng hai phần ba", "Mới họp bàn, chưa làm", "Chờ vật liệu")
PRAISES = ("Đồng chí làm trước hạn", "Vận động được thêm 6 hộ", "Cả tổ ra quân đông đủ")
CRITICISMS = ("Ra quân còn muộn", "Tự nhận chưa sát việc")


def make_reviews(committee: Organisation, today: date) -> None:
    """Tasks of the last months for every branch under the committee; the month it is stands without results yet."""
    random = Random(5)
    under = select(Organisation).where(Organisation.path.startswith(committee.path, autoescape=True))
    this_month = today.isoformat()[:7]
    for number, branch in enumerate(branches(under)):
        people = list(db.session.scalars(select(Member).where(Member.branch_id == branch.id).order_by(Member.id)))
        for month in (shifted(this_month, -back) for back in range(MONTHS, -1, -1)):
            _register(branch, people, month, random)
            if month < this_month:
                _review(branch, month, random, _ceremony(branch, month) if number == 0 else None)
                service.carry_over(branch, month)
    db.session.commit()


def _register(branch: Organisation, people: list[Member], month: str, random: Random) -> None:
    for text in random.sample(TASKS, 3):
        by_member = people and random.random() < 0.7
        service.create(
            TaskData(
                branch.id, month, text, random.choice(people).id if by_member else None,
                None if by_member else random.choice(COLLECTIVES), f"{month}-{random.choice((20, 25, 28))}",
            )
        )  # fmt: skip


def _review(branch: Organisation, month: str, random: Random, ceremony: Meeting | None) -> None:
    of_month = select(WorkTask).where(WorkTask.organisation_id == branch.id, WorkTask.month == month)
    for task in db.session.scalars(of_month.order_by(WorkTask.id)).all():
        result = random.choices(("done", "in_progress", "not_done"), (80, 14, 6))[0]
        said: dict[str, Any] = {
            "result": result, "meeting_id": ceremony.id if ceremony else None,
            "remark": random.choice(REMARKS) if result != "done" else None,
            "praise": random.choice(PRAISES) if result == "done" and random.random() < 0.3 else None,
            "criticism": random.choice(CRITICISMS) if result == "not_done" else None,
        }  # fmt: skip
        service.update(task, replace(service.data_of(task), **said))


def _ceremony(branch: Organisation, month: str) -> Meeting:
    """The flag ceremony on the first Monday of the month after."""
    first = date.fromisoformat(f"{next_month(month)}-01")
    monday = first + timedelta(days=-first.weekday() % 7)
    data = meetings.MeetingData(
        branch.id, monday.year, monday.isoformat(), "07:00", ("flag_session",),
        topic=f"Chào cờ, nhận xét nhiệm vụ tháng {int(month[5:])}",
    )  # fmt: skip
    return meetings.create(data)
