"""Good deeds: confirmed, judged by a checklist, told by a name, asked about when written twice."""

from __future__ import annotations

from intranet.audit.actor import acting_as
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.registers.catalogue import BY_NAME
from intranet.registers.good_deeds import GoodDeed
from intranet.settings import service as settings
from intranet.settings.defaults import DEED_CRITERIA
from tests import factories
from tests.conftest import Login
from tests.registers.conftest import SHEET, write


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
