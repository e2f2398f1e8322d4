"""The words of a member's fields: for the history, and for showing two people's values side by side."""

from __future__ import annotations

from intranet.audit.queries import Word
from intranet.exporting import Columns
from intranet.formatting import vn_date
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

#: The list of members as a file. Birth dates stay here: a file goes from hand to hand (domain.md, section 7).
COLUMNS: Columns = {
    "Họ và tên": lambda m: m.full_name,
    "Chi bộ": lambda m: m.branch.name,
    "Chức vụ": lambda m: ", ".join(MEMBER_ROLES[role] for role in m.role_list),
    "Diện": lambda m: STANDINGS.get(m.standing, ""),
    "Giới tính": lambda m: GENDERS.get(m.gender, ""),
    "Ngày vào Đảng": lambda m: vn_date(m.joined_on) if m.joined_on else "",
    "Ngày chính thức": lambda m: vn_date(m.official_on) if m.official_on else "",
}
