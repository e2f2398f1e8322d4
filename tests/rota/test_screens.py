"""What a person sees when an assignment is given out, changed, ticked, swapped or deleted, and when it goes wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet.database import db
from intranet.rota import absences, service
from intranet.rota.absences import AbsenceData
from intranet.rota.models import Assignment
from intranet.settings import service as settings
from tests import factories
from tests.conftest import Login
from tests.factories import Commune
from tests.rota.conftest import assign, name_presenters, people_of, undo_of


def ticked(page: str) -> list[str]:
    """The names that stand ticked in the form."""
    rows = page.split('<label class="choice turn">')[1:]
    return [
        row.split("<span>")[1].split("<span")[0] for row in rows if " checked" in row.split(">")[0] + row.split(">")[1]
    ]


def test_who_has_waited_longest_stands_ticked_and_is_written(commune: Commune, secretary: FlaskClient) -> None:
    an, bao, cuong, dat, hung = commune.people
    assign(commune.branch, "2022-01", an, bao, delivered=True)
    assign(commune.branch, "2022-02", cuong, delivered=True)
    page = secretary.get("/phan-cong/moi?thang=2022-03").text
    assert ticked(page) == ["Lê Quang Đạt", "Hồ Sỹ Hùng"]
    assert "miễn sinh hoạt" in page
    assert "26/02/2022" in page
    typed = {"presenters": [dat.uid, hung.uid], "topic": "Chuyện", "media": "story", "due": "25/02/2022"}
    answer = secretary.post("/phan-cong/moi?thang=2022-03", data=typed)
    assert answer.status_code == 303
    made = db.session.scalars(select(Assignment).where(Assignment.month == "2022-03")).one()
    assert (made.topic, made.media, made.due, made.organisation_id) == (
        "Chuyện",
        "story",
        "2022-02-25",
        commune.branch.id,
    )
    assert people_of(made) == ["Lê Quang Đạt", "Hồ Sỹ Hùng"]


def test_an_exempt_member_presents_when_ticked(commune: Commune, secretary: FlaskClient) -> None:
    secretary.post("/phan-cong/moi?thang=2022-03", data={"presenters": commune.exempt.uid})
    assert people_of(db.session.scalars(select(Assignment)).one()) == ["Võ Thị Hiền"]


def test_nobody_available_is_told_with_a_way_on(commune: Commune, secretary: FlaskClient) -> None:
    for member in commune.people:
        absences.create(AbsenceData(member.id, "2022-03-01"))
    page = secretary.get("/phan-cong/moi?thang=3/2022").text
    assert "Tháng 3/2022 không còn ai để đề xuất" in page
    assert "Xem người vắng" in page
    assert ticked(page) == []
    answer = secretary.post("/phan-cong/lap-lich?tu=3/2022&den=4/2022")
    assert answer.status_code == 422
    assert "không còn ai để phân công trong các tháng này" in answer.text
    assert db.session.scalars(select(Assignment)).all() == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"due": "31/02/2022"}, "Hạn chuẩn bị “31/02/2022” không phải là ngày có thật."),
        ({"media": "opera"}, "Chọn hình thức trong danh sách."),
        ({"presenters": "khong-co"}, "Chọn người trình bày trong danh sách."),
        ({"topic": "TUYỆT MẬT"}, "Nội dung có dấu chỉ độ mật"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field_and_keeps_what_was_typed(
    commune: Commune, secretary: FlaskClient, typed: dict[str, str], said: str
) -> None:
    answer = secretary.post("/phan-cong/moi?thang=2022-03", data={"note": "có máy chiếu", **typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert "có máy chiếu" in answer.text
    assert db.session.scalars(select(Assignment)).all() == []


def test_an_assignment_is_changed_and_keeps_the_order_of_its_people(commune: Commune, secretary: FlaskClient) -> None:
    an, bao, cuong = commune.people[:3]
    assignment = assign(commune.branch, "2022-03", cuong, an)
    page = secretary.get(f"/phan-cong/{assignment.uid}/sua").text
    assert sorted(ticked(page)) == ["Nguyễn Thị An", "Phạm Văn Cường"]
    typed = {"month": "4/2022", "presenters": [an.uid, bao.uid, cuong.uid], "delivered": "1", "version": "1"}
    assert secretary.post(f"/phan-cong/{assignment.uid}/sua", data=typed).status_code == 303
    assert people_of(assignment) == ["Phạm Văn Cường", "Nguyễn Thị An", "Trần Đình Bảo"]
    assert (assignment.month, assignment.delivered) == ("2022-04", True)


def test_two_people_changing_one_assignment_see_both_values(assignment: Assignment, secretary: FlaskClient) -> None:
    service.update(assignment, replace(service.data_of(assignment), topic="Phim"))
    typed = {"month": "3/2022", "topic": "Bài viết", "version": "1"}
    answer = secretary.post(f"/phan-cong/{assignment.uid}/sua", data=typed)
    assert answer.status_code == 409
    assert "đang lưu “Phim”, anh chị nhập “Bài viết”" in answer.text
    again = secretary.post(f"/phan-cong/{assignment.uid}/sua", data={**typed, "version": "2"})
    assert again.status_code == 303
    db.session.expire_all()
    assert assignment.topic == "Bài viết"


def stands(assignment: Assignment) -> tuple[bool, bool | None]:
    """Whether it is prepared, and whether it was presented, as the database has it now."""
    db.session.expire_all()
    return assignment.prepared_on is not None, assignment.delivered


def test_one_tap_marks_and_the_message_takes_it_back(assignment: Assignment, secretary: FlaskClient) -> None:
    at = f"/phan-cong/{assignment.uid}/danh-dau"
    page = secretary.post(f"{at}/chuan-bi", follow_redirects=True).text
    assert stands(assignment) == (True, None)
    secretary.post(undo_of(page))
    assert stands(assignment) == (False, None)
    page = secretary.post(f"{at}/trinh-bay", follow_redirects=True).text
    assert stands(assignment) == (False, True)
    secretary.post(undo_of(page))
    assert stands(assignment) == (False, None)
    secretary.post(f"{at}/khong-trinh-bay")
    assert stands(assignment) == (False, False)
    assert secretary.post(f"{at}/gi-do").status_code == 404


def test_a_tap_in_the_list_comes_back_to_the_list(assignment: Assignment, secretary: FlaskClient) -> None:
    answer = secretary.post(f"/phan-cong/{assignment.uid}/danh-dau/trinh-bay?tu=so&nam=2022&thang=3")
    assert answer.location == f"/phan-cong/?nam=2022&thang=3#pc-{assignment.uid}"


def test_two_assignments_are_swapped_in_one_action_and_back(commune: Commune, secretary: FlaskClient) -> None:
    an, bao = commune.people[:2]
    one = assign(commune.branch, "2022-03", an, topic="Một", prepared_on="2022-02-20")
    other = assign(commune.branch, "2022-04", bao, topic="Hai")
    absences.create(AbsenceData(bao.id, "2022-03-01", "2022-03-31", "ốm"))
    page = secretary.get(f"/phan-cong/{one.uid}/doi").text
    assert "Tháng 4/2022" in page
    typed = {"other": other.uid, "how": "nguoi"}
    page = secretary.post(f"/phan-cong/{one.uid}/doi", data=typed, follow_redirects=True).text
    assert "Lưu ý: Trần Đình Bảo vắng từ 01/3/2022 đến 31/3/2022 (ốm)." in page
    assert (people_of(one), people_of(other)) == (["Trần Đình Bảo"], ["Nguyễn Thị An"])
    secretary.post(undo_of(page))
    assert (people_of(one), people_of(other)) == (["Nguyễn Thị An"], ["Trần Đình Bảo"])
    assert (one.prepared_on, other.prepared_on) == ("2022-02-20", None)
    secretary.post(f"/phan-cong/{one.uid}/doi", data={"other": other.uid, "how": "thang"})
    db.session.expire_all()
    assert (one.month, other.month) == ("2022-04", "2022-03")


def test_a_swap_with_nothing_chosen_or_with_a_stranger_is_refused(
    commune: Commune, assignment: Assignment, secretary: FlaskClient
) -> None:
    answer = secretary.post(f"/phan-cong/{assignment.uid}/doi", data={"how": "thang"})
    assert (answer.status_code, "Chọn phân công để đổi." in answer.text) == (422, True)
    elsewhere = assign(commune.other, "2022-05")
    answer = secretary.post(f"/phan-cong/{assignment.uid}/doi", data={"how": "thang", "other": elsewhere.uid})
    assert answer.status_code == 404


def test_a_deleted_assignment_comes_back_by_the_button(assignment: Assignment, secretary: FlaskClient) -> None:
    page = secretary.post(f"/phan-cong/{assignment.uid}/xoa", follow_redirects=True).text
    assert db.session.scalars(select(Assignment)).all() == []
    secretary.post(undo_of(page))
    assert people_of(db.session.scalars(select(Assignment)).one()) == ["Nguyễn Thị An"]


def test_only_who_records_for_the_branch_brings_it_back(commune: Commune, assignment: Assignment, login: Login) -> None:
    uid = assignment.uid
    service.delete(assignment)
    stranger = login(factories.make_user("branch_secretary", commune.other))
    assert stranger.post(f"/phan-cong/{uid}/khoi-phuc").status_code == 404


def test_a_locked_month_is_told_and_nothing_is_written(
    commune: Commune, assignment: Assignment, secretary: FlaskClient
) -> None:
    settings.lock(commune.committee.id, "2022-03")
    page = secretary.get(f"/phan-cong/{assignment.uid}").text
    assert "Tháng 3/2022 của Đảng bộ xã Mẫu Sơn đã khóa sổ" in page
    assert "Ghi đã trình bày" not in page
    answer = secretary.post(f"/phan-cong/{assignment.uid}/danh-dau/trinh-bay")
    assert (answer.status_code, "đã khóa sổ" in answer.text) == (422, True)


def test_the_history_tells_who_presented(commune: Commune, assignment: Assignment, secretary: FlaskClient) -> None:
    name_presenters(assignment, commune.people[1])
    page = secretary.get(f"/lich-su/assignments/{assignment.uid}").text
    assert "Người trình bày" in page
    assert "Trần Đình Bảo" in page
