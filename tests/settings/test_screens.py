"""The administrator's rules and the office's locks."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intranet.database import db
from intranet.settings import service
from intranet.settings.defaults import DEFAULTS
from intranet.settings.models import LockedPeriod, Setting
from tests import factories
from tests.conftest import Login, QueryCounter

NEW = {"valid_from": "01/7/2025", "basis": "HD 05"}
PARTS = {
    "duration": 5,
    "attendance": 5,
    "preparation": 10,
    "conduct": 30,
    "principles": 5,
    "delivery": 40,
    "closing": 5,
}
BANDS = {
    "percent1": 95,
    "points1": 4,
    "percent2": 80,
    "points2": 3,
    "percent3": 70,
    "points3": 2,
    "otherwise": 1,
    "bonus": 1,
}


@pytest.fixture
def administrator(app: Flask, login: Login) -> FlaskClient:
    return login(factories.make_user("administrator"))


@pytest.mark.parametrize("name", list(DEFAULTS))
def test_every_rule_is_shown_and_can_be_opened(administrator: FlaskClient, name: str) -> None:
    assert f'href="/quy-dinh/{name}"' in administrator.get("/quy-dinh/").text
    assert administrator.get(f"/quy-dinh/{name}").status_code == 200


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("minutes_days", {"value": "3"}, 3),
        ("flag_frequency", {"value": "first_monday"}, "first_monday"),
        ("score_parts", PARTS, PARTS),
        ("rating_thresholds", {"good": 95, "fair": 80, "average": 60}, {"good": 95, "fair": 80, "average": 60}),
        (
            "attendance_points",
            {**BANDS, "excused_running": 2},
            {"bands": [[95, 4], [80, 3], [70, 2]], "otherwise": 1, "bonus": 1, "excused_running": 2},
        ),
        (
            "agenda_templates",
            {"regular_session": "Một\n\n  Hai ", "thematic_session": "Ba", "flag_session": "", "study_session": "Bốn"},
            {
                "regular_session": ["Một", "Hai"],
                "thematic_session": ["Ba"],
                "flag_session": [],
                "study_session": ["Bốn"],
            },
        ),
    ],
)
def test_a_rule_is_written_from_its_day_and_the_old_one_stays(
    administrator: FlaskClient, name: str, typed: dict[str, object], value: object
) -> None:
    assert administrator.post(f"/quy-dinh/{name}", data={**typed, **NEW}).status_code == 303
    assert service.value(name, "2025-07-01") == value
    assert service.value(name, "2025-06-30") == DEFAULTS[name].value
    assert "HD 05" in administrator.get("/quy-dinh/").text


@pytest.mark.parametrize(
    ("name", "typed", "wrong"),
    [
        ("minutes_days", {"value": "nhiều"}, "value"),
        ("minutes_days", {"value": "31"}, "value"),
        ("flag_frequency", {"value": "yearly"}, "value"),
        ("score_parts", {**PARTS, "conduct": 31}, "duration"),
        ("rating_thresholds", {"good": 70, "fair": 70, "average": 60}, "good"),
        ("attendance_points", {**BANDS, "excused_running": 2, "percent2": 96}, "percent1"),
        ("minutes_days", {"value": "3", "valid_from": "7/2025"}, "valid_from"),
        ("minutes_days", {"value": "3", "basis": ""}, "basis"),
    ],
)
def test_a_wrong_rule_is_shown_again_with_what_is_wrong(
    administrator: FlaskClient, name: str, typed: dict[str, object], wrong: str
) -> None:
    answer = administrator.post(f"/quy-dinh/{name}", data={**NEW, **typed})
    assert answer.status_code == 422
    assert f'href="#f-{wrong}"' in answer.text
    assert db.session.query(Setting).count() == 0


def test_a_written_value_can_be_taken_back_a_shipped_one_not(administrator: FlaskClient) -> None:
    administrator.post("/quy-dinh/minutes_days", data={"value": "3", **NEW})
    uid = db.session.query(Setting).one().uid
    assert administrator.get("/quy-dinh/minutes_days").text.count("/bo/") == 1
    assert administrator.post(f"/quy-dinh/minutes_days/bo/{uid}").status_code == 303
    assert service.value("minutes_days", "2025-08-01") == 2
    assert administrator.post(f"/quy-dinh/minutes_days/bo/{uid}").status_code == 404


@pytest.mark.parametrize("role", ["committee_office", "branch_secretary", "reader"])
def test_rules_are_the_administrators_alone(app: Flask, login: Login, role: str) -> None:
    browser = login(factories.make_user(role, factories.make_organisation()))
    assert browser.get("/quy-dinh/").status_code == 403
    assert browser.post("/quy-dinh/minutes_days", data={"value": "3", **NEW}).status_code == 403


def test_an_unknown_rule_does_not_exist(administrator: FlaskClient) -> None:
    assert administrator.get("/quy-dinh/weather").status_code == 404


def test_the_office_locks_and_opens_a_month_of_its_subtree(app: Flask, login: Login) -> None:
    commune = factories.make_organisation()
    branch = factories.make_branch(commune)
    office = login(factories.make_user("committee_office", commune))
    typed = {"organisation": branch.uid, "year": "2022", "month": "3"}
    page = office.post("/khoa-so/", data=typed, follow_redirects=True).text
    assert "Đã khóa sổ tháng 3/2022 của Chi bộ thôn Bắc Sơn." in page
    locked = db.session.query(LockedPeriod).one()
    assert (locked.organisation_id, locked.period) == (branch.id, "2022-03")
    assert "Tháng 3/2022" in office.get("/khoa-so/").text
    assert office.post(f"/khoa-so/{locked.uid}/mo").status_code == 303
    assert db.session.query(LockedPeriod).count() == 0


def test_without_a_month_the_whole_year_is_locked(app: Flask, login: Login) -> None:
    commune = factories.make_organisation()
    office = login(factories.make_user("committee_office", commune))
    office.post("/khoa-so/", data={"organisation": commune.uid, "year": "2022", "month": ""})
    assert db.session.query(LockedPeriod).one().period == "2022"


@pytest.mark.parametrize(
    ("typed", "wrong"), [({"year": "2022"}, "organisation"), ({"year": "x"}, "year"), ({"month": "13"}, "month")]
)
def test_a_wrong_lock_says_what_is_missing(app: Flask, login: Login, typed: dict[str, str], wrong: str) -> None:
    office = login(factories.make_user("committee_office", factories.make_organisation()))
    answer = office.post("/khoa-so/", data={"year": "2022", **typed})
    assert (answer.status_code, f'href="#f-{wrong}"' in answer.text) == (422, True)


@pytest.mark.parametrize(("role", "status"), [("branch_secretary", 403), ("reader", 403)])
def test_who_does_not_manage_locks_nothing(app: Flask, login: Login, role: str, status: int) -> None:
    commune = factories.make_organisation()
    browser = login(factories.make_user(role, commune))
    assert browser.get("/khoa-so/").status_code == status
    assert browser.post("/khoa-so/", data={"organisation": commune.uid, "year": "2022"}).status_code == status


def test_a_neighbours_books_cannot_be_locked_or_opened(app: Flask, login: Login) -> None:
    neighbour = factories.make_organisation("Đảng bộ xã Bên Cạnh")
    locked = service.lock(neighbour.id, "2022")
    db.session.commit()
    office = login(factories.make_user("committee_office", factories.make_organisation()))
    assert office.post("/khoa-so/", data={"organisation": neighbour.uid, "year": "2021"}).status_code == 404
    assert office.post(f"/khoa-so/{locked.uid}/mo").status_code == 404
    assert "Năm 2022" not in office.get("/khoa-so/").text


@pytest.mark.parametrize("path", ["/quy-dinh/", "/khoa-so/"])
def test_the_lists_ask_the_database_as_often_for_three_hundred_rows(
    administrator: FlaskClient, queries: QueryCounter, path: str
) -> None:
    commune, counted, day = factories.make_organisation(), [], 0
    for more in (1, 2, 297):
        for _ in range(more):
            day += 1
            db.session.add(Setting(name="minutes_days", valid_from=f"2025-01-{day:03}", value=3, basis="HD"))
            db.session.add(LockedPeriod(organisation_id=commune.id, period=f"{1700 + day}"))
        db.session.commit()
        queries.reset()
        assert administrator.get(path).status_code == 200
        counted.append(queries.count)
    assert counted[0] == counted[1] == counted[2] <= 10, queries.statements
