"""The list of sessions: filters, figures, who has not held what is due; the yearly roll; constant query counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import true

from intranet.database import db
from intranet.meetings import attendance, overview, rollcall, service, yearly
from intranet.meetings.models import AttendanceMark, AttendanceYear, Meeting
from intranet.meetings.overview import Filters
from intranet.meetings.service import MeetingData
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from tests import factories
from tests.conftest import Login, QueryCounter
from tests.factories import Commune


@pytest.fixture
def office(commune: Commune, login: Login) -> FlaskClient:
    return login(factories.make_user("committee_office", commune.committee))


def dates(**filters: object) -> list[str | None]:
    return [m.date for m in overview.listing(true(), Filters(**filters), 1).items]  # type: ignore[arg-type]


def test_sessions_stand_newest_first_and_the_undated_last_in_their_year(commune: Commune) -> None:
    for date in ("2022-03-05", "2022-11-03", "2021-12-05"):
        factories.make_meeting(commune.branch, date)
    service.create(MeetingData(commune.branch.id, 2022))
    assert dates() == ["2022-11-03", "2022-03-05", None, "2021-12-05"]


def test_each_filter_keeps_its_own(commune: Commune) -> None:
    factories.make_meeting(commune.branch, "2022-03-05")
    factories.make_meeting(commune.other, "2022-04-05", kinds=("thematic_session",))
    factories.make_meeting(commune.other, "2021-03-06", kinds=("regular_session", "thematic_session"))
    service.create(MeetingData(commune.branch.id, 2022))
    assert dates(year=2022) == ["2022-04-05", "2022-03-05", None]
    assert dates(month=3) == ["2022-03-05", "2021-03-06"]
    assert dates(branch=commune.other.uid) == ["2022-04-05", "2021-03-06"]
    assert dates(kind="thematic_session") == ["2022-04-05", "2021-03-06"]
    assert dates(state="chua-ro-ngay") == [None]


def test_who_has_not_held_a_session_is_counted_and_listed(commune: Commune) -> None:
    factories.make_meeting(commune.branch, "2022-11-03")
    factories.make_meeting(commune.branch, "2022-10-03", kinds=("thematic_session",))
    filters = Filters(year=2022, month=11)
    figures = overview.figures(true(), filters, 2)
    assert (figures.branches, figures.regular, figures.thematic, figures.undated) == (2, 1, 1, 0)
    for state in ("chua-hop", "chua-chuyen-de"):
        lacking = overview.lacking(true(), replace(filters, state=state))
        assert lacking is not None
        assert [o.name for o in db.session.scalars(lacking)] == ["Chi bộ thôn Đông Hòa"]


def test_a_thematic_session_never_stands_for_the_regular_one(commune: Commune) -> None:
    factories.make_meeting(commune.branch, "2022-11-03", kinds=("thematic_session",))
    assert overview.figures(true(), Filters(year=2022, month=11), 2).regular == 0
    factories.make_meeting(commune.branch, "2022-11-04", kinds=("regular_session", "thematic_session"))
    assert overview.figures(true(), Filters(year=2022, month=11), 2).regular == 1


def test_two_months_without_a_reason_are_warned_and_three_flagged(commune: Commune) -> None:
    for person, months in zip(commune.people, (1, 2, 3), strict=False):
        line = attendance.ensure_line(person, 2022)
        for month in range(1, months + 1):
            attendance.set_mark(line, "absent_unexcused", month=month)
    exempt = attendance.ensure_line(commune.exempt, 2022)
    for month in (1, 2, 3):
        attendance.set_mark(exempt, "absent_unexcused", month=month)
    db.session.commit()
    rows = overview.unexcused(true(), 2022, 2, 3)
    assert [(m.full_name, months, level) for m, _branch, months, level in rows] == [
        ("Phạm Văn Cường", 3, "flag"),
        ("Trần Đình Bảo", 2, "warn"),
    ]
    assert overview.figures(true(), Filters(year=2022), 2).unexcused == 2
    assert overview.unexcused(true(), 2021, 2, 3) == []


def test_the_yearly_roll_sums_members_and_months(commune: Commune) -> None:
    meeting = factories.make_meeting(commune.branch)
    rollcall.mark(meeting, commune.people[0].uid, "absent_excused", "Ốm")
    rollcall.mark(meeting, commune.people[1].uid, "late")
    rollcall.finish(meeting)
    db.session.commit()
    book = yearly.roll_of(commune.branch, 2022)
    assert book.present == ((0, 0),) * 10 + ((4, 5),) + ((0, 0),)
    assert book.meetings == {11: meeting.uid}
    signs = {r.member.full_name: [yearly.SIGNS[m.value] if m else "" for m in r.marks][10] for r in book.rows}
    assert signs == {
        "Nguyễn Thị An": "P", "Trần Đình Bảo": "M", "Phạm Văn Cường": "x", "Lê Quang Đạt": "x", "Võ Thị Hiền": "",
        "Hồ Sỹ Hùng": "x",
    }  # fmt: skip


def fill(commune: Commune, rows: int) -> None:
    """So many sessions, branches without one, members and marks, without going through the services one by one."""
    units = [Organisation(name=f"Chi bộ {n}", kind="rural", parent_id=commune.committee.id) for n in range(rows)]
    db.session.add_all(units)
    db.session.flush()
    for unit in units:
        unit.path = f"{commune.committee.path}{unit.id}/"
    for n in range(rows):
        db.session.add(Meeting(organisation_id=commune.branch.id, year=2022, date="2022-05-03", kinds="regular_session",
                               chair_id=commune.people[0].id))  # fmt: skip
        member = Member(full_name=f"Người {n}", branch_id=commune.branch.id, sort_key=f"{n}", search_key="")
        db.session.add(member)
        db.session.flush()
        line = AttendanceYear(member_id=member.id, year=2022)
        line.marks = [AttendanceMark(month=m, value="absent_unexcused") for m in range(1, 5)]
        db.session.add(line)
    db.session.commit()


PATHS = (
    "/sinh-hoat/?nam=2022",
    "/sinh-hoat/?nam=2022&thang=11&tinh-trang=chua-hop",
    "/sinh-hoat/vang-khong-ly-do?nam=2022",
    "/sinh-hoat/so-diem-danh",
    "/sinh-hoat/so-diem-danh/{branch}?nam=2022",
    "/sinh-hoat/so-diem-danh/{person}/2022",
    "/sinh-hoat/{meeting}/diem-danh",
    "/sinh-hoat/moi",
    "/khoa-so/",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_list_asks_the_database_as_often_for_three_hundred_rows_as_for_one(
    commune: Commune, office: FlaskClient, queries: QueryCounter, path: str
) -> None:
    meeting = factories.make_meeting(commune.branch)
    address = path.format(branch=commune.branch.uid, meeting=meeting.uid, person=commune.people[0].uid)
    counted = []
    for more in (1, 2, 297):
        fill(commune, more)
        queries.reset()
        assert office.get(address).status_code == 200
        counted.append(queries.count)
    assert counted[0] == counted[1] == counted[2] <= 10, queries.statements


def test_the_page_of_a_session_asks_as_often_however_long_it_is(
    commune: Commune, office: FlaskClient, queries: QueryCounter
) -> None:
    address, person = f"/sinh-hoat/{factories.make_meeting(commune.branch).uid}", commune.people[0].uid
    counted = []
    for more in (1, 2, 60):
        for n in range(more):
            office.post(f"{address}/chuong-trinh", data={"title": f"Mục {n}", "presenter": person})
            office.post(f"{address}/viec", data={"content": f"Việc {n}", "owner": person})
        queries.reset()
        assert office.get(address).status_code == 200
        counted.append(queries.count)
    assert counted[0] == counted[1] == counted[2] <= 10, queries.statements


def test_a_long_list_comes_in_pages(commune: Commune, office: FlaskClient) -> None:
    fill(commune, 60)
    page = office.get("/sinh-hoat/?nam=2022&page=2").text
    assert "Trang 2 / 2 · 60 buổi" in page
    assert page.count('class="session-day"') == 10
