"""What may and may not happen to a member."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from intranet.audit.models import AuditEntry
from intranet.database import db
from intranet.meetings.models import Meeting
from intranet.members import service
from intranet.members.models import Member, Transfer
from intranet.members.service import MemberData
from intranet.organisations import service as organisations
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from tests.factories import make_branch, make_meeting, make_member, make_organisation

pytestmark = pytest.mark.usefixtures("app")


def refused(action: object, *args: object) -> str:
    """The field that the refusal of this call must name."""
    with pytest.raises(Refusal) as caught:
        action(*args)  # type: ignore[operator]
    db.session.rollback()
    return caught.value.field


def test_a_member_is_kept_as_written_but_composed(branch: Organisation) -> None:
    data = MemberData(
        "  Nguyễn\u00a0 Văn   QUANG ", branch.id, "male", "1985-02", "2010-Q3", "2011-09-08",
        ["secretary", "village_head", "secretary"], "full", " kiêm nhiệm ",
    )  # fmt: skip
    member = service.create(data)
    kept = ("Nguyễn Văn QUANG", "1985-02", "2010-Q3", "2011-09-08", "secretary,village_head", "kiêm nhiệm")
    assert (
        member.full_name, member.born, member.joined_on, member.official_on, member.roles, member.note,
    ) == kept  # fmt: skip
    assert service.data_of(member).roles == ("secretary", "village_head")


def test_two_members_may_bear_one_name(branch: Organisation) -> None:
    first, second = make_member(branch, "Trần Anh Minh"), make_member(branch, "Trần Anh Minh")
    assert first.uid != second.uid


@pytest.mark.parametrize("date", ["2022-03-05", "2022-03", "2022-Q1", "2022", "2020-02-29"])
def test_a_date_keeps_its_precision(branch: Organisation, date: str) -> None:
    assert make_member(branch, joined_on=date).joined_on == date


@pytest.mark.parametrize("date", ["31/02/1999", "1999-02-31", "2022-13", "2022-Q5", "22", "0205-01-01", "2022-3-5"])
def test_a_date_that_does_not_exist_is_refused(branch: Organisation, date: str) -> None:
    assert refused(service.create, MemberData("Trần Minh", branch.id, joined_on=date)) == "joined_on"
    assert refused(service.create, MemberData("Trần Minh", branch.id, born=date)) == "born"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"full_name": " "}, "full_name"), ({"full_name": "x" * 121}, "full_name"), ({"gender": "x"}, "gender"),
        ({"standing": "đang xem xét"}, "standing"), ({"roles": ["king"]}, "roles"), ({"branch_id": 999}, "branch_id"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_field(branch: Organisation, values: dict[str, object], field: str) -> None:
    data = MemberData(**{"full_name": "Trần Minh", "branch_id": branch.id, **values})  # type: ignore[arg-type]
    assert refused(service.create, data) == field


def test_members_belong_to_branches_in_use(branch: Organisation) -> None:
    assert refused(service.create, MemberData("Trần Minh", branch.parent_id or 0)) == "branch_id"
    organisations.close(branch)
    db.session.commit()
    assert refused(service.create, MemberData("Trần Minh", branch.id)) == "branch_id"


def test_writing_the_same_values_again_changes_nothing(branch: Organisation) -> None:
    member = make_member(branch, roles=("secretary",))
    entries = db.session.scalar(select(func.count(AuditEntry.id)))
    service.update(member, service.data_of(member))
    assert (member.version, db.session.scalar(select(func.count(AuditEntry.id)))) == (1, entries)


def test_a_change_raises_the_version_and_renews_the_keys(branch: Organisation) -> None:
    member = make_member(branch, "Trần Minh")
    service.update(member, MemberData("Đỗ Ánh", branch.id))
    assert (member.version, member.search_key) == (2, "do anh")
    assert member.sort_key == make_member(branch, "Đỗ Ánh").sort_key


def test_a_transfer_ends_the_posts_in_the_old_branch(branch: Organisation) -> None:
    commune = db.session.get(Organisation, branch.parent_id)
    other = make_branch(commune, "Chi bộ thôn Nam Sơn")  # type: ignore[arg-type]
    member = make_member(branch, roles=("secretary", "village_head"))
    branch.secretary_id = member.id
    move = service.transfer(member, other, "2022-05-03", "QĐ số 12-QĐ/ĐU")
    assert (member.branch_id, member.roles) == (other.id, "village_head")
    assert db.session.scalar(select(Organisation.secretary_id).where(Organisation.id == branch.id)) is None
    assert (move.from_branch_id, move.to_branch_id, move.moved_on) == (branch.id, other.id, "2022-05-03")


def test_a_transfer_needs_another_branch_and_a_day(branch: Organisation) -> None:
    member = make_member(branch)
    other = make_branch(make_organisation("Đảng bộ xã Khác"))
    assert refused(service.transfer, member, branch, "2022-05-03") == "to_branch"
    assert (
        refused(service.transfer, member, db.session.get(Organisation, branch.parent_id), "2022-05-03") == "to_branch"
    )
    for day in ("2022-05", "2022", "2022-02-31", ""):
        assert refused(service.transfer, member, other, day) == "moved_on"


def test_correcting_the_branch_makes_no_transfer(branch: Organisation) -> None:
    member, other = make_member(branch), make_branch(make_organisation("Đảng bộ xã Khác"))
    service.update(member, MemberData(member.full_name, other.id))
    assert member.branch_id == other.id
    assert db.session.scalar(select(func.count(Transfer.id))) == 0


def test_a_meeting_outlives_its_deleted_chair(branch: Organisation) -> None:
    member = make_member(branch)
    meeting = make_meeting(branch, chair_id=member.id)
    service.delete(member)
    db.session.commit()
    assert db.session.scalars(select(Meeting.chair_id).where(Meeting.id == meeting.id)).one() is None
    assert db.session.scalar(select(func.count(Member.id))) == 0
