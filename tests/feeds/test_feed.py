"""The calendar feed: an address made once, revoked at will, that gives what its owner sees and nothing of what was said."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from intranet.accounts import service as accounts
from intranet.accounts.models import User
from intranet.database import db, utcnow
from intranet.feeds.models import CalendarFeed
from intranet.formatting import local_today
from intranet.logs import _shown
from intranet.organisations.models import Organisation
from tests.conftest import Login, QueryCounter
from tests.factories import make_branch, make_meeting, make_organisation, make_user

YEAR = local_today(utcnow()).year
DAY = f"{YEAR}-03-03"


def new_address(browser: FlaskClient) -> str:
    found = re.search(r'value="https?://[^/]+(/lich/[^"]+\.ics)"', browser.post("/tai-khoan/lich").text)
    assert found is not None
    return found[1]


def summaries(text: str) -> list[str]:
    return re.findall(r"^SUMMARY:(.*?)\r$", text.replace("\r\n ", ""), re.M)


def test_a_calendar_fetches_the_sessions_without_signing_in(
    branch: Organisation, client: FlaskClient, login: Login
) -> None:
    meeting = make_meeting(
        branch,
        DAY,
        time="19:30",
        place="Nhà văn hóa thôn",
        kinds=("regular_session", "thematic_session"),
        duration_minutes=120,
    )
    address = new_address(login(make_user("branch_secretary", branch)))
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert summaries(answer.text) == ["Thường kỳ + Chuyên đề – Chi bộ thôn Bắc Sơn"]
    for line in (
        f"UID:{meeting.uid}@so-tay-chi-bo",
        f"DTSTART:{YEAR}0303T123000Z",
        "DURATION:PT120M",
        "LOCATION:Nhà văn hóa thôn",
    ):
        assert f"\r\n{line}\r\n" in answer.text


def test_nothing_of_what_was_said_is_in_the_feed(branch: Organisation, client: FlaskClient, login: Login) -> None:
    meeting = make_meeting(branch, DAY, topic="Kiểm điểm đồng chí Nguyễn Văn A")
    meeting.minutes_text, meeting.conclusion, meeting.resolution = "Biên bản kín", "Kết luận kín", "Nghị quyết kín"
    db.session.commit()
    told = client.get(new_address(login(make_user("branch_secretary", branch)))).text.replace("\r\n ", "")
    for secret in ("Kiểm điểm", "kín", "Nguyễn Văn A"):
        assert secret not in told


@pytest.mark.parametrize(
    ("role", "place", "seen"),
    [
        ("branch_secretary", "branch", 1),
        ("committee_office", "commune", 2),
        ("reader", "branch", 1),
        ("administrator", None, 3),
    ],
)
def test_the_feed_gives_what_its_owner_sees(
    commune: Organisation,
    branch: Organisation,
    client: FlaskClient,
    login: Login,
    role: str,
    place: str | None,
    seen: int,
) -> None:
    make_meeting(branch, DAY)
    make_meeting(make_branch(commune, "Chi bộ thôn Đông Hòa"), DAY)
    make_meeting(make_organisation("Đảng bộ xã Khác"), DAY)
    places = {"branch": branch, "commune": commune}
    address = new_address(login(make_user(role, places[place] if place else None)))
    assert len(summaries(client.get(address).text)) == seen


def test_a_session_without_its_day_or_long_ago_is_left_out(
    branch: Organisation, client: FlaskClient, login: Login
) -> None:
    make_meeting(branch, f"{YEAR}-03")
    make_meeting(branch, f"{YEAR - 2}-12-31")
    make_meeting(branch, f"{YEAR - 1}-01-01", kinds=("flag_session",))
    told = client.get(new_address(login(make_user("branch_secretary", branch)))).text
    assert summaries(told) == ["Chào cờ – Chi bộ thôn Bắc Sơn"]
    assert f"DTSTART;VALUE=DATE:{YEAR - 1}0101" in told


def test_a_new_address_replaces_the_old_one_and_a_closed_one_opens_nothing(
    branch: Organisation, client: FlaskClient, login: Login
) -> None:
    secretary = login(make_user("branch_secretary", branch))
    first = new_address(secretary)
    second = new_address(secretary)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    page = secretary.post("/tai-khoan/lich/bo", follow_redirects=True).text
    assert "Đã đóng địa chỉ lịch." in page
    assert client.get(second).status_code == 404
    assert "Tạo địa chỉ lịch" in page


def test_a_closed_account_feeds_nobody(branch: Organisation, client: FlaskClient, login: Login) -> None:
    user = make_user("branch_secretary", branch)
    address = new_address(login(user))
    accounts.deactivate(user)
    db.session.commit()
    assert client.get(address).status_code == 404


def test_the_feed_follows_the_account_to_another_unit(
    commune: Organisation, branch: Organisation, client: FlaskClient, login: Login
) -> None:
    make_meeting(branch, DAY)
    user = make_user("branch_secretary", branch)
    address = new_address(login(user))
    user = db.session.get_one(User, user.id)
    user.organisation_id = make_branch(commune, "Chi bộ thôn Đông Hòa").id
    db.session.commit()
    assert summaries(client.get(address).text) == []


def test_the_token_is_kept_nowhere(branch: Organisation, login: Login) -> None:
    secretary = login(make_user("branch_secretary", branch))
    token = new_address(secretary).removeprefix("/lich/").removesuffix(".ics")
    assert len(token) >= 43  # 256 bits
    stored = db.session.scalars(select(CalendarFeed)).one()
    assert len(stored.token_hash) == 64
    assert token not in str(db.session.execute(text("select * from calendar_feeds")).all())
    assert token not in secretary.get("/tai-khoan").text
    assert _shown(f"/lich/{token}.ics") == "/lich/…"


@pytest.mark.parametrize("address", ["/lich/khong-co.ics", "/lich/.ics", "/lich/a"])
def test_a_token_that_is_none_opens_nothing(client: FlaskClient, app: Flask, address: str) -> None:
    assert client.get(address).status_code in (303, 404)
    assert "BEGIN:VCALENDAR" not in client.get(address).text


def test_an_unchanged_calendar_is_not_sent_again(branch: Organisation, client: FlaskClient, login: Login) -> None:
    make_meeting(branch, DAY)
    address = new_address(login(make_user("branch_secretary", branch)))
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    make_meeting(branch, f"{YEAR}-04-03")
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_the_feed_takes_three_queries_at_any_size(
    branch: Organisation, client: FlaskClient, login: Login, queries: QueryCounter, rows: int
) -> None:
    for number in range(rows):
        make_meeting(branch, f"{YEAR}-03-{number % 28 + 1:02}")
    address = new_address(login(make_user("branch_secretary", branch)))
    queries.reset()
    assert client.get(address).status_code == 200
    assert queries.count == 3
