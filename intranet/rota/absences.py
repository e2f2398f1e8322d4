"""Who cannot present from when until when: entered, taken out, put back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from intranet.audit import kept
from intranet.copying import again
from intranet.database import db
from intranet.formatting import vn_date
from intranet.forms import tidy
from intranet.meetings.service import real_date, refuse_marked
from intranet.members.models import Member
from intranet.refusal import Refusal
from intranet.rota.models import Absence


@dataclass(frozen=True, slots=True)
class AbsenceData:
    """A member is away from a day until a day (None: until further notice)."""

    member_id: int
    starts_on: str
    ends_on: str | None = None
    reason: str = ""


def create(data: AbsenceData, *, uid: str | None = None) -> Absence:
    """Enter an absence. Raises Refusal."""
    data = replace(data, reason=tidy(data.reason or ""), ends_on=data.ends_on or None)
    refuse_marked(data.reason, "reason")
    if len(data.reason) > 200:
        raise Refusal("Lý do dài quá 200 ký tự.", "reason")
    if db.session.get(Member, data.member_id) is None:
        raise Refusal("Chọn đảng viên.", "member")
    for name in ("starts_on", "ends_on"):
        day = getattr(data, name)
        if day is not None and (len(day) != len("2022-03-05") or not real_date(day)):
            raise Refusal("Nhập đủ ngày, tháng, năm.", name)
    if data.ends_on is not None and data.ends_on < data.starts_on:
        raise Refusal(
            f"Vắng đến {vn_date(data.ends_on)} lại trước ngày bắt đầu vắng {vn_date(data.starts_on)}. Xem lại hai ngày.",
            "ends_on",
        )
    absence = Absence(**({"uid": uid} if uid else {}), **asdict(data))
    db.session.add(absence)
    db.session.flush()
    return absence


def delete(absence: Absence) -> None:
    """Take an absence out; ``restore`` puts it back."""
    kept.keep(absence, kept.columns(absence))
    db.session.delete(absence)
    db.session.flush()


def restore(uid: str) -> Absence:
    """Put an absence back. Raises Refusal."""
    whole = kept.kept(Absence, uid)
    return create(again(AbsenceData, whole), uid=uid)


def member_of(uid: str) -> int:
    """The member whose absence was taken out. Raises Refusal when nothing can be put back."""
    return int(kept.kept(Absence, uid)["member_id"])
