"""Campaign waves: made, changed, deleted, brought back; their steps. What branches did in one is in ``sessions``.

Rules live here once; forms, the sync, the command line and the demo all come through these functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from intranet.audit import kept
from intranet.campaigns import queries
from intranet.campaigns.models import Wave, WaveSession, WaveStep
from intranet.campaigns.sessions import (
    WaveSessionData,
    create_session,
    delete_session,
    restore_session,
    session_data_of,
    update_session,
)
from intranet.copying import again, fill, read
from intranet.database import db
from intranet.formatting import vn_date
from intranet.forms import tidy
from intranet.meetings.models import Meeting
from intranet.meetings.service import real_date, refuse_marked
from intranet.organisations.models import BRANCH_KINDS, KINDS, Organisation
from intranet.refusal import Refusal
from intranet.settings.service import require_open

__all__ = [
    "WaveData", "WaveSessionData", "create", "create_session", "data_of", "delete", "delete_session", "owner_of",
    "restore", "restore_session", "session_data_of", "update", "update_session",
]  # fmt: skip

TEXTS = ("title", "theme", "term_theme", "basis")


@dataclass(frozen=True, slots=True)
class WaveData:
    """A wave: who leads it (its subtree is the scope), its window of days, its themes, and the kinds of branch (all if none)."""

    organisation_id: int
    year: int
    title: str
    opens_on: str
    closes_on: str
    theme: str | None = None
    term_theme: str | None = None
    basis: str | None = None
    kinds: Sequence[str] = ()


def create(data: WaveData, *, uid: str | None = None) -> Wave:
    """Start a wave, under its own public id or a given one. Raises Refusal."""
    data = _checked(data)
    _check_scope(data)
    require_open(data.organisation_id, str(data.year))
    wave = Wave(**({"uid": uid} if uid else {}), version=1, steps=[], sessions=[])
    _write(wave, data)
    db.session.add(wave)
    db.session.flush()
    return wave


def update(wave: Wave, data: WaveData) -> Wave:
    """Write these values; neither the old nor the new year may be locked. Raises Refusal."""
    data = _checked(data)
    if data == data_of(wave):
        return wave
    _check_scope(data, wave)
    require_open(wave.organisation_id, str(wave.year))
    require_open(data.organisation_id, str(data.year))
    _write(wave, data)
    wave.version += 1
    db.session.flush()
    return wave


def delete(wave: Wave) -> None:
    """Delete a wave with its steps and every branch's line; ``restore`` brings all of it back. Raises Refusal."""
    wave = _whole(wave)
    _require_all_open(wave)
    parts = {"sessions": [kept.columns(s) for s in wave.sessions], "steps": [kept.columns(s) for s in wave.steps]}
    kept.keep(wave, {**kept.columns(wave), **parts})
    db.session.delete(wave)
    db.session.flush()


def owner_of(uid: str) -> int:
    """The organisation that led a deleted wave. Raises Refusal when nothing can be brought back."""
    return int(kept.kept(Wave, uid)["organisation_id"])


def restore(uid: str) -> Wave:
    """Bring a deleted wave back with its steps and lines; a meeting deleted since is no longer behind its line."""
    whole = kept.kept(Wave, uid)
    kinds = tuple(whole["kinds"].split(",")) if whole["kinds"] else ()
    wave = create(again(WaveData, whole, kinds=kinds), uid=uid)
    wave.steps = [WaveStep(**kept.values(step, "wave_id")) for step in whole["steps"]]
    wave.sessions = [WaveSession(**_still_there(kept.values(line, "wave_id"))) for line in whole["sessions"]]
    _require_all_open(wave)
    db.session.flush()
    return wave


def data_of(wave: Wave) -> WaveData:
    """The wave as the dataclass that would make it again."""
    return read(WaveData, wave, kinds=tuple(wave.kind_list))


def _checked(data: WaveData) -> WaveData:
    """The data tidied. Raises Refusal, naming the field."""
    for name in TEXTS:
        refuse_marked(getattr(data, name), name)
    data = replace(
        data, title=tidy(data.title or ""), theme=tidy(data.theme or "") or None,
        term_theme=tidy(data.term_theme or "") or None, basis=tidy(data.basis or "") or None,
        kinds=tuple(kind for kind in BRANCH_KINDS if kind in data.kinds) if _known(data.kinds) else (),
    )  # fmt: skip
    if not data.title:
        raise Refusal("Nhập tên đợt sinh hoạt.", "title")
    if len(data.title) > 300:
        raise Refusal("Tên đợt dài quá 300 ký tự.", "title")
    _check_window(data)
    return data


def _known(kinds: Sequence[str]) -> bool:
    for kind in kinds:
        if kind not in BRANCH_KINDS:
            raise Refusal(f"Không có loại hình chi bộ “{kind}”.", "kinds")
    return True


def _check_window(data: WaveData) -> None:
    for name in ("opens_on", "closes_on"):
        day = getattr(data, name)
        if not day or len(day) != len("2022-03-05") or not real_date(day):
            raise Refusal("Nhập đủ ngày, tháng, năm.", name)
    if data.closes_on < data.opens_on:
        raise Refusal(
            f"Đợt kết thúc ngày {vn_date(data.closes_on)}, trước khi bắt đầu ngày {vn_date(data.opens_on)}. "
            "Xem lại hai ngày này.",
            "closes_on",
        )
    if not int(data.opens_on[:4]) <= data.year <= int(data.closes_on[:4]):
        raise Refusal(
            f"Năm {data.year} không nằm trong thời gian của đợt ({vn_date(data.opens_on)} đến {vn_date(data.closes_on)}).",
            "year",
        )


def _check_scope(data: WaveData, wave: Wave | None = None) -> None:
    """A wave is for at least one branch in use, and for every branch that already has a line in it."""
    leader = db.session.get(Organisation, data.organisation_id)
    if leader is None:
        raise Refusal("Chọn đơn vị tổ chức đợt.", "organisation_id")
    if db.session.scalar(queries.branches_of(leader, data.kinds).limit(1)) is None:
        which = f" loại hình {', '.join(KINDS[k].lower() for k in data.kinds)}" if data.kinds else ""
        raise Refusal(
            f"{leader.name} chưa có chi bộ{which} nào đang hoạt động nên đợt không có ai thực hiện. "
            "Chọn loại hình khác, hoặc nhập chi bộ trước.",
            "kinds" if data.kinds else "organisation_id",
        )
    if wave is not None and _left_outside(wave, leader):
        raise Refusal(
            f"Đợt đã ghi kết quả của chi bộ không thuộc {leader.name}. Giữ đơn vị cũ, hoặc xóa các dòng đó trước.",
            "organisation_id",
        )


def _left_outside(wave: Wave, leader: Organisation) -> bool:
    outside = ~Organisation.path.startswith(leader.path, autoescape=True)
    mine = WaveSession.wave_id == wave.id, WaveSession.organisation_id == Organisation.id
    return bool(db.session.scalar(select(exists().where(*mine, outside))))


def _whole(wave: Wave) -> Wave:
    """The wave with its steps and lines as they stand in the database now."""
    parts = selectinload(Wave.steps), selectinload(Wave.sessions)
    query = select(Wave).where(Wave.id == wave.id).options(*parts).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def _require_all_open(wave: Wave) -> None:
    """Closed figures do not change, neither by deleting nor by bringing back."""
    require_open(wave.organisation_id, str(wave.year))
    for session in wave.sessions:
        require_open(session.organisation_id, session.held_on or str(wave.year))


def _still_there(values: dict[str, object]) -> dict[str, object]:
    meeting = values.get("meeting_id")
    gone = meeting is not None and not db.session.scalar(select(exists().where(Meeting.id == meeting)))
    return {**values, "meeting_id": None} if gone else values


def _write(wave: Wave, data: WaveData) -> None:
    fill(wave, data, kinds=",".join(data.kinds))
