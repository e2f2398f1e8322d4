"""How the registers stand in sheets: fields, headers people use, codecs. In dependency order."""

from __future__ import annotations

from intranet.mirror.tables.assignments import ASSIGNMENTS
from intranet.mirror.tables.attendance import ATTENDANCE
from intranet.mirror.tables.declared import table_of
from intranet.mirror.tables.grades import GRADES
from intranet.mirror.tables.meetings import MEETINGS
from intranet.mirror.tables.members import MEMBERS
from intranet.mirror.tables.monthly_checks import MONTHLY_CHECKS
from intranet.mirror.tables.organisations import ORGANISATIONS
from intranet.mirror.tables.pledges import PLEDGES
from intranet.mirror.tables.wave_sessions import WAVE_SESSIONS
from intranet.mirror.tables.work_tasks import WORK_TASKS
from intranet.registers.catalogue import ALL
from sync.columns import Table

HAND_MADE = (
    ORGANISATIONS,
    MEMBERS,
    MEETINGS,
    ATTENDANCE,
    PLEDGES,
    MONTHLY_CHECKS,
    ASSIGNMENTS,
    WORK_TASKS,
    GRADES,
    WAVE_SESSIONS,
)

TABLES: dict[str, Table] = {table.name: table for table in (*HAND_MADE, *(table_of(register) for register in ALL))}

#: The line a clean sheet shows above its table, so that the signs in it mean one thing only.
LEGENDS: dict[str, str] = {
    "attendance": ("Ký hiệu: x: có mặt; M: đến muộn; P: vắng có lý do; K: vắng không lý do; để trống: chưa điểm danh"),
    "monthly_checks": "Ký hiệu: Đ: đạt; đang TH: đang thực hiện; C: chưa đạt; để trống: chưa theo dõi",
    "meetings": "Ký hiệu: TK: thường kỳ; CĐ: chuyên đề; CC: chào cờ; CLD: có lý do; KLD: không lý do",
}

__all__ = ["LEGENDS", "TABLES"]
