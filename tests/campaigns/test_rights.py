"""Who may open and do what with waves and a branch's line."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from tests import factories
from tests.campaigns.conftest import District, at, record
from tests.conftest import Login

READS = ("", "/nhac")
LINES = ("/chi-bo/{village}",)
LEADS = ("/sua",)
LINE_POSTS = ("/chi-bo/{village}", "/chi-bo/{village}/bo-gan", "/chi-bo/{village}/xoa")
LEAD_POSTS = ("/sua", "/xoa", "/buoc")


@pytest.mark.parametrize("path", READS + LINES + LEADS)
def test_the_office_that_leads_opens_every_page(district: District, office: FlaskClient, path: str) -> None:
    assert office.get(at(district, path)).status_code == 200


@pytest.mark.parametrize(("path", "status"), [*((p, 200) for p in READS + LINES), *((p, 403) for p in LEADS)])
def test_a_secretary_below_sees_the_wave_and_records_but_does_not_lead_it(
    district: District, secretary: FlaskClient, path: str, status: int
) -> None:
    assert secretary.get(at(district, path)).status_code == status


@pytest.mark.parametrize("path", LEAD_POSTS)
def test_an_office_below_does_not_change_what_is_led_from_above(district: District, login: Login, path: str) -> None:
    below = login(factories.make_user("committee_office", district.first))
    assert below.get(at(district)).status_code == 200
    assert below.post(at(district, path)).status_code == 403


@pytest.mark.parametrize(("path", "status"), [*((p, 200) for p in READS), *((p, 403) for p in LINES + LEADS)])
def test_a_reader_reads(district: District, login: Login, path: str, status: int) -> None:
    reader = login(factories.make_user("reader", district.top))
    assert reader.get(at(district, path)).status_code == status


@pytest.mark.parametrize("path", LINE_POSTS + LEAD_POSTS)
def test_a_readers_post_is_refused(district: District, login: Login, path: str) -> None:
    record(district.wave, district.village)
    reader = login(factories.make_user("reader", district.top))
    assert reader.post(at(district, path)).status_code == 403


@pytest.mark.parametrize("path", READS + LINES + LEADS)
def test_a_wave_led_elsewhere_does_not_exist(district: District, login: Login, path: str) -> None:
    elsewhere = factories.make_branch(factories.make_organisation("Đảng bộ xã Khác"))
    stranger = login(factories.make_user("branch_secretary", elsewhere))
    assert stranger.get(at(district, path)).status_code == 404
    assert stranger.post(at(district, "/chi-bo/{village}")).status_code == 404


def test_a_neighbours_line_does_not_exist_for_a_secretary(district: District, secretary: FlaskClient) -> None:
    record(district.wave, district.east, held_on="2022-02-20")
    for path in ("/chi-bo/{east}", "/chi-bo/{east}/xoa", "/chi-bo/{east}/bo-gan"):
        assert secretary.post(at(district, path)).status_code == 404
    page = secretary.get(at(district)).text
    assert "Chi bộ thôn Bắc Sơn" in page
    assert "Chi bộ thôn Đông" not in page


def test_without_signing_in_nothing_is_shown(district: District, client: FlaskClient) -> None:
    assert urlsplit(client.get(at(district)).location).path == "/dang-nhap"
