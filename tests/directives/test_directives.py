"""Documents cascade: who has adopted them, what they hand down, their files."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask

from intranet.database import db
from intranet.directives import service
from intranet.directives.models import Adoption, DirectiveFile
from intranet.meetings import agenda
from intranet.meetings.models import AgendaItem
from intranet.organisations.models import Organisation
from intranet.pledges.models import PledgeSuggestion
from intranet.registers.directives import DIRECTIVES, Directive
from intranet.registers.service import RecordData, create
from tests import factories
from tests.conftest import Login

HOME = "/so/van-ban/"
PDF = b"%PDF-1.7\n%test\n"


@pytest.fixture
def plan(commune: Organisation, branch: Organisation) -> Directive:
    """A plan of the commune that hands down a point of an agenda and two works."""
    return make_plan(commune)


def make_plan(owner: Organisation, **values: str) -> Directive:
    given = {
        "doc_no": "12-KH/ĐU", "subject": "Kế hoạch làm theo Bác", "issued_on": "2022-01-20",
        "agenda": "Triển khai Kế hoạch 12", "works": "Tiết kiệm điện\nThăm hộ nghèo", **values,
    }  # fmt: skip
    made: Directive = create(DIRECTIVES, RecordData(owner.id, given))
    db.session.commit()
    return made


def docx(text: str) -> bytes:
    """The least of a .docx with this paragraph."""
    made = BytesIO()
    with ZipFile(made, "w") as packed:
        packed.writestr("word/document.xml", f"<w:p><w:t>{text}</w:t></w:p><w:p><w:t>Nội dung</w:t></w:p>")
    return made.getvalue()


def test_a_branch_reads_the_plans_of_those_above_it_and_no_others(
    commune: Organisation, branch: Organisation, plan: Directive, login: Login
) -> None:
    sister = make_plan(factories.make_branch(commune, "Chi bộ thôn Nam Sơn"), doc_no="01-KH/CB")
    uids = (plan.uid, sister.uid)
    browser = login(factories.make_user("branch_secretary", branch))
    assert [browser.get(f"{HOME}{uid}").status_code for uid in uids] == [200, 404]
    assert "12-KH/ĐU" in browser.get(f"{HOME}?noi-khac=1").text
    assert "12-KH/ĐU" not in browser.get(HOME).text
    assert browser.get(f"{HOME}{uids[0]}/sua").status_code == 404


def test_one_tap_adopts_a_plan_and_hands_its_works_down_and_another_takes_it_back(
    branch: Organisation, plan: Directive, login: Login
) -> None:
    address, unit = f"/van-ban/{plan.uid}", branch.uid
    browser = login(factories.make_user("branch_secretary", branch))
    answer = browser.post(f"{address}/trien-khai/{unit}", follow_redirects=True).text
    assert "Đã thêm 2 việc gợi ý" in answer
    assert _count(Adoption) == 1
    works = [row.work for row in db.session.scalars(db.select(PledgeSuggestion).order_by(PledgeSuggestion.id))]
    assert works == ["Tiết kiệm điện", "Thăm hộ nghèo"]
    browser.post(f"{address}/trien-khai/{unit}")
    assert (_count(Adoption), _count(PledgeSuggestion)) == (1, 2)
    assert "bỏ đánh dấu" in browser.post(f"{address}/bo-trien-khai/{unit}", follow_redirects=True).text
    assert _count(Adoption) == 0
    assert "chưa đánh dấu" in browser.post(f"{address}/bo-trien-khai/{unit}", follow_redirects=True).text


def test_the_office_sees_who_has_adopted_a_plan_and_who_has_not(
    commune: Organisation, branch: Organisation, plan: Directive, login: Login
) -> None:
    factories.make_branch(commune, "Chi bộ thôn Nam Sơn")
    service.adopt(plan, branch, "2022-02-05")
    db.session.commit()
    text = login(factories.make_user("committee_office", commune)).get(f"{HOME}{plan.uid}").text
    assert "1/2 đơn vị đã triển khai" in text
    assert text.index("Chi bộ thôn Nam Sơn") < text.index("Chi bộ thôn Bắc Sơn")


def test_a_unit_that_does_not_lie_below_cannot_adopt(branch: Organisation, plan: Directive, login: Login) -> None:
    stranger = factories.make_branch(factories.make_organisation("Đảng bộ xã Khác"), "Chi bộ thôn Khác")
    uid, unit, foreign = plan.uid, branch.uid, stranger.uid
    administrator = login(factories.make_user("administrator"))
    said = administrator.post(f"/van-ban/{uid}/trien-khai/{foreign}", follow_redirects=True).text
    assert "không thuộc diện triển khai" in said
    other = login(factories.make_user("branch_secretary", stranger))
    assert other.post(f"/van-ban/{uid}/trien-khai/{foreign}").status_code == 404
    reader = login(factories.make_user("reader", branch))
    assert reader.post(f"/van-ban/{uid}/trien-khai/{unit}").status_code == 403


def test_the_point_of_an_adopted_plan_comes_once_on_the_next_regular_agenda(
    branch: Organisation, plan: Directive
) -> None:
    service.adopt(plan, branch, "2022-02-05")
    for date, kind in (
        ("2022-02-07", "flag_session"),
        ("2022-02-10", "regular_session"),
        ("2022-03-10", "regular_session"),
    ):
        agenda.fill(factories.make_meeting(branch, date, kinds=(kind,)))
    db.session.commit()
    titled = db.select(AgendaItem).where(AgendaItem.title == "Triển khai Kế hoạch 12").join(AgendaItem.meeting)
    dates = [item.meeting.date for item in db.session.scalars(titled.options(db.contains_eager(AgendaItem.meeting)))]
    assert dates == ["2022-02-10"]


def test_a_number_used_twice_in_a_year_is_asked_about(commune: Organisation, plan: Directive, login: Login) -> None:
    browser = login(factories.make_user("committee_office", commune))
    sent = {"unit": commune.uid, "subject": "Kế hoạch khác", "doc_no": "12-KH/ĐU", "issued_on": "1/3/2022"}
    answer = browser.post(f"{HOME}them", data=sent)
    assert (answer.status_code, "đã ghi cho văn bản “Kế hoạch làm theo Bác”" in answer.text) == (422, True)
    assert browser.post(f"{HOME}them", data={**sent, "issued_on": "1/3/2023"}).status_code == 303


def test_a_file_is_attached_read_by_those_below_and_taken_away(
    app: Flask, commune: Organisation, branch: Organisation, plan: Directive, login: Login
) -> None:
    uid = plan.uid
    office = login(factories.make_user("committee_office", commune))
    sent = {"file": (BytesIO(PDF), "../../Kế hoạch 12.pdf")}
    assert "Đã đính kèm: Kế hoạch 12.pdf" in _attach(office, uid, sent)
    file = db.session.scalars(db.select(DirectiveFile)).one()
    kept = Path(app.instance_path) / "directives" / file.uid
    assert kept.read_bytes() == PDF
    answer = login(factories.make_user("reader", branch)).get(f"/van-ban/{uid}/tep/{file.uid}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert office.post(f"{HOME}{uid}/xoa").status_code == 422
    assert office.post(f"/van-ban/{uid}/tep/{file.uid}/xoa").status_code == 303
    assert (kept.exists(), _count(DirectiveFile)) == (False, 0)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("chay.exe", b"MZ", "Chỉ nhận tệp PDF"),
        ("trang.html", b"<html>", "Chỉ nhận tệp PDF"),
        ("gia.pdf", b"MZ", "không đúng với đuôi tệp"),
        ("hong.docx", b"PK\x03\x04hong", "bị hỏng"),
        ("mat.docx", docx("TUYỆT MẬT"), "Văn bản mật không được đưa vào phần mềm này"),
        ("Văn bản Mật.pdf", PDF, "Văn bản mật không được đưa vào phần mềm này"),
        ("to.pdf", PDF + b"0" * 10 * 1024 * 1024, "lớn quá 10 MB"),
        ("", b"", "Chọn một tệp"),
    ],
)
def test_a_file_that_may_not_enter_is_refused_in_plain_words(
    commune: Organisation, plan: Directive, login: Login, name: str, content: bytes, said: str
) -> None:
    office = login(factories.make_user("committee_office", commune))
    assert said in _attach(office, plan.uid, {"file": (BytesIO(content), name)})
    assert _count(DirectiveFile) == 0


def test_an_ordinary_document_that_speaks_of_honey_enters(commune: Organisation, plan: Directive, login: Login) -> None:
    office = login(factories.make_user("committee_office", commune))
    assert "Đã đính kèm" in _attach(
        office, plan.uid, {"file": (BytesIO(docx("Nuôi ong lấy mật ong")), "nuoi-ong.docx")}
    )


def _attach(browser: object, uid: str, sent: Mapping[str, object]) -> str:
    text: str = browser.post(f"/van-ban/{uid}/tep", data=sent, follow_redirects=True).text  # type: ignore[attr-defined]
    return text


def _count(model: type[object]) -> int:
    db.session.rollback()
    return db.session.scalar(db.select(db.func.count()).select_from(model)) or 0
