"""Who may open and do what with the rota, and what a person sees when it goes right or wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, true

from intranet.access import in_scope
from intranet.database import db
from intranet.rota import absences, service, topics
from intranet.rota.absences import AbsenceData
from intranet.rota.models import Absence, Assignment, TopicEntry
from intranet.rota.queries import listing
from intranet.rota.queries.listing import Wanted
from intranet.rota.topics import TopicData
from intranet.settings import service as settings
from tests import factories
from tests.conftest import Login, QueryCounter
from tests.factories import Commune
from tests.rota.conftest import TODAY, assign, people_of

READS = ("/phan-cong/{uid}",)
WRITES = ("/phan-cong/{uid}/sua", "/phan-cong/{uid}/doi")
POSTS = (
    "/phan-cong/{uid}/sua", "/phan-cong/{uid}/doi", "/phan-cong/{uid}/xoa", "/phan-cong/{uid}/danh-dau/trinh-bay",
    "/phan-cong/{uid}/danh-dau/chuan-bi", "/phan-cong/{uid}/danh-dau/tra-lai", "/phan-cong/vang/{absence}/bo",
    "/phan-cong/lap-lich/bo?muc={uid}",
)  # fmt: skip
WITHOUT_OBJECT = ("/phan-cong/moi", "/phan-cong/lap-lich", "/phan-cong/kho", "/phan-cong/vang")


@pytest.fixture
def assignment(commune: Commune) -> Assignment:
    return assign(commune.branch, "2022-03", commune.people[0], topic="Chuyện “Ba chiếc ba lô”", due="2022-02-26")


@pytest.fixture
def absence(commune: Commune) -> Absence:
    made = absences.create(AbsenceData(commune.people[1].id, "2022-03-01", None, "ốm"))
    db.session.commit()
    return made


@pytest.fixture
def office(commune: Commune, login: Login) -> FlaskClient:
    return login(factories.make_user("committee_office", commune.committee))


def address(path: str, assignment: Assignment, absence: Absence) -> str:
    return path.format(uid=assignment.uid, absence=absence.uid)


@pytest.mark.parametrize("path", READS + WRITES)
def test_the_branchs_secretary_and_the_office_above_open_every_page(
    assignment: Assignment, absence: Absence, secretary: FlaskClient, office: FlaskClient, path: str
) -> None:
    for browser in (secretary, office):
        assert browser.get(address(path, assignment, absence)).status_code == 200


@pytest.mark.parametrize(("path", "status"), [*((p, 200) for p in READS), *((p, 403) for p in WRITES)])
def test_a_reader_reads(
    commune: Commune, assignment: Assignment, absence: Absence, login: Login, path: str, status: int
) -> None:
    reader = login(factories.make_user("reader", commune.committee))
    assert reader.get(address(path, assignment, absence)).status_code == status


@pytest.mark.parametrize("path", POSTS)
def test_a_readers_post_is_refused(
    commune: Commune, assignment: Assignment, absence: Absence, login: Login, path: str
) -> None:
    reader = login(factories.make_user("reader", commune.committee))
    assert reader.post(address(path, assignment, absence)).status_code == 403


@pytest.mark.parametrize("path", ("/phan-cong/moi", "/phan-cong/lap-lich"))
def test_a_reader_gives_nothing_out(commune: Commune, login: Login, path: str) -> None:
    reader = login(factories.make_user("reader", commune.branch))
    assert (reader.get(path).status_code, reader.post(path).status_code) == (403, 403)
    assert reader.post("/phan-cong/kho", data={"title": "Chuyện"}).status_code == 403
    assert reader.post("/phan-cong/vang", data={}).status_code == 403


@pytest.mark.parametrize("path", READS + WRITES)
def test_a_foreign_assignment_does_not_exist(
    commune: Commune, assignment: Assignment, absence: Absence, login: Login, path: str
) -> None:
    stranger = login(factories.make_user("branch_secretary", commune.other))
    assert stranger.get(address(path, assignment, absence)).status_code == 404


@pytest.mark.parametrize("path", POSTS)
def test_a_foreign_assignment_cannot_be_written(
    commune: Commune, assignment: Assignment, absence: Absence, login: Login, path: str
) -> None:
    stranger = login(factories.make_user("branch_secretary", commune.other))
    assert stranger.post(address(path, assignment, absence)).status_code == 404


def test_without_signing_in_nothing_is_shown(client: FlaskClient) -> None:
    for path in ("/phan-cong/", *WITHOUT_OBJECT):
        assert urlsplit(client.get(path).location).path == "/dang-nhap"


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


def undo_of(page: str) -> str:
    """The address of the button in the message."""
    found = re.search(r'<form method="post" action="([^"]+)"><input[^>]*><button class="button-link">Hoàn tác', page)
    assert found
    return found[1].replace("&amp;", "&")


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


def test_months_are_planned_looked_at_first_and_taken_back_in_one(commune: Commune, secretary: FlaskClient) -> None:
    page = secretary.get("/phan-cong/lap-lich?tu=3/2022&den=4/2022").text
    assert "Nguyễn Thị An, Trần Đình Bảo" in page
    assert db.session.scalars(select(Assignment)).all() == []
    page = secretary.post("/phan-cong/lap-lich?tu=3/2022&den=4/2022", follow_redirects=True).text
    assert "Đã lập 2 phân công, từ tháng" in page
    changed = db.session.scalars(select(Assignment).where(Assignment.month == "2022-03")).one()
    service.mark_delivered(changed, True)
    page = secretary.post(undo_of(page), follow_redirects=True).text
    assert "giữ 1 phân công đã có người sửa" in page
    assert [a.month for a in db.session.scalars(select(Assignment))] == ["2022-03"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("tu=5/2022&den=3/2022", "Tháng cuối đứng trước tháng đầu."),
        ("tu=13/2022&den=3/2022", "Tháng “13/2022” chưa đúng. Viết như 3/2022."),
        ("tu=1/2022&den=3/2023", "Mỗi lần lập lịch nhiều nhất 12 tháng."),
    ],
)
def test_a_plan_of_impossible_months_is_refused(secretary: FlaskClient, args: str, said: str) -> None:
    answer = secretary.get(f"/phan-cong/lap-lich?{args}")
    assert (answer.status_code, said in answer.text) == (422, True)


def test_the_office_plans_branches_in_turn_and_the_branch_names_its_people(
    commune: Commune, office: FlaskClient, secretary: FlaskClient
) -> None:
    at = f"/phan-cong/lap-lich?don-vi={commune.committee.uid}&tu=3/2022&den=3/2022"
    assert "Chi bộ thôn Bắc Sơn, Chi bộ thôn Đông Hòa" in office.get(at).text
    office.post(at)
    made = db.session.scalars(select(Assignment).where(Assignment.organisation_id == commune.branch.id)).one()
    assert "Cử người trình bày" in secretary.get(f"/phan-cong/{made.uid}").text


def test_who_is_away_is_entered_taken_out_and_put_back(commune: Commune, secretary: FlaskClient) -> None:
    typed = {"member": commune.people[0].uid, "starts_on": "01/3/2122", "ends_on": "10/3/2122", "reason": "đi học"}
    page = secretary.post("/phan-cong/vang", data=typed, follow_redirects=True).text
    assert "vắng từ 01/3/2122 đến 10/3/2122 (đi học)" in page
    absence = db.session.scalars(select(Absence)).one()
    page = secretary.post(f"/phan-cong/vang/{absence.uid}/bo", follow_redirects=True).text
    assert db.session.scalars(select(Absence)).all() == []
    secretary.post(undo_of(page))
    assert db.session.scalars(select(Absence)).one().reason == "đi học"


def test_an_absence_that_cannot_be_is_refused(commune: Commune, secretary: FlaskClient) -> None:
    typed = {"member": commune.people[0].uid, "starts_on": "10/3/2022", "ends_on": "01/3/2022"}
    answer = secretary.post("/phan-cong/vang", data=typed)
    assert answer.status_code == 422
    assert "Vắng đến 01/3/2022 lại trước ngày bắt đầu vắng 10/3/2022." in answer.text
    stranger = factories.make_member(commune.other)
    assert secretary.post("/phan-cong/vang", data={**typed, "member": stranger.uid}).status_code == 422
    assert db.session.scalars(select(Absence)).all() == []


def test_the_office_enters_an_absence_once_a_branch_is_chosen(commune: Commune, office: FlaskClient) -> None:
    typed = {"member": commune.people[0].uid, "starts_on": "10/3/2122"}
    assert office.post("/phan-cong/vang", data=typed).status_code == 404
    answer = office.post(f"/phan-cong/vang?don-vi={commune.branch.uid}", data=typed)
    assert answer.status_code == 303


def test_a_topic_from_above_is_used_below_but_changed_only_by_who_keeps_it(
    commune: Commune, office: FlaskClient, secretary: FlaskClient, login: Login
) -> None:
    office.post("/phan-cong/kho", data={"title": "Ba chiếc ba lô", "media": "story", "source": "Sách, trang 12"})
    entry = db.session.scalars(select(TopicEntry)).one()
    assert entry.organisation_id == commune.committee.id
    page = secretary.get("/phan-cong/kho").text
    assert "Ba chiếc ba lô" in page
    assert "Chưa dùng lần nào" in page
    assert secretary.post(f"/phan-cong/kho/{entry.uid}", data={"title": "Khác"}).status_code == 404
    form = secretary.get(f"/phan-cong/moi?thang=2022-03&chu-de={entry.uid}").text
    assert "Ba chiếc ba lô</textarea>" in form
    secretary.post(f"/phan-cong/moi?thang=2022-03&chu-de={entry.uid}", data={"topic": "Ba chiếc ba lô"})
    assert db.session.scalars(select(Assignment)).one().topic_entry_id == entry.id
    assert "3/2022, Chi bộ thôn Bắc Sơn" in secretary.get("/phan-cong/kho").text
    foreign = login(
        factories.make_user("branch_secretary", factories.make_branch(factories.make_organisation("Xã khác")))
    )
    assert "Ba chiếc ba lô" not in foreign.get("/phan-cong/kho").text
    assert foreign.get(f"/phan-cong/moi?chu-de={entry.uid}").status_code == 404


def test_a_topic_is_reworded_taken_out_and_put_back(commune: Commune, secretary: FlaskClient) -> None:
    entry = topics.create(TopicData(commune.branch.id, "Chuyện"))
    at = f"/phan-cong/kho/{entry.uid}"
    assert secretary.post(at, data={"title": "Chuyện hay", "version": "1"}).status_code == 303
    answer = secretary.post(at, data={"title": "Khác", "version": "1"})
    assert (answer.status_code, "đang lưu “Chuyện hay”, anh chị nhập “Khác”" in answer.text) == (409, True)
    page = secretary.post(f"{at}/bo", follow_redirects=True).text
    assert db.session.scalars(select(TopicEntry)).all() == []
    secretary.post(undo_of(page))
    assert db.session.scalars(select(TopicEntry)).one().title == "Chuyện hay"
    twice = secretary.post("/phan-cong/kho", data={"title": "chuyện hay"})
    assert (twice.status_code, "Kho đã có chủ đề “Chuyện hay”." in twice.text) == (422, True)


def test_the_bank_is_searched_with_or_without_marks(commune: Commune, secretary: FlaskClient) -> None:
    topics.create(TopicData(commune.branch.id, "Đường Kách mệnh", "policy", "article"))
    topics.create(TopicData(commune.branch.id, "Ba chiếc ba lô", "story_of_bac", "story"))
    assert "Ba chiếc" not in secretary.get("/phan-cong/kho?q=duong").text
    assert "Kách mệnh" in secretary.get("/phan-cong/kho?q=duong&hinh-thuc=article&loai=policy").text
    assert "Không có chủ đề nào khớp" in secretary.get("/phan-cong/kho?q=duong&hinh-thuc=film").text


@pytest.mark.parametrize(
    ("month", "values", "state"),
    [
        ("2022-03", {"due": "2022-03-09"}, "overdue"),
        ("2022-03", {"due": "2022-03-10"}, "waiting"),
        ("2022-03", {"due": "2022-02"}, "overdue"),
        ("2022-03", {"due": "2022-03"}, "waiting"),
        ("2022-03", {}, "waiting"),
        ("2022-03", {"due": "2022-03-01", "prepared_on": "2022-03-09"}, "prepared"),
        ("2022-03", {"delivered": False}, "waiting"),
        ("2022-03", {"delivered": True}, "delivered"),
        ("2022-02", {}, "unreported"),
        ("2022-02", {"delivered": False}, "missed"),
        ("2022-02", {"delivered": True}, "delivered"),
    ],
)
def test_an_assignment_stands_as_its_dates_say(
    commune: Commune, month: str, values: dict[str, object], state: str
) -> None:
    assign(commune.branch, month, commune.people[0], **values)
    figures = listing.figures(true(), Wanted(2022), TODAY)
    assert {name: number for name, number in figures.items() if number} == {"all": 1, state: 1}
    rows = db.session.execute(listing.listing(true(), Wanted(2022, 0, state), TODAY)).all()
    assert [found for _, found in rows] == [state]


def test_what_waits_is_overdue_unreported_or_soon_without_people(commune: Commune) -> None:
    an = commune.people[0]
    late = assign(commune.branch, "2022-03", an, due="2022-03-01")
    over = assign(commune.branch, "2022-02", an)
    soon = assign(commune.branch, "2022-04")
    assign(commune.branch, "2022-06")
    assign(commune.branch, "2022-01", an, delivered=False)
    assign(commune.branch, "2022-03", an, delivered=True)
    assign(commune.branch, "2021-12", an)
    found = db.session.execute(listing.waiting(true(), TODAY, 2022)).all()
    assert [(a.uid, state) for a, _, state in found] == [
        (over.uid, "unreported"), (late.uid, "overdue"), (soon.uid, "unnamed"),
    ]  # fmt: skip


def test_the_list_is_narrowed_and_its_figures_open_their_rows(
    commune: Commune, assignment: Assignment, office: FlaskClient
) -> None:
    assign(commune.other, "2022-05", topic="Phim tư liệu")
    page = office.get("/phan-cong/?nam=2022").text
    assert "2 phân công" in page
    narrowed = office.get(f"/phan-cong/?nam=2022&don-vi={commune.other.uid}").text
    assert "Phim tư liệu" in narrowed
    assert "ba lô" not in narrowed
    assert "ba lô" not in office.get("/phan-cong/?nam=2022&thang=5").text
    part = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert office.get("/phan-cong/?nam=2022", headers=part).text.lstrip().startswith('<div id="assignments">')
    assert office.get("/phan-cong/?don-vi=khong-co").status_code == 404


def test_the_history_tells_who_presented(commune: Commune, assignment: Assignment, secretary: FlaskClient) -> None:
    service.name_presenters(assignment, [commune.people[1].id])
    page = secretary.get(f"/lich-su/assignments/{assignment.uid}").text
    assert "Người trình bày" in page
    assert "Trần Đình Bảo" in page


@pytest.mark.parametrize("size", [1, 3, 100])
def test_pages_need_few_queries_however_many_rows(
    commune: Commune, office: FlaskClient, queries: QueryCounter, size: int
) -> None:
    made = [
        assign(commune.branch, f"2022-{number % 12 + 1:02}", *commune.people[: number % 3], topic=f"Chuyện {number}")
        for number in range(size)
    ]
    for number in range(size):
        entry = topics.create(TopicData(commune.committee.id, f"Chủ đề {number}"))
        service.update(made[number], replace(service.data_of(made[number]), topic_entry_id=entry.id))
        absences.create(AbsenceData(commune.people[number % 5].id, "2022-03-01"))
    unit, one = f"don-vi={commune.branch.uid}", made[0].uid
    counts = {}
    for path in (
        "/phan-cong/?nam=2022", f"/phan-cong/moi?{unit}&thang=2022-03", f"/phan-cong/{one}", f"/phan-cong/{one}/sua",
        f"/phan-cong/{one}/doi", f"/phan-cong/lap-lich?{unit}&tu=1/2023&den=6/2023", "/phan-cong/kho",
        f"/phan-cong/vang?{unit}", f"/phan-cong/lap-lich?don-vi={commune.committee.uid}&tu=1/2023&den=6/2023",
    ):  # fmt: skip
        queries.reset()
        assert office.get(path).status_code == 200, path
        counts[path] = queries.count
    assert {path: count for path, count in counts.items() if count > 10} == {}


def test_the_scope_of_the_person_is_the_scope_of_the_list(commune: Commune, assignment: Assignment) -> None:
    stranger = factories.make_user("branch_secretary", commune.other)
    assert db.session.execute(listing.listing(in_scope(stranger), Wanted(2022), TODAY)).all() == []
