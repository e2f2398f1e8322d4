"""The words of an organisation's fields: for the history, and for showing two people's values side by side."""

from __future__ import annotations

from intranet.audit.queries import Word
from intranet.exporting import Columns
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

#: The tree as a file: one line a node, the counts of its whole subtree.
COLUMNS: Columns = {
    "Tên đơn vị": lambda node: node.organisation.name,
    "Loại hình": lambda node: KINDS.get(node.organisation.kind, ""),
    "Cấp": lambda node: node.depth + 1,
    "Mã đơn vị": lambda node: node.organisation.code,
    "Số chi bộ": lambda node: node.branches,
    "Tổng số đảng viên": lambda node: node.total,
    "Dự bị": lambda node: node.counts["probationary"],
    "Miễn sinh hoạt": lambda node: node.counts["exempt"],
}
