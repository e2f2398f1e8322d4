"""The monthly follow-up on the screens: ticks, ratings, what is missing."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.pledges import followup
from intranet.pledges.items import items_of
from intranet.pledges.models import Pledge
from intranet.settings import service as settings
from tests.conftest import PARTIAL
from tests.factories import make_branch, make_member, make_pledge
from tests.pledges.conftest import fresh


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
