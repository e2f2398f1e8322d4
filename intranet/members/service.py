"""What happens to a member: entered, corrected, transferred, deleted, brought back.

Rules live here once; forms, the sync, the command line and the demo all come through these functions. Two members may
bear the same name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.exc import IntegrityError

from intranet.copying import again, fill, read
from intranet.database import db
from intranet.formatting import name_key, search_key
from intranet.forms import tidy
from intranet.members import removal
from intranet.members.models import GENDERS, MEMBER_ROLES, STANDINGS, Member, Transfer
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal

DATES = {"born": "Ngày sinh", "joined_on": "Ngày vào Đảng", "official_on": "Ngày chính thức"}
#: Posts that are held in one branch and end when the member leaves it.
BRANCH_POSTS = {"secretary", "deputy_secretary", "committee_member"}
_CANONICAL = re.compile(r"(\d{4})(?:-(?:Q[1-4]|(0[1-9]|1[0-2])(?:-(\d{2}))?))?")


@dataclass(frozen=True, slots=True)
class MemberData:
    """What a person may write about a member. Dates are canonical; ``roles`` are MEMBER_ROLES keys as ordered."""

    full_name: str
    branch_id: int
    gender: str | None = None
    born: str | None = None
    joined_on: str | None = None
    official_on: str | None = None
    roles: Sequence[str] = ()
    standing: str | None = None
    note: str | None = None


def data_of(member: Member) -> MemberData:
    """The member as the dataclass that would make them again."""
    return read(MemberData, member, roles=tuple(member.role_list))


def create(data: MemberData, *, uid: str | None = None) -> Member:
    """Enter a member, under their own public id or a given one. Raises Refusal."""
    data = _checked(data)
    _check_branch(data.branch_id, "branch_id")
    member = Member(**({"uid": uid} if uid else {}), version=1)
    _fill(member, data)
    db.session.add(member)
    db.session.flush()
    return member


def update(member: Member, data: MemberData) -> Member:
    """Write these values. Raises Refusal; nothing changed is no change.

    Another branch here is a correction of the register; a move with a date and a decision is ``transfer``.
    """
    data = _checked(data)
    if data == data_of(member):
        return member
    if data.branch_id != member.branch_id:
        _check_branch(data.branch_id, "branch_id")
    _fill(member, data)
    member.version += 1
    db.session.flush()
    return member


def transfer(member: Member, to_branch: Organisation, moved_on: str, basis: str = "") -> Transfer:
    """Move a member to another branch on a day, by a decision. Their post in the old branch ends. Raises Refusal."""
    _check_branch(to_branch.id, "to_branch")
    if to_branch.id == member.branch_id:
        raise Refusal("Đảng viên đang sinh hoạt ở chi bộ này rồi. Chọn chi bộ khác.", "to_branch")
    if len(moved_on) != len("2022-03-05") or not is_date(moved_on):
        raise Refusal("Nhập đủ ngày, tháng, năm chuyển sinh hoạt.", "moved_on")
    basis = tidy(basis)
    if len(basis) > 200:
        raise Refusal("Căn cứ dài quá 200 ký tự.", "basis")
    move = Transfer(
        member_id=member.id, from_branch_id=member.branch_id, to_branch_id=to_branch.id, moved_on=moved_on, basis=basis
    )
    db.session.add(move)
    removal.leave_secretary_post(member, member.branch_id)
    member.branch_id = to_branch.id
    member.roles = ",".join(role for role in member.role_list if role not in BRANCH_POSTS)
    member.version += 1
    db.session.flush()
    db.session.expire(member, ["branch"])
    return move


def delete(member: Member) -> None:
    """Delete a member with everything recorded about them; the change log keeps all of it for ``restore``."""
    removal.remove(member)


def restore(uid: str) -> Member:
    """Bring a deleted member back with their roll-call, pledges and transfers. Raises Refusal."""
    kept = removal.kept(uid)
    roles = kept.member["roles"].split(",") if kept.member["roles"] else []
    try:
        with db.session.begin_nested():
            member = create(again(MemberData, kept.member, roles=roles), uid=uid)
            if kept.member.get("left_on"):
                member.left_on = kept.member["left_on"]
            removal.bring_back(member, kept)
    except IntegrityError:
        raise Refusal("Không khôi phục được vì đơn vị hoặc buổi sinh hoạt liên quan đã bị xóa.") from None
    return member


def last_branch_of(uid: str) -> int | None:
    """The branch a deleted member was in, or None where nobody of that id was deleted."""
    gone = removal.last_deletion(uid)
    return gone.before["branch_id"] if gone else None


def is_date(text: str) -> bool:
    """Whether this is a canonical date that exists: 2022-03-05, 2022-03, 2022-Q1 or 2022."""
    parts = _CANONICAL.fullmatch(text)
    if parts is None or not 1900 <= int(parts[1]) <= 2200:
        return False
    try:
        date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        return False
    return True


def _checked(data: MemberData) -> MemberData:
    """The data tidied. Raises Refusal, naming the field."""
    data = replace(
        data,
        full_name=tidy(data.full_name or ""),
        note=tidy(data.note or "") or None,
        gender=data.gender or None,
        standing=data.standing or None,
        roles=tuple(dict.fromkeys(data.roles)),
        born=data.born or None,
        joined_on=data.joined_on or None,
        official_on=data.official_on or None,
    )
    if not data.full_name:
        raise Refusal("Nhập họ và tên.", "full_name")
    if len(data.full_name) > 120:
        raise Refusal("Họ và tên dài quá 120 ký tự.", "full_name")
    _check_choices(data)
    for name, label in DATES.items():
        value = getattr(data, name)
        if value and not is_date(value):
            raise Refusal(f"{label} “{value}” không phải là ngày có thật.", name)
    return data


def _check_choices(data: MemberData) -> None:
    if data.gender and data.gender not in GENDERS:
        raise Refusal("Giới tính là Nam hoặc Nữ.", "gender")
    if data.standing and data.standing not in STANDINGS:
        raise Refusal(f"Không có diện đảng viên “{data.standing}”.", "standing")
    for role in data.roles:
        if role not in MEMBER_ROLES:
            raise Refusal(f"Không có chức vụ “{role}”.", "roles")


def _check_branch(branch_id: int, field: str) -> None:
    """Members belong to a branch in use; a committee, a group or a mass organisation has none of its own."""
    branch = db.session.get(Organisation, branch_id)
    if branch is None or not branch.is_branch:
        raise Refusal("Đảng viên phải thuộc một chi bộ. Chọn chi bộ.", field)
    if not branch.active:
        raise Refusal(f"{branch.name} đã ngừng hoạt động. Chọn chi bộ khác.", field)


def _fill(member: Member, data: MemberData) -> None:
    fill(member, data, roles=",".join(data.roles))
    member.sort_key = name_key(data.full_name)[:400]
    member.search_key = search_key(data.full_name)[:400]
