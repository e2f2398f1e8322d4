"""Plain functions that make records for tests, through the same services as the screens. Invented people only."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from intranet.accounts import service as accounts
from intranet.accounts.models import User
from intranet.database import db
from intranet.meetings import service as meetings
from intranet.meetings.models import Meeting
from intranet.members import service as members
from intranet.members.models import Member
from intranet.organisations import service as organisations
from intranet.organisations.models import Organisation
from intranet.pledges import service as pledges
from intranet.pledges.models import Pledge

PASSWORD = "mật khẩu dùng thử"
_number = count(1)
T = TypeVar("T")


def make_organisation(
    name: str = "Đảng bộ xã Mẫu Sơn", kind: str | None = "commune", parent: Organisation | None = None, **values: object
) -> Organisation:
    """An organisation; without a parent it is a root."""
    parent_id = parent.id if parent else None
    data = organisations.OrganisationData(name=name, kind=kind, parent_id=parent_id, **values)  # type: ignore[arg-type]
    return _committed(organisations.create(data))


def make_branch(parent: Organisation, name: str = "Chi bộ thôn Bắc Sơn", kind: str | None = "rural") -> Organisation:
    """A branch under a committee."""
    return make_organisation(name, kind, parent)


@dataclass(frozen=True)
class Commune:
    """A committee, its two branches, and the people of the first by name: five who must attend and one exempt."""

    committee: Organisation
    branch: Organisation
    other: Organisation
    people: list[Member]
    exempt: Member


def make_commune() -> Commune:
    """A commune whose first branch has six members."""
    committee = make_organisation()
    branch, other = make_branch(committee), make_branch(committee, "Chi bộ thôn Đông Hòa")
    names = ("Nguyễn Thị An", "Trần Đình Bảo", "Phạm Văn Cường", "Lê Quang Đạt", "Hồ Sỹ Hùng")
    people = [make_member(branch, name) for name in names]
    return Commune(committee, branch, other, people, make_member(branch, "Võ Thị Hiền", standing="exempt"))


def make_user(role: str = "committee_office", organisation: Organisation | None = None, **values: str) -> User:
    """An account that signs in with PASSWORD."""
    number = next(_number)
    login, name = values.get("login", f"nguoi.dung{number}"), values.get("full_name", f"Lê Thu Hà {number}")
    user = accounts.create_user(accounts.NewUser(login, name, role, organisation.id if organisation else None))
    accounts.set_password(user, PASSWORD)
    return _committed(user)


def make_member(branch: Organisation, full_name: str | None = None, **values: object) -> Member:
    """An official member of a branch."""
    name = full_name or f"Nguyễn Văn Thử {next(_number)}"
    data = members.MemberData(full_name=name, branch_id=branch.id, **{"standing": "full", **values})  # type: ignore[arg-type]
    return _committed(members.create(data))


def make_meeting(organisation: Organisation, date: str = "2022-11-03", **values: object) -> Meeting:
    """A regular session on a day."""
    given = {"kinds": ("regular_session",), "topic": "Sinh hoạt thường kỳ", **values}
    data = meetings.MeetingData(organisation_id=organisation.id, date=date, year=int(date[:4]), **given)  # type: ignore[arg-type]
    return _committed(meetings.create(data))


def make_pledge(
    member: Member, year: int = 2022, works: tuple[str, ...] = ("Đọc sách", "Trồng cây"), **values: object
) -> Pledge:
    """A member's plan with one item a work."""
    data = pledges.PledgeData(organisation_id=member.branch_id, member_id=member.id, year=year, **values)  # type: ignore[arg-type]
    pledge = pledges.create(data)
    pledges.set_item_texts(pledge, works)
    return _committed(pledge)


def _committed(record: T) -> T:
    db.session.commit()
    return record
