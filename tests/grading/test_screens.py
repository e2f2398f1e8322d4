"""The screens of the yearly grading: who sees what, what they refuse, and with how many queries."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from intranet.database import db
from intranet.grading import service
from intranet.grading.models import Grade
from intranet.grading.rules import GradeData
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.settings import service as rules
from tests.conftest import Login, QueryCounter
from tests.factories import make_branch, make_member, make_user


def grade(member: Member, year: int = 2022, **values: object) -> Grade:
    made = service.create(GradeData(member.branch_id, year, member.id, **values))  # type: ignore[arg-type]
    db.session.commit()
    return made


def unit(branch: Organisation) -> str:
    return f"/xep-loai/?don-vi={branch.uid}&nam=2022"


def only() -> Grade:
    db.session.expire_all()
    return db.session.scalars(select(Grade)).one()


def test_the_unit_shows_everybody_by_group_with_the_cap_in_words(branch: Organisation, secretary: FlaskClient) -> None:
    make_member(branch, "Nguyễn Thị Hoa", roles=("secretary",))
    for number in range(4):
        grade(make_member(branch, f"Trần Văn {number}"), proposed_grade="good")
    grade(make_member(branch, "Lê Thị Mai"), proposed_grade="excellent", own_grade="excellent", self_score=95)
    page = re.sub(r"\s+", " ", secretary.get(unit(branch)).text)
    assert "Được tối đa <b>1</b> hoàn thành xuất sắc, đang có <b>1</b>" in page
    assert "20% của 5 (số xếp loại hoàn thành tốt trở lên) là 1" in page
    assert page.index("Nguyễn Thị Hoa") < page.index("Lê Thị Mai")
    assert "95 điểm" in page
    assert "Chốt" not in page


def test_a_group_above_its_cap_says_so(branch: Organisation, secretary: FlaskClient) -> None:
    for number in range(2):
        grade(make_member(branch, f"Trần Văn {number}"), proposed_grade="excellent")
    page = secretary.get(unit(branch)).text
    assert "được tối đa 0 hoàn thành xuất sắc, mà đang có 2" in page


def test_a_secretary_grades_one_after_the_other(branch: Organisation, secretary: FlaskClient) -> None:
    first, second = make_member(branch, "Nguyễn An"), make_member(branch, "Trần Bình")
    typed = {
        "version": "0",
        "self_score": "92",
        "own_grade": "excellent",
        "score": "85",
        "shortcomings": "Ít phát biểu",
        "then": "next",
    }
    answer = secretary.post(f"/xep-loai/dang-vien/{first.uid}?nam=2022", data=typed)
    assert answer.location == f"/xep-loai/dang-vien/{second.uid}?nam=2022"
    made = only()
    assert (made.self_score, made.own_grade, made.score, made.proposed_grade) == (92, "excellent", 85, "good")
    assert (made.shortcomings, made.peer_group, made.grade) == ("Ít phát biểu", "members", None)
    last = secretary.post(f"/xep-loai/dang-vien/{second.uid}?nam=2022", data=typed)
    assert last.location.startswith("/xep-loai/?")


def test_a_secretary_does_not_decide(branch: Organisation, secretary: FlaskClient) -> None:
    member = make_member(branch)
    typed = {
        "version": "0",
        "proposed_grade": "good",
        "grade": "excellent",
        "decided_on": "20/12/2022",
        "basis": "QĐ 1",
    }
    assert secretary.post(f"/xep-loai/dang-vien/{member.uid}?nam=2022", data=typed).status_code == 303
    made = only()
    assert (made.proposed_grade, made.grade, made.decided_on, made.basis) == ("good", None, None, None)
    decision = {"decided_on": "20/12/2022", "basis": "QĐ 1"}
    assert secretary.post(f"/xep-loai/{branch.uid}/2022/members/chot", data=decision).status_code == 403


def test_a_secretary_writes_only_what_the_branch_says_of_itself(branch: Organisation, secretary: FlaskClient) -> None:
    typed = {"version": "0", "self_score": "92", "own_grade": "excellent", "score": "99", "proposed_grade": "excellent"}
    assert secretary.post(f"/xep-loai/tap-the/{branch.uid}?nam=2022", data=typed).status_code == 303
    made = only()
    assert (made.self_score, made.own_grade, made.score, made.proposed_grade) == (92, "excellent", None, None)


def test_the_office_decides_a_group_and_takes_it_back(branch: Organisation, office: FlaskClient) -> None:
    grade(make_member(branch), proposed_grade="good")
    address = f"/xep-loai/{branch.uid}/2022/members/chot"
    page = office.post(address, data={"decided_on": "20/12/2022", "basis": "QĐ 15-QĐ/ĐU"}, follow_redirects=True).text
    assert "Đã chốt xếp loại 1 trường hợp theo QĐ 15-QĐ/ĐU, ngày 20/12/2022." in page
    made = only()
    assert (made.grade, made.decided_on, made.basis) == ("good", "2022-12-20", "QĐ 15-QĐ/ĐU")
    undo = re.search(r'action="(/xep-loai/[^"]+/bo-chot\?[^"]+)"', page)
    assert undo is not None
    assert "Đã bỏ chốt 1 trường hợp" in office.post(undo[1], follow_redirects=True).text
    assert (only().grade, only().proposed_grade) == (None, "good")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"decided_on": "20/12/2022"}, "Nhập căn cứ."),
        ({"basis": "QĐ 15"}, "Nhập ngày quyết định."),
        ({"decided_on": "31/02/2022", "basis": "QĐ 15"}, "không phải là ngày có thật"),
        ({"decided_on": "20/12/2021", "basis": "QĐ 15"}, "không thể trước năm 2022"),
        ({"decided_on": "20/12/2022", "basis": "QĐ 15"}, "được tối đa 0 hoàn thành xuất sắc, mà đang có 1"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_in_its_group(
    branch: Organisation, office: FlaskClient, typed: dict[str, str], said: str
) -> None:
    grade(make_member(branch), proposed_grade="excellent" if "xuất sắc" in said else "good")
    answer = office.post(f"/xep-loai/{branch.uid}/2022/members/chot", data=typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert only().grade is None


def test_the_office_grades_the_branches_of_its_committee(
    commune: Organisation, branch: Organisation, office: FlaskClient
) -> None:
    page = office.get(f"/xep-loai/?don-vi={commune.uid}&nam=2022").text
    assert "Chi bộ thôn Bắc Sơn" in page
    typed = {"version": "0", "score": "80", "grade": "good", "decided_on": "20/12/2022", "basis": "QĐ 15"}
    answer = office.post(f"/xep-loai/tap-the/{branch.uid}?nam=2022", data=typed)
    assert f"don-vi={commune.uid}" in answer.location
    assert (only().grade, only().peer_group) == ("good", "branches")


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"score": "101"}, "score", "phải từ 0 đến 100"),
        ({"score": "chín mươi"}, "score", "phải là số nguyên"),
        ({"own_grade": "best"}, "own_grade", "trong danh sách"),
        ({"score": "60", "proposed_grade": "good"}, "proposed_grade", "Điểm 60 chỉ đủ mức"),
        ({"decided_on": "31/02/2022"}, "decided_on", "không phải là ngày có thật"),
        ({"grade": "excellent"}, "grade", "được tối đa 0 hoàn thành xuất sắc"),
    ],
)
def test_a_wrong_form_links_to_its_field_and_keeps_what_was_typed(
    branch: Organisation, office: FlaskClient, typed: dict[str, str], field: str, said: str
) -> None:
    member = make_member(branch)
    data = {"version": "0", "shortcomings": "Ít phát biểu", **typed}
    answer = office.post(f"/xep-loai/dang-vien/{member.uid}?nam=2022", data=data)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert said in answer.text
    assert "Ít phát biểu" in answer.text
    assert db.session.scalars(select(Grade)).all() == []


def test_who_was_faster_is_not_overwritten(branch: Organisation, secretary: FlaskClient) -> None:
    member = make_member(branch)
    grade(member, score=80, proposed_grade="good")
    typed = {"version": "0", "score": "60", "proposed_grade": "completed"}
    answer = secretary.post(f"/xep-loai/dang-vien/{member.uid}?nam=2022", data=typed)
    assert answer.status_code == 409
    assert "đang lưu “80”, anh chị nhập “60”" in answer.text
    assert only().score == 80
    assert (
        secretary.post(f"/xep-loai/dang-vien/{member.uid}?nam=2022", data={**typed, "version": "1"}).status_code == 303
    )
    assert only().score == 60


def test_a_deleted_grade_is_brought_back_from_the_message(branch: Organisation, secretary: FlaskClient) -> None:
    uid = grade(make_member(branch), proposed_grade="good").uid
    page = secretary.post(f"/xep-loai/{uid}/xoa", follow_redirects=True).text
    assert f'action="/xep-loai/{uid}/khoi-phuc"' in page
    assert secretary.get(f"/xep-loai/{uid}").status_code == 404
    assert "Đã khôi phục xếp loại." in secretary.post(f"/xep-loai/{uid}/khoi-phuc", follow_redirects=True).text


def test_a_decided_grade_is_the_offices_to_delete(
    branch: Organisation, secretary: FlaskClient, office: FlaskClient
) -> None:
    uid = grade(make_member(branch), grade="good").uid
    assert secretary.post(f"/xep-loai/{uid}/xoa").status_code == 403
    assert office.post(f"/xep-loai/{uid}/xoa").status_code == 303
    assert secretary.post(f"/xep-loai/{uid}/khoi-phuc").status_code == 403


def test_a_grade_the_cap_rests_on_is_not_deleted(branch: Organisation, office: FlaskClient) -> None:
    uids = [grade(make_member(branch), proposed_grade="good").uid for _ in range(4)]
    grade(make_member(branch), grade="excellent")
    page = office.post(f"/xep-loai/{uids[0]}/xoa", follow_redirects=True).text
    assert "được tối đa 0 hoàn thành xuất sắc" in page


def test_a_locked_year_is_shown_without_its_buttons(branch: Organisation, office: FlaskClient) -> None:
    member = make_member(branch)
    grade(member, proposed_grade="good")
    rules.lock(branch.id, "2022")
    db.session.commit()
    page = office.get(unit(branch)).text
    assert "đã khóa sổ" in page
    assert "Chốt" not in page
    answer = office.post(
        f"/xep-loai/dang-vien/{member.uid}?nam=2022",
        data={"version": "1", "score": "50", "proposed_grade": "completed"},
    )
    assert answer.status_code == 422
    assert "đã khóa sổ" in answer.text


@pytest.mark.parametrize(
    ("role", "place", "expected"),
    [
        ("branch_secretary", "branch", 200), ("committee_office", "commune", 200), ("administrator", None, 200),
        ("reader", "branch", 403), ("reader", "commune", 403), ("branch_secretary", "elsewhere", 404),
    ],
)  # fmt: skip
def test_grades_are_for_the_own_secretary_and_those_above(
    commune: Organisation, branch: Organisation, login: Login, role: str, place: str | None, expected: int
) -> None:
    places = {"branch": branch, "commune": commune, "elsewhere": make_branch(commune, "Chi bộ thôn Đông Hòa")}
    member = make_member(branch)
    uid = grade(member, shortcomings="Ít phát biểu").uid
    browser = login(make_user(role, places[place] if place else None))
    pages = [
        f"/xep-loai/{uid}",
        f"/xep-loai/dang-vien/{member.uid}?nam=2022",
        unit(branch),
        f"/lich-su/grades/{uid}",
        f"/xep-loai/tap-the/{branch.uid}?nam=2022",
    ]
    assert [browser.get(address).status_code for address in pages] == [expected] * len(pages)
    word = "Xếp loại cuối năm"
    assert (word in browser.get("/").text) == (role != "reader")


@pytest.mark.parametrize(
    "address", ["/xep-loai/KBBBBBBBB", "/xep-loai/dang-vien/KBBBBBBBB", "/xep-loai/?don-vi=KBBBBBBBB"]
)
def test_what_is_not_there_is_not_found(secretary: FlaskClient, address: str) -> None:
    assert secretary.get(address).status_code == 404


def test_the_list_is_a_file_without_shortcomings(branch: Organisation, secretary: FlaskClient) -> None:
    grade(
        make_member(branch, "Trần Bình"),
        self_score=92,
        own_grade="excellent",
        score=85,
        proposed_grade="good",
        shortcomings="Ít phát biểu",
    )
    sheet = load_workbook(BytesIO(secretary.get(f"{unit(branch)}&tep=xlsx").data)).worksheets[0]
    assert [[c.value or "" for c in row] for row in sheet.iter_rows(min_row=2)] == [
        [2022, "Đảng viên không giữ chức vụ", "Trần Bình", 92, "Hoàn thành xuất sắc", 85, "Hoàn thành tốt", "", "", ""]
    ]


def test_the_history_tells_what_became_of_a_grade(branch: Organisation, secretary: FlaskClient) -> None:
    made = grade(make_member(branch), proposed_grade="good")
    service.update(made, GradeData(branch.id, 2022, made.member_id, "members", proposed_grade="completed"))
    page = secretary.get(f"/lich-su/grades/{made.uid}").text
    assert "Đề nghị xếp loại" in page
    assert "Hoàn thành tốt" in page


def test_last_years_shortcoming_stands_in_the_new_pledge(branch: Organisation, secretary: FlaskClient) -> None:
    member, other = make_member(branch), make_member(branch)
    grade(member, 2021, shortcomings="Ít phát biểu")
    service.create(GradeData(branch.id, 2021, shortcomings="Sinh hoạt chuyên đề còn ít"))
    db.session.commit()
    for who, text in ((f"dang-vien={member.uid}", "Ít phát biểu"), ("ai=tap-the", "Sinh hoạt chuyên đề còn ít")):
        page = secretary.get(f"/dang-ky/moi?nam=2022&don-vi={branch.uid}&{who}").text
        assert text in page
        assert "Lấy từ xếp loại năm 2021; sửa lại nếu cần." in page
    assert "Lấy từ xếp loại" not in secretary.get(f"/dang-ky/moi?nam=2022&dang-vien={other.uid}").text


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_pages_keep_to_ten_queries_at_any_size(
    commune: Organisation,
    branch: Organisation,
    secretary: FlaskClient,
    office: FlaskClient,
    queries: QueryCounter,
    rows: int,
) -> None:
    for number in range(rows):
        member = make_member(branch)
        grade(member, proposed_grade="good")
        make_branch(commune, f"Chi bộ thôn {number}")
    uid = db.session.scalars(select(Grade)).first().uid  # type: ignore[union-attr]
    counts = []
    for browser, address in (
        (secretary, unit(branch)), (office, unit(branch)), (office, unit(commune)), (office, "/xep-loai/?nam=2022"),
        (secretary, f"/xep-loai/{uid}"), (secretary, f"/xep-loai/dang-vien/{member.uid}?nam=2022"),
        (secretary, f"/dang-ky/moi?nam=2023&dang-vien={member.uid}"),
    ):  # fmt: skip
        queries.reset()
        assert browser.get(address).status_code == 200
        counts.append(queries.count)
    assert max(counts) <= 10, counts


def test_a_person_sees_their_own_grades_and_nobody_elses(
    commune: Organisation, branch: Organisation, login: Login
) -> None:
    member = make_member(branch, "Hồ Văn Lâm")
    grade(member, proposed_grade="good", score=80, shortcomings="Ít phát biểu")
    other = grade(make_member(branch, "Trần Bình"), shortcomings="Hay đến muộn")
    user = make_user("reader", branch, full_name="Hồ Văn Lâm")
    reader = login(user)
    assert reader.get("/xep-loai/cua-toi").status_code == 404
    page = login(make_user("administrator")).post(f"/nguoi-dung/{user.uid}/dang-vien", follow_redirects=True).text
    assert "là của đồng chí Hồ Văn Lâm" in page
    assert "Xếp loại của tôi" in reader.get("/tai-khoan").text
    mine = reader.get("/xep-loai/cua-toi").text
    assert "Ít phát biểu" in mine
    assert "Hay đến muộn" not in mine
    assert reader.get(f"/xep-loai/{other.uid}").status_code == 403
