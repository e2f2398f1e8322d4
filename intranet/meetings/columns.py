"""The list of sessions as a file."""

from __future__ import annotations

from intranet.exporting import Columns
from intranet.formatting import vn_date
from intranet.meetings.models import MEETING_KINDS, RATINGS

COLUMNS: Columns = {
    "Ngày": lambda m: vn_date(m.date) if m.date else "chưa rõ ngày",
    "Giờ": lambda m: m.time,
    "Đơn vị": lambda m: m.organisation.name,
    "Loại": lambda m: ", ".join(MEETING_KINDS.get(kind, kind) for kind in m.kind_list),
    "Chủ đề": lambda m: m.topic,
    "Chủ trì": lambda m: m.chair.full_name if m.chair else "",
    "Tổng số": lambda m: m.total,
    "Có mặt": lambda m: m.present,
    "Vắng có lý do": lambda m: m.absent_excused,
    "Vắng không lý do": lambda m: m.absent_unexcused,
    "Điểm": lambda m: m.score,
    "Xếp loại": lambda m: RATINGS.get(m.rating or "", ""),
}
