"""The screens of pledges and follow-up: what they show, what they refuse, and with how many queries."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet.accounts.models import User
from intranet.database import db
from intranet.members import service as members
from intranet.members.models import Member
from intranet.organisations import service as organisations
from intranet.organisations.models import Organisation
from intranet.pledges import followup, service, suggestions
from intranet.pledges.items import items_of
from intranet.pledges.models import Pledge, PledgeSuggestion
from intranet.pledges.service import ItemData, PledgeData
from intranet.pledges.suggestions import SuggestionData
from intranet.settings import service as settings
from tests.conftest import PARTIAL, Login, QueryCounter
from tests.factories import make_branch, make_member, make_organisation, make_pledge, make_user


@pytest.fixture
def pledge(branch: Organisation) -> Pledge:
    return make_pledge(make_member(branch, "Trần Văn Lộc"))


def fresh(pledge: Pledge) -> Pledge:
    db.session.expire_all()
    return db.session.get_one(Pledge, pledge.id)


def test_the_list_shows_plans_and_leaves_empty_lines_out(branch: Organisation, secretary: FlaskClient) -> None:
    make_pledge(make_member(branch, "Trần Văn Lộc"))
    make_pledge(make_member(branch, "Lê Thị Hoa"), works=())
    page = secretary.get("/dang-ky/?nam=2022").text
    assert "Trần Văn Lộc" in page
    assert "Lê Thị Hoa" not in page
    missing = secretary.get("/dang-ky/chua-co?nam=2022").text
    assert "Lê Thị Hoa" in missing
    assert "Trần Văn Lộc" not in missing


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ("trang-thai=draft", {"Nguyễn An"}), ("trang-thai=approved", {"Trần Bình"}), ("loai=collective", {"Tập thể"}),
        ("q=binh", {"Trần Bình"}), ("xep-loai=excellent", {"Trần Bình"}), ("q=khong", set()),
    ],
)  # fmt: skip
def test_filters_show_what_they_say(
    branch: Organisation, secretary: FlaskClient, filters: str, shown: set[str]
) -> None:
    make_pledge(make_member(branch, "Nguyễn An"))
    best = make_pledge(make_member(branch, "Trần Bình"), approval="approved")
    followup.update_item(items_of(best)[0], annual="excellent")
    service.create(PledgeData(branch.id, 2022, None, (ItemData("Đường hoa"),), approval="pending"))
    db.session.commit()
    page = secretary.get(f"/dang-ky/?nam=2022&{filters}", headers=PARTIAL).text
    assert set(re.findall(r'<a href="/dang-ky/K\w+">([^<]+)</a>', page)) == shown


def test_the_roll_up_adds_up_and_its_figures_open_their_rows(
    commune: Organisation, branch: Organisation, office: FlaskClient
) -> None:
    make_pledge(make_member(branch, "A B"), approval="approved")
    make_pledge(make_member(branch, "C D"), approval="pending")
    make_member(branch, "E G")
    make_member(make_branch(commune, "Chi bộ thôn Đông Hòa"), "H I")
    page = office.get("/dang-ky/theo-chi-bo?nam=2022").text
    row = re.sub(r"\s+", " ", re.search(rf"<tr>(?:(?!</tr>).)*{branch.uid}.*?</tr>", page, re.S)[0])  # type: ignore[index]
    assert re.findall(r">([\d /]+)</(?:a|td)>", row) == ["2 / 3", "1", "0", "1", "0", "1"]
    assert "2 / 4" in page
    for address in set(re.findall(r'href="(/dang-ky/[^"]+)"', row)):
        assert office.get(address.replace("&amp;", "&")).status_code == 200


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


# --- the tick in two taps ---------------------------------------------------------------------------------------------


def cell(page: str, uid: str, month: int) -> str:
    """What a month's cell says to who reads it and to who hears it."""
    found = re.search(rf'id="t-{uid}-{month}".*?>(.*?)</a>', page)
    assert found is not None
    return re.sub("<[^>]+>", "", found[1])


@pytest.mark.parametrize("headers", [{}, PARTIAL])
def test_a_month_is_ticked_in_two_taps(pledge: Pledge, secretary: FlaskClient, headers: dict[str, str]) -> None:
    item = items_of(pledge)[0]
    address = f"/theo-doi/viec/{item.uid}/3"
    assert f'href="{address}"' in secretary.get("/theo-doi/?nam=2022").text
    first = secretary.get(address, headers=headers)
    assert 'value="in_progress"' in first.text
    second = secretary.post(
        address, data={"seen": "", "value": "in_progress", "evidence": "Ảnh ngày 5/3"}, headers=headers
    )
    shown = second.text if headers else secretary.get(second.location).text
    assert second.status_code == (200 if headers else 303)
    assert ("<html" in second.text) is False or not headers
    assert cell(shown, item.uid, 3) == "T3 Đang thực hiện, có minh chứng"
    assert cell(shown, item.uid, 4) == "T4 + chưa ghi"


def test_a_tick_is_a_percentage_and_can_be_taken_away(pledge: Pledge, secretary: FlaskClient) -> None:
    item = items_of(pledge)[0]
    address = f"/theo-doi/viec/{item.uid}/3"
    answer = secretary.post(address, data={"seen": "", "value": "percent", "percent": "70"}, headers=PARTIAL)
    assert cell(answer.text, item.uid, 3) == "T3 70%"
    answer = secretary.post(address, data={"seen": "70", "value": "clear"}, headers=PARTIAL)
    assert cell(answer.text, item.uid, 3) == "T3 + chưa ghi"


@pytest.mark.parametrize("data", [{"value": "percent", "percent": "150"}, {"value": "percent"}, {"value": "Đ/C"}])
def test_a_wrong_tick_is_refused_in_place(pledge: Pledge, secretary: FlaskClient, data: dict[str, str]) -> None:
    item = items_of(pledge)[0]
    answer = secretary.post(f"/theo-doi/viec/{item.uid}/3", data={"seen": "", **data}, headers=PARTIAL)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert followup.check_of(items_of(fresh(pledge))[0], 3) is None


def test_a_tick_somebody_made_meanwhile_is_shown_not_overwritten(pledge: Pledge, secretary: FlaskClient) -> None:
    item = items_of(pledge)[0]
    followup.set_check(item, 3, "done", evidence="của người khác")
    db.session.commit()
    answer = secretary.post(f"/theo-doi/viec/{item.uid}/3", data={"seen": "", "value": "not_done"}, headers=PARTIAL)
    assert answer.status_code == 409
    assert "trước anh chị: Đạt" in answer.text
    check = followup.check_of(items_of(fresh(pledge))[0], 3)
    assert check is not None and check.value == "done"


def test_a_locked_month_says_so_in_place(branch: Organisation, pledge: Pledge, secretary: FlaskClient) -> None:
    settings.lock(branch.id, "2022-03")
    db.session.commit()
    item = items_of(pledge)[0]
    answer = secretary.post(f"/theo-doi/viec/{item.uid}/3", data={"seen": "", "value": "done"}, headers=PARTIAL)
    assert answer.status_code == 422
    assert "đã khóa sổ" in answer.text


def test_what_is_missing_for_a_month_is_listed_across_branches(
    commune: Organisation, pledge: Pledge, office: FlaskClient
) -> None:
    done = make_pledge(make_member(make_branch(commune, "Chi bộ thôn Đông Hòa"), "Lê Thị Hoa"), works=("Nuôi heo",))
    followup.set_check(items_of(done)[0], 10, "done")
    db.session.commit()
    page = office.get("/theo-doi/?nam=2022&thang=10&con-thieu=1").text
    assert "Trần Văn Lộc" in page
    assert "Lê Thị Hoa" not in page
    totals = office.get("/theo-doi/?nam=2022").text
    assert "Chi bộ thôn Đông Hòa" in totals


def test_both_ratings_are_written_by_who_may(pledge: Pledge, secretary: FlaskClient, office: FlaskClient) -> None:
    item = items_of(pledge)[0]
    address = f"/theo-doi/viec/{item.uid}/ket-qua"
    data = {"midyear_own": "excellent", "midyear": "good", "annual_own": "", "annual": "", "remark": "Gương mẫu"}
    assert secretary.post(address, data={**data, "version": str(item.version)}).status_code == 303
    item = items_of(fresh(pledge))[0]
    assert (item.midyear_own, item.midyear, item.remark) == ("excellent", "good", "Gương mẫu")
    stale = secretary.post(address, data={**data, "midyear": "completed", "version": "0"})
    assert stale.status_code == 409
    assert "Đang có: Hoàn thành tốt" in stale.text
    office.post(address, data={**data, "midyear": "completed", "version": str(item.version)})
    assert items_of(fresh(pledge))[0].midyear == "good"  # the office does not rate a member for the branch


# --- who may do what --------------------------------------------------------------------------------------------------

READS = ["/dang-ky/", "/dang-ky/chua-co", "/dang-ky/theo-chi-bo", "/dang-ky/goi-y/", "/theo-doi/", "/dang-ky/{p}"]
RECORDS = [
    ("get", "/dang-ky/moi"), ("get", "/dang-ky/{p}/sua"), ("post", "/dang-ky/{p}/sua"), ("post", "/dang-ky/{p}/hand_in"),
    ("post", "/dang-ky/{p}/xoa"), ("get", "/theo-doi/viec/{i}/3"), ("post", "/theo-doi/viec/{i}/3"),
    ("get", "/theo-doi/viec/{i}/ket-qua"), ("post", "/theo-doi/viec/{i}/ket-qua"), ("post", "/dang-ky/{p}/goi-y/{s}"),
]  # fmt: skip
MANAGES = [("get", "/dang-ky/goi-y/{s}"), ("post", "/dang-ky/goi-y/{s}"), ("post", "/dang-ky/goi-y/{s}/bo")]
APPROVES = [("post", "/dang-ky/{p}/approve"), ("post", "/dang-ky/{p}/give_back")]


@pytest.fixture
def addresses(commune: Organisation, pledge: Pledge) -> dict[str, str]:
    given = suggestions.create(SuggestionData(commune.id, 2022, "Giúp một hộ nghèo"))
    db.session.commit()
    return {"p": pledge.uid, "i": items_of(pledge)[0].uid, "s": given.uid}


def statuses(browser: FlaskClient, routes: list[tuple[str, str]], addresses: dict[str, str]) -> set[int]:
    return {getattr(browser, verb)(path.format(**addresses)).status_code for verb, path in routes}


def user_of(role: str, commune: Organisation, branch: Organisation) -> User:
    return make_user(role, {"branch_secretary": branch, "administrator": None}.get(role, commune))


@pytest.mark.parametrize("role", ["administrator", "committee_office", "branch_secretary", "reader"])
def test_each_role_reaches_what_it_may(
    commune: Organisation, branch: Organisation, addresses: dict[str, str], login: Login, role: str
) -> None:
    browser = login(user_of(role, commune, branch))
    assert statuses(browser, [("get", path) for path in READS], addresses) == {200}
    recorded = statuses(browser, RECORDS, addresses)
    assert (recorded == {403}) if role == "reader" else (403 not in recorded)
    managed = statuses(browser, MANAGES, addresses)
    may_manage = role in ("administrator", "committee_office")
    assert managed <= {200, 303, 422} if may_manage else managed <= {403, 404}


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("administrator", True), ("committee_office", False), ("branch_secretary", True), ("reader", False)],
)
def test_only_an_approver_reaches_the_approvers_steps(
    commune: Organisation, branch: Organisation, addresses: dict[str, str], login: Login, role: str, allowed: bool
) -> None:
    found = statuses(login(user_of(role, commune, branch)), APPROVES, addresses)
    assert found == ({422} if allowed else {403})


def test_a_foreign_branch_does_not_exist(commune: Organisation, addresses: dict[str, str], login: Login) -> None:
    stranger = login(make_user("branch_secretary", make_branch(commune, "Chi bộ thôn Đông Hòa")))
    routes = [("get", "/dang-ky/{p}"), *(r for r in RECORDS if r[1] != "/dang-ky/moi"), *MANAGES, *APPROVES]
    assert statuses(stranger, routes, addresses) == {404}
    assert "Trần Văn Lộc" not in stranger.get("/dang-ky/?nam=2022").text


def test_a_foreign_organisation_cannot_be_chosen(branch: Organisation, office: FlaskClient) -> None:
    other = make_organisation("Đảng bộ xã khác")
    for path in ("/dang-ky/", "/dang-ky/chua-co", "/dang-ky/theo-chi-bo", "/theo-doi/", "/dang-ky/moi"):
        assert office.get(f"{path}?don-vi={other.uid}").status_code == 404


def test_nobody_comes_in_without_signing_in(client: FlaskClient, addresses: dict[str, str]) -> None:
    routes = [("get", path) for path in READS] + RECORDS + MANAGES + APPROVES
    assert statuses(client, routes, addresses) == {303}


def test_a_wrong_verb_is_405(secretary: FlaskClient, addresses: dict[str, str]) -> None:
    for path in ("/dang-ky/{p}/approve", "/dang-ky/{p}/xoa", "/dang-ky/{p}/goi-y/{s}"):
        assert secretary.get(path.format(**addresses)).status_code == 405


# --- queries ----------------------------------------------------------------------------------------------------------

LISTS = [
    "/dang-ky/?nam=2022", "/dang-ky/chua-co?nam=2022", "/dang-ky/theo-chi-bo?nam=2022", "/theo-doi/?nam=2022",
    "/theo-doi/?nam=2022&thang=3&con-thieu=1", "/dang-ky/goi-y/?nam=2022", "/dang-ky/?nam=2022&don-vi={branch}&q=van",
    "/theo-doi/?nam=2022&don-vi={branch}", "/dang-ky/moi?nam=2022&don-vi={branch}",
]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_every_list_costs_the_same_queries_at_1_3_and_300_rows(
    commune: Organisation, branch: Organisation, office: FlaskClient, queries: QueryCounter, path: str
) -> None:
    counts = []
    for more in (1, 2, 297):
        fill(branch, more)
        address = path.format(branch=branch.uid)
        queries.reset()
        assert office.get(address).status_code == 200
        counts.append(queries.count)
    assert counts == [counts[0]] * 3
    assert counts[0] <= 10


def fill(branch: Organisation, more: int) -> None:
    """So many members more with a plan and a tick, as many without, as many branches and suggestions; one commit."""
    above = db.session.get_one(Organisation, branch.parent_id)
    for n in range(more):
        people = [members.create(members.MemberData(f"Lê Văn {more} {n}", branch.id)) for _ in range(2)]
        pledge = service.create(
            PledgeData(branch.id, 2022, people[0].id, (ItemData("Đọc sách"), ItemData("Trồng cây")))
        )
        followup.set_check(items_of(pledge)[0], 3, "done")
        suggestions.create(SuggestionData(above.id, 2022, f"Việc {more} {n}"))
        organisations.create(organisations.OrganisationData(f"Chi bộ {more} {n}", "rural", above.id))
    db.session.commit()


def test_one_pledge_costs_the_same_queries_with_one_work_and_with_many(
    branch: Organisation, secretary: FlaskClient, queries: QueryCounter
) -> None:
    counts = []
    for works in (1, 3, 12):
        pledge = make_pledge(make_member(branch), works=tuple(f"Việc {n}" for n in range(works)))
        for item in items_of(pledge):
            followup.set_check(item, 3, "done")
        db.session.commit()
        address = f"/dang-ky/{pledge.uid}"
        queries.reset()
        assert secretary.get(address).status_code == 200
        counts.append(queries.count)
    assert counts == [counts[0]] * 3
    assert counts[0] <= 10
