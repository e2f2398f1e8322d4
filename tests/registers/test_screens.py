"""The screens every declared register shares, shown by one of them."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.registers import service
from intranet.registers.good_deeds import GOOD_DEEDS, GoodDeed
from tests import factories
from tests.conftest import Login, QueryCounter

HOME = "/so/nguoi-tot-viec-tot/"


def deeds() -> list[GoodDeed]:
    db.session.rollback()
    return list(db.session.scalars(db.select(GoodDeed).order_by(GoodDeed.id)))


def test_a_deed_is_written_corrected_deleted_and_brought_back(branch: Organisation, login: Login) -> None:
    browser = login(factories.make_user("branch_secretary", branch))
    sent = {"who": "Vi Thị Mơ", "deed": "Trả lại của rơi", "recorded_on": "5/3/2022", "subject_kind": "individual"}
    assert browser.post(f"{HOME}them", data=sent).status_code == 303
    deed = deeds()[0]
    assert (deed.who_name, deed.who_id, deed.recorded_on, deed.year) == ("Vi Thị Mơ", None, "2022-03-05", 2022)
    address = f"{HOME}{deed.uid}"
    assert "Trả lại của rơi" in browser.get(address).text
    answer = browser.post(f"{address}/sua", data={**sent, "deed": "Cứu người", "version": "1"})
    assert answer.status_code == 303
    assert deeds()[0].deed == "Cứu người"
    assert "Cứu người" in browser.get(f"/lich-su/good_deeds/{deed.uid}").text
    assert browser.post(f"{address}/xoa").status_code == 303
    assert deeds() == []
    assert browser.post(f"{address}/khoi-phuc").status_code == 303
    assert [(d.uid, d.deed, d.who_name) for d in deeds()] == [(address.rsplit("/", 1)[1], "Cứu người", "Vi Thị Mơ")]


def test_somebody_elses_change_is_shown_and_not_overwritten(branch: Organisation, login: Login) -> None:
    deed = make_deed(branch, deed="Trồng cây")
    service.change(GOOD_DEEDS, deed, {"deed": "Trồng rừng"})
    browser = login(factories.make_user("branch_secretary", branch))
    sent = {"who": "Vi Thị Mơ", "deed": "Trồng hoa", "version": "1"}
    answer = browser.post(f"{HOME}{deed.uid}/sua", data=sent)
    assert answer.status_code == 409
    assert "đang lưu “Trồng rừng”, anh chị nhập “Trồng hoa”" in answer.text
    assert deeds()[0].deed == "Trồng rừng"


def test_a_name_two_members_bear_is_asked_about(branch: Organisation, login: Login) -> None:
    one = factories.make_member(branch, "Nông Văn Hai", born="1970")
    factories.make_member(branch, "Nông Văn Hai", born="1988")
    uid, number = one.uid, one.id
    browser = login(factories.make_user("branch_secretary", branch))
    sent = {"who": "nông văn hai", "deed": "Hiến đất"}
    answer = browser.post(f"{HOME}them", data=sent)
    assert answer.status_code == 422
    assert "Có 2 đảng viên tên “nông văn hai”" in answer.text
    assert "Nông Văn Hai, sinh 1988" in answer.text
    assert browser.post(f"{HOME}them", data={**sent, "who_who": uid}).status_code == 303
    assert [(d.who_id, d.who_name) for d in deeds()] == [(number, "Nông Văn Hai")]


def test_wrong_input_is_told_in_plain_words_and_kept(branch: Organisation, login: Login) -> None:
    browser = login(factories.make_user("branch_secretary", branch))
    answer = browser.post(f"{HOME}them", data={"who": "Vi Thị Mơ", "recorded_on": "31/02/2022", "criterion": "lạ"})
    assert answer.status_code == 422
    for said in ("Nhập việc tốt.", "“31/02/2022” không phải là ngày có thật", "Chọn tiêu chí trong danh sách."):
        assert said in answer.text
    assert "Vi Thị Mơ" in answer.text
    assert deeds() == []


def test_what_is_marked_secret_does_not_enter(branch: Organisation, login: Login) -> None:
    browser = login(factories.make_user("branch_secretary", branch))
    answer = browser.post(f"{HOME}them", data={"who": "Vi Thị Mơ", "deed": "TUYỆT MẬT: kế hoạch"})
    assert answer.status_code == 422
    assert "Văn bản mật không được đưa vào phần mềm này" in answer.text


@pytest.mark.parametrize("many", [1, 3, 300])
def test_the_list_costs_the_same_at_any_length(
    branch: Organisation, login: Login, queries: QueryCounter, many: int
) -> None:
    for number in range(many):
        make_deed(branch, who=f"Người thứ {number}")
    db.session.commit()
    browser = login(factories.make_user("committee_office", branch))
    browser.get(HOME)
    queries.reset()
    assert f"<b>{many}</b>" in browser.get(HOME).text
    assert queries.count <= 10


def test_a_list_is_searched_without_marks_narrowed_and_taken_away_as_a_file(branch: Organisation, login: Login) -> None:
    make_deed(branch, who="Lý Thị Đào", deed="=HYPERLINK(1)", recorded_on="2022-03-05", subject_kind="individual")
    make_deed(branch, who="Chi hội Phụ nữ", deed="Nấu cháo", recorded_on="2021-03", subject_kind="collective")
    browser = login(factories.make_user("reader", branch))
    found = browser.get(f"{HOME}?q=dao").text
    assert ("Lý Thị Đào" in found, "Chi hội Phụ nữ" in found) == (True, False)
    found = browser.get(f"{HOME}?nam=2021&subject_kind=collective").text
    assert ("Lý Thị Đào" in found, "Chi hội Phụ nữ" in found) == (False, True)
    text = browser.get(f"{HOME}?tep=csv&q=dao").data.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Năm,Đơn vị,Họ tên/Tập thể")
    assert "'=HYPERLINK(1)" in text
    sheet = load_workbook(BytesIO(browser.get(f"{HOME}?tep=xlsx").data)).worksheets[0]
    assert [row[2].value for row in sheet.iter_rows()] == ["Họ tên/Tập thể", "Lý Thị Đào", "Chi hội Phụ nữ"]
    assert sheet["E2"].data_type == "s"


def test_another_organisations_records_do_not_exist_and_a_reader_writes_none(
    branch: Organisation, login: Login
) -> None:
    deed = make_deed(branch)
    db.session.commit()
    uid = deed.uid
    elsewhere = factories.make_branch(factories.make_organisation("Đảng bộ xã Khác"), "Chi bộ thôn Khác")
    foreign = login(factories.make_user("branch_secretary", elsewhere))
    assert foreign.get(f"{HOME}{uid}").status_code == 404
    assert foreign.post(f"{HOME}{uid}/xoa").status_code == 404
    reader = login(factories.make_user("reader", branch))
    assert reader.get(f"{HOME}{uid}").status_code == 200
    assert [reader.post(f"{HOME}{part}").status_code for part in ("them", f"{uid}/sua", f"{uid}/xoa")] == [
        403,
        403,
        403,
    ]


def make_deed(branch: Organisation, **values: object) -> GoodDeed:
    data = service.RecordData(
        branch.id, {"who": "Vi Thị Mơ", "deed": "Trả lại của rơi", "recorded_on": "2022-03-05", **values}
    )
    made: GoodDeed = service.create(GOOD_DEEDS, data)
    db.session.commit()
    return made
