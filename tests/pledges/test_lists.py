"""The lists of pledges: what they show, how they are narrowed and added up, at any length."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from intranet.database import db
from intranet.members import service as members
from intranet.organisations import service as organisations
from intranet.organisations.models import Organisation
from intranet.pledges import followup, service, suggestions
from intranet.pledges.items import items_of
from intranet.pledges.service import ItemData, PledgeData
from intranet.pledges.suggestions import SuggestionData
from tests.conftest import PARTIAL, QueryCounter
from tests.factories import make_branch, make_member, make_pledge


def test_the_list_shows_plans_and_leaves_empty_lines_out(branch: Organisation, secretary: FlaskClient) -> None:
    make_pledge(make_member(branch, "Trần Văn Lộc"))
    make_pledge(make_member(branch, "Lê Thị Hoa"), works=())
    page = secretary.get("/dang-ky/?nam=2022").text
    assert "Trần Văn Lộc" in page
    assert "Lê Thị Hoa" not in page
    missing = secretary.get("/dang-ky/chua-co?nam=2022").text
    assert "Lê Thị Hoa" in missing
    assert "Trần Văn Lộc" not in missing


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ("trang-thai=draft", {"Nguyễn An"}), ("trang-thai=approved", {"Trần Bình"}), ("loai=collective", {"Tập thể"}),
        ("q=binh", {"Trần Bình"}), ("xep-loai=excellent", {"Trần Bình"}), ("q=khong", set()),
    ],
)  # fmt: skip
def test_filters_show_what_they_say(
    branch: Organisation, secretary: FlaskClient, filters: str, shown: set[str]
) -> None:
    make_pledge(make_member(branch, "Nguyễn An"))
    best = make_pledge(make_member(branch, "Trần Bình"), approval="approved")
    followup.update_item(items_of(best)[0], annual="excellent")
    service.create(PledgeData(branch.id, 2022, None, (ItemData("Đường hoa"),), approval="pending"))
    db.session.commit()
    page = secretary.get(f"/dang-ky/?nam=2022&{filters}", headers=PARTIAL).text
    assert set(re.findall(r'<a href="/dang-ky/K\w+">([^<]+)</a>', page)) == shown


def test_the_roll_up_adds_up_and_its_figures_open_their_rows(
    commune: Organisation, branch: Organisation, office: FlaskClient
) -> None:
    make_pledge(make_member(branch, "A B"), approval="approved")
    make_pledge(make_member(branch, "C D"), approval="pending")
    make_member(branch, "E G")
    make_member(make_branch(commune, "Chi bộ thôn Đông Hòa"), "H I")
    page = office.get("/dang-ky/theo-chi-bo?nam=2022").text
    row = re.sub(r"\s+", " ", re.search(rf"<tr>(?:(?!</tr>).)*{branch.uid}.*?</tr>", page, re.S)[0])  # type: ignore[index]
    assert re.findall(r">([\d /]+)</(?:a|td)>", row) == ["2 / 3", "1", "0", "1", "0", "1"]
    assert "2 / 4" in page
    for address in set(re.findall(r'href="(/dang-ky/[^"]+)"', row)):
        assert office.get(address.replace("&amp;", "&")).status_code == 200


LISTS = [
    "/dang-ky/?nam=2022", "/dang-ky/chua-co?nam=2022", "/dang-ky/theo-chi-bo?nam=2022", "/theo-doi/?nam=2022",
    "/theo-doi/?nam=2022&thang=3&con-thieu=1", "/dang-ky/goi-y/?nam=2022", "/dang-ky/?nam=2022&don-vi={branch}&q=van",
    "/theo-doi/?nam=2022&don-vi={branch}", "/dang-ky/moi?nam=2022&don-vi={branch}",
]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_every_list_costs_the_same_queries_at_1_3_and_300_rows(
    commune: Organisation, branch: Organisation, office: FlaskClient, queries: QueryCounter, path: str
) -> None:
    counts = []
    for more in (1, 2, 297):
        fill(branch, more)
        address = path.format(branch=branch.uid)
        queries.reset()
        assert office.get(address).status_code == 200
        counts.append(queries.count)
    assert counts == [counts[0]] * 3
    assert counts[0] <= 10


def fill(branch: Organisation, more: int) -> None:
    """So many members more with a plan and a tick, as many without, as many branches and suggestions; one commit."""
    above = db.session.get_one(Organisation, branch.parent_id)
    for n in range(more):
        people = [members.create(members.MemberData(f"Lê Văn {more} {n}", branch.id)) for _ in range(2)]
        pledge = service.create(
            PledgeData(branch.id, 2022, people[0].id, (ItemData("Đọc sách"), ItemData("Trồng cây")))
        )
        followup.set_check(items_of(pledge)[0], 3, "done")
        suggestions.create(SuggestionData(above.id, 2022, f"Việc {more} {n}"))
        organisations.create(organisations.OrganisationData(f"Chi bộ {more} {n}", "rural", above.id))
    db.session.commit()


def test_one_pledge_costs_the_same_queries_with_one_work_and_with_many(
    branch: Organisation, secretary: FlaskClient, queries: QueryCounter
) -> None:
    counts = []
    for works in (1, 3, 12):
        pledge = make_pledge(make_member(branch), works=tuple(f"Việc {n}" for n in range(works)))
        for item in items_of(pledge):
            followup.set_check(item, 3, "done")
        db.session.commit()
        address = f"/dang-ky/{pledge.uid}"
        queries.reset()
        assert secretary.get(address).status_code == 200
        counts.append(queries.count)
    assert counts == [counts[0]] * 3
    assert counts[0] <= 10
