"""Late branches and overdue presentations stand on the start page, for whom they wait, once each."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.access import in_scope
from intranet.accounts.models import User
from intranet.campaigns import service as campaigns
from intranet.campaigns.models import Wave
from intranet.campaigns.service import WaveData, WaveSessionData
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.rota import service as rota
from intranet.rota.service import AssignmentData
from intranet.start import due, queries, work
from intranet.start.periods import Periods, periods
from tests.conftest import Login, QueryCounter
from tests.factories import make_branch, make_member, make_user

TODAY = date(2022, 11, 7)


@pytest.fixture
def when() -> Periods:
    return periods(TODAY, 2022, 10)


@pytest.fixture
def wave(commune: Organisation, branch: Organisation) -> Wave:
    made = campaigns.create(WaveData(commune.id, 2022, "Đợt I", "2022-10-01", "2022-10-31"))
    db.session.commit()
    return made


def waiting(user: User, when: Periods) -> dict[str, list[tuple[str, str, str]]]:
    """The rows of the two kinds, as the list on the start page has them; the count beside it is the same."""
    scope = in_scope(user)
    found = work.waiting(user, scope, when, queries.lines(scope, when))
    assert work.counts(user, when).tasks == sum(w.total for w in found)
    return {w.kind: [(r.unit, r.text, r.state) for r in w.rows] for w in found if w.kind in due.KINDS}


def test_a_branch_late_in_a_wave_waits_until_it_is_held(
    branch: Organisation, wave: Wave, commune: Organisation, when: Periods
) -> None:
    office = make_user("committee_office", commune)
    campaigns.create(WaveData(commune.id, 2021, "Đợt năm trước", "2021-10-01", "2021-10-31"))
    assert waiting(office, when) == {"waves": [("Chi bộ thôn Bắc Sơn", "Đợt I", "late")]}
    campaigns.create_session(WaveSessionData(wave.id, branch.id, held_on="2022-10-20"))
    assert waiting(office, when) == {}


def test_overdue_unreported_and_unnamed_presentations_wait(
    branch: Organisation, commune: Organisation, when: Periods
) -> None:
    member = make_member(branch)
    for month, people, topic, day in (
        ("2022-11", (member.id,), "Quá hạn", "2022-11-01"), ("2022-11", (member.id,), "Còn hạn", "2022-11-08"),
        ("2022-10", (member.id,), "Chưa ghi", None), ("2022-12", (), "Chưa có người", None),
        ("2021-12", (member.id,), "Năm trước", None),
    ):  # fmt: skip
        rota.create(AssignmentData(branch.id, month, people, topic=topic, due=day))
    assert waiting(make_user("branch_secretary", branch), when) == {
        "rota": [
            ("Chi bộ thôn Bắc Sơn", "Chưa ghi", "unreported"),
            ("Chi bộ thôn Bắc Sơn", "Quá hạn", "overdue"),
            ("Chi bộ thôn Bắc Sơn", "Chưa có người", "unnamed"),
        ]
    }


def test_nothing_of_another_branch_waits_and_a_reader_has_nothing_to_do(
    branch: Organisation, wave: Wave, commune: Organisation, when: Periods
) -> None:
    other = make_branch(commune, "Chi bộ thôn Đông Hòa")
    rota.create(AssignmentData(branch.id, "2022-10"))
    assert waiting(make_user("branch_secretary", other), when) == {"waves": [("Chi bộ thôn Đông Hòa", "Đợt I", "late")]}
    assert waiting(make_user("reader", commune), when) == {}


def test_three_rows_of_each_kind_are_shown_and_all_are_counted(
    commune: Organisation, branch: Organisation, wave: Wave, when: Periods
) -> None:
    for number in range(5):
        rota.create(AssignmentData(make_branch(commune, f"Chi bộ thôn {number}").id, "2022-10"))
    scope = in_scope(make_user("committee_office", commune))
    found = {kind: (len(rows), rows[0].in_all) for kind, rows in due.first(scope, when, 3).items()}
    assert found == {"waves": (3, 6), "rota": (3, 5)}


def test_the_page_tells_them_and_stays_within_ten_queries(
    commune: Organisation, branch: Organisation, wave: Wave, login: Login, queries: QueryCounter
) -> None:
    rota.create(AssignmentData(branch.id, "2022-10", topic="Chuyện “Ba chiếc ba lô”"))
    browser = login(make_user("committee_office", commune))
    queries.reset()
    page = browser.get("/?nam=2022").text
    assert queries.count <= 10
    assert "chưa tổ chức “Đợt I”, hạn 31/10/2022" in page
    assert "chưa ghi kết quả phần trình bày, hạn 10/2022: Chuyện “Ba chiếc ba lô”" in page
    assert f"/dot-sinh-hoat/{wave.uid}/chi-bo/{branch.uid}" in page
