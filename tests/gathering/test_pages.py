"""A person's and an organisation's page gather everything of theirs, only what one may see, in ten queries at any size."""

from __future__ import annotations

import re

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from intranet.database import db
from intranet.gathering.kinds import KINDS
from intranet.grading import service as grading
from intranet.grading.rules import GradeData
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.registers import service as registers
from intranet.registers.commendations import COMMENDATIONS
from intranet.registers.good_deeds import GOOD_DEEDS
from intranet.registers.obstacles import OBSTACLES
from intranet.registers.practice_models import PRACTICE_MODELS
from intranet.registers.service import RecordData
from intranet.reviews import service as reviews
from intranet.reviews.service import TaskData
from intranet.rota import service as rota
from intranet.rota.service import AssignmentData
from tests.conftest import Login, QueryCounter
from tests.factories import make_branch, make_meeting, make_member, make_pledge, make_user


def a_full_life(branch: Organisation, name: str = "Nguyễn Thị Hoa", times: int = 1) -> Member:
    """A member with records of every kind."""
    member = make_member(branch, name)
    for number in range(times):
        day, year = f"2022-{number % 12 + 1:02}-05", 2022 - number
        make_pledge(member, year)
        make_meeting(branch, day, chair_id=member.id, topic=f"Bàn việc làm đường hoa {number}")
        reviews.create(TaskData(branch.id, day[:7], f"Làm đường hoa đoạn {number}", member.id))
        grading.create(GradeData(branch.id, year, member.id, score=80, proposed_grade="good"))
        rota.create(AssignmentData(branch.id, day[:7], (member.id,), f"Chuyện kể về Bác {number}"))
        registers.create(
            GOOD_DEEDS,
            RecordData(
                branch.id,
                {
                    "who": member.id,
                    "subject_kind": "individual",
                    "deed": f"Trả lại của rơi {number}",
                    "recorded_on": day,
                },
            ),
        )
        registers.create(
            OBSTACLES,
            RecordData(branch.id, {"content": f"Thiếu đèn đường {number}", "raised_on": day, "raised_by": member.id}),
        )
    db.session.commit()
    return member


def sections(page: str) -> dict[str, str]:
    """The gathered kinds of a page with their figure."""
    found = re.findall(r'<section class="card" aria-label="([^"]+)">\s*<h3>[^<]*<span class="note">(\d+)</span>', page)
    return dict(found)


def test_a_persons_page_gathers_all_of_theirs(branch: Organisation, secretary: FlaskClient) -> None:
    member = a_full_life(branch, times=4)
    a_full_life(branch, "Trần Văn Khác")
    page = secretary.get(f"/dang-vien/{member.uid}").text
    assert sections(page) == {
        "Chủ trì, ghi biên bản": "4", "Phân công trình bày": "4", "Nhiệm vụ hằng tháng": "4", "Xếp loại cuối năm": "4",
        "Người tốt - Việc tốt": "4", "Khó khăn, vướng mắc": "4",
    }  # fmt: skip
    for text in (
        "Trả lại của rơi 3",
        "Làm đường hoa đoạn 3",
        "Chuyện kể về Bác 3",
        "Hoàn thành tốt",
        "Thiếu đèn đường 3",
    ):
        assert text in page
    assert "Trả lại của rơi 0" not in page  # the oldest stands behind the link


def test_everything_gathered_opens(branch: Organisation, secretary: FlaskClient) -> None:
    member = a_full_life(branch, times=4)
    for address in (f"/dang-vien/{member.uid}", f"/chi-bo/{branch.uid}"):
        part = secretary.get(address).text.split('id="tong-hop"')[1].split("form-buttons")[0]
        links = {link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', part)}
        assert len(links) > 20
        assert {link: secretary.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_the_list_behind_a_persons_tasks_is_theirs(branch: Organisation, secretary: FlaskClient) -> None:
    member = a_full_life(branch, times=4)
    a_full_life(branch, "Trần Văn Khác")
    page = secretary.get(f"/nhiem-vu/cua/{member.uid}").text
    assert page.count("Làm đường hoa đoạn") == 4


def test_a_kind_without_a_list_of_its_own_is_listed_whole(
    branch: Organisation, secretary: FlaskClient, login: Login
) -> None:
    member = a_full_life(branch, times=4)
    page = secretary.get(f"/dang-vien/{member.uid}/so/grades").text
    assert page.count("Hoàn thành tốt") == 4
    assert secretary.get(f"/dang-vien/{member.uid}/so/khong-co").status_code == 404
    assert login(make_user("reader", branch)).get(f"/dang-vien/{member.uid}/so/grades").status_code == 404


def test_an_organisations_page_gathers_all_below_it(commune: Organisation, branch: Organisation, login: Login) -> None:
    a_full_life(branch)
    a_full_life(make_branch(commune, "Chi bộ thôn Đông Hòa"), "Trần Văn Khác")
    grading.create(GradeData(branch.id, 2022, score=75, proposed_grade="good"))
    registers.create(
        PRACTICE_MODELS,
        RecordData(branch.id, {"name": "Tuyến đường hoa", "registered_by": "Chi hội phụ nữ"}, year=2022),
    )
    db.session.commit()
    office = login(make_user("committee_office", commune))
    whole, one = (sections(office.get(f"/chi-bo/{unit.uid}").text) for unit in (commune, branch))
    assert (whole["Sinh hoạt"], one["Sinh hoạt"]) == ("2", "1")
    assert (whole["Đăng ký làm theo"], one["Đăng ký làm theo"]) == ("2", "1")
    assert (whole["Nhiệm vụ hằng tháng"], one["Nhiệm vụ hằng tháng"]) == ("2", "1")
    assert whole[PRACTICE_MODELS.label] == one[PRACTICE_MODELS.label] == "1"
    assert "Chi bộ thôn Bắc Sơn: Hoàn thành tốt" in office.get(f"/chi-bo/{branch.uid}").text


def test_a_reader_sees_no_grades(commune: Organisation, branch: Organisation, login: Login) -> None:
    member = a_full_life(branch)
    reader = login(make_user("reader", commune))
    for address in (f"/dang-vien/{member.uid}", f"/chi-bo/{branch.uid}"):
        page = reader.get(address).text
        assert "Xếp loại" not in " ".join(sections(page))
        assert "Hoàn thành tốt" not in page


def test_another_branchs_records_of_a_person_are_not_seen(
    commune: Organisation, branch: Organisation, secretary: FlaskClient
) -> None:
    member = make_member(branch)
    elsewhere = make_branch(commune, "Chi bộ thôn Đông Hòa")
    values = {"who": member.id, "form": "merit_note", "reason": "Thành tích ở nơi khác", "decided_on": "2022-03-05"}
    registers.create(COMMENDATIONS, RecordData(elsewhere.id, values))
    registers.create(
        COMMENDATIONS, RecordData(branch.id, {**values, "reason": "Thành tích ở chi bộ", "decided_on": "2022-04-05"})
    )
    db.session.commit()
    page = secretary.get(f"/dang-vien/{member.uid}").text
    assert "Thành tích ở chi bộ" in page
    assert "Thành tích ở nơi khác" not in page
    assert sections(page) == {"Khen thưởng": "1"}


def test_nobody_with_nothing_is_told_so_by_silence(branch: Organisation, secretary: FlaskClient) -> None:
    member = make_member(branch)
    assert "tong-hop" not in secretary.get(f"/dang-vien/{member.uid}").text


def test_every_kind_has_a_page_and_a_list(app: Flask, branch: Organisation) -> None:
    with app.test_request_context():
        assert url_for("members.show", uid="KBBBBBBBB")
        for kind in KINDS.values():
            assert kind.page("KBBBBBBBB").startswith("/")
            if kind.of_unit:
                assert kind.listed(branch).startswith("/")


@pytest.mark.parametrize("times", [1, 3, 40])
def test_the_pages_keep_to_ten_queries_at_any_size(
    commune: Organisation, branch: Organisation, secretary: FlaskClient, queries: QueryCounter, times: int
) -> None:
    member = a_full_life(branch, times=min(times, 12))
    for number in range(times):
        make_member(branch)
        reviews.create(TaskData(branch.id, "2022-05", f"Việc {number}", member.id))
    db.session.commit()
    counts = []
    for address in (f"/dang-vien/{member.uid}", f"/chi-bo/{branch.uid}", f"/nhiem-vu/cua/{member.uid}"):
        queries.reset()
        assert secretary.get(address).status_code == 200
        counts.append(queries.count)
    assert max(counts) <= 10, counts
