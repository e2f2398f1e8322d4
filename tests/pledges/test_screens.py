"""A pledge on the screens: written, handed in, given back, approved, deleted; suggested works."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet.database import db
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.pledges import service, suggestions
from intranet.pledges.items import items_of
from intranet.pledges.models import Pledge, PledgeSuggestion
from intranet.pledges.suggestions import SuggestionData
from tests.conftest import Login
from tests.factories import make_branch, make_member, make_pledge, make_user
from tests.pledges.conftest import fresh


def test_an_individual_and_a_collective_are_written_on_one_screen(branch: Organisation, secretary: FlaskClient) -> None:
    member = make_member(branch, "Trần Văn Lộc")
    typed = {"work_1": "Trồng cây", "deadline_1": "Quý II/2022", "work_2": "Đọc sách", "deadline": "tháng 12/2022"}
    address = f"/dang-ky/moi?nam=2022&don-vi={branch.uid}"
    assert "Cả tập thể" in secretary.get(address).text
    for who in (member.uid, "tap-the"):
        assert secretary.post(address, data={**typed, "who": who}).status_code == 303
    mine, own = db.session.scalars(select(Pledge).order_by(Pledge.id))
    assert (mine.member_id, own.member_id) == (member.id, None)
    assert service.data_of(mine).deadline == "2022-12"
    assert [(i.work, i.deadline) for i in items_of(mine)] == [("Trồng cây", "2022-Q2"), ("Đọc sách", None)]
    assert "Trần Văn Lộc" not in secretary.get(address).text


def test_writing_and_handing_in_can_be_one_press(branch: Organisation, secretary: FlaskClient) -> None:
    member = make_member(branch)
    address = f"/dang-ky/moi?nam=2022&don-vi={branch.uid}"
    one_work = {"who": member.uid, "work_1": "Một việc", "then": "hand_in"}
    refused = secretary.post(address, data=one_work)
    assert refused.status_code == 422
    assert "cần 2–3 việc" in refused.text
    assert "Một việc" in refused.text
    assert db.session.scalars(select(Pledge)).all() == []
    assert secretary.post(address, data={**one_work, "work_2": "Hai"}).status_code == 303
    assert db.session.scalars(select(Pledge)).one().approval == "pending"


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"work_1": ""}, "work_1", "Nhập ít nhất một việc."),
        ({"work_1": "Trồng cây", "deadline_1": "31/02/2022"}, "deadline_1", "không phải là ngày có thật"),
        ({"work_1": "Trồng cây", "measure_2": "Mỗi tuần"}, "work_2", "Nhập việc 2"),
        ({"work_1": "Trồng cây", "who": ""}, "who", "Chọn người đăng ký"),
    ],
)
def test_a_wrong_form_links_to_its_field_and_keeps_what_was_typed(
    branch: Organisation, secretary: FlaskClient, typed: dict[str, str], field: str, said: str
) -> None:
    data = {"who": make_member(branch).uid, "theme": "Dân vận khéo", **typed}
    answer = secretary.post(f"/dang-ky/moi?nam=2022&don-vi={branch.uid}", data=data)
    assert answer.status_code == 422
    assert f'href="#pledge-{field}"' in answer.text
    assert f'id="pledge-{field}"' in answer.text
    assert said in answer.text
    assert "Dân vận khéo" in answer.text


def test_an_empty_line_of_a_sheet_is_filled_rather_than_doubled(branch: Organisation, secretary: FlaskClient) -> None:
    empty = make_pledge(make_member(branch), works=())
    member_uid = db.session.get_one(Member, empty.member_id).uid
    answer = secretary.get(f"/dang-ky/moi?nam=2022&dang-vien={member_uid}")
    assert answer.location == f"/dang-ky/{empty.uid}/sua"


def test_who_was_faster_is_not_overwritten(pledge: Pledge, secretary: FlaskClient) -> None:
    stale = pledge.version - 1
    typed = {"version": str(stale), "rows": "3", "work_1": "Việc của tôi", "theme": "Chủ đề của tôi"}
    answer = secretary.post(f"/dang-ky/{pledge.uid}/sua", data=typed)
    assert answer.status_code == 409
    for value in ("Việc của tôi", "Đọc sách", "Chủ đề của tôi"):
        assert value in answer.text
    assert [i.work for i in items_of(fresh(pledge))] == ["Đọc sách", "Trồng cây"]
    again = secretary.post(f"/dang-ky/{pledge.uid}/sua", data={**typed, "version": str(fresh(pledge).version)})
    assert again.status_code == 303
    assert fresh(pledge).theme == "Chủ đề của tôi"


def test_a_pledge_goes_its_way_on_the_screens(pledge: Pledge, secretary: FlaskClient) -> None:
    base = f"/dang-ky/{pledge.uid}"
    assert "Nộp chờ duyệt" in secretary.get(base).text
    assert secretary.post(f"{base}/hand_in").status_code == 303
    refused = secretary.post(f"{base}/give_back", data={"comment": ""})
    assert refused.status_code == 422
    assert secretary.post(f"{base}/give_back", data={"comment": "Ghi rõ sản phẩm"}).status_code == 303
    page = secretary.get(base).text
    assert "Sửa lại" in page
    assert "Ghi rõ sản phẩm" in page
    secretary.post(f"{base}/hand_in")
    secretary.post(f"{base}/approve")
    page = secretary.get(base).text
    assert "Đã duyệt" in page
    assert "sửa lần 1" in page
    assert "Lê Thu Hà" in page  # who did it stands in the history


def test_a_step_over_a_newer_version_is_not_taken(pledge: Pledge, secretary: FlaskClient) -> None:
    answer = secretary.post(f"/dang-ky/{pledge.uid}/hand_in", data={"version": "0"})
    assert answer.status_code == 409
    assert fresh(pledge).approval is None


def test_a_deleted_pledge_is_brought_back_from_the_message(pledge: Pledge, secretary: FlaskClient) -> None:
    uid = pledge.uid
    page = secretary.post(f"/dang-ky/{uid}/xoa", follow_redirects=True).text
    assert f'action="/dang-ky/{uid}/khoi-phuc"' in page
    assert secretary.get(f"/dang-ky/{uid}").status_code == 404
    assert secretary.post(f"/dang-ky/{uid}/khoi-phuc").status_code == 303
    assert secretary.get(f"/dang-ky/{uid}").status_code == 200


def test_only_who_sees_the_branch_brings_its_pledge_back(
    commune: Organisation, pledge: Pledge, secretary: FlaskClient, login: Login
) -> None:
    uid = pledge.uid
    secretary.post(f"/dang-ky/{uid}/xoa")
    stranger = login(make_user("branch_secretary", make_branch(commune, "Chi bộ thôn Đông Hòa")))
    assert stranger.post(f"/dang-ky/{uid}/khoi-phuc").status_code == 404


def test_a_suggestion_is_taken_with_one_tap_and_dropped_again(
    commune: Organisation, pledge: Pledge, secretary: FlaskClient
) -> None:
    given = suggestions.create(SuggestionData(commune.id, 2022, "Giúp một hộ nghèo"))
    db.session.commit()
    take = f"/dang-ky/{pledge.uid}/goi-y/{given.uid}"
    assert f'action="{take}"' in secretary.get(f"/dang-ky/{pledge.uid}").text
    page = secretary.post(take, follow_redirects=True).text
    assert [i.work for i in items_of(fresh(pledge))] == ["Đọc sách", "Trồng cây", "Giúp một hộ nghèo"]
    assert secretary.post(take).status_code == 422
    undo = re.search(r'action="(/dang-ky/\w+/viec/\w+/bo)"', page)
    assert undo is not None
    secretary.post(undo[1])
    assert [i.work for i in items_of(fresh(pledge))] == ["Đọc sách", "Trồng cây"]


def test_suggestions_are_ticked_on_a_new_form(
    commune: Organisation, branch: Organisation, secretary: FlaskClient
) -> None:
    given = suggestions.create(SuggestionData(commune.id, 2022, "Giúp một hộ nghèo", "Thăm hằng tháng"))
    db.session.commit()
    data = {"who": "tap-the", "suggestions": given.uid, "work_1": "Đường hoa"}
    secretary.post(f"/dang-ky/moi?nam=2022&don-vi={branch.uid}", data=data)
    pledge = db.session.scalars(select(Pledge)).one()
    assert [(i.work, i.measure) for i in items_of(pledge)] == [
        ("Đường hoa", None),
        ("Giúp một hộ nghèo", "Thăm hằng tháng"),
    ]


def test_the_office_keeps_its_suggestions(office: FlaskClient) -> None:
    assert office.post("/dang-ky/goi-y/?nam=2022", data={"work": ""}).status_code == 422
    assert office.post("/dang-ky/goi-y/?nam=2022", data={"work": "Nuôi heo đất"}).status_code == 303
    uid = db.session.scalars(select(PledgeSuggestion.uid)).one()
    assert office.post(f"/dang-ky/goi-y/{uid}", data={"work": "Nuôi heo đất mỗi ngày"}).status_code == 303
    assert "Nuôi heo đất mỗi ngày" in office.get("/dang-ky/goi-y/?nam=2022").text
    page = office.post(f"/dang-ky/goi-y/{uid}/bo", follow_redirects=True).text
    undo = re.search(r'action="(/dang-ky/goi-y/\w+/khoi-phuc[^"]*)"', page)
    assert undo is not None
    office.post(undo[1].replace("&amp;", "&"))
    assert db.session.scalars(select(PledgeSuggestion.work)).one() == "Nuôi heo đất mỗi ngày"
