"""The words of an organisation's fields: for the history, and for showing two people's values side by side."""

from __future__ import annotations

from intranet.audit.queries import Word
from intranet.members.queries import names as member_names
from intranet.organisations.models import KINDS
from intranet.organisations.queries import names

VOCABULARY = {
    "name": Word("Tên đơn vị"),
    "kind": Word("Loại hình", KINDS),
    "parent_id": Word("Trực thuộc", names=names),
    "code": Word("Mã đơn vị"),
    "phone": Word("Số điện thoại"),
    "secretary_id": Word("Bí thư", names=member_names),
    "reported_total": Word("Tổng số đảng viên báo cáo"),
    "reported_probationary": Word("Dự bị báo cáo"),
    "reported_exempt": Word("Miễn sinh hoạt báo cáo"),
    "active": Word("Tình trạng", flag=("đang hoạt động", "đã ngừng hoạt động")),
}
