"""The roll-call screen: small posts that work as plain forms and as HTMX fragments."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from intranet.database import db
from intranet.meetings.models import Meeting
from intranet.settings import service as settings
from tests import factories
from tests.conftest import PARTIAL, Login
from tests.factories import Commune
from tests.meetings.conftest import Reload


@pytest.fixture
def phone(commune: Commune, login: Login) -> FlaskClient:
    return login(factories.make_user("branch_secretary", commune.branch))


def test_the_roll_opens_with_everyone_present_and_the_count_below(
    commune: Commune, meeting: Meeting, phone: FlaskClient
) -> None:
    page = phone.get(f"/sinh-hoat/{meeting.uid}/diem-danh").text
    assert page.count('<span class="roll-state roll-done">Có mặt</span>') == 5
    assert page.count(">Không tính</span>") == 1
    assert "<b>5 / 5</b> có mặt" in page
    assert "100% · đủ điều kiện" in page


def test_a_tap_answers_with_the_line_and_the_count(commune: Commune, meeting: Meeting, phone: FlaskClient) -> None:
    person = commune.people[1].uid
    answer = phone.post(
        f"/sinh-hoat/{meeting.uid}/diem-danh/{person}", data={"mark": "absent_unexcused"}, headers=PARTIAL
    )
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith(f'<li class="roll-row" id="m-{person}">')
    assert "Vắng không lý do</span>" in answer.text
    assert '<hx-partial hx-target="#roll-bar"' in answer.text
    assert "<b>4 / 5</b> có mặt" in answer.text
    assert "<html" not in answer.text


def test_an_excused_absence_asks_for_its_reason_and_keeps_it(
    commune: Commune, meeting: Meeting, phone: FlaskClient
) -> None:
    where = f"/sinh-hoat/{meeting.uid}/diem-danh/{commune.people[1].uid}"
    asked = phone.post(where, data={"mark": "absent_excused"}, headers=PARTIAL).text
    assert "chưa ghi lý do" in asked
    assert '<details class="roll-line" open>' in asked
    given = phone.post(where, data={"mark": "absent_excused", "reason": "Ốm", "other_reason": ""}, headers=PARTIAL).text
    assert ("Ốm</span>" in given, '<details class="roll-line">' in given) == (True, True)
    typed = phone.post(where, data={"mark": "absent_excused", "other_reason": "Đi viện"}, headers=PARTIAL).text
    assert "Đi viện</span>" in typed


def test_the_same_taps_work_as_plain_forms(
    commune: Commune, meeting: Meeting, phone: FlaskClient, whole: Reload
) -> None:
    person = commune.people[1].uid
    where = f"/sinh-hoat/{meeting.uid}/diem-danh"
    answer = phone.post(f"{where}/{person}", data={"mark": "absent_excused"})
    assert (answer.status_code, answer.location) == (303, f"{where}?mo={person}#m-{person}")
    assert phone.get(answer.location).text.count('<details class="roll-line" open>') == 1
    answer = phone.post(f"{where}/{person}", data={"mark": "absent_excused", "reason": "Ốm"})
    assert answer.location == f"{where}#m-{person}"
    assert phone.post(where).location == f"/sinh-hoat/{meeting.uid}"
    after = whole(meeting)
    assert (after.total, after.present, after.absent_excused, after.absent_unexcused) == (5, 4, 1, 0)


def test_the_end_is_told_with_the_figures(commune: Commune, meeting: Meeting, phone: FlaskClient) -> None:
    phone.post(f"/sinh-hoat/{meeting.uid}/diem-danh")
    page = phone.get(f"/sinh-hoat/{meeting.uid}").text
    assert "Đã điểm danh xong: 5/5 có mặt." in page


@pytest.mark.parametrize("mark", ["gone", ""])
def test_a_nonsense_tap_changes_nothing(commune: Commune, meeting: Meeting, phone: FlaskClient, mark: str) -> None:
    where = f"/sinh-hoat/{meeting.uid}/diem-danh"
    answer = phone.post(f"{where}/{commune.people[0].uid}", data={"mark": mark}, headers=PARTIAL)
    assert answer.status_code == 422
    assert "<b>5 / 5</b> có mặt" in phone.get(where).text


def test_a_locked_roll_shows_marks_and_takes_none(commune: Commune, meeting: Meeting, phone: FlaskClient) -> None:
    settings.lock(commune.branch.id, "2022-11")
    db.session.commit()
    page = phone.get(f"/sinh-hoat/{meeting.uid}/diem-danh").text
    assert ("đã khóa sổ" in page, "Xong" in page, 'name="mark"' in page) == (True, False, False)
    answer = phone.post(
        f"/sinh-hoat/{meeting.uid}/diem-danh/{commune.people[0].uid}", data={"mark": "late"}, headers=PARTIAL
    )
    assert (answer.status_code, "đã khóa sổ" in answer.text) == (422, True)
