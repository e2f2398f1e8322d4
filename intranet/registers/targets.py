"""What a register's record may refer to beside other registers: sessions and pledges."""

from __future__ import annotations

from intranet.formatting import vn_date
from intranet.meetings.models import MEETING_KINDS, Meeting
from intranet.pledges.models import Pledge
from intranet.registers.catalogue import ALL
from intranet.registers.description import Register
from intranet.registers.record import Record
from intranet.registers.references import TARGETS, Target, begun_by


def _meeting(meeting: Meeting) -> str:
    kinds = " + ".join(MEETING_KINDS[kind].lower() for kind in meeting.kind_list)
    return " ".join(filter(None, ("Buổi sinh hoạt", kinds, vn_date(meeting.date or str(meeting.year)))))


def _pledge(pledge: Pledge) -> str:
    whose = pledge.member.full_name if pledge.member else pledge.organisation.name
    return f"Đăng ký làm theo năm {pledge.year} của {whose}"


def _of(register: Register) -> Target:
    begun = begun_by(register)

    def happened(record: Record) -> str | None:
        return register.field(begun).value(record) if begun else None

    return Target(register.model, register.title_of, "registers.show", {"path": register.path}, happened)


TARGETS.update({register.name: _of(register) for register in ALL})
TARGETS["meetings"] = Target(Meeting, _meeting, "meetings.show", happened=lambda meeting: meeting.date)
TARGETS["pledges"] = Target(Pledge, _pledge, "pledges.show", happened=lambda pledge: str(pledge.year))
