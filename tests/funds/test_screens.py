"""The screens of the funds: who may do what, what is said of bad input, and what a page costs."""

from __future__ import annotations

import pytest
from flask import Flask

from intranet.database import db
from intranet.funds import entries, service, works
from intranet.funds.models import Fund, FundClose, JointWork
from intranet.organisations.models import Organisation
from intranet.registers.fund_entries import FundEntry
from tests import factories
from tests.conftest import Login, QueryCounter


@pytest.fixture
def fund(app: Flask) -> Fund:
    branch = factories.make_branch(factories.make_organisation())
    made = service.create(service.FundData(branch.id, "Heo đất", opening=100_000))
    db.session.commit()
    return made


def owner(fund: Fund) -> Organisation:
    return db.session.get_one(Organisation, fund.organisation_id)


def test_a_treasurer_opens_a_fund_takes_money_and_gives_it(app: Flask, login: Login) -> None:
    branch = factories.make_branch(factories.make_organisation())
    browser = login(factories.make_user("branch_secretary", branch))
    sent = {"name": "Heo đất chi bộ", "opening": "1tr2", "beneficiary": "Học sinh nghèo"}
    address = browser.post("/quy/them", data=sent).location
    answer = browser.post(
        f"{address}/thu",
        data={"income": "500k", "date": "05/3/2022", "content": "Tiết kiệm tháng 3/2022", "contributors": "18"},
    )
    assert answer.status_code == 303
    shown = browser.get(answer.location).text
    assert (
        "Đã ghi. Quỹ còn 1.700.000 đ sau khoản này. Thấp hơn mức tối thiểu cả tháng của 18 người: 558.000 đ." in shown
    )
    sent = {"expense": "300.000", "date": "06/3/2022", "content": "Tặng cháu Mơ 01 suất quà", "person": "Vi Thị Mơ"}
    assert browser.post(f"{address}/chi", data=sent).status_code == 303
    shown = browser.get(address).text
    for said in ("1.400.000 đ", "Tặng cháu Mơ 01 suất quà", "Vi Thị Mơ", "Học sinh nghèo"):
        assert said in shown
    paper = browser.get(f"{address}/so?nam=2022").text
    for said in ("Tồn năm trước chuyển sang", "1.200.000", "Cộng tháng 3", "CỘNG CẢ NĂM", "THỦ QUỸ"):
        assert said in paper


def test_bad_input_is_told_beside_its_field_and_kept(fund: Fund, login: Login) -> None:
    uid = fund.uid
    browser = login(factories.make_user("branch_secretary", owner(fund)))
    answer = browser.post(f"/quy/{uid}/thu", data={"income": "nhiều", "date": "31/02/2022", "content": "Góp"})
    assert answer.status_code == 422
    for said in ("Thu “nhiều” không đọc được", "“31/02/2022” không phải là ngày có thật", "Góp"):
        assert said in answer.text
    answer = browser.post(f"/quy/{uid}/chi", data={"content": "Mua gạo"})
    assert ("Nhập số tiền." in answer.text, "Nhập ngày." in answer.text) == (True, True)
    answer = browser.post(f"/quy/{uid}/chi", data={"expense": "200000", "date": "05/3/2022", "content": "Mua gạo"})
    assert answer.status_code == 422
    assert "Quỹ chỉ còn 100.000 đ, không đủ chi 200.000 đ." in answer.text
    answer = browser.post(f"/quy/{uid}/sua", data={"name": "", "opening": "-5"})
    assert answer.status_code == 422
    assert "Nhập tên quỹ." in answer.text
    assert db.session.scalar(db.select(db.func.count(FundEntry.id))) == 0


def test_what_somebody_else_has_written_of_a_fund_or_a_work_is_shown_and_not_overwritten(
    fund: Fund, login: Login
) -> None:
    uid, name = fund.uid, fund.name
    work = works.add(fund.id, works.WorkData("Làm đường", partner="Đoàn xã")).uid
    mine, other = (login(factories.make_user("branch_secretary", owner(fund))) for _ in range(2))
    for address, seen, theirs, typed in (
        (f"/quy/{uid}/sua", {"name": name, "active": "1"}, {"beneficiary": "Cháu Mơ"}, {"opening_note": "Năm trước"}),
        (f"/quy/cong-trinh/{work}/sua", {"content": "Làm đường"}, {"partner": "Hội phụ nữ"}, {"people": "12"}),
    ):
        seen["version"] = "1"
        assert other.post(address, data={**seen, **theirs, "opening": "100000"}).status_code == 303
        answer = mine.post(address, data={**seen, **typed, "opening": "100000"})
        said = next(iter(theirs.values()))
        assert (answer.status_code, f"đang lưu “{said}”, anh chị nhập “để trống”" in answer.text) == (409, True)
        assert (f'value="{next(iter(typed.values()))}"' in answer.text, 'value="2"' in answer.text) == (True, True)
        again = {**seen, **typed, **theirs, "opening": "100000", "version": "2"}
        assert mine.post(address, data=again).status_code == 303
    db.session.expire_all()
    kept = db.session.get_one(Fund, 1)
    assert (kept.beneficiary, kept.opening_note, kept.opening) == ("Cháu Mơ", "Năm trước", 100_000)
    assert [(w.partner, w.people) for w in db.session.scalars(db.select(JointWork))] == [("Hội phụ nữ", 12)]


def test_a_wrong_entry_is_put_right_and_a_month_closed_on_the_page(fund: Fund, login: Login) -> None:
    uid = fund.uid
    wrong = entries.deposit(fund, "2022-03-05", 50_000, "Góp").uid
    work = works.add(fund.id, works.WorkData("Làm đường")).uid
    browser = login(factories.make_user("branch_secretary", owner(fund)))
    assert "Sổ quỹ không xóa khoản nào" in browser.get(f"/quy/khoan/{wrong}/dieu-chinh").text
    answer = browser.post(f"/quy/khoan/{wrong}/dieu-chinh", data={"date": "06/3/2022", "reason": "ghi nhầm"})
    assert answer.status_code == 303
    answer = browser.post(f"/quy/khoan/{wrong}/dieu-chinh", data={"date": "06/3/2022", "reason": "ghi nhầm"})
    assert (answer.status_code, "đã được điều chỉnh rồi" in answer.text) == (422, True)
    assert browser.post(f"/quy/{uid}/chot", data={"month": "2022-03"}).status_code == 303
    assert "Đã chốt sổ đến hết tháng 3/2022, tồn 100.000 đ." in browser.get(f"/quy/{uid}").text
    assert browser.post(f"/quy/{uid}/mo-lai").status_code == 403
    assert (
        browser.post(f"/quy/cong-trinh/{work}/sua", data={"content": "Làm 200 m đường", "version": 1}).status_code
        == 303
    )
    assert browser.post(f"/quy/{uid}/cong-trinh/them", data={"content": "Dọn kênh"}).status_code == 303
    assert browser.post(f"/quy/cong-trinh/{work}/xoa").status_code == 303
    assert [each.content for each in db.session.scalars(db.select(JointWork))] == ["Dọn kênh"]
    office = login(factories.make_user("committee_office", owner(fund)))
    assert office.post(f"/quy/{uid}/mo-lai").status_code == 303
    assert db.session.scalar(db.select(db.func.count(FundClose.id))) == 0
    assert "Đã chốt sổ đến hết" in office.get(f"/lich-su/funds/{uid}").text


def test_an_entry_leads_to_its_fund_and_to_what_cancels_it(fund: Fund, login: Login) -> None:
    uid = fund.uid
    wrong = entries.deposit(fund, "2022-03-05", 50_000, "Góp hai lần")
    counter = entries.cancel(wrong, "2022-03-06", "ghi hai lần")
    wrong_uid, counter_uid = wrong.uid, counter.uid
    browser = login(factories.make_user("branch_secretary", owner(fund)))
    assert browser.get("/so/quy-tiet-kiem/them").location == "/quy/"
    shown = browser.get(f"/so/quy-tiet-kiem/{wrong_uid}").text
    assert (f"/quy/{uid}" in shown, counter_uid in shown, "dieu-chinh" in shown) == (True, True, False)
    assert "bút toán điều chỉnh cho khoản" in browser.get(f"/so/quy-tiet-kiem/{counter_uid}").text
    answer = browser.post(
        f"/so/quy-tiet-kiem/{wrong_uid}/sua",
        data={"content": "Góp", "income": "50.000", "date": "05/3/2022", "version": "1", "fund": uid},
    )
    assert answer.status_code == 303
    entry = db.session.scalars(db.select(FundEntry).where(FundEntry.uid == wrong_uid)).one()
    assert (entry.content, entry.fund_id) == ("Góp", db.session.scalar(db.select(Fund.id).where(Fund.uid == uid)))
    assert browser.post(f"/so/quy-tiet-kiem/{wrong_uid}/xoa").status_code == 422


def test_a_page_past_the_end_shows_the_last_one(fund: Fund, login: Login) -> None:
    browser = login(factories.make_user("branch_secretary", owner(fund)))
    browser.post(f"/quy/{fund.uid}/thu", data={"income": "500k", "date": "05/3/2022", "content": "Bán ve chai"})
    assert "Heo đất" in browser.get("/quy/?page=9").text
    assert "Bán ve chai" in browser.get(f"/quy/{fund.uid}?nam=2022&page=9").text


def test_a_stranger_finds_no_fund_and_a_reader_writes_none(fund: Fund, login: Login) -> None:
    entry = entries.deposit(fund, "2022-03-05", 50_000, "Góp").uid
    work = works.add(fund.id, works.WorkData("Làm đường")).uid
    uid, home = fund.uid, owner(fund)
    pages = [f"/quy/{uid}/thu", f"/quy/{uid}/sua", f"/quy/khoan/{entry}/dieu-chinh", f"/quy/{uid}/cong-trinh/them"]
    posts = [*pages, f"/quy/{uid}/chot", f"/quy/{uid}/mo-lai", f"/quy/{uid}/xoa", f"/quy/cong-trinh/{work}/xoa"]
    elsewhere = factories.make_branch(factories.make_organisation("Đảng bộ xã Khác"), "Chi bộ thôn Khác")
    foreign = login(factories.make_user("committee_office", elsewhere))
    assert [foreign.get(page).status_code for page in [f"/quy/{uid}", f"/quy/{uid}/so", *pages]] == [404] * 6
    assert [foreign.post(page).status_code for page in posts] == [404] * 8
    reader = login(factories.make_user("reader", home))
    assert [reader.get(page).status_code for page in ("/quy/", f"/quy/{uid}", f"/quy/{uid}/so")] == [200] * 3
    assert [reader.post(page).status_code for page in [*posts, "/quy/them"]] == [403] * 9
    assert "Ghi thu" not in reader.get(f"/quy/{uid}").text


@pytest.mark.parametrize("many", [1, 3, 300])
def test_the_pages_cost_the_same_at_any_length(fund: Fund, login: Login, queries: QueryCounter, many: int) -> None:
    uid, home = fund.uid, owner(fund)
    for number in range(many):
        data = {"date": f"2022-{number % 12 + 1:02}-05", "content": "Góp", "income": 1000, "person": f"Người {number}"}
        entries.deposit(fund, str(data["date"]), 1000, "Góp", person=data["person"])
        service.create(service.FundData(home.id, f"Quỹ {number}"))
    entries.deposit(fund, "2022-03", 5, "Không rõ ngày")
    db.session.commit()
    browser = login(factories.make_user("committee_office", home))
    for page in ("/quy/", f"/quy/{uid}", f"/quy/{uid}/so?nam=2022", "/so/quy-tiet-kiem/"):
        browser.get(page)
        queries.reset()
        assert browser.get(page).status_code == 200
        assert queries.count <= 10, (page, queries.statements)
