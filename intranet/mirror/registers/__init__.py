"""The registers a workbook mirrors: how each one's records are read and changed, within one organisation's subtree."""

from __future__ import annotations

from intranet.mirror.registers.assignments import AssignmentRegister
from intranet.mirror.registers.attendance import AttendanceRegister
from intranet.mirror.registers.base import Register
from intranet.mirror.registers.declared import register_of
from intranet.mirror.registers.grades import GradeRegister
from intranet.mirror.registers.meetings import MeetingRegister
from intranet.mirror.registers.members import MemberRegister
from intranet.mirror.registers.monthly_checks import MonthlyCheckRegister
from intranet.mirror.registers.organisations import OrganisationRegister
from intranet.mirror.registers.pledges import PledgeRegister
from intranet.mirror.registers.scope import Scope
from intranet.mirror.registers.wave_sessions import WaveSessionRegister
from intranet.mirror.registers.work_tasks import WorkTaskRegister
from intranet.registers.catalogue import ALL

#: In the order in which they must be written: whoever is named before whoever names them.
REGISTERS: dict[str, type[Register]] = {
    "organisations": OrganisationRegister,
    "members": MemberRegister,
    "meetings": MeetingRegister,
    "attendance": AttendanceRegister,
    "pledges": PledgeRegister,
    "monthly_checks": MonthlyCheckRegister,
    "assignments": AssignmentRegister,
    "work_tasks": WorkTaskRegister,
    "grades": GradeRegister,
    "wave_sessions": WaveSessionRegister,
    **{described.name: register_of(described) for described in ALL},
}

__all__ = ["REGISTERS", "Register", "Scope"]
