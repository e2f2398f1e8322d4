"""Each register as the sync sees it: read in a constant number of queries, changed through the services, kept to its subtree."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet.database import db
from intranet.meetings.models import Meeting
from intranet.members.models import Member
from intranet.mirror.registers import REGISTERS, Register, Scope
from intranet.organisations.models import Organisation
from intranet.pledges import followup
from intranet.pledges.models import Pledge, PledgeItem
from intranet.refusal import Refusal
from intranet.registers.commendations import Commendation
from sync import ids
from tests import factories
from tests.conftest import QueryCounter

YEAR = 2022


@dataclass
class Commune:
    """A commune with one branch and one member, beside a neighbour with the same."""

    top: Organisation
    branch: Organisation
    member: Member
    strange_branch: Organisation
    stranger: Member

    def register(self, name: str, mirrored: tuple[str, ...] = ()) -> Register:
        return REGISTERS[name](Scope(self.top, YEAR), mirrored)


@pytest.fixture
def commune(app: Flask) -> Commune:
    top = factories.make_organisation("Đảng bộ xã Mẫu Sơn")
    branch = factories.make_branch(top, "Chi bộ thôn Bắc Sơn")
    neighbour = factories.make_organisation("Đảng bộ xã Láng Giềng")
    strange_branch = factories.make_branch(neighbour, "Chi bộ thôn Đông")
    member = factories.make_member(branch, "Nguyễn Văn Mẫu", born="1970")
    return Commune(top, branch, member, strange_branch, factories.make_member(strange_branch, "Trần Thị Lạ"))


def test_an_organisation_made_from_a_row_stands_under_the_bound_one(commune: Commune) -> None:
    uid = ids.mint()
    commune.register("organisations").create(
        uid, {"name": "Chi bộ thôn Tây", "kind": "rural", "total": 12, "secretary": None}
    )
    made = db.session.scalars(select(Organisation).where(Organisation.uid == uid)).one()
    assert (made.parent_id, made.kind, made.reported_total) == (commune.top.id, "rural", 12)
    assert commune.register("organisations").records()[uid] == {
        "name": "Chi bộ thôn Tây", "kind": "rural", "phone": None, "total": 12, "probationary": None, "exempt": None,
        "secretary": None, "parent": commune.top.uid,
    }  # fmt: skip


def test_the_bound_organisation_itself_is_no_row_of_its_own_book(commune: Commune) -> None:
    assert list(commune.register("organisations").records()) == [commune.branch.uid]


def test_a_member_is_read_and_written_by_the_fields_of_the_sheet(commune: Commune) -> None:
    register, uid = commune.register("members"), ids.mint()
    register.create(
        uid, {"full_name": "Lê Thị Hoà", "branch": commune.branch.uid, "roles": ["secretary"], "born": "1980-05"}
    )
    register.update(uid, {"standing": "probationary", "roles": None})
    assert commune.register("members").records()[uid] == {
        "full_name": "Lê Thị Hoà", "gender": None, "born": "1980-05", "joined_on": None, "official_on": None,
        "standing": "probationary", "note": None, "roles": [], "branch": commune.branch.uid,
    }  # fmt: skip


def test_a_meeting_may_be_the_bound_organisations_own(commune: Commune) -> None:
    uid = ids.mint()
    values = {"date": "2022-01-03", "branch": commune.top.uid, "kinds": ["flag_session"], "chair": commune.member.uid}
    commune.register("meetings").create(uid, values)
    record = commune.register("meetings").records()[uid]
    assert {name: record[name] for name in values} == values
    commune.register("meetings").update(uid, {"chair": None, "present": 9})
    record = commune.register("meetings").records()[uid]
    assert (record["chair"], record["present"], record["branch"]) == (None, 9, commune.top.uid)


def test_a_meeting_without_a_readable_date_belongs_to_the_books_year(commune: Commune) -> None:
    uid = ids.mint()
    commune.register("meetings").create(uid, {"branch": commune.branch.uid, "kinds": ["regular_session"]})
    assert db.session.scalars(select(Meeting).where(Meeting.uid == uid)).one().year == YEAR


def test_attendance_is_one_line_a_member_with_a_field_a_month(commune: Commune) -> None:
    uid = ids.mint()
    commune.register("attendance").create(
        uid, {"member": commune.member.uid, "m1": "present", "m2": "absent_excused", "m3": None}
    )
    commune.register("attendance").update(uid, {"m2": None, "m12": "late"})
    record = commune.register("attendance").records()[uid]
    assert {name: value for name, value in record.items() if value} == {
        "member": commune.member.uid, "m1": "present", "m12": "late",
    }  # fmt: skip


def test_a_second_attendance_line_of_a_member_is_refused_once_the_first_stands_in_the_sheet(commune: Commune) -> None:
    first = ids.mint()
    commune.register("attendance").create(first, {"member": commune.member.uid, "m1": "present"})
    with pytest.raises(Refusal, match="đã có một dòng điểm danh khác"):
        commune.register("attendance", (first,)).create(ids.mint(), {"member": commune.member.uid})


def test_a_line_that_a_roll_call_opened_becomes_the_sheets_row(commune: Commune) -> None:
    commune.register("attendance").create(ids.mint(), {"member": commune.member.uid, "m1": "present"})
    uid = ids.mint()
    commune.register("attendance").create(uid, {"member": commune.member.uid, "m2": "late"})
    records = commune.register("attendance").records()
    assert (list(records), records[uid]["m1"], records[uid]["m2"]) == ([uid], "present", "late")


def test_a_pledge_keeps_the_follow_up_of_a_work_whose_text_stays(commune: Commune) -> None:
    pledges, uid = commune.register("pledges"), ids.mint()
    pledges.create(uid, {"member": commune.member.uid, "items": ["Đọc sách", "Trồng cây"], "approval": "approved"})
    tree = next(i for i in db.session.scalars(select(PledgeItem)) if i.work == "Trồng cây")
    followup.set_check(tree, 1, "done")
    commune.register("pledges").update(uid, {"items": ["Trồng cây"], "deadline": "2022-Q3"})
    assert commune.register("pledges").records()[uid]["items"] == ["Trồng cây"]
    assert commune.register("pledges").records()[uid]["deadline"] == "2022-Q3"
    assert commune.register("monthly_checks").records()[tree.uid]["m1"] == "done"


def test_a_follow_up_row_takes_over_the_item_its_pledge_already_has(commune: Commune) -> None:
    commune.register("pledges").create(ids.mint(), {"member": commune.member.uid, "items": ["Đọc sách", "Trồng cây"]})
    uid = ids.mint()
    values = {"member": commune.member.uid, "item": "trồng  cây", "m1": "done", "m2": 70, "midyear": "good"}
    commune.register("monthly_checks").create(uid, values)
    records = commune.register("monthly_checks").records()
    assert len(records) == 2
    assert (records[uid]["m1"], records[uid]["m2"], records[uid]["midyear"]) == ("done", 70, "good")


def test_two_follow_up_rows_of_one_text_are_two_items(commune: Commune) -> None:
    commune.register("pledges").create(ids.mint(), {"member": commune.member.uid, "items": ["Đọc sách"]})
    first, second = ids.mint(), ids.mint()
    for uid in (first, second):
        commune.register("monthly_checks", (first,)).create(uid, {"member": commune.member.uid, "item": "Đọc sách"})
    assert len(commune.register("monthly_checks").records()) == 2


def test_a_follow_up_row_without_a_pledge_opens_one(commune: Commune) -> None:
    commune.register("monthly_checks").create(ids.mint(), {"member": commune.member.uid, "item": "Đọc sách"})
    uid = ids.mint()
    commune.register("pledges").create(
        uid, {"member": commune.member.uid, "items": ["Đọc sách"], "measure": "Mỗi tuần"}
    )
    assert db.session.scalar(select(func.count()).select_from(Pledge)) == 1
    assert commune.register("pledges").records()[uid]["measure"] == "Mỗi tuần"
    assert len(commune.register("monthly_checks").records()) == 1


@pytest.mark.parametrize(
    ("table", "field", "values"),
    [
        ("members", "branch", {"full_name": "Lê Văn Khách"}),
        ("meetings", "branch", {"date": "2022-01-03", "kinds": ["flag_session"]}),
    ],
)
def test_a_row_that_names_a_neighbours_branch_is_refused(
    commune: Commune, table: str, field: str, values: dict[str, object]
) -> None:
    with pytest.raises(Refusal, match="không thuộc Đảng bộ xã Mẫu Sơn") as refused:
        commune.register(table).create(ids.mint(), {**values, field: commune.strange_branch.uid})
    assert refused.value.field == field


@pytest.mark.parametrize("table", ["attendance", "pledges", "monthly_checks"])
def test_a_row_that_names_a_neighbours_member_is_refused(commune: Commune, table: str) -> None:
    with pytest.raises(Refusal, match="không thuộc Đảng bộ xã Mẫu Sơn"):
        commune.register(table).create(ids.mint(), {"member": commune.stranger.uid, "item": "Đọc sách"})


def test_a_neighbours_record_can_be_neither_changed_nor_deleted(commune: Commune) -> None:
    with pytest.raises(Refusal, match="không còn trong sổ"):
        commune.register("members").update(commune.stranger.uid, {"note": "của ai"})
    with pytest.raises(Refusal, match="không còn trong sổ"):
        commune.register("members").delete(commune.stranger.uid)
    assert commune.stranger.uid not in commune.register("members").records()


def test_a_row_is_recognised_as_the_member_it_clearly_is(commune: Commune) -> None:
    row = {"full_name": "nguyễn văn  mẫu", "branch": commune.branch.uid, "born": "1970-03"}
    register = commune.register("members")
    assert register.adopt(row) == commune.member.uid
    assert register.adopt(row, taken={commune.member.uid}) is None
    assert register.adopt({**row, "born": "1971"}) is None
    assert register.adopt({**row, "branch": commune.top.uid}) is None
    factories.make_member(commune.branch, "Nguyễn Văn Mẫu", born="1970")
    assert commune.register("members").adopt(row) is None  # two of the name: never a guess


def a_record_of_each(commune: Commune, member: Member, number: int) -> dict[str, dict[str, object]]:
    """Values of a new record of every register but the six that the factories make."""
    branch, who = commune.branch.uid, member.uid
    return {
        "assignments": {"month": "2022-03", "branch": branch, "presenters": [who], "topic": f"Chuyện {number}"},
        "work_tasks": {"month": "2022-03", "unit": branch, "task": f"Việc {number}", "owner": who},
        "grades": {"member": who, "own_grade": "good"},
        "wave_sessions": {"branch": f"Chi bộ thôn {number}", "kind": "rural"},
        "good_deeds": {"who": f"Người {number}", "deed": "Dọn vệ sinh", "unit": branch, "proposer": who},
        "practice_models": {"name": f"Mô hình {number}", "unit": branch, "person": who},
        "exemplar_stories": {"title": f"Chuyện {number}", "teller": who},
        "news_items": {"title": f"Tin {number}"},
        "commendations": {"who": f"Người {number}", "amount": 500_000},
        "obstacles": {"content": f"Thiếu {number}", "raised_by": who},
        "directives": {"subject": f"Kế hoạch {number}"},
        "flag_ceremonies": {"unit": branch, "content": "Chào cờ", "chair": who},
        "held_months": {"unit": branch, "m1": True},
        "plan_checks": {"member": who, "unit": branch, "has_plan": True},
        "fund_entries": {"content": "Heo đất", "income": 10_000, "person": who},
        "contests": {"name": f"Thi {number}", "unit": "Đảng ủy xã"},
        "contest_entries": {"who": f"Người {number}", "score": 9.5},
        "contest_tallies": {"unit": f"Hội {number}", "round1": number},
    }


@pytest.mark.parametrize("size", [1, 3, 30])
def test_reading_costs_the_same_queries_whatever_the_number_of_rows(
    commune: Commune, queries: QueryCounter, size: int
) -> None:
    for number in range(size):
        member = factories.make_member(commune.branch, f"Phạm Văn {number}")
        factories.make_pledge(member)
        factories.make_meeting(commune.branch, "2022-02-03", chair_id=member.id)
        commune.register("attendance").create(ids.mint(), {"member": member.uid, "m1": "present"})
        for name, values in a_record_of_each(commune, member, number).items():
            commune.register(name).create(ids.mint(), values)
    db.session.commit()
    spent = {}
    for name in REGISTERS:
        register = commune.register(name)
        db.session.expire_all()
        queries.reset()
        assert len(register.records()) >= size
        spent[name] = queries.count
    one = {"organisations", "members", "meetings", "work_tasks", "grades", "news_items", "commendations", "directives"}
    one |= {"held_months", "contests", "contest_entries", "contest_tallies"}
    assert spent == {name: 1 if name in one else 2 for name in REGISTERS}


def test_records_of_other_years_are_not_read_unless_a_row_has_them(commune: Commune) -> None:
    uid = ids.mint()
    commune.register("good_deeds").create(uid, {"who": "Lê Văn Xa", "deed": "Hiến máu", "recorded_on": "2021-12-30"})
    assert uid not in commune.register("good_deeds").records()
    assert uid in commune.register("good_deeds", (uid,)).records()
    assert uid in REGISTERS["good_deeds"](Scope(commune.top, 2022, 2018)).records()


def test_a_unit_is_kept_by_reference_or_in_words_and_the_bound_one_is_meant_where_none_is_named(
    commune: Commune,
) -> None:
    units = [commune.branch.uid, "Hội LHPN xã", commune.top.uid, None]
    made = {ids.mint(): unit for unit in units}
    for uid, unit in made.items():
        commune.register("practice_models").create(uid, {"name": "Đường hoa", "unit": unit})
    assert {uid: r["unit"] for uid, r in commune.register("practice_models").records().items()} == made
    with pytest.raises(Refusal, match="không thuộc Đảng bộ xã Mẫu Sơn"):
        commune.register("practice_models").create(
            ids.mint(), {"name": "Đường hoa", "unit": commune.strange_branch.uid}
        )


def test_a_name_as_written_is_a_members_only_where_one_alone_bears_it(commune: Commune) -> None:
    for name in ("Nguyễn Văn Mẫu", "Trần Thị Lạ", "Hoàng Ngọc Hai"):
        commune.register("commendations").create(ids.mint(), {"who": name})
    twins = [factories.make_member(commune.branch, "Hoàng Ngọc Ba").id for _ in range(2)]
    commune.register("commendations").create(ids.mint(), {"who": "Hoàng Ngọc Ba"})
    linked = {award.who_name: award.who_id for award in db.session.scalars(select(Commendation))}
    assert linked["Nguyễn Văn Mẫu"] == commune.member.id
    assert (linked["Trần Thị Lạ"], linked["Hoàng Ngọc Hai"], linked["Hoàng Ngọc Ba"]) == (None, None, None)
    assert len(twins) == 2


def test_a_fund_keeps_what_was_entered_and_says_so(commune: Commune) -> None:
    uid = ids.mint()
    commune.register("fund_entries").create(uid, {"content": "Heo đất", "income": 10_000, "date": "2022-01-05"})
    with pytest.raises(Refusal, match="điều chỉnh"):
        commune.register("fund_entries").delete(uid)


def test_a_wave_sheet_announces_branches_under_their_party_organisation(app: Flask) -> None:
    district = factories.make_organisation("Đảng bộ huyện Mẫu", kind="district")
    register = REGISTERS["wave_sessions"](Scope(district, YEAR))
    for party in ("Đảng bộ xã Một", "Đảng bộ xã Hai"):
        register.create(ids.mint(), {"branch": "Chi bộ Công an xã", "party_org": party, "kind": "police", "total": 5})
    made = [(r["party_org"], r["branch"], r["kind"]) for r in register.records().values()]
    assert made == [
        ("Đảng bộ xã Một", "Chi bộ Công an xã", "police"),
        ("Đảng bộ xã Hai", "Chi bộ Công an xã", "police"),
    ]
    assert db.session.scalar(select(func.count()).select_from(Organisation)) == 5


def test_a_grade_or_task_is_written_through_its_own_service(commune: Commune) -> None:
    grade, task = ids.mint(), ids.mint()
    commune.register("grades").create(grade, {"member": commune.member.uid, "own_grade": "good"})
    with pytest.raises(Refusal, match="đảng viên khác"):
        commune.register("grades").update(grade, {"member": factories.make_member(commune.branch, "Lê Văn Khác").uid})
    commune.register("work_tasks").create(task, {"month": "2022-05", "unit": commune.branch.uid, "task": "Sửa loa"})
    commune.register("work_tasks").update(task, {"owner": "Tổ tự quản", "result": "done"})
    record = commune.register("work_tasks").records()[task]
    assert (record["owner"], record["result"], record["unit"]) == ("Tổ tự quản", "done", commune.branch.uid)


def test_a_deleted_member_comes_back_whole(commune: Commune) -> None:
    commune.register("attendance").create(ids.mint(), {"member": commune.member.uid, "m5": "late"})
    factories.make_pledge(commune.member, works=("Đọc sách",))
    factories.make_meeting(commune.branch, chair_id=commune.member.id)
    before = {name: commune.register(name).records() for name in REGISTERS}
    kept = commune.register("members").snapshot(commune.member.uid)
    uid = commune.member.uid
    commune.register("members").delete(uid)
    assert commune.register("attendance").records() == {}
    commune.register("members").restore(uid, kept)
    assert {name: commune.register(name).records() for name in REGISTERS} == before
    with pytest.raises(Refusal, match="đã có lại"):
        commune.register("members").restore(uid, kept)
