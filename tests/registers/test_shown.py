"""How lists name what they hold: a line by its unit where it has no other name, a year as a year."""

from __future__ import annotations

import pytest

from intranet.organisations.models import Organisation
from intranet.registers import service
from intranet.registers.catalogue import BY_NAME
from tests import factories
from tests.conftest import Login


@pytest.mark.parametrize(
    ("register", "values"), [("held_months", {"m1": True, "m2": True}), ("contest_tallies", {"round1": 5})]
)
def test_a_line_without_a_name_of_its_own_is_called_by_its_unit_once(
    branch: Organisation, login: Login, register: str, values: dict[str, object]
) -> None:
    service.create(BY_NAME[register], service.RecordData(branch.id, values, year=2022))
    browser = login(factories.make_user("committee_office", branch.parent))
    path = BY_NAME[register].path
    rows = browser.get(f"/so/{path}/").text.split("<tbody", 1)[1].split("</tbody>", 1)[0]
    assert rows.count("Chi bộ thôn Bắc Sơn") == 1
    lead = rows.split('<td class="lead"', 1)[1].split("</td>", 1)[0]
    assert "Chi bộ thôn Bắc Sơn" in lead


def test_the_year_of_a_yearbook_is_no_sum_of_thousands(branch: Organisation, login: Login) -> None:
    service.create(
        BY_NAME["exemplar_stories"], service.RecordData(branch.id, {"title": "Đập Khe Lau", "yearbook": 2022})
    )
    text = login(factories.make_user("branch_secretary", branch)).get("/so/cau-chuyen/").text
    assert ("2022" in text, "2.022" in text) == (True, False)
    sent = {"title": "Heo đất", "yearbook": "1300"}
    answer = login(factories.make_user("branch_secretary", branch)).post("/so/cau-chuyen/them", data=sent)
    assert "phải từ 1990 đến 2100" in answer.text
