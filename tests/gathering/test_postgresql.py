"""The monthly review, the yearly grading, the gathered pages and the calendar feed on PostgreSQL."""

from __future__ import annotations

import re

from flask import Flask

from intranet.grading import deciding
from intranet.grading import service as grading
from intranet.grading.rules import GradeData
from intranet.reviews import queries, service
from intranet.reviews.service import TaskData
from tests.conftest import sign_in
from tests.factories import make_branch, make_meeting, make_organisation, make_user
from tests.gathering.test_pages import a_full_life, sections


def test_review_grading_pages_and_feed_work_on_postgresql(on_postgresql: Flask) -> None:
    commune = make_organisation()
    branch = make_branch(commune)
    member = a_full_life(branch, times=4)
    make_meeting(branch, "2022-06-06", kinds=("flag_session",))
    first = service.create(TaskData(branch.id, "2022-05", "Làm đường hoa", owner_text="Chi hội phụ nữ"))
    for month in ("2022-05", "2022-06"):
        service.carry_over(branch, month)
    assert [t.month for t in queries.lineage(first)] == ["2022-05", "2022-06", "2022-07"]
    last = queries.lineage(first)[-1]
    assert queries.origins([last.id]) == {last.id: queries.Origin("2022-05", 2)}
    grading.create(GradeData(branch.id, 2022, score=80, proposed_grade="good"))
    assert len(deciding.decide(branch, 2022, "members", "2022-12-20", "QĐ 15")) == 1
    uid, member_uid, branch_uid = last.uid, member.uid, branch.uid
    browser = sign_in(on_postgresql, make_user("committee_office", commune))
    for address in (
        "/nhiem-vu/?nam=2022&thang=6", f"/nhiem-vu/?nam=2022&thang=6&don-vi={branch_uid}", f"/nhiem-vu/{uid}",
        f"/nhiem-vu/cua/{member_uid}", f"/nhiem-vu/in?nam=2022&thang=6&don-vi={branch_uid}", "/xep-loai/?nam=2022",
        f"/xep-loai/?nam=2022&don-vi={branch_uid}", f"/xep-loai/dang-vien/{member_uid}?nam=2022", "/tai-khoan", "/tim/?q=duong+hoa",
    ):  # fmt: skip
        assert browser.get(address).status_code == 200, address
    assert sections(browser.get(f"/dang-vien/{member_uid}").text)["Nhiệm vụ hằng tháng"] == "4"
    assert sections(browser.get(f"/chi-bo/{branch_uid}").text)["Nhiệm vụ hằng tháng"] == "7"
    found = re.search(r'value="https?://[^/]+(/lich/[^"]+\.ics)"', browser.post("/tai-khoan/lich").text)
    assert found is not None
    assert on_postgresql.test_client().get(found[1]).text.startswith("BEGIN:VCALENDAR")
