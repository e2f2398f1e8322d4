"""The list of pledges as a file: one line a plan, its works numbered in one cell. Shortcomings stay here (domain.md, section 7)."""

from __future__ import annotations

from intranet.exporting import Columns
from intranet.formatting import vn_date
from intranet.pledges.approval import STATES

COLUMNS: Columns = {
    "Năm": lambda p: p.year,
    "Đơn vị": lambda p: p.organisation.name,
    "Người đăng ký": lambda p: p.member.full_name if p.member else "Tập thể",
    "Nội dung đăng ký": lambda p: "\n".join(f"{n}. {item.work}" for n, item in enumerate(p.items, 1)),
    "Biện pháp": lambda p: p.measure,
    "Thời hạn": lambda p: vn_date(p.deadline) if p.deadline else "",
    "Trạng thái": lambda p: STATES[p.approval],
}
