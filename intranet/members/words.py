"""The words of a member's fields: for the history, and for showing two people's values side by side."""

from __future__ import annotations

from intranet.audit.queries import Word
from intranet.members.models import GENDERS, MEMBER_ROLES, STANDINGS
from intranet.organisations.queries import names as organisation_names

VOCABULARY = {
    "full_name": Word("Họ và tên"),
    "gender": Word("Giới tính", GENDERS),
    "born": Word("Ngày sinh", date=True),
    "joined_on": Word("Ngày vào Đảng", date=True),
    "official_on": Word("Ngày chính thức", date=True),
    "roles": Word("Chức vụ", MEMBER_ROLES, many=True),
    "branch_id": Word("Chi bộ", names=organisation_names),
    "standing": Word("Diện", STANDINGS),
    "note": Word("Ghi chú"),
    "left_on": Word("Ngày rời chi bộ", date=True),
}
