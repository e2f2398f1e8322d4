"""The start page: every figure true, everything that waits there once, for whom it waits."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from intranet.access import in_scope
from intranet.accounts.models import User
from intranet.database import db
from intranet.meetings.models import AgendaItem
from intranet.members import service as members
from intranet.mirror.models import InboxItem, SyncRun, TableBinding, Workbook
from intranet.organisations import service as organisations
from intranet.organisations.models import Organisation
from intranet.pledges import followup, service
from intranet.pledges.items import items_of
from intranet.pledges.service import ItemData, PledgeData
from intranet.start import queries as start
from intranet.start import work
from intranet.start.periods import Periods, periods
from tests.conftest import Login, QueryCounter
from tests.factories import make_branch, make_meeting, make_member, make_organisation, make_pledge, make_user

TODAY = date(2022, 11, 7)


@pytest.fixture
def when() -> Periods:
    return periods(TODAY, 2022, 10)


@pytest.fixture
def office(commune: Organisation) -> User:
    return make_user("committee_office", commune)


def waiting(user: User, when: Periods) -> dict[str, int]:
    """How many things of each kind wait; the number beside the navigation word must be their sum."""
    scope = in_scope(user)
    found = {w.kind: w.total for w in work.waiting(user, scope, when, start.lines(scope, when))}
    assert work.counts(user, when).tasks == sum(found.values())
    return found


def test_a_line_tells_session_plans_and_follow_up(branch: Organisation, office: User, when: Periods) -> None:
    make_meeting(branch, "2022-11-03", total=23, present=21, score=91, rating="good")
    make_meeting(branch, "2022-10-03")
    done, half = (make_pledge(make_member(branch), works=("Đọc sách", "Trồng cây")) for _ in range(2))
    make_pledge(make_member(branch), works=())
    make_member(branch)
    for item in [*items_of(done), items_of(half)[0]]:
        followup.set_check(item, 10, "done")
    db.session.commit()
    (line,) = start.lines(in_scope(office), when)
    assert (line.held, line.date, line.present, line.total, line.score, line.rating) == (
        True, "2022-11-03", 21, 23, 91, "good",
    )  # fmt: skip
    assert (line.planned, line.members) == (2, 4)
    assert (line.followed, line.plans) == (1, 2)


def test_a_thematic_session_alone_is_shown_but_the_regular_one_still_waits(
    branch: Organisation, office: User, when: Periods
) -> None:
    make_meeting(branch, "2022-11-05", kinds=("thematic_session",))
    (line,) = start.lines(in_scope(office), when)
    assert (line.date, line.held) == ("2022-11-05", False)
    assert waiting(office, when) == {"not_held": 1}


def test_everything_done_leaves_nothing_waiting(branch: Organisation, office: User, when: Periods) -> None:
    make_meeting(branch, "2022-11-03")
    pledge = make_pledge(make_member(branch), approval="approved")
    for item in items_of(pledge):
        followup.set_check(item, 10, "done")
    db.session.commit()
    assert waiting(office, when) == {}
    assert waiting(make_user("branch_secretary", branch), when) == {}


def test_each_missing_thing_waits_once(branch: Organisation, office: User, when: Periods) -> None:
    make_member(branch)
    make_pledge(make_member(branch))
    meeting = make_meeting(branch, "2022-10-20")
    db.session.add(AgendaItem(meeting_id=meeting.id, position=1, title="Thảo luận"))
    db.session.commit()
    assert waiting(office, when) == {"minutes": 1, "followup": 1, "not_held": 1, "no_plan": 1}


def test_a_session_known_only_from_a_sheet_needs_no_minutes_here(
    branch: Organisation, office: User, when: Periods
) -> None:
    make_meeting(branch, "2022-11-03")
    assert "minutes" not in waiting(office, when)


def test_plans_wait_for_whom_they_wait(branch: Organisation, office: User, when: Periods) -> None:
    make_pledge(make_member(branch), approval="pending")
    make_pledge(make_member(branch), approval="returned")
    make_pledge(make_member(branch))
    service.create(PledgeData(branch.id, 2022, None, (ItemData("Đường hoa"),), approval="pending"))
    db.session.commit()
    counts = {
        role: waiting(make_user(role, home), when).get("pledges", 0)
        for role, home in [("administrator", None), ("branch_secretary", branch)]
    }
    assert counts == {"administrator": 3, "branch_secretary": 2}
    assert waiting(office, when)["pledges"] == 1


def test_a_reader_has_nothing_to_do(commune: Organisation, branch: Organisation, when: Periods) -> None:
    make_member(branch)
    assert waiting(make_user("reader", commune), when) == {}


@pytest.fixture
def book(commune: Organisation) -> Workbook:
    """A workbook with a conflict, an unread cell, a note, a closed conflict and a table a guard stopped."""
    made = Workbook(organisation_id=commune.id, name="Sổ xã", kind="xlsx", location="so.xlsx", year=2022)
    db.session.add(made)
    db.session.flush()
    tab = TableBinding(workbook_id=made.id, table_name="pledges", tab_key="1", tab_title="Đăng ký", mapping={})
    tab.held = "Mất một nửa số dòng"
    db.session.add_all(
        [tab, SyncRun(workbook_id=made.id, trigger="cli", finished_at=datetime(2022, 11, 6, 18, 30, tzinfo=UTC))]
    )
    for kind, state in [("conflict", "open"), ("refused", "open"), ("note", "open"), ("conflict", "closed")]:
        key, message = f"{kind}-{state}", f"{kind} {state}"
        db.session.add(
            InboxItem(workbook_id=made.id, key=key, kind=kind, state=state, tab="Đăng ký", cell="G27", message=message)
        )
    db.session.commit()
    return made


def test_cells_and_stopped_tables_wait_for_the_office(
    branch: Organisation, office: User, book: Workbook, when: Periods
) -> None:
    make_meeting(branch, "2022-11-03")
    assert waiting(office, when) == {"sync": 3}
    assert work.counts(office, when).cells == 3
    assert waiting(make_user("branch_secretary", branch), when) == {}
    scope = in_scope(office)
    (sync,) = work.waiting(office, scope, when, start.lines(scope, when))
    assert [row.kind for row in sync.rows] == ["held_table", "conflict", "refused"]


def test_a_neighbours_workbook_is_not_in_sight(book: Workbook, when: Periods) -> None:
    stranger = make_user("committee_office", make_organisation("Đảng bộ xã khác"))
    assert waiting(stranger, when) == {}
    assert start.standing(in_scope(stranger)).workbooks == 0


def test_a_district_sees_its_communes_added_up(when: Periods, app: object) -> None:
    district = make_organisation("Đảng bộ huyện Kỳ Anh", "district")
    for name in ("Đảng bộ xã Kỳ Thọ", "Đảng bộ xã Kỳ Bắc"):
        commune = make_organisation(name, parent=district)
        for n in range(2):
            make_pledge(make_member(make_branch(commune, f"Chi bộ {n}")))
    found = start.lines(in_scope(make_user("committee_office", district)), when)
    sums = [(g.name, g.branches, g.total("planned"), g.total("members")) for g in start.grouped(found)]
    assert sums == [("Đảng bộ xã Kỳ Bắc", 2, 2, 2), ("Đảng bộ xã Kỳ Thọ", 2, 2, 2)]
    assert start.grouped(start.lines(Organisation.path.startswith(commune.path), when)) == []


def test_the_follow_up_of_december_belongs_to_last_years_plans(branch: Organisation, office: User) -> None:
    make_pledge(make_member(branch), year=2021, works=("Đọc sách",))
    january = periods(date(2022, 1, 5), 2022, 10)
    (line,) = start.lines(in_scope(office), january)
    assert (line.plans, line.followed, line.planned) == (1, 0, 0)
    assert waiting(office, january) == {"followup": 1, "not_held": 1, "no_plan": 1}


# --- the page ---------------------------------------------------------------------------------------------------------


def figures(page: str) -> list[str]:
    """The figures in words: label, value, of."""
    found = re.findall(r'class="figure" .*?</a>', page, re.S)
    return [
        " ".join(re.sub(r"<progress.*?</progress>|<[^>]+>", " ", f.split(">", 1)[1], flags=re.S).split()) for f in found
    ]


def test_the_page_of_a_past_year_judges_its_last_month(branch: Organisation, office: User, login: Login) -> None:
    make_meeting(branch, "2022-12-03")
    make_pledge(make_member(branch))
    make_member(branch)
    page = login(office).get("/?nam=2022").text
    assert figures(page)[:3] == [
        "Sinh hoạt tháng 12 1 / 1 chi bộ",
        "Đăng ký năm 2022 1 / 2 người",
        "Theo dõi tháng 12 0 / 1 bản",
    ]


def test_every_figure_and_every_task_opens_a_page(
    branch: Organisation, office: User, book: Workbook, login: Login
) -> None:
    make_member(branch)
    make_pledge(make_member(branch), approval="pending")
    service.create(PledgeData(branch.id, 2022, None, (ItemData("Đường hoa"),), approval="pending"))
    db.session.commit()
    browser = login(office)
    page = browser.get("/?nam=2022").text
    main = page[page.index("<main") : page.index("</main>")]
    addresses = {a.replace("&amp;", "&") for a in re.findall(r'href="(/[^"]*)"', main)}
    assert len(addresses) > 8
    assert {a: browser.get(a).status_code for a in addresses} == dict.fromkeys(addresses, 200)


def test_the_year_stays_in_the_address_and_empty_years_point_to_the_last_full_one(
    branch: Organisation, office: User, login: Login
) -> None:
    make_pledge(make_member(branch), year=2022)
    browser = login(office)
    assert "Số liệu gần nhất là năm 2022" in browser.get("/").text
    page = browser.get("/?nam=2022").text
    assert "Số liệu gần nhất" not in page
    assert "<option selected>2022</option>" in page
    assert 'href="/dang-ky/chua-co?nam=2022' in page or "/dang-ky/?nam=2022" in page


def test_a_narrowed_page_speaks_of_that_subtree_only(
    commune: Organisation, branch: Organisation, office: User, login: Login
) -> None:
    other = make_branch(commune, "Chi bộ thôn Đông Hòa")
    browser = login(office)
    page = browser.get(f"/?nam=2022&don-vi={branch.uid}").text
    assert branch.name in page
    assert other.name not in page
    assert browser.get(f"/?don-vi={make_organisation('Đảng bộ xã khác').uid}").status_code == 404


def test_a_fresh_office_is_told_what_to_do(login: Login, app: object) -> None:
    page = login(make_user("committee_office", make_organisation())).get("/").text
    assert "Chưa có chi bộ nào" in page


def test_a_reader_is_told_that_nothing_is_asked(commune: Organisation, branch: Organisation, login: Login) -> None:
    page = login(make_user("reader", commune)).get("/").text
    assert "Tài khoản của anh chị chỉ để xem" in page
    assert "Ghi theo dõi" not in page


def test_the_page_costs_the_same_queries_at_1_3_and_300_branches(
    commune: Organisation, office: User, book: Workbook, login: Login, queries: QueryCounter
) -> None:
    browser, counts = login(office), []
    for more in (1, 2, 297):
        for n in range(more):
            data = organisations.OrganisationData(f"Chi bộ {more} {n}", "rural", commune.id)
            branch = organisations.create(data)
            member = members.create(members.MemberData(f"Lê Văn {n}", branch.id))
            members.create(members.MemberData(f"Trần Văn {n}", branch.id))
            pledge = service.create(PledgeData(branch.id, 2022, member.id, (ItemData("Đọc sách"),), approval="pending"))
            service.create(PledgeData(branch.id, 2022, None, (ItemData("Đường hoa"),), approval="pending"))
            followup.set_check(items_of(pledge)[0], 12, "done")
        db.session.commit()
        queries.reset()
        assert browser.get("/?nam=2022").status_code == 200
        counts.append(queries.count)
    assert counts == [counts[0]] * 3
    assert counts[0] <= 10


def test_three_of_each_kind_are_shown_and_all_of_them_on_request(
    commune: Organisation, office: User, login: Login
) -> None:
    for n in range(5):
        make_branch(commune, f"Chi bộ thôn {n}")
    browser = login(office)
    short, whole = browser.get("/?nam=2022").text, browser.get("/?nam=2022&day-du=1").text
    assert (short.count("chưa ghi buổi sinh hoạt"), whole.count("chưa ghi buổi sinh hoạt")) == (3, 5)
    assert "Còn 2 chi bộ chưa họp" in short
    assert "day-du=1" in short
    assert "Còn 2 chi bộ" not in whole
