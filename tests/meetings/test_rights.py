"""Who may open and do what with sessions."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from intranet.meetings.models import Meeting
from tests import factories
from tests.conftest import Login
from tests.factories import Commune

READS = ("", "/cham-diem", "/bien-ban/in")
WRITES = ("/sua", "/lap-lai", "/diem-danh", "/bien-ban")
POSTS = (
    "/xoa", "/tai-lieu", "/chuong-trinh", "/chuong-trinh/mau", "/dai-bieu", "/viec", "/viec/mang-sang", "/diem-danh",
    "/diem-danh/{member}", "/cham-diem", "/anh", "/sua", "/lap-lai", "/bien-ban",
)  # fmt: skip


def address(meeting: Meeting, path: str, commune: Commune) -> str:
    return f"/sinh-hoat/{meeting.uid}{path.format(member=commune.people[0].uid)}"


@pytest.mark.parametrize("path", READS + WRITES)
def test_the_branchs_own_secretary_opens_every_page(
    commune: Commune, meeting: Meeting, secretary: FlaskClient, path: str
) -> None:
    assert secretary.get(address(meeting, path, commune)).status_code == 200


@pytest.mark.parametrize("path", READS + WRITES)
def test_the_committee_office_opens_every_page_of_its_subtree(
    commune: Commune, meeting: Meeting, login: Login, path: str
) -> None:
    office = login(factories.make_user("committee_office", commune.committee))
    assert office.get(address(meeting, path, commune)).status_code == 200


@pytest.mark.parametrize(("path", "status"), [*((p, 200) for p in READS), *((p, 403) for p in WRITES)])
def test_a_reader_reads_and_writes_nothing(
    commune: Commune, meeting: Meeting, login: Login, path: str, status: int
) -> None:
    reader = login(factories.make_user("reader", commune.committee))
    assert reader.get(address(meeting, path, commune)).status_code == status


@pytest.mark.parametrize("path", POSTS)
def test_a_readers_post_is_refused(commune: Commune, meeting: Meeting, login: Login, path: str) -> None:
    reader = login(factories.make_user("reader", commune.committee))
    assert reader.post(address(meeting, path, commune)).status_code == 403


@pytest.mark.parametrize("path", READS + WRITES)
def test_a_foreign_session_does_not_exist(commune: Commune, meeting: Meeting, login: Login, path: str) -> None:
    stranger = login(factories.make_user("branch_secretary", commune.other))
    assert stranger.get(address(meeting, path, commune)).status_code == 404


@pytest.mark.parametrize("path", POSTS)
def test_a_foreign_session_cannot_be_written(commune: Commune, meeting: Meeting, login: Login, path: str) -> None:
    stranger = login(factories.make_user("branch_secretary", commune.other))
    assert stranger.post(address(meeting, path, commune)).status_code == 404


@pytest.mark.parametrize(
    "path", ["/xoa", "/tai-lieu", "/chuong-trinh", "/viec", "/dai-bieu", "/diem-danh/{member}", "/anh"]
)
def test_the_wrong_verb_is_not_taken(commune: Commune, meeting: Meeting, secretary: FlaskClient, path: str) -> None:
    assert secretary.put(address(meeting, path, commune)).status_code == 405


def test_nobody_comes_in_without_signing_in(commune: Commune, meeting: Meeting, client: FlaskClient) -> None:
    answer = client.get(address(meeting, "", commune))
    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/dang-nhap")


def test_the_list_shows_only_what_lies_below(commune: Commune, meeting: Meeting, login: Login) -> None:
    factories.make_meeting(commune.other, topic="Việc của thôn Đông Hòa")
    page = login(factories.make_user("branch_secretary", commune.branch)).get("/sinh-hoat/").text
    assert page.count('class="session-day"') == 1
    assert "Việc của thôn Đông Hòa" not in page


@pytest.mark.parametrize("path", ["so-diem-danh/{branch}", "so-diem-danh/{member}/2022"])
def test_a_foreign_yearly_roll_does_not_exist(commune: Commune, login: Login, path: str) -> None:
    stranger = login(factories.make_user("branch_secretary", commune.other))
    where = path.format(branch=commune.branch.uid, member=commune.people[0].uid)
    assert stranger.get(f"/sinh-hoat/{where}").status_code == 404
