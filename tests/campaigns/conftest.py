"""A district with two communes: branches of several kinds, and a wave over all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intranet.campaigns import service
from intranet.campaigns import sessions as session_rules
from intranet.campaigns.models import Wave, WaveSession
from intranet.campaigns.service import WaveData, WaveSessionData
from intranet.database import db
from intranet.organisations.models import Organisation
from tests import factories
from tests.conftest import Login

#: The day it is in these tests: inside the window of the wave.
NOW = datetime(2022, 3, 1, 3, 0, tzinfo=UTC)
TODAY = "2022-03-01"


@dataclass
class District:
    """Two communes; the first has a rural branch and a school, the second two rural branches."""

    top: Organisation
    first: Organisation
    second: Organisation
    village: Organisation
    school: Organisation
    east: Organisation
    west: Organisation
    wave: Wave

    @property
    def branches(self) -> list[Organisation]:
        return [self.village, self.school, self.east, self.west]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 1 March 2022."""
    monkeypatch.setattr(session_rules, "utcnow", lambda: NOW)


def make_wave(organisation: Organisation, **values: object) -> Wave:
    """A wave from 7 February to 31 March 2022."""
    data = WaveData(
        organisation.id, 2022, "Đợt sinh hoạt chuyên đề năm 2022", "2022-02-07", "2022-03-31",
        theme="Ý chí tự lực, tự cường và khát vọng phát triển đất nước",
    )  # fmt: skip
    wave = service.create(replace(data, **values))  # type: ignore[arg-type]
    db.session.commit()
    return wave


def record(wave: Wave, branch: Organisation, **values: object) -> WaveSession:
    """A branch's line in a wave."""
    session = service.create_session(replace(WaveSessionData(wave.id, branch.id), **values))  # type: ignore[arg-type]
    db.session.commit()
    return session


@pytest.fixture
def district(app: Flask, now: None) -> District:
    top = factories.make_organisation("Đảng bộ huyện Mẫu Sơn", "district")
    first = factories.make_organisation("Đảng bộ xã An Hòa", "commune", top)
    second = factories.make_organisation("Đảng bộ xã Bình Minh", "commune", top)
    village = factories.make_branch(first, "Chi bộ thôn Bắc Sơn")
    school = factories.make_branch(first, "Chi bộ Trường Tiểu học An Hòa", "school")
    east = factories.make_branch(second, "Chi bộ thôn Đông")
    west = factories.make_branch(second, "Chi bộ thôn Tây")
    return District(top, first, second, village, school, east, west, make_wave(top))


def at(district: District, path: str = "") -> str:
    return f"/dot-sinh-hoat/{district.wave.uid}{path.format(village=district.village.uid, east=district.east.uid)}"


@pytest.fixture
def office(district: District, login: Login) -> FlaskClient:
    return login(factories.make_user("committee_office", district.top))


@pytest.fixture
def secretary(district: District, login: Login) -> FlaskClient:
    return login(factories.make_user("branch_secretary", district.village))
