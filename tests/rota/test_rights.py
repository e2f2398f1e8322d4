"""Who may open and do what with the rota."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from intranet.rota.models import Absence, Assignment
from tests import factories
from tests.conftest import Login
from tests.factories import Commune

READS = ("/phan-cong/{uid}",)
WRITES = ("/phan-cong/{uid}/sua", "/phan-cong/{uid}/doi")
POSTS = (
    "/phan-cong/{uid}/sua", "/phan-cong/{uid}/doi", "/phan-cong/{uid}/xoa", "/phan-cong/{uid}/danh-dau/trinh-bay",
    "/phan-cong/{uid}/danh-dau/chuan-bi", "/phan-cong/{uid}/danh-dau/tra-lai", "/phan-cong/vang/{absence}/bo",
    "/phan-cong/lap-lich/bo?muc={uid}",
)  # fmt: skip
WITHOUT_OBJECT = ("/phan-cong/moi", "/phan-cong/lap-lich", "/phan-cong/kho", "/phan-cong/vang")


def address(path: str, assignment: Assignment, absence: Absence) -> str:
    return path.format(uid=assignment.uid, absence=absence.uid)


@pytest.mark.parametrize("path", READS + WRITES)
def test_the_branchs_secretary_and_the_office_above_open_every_page(
    assignment: Assignment, absence: Absence, secretary: FlaskClient, office: FlaskClient, path: str
) -> None:
    for browser in (secretary, office):
        assert browser.get(address(path, assignment, absence)).status_code == 200


@pytest.mark.parametrize(("path", "status"), [*((p, 200) for p in READS), *((p, 403) for p in WRITES)])
def test_a_reader_reads(
    commune: Commune, assignment: Assignment, absence: Absence, login: Login, path: str, status: int
) -> None:
    reader = login(factories.make_user("reader", commune.committee))
    assert reader.get(address(path, assignment, absence)).status_code == status


@pytest.mark.parametrize("path", POSTS)
def test_a_readers_post_is_refused(
    commune: Commune, assignment: Assignment, absence: Absence, login: Login, path: str
) -> None:
    reader = login(factories.make_user("reader", commune.committee))
    assert reader.post(address(path, assignment, absence)).status_code == 403


@pytest.mark.parametrize("path", ("/phan-cong/moi", "/phan-cong/lap-lich"))
def test_a_reader_gives_nothing_out(commune: Commune, login: Login, path: str) -> None:
    reader = login(factories.make_user("reader", commune.branch))
    assert (reader.get(path).status_code, reader.post(path).status_code) == (403, 403)
    assert reader.post("/phan-cong/kho", data={"title": "Chuyện"}).status_code == 403
    assert reader.post("/phan-cong/vang", data={}).status_code == 403


@pytest.mark.parametrize("path", READS + WRITES)
def test_a_foreign_assignment_does_not_exist(
    commune: Commune, assignment: Assignment, absence: Absence, login: Login, path: str
) -> None:
    stranger = login(factories.make_user("branch_secretary", commune.other))
    assert stranger.get(address(path, assignment, absence)).status_code == 404


@pytest.mark.parametrize("path", POSTS)
def test_a_foreign_assignment_cannot_be_written(
    commune: Commune, assignment: Assignment, absence: Absence, login: Login, path: str
) -> None:
    stranger = login(factories.make_user("branch_secretary", commune.other))
    assert stranger.post(address(path, assignment, absence)).status_code == 404


def test_without_signing_in_nothing_is_shown(client: FlaskClient) -> None:
    for path in ("/phan-cong/", *WITHOUT_OBJECT):
        assert urlsplit(client.get(path).location).path == "/dang-nhap"
