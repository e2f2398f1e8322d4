"""A record's history says who did what, when and from which side, in a clerk's words."""

from __future__ import annotations

import pytest

from intranet.audit.actor import Actor, acting_as
from intranet.audit.queries import Change, Event, history
from intranet.database import db
from intranet.members import service
from intranet.members.models import Member
from intranet.members.service import MemberData
from intranet.members.words import VOCABULARY
from intranet.organisations import service as organisations
from intranet.organisations import words
from intranet.organisations.models import Organisation
from tests.conftest import Login
from tests.factories import make_branch, make_member, make_organisation, make_user

pytestmark = pytest.mark.usefixtures("app")


def told(member: Member) -> list[Event]:
    """The member's history."""
    return history("members", member.uid, VOCABULARY)


def test_a_change_on_the_screen_is_told_with_both_values(branch: Organisation) -> None:
    member, user = (
        make_member(branch, "Trần Minh", born="1985-02"),
        make_user("committee_office", full_name="Lê Thu Hà", organisation=branch),
    )
    with acting_as(Actor("web", user.id)):
        data = MemberData(
            "Trần Minh", branch.id, "male", "1985-02-05", roles=["secretary", "village_head"], standing="exempt"
        )
        service.update(member, data)
        db.session.commit()
    event = told(member)[0]
    assert (event.who, event.side, event.action) == ("Lê Thu Hà", "trên phần mềm", "Sửa")
    assert {(c.label, c.before, c.after) for c in event.changes} == {
        ("Ngày sinh", "02/1985", "05/02/1985"), ("Giới tính", "để trống", "Nam"),
        ("Diện", "Chính thức", "Miễn sinh hoạt"), ("Chức vụ", "để trống", "Bí thư, Thôn trưởng"),
    }  # fmt: skip


def test_a_change_from_a_sheet_names_its_run(branch: Organisation) -> None:
    member = make_member(branch)
    with acting_as(Actor("sheet", run_id=7, label="Sổ đảng viên 2022.xlsx")):
        service.update(member, MemberData("Tên Mới", branch.id, standing="full"))
        db.session.commit()
    event = told(member)[0]
    assert (event.who, event.side, event.run_id) == ("Sổ đảng viên 2022.xlsx", "từ bảng tính", 7)


def test_a_move_is_told_by_the_names_of_the_branches(branch: Organisation) -> None:
    member, other = make_member(branch), make_branch(make_organisation("Đảng bộ xã Khác"), "Chi bộ thôn Nam Sơn")
    service.transfer(member, other, "2022-05-03")
    db.session.commit()
    assert list(told(member)[0].changes) == [Change("Chi bộ", "Chi bộ thôn Bắc Sơn", "Chi bộ thôn Nam Sơn")]


def test_the_latest_stands_first_and_the_beginning_last(branch: Organisation) -> None:
    member = make_member(branch)
    for name in ("Tên Hai", "Tên Ba"):
        service.update(member, MemberData(name, branch.id, standing="full"))
        db.session.commit()
    assert [event.action for event in told(member)] == ["Sửa", "Sửa", "Thêm mới"]
    assert [event.changes[0].after for event in told(member)[:2]] == ["Tên Ba", "Tên Hai"]


def test_deleting_and_coming_back_stay_in_the_history(branch: Organisation) -> None:
    member = make_member(branch)
    service.delete(member)
    db.session.commit()
    back = service.restore(member.uid)
    db.session.commit()
    assert [event.action for event in told(back)] == ["Khôi phục", "Xóa", "Thêm mới"]


def test_closing_a_branch_is_told_in_words(branch: Organisation) -> None:
    organisations.close(branch)
    db.session.commit()
    event = history("organisations", branch.uid, words.VOCABULARY)[0]
    assert list(event.changes) == [Change("Tình trạng", "đang hoạt động", "đã ngừng hoạt động")]


def test_the_page_is_for_those_who_see_the_record(branch: Organisation, login: Login) -> None:
    member = make_member(branch, "Trần Minh")
    reader = login(make_user("reader", branch))
    stranger = login(make_user("committee_office", make_organisation("Đảng bộ xã Khác")))
    address = f"/lich-su/members/{member.uid}"
    page = reader.get(address)
    assert (page.status_code, "Lịch sử thay đổi" in page.text, "Thêm mới" in page.text) == (200, True, True)
    assert stranger.get(address).status_code == 404
    assert reader.get("/lich-su/members/KHONGCO").status_code == 404
    assert reader.get(f"/lich-su/users/{member.uid}").status_code == 404
    assert reader.post(address).status_code == 405


@pytest.mark.parametrize("changes", [1, 3, 300])
def test_a_long_history_costs_no_more_queries(
    branch: Organisation, login: Login, queries: object, changes: int
) -> None:
    member = make_member(branch)
    user = make_user("reader", branch)
    for number in range(changes):
        service.update(member, MemberData(f"Tên Số {number}", branch.id, standing="full"))
    db.session.commit()
    browser = login(user)
    browser.get("/dang-vien/")
    address = f"/lich-su/members/{member.uid}"
    queries.reset()  # type: ignore[attr-defined]
    assert browser.get(address).status_code == 200
    assert queries.count <= 4  # type: ignore[attr-defined]
