"""What one branch has done in one wave: recorded, corrected, linked to the meeting behind it, deleted, brought back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import exists, select

from intranet.audit import kept
from intranet.campaigns import queries
from intranet.campaigns.models import Wave, WaveSession
from intranet.copying import again, fill, read
from intranet.database import db, utcnow
from intranet.formatting import local_today, vn_date
from intranet.forms import tidy
from intranet.meetings.models import Guest, Meeting
from intranet.meetings.service import real_date, refuse_marked
from intranet.organisations.models import KINDS, Organisation
from intranet.refusal import Refusal
from intranet.settings.service import require_open

TEXTS = ("guest", "note", "lessons")


@dataclass(frozen=True, slots=True)
class WaveSessionData:
    """A branch's line in a wave. ``held_on`` keeps its precision; ``planned_on`` is a day or a month."""

    wave_id: int
    organisation_id: int
    held_on: str | None = None
    planned_on: str | None = None
    total: int | None = None
    present: int | None = None
    pilot: bool | None = None
    guest: str | None = None
    note: str | None = None
    meeting_id: int | None = None
    lessons: str | None = None


def create_session(data: WaveSessionData, *, uid: str | None = None) -> WaveSession:
    """Record a branch's line, under its own public id or a given one. Raises Refusal."""
    data, wave = _checked(data)
    branch = _branch(data, wave)
    if queries.session_of(data.wave_id, data.organisation_id) is not None:
        raise Refusal(f"{branch.name} đã có dòng trong đợt này. Mở dòng đó ra sửa.", "organisation_id")
    require_open(data.organisation_id, _period(data, wave))
    session = WaveSession(**({"uid": uid} if uid else {}), version=1, wave_id=wave.id, organisation_id=branch.id)
    fill(session, data)
    db.session.add(session)
    db.session.flush()
    return session


def update_session(session: WaveSession, data: WaveSessionData) -> WaveSession:
    """Write these values; neither the old nor the new period may be locked. Raises Refusal."""
    before = session_data_of(session)
    data, wave = _checked(data)
    if data == before:
        return session
    if (data.wave_id, data.organisation_id) != (before.wave_id, before.organisation_id):
        raise Refusal("Không chuyển được dòng này sang chi bộ hay đợt khác. Xóa dòng rồi ghi lại.", "organisation_id")
    require_open(session.organisation_id, _period(before, wave))
    require_open(session.organisation_id, _period(data, wave))
    fill(session, data)
    session.version += 1
    db.session.flush()
    return session


def delete_session(session: WaveSession) -> None:
    """Delete a branch's line; ``restore_session`` brings it back. Raises Refusal in a locked period."""
    data = session_data_of(session)
    require_open(session.organisation_id, _period(data, db.session.get_one(Wave, session.wave_id)))
    kept.keep(session, kept.columns(session))
    db.session.delete(session)
    db.session.flush()


def restore_session(uid: str) -> WaveSession:
    """Bring a deleted line back as it was. Raises Refusal where the branch has another one by now."""
    whole = kept.kept(WaveSession, uid)
    data = again(WaveSessionData, whole)
    if data.meeting_id and not db.session.scalar(select(exists().where(Meeting.id == data.meeting_id))):
        data = replace(data, meeting_id=None)
    return create_session(data, uid=uid)


def session_owner_of(uid: str) -> int:
    """The branch of a deleted line. Raises Refusal when nothing can be brought back."""
    return int(kept.kept(WaveSession, uid)["organisation_id"])


def session_data_of(session: WaveSession) -> WaveSessionData:
    """What is recorded of a branch in a wave, as it would be handed in."""
    return read(WaveSessionData, session)


def link(wave: Wave, branch: Organisation, meeting: Meeting) -> WaveSession:
    """Say that this meeting was the branch's session of the wave: its day, figures and guests fill what is empty."""
    session = queries.session_of(wave.id, branch.id)
    data = session_data_of(session) if session else WaveSessionData(wave.id, branch.id)
    if data.held_on and not (meeting.date or "").startswith(data.held_on):
        raise Refusal(
            f"Chi bộ đã ghi tổ chức ngày {vn_date(data.held_on)}, khác ngày của buổi này. Sửa ngày trước rồi gắn.",
            "held_on",
        )
    data = replace(
        data, meeting_id=meeting.id, held_on=meeting.date,
        total=meeting.total if data.total is None else data.total,
        present=meeting.present if data.present is None else data.present, guest=data.guest or _guests(meeting),
    )  # fmt: skip
    return update_session(session, data) if session else create_session(data)


def _checked(data: WaveSessionData) -> tuple[WaveSessionData, Wave]:
    """The data tidied, and its wave. Raises Refusal, naming the field."""
    wave = db.session.get(Wave, data.wave_id)
    if wave is None:
        raise Refusal("Không tìm thấy đợt sinh hoạt.", "wave_id")
    for name in TEXTS:
        refuse_marked(getattr(data, name), name)
    data = replace(
        data, held_on=data.held_on or None, planned_on=data.planned_on or None,
        guest=tidy(data.guest or "") or None, note=tidy(data.note or "") or None, lessons=tidy(data.lessons or "") or None,
    )  # fmt: skip
    _check_dates(data)
    _check_figures(data)
    _check_meeting(data)
    return data, wave


def _check_dates(data: WaveSessionData) -> None:
    for name in ("held_on", "planned_on"):
        day = getattr(data, name)
        if day is not None and not real_date(day):
            raise Refusal(f"Không có ngày “{day}”.", name)
    if (data.planned_on is not None and len(data.planned_on) not in (7, 10)) or "Q" in (data.planned_on or ""):
        raise Refusal("Ngày dự kiến ghi đủ ngày, hoặc tháng và năm.", "planned_on")
    today = local_today(utcnow()).isoformat()
    if data.held_on is not None and "Q" not in data.held_on and data.held_on > today[: len(data.held_on)]:
        raise Refusal(
            f"Ngày {vn_date(data.held_on)} chưa đến. Nếu đó là lịch dự kiến, ghi vào ô Dự kiến ngày.", "held_on"
        )


def _check_figures(data: WaveSessionData) -> None:
    for name in ("total", "present"):
        figure = getattr(data, name)
        if figure is not None and not 0 <= figure <= 100_000:
            raise Refusal("Số phải từ 0 trở lên.", name)
    if data.total is not None and data.present is not None and data.present > data.total:
        raise Refusal(f"Có mặt {data.present} nhiều hơn tổng số {data.total} đảng viên.", "present")


def _check_meeting(data: WaveSessionData) -> None:
    if data.meeting_id is None:
        return
    meeting = db.session.get(Meeting, data.meeting_id)
    if meeting is None or meeting.organisation_id != data.organisation_id:
        raise Refusal("Buổi sinh hoạt đã chọn không phải của chi bộ này.", "meeting_id")


def _branch(data: WaveSessionData, wave: Wave) -> Organisation:
    """The branch of a new line: only one that the wave is for."""
    branch = db.session.get(Organisation, data.organisation_id)
    top = db.session.get_one(Organisation, wave.organisation_id)
    if branch is None or not branch.is_branch or not branch.path.startswith(top.path):
        raise Refusal(f"Đơn vị này không phải là chi bộ thuộc {top.name}.", "organisation_id")
    if wave.kinds and branch.kind not in wave.kind_list:
        kind = KINDS[branch.kind].lower() if branch.kind else "chưa rõ loại hình"
        raise Refusal(f"Đợt này không dành cho loại hình của {branch.name} ({kind}).", "organisation_id")
    return branch


def _guests(meeting: Meeting) -> str | None:
    """The delegation that attended a meeting, as one text."""
    rows = db.session.execute(
        select(Guest.full_name, Guest.position).where(Guest.meeting_id == meeting.id).order_by(Guest.id)
    )
    return "; ".join(f"{name} – {position}" if position else name for name, position in rows) or None


def _period(data: WaveSessionData, wave: Wave) -> str:
    """The period whose lock matters: the day's, or the wave's year while nothing is held."""
    return data.held_on or str(wave.year)
