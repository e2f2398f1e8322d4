"""What differs from register to register: lineage, coverage, awards, obstacles, the checklist's version."""

from __future__ import annotations

import pytest
from flask import Flask

from intranet.audit.actor import Actor, acting_as
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers import service
from intranet.registers.catalogue import BY_NAME
from intranet.registers.commendations import Commendation
from intranet.registers.description import Doubt
from intranet.registers.good_deeds import GoodDeed
from intranet.registers.obstacles import Obstacle
from intranet.registers.practice_models import PracticeModel
from intranet.registers.references import reference_to
from intranet.settings import service as settings
from intranet.settings.defaults import DEED_CRITERIA
from tests import factories
from tests.conftest import Login, QueryCounter

SHEET = Actor("sheet", label="bảng tính")


@pytest.fixture
def elsewhere(app: Flask) -> Organisation:
    return factories.make_branch(factories.make_organisation("Đảng bộ xã Khác"), "Chi bộ thôn Khác")


def write(name: str, unit: Organisation, /, **values: object) -> object:
    """A record, entered as a form would."""
    year = values.pop("year", 2022)
    record = service.create(BY_NAME[name], service.RecordData(unit.id, values, year=year))  # type: ignore[arg-type]
    db.session.commit()
    return record


# Models


def test_a_model_goes_from_registered_to_recognised_to_replicated(
    branch: Organisation, elsewhere: Organisation
) -> None:
    model = write("practice_models", branch, name="Đường hoa")
    assert isinstance(model, PracticeModel)
    seen = [model.state]
    service.change(BY_NAME["practice_models"], model, {"recognised_on": "2022-09-02"})
    db.session.commit()
    seen.append(model.state)
    write("practice_models", elsewhere, name="Đường hoa thôn Khác", parent=reference_to(model))
    db.session.refresh(model)
    assert [*seen, model.state, model.replications] == ["registered", "recognised", "replicated", 1]


def test_a_lineage_does_not_turn_back_on_itself(branch: Organisation) -> None:
    first = write("practice_models", branch, name="Đường hoa")
    second = write("practice_models", branch, name="Đường hoa 2", parent=reference_to(first))
    with pytest.raises(Refusal, match="không thể nhân rộng từ đó"):
        service.change(BY_NAME["practice_models"], first, {"parent": reference_to(second)})  # type: ignore[arg-type]


def test_a_recognised_model_of_another_organisation_is_read_and_taken_over(
    branch: Organisation, elsewhere: Organisation, login: Login
) -> None:
    model = write("practice_models", branch, name="Đường hoa", content="Mỗi hộ 10 m", recognised_on="2022-09-02")
    private = write("practice_models", branch, name="Đang thử")
    assert isinstance(model, PracticeModel)
    assert isinstance(private, PracticeModel)
    uid, own, reference = model.uid, private.uid, reference_to(model)
    browser = login(factories.make_user("branch_secretary", elsewhere))
    listed = browser.get("/so/mo-hinh/?noi-khac=1").text
    assert ("Đường hoa" in listed, "Đang thử" in listed) == (True, False)
    assert [browser.get(f"/so/mo-hinh/{each}").status_code for each in (uid, own)] == [200, 404]
    assert browser.post(f"/so/mo-hinh/{uid}/xoa").status_code == 404
    form = browser.get(f"/so/mo-hinh/them?parent={reference}&name=Đường hoa&content=Mỗi hộ 10 m").text
    assert f'value="{reference}" selected' in form
    sent = {"name": "Đường hoa", "parent": reference, "year": "2022"}
    assert browser.post("/so/mo-hinh/them", data=sent).status_code == 303
    stolen = browser.post("/so/mo-hinh/them", data={**sent, "parent": f"practice_models:{own}"})
    assert (stolen.status_code, "không còn mục này" in stolen.text) == (422, True)
    db.session.rollback()
    assert db.session.scalars(db.select(PracticeModel).where(PracticeModel.uid == uid)).one().state == "replicated"


def test_the_list_says_which_collectives_have_no_model(
    commune: Organisation, branch: Organisation, login: Login
) -> None:
    late = factories.make_branch(commune, "Chi bộ thôn Nam Sơn")
    write("practice_models", branch, name="Đường hoa")
    write("practice_models", branch, name="Heo đất")
    write("practice_models", late, name="Heo đất", year=2021)
    text = login(factories.make_user("committee_office", commune)).get("/so/mo-hinh/?nam=2022").text
    assert "1/2 tập thể" in text
    assert f"unit={late.uid}" in text


def test_a_mass_organisation_registers_a_model_for_a_branch(branch: Organisation, login: Login) -> None:
    browser = login(factories.make_user("branch_secretary", branch))
    sent = {"name": "Heo đất", "unit_name": "Hội Liên hiệp Phụ nữ xã", "year": "2022"}
    assert browser.post("/so/mo-hinh/them", data=sent).status_code == 303
    assert "Hội Liên hiệp Phụ nữ xã" in browser.get("/so/mo-hinh/").text
    assert "1/1 tập thể" in browser.get("/so/mo-hinh/?nam=2022").text


# Good deeds


def test_a_deed_is_confirmed_by_one_tap_and_the_tap_is_undone(branch: Organisation, login: Login) -> None:
    deed = write("good_deeds", branch, who="Vi Thị Mơ", deed="Trả lại của rơi")
    assert isinstance(deed, GoodDeed)
    address = f"/so/nguoi-tot-viec-tot/{deed.uid}"
    browser = login(factories.make_user("branch_secretary", branch))
    listed = "/so/nguoi-tot-viec-tot/?q=vi"
    assert browser.post(f"{address}/dat/confirmed", data={"danh-sach": listed}).location == listed
    assert _confirmed() is True
    assert browser.post(f"{address}/dat/confirmed", data={"danh-sach": "https://xau.example/"}).location == address
    assert browser.post(f"{address}/dat/confirmed?ve=trong").status_code == 303
    assert _confirmed() is None
    assert browser.post(f"{address}/dat/deed").status_code == 404


def _confirmed() -> bool | None:
    db.session.rollback()
    deed: GoodDeed = db.session.scalars(db.select(GoodDeed)).one()
    return deed.confirmed


def test_a_deed_keeps_the_version_of_the_checklist_it_was_judged_by(branch: Organisation) -> None:
    criteria = {**DEED_CRITERIA, "savings": ["Tiết kiệm, chống lãng phí", "Tiết kiệm"]}
    del criteria["higher_award"]
    settings.put("deed_criteria", "2022-06-01", criteria, "HD 15-HD/ĐU")
    early = write(
        "good_deeds", branch, who="Vi Thị Mơ", deed="Hiến đất", recorded_on="2022-05-20", criterion="higher_award"
    )
    late = write("good_deeds", branch, who="Hà Văn Sơn", deed="Tắt điện", recorded_on="2022-07-01", criterion="savings")
    assert isinstance(early, GoodDeed)
    assert isinstance(late, GoodDeed)
    assert (early.judged_by, late.judged_by) == ("2016-01-01", "2022-06-01")
    field = BY_NAME["good_deeds"].field("criterion")
    assert field.shown(early) == "Bằng khen tỉnh, bộ, ngành TW"
    offered = field.kind.offered("")
    assert ("higher_award" in offered, "savings" in offered) == (False, True)
    assert "higher_award" in field.kind.offered("higher_award")


def test_a_person_or_a_collective_is_told_by_the_name(branch: Organisation) -> None:
    names = ("Vi Thị Mơ", "Chi hội Phụ nữ thôn Bắc Sơn", "Tổ tự quản số 2")
    made = [write("good_deeds", branch, who=name, deed="Dọn đường") for name in names]
    assert [deed.subject_kind for deed in made if isinstance(deed, GoodDeed)] == [
        "individual",
        "collective",
        "collective",
    ]


def test_the_same_deed_twice_is_asked_about_and_may_be_meant(branch: Organisation, login: Login) -> None:
    browser = login(factories.make_user("branch_secretary", branch))
    sent = {"who": "Vi Thị Mơ", "deed": "Trả lại của rơi", "recorded_on": "5/3/2022"}
    assert browser.post("/so/nguoi-tot-viec-tot/them", data=sent).status_code == 303
    again = browser.post("/so/nguoi-tot-viec-tot/them", data=sent)
    assert (again.status_code, "đã ghi rồi, ngày 05/3/2022" in again.text) == (422, True)
    assert "Tôi đã kiểm tra, vẫn ghi như trên" in again.text
    assert browser.post("/so/nguoi-tot-viec-tot/them", data={**sent, "van-ghi": "1"}).status_code == 303


def test_what_a_sheet_says_twice_is_taken_as_its_office_wrote_it(branch: Organisation) -> None:
    with acting_as(SHEET):
        for _ in range(2):
            write("good_deeds", branch, who="Vi Thị Mơ", deed="Trả lại của rơi")
    assert db.session.scalar(db.select(db.func.count(GoodDeed.id))) == 2


# Awards


def award(unit: Organisation, **values: object) -> Commendation:
    """An award by decision 15 of 5 January."""
    made = write(
        "commendations", unit, **{"who": "Vi Thị Mơ", "decision_no": "15-QĐ/ĐU", "decided_on": "2022-01-05", **values}
    )
    assert isinstance(made, Commendation)
    return made


def test_one_decision_commends_several_but_its_number_has_one_date(branch: Organisation) -> None:
    award(branch)
    award(branch, who="Hà Văn Sơn")
    with pytest.raises(Doubt, match=r"Số 15-QĐ/ĐU đã ghi cho quyết định ngày 05/01/2022 \(Vi Thị Mơ\)"):
        award(branch, decided_on="2022-03-08")
    with pytest.raises(Doubt, match="Số 15 - qđ/đu đã ghi cho quyết định ngày 05/01/2022"):
        award(branch, decision_no="15 - qđ/đu", decided_on="2022-03-08")
    award(branch, decision_no="150-QĐ/ĐU", decided_on="2022-03-08")


def test_a_number_is_its_deciders_whichever_branch_is_commended(commune: Organisation, branch: Organisation) -> None:
    other = factories.make_branch(commune, "Chi bộ thôn Suối Vàng")
    award(branch, level="commune")
    with pytest.raises(Doubt, match=r"Số 15-QĐ/ĐU đã ghi cho quyết định ngày 05/01/2022 của đơn vị khác\."):
        award(other, level="commune", decided_on="2022-03-08")
    award(other, level="province", decided_on="2022-03-08")
    award(branch, decision_no="01-QĐ/CB", level="base")
    award(other, decision_no="01-QĐ/CB", level="base", decided_on="2022-03-08")


def test_no_award_comes_before_its_deed(branch: Organisation, login: Login) -> None:
    deed = write("good_deeds", branch, who="Vi Thị Mơ", deed="Trả lại của rơi", recorded_on="2022-03-05")
    assert isinstance(deed, GoodDeed)
    browser = login(factories.make_user("branch_secretary", branch))
    page = browser.get(f"/so/nguoi-tot-viec-tot/{deed.uid}").text
    assert "Đề nghị khen" in page
    sent = {"who": "Vi Thị Mơ", "source": reference_to(deed), "decided_on": "4/3/2022"}
    answer = browser.post("/so/khen-thuong/them", data=sent)
    assert (answer.status_code, "có trước Vi Thị Mơ (05/3/2022)" in answer.text) == (422, True)
    assert browser.post("/so/khen-thuong/them", data={**sent, "decided_on": "6/3/2022"}).status_code == 303
    assert "1 khen thưởng" in browser.get(f"/so/nguoi-tot-viec-tot/{deed.uid}").text


def test_a_deed_does_not_move_behind_its_award(branch: Organisation, login: Login) -> None:
    deed = write("good_deeds", branch, who="Vi Thị Mơ", deed="Trả lại của rơi", recorded_on="2022-03-05")
    assert isinstance(deed, GoodDeed)
    award(branch, source=reference_to(deed), decided_on="2022-Q1")
    db.session.commit()
    browser = login(factories.make_user("branch_secretary", branch))
    where, sent = (
        f"/so/nguoi-tot-viec-tot/{deed.uid}/sua",
        {"who": "Vi Thị Mơ", "deed": "Trả lại của rơi", "version": 1},
    )
    answer = browser.post(where, data={**sent, "recorded_on": "02/4/2022"})
    said = "Vi Thị Mơ đã được khen về việc này theo quyết định ngày Quý I/2022, trước ngày vừa ghi."
    assert (answer.status_code, said in answer.text, 'value="02/4/2022"' in answer.text) == (422, True, True)
    assert browser.post(where, data={**sent, "recorded_on": "31/3/2022"}).status_code == 303


@pytest.mark.parametrize(
    ("begun", "refused"),
    [("2022", False), ("2022-Q1", False), ("2022-02", False), ("2022-Q2", True), ("2022-03", True)],
)
def test_an_award_is_measured_by_the_first_day_a_model_can_have_begun(
    branch: Organisation, begun: str, refused: bool
) -> None:
    model = write("practice_models", branch, name="Đường hoa", started=begun)
    values = {"who": "Chi bộ", "source": reference_to(model), "decided_on": "2022-02-15"}
    try:
        write("commendations", branch, **values)
        said = False
    except Refusal:
        said = True
    assert said is refused


def test_an_award_is_proposed_from_a_pledge(branch: Organisation, login: Login) -> None:
    pledge = factories.make_pledge(factories.make_member(branch, "Nông Văn Hai"))
    uid = pledge.uid
    page = login(factories.make_user("branch_secretary", branch)).get(f"/dang-ky/{uid}").text
    assert f"source=pledges:{uid}" in page or f"source=pledges%3A{uid}" in page
    assert "who=N%C3%B4ng+V%C4%83n+Hai" in page or "who=N%C3%B4ng%20V%C4%83n%20Hai" in page


def test_awards_are_added_up_by_form_and_level(branch: Organisation, login: Login) -> None:
    award(branch, form="praise", level="commune")
    award(branch, who="Chi bộ thôn Bắc Sơn", form="praise", level="province")
    award(branch, form=None, level="commune")
    text = login(factories.make_user("reader", branch)).get("/so/khen-thuong/").text
    rows = [row.split("</tr>")[0] for row in text.split('id="totals"')[1].split("</tbody>")[0].split("<tr>")[1:]]
    figures = [[_figure(cell) for cell in row.split("<td")[1:]] for row in rows]
    assert figures == [
        ["Biểu dương", "1", "1", "1", "1", "2"], ["Chưa ghi", "–", "1", "1", "–", "1"], ["Cộng", "1", "2", "2", "1", "3"],
    ]  # fmt: skip


def _figure(cell: str) -> str:
    return "".join(part.split(">")[-1] for part in cell.split("</")[:-1]).strip() or cell.split(">")[1].split("<")[0]


# Obstacles


def test_an_obstacle_is_overdue_the_day_after_and_closed_with_its_result(branch: Organisation, login: Login) -> None:
    values = {"content": "Nhà văn hóa dột", "raised_on": "2022-03-05"}
    made = [
        write("obstacles", branch, **values),
        write("obstacles", branch, **values, direction="Sửa", due="2099-01-01"),
        write("obstacles", branch, **values, direction="Sửa", due="2022-04-01"),
        write("obstacles", branch, **values, due="2022-04-01", closed_on="2022-05-01", result="Đã sửa"),
    ]
    assert [each.state for each in made if isinstance(each, Obstacle)] == ["raised", "directed", "overdue", "closed"]
    browser = login(factories.make_user("committee_office", branch))
    text = browser.get("/so/vuong-mac/?state=overdue").text
    assert "<b>1</b>" in text
    start = browser.get("/").text
    assert ("Quá hạn" in start, start.count("Nhà văn hóa dột")) == (True, 2)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"due": "4/3/2022"}, "Hạn trả lời 04/3/2022 trước ngày nêu 05/3/2022"),
        ({"closed_on": "4/3/2022", "result": "Xong"}, "Ngày giải quyết xong 04/3/2022 trước ngày nêu"),
        ({"closed_on": "6/3/2022"}, "chưa ghi kết quả"),
        ({"raised_on": "31/2/2022"}, "“31/2/2022” không phải là ngày có thật"),
        ({"content": ""}, "Nhập khó khăn, vướng mắc."),
    ],
)
def test_an_obstacle_that_cannot_be_is_told_in_plain_words(
    branch: Organisation, login: Login, typed: dict[str, str], said: str
) -> None:
    browser = login(factories.make_user("branch_secretary", branch))
    answer = browser.post("/so/vuong-mac/them", data={"content": "Nhà dột", "raised_on": "5/3/2022", **typed})
    assert (answer.status_code, said in answer.text) == (422, True)


def test_an_obstacle_is_raised_from_the_page_of_a_session(branch: Organisation, login: Login) -> None:
    meeting = factories.make_meeting(branch, "2022-03-03")
    uid = meeting.uid
    browser = login(factories.make_user("branch_secretary", branch))
    assert "Ghi khó khăn, vướng mắc" in browser.get(f"/sinh-hoat/{uid}").text
    sent = {"content": "Nhà văn hóa dột", "raised_on": "3/3/2022", "meeting": f"meetings:{uid}"}
    answer = browser.post("/so/vuong-mac/them", data=sent)
    assert "Buổi sinh hoạt thường kỳ 03/3/2022" in browser.get(answer.location).text
    assert "Nhà văn hóa dột" in browser.get(f"/sinh-hoat/{uid}").text


# News


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("https://bao.example.vn/1", 'href="https://bao.example.vn/1"'),
        ("bao.example.vn/tin/1", 'href="https://bao.example.vn/tin/1"'),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("số báo 12", ""),
    ],
)
def test_only_addresses_of_the_web_become_links(branch: Organisation, login: Login, written: str, href: str) -> None:
    item = write("news_items", branch, title="Đường hoa", link=written)
    page = login(factories.make_user("reader", branch)).get(f"/so/tin-bai/{item.uid}").text  # type: ignore[attr-defined]
    assert written in page
    assert ((href in page) if href else ('rel="noopener' not in page)) is True


# All of them


@pytest.mark.parametrize("many", [1, 3, 300])
@pytest.mark.parametrize("name", ["practice_models", "commendations", "exemplar_stories", "obstacles", "directives"])
def test_lists_cost_the_same_at_any_length(
    branch: Organisation, login: Login, queries: QueryCounter, name: str, many: int
) -> None:
    register = BY_NAME[name]
    needed = {field.name: "Vi Thị Mơ" for field in register.written if field.required}
    with acting_as(SHEET):
        for _ in range(many):
            service.create(register, service.RecordData(branch.id, needed, year=2022))
    db.session.commit()
    browser = login(factories.make_user("committee_office", branch))
    address = f"/so/{register.path}/"
    assert f"<b>{many}</b> {register.one}" in browser.get(address).text
    queries.reset()
    browser.get(address)
    assert queries.count <= 10
