"""The figures of the practice: counted over a subtree and a year, the same on the page, on the command line and in a file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from intranet.campaigns import service as campaigns
from intranet.campaigns import sessions as wave_sessions
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.registers import service as registers
from intranet.registers.catalogue import BY_NAME
from tests import factories
from tests.conftest import Login, QueryCounter


@pytest.fixture
def commune(app: Flask) -> Organisation:
    """Two branches; one has held the wave, pledged, done a good deed and been commended for its model."""
    commune = factories.make_organisation(code="XA")
    done, late = factories.make_branch(commune), factories.make_branch(commune, "Chi bộ Trường học", "school")
    factories.make_meeting(done)
    factories.make_pledge(factories.make_member(done))
    factories.make_member(late)
    wave = campaigns.create(
        campaigns.WaveData(commune.id, 2022, "Đợt sinh hoạt chuyên đề", opens_on="2022-02-01", closes_on="2022-03-15")
    )
    wave_sessions.create_session(wave_sessions.WaveSessionData(wave.id, done.id, held_on="2022-02-11"))
    keep("good_deeds", done, who="Vi Thị Mơ", deed="Cứu người", subject_kind="individual", recorded_on="2022-05-01")
    keep("good_deeds", done, who="Chi hội Phụ nữ", deed="Nấu cháo", subject_kind="collective", recorded_on="2021-05-01")
    keep("practice_models", done, name="Thắp sáng đường quê", started="2022-01")
    keep(
        "commendations",
        done,
        who="Chi bộ thôn Bắc Sơn",
        subject_kind="collective",
        model="Thắp sáng đường quê",
        decided_on="2022-12-01",
    )
    db.session.commit()
    return commune


def keep(register: str, branch: Organisation, **values: Any) -> None:
    registers.create(BY_NAME[register], registers.RecordData(branch.id, values))


def figures(app: Flask, *args: str) -> dict[str, Any]:
    answer = app.test_cli_runner().invoke(args=["report", "figures", "--json", *args])
    assert answer.exit_code == 0, answer.output
    return {f["key"]: f for f in json.loads(answer.output)}


def test_every_figure_is_counted_from_its_rows(app: Flask, commune: Organisation) -> None:
    found = figures(app, "--org", "XA")
    assert {key: f["value"] for key, f in found.items() if f["value"]} == {
        "branches": 2, "members": 2, "sessions": 1, "wave_held": 1, "members_with_plan": 1, "pledge_items": 2, "models": 1,
        "collectives_with_model": 1, "models_commended": 1, "good_deeds_individual": 1, "good_deeds_collective": 1,
        "deed_units": 1, "commendations_collective": 1,
    }  # fmt: skip
    assert (found["wave_held"]["of"], found["members_with_plan"]["of"], found["collectives_with_model"]["of"]) == (
        2,
        2,
        2,
    )
    assert found["branches"]["parts"] == {"Nông thôn": 1, "Trường học": 1}
    assert found["models_commended"]["parts"] == {"Thắp sáng đường quê": 1}


def test_a_year_and_an_organisation_narrow_the_figures(app: Flask, commune: Organisation) -> None:
    factories.make_organisation("Đảng bộ xã Khác", code="KHAC")
    assert figures(app, "--org", "XA", "--year", "2021")["good_deeds_individual"]["value"] == 0
    assert figures(app, "--org", "XA", "--year", "2021")["good_deeds_collective"]["value"] == 1
    assert {f["value"] for f in figures(app, "--org", "KHAC").values()} == {0}
    unknown = app.test_cli_runner().invoke(args=["report", "figures", "--org", "KHONG"])
    assert (unknown.exit_code, "Không có đơn vị mã “KHONG”" in unknown.output) == (1, True)


def test_the_page_shows_them_as_links_and_costs_few_queries(
    app: Flask, commune: Organisation, login: Login, queries: QueryCounter
) -> None:
    browser = login(factories.make_user("committee_office", commune))
    queries.reset()
    page = browser.get("/so-lieu/?nam=2022").text
    asked = queries.count
    assert asked <= 10
    for number in range(12):
        given = campaigns.WaveData(commune.id, 2022, f"Đợt {number}", "2022-05-01", "2022-06-15", kinds=("school",))
        campaigns.create(given)
    db.session.commit()
    queries.reset()
    assert browser.get("/so-lieu/?nam=2022").text.count("chi bộ đã tổ chức") == 13
    assert queries.count == asked
    assert '<a href="/so/nguoi-tot-viec-tot/?subject_kind=individual&amp;nam=2022">Cá nhân có việc tốt</a>' in page
    assert "1</b> / 2" in page
    assert "Cá nhân có việc tốt,1" in browser.get("/so-lieu/?nam=2022&tep=csv").data.decode("utf-8-sig")


def test_nobody_sees_the_figures_of_another_subtree(app: Flask, commune: Organisation, login: Login) -> None:
    elsewhere = factories.make_organisation("Đảng bộ xã Khác")
    uid = commune.uid
    page = login(factories.make_user("committee_office", elsewhere)).get(f"/so-lieu/?nam=2022&don-vi={uid}").text
    assert "Thắp sáng đường quê" not in page


def test_a_figure_is_no_link_for_who_may_not_open_its_rows(commune: Organisation, login: Login) -> None:
    pages = {
        role: login(factories.make_user(role, commune)).get("/so-lieu/").text for role in ("reader", "committee_office")
    }
    assert ['href="/xep-loai/' in pages[role].split("<main", 1)[1] for role in ("reader", "committee_office")] == [
        False,
        True,
    ]
