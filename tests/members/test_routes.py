"""The member screens: who may do what, what is shown, and what is kept when something is wrong."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet.database import db
from intranet.members import service
from intranet.members.models import Member
from intranet.members.service import MemberData
from intranet.organisations.models import Organisation
from tests.conftest import PARTIAL, Login, QueryCounter
from tests.factories import make_branch, make_member, make_organisation, make_pledge, make_user


@pytest.fixture
def member(branch: Organisation) -> Member:
    """A member of the branch."""
    return make_member(branch, "Nguyễn Văn Đường", born="1985-02", joined_on="2010-05-19", note="điều đã ghi")


def stored(uid: str) -> Member:
    """The member as it stands now."""
    return db.session.scalars(select(Member).where(Member.uid == uid)).one()


def typed(member: Member, **values: object) -> dict[str, object]:
    """What the edit form posts when only these fields are touched."""
    return {
        "full_name": member.full_name, "born": "02/1985", "joined_on": "19/5/2010", "standing": "full",
        "note": "điều đã ghi", "version": member.version, **values,
    }  # fmt: skip


WRITES = {
    "sua": {"full_name": "Tên Mới", "version": "1"},
    "chuyen": {"to_branch": "?", "moved_on": "03/5/2022"},
    "xoa": {},
}
#: role, at the branch itself or at the commune above, and the answer to each verb when it works.
MATRIX = [
    ("administrator", "commune", {"": 200, "sua": 303, "chuyen": 303, "xoa": 303}),
    ("committee_office", "commune", {"": 200, "sua": 303, "chuyen": 303, "xoa": 303}),
    ("branch_secretary", "branch", {"": 200, "sua": 303, "chuyen": 403, "xoa": 403}),
    ("reader", "branch", {"": 200, "sua": 403, "chuyen": 403, "xoa": 403}),
    ("branch_secretary", "sister", {"": 404, "sua": 404, "chuyen": 404, "xoa": 404}),
    ("committee_office", "stranger", {"": 404, "sua": 404, "chuyen": 404, "xoa": 404}),
]


@pytest.mark.parametrize("verb", ["", "sua", "chuyen", "xoa"])
@pytest.mark.parametrize(("role", "place", "answers"), MATRIX)
def test_who_may_do_what(
    login: Login, commune: Organisation, branch: Organisation, member: Member, role: str, place: str,
    answers: dict[str, int], verb: str,
) -> None:  # fmt: skip
    sister, stranger = make_branch(commune, "Chi bộ thôn Nam Sơn"), make_organisation("Đảng bộ xã Khác")
    places = {"commune": commune, "branch": branch, "sister": sister, "stranger": stranger}
    browser = login(make_user(role, places[place]))
    if not verb:
        assert browser.get(f"/dang-vien/{member.uid}").status_code == answers[verb]
        return
    data = {key: sister.uid if value == "?" else value for key, value in WRITES[verb].items()}
    assert browser.post(f"/dang-vien/{member.uid}/{verb}", data=data).status_code == answers[verb]


def test_a_member_who_is_not_there_is_not_found(office: FlaskClient) -> None:
    for address in ("", "/sua", "/chuyen"):
        assert office.get(f"/dang-vien/KHONGCO{address}").status_code == 404
    for verb in ("xoa", "khoi-phuc"):
        assert office.post(f"/dang-vien/KHONGCO/{verb}").status_code == 404


def test_the_wrong_verb_is_not_allowed(office: FlaskClient, member: Member) -> None:
    assert office.post(f"/dang-vien/{member.uid}").status_code == 405
    for verb in ("xoa", "khoi-phuc"):
        assert office.get(f"/dang-vien/{member.uid}/{verb}").status_code == 405


def test_nobody_enters_unsigned(client: FlaskClient, member: Member) -> None:
    answer = client.get(f"/dang-vien/{member.uid}")
    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/dang-nhap")


def test_a_person_sees_only_the_members_of_their_own_subtree(
    login: Login, branch: Organisation, member: Member
) -> None:
    make_member(make_branch(make_organisation("Đảng bộ xã Khác")), "Người Nơi Khác")
    page = login(make_user("branch_secretary", branch)).get("/dang-vien/").text
    assert (member.full_name in page, "Người Nơi Khác" in page) == (True, False)


def test_a_filter_for_a_foreign_organisation_shows_nothing_foreign(
    login: Login, branch: Organisation, member: Member
) -> None:
    foreign = make_branch(make_organisation("Đảng bộ xã Khác"), "Chi bộ Khác")
    make_member(foreign, "Người Nơi Khác")
    browser = login(make_user("branch_secretary", branch))
    for query in (f"branch={foreign.uid}", f"under={foreign.uid}"):
        assert "Người Nơi Khác" not in browser.get(f"/dang-vien/?{query}").text


def test_the_search_answers_a_page_or_only_its_results(office: FlaskClient, member: Member) -> None:
    page, part = office.get("/dang-vien/?q=duong"), office.get("/dang-vien/?q=duong", headers=PARTIAL)
    assert [member.full_name in answer.text for answer in (page, part)] == [True, True]
    assert ["<html" in answer.text for answer in (page, part)] == [True, False]
    assert part.text.lstrip().startswith('<div id="results">')


def test_an_empty_list_says_what_to_do(office: FlaskClient) -> None:
    assert "Chưa có đảng viên nào." in office.get("/dang-vien/").text
    assert "Không có ai khớp" in office.get("/dang-vien/?q=zzz").text


def test_a_member_is_entered_with_dates_of_any_precision(office: FlaskClient, branch: Organisation) -> None:
    answer = office.post(
        "/dang-vien/them",
        data={
            "full_name": " Trần  Thị Lan ", "branch": branch.uid, "gender": "female", "born": "1985", "joined_on": "5/2010",
            "official_on": "Quý II/2011", "standing": "full", "roles": ["secretary", "village_head"],
        },
    )  # fmt: skip
    made = db.session.scalars(select(Member)).one()
    assert (answer.status_code, answer.location) == (303, f"/dang-vien/{made.uid}")
    assert service.data_of(made) == MemberData(
        "Trần Thị Lan", branch.id, "female", "1985", "2010-05", "2011-Q2", ("secretary", "village_head"), "full"
    )


def test_what_was_typed_stays_when_something_is_wrong(office: FlaskClient, branch: Organisation) -> None:
    answer = office.post(
        "/dang-vien/them", data={"full_name": "", "branch": "", "born": "31/02/1999", "note": "ghi dở"}
    )
    assert answer.status_code == 422
    for text in ('href="#f-full_name"', 'href="#f-branch"', 'href="#f-born"', 'value="31/02/1999"', "ghi dở"):
        assert text in answer.text, text
    assert db.session.scalars(select(Member)).all() == []


def test_nobody_is_entered_into_a_foreign_branch(login: Login, branch: Organisation, commune: Organisation) -> None:
    sister = make_branch(commune, "Chi bộ thôn Nam Sơn")
    browser = login(make_user("branch_secretary", branch))
    answer = browser.post("/dang-vien/them", data={"full_name": "Trần Lan", "branch": sister.uid})
    assert (answer.status_code, db.session.scalars(select(Member)).all()) == (422, [])


def test_the_edit_form_shows_and_keeps_every_value(office: FlaskClient, member: Member) -> None:
    service.update(member, MemberData("Nguyễn Văn Đường", member.branch_id, "male", "1985-02", "2010-05-19", "2011-Q2",
                                      ("village_head", "secretary"), "full", "điều đã ghi"))  # fmt: skip
    before = service.data_of(member)
    page = office.get(f"/dang-vien/{member.uid}/sua").text
    for text in ('value="02/1985"', 'value="19/5/2010"', 'value="Quý II/2011"', "điều đã ghi"):
        assert text in page, text
    data = typed(member, gender="male", official_on="Quý II/2011", roles=["secretary", "village_head"])
    assert office.post(f"/dang-vien/{member.uid}/sua", data=data).status_code == 303
    assert (service.data_of(stored(member.uid)), stored(member.uid).version) == (before, 2)


def test_whoever_was_slower_sees_both_values_and_overwrites_nothing(office: FlaskClient, member: Member) -> None:
    opened = typed(member, full_name="Nguyễn Văn Đường Em")
    service.update(member, MemberData("Nguyễn Văn Đường Anh", member.branch_id, standing="full"))
    answer = office.post(f"/dang-vien/{member.uid}/sua", data=opened)
    assert answer.status_code == 409
    assert "đang lưu “Nguyễn Văn Đường Anh”, anh chị nhập “Nguyễn Văn Đường Em”" in answer.text
    assert stored(member.uid).full_name == "Nguyễn Văn Đường Anh"
    again = {**opened, "version": "2"}
    assert 'name="version" value="2"' in answer.text
    assert office.post(f"/dang-vien/{member.uid}/sua", data=again).status_code == 303
    assert stored(member.uid).full_name == "Nguyễn Văn Đường Em"


def test_a_transfer_is_told_on_the_members_page(office: FlaskClient, commune: Organisation, member: Member) -> None:
    other = make_branch(commune, "Chi bộ thôn Nam Sơn")
    data = {"to_branch": other.uid, "moved_on": "03/5/2022", "basis": "QĐ số 12-QĐ/ĐU"}
    assert office.post(f"/dang-vien/{member.uid}/chuyen", data=data).status_code == 303
    page = office.get(f"/dang-vien/{member.uid}").text
    assert "Chi bộ thôn Bắc Sơn → Chi bộ thôn Nam Sơn" in page
    assert "Ngày 03/5/2022 · QĐ số 12-QĐ/ĐU" in page


@pytest.mark.parametrize(
    ("data", "field"),
    [({"moved_on": "03/5/2022"}, "to_branch"), ({"to_branch": "?"}, "moved_on"), ({"to_branch": "?", "moved_on": "5/2022"}, "moved_on")],
)  # fmt: skip
def test_a_transfer_without_place_or_day_is_refused(
    office: FlaskClient, commune: Organisation, member: Member, data: dict[str, str], field: str
) -> None:
    other = make_branch(commune, "Chi bộ thôn Nam Sơn")
    sent = {key: other.uid if value == "?" else value for key, value in data.items()}
    answer = office.post(f"/dang-vien/{member.uid}/chuyen", data=sent)
    assert (answer.status_code, f'href="#f-{field}"' in answer.text) == (422, True)


def test_a_member_is_not_transferred_out_of_sight(office: FlaskClient, member: Member) -> None:
    far = make_branch(make_organisation("Đảng bộ xã Khác"), "Chi bộ Khác")
    answer = office.post(f"/dang-vien/{member.uid}/chuyen", data={"to_branch": far.uid, "moved_on": "03/5/2022"})
    assert answer.status_code == 422


def test_deleting_offers_undo_and_undo_brings_everything_back(
    office: FlaskClient, branch: Organisation, member: Member
) -> None:
    make_pledge(member)
    uid = member.uid
    answer = office.post(f"/dang-vien/{uid}/xoa")
    assert (answer.status_code, answer.location) == (303, f"/dang-vien/?branch={branch.uid}")
    page = office.get(answer.location).text
    assert "Đã xóa đảng viên Nguyễn Văn Đường." in page
    assert f'action="/dang-vien/{uid}/khoi-phuc"' in page
    assert office.post(f"/dang-vien/{uid}/khoi-phuc").status_code == 303
    back = office.get(f"/dang-vien/{uid}").text
    assert ("Nguyễn Văn Đường" in back, "Năm 2022" in back) == (True, True)


def test_only_who_could_delete_can_bring_back(
    login: Login, office: FlaskClient, commune: Organisation, branch: Organisation, member: Member
) -> None:
    uid = member.uid
    stranger = login(make_user("committee_office", make_organisation("Đảng bộ xã Khác")))
    secretary = login(make_user("branch_secretary", branch))
    office.post(f"/dang-vien/{uid}/xoa")
    answers = [b.post(f"/dang-vien/{uid}/khoi-phuc").status_code for b in (stranger, secretary, office, office)]
    assert answers == [404, 403, 303, 404]


@pytest.mark.parametrize("query", ["", "?q=nguyen", "?standing=full&role=member&page=2"])
def test_the_list_costs_the_same_queries_at_1_3_and_300_members(
    office: FlaskClient, branch: Organisation, queries: QueryCounter, query: str
) -> None:
    costs = []
    office.get("/dang-vien/")
    for first, last in ((0, 1), (1, 3), (3, 300)):
        db.session.add_all([_bare(branch, number) for number in range(first, last)])
        db.session.commit()
        queries.reset()
        assert office.get(f"/dang-vien/{query}").status_code == 200
        costs.append(queries.count)
    assert costs == [costs[0]] * 3
    assert costs[0] <= 10, queries.statements


def _bare(branch: Organisation, number: int) -> Member:
    values = {"sort_key": f"{number:03}", "search_key": f"nguyen van {number}", "roles": "member", "standing": "full"}
    return Member(full_name=f"Nguyễn Văn {number}", branch_id=branch.id, **values)
