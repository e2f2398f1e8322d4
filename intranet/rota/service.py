"""Assignments to present: made, changed, marked, deleted, brought back.

Rules live here once; forms, the sync, the command line and the demo all come through these functions. Swaps are in
``swapping``, whose turn it is in ``proposals``, the topic bank in ``topics``, who is away in ``absences``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import exists, select

from intranet.audit import kept
from intranet.copying import again, fill, read
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.forms import tidy
from intranet.meetings.models import Meeting
from intranet.meetings.service import real_date, refuse_marked
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.rota import months
from intranet.rota.models import MEDIA, Assignment, Presenter, TopicEntry
from intranet.rota.queries import single
from intranet.settings.service import require_open


@dataclass(frozen=True, slots=True)
class AssignmentData:
    """Who presents what in a month. ``presenter_ids`` in the order named; ``due`` keeps its precision."""

    organisation_id: int
    month: str
    presenter_ids: Sequence[int] = ()
    topic: str | None = None
    media: str | None = None
    due: str | None = None
    prepared_on: str | None = None
    delivered: bool | None = None
    meeting_id: int | None = None
    note: str | None = None
    topic_entry_id: int | None = None


def create(data: AssignmentData, *, uid: str | None = None) -> Assignment:
    """Assign a presentation, under its own public id or a given one. Raises Refusal."""
    data = _checked(data)
    _check_presenters(data, ())
    require_open(data.organisation_id, data.month)
    assignment = Assignment(**({"uid": uid} if uid else {}), version=1, presenters=[])
    _write(assignment, data)
    db.session.add(assignment)
    db.session.flush()
    return assignment


def update(assignment: Assignment, data: AssignmentData) -> Assignment:
    """Write these values; neither the old nor the new month may be locked. Raises Refusal."""
    before = data_of(assignment)
    data = _checked(data)
    if data == before:
        return assignment
    known = before.presenter_ids if data.organisation_id == before.organisation_id else ()
    _check_presenters(data, known)
    require_open(before.organisation_id, before.month)
    require_open(data.organisation_id, data.month)
    _write(assignment, data)
    assignment.version += 1
    db.session.flush()
    return assignment


def delete(assignment: Assignment) -> None:
    """Delete an assignment; ``restore`` brings it back. Raises Refusal in a locked month."""
    require_open(assignment.organisation_id, assignment.month)
    presenters = data_of(assignment).presenter_ids
    uids = dict(db.session.execute(select(Member.id, Member.uid).where(Member.id.in_(presenters))).all())
    whole = {**kept.columns(assignment), "presenters": [uids[member_id] for member_id in presenters]}
    kept.keep(assignment, whole)
    db.session.delete(assignment)
    db.session.flush()


def restore(uid: str) -> Assignment:
    """Bring a deleted assignment back; who or what has been deleted since is left out. Raises Refusal."""
    whole = kept.kept(Assignment, uid)
    found = dict(db.session.execute(select(Member.uid, Member.id).where(Member.uid.in_(whole["presenters"]))).all())
    presenters = tuple(found[member] for member in whole["presenters"] if member in found)
    data = again(AssignmentData, whole, presenter_ids=presenters)
    if not _is_there(Meeting, data.meeting_id):
        data = replace(data, meeting_id=None)
    if not _is_there(TopicEntry, data.topic_entry_id):
        data = replace(data, topic_entry_id=None)
    return create(data, uid=uid)


def owner_of(uid: str) -> int:
    """The organisation of a deleted assignment. Raises Refusal when nothing can be brought back."""
    return int(kept.kept(Assignment, uid)["organisation_id"])


def data_of(assignment: Assignment) -> AssignmentData:
    """The assignment as the dataclass that would make it again."""
    single.load_presenters(assignment)
    return read(AssignmentData, assignment, presenter_ids=tuple(p.member_id for p in assignment.presenters))


def mark_prepared(assignment: Assignment, *, prepared: bool) -> None:
    """Prepared today, or not yet after all. Raises Refusal in a locked month."""
    day = local_today(utcnow()).isoformat() if prepared else None
    update(assignment, replace(data_of(assignment), prepared_on=day))


def mark_delivered(assignment: Assignment, delivered: bool | None) -> None:
    """Presented, not presented, or not yet said. Raises Refusal in a locked month."""
    update(assignment, replace(data_of(assignment), delivered=delivered))


def _checked(data: AssignmentData) -> AssignmentData:
    """The data tidied. Raises Refusal, naming the field."""
    for name in ("topic", "note"):
        refuse_marked(getattr(data, name), name)
    data = replace(
        data, month=data.month or "", presenter_ids=tuple(dict.fromkeys(data.presenter_ids)),
        topic=tidy(data.topic or "") or None, note=tidy(data.note or "") or None,
        media=data.media or None, due=data.due or None, prepared_on=data.prepared_on or None,
    )  # fmt: skip
    if not _is_there(Organisation, data.organisation_id):
        raise Refusal("Chọn chi bộ.", "organisation_id")
    if not months.is_month(data.month):
        raise Refusal("Chọn tháng trình bày, ví dụ 3/2022.", "month")
    if data.media is not None and data.media not in MEDIA:
        raise Refusal(f"Không có hình thức “{data.media}”.", "media")
    for name in ("due", "prepared_on"):
        day = getattr(data, name)
        if day is not None and not real_date(day):
            raise Refusal(f"Không có ngày “{day}”.", name)
    _check_links(data)
    return data


def _check_links(data: AssignmentData) -> None:
    if not _is_there(TopicEntry, data.topic_entry_id):
        raise Refusal("Chủ đề đã chọn không còn trong kho chủ đề.", "topic_entry_id")
    meeting = db.session.get(Meeting, data.meeting_id) if data.meeting_id is not None else None
    if data.meeting_id is not None and meeting is None:
        raise Refusal("Không tìm thấy buổi sinh hoạt đã chọn.", "meeting_id")


def _check_presenters(data: AssignmentData, known: Collection[int]) -> None:
    """Who presents belongs to the organisation, or once did: a transfer does not undo what was presented before it."""
    fresh = [member_id for member_id in data.presenter_ids if member_id not in known]
    if not fresh:
        return
    organisation = db.session.get_one(Organisation, data.organisation_id)
    names = dict(db.session.execute(select(Member.id, Member.full_name).where(Member.id.in_(fresh))).all())
    theirs = single.belonging(organisation, fresh)
    for member_id in fresh:
        if member_id not in names:
            raise Refusal("Không tìm thấy đảng viên đã chọn.", "presenter_ids")
        if member_id not in theirs:
            raise Refusal(f"{names[member_id]} không sinh hoạt ở {organisation.name}.", "presenter_ids")


def _is_there(model: type[Organisation | Meeting | TopicEntry], record_id: int | None) -> bool:
    return record_id is None or bool(db.session.scalar(select(exists().where(model.id == record_id))))


def _write(assignment: Assignment, data: AssignmentData) -> None:
    fill(assignment, data, "presenter_ids")
    there = {p.member_id: p for p in assignment.presenters}
    if gone := there.keys() - set(data.presenter_ids):
        for member_id in gone:  # said outright: an orphan found at flush time would miss the change log
            db.session.delete(there[member_id])
        db.session.flush()
    named = [there.get(m) or Presenter(member_id=m) for m in data.presenter_ids]
    for position, presenter in enumerate(named):
        presenter.position = position
    assignment.presenters = named
