"""Obstacles: raised, directed, overdue, closed."""

from __future__ import annotations

import pytest

from intranet.organisations.models import Organisation
from intranet.registers.obstacles import Obstacle
from tests import factories
from tests.conftest import Login
from tests.registers.conftest import write


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
