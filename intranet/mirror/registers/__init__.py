"""The registers a workbook mirrors: how each one's records are read and changed, within one organisation's subtree."""

from __future__ import annotations

from intranet.mirror.registers.attendance import AttendanceRegister
from intranet.mirror.registers.base import Register
from intranet.mirror.registers.meetings import MeetingRegister
from intranet.mirror.registers.members import MemberRegister
from intranet.mirror.registers.monthly_checks import MonthlyCheckRegister
from intranet.mirror.registers.organisations import OrganisationRegister
from intranet.mirror.registers.pledges import PledgeRegister
from intranet.mirror.registers.scope import Scope

#: In the order in which they must be written: whoever is named before whoever names them.
REGISTERS: dict[str, type[Register]] = {
    "organisations": OrganisationRegister,
    "members": MemberRegister,
    "meetings": MeetingRegister,
    "attendance": AttendanceRegister,
    "pledges": PledgeRegister,
    "monthly_checks": MonthlyCheckRegister,
}

__all__ = ["REGISTERS", "Register", "Scope"]
