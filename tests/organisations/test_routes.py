"""The organisation screens: who may do what, what is shown, and what is kept when something is wrong."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet.database import db
from intranet.organisations import service
from intranet.organisations.models import Organisation
from intranet.organisations.service import OrganisationData
from tests.conftest import PARTIAL, Login, QueryCounter
from tests.factories import make_branch, make_member, make_organisation, make_user


@pytest.fixture
def branch(commune: Organisation) -> Organisation:
    """A branch of the commune that reports three members."""
    return make_organisation("Chi bộ thôn Bắc Sơn", "rural", commune, phone="0950128759", reported_total=3)


def stored(uid: str) -> Organisation | None:
    """The organisation as it stands now."""
    return db.session.scalars(select(Organisation).where(Organisation.uid == uid)).one_or_none()


def typed(branch: Organisation, commune: Organisation, **values: object) -> dict[str, object]:
    """What the edit form posts when only these fields are touched."""
    return {
        "name": branch.name, "kind": "rural", "parent": commune.uid, "phone": "0950128759", "reported_total": "3",
        "version": branch.version, **values,
    }  # fmt: skip


VERBS = ("", "sua", "ngung", "mo-lai", "xoa")
MATRIX = [
    ("administrator", "commune", 200, 303),
    ("committee_office", "commune", 200, 303),
    ("branch_secretary", "branch", 200, 403),
    ("reader", "commune", 200, 403),
    ("branch_secretary", "sister", 404, 404),
    ("committee_office", "stranger", 404, 404),
]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(("role", "place", "reading", "writing"), MATRIX)
def test_who_may_do_what(
    login: Login,
    commune: Organisation,
    branch: Organisation,
    role: str,
    place: str,
    reading: int,
    writing: int,
    verb: str,
) -> None:
    places = {
        "commune": commune, "branch": branch, "sister": make_branch(commune, "Chi bộ thôn Nam Sơn"),
        "stranger": make_organisation("Đảng bộ xã Khác"),
    }  # fmt: skip
    browser = login(make_user(role, places[place]))
    if not verb:
        assert browser.get(f"/chi-bo/{branch.uid}").status_code == reading
        return
    answer = browser.post(f"/chi-bo/{branch.uid}/{verb}", data=typed(branch, commune, name="Tên Mới"))
    assert answer.status_code == writing


def test_an_organisation_that_is_not_there_is_not_found(office: FlaskClient) -> None:
    for address in ("", "/sua"):
        assert office.get(f"/chi-bo/KHONGCO{address}").status_code == 404
    for verb in (*VERBS[2:], "khoi-phuc"):
        assert office.post(f"/chi-bo/KHONGCO/{verb}").status_code == 404


def test_the_wrong_verb_is_not_allowed(office: FlaskClient, branch: Organisation) -> None:
    assert office.post(f"/chi-bo/{branch.uid}").status_code == 405
    for verb in (*VERBS[2:], "khoi-phuc"):
        assert office.get(f"/chi-bo/{branch.uid}/{verb}").status_code == 405


def test_the_tree_shows_each_subtree_with_its_own_count(office: FlaskClient, branch: Organisation) -> None:
    make_branch(make_organisation("Đảng bộ xã Khác"), "Chi bộ Nơi Khác")
    make_member(branch)
    make_member(branch, standing="exempt")
    page = office.get("/chi-bo/").text
    assert page.index("Đảng bộ xã Mẫu Sơn</a>") < page.index("Chi bộ thôn Bắc Sơn</a>")
    assert f'<a href="/dang-vien/?branch={branch.uid}">2</a>' in page
    assert "Báo cáo 3" in page
    assert "Chi bộ Nơi Khác" not in page


def test_a_branch_is_found_by_name_without_marks_or_by_code(office: FlaskClient, commune: Organisation) -> None:
    make_branch(commune)
    make_organisation("Chi bộ thôn Đông Hòa", "rural", commune, code="DH01")
    for sought in ("dong hoa", "Đông", "dh01"):
        part = office.get(f"/chi-bo/?q={sought}", headers=PARTIAL).text
        assert ("Chi bộ thôn Đông Hòa" in part, "Bắc Sơn" in part, "<html" in part) == (True, False, False), sought
    assert "Không có đơn vị nào khớp" in office.get("/chi-bo/?q=zzz").text


def test_the_tree_can_be_narrowed_to_a_kind(office: FlaskClient, commune: Organisation, branch: Organisation) -> None:
    make_branch(commune, "Chi bộ Trường Tiểu học", "school")
    page = office.get("/chi-bo/?kind=school").text
    assert ("Chi bộ Trường Tiểu học</a>" in page, "Bắc Sơn</a>" in page) == (True, False)


def test_a_closed_branch_is_shown_only_when_asked_for(office: FlaskClient, branch: Organisation) -> None:
    office.post(f"/chi-bo/{branch.uid}/ngung")
    office.get("/chi-bo/")
    shown = [f'href="/chi-bo/{branch.uid}"' in office.get(f"/chi-bo/{q}").text for q in ("", "?closed=1")]
    assert shown == [False, True]


def test_a_branch_page_compares_what_is_reported_with_what_is_counted(
    office: FlaskClient, branch: Organisation
) -> None:
    secretary = make_member(branch, "Trần Anh Minh", roles=("secretary",))
    data = OrganisationData(
        branch.name, "rural", branch.parent_id, "BS", "0950128759", secretary.id, reported_total=3, reported_exempt=0
    )
    service.update(branch, data)
    page = office.get(f"/chi-bo/{branch.uid}").text
    for text in ("Lệch 2", "Khớp", 'href="tel:0950128759"', "Trần Anh Minh", "BS"):
        assert text in page, text


def test_an_organisation_is_made_under_one_of_ours(office: FlaskClient, commune: Organisation) -> None:
    data = {"name": " Chi bộ  Công an xã ", "kind": "police", "parent": commune.uid, "phone": "0950 128 759"}
    answer = office.post("/chi-bo/them", data=data)
    made = db.session.scalars(select(Organisation).where(Organisation.parent_id == commune.id)).one()
    assert (answer.status_code, answer.location) == (303, f"/chi-bo/{made.uid}")
    assert service.data_of(made) == OrganisationData("Chi bộ Công an xã", "police", commune.id, phone="0950128759")


def test_what_was_typed_stays_when_something_is_wrong(office: FlaskClient, commune: Organisation) -> None:
    data = {"name": "Chi bộ Mới", "kind": "rural", "parent": commune.uid, "phone": "09503475?", "reported_total": "ba"}
    answer = office.post("/chi-bo/them", data=data)
    assert answer.status_code == 422
    for text in ('href="#f-reported_total"', 'value="Chi bộ Mới"', 'value="09503475?"', 'value="ba"'):
        assert text in answer.text, text
    answer = office.post("/chi-bo/them", data={**data, "reported_total": "3"})
    assert (answer.status_code, 'href="#f-phone"' in answer.text) == (422, True)


def test_the_office_makes_nothing_outside_its_tree(office: FlaskClient, commune: Organisation) -> None:
    stranger = make_organisation("Đảng bộ xã Khác")
    for parent in (stranger.uid, ""):
        answer = office.post("/chi-bo/them", data={"name": "Chi bộ Mới", "kind": "rural", "parent": parent})
        assert (answer.status_code, 'href="#f-parent"' in answer.text) == (422, True)


def test_only_an_administrator_makes_a_new_top(login: Login) -> None:
    browser = login(make_user("administrator"))
    assert browser.post("/chi-bo/them", data={"name": "Đảng bộ tỉnh Mẫu", "kind": "province"}).status_code == 303
    assert [o.path for o in db.session.scalars(select(Organisation))] == ["/1/"]


def test_the_office_keeps_its_own_place_in_the_tree(login: Login) -> None:
    district = make_organisation("Đảng bộ huyện Mẫu", "district")
    commune = make_organisation(parent=district)
    browser = login(make_user("committee_office", commune))
    assert 'name="parent"' not in browser.get(f"/chi-bo/{commune.uid}/sua").text
    data = {"name": "Đảng bộ xã Mẫu Sơn Mới", "kind": "commune", "version": "1"}
    assert browser.post(f"/chi-bo/{commune.uid}/sua", data=data).status_code == 303
    assert service.data_of(commune) == OrganisationData("Đảng bộ xã Mẫu Sơn Mới", "commune", district.id)


def test_a_kind_nobody_could_read_may_stay_unread(office: FlaskClient, commune: Organisation) -> None:
    branch = make_branch(commune, "Chi bộ thôn Minh Phong", None)
    data = {"name": "Chi bộ Minh Phong", "kind": "", "parent": commune.uid, "version": "1"}
    assert office.post(f"/chi-bo/{branch.uid}/sua", data=data).status_code == 303
    assert (branch.name, branch.kind) == ("Chi bộ Minh Phong", None)


def test_whoever_was_slower_sees_both_values_and_overwrites_nothing(
    office: FlaskClient, commune: Organisation, branch: Organisation
) -> None:
    opened = typed(branch, commune, phone="0951111111")
    service.update(branch, OrganisationData(branch.name, "rural", commune.id, phone="0952222222", reported_total=3))
    answer = office.post(f"/chi-bo/{branch.uid}/sua", data=opened)
    assert (answer.status_code, branch.phone) == (409, "0952222222")
    assert "đang lưu “0952222222”, anh chị nhập “0951111111”" in answer.text
    assert office.post(f"/chi-bo/{branch.uid}/sua", data={**opened, "version": "2"}).status_code == 303
    assert branch.phone == "0951111111"


def test_a_branch_in_use_is_not_deleted_and_says_why(office: FlaskClient, branch: Organisation) -> None:
    make_member(branch)
    answer = office.post(f"/chi-bo/{branch.uid}/xoa")
    assert answer.location == f"/chi-bo/{branch.uid}"
    assert "vì còn đảng viên" in office.get(answer.location).text
    assert stored(branch.uid) is not None


def test_deleting_offers_undo_and_undo_brings_it_back(login: Login, office: FlaskClient, branch: Organisation) -> None:
    uid, before = branch.uid, service.data_of(branch)
    assert office.post(f"/chi-bo/{uid}/xoa").location == "/chi-bo/"
    assert f'action="/chi-bo/{uid}/khoi-phuc"' in office.get("/chi-bo/").text
    stranger = login(make_user("committee_office", make_organisation("Đảng bộ xã Khác")))
    assert stranger.post(f"/chi-bo/{uid}/khoi-phuc").status_code == 404
    assert office.post(f"/chi-bo/{uid}/khoi-phuc").status_code == 303
    back = stored(uid)
    assert back is not None
    assert service.data_of(back) == before


def test_closing_offers_undo(office: FlaskClient, branch: Organisation) -> None:
    answer = office.post(f"/chi-bo/{branch.uid}/ngung")
    page = office.get(answer.location).text
    assert "đã ngừng hoạt động" in page
    assert f'action="/chi-bo/{branch.uid}/mo-lai"' in page
    office.post(f"/chi-bo/{branch.uid}/mo-lai")
    assert branch.active is True


@pytest.mark.parametrize("address", ["", "?q=chi", "?kind=rural&page=2", "{uid}"])
def test_the_tree_costs_the_same_queries_at_1_3_and_300_branches(
    office: FlaskClient, commune: Organisation, queries: QueryCounter, address: str
) -> None:
    costs, uid = [], commune.uid
    office.get("/chi-bo/")
    for first, last in ((0, 1), (1, 3), (3, 300)):
        db.session.add_all([_bare(commune, number) for number in range(first, last)])
        db.session.commit()
        queries.reset()
        assert office.get(f"/chi-bo/{address.format(uid=uid)}").status_code == 200
        costs.append(queries.count)
    assert costs == [costs[0]] * 3
    assert costs[0] <= 10, queries.statements


def _bare(commune: Organisation, number: int) -> Organisation:
    name = f"Chi bộ thôn {number}"
    return Organisation(
        name=name, kind="rural", parent_id=commune.id, path=f"{commune.path}9{number:03}/", sort_key=f"{number:03}",
        search_key=f"chi bo thon {number}",
    )  # fmt: skip
