"""Commendations: decisions and their numbers, what they were given for, how they add up."""

from __future__ import annotations

import pytest

from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers.commendations import Commendation
from intranet.registers.description import Doubt
from intranet.registers.good_deeds import GoodDeed
from intranet.registers.references import reference_to
from tests import factories
from tests.conftest import Login
from tests.registers.conftest import write


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
