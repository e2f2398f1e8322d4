"""A deleted member goes with everything recorded about them, into the change log, and comes back whole."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from intranet.audit.models import AuditEntry
from intranet.database import Base, db
from intranet.meetings import attendance
from intranet.members import service
from intranet.members.models import Member
from intranet.members.service import MemberData
from intranet.organisations import service as organisations
from intranet.organisations.models import Organisation
from intranet.pledges import followup
from intranet.pledges.models import PledgeItem
from intranet.refusal import Refusal
from intranet.settings import service as settings
from tests.factories import make_branch, make_meeting, make_member, make_organisation, make_pledge

pytestmark = pytest.mark.usefixtures("app")

THEIRS = (
    "members", "transfers", "attendance_years", "attendance_marks", "pledges", "pledge_items", "monthly_checks",
)  # fmt: skip
#: Numbers the database gives, which nobody sees.
NUMBERS = {"id", "member_id", "attendance_year_id", "pledge_id", "pledge_item_id", "chair_id"}


@pytest.fixture
def member() -> Member:
    """A member with a transfer, marks in two sessions, a pledge with a ticked month, and two posts."""
    commune = make_organisation()
    old, branch = make_branch(commune, "Chi bộ thôn Nam Sơn"), make_branch(commune)
    member = make_member(old, "Trần Anh Minh", roles=("village_head", "member"), joined_on="1989-11", note="giữ lại")
    service.transfer(member, branch, "2022-02-03", "QĐ 12")
    branch.secretary_id = member.id
    meeting = make_meeting(branch, chair_id=member.id)
    line = attendance.ensure_line(member, 2022)
    attendance.set_mark(line, "absent_excused", month=3, reason="ốm")
    attendance.set_mark(line, "present", meeting=meeting)
    pledge = make_pledge(member, works=("Đọc sách", "Trồng cây"))
    item = db.session.scalars(
        select(PledgeItem).where(PledgeItem.pledge_id == pledge.id).options(selectinload("*"))
    ).all()[0]
    followup.set_check(item, 4, "70", evidence="ảnh chụp")
    db.session.commit()
    return member


def rows(*tables: str) -> dict[str, list[dict[str, Any]]]:
    """What stands in these tables, without the database's own numbers."""
    found = {}
    for name in tables:
        table = Base.metadata.tables[name]
        lines = db.session.execute(select(table)).mappings()
        found[name] = sorted(({k: v for k, v in row.items() if k not in NUMBERS} for row in lines), key=str)
    return found


def test_nothing_of_a_deleted_member_is_left(member: Member) -> None:
    service.delete(member)
    db.session.commit()
    assert rows(*THEIRS) == {name: [] for name in THEIRS}


def test_the_change_log_has_every_value_that_went(member: Member) -> None:
    uid = member.uid
    service.delete(member)
    db.session.commit()
    log = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "delete", AuditEntry.field == "")).all()
    gone = {entry.table_name: entry.before for entry in log}
    assert set(gone) >= {"members", "attendance", "pledges", "monthly_checks"}
    assert (gone["members"]["full_name"], gone["members"]["note"]) == ("Trần Anh Minh", "giữ lại")
    marks = select(AuditEntry).where(AuditEntry.table_name == "attendance", AuditEntry.field == "m3")
    assert db.session.scalars(marks.where(AuditEntry.action == "delete")).one().before == "absent_excused"
    posts = select(AuditEntry).where(AuditEntry.field.in_(("secretary_id", "chair_id")), AuditEntry.action == "update")
    given_up = {entry.table_name for entry in db.session.scalars(posts) if entry.after is None}
    assert given_up == {"meetings", "organisations"}
    assert service.last_branch_of(uid) is not None


def test_a_restored_member_has_everything_back_under_the_same_ids(member: Member) -> None:
    everything = (*THEIRS, "meetings", "organisations")
    before, uid = rows(*everything), member.uid
    service.delete(member)
    db.session.commit()
    make_member(make_branch(make_organisation("Xã khác")), "Người khác")
    back = service.restore(uid)
    db.session.commit()
    after = rows(*everything)
    for name in THEIRS:
        mine = [row for row in after[name] if row.get("full_name") != "Người khác"]
        assert [_unversioned(row) for row in mine] == [_unversioned(row) for row in before[name]], name
    branch = db.session.get(Organisation, back.branch_id)
    assert branch is not None
    assert branch.secretary_id == back.id


def test_a_post_that_somebody_took_meanwhile_stays_theirs(member: Member) -> None:
    branch_id, uid = member.branch_id, member.uid
    service.delete(member)
    branch = db.session.get(Organisation, branch_id)
    assert branch is not None
    successor = make_member(branch, "Lê Thị Bích")
    organisations.update(
        branch, organisations.OrganisationData(branch.name, "rural", branch.parent_id, secretary_id=successor.id)
    )
    back = service.restore(uid)
    assert (branch.secretary_id, back.branch_id) == (successor.id, branch_id)


def test_creating_under_the_old_id_brings_the_bare_member_back(member: Member) -> None:
    uid, data = member.uid, service.data_of(member)
    service.delete(member)
    db.session.commit()
    assert service.data_of(service.create(data, uid=uid)) == data


@pytest.mark.parametrize("period", ["2022", "2022-03", "2022-04"])
def test_a_member_with_records_in_a_locked_period_stays(member: Member, period: str) -> None:
    settings.lock(member.branch_id, period)
    db.session.commit()
    before = rows(*THEIRS)
    with pytest.raises(Refusal):
        service.delete(member)
    db.session.rollback()
    assert rows(*THEIRS) == before


def test_nothing_comes_back_into_a_locked_period(member: Member) -> None:
    branch_id, uid = member.branch_id, member.uid
    service.delete(member)
    settings.lock(branch_id, "2022-03")
    db.session.commit()
    with pytest.raises(Refusal):
        service.restore(uid)
    db.session.rollback()
    assert rows("members") == {"members": []}


@pytest.mark.parametrize("there", [True, False])
def test_only_a_deleted_member_can_be_restored(there: bool) -> None:
    branch = make_branch(make_organisation())
    uid = service.create(MemberData("Trần Minh", branch.id)).uid if there else "KHONGCO"
    with pytest.raises(Refusal):
        service.restore(uid)


def _unversioned(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in row.items() if k not in {"version", "created_at"}}
