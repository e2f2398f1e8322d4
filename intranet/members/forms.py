"""What is typed into the member screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from intranet.formatting import vn_date
from intranet.forms import Form
from intranet.members.models import GENDERS, MEMBER_ROLES, STANDINGS, Member
from intranet.members.service import DATES, MemberData, data_of

PRECISIONS = ("day", "month", "quarter", "year")


def showing(member: Member) -> Form:
    """The form as it first shows a member."""
    form = Form({name: value for name, value in _texts(member).items() if value})
    form.data.setlist("roles", member.role_list)
    return form


def read_member(form: Form, branches: Mapping[str, int], branch_id: int | None = None) -> MemberData | None:
    """The member typed, or None with the errors in the form.

    ``branches`` maps public id to id; with ``branch_id`` the branch is settled and not asked for.
    """
    full_name = form.text("full_name", "Họ và tên", required=True, limit=120)
    dates = {name: form.date(name, label, precisions=PRECISIONS) for name, label in DATES.items()}
    gender = form.choice("gender", "Giới tính", GENDERS, required=False)
    standing = form.choice("standing", "Diện", STANDINGS, required=False)
    roles = form.choices("roles", "Chức vụ", MEMBER_ROLES)
    note = form.text("note", "Ghi chú", limit=2000)
    if branch_id is None:
        branch_id = branches.get(form.choice("branch", "Chi bộ", branches))
    if not form or branch_id is None:
        return None
    return MemberData(
        full_name, branch_id, gender or None, roles=roles, standing=standing or None, note=note or None, **dates
    )


def as_ordered(data: MemberData, member: Member | None) -> MemberData:
    """The roles in the order they were written before: tick boxes have no order of their own."""
    before = data_of(member).roles if member else ()
    kept = [role for role in before if role in data.roles]
    return replace(data, roles=(*kept, *(role for role in data.roles if role not in kept)))


def read_transfer(form: Form, branches: Mapping[str, int]) -> tuple[int, str, str] | None:
    """(branch id, day, basis) of the transfer typed, or None with the errors in the form."""
    branch = form.choice("to_branch", "Chi bộ chuyển đến", branches)
    moved_on = form.date("moved_on", "Ngày chuyển", required=True)
    basis = form.text("basis", "Căn cứ")
    return (branches[branch], moved_on, basis) if form and moved_on else None


def _texts(member: Member) -> dict[str, Any]:
    dates = {name: vn_date(value) if (value := getattr(member, name)) else "" for name in DATES}
    plain = {name: getattr(member, name) for name in ("full_name", "gender", "standing", "note")}
    return {**plain, **dates, "version": str(member.version)}
