"""The month's tasks: registered, reviewed, carried over, deleted here and nowhere else, whoever asks.

Source: domain.md, C8. A task belongs to one month of one organisation; what is not done is carried to the next month
as a task of its own that points back, so that every month keeps what was said of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from intranet.audit.kept import columns, keep, kept
from intranet.copying import again, fill, read
from intranet.database import Base, db
from intranet.forms import tidy
from intranet.meetings.models import Meeting
from intranet.meetings.service import real_date, refuse_marked
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.reviews import queries
from intranet.reviews.models import RESULTS, WorkTask
from intranet.reviews.months import is_month, next_month, spoken
from intranet.settings.service import require_open
from sync import ids

TEXTS = ("remark", "praise", "criticism")
OWNER_LIMIT = 200


@dataclass(frozen=True, slots=True)
class TaskData:
    """A task as given: month "2022-05", owner a member or a text, deadline canonical, result a RESULTS key or None."""

    organisation_id: int
    month: str
    task: str
    owner_id: int | None = None
    owner_text: str | None = None
    deadline: str | None = None
    result: str | None = None
    remark: str | None = None
    praise: str | None = None
    criticism: str | None = None
    meeting_id: int | None = None
    carried_from_id: int | None = None


def create(data: TaskData, *, uid: str | None = None) -> WorkTask:
    """Register a task, under its own public id or a given one. Raises Refusal."""
    data = _checked(data)
    _check_links(data, None)
    require_open(data.organisation_id, data.month)
    task = WorkTask(uid=uid or ids.mint(), version=1)
    fill(task, data)
    db.session.add(task)
    db.session.flush()
    return task


def update(task: WorkTask, data: TaskData) -> WorkTask:
    """Write these values; nothing changed is no change. Refused where the old or the new month is locked."""
    data, before = _checked(data), data_of(task)
    if data == before:
        return task
    _check_links(data, task)
    require_open(before.organisation_id, before.month)
    require_open(data.organisation_id, data.month)
    fill(task, data)
    task.version += 1
    db.session.flush()
    return task


def delete(task: WorkTask) -> None:
    """Delete a task; what had been carried over from it stays. Refused in a locked month."""
    require_open(task.organisation_id, task.month)
    followers = db.session.scalars(select(WorkTask).where(WorkTask.carried_from_id == task.id)).all()
    for follower in followers:
        follower.carried_from_id = None
    keep(task, {**columns(task), "followers": [follower.uid for follower in followers]})
    db.session.flush()
    db.session.expire(task, ["carried_to"])
    db.session.delete(task)
    db.session.flush()


def restore(uid: str) -> WorkTask:
    """Bring a deleted task back, between its neighbours of other months where their places are free. Raises Refusal."""
    whole = kept(WorkTask, uid)
    data = again(TaskData, whole)
    task = create(_without_lost_links(data), uid=uid)
    alone = WorkTask.uid.in_(whole["followers"]), WorkTask.carried_from_id.is_(None)
    for follower in db.session.scalars(select(WorkTask).where(*alone)):
        follower.carried_from_id = task.id
    db.session.flush()
    return task


def data_of(task: WorkTask) -> TaskData:
    """What the task says now: updating it with this changes nothing."""
    return read(TaskData, task)


def set_result(task: WorkTask, result: str | None, *, meeting_id: int | None = None) -> WorkTask:
    """Tick a task at the review (None takes the tick away), at this flag ceremony if one is given."""
    at = meeting_id if meeting_id is not None and result is not None else task.meeting_id
    return update(task, replace(data_of(task), result=result, meeting_id=at))


def carry_over(organisation: Organisation, month: str) -> list[WorkTask]:
    """Register again for the next month what is not done in this one. Each is carried once: doing it again adds nothing.

    Gives the new tasks. Raises Refusal where the next month is locked.
    """
    if not is_month(month):
        raise Refusal("Tháng không hợp lệ.", "month")
    left = db.session.scalars(queries.uncarried(organisation.id, month)).all()
    return [create(_carried(task)) for task in left]


def take_back(organisation: Organisation, month: str) -> int:
    """Undo ``carry_over`` of this month: what was carried and not yet touched goes. Gives how many went."""
    into = db.session.scalars(queries.carried_into(organisation.id, next_month(month))).all()
    fresh = [task for task in into if not task.touched and task.version == 1]
    for task in fresh:
        delete(task)
    return len(fresh)


def _carried(task: WorkTask) -> TaskData:
    """The task as it stands in the next month, with nothing said of it yet."""
    return TaskData(
        task.organisation_id, next_month(task.month), task.task, task.owner_id, task.owner_text, task.deadline,
        carried_from_id=task.id,
    )  # fmt: skip


def _without_lost_links(data: TaskData) -> TaskData:
    """What a task pointed at, as far as it is still there and its place was not taken."""
    lost: dict[str, Any] = {}
    links: tuple[tuple[str, type[Base]], ...] = (
        ("owner_id", Member),
        ("meeting_id", Meeting),
        ("carried_from_id", WorkTask),
    )
    for name, model in links:
        if getattr(data, name) is not None and db.session.get(model, getattr(data, name)) is None:
            lost[name] = None
    taken = select(WorkTask.id).where(WorkTask.carried_from_id == data.carried_from_id)
    if data.carried_from_id is not None and db.session.scalar(taken) is not None:
        lost["carried_from_id"] = None
    return replace(data, **lost)


def _checked(data: TaskData) -> TaskData:
    """The data tidied. Raises Refusal, naming the field."""
    texts: dict[str, Any] = {name: tidy(getattr(data, name) or "") or None for name in ("owner_text", *TEXTS)}
    data = replace(
        data, task=tidy(data.task or ""), deadline=data.deadline or None, result=data.result or None, **texts
    )
    if not data.task:
        raise Refusal("Nhập nhiệm vụ.", "task")
    if not is_month(data.month):
        raise Refusal(f"“{data.month}” không phải là một tháng.", "month")
    if data.owner_id is not None and data.owner_text:
        raise Refusal("Chọn một đảng viên hoặc ghi tên tập thể, không ghi cả hai.", "owner_text")
    if data.owner_text and len(data.owner_text) > OWNER_LIMIT:
        raise Refusal(f"Tên người thực hiện dài quá {OWNER_LIMIT} ký tự.", "owner_text")
    if data.deadline and not real_date(data.deadline):
        raise Refusal(f"Hạn “{data.deadline}” không phải là ngày, tháng, quý hay năm có thật.", "deadline")
    if data.result and data.result not in RESULTS:
        raise Refusal(f"Không có kết quả “{data.result}”.", "result")
    for name in ("task", *TEXTS):
        refuse_marked(getattr(data, name), name)
    return data


def _check_links(data: TaskData, task: WorkTask | None) -> None:
    """What the task points at is there, and fits; what it already pointed at is not asked about again."""
    if db.session.get(Organisation, data.organisation_id) is None:
        raise Refusal("Không có đơn vị này.", "organisation_id")
    if data.owner_id is not None and db.session.get(Member, data.owner_id) is None:
        raise Refusal("Không tìm thấy đảng viên đã chọn.", "owner_id")
    if data.meeting_id is not None and (task is None or data.meeting_id != task.meeting_id):
        _check_ceremony(data)
    if data.carried_from_id is not None:
        _check_origin(data, task)
    if task is not None and data.month != task.month:
        _check_followers(data, task)


def _check_ceremony(data: TaskData) -> None:
    meeting = db.session.get(Meeting, data.meeting_id)
    if meeting is None or meeting.organisation_id != data.organisation_id or "flag_session" not in meeting.kind_list:
        raise Refusal("Chọn một buổi chào cờ của đơn vị này.", "meeting_id")


def _check_origin(data: TaskData, task: WorkTask | None) -> None:
    """A task is carried within its organisation, to a later month, and once only."""
    origin = db.session.get(WorkTask, data.carried_from_id)
    if origin is None or origin.organisation_id != data.organisation_id or origin.month >= data.month:
        raise Refusal("Nhiệm vụ chuyển sang phải từ một tháng trước của cùng đơn vị.", "carried_from_id")
    other = db.session.scalar(select(WorkTask).where(WorkTask.carried_from_id == origin.id))
    if other is not None and other is not task:
        raise Refusal(f"Nhiệm vụ này đã chuyển sang {spoken(other.month)} rồi.", "carried_from_id")


def _check_followers(data: TaskData, task: WorkTask) -> None:
    follower = db.session.scalar(select(WorkTask).where(WorkTask.carried_from_id == task.id))
    if follower is not None and follower.month <= data.month:
        raise Refusal(
            f"Nhiệm vụ này đã chuyển sang {spoken(follower.month)}, nên không dời được đến tháng này.", "month"
        )
