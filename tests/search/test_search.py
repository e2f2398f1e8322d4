"""The search box finds people and branches with or without marks, inside one's own subtree."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from intranet.meetings import service as meetings
from intranet.organisations.models import Organisation
from intranet.registers import service as registers
from intranet.registers.good_deeds import GOOD_DEEDS
from intranet.searching import Findable
from tests import factories
from tests.conftest import Login, QueryCounter


def names(browser: FlaskClient, typed: str) -> list[str]:
    """What the page lists, in its order."""
    text = browser.get("/tim/", query_string={"q": typed}).text
    return re.findall(r'list-main"><a href="[^"]+">([^<]+)</a>', text)


def test_without_marks_everyone_is_found_and_exact_marks_come_first(office: FlaskClient, commune: Organisation) -> None:
    branch = factories.make_branch(commune)
    for name in ("Trần Thị Duông", "Lê Văn Dương", "Hồ Đường"):
        factories.make_member(branch, name)
    assert names(office, "duong") == ["Trần Thị Duông", "Lê Văn Dương", "Hồ Đường"]
    assert names(office, "Dương")[0] == "Lê Văn Dương"


def test_branches_are_found_by_name_before_the_people(office: FlaskClient, commune: Organisation) -> None:
    branch = factories.make_branch(commune, "Chi bộ thôn Bắc Sơn")
    factories.make_member(branch, "Lê Bắc")
    assert names(office, "bac") == ["Chi bộ thôn Bắc Sơn", "Lê Bắc"]


def test_nobody_is_found_outside_ones_own_subtree(commune: Organisation, login: Login) -> None:
    mine, other = factories.make_branch(commune), factories.make_branch(commune, "Chi bộ thôn Đông Hòa")
    factories.make_member(mine, "Lê Thị Hoa")
    factories.make_member(other, "Trần Thị Hoa")
    secretary = login(factories.make_user("branch_secretary", mine))
    assert names(secretary, "hoa") == ["Lê Thị Hoa"]


def test_finding_nothing_says_what_to_do(office: FlaskClient) -> None:
    assert "Thử gõ ít chữ hơn" in office.get("/tim/?q=xyz").text
    assert "Thử gõ ít chữ hơn" not in office.get("/tim/").text


@pytest.mark.parametrize("people", [1, 3, 60])
def test_a_search_costs_the_same_queries_however_many_are_found(
    office: FlaskClient, commune: Organisation, queries: QueryCounter, people: int
) -> None:
    branch = factories.make_branch(commune)
    for _ in range(people):
        factories.make_member(branch)
    queries.reset()
    assert len(names(office, "thử")) == min(people, 50)
    assert queries.count <= 10


def test_sessions_pledged_work_and_registers_are_found_by_their_words(
    office: FlaskClient, commune: Organisation
) -> None:
    branch = factories.make_branch(commune)
    factories.make_meeting(branch, topic="Chuyên đề về ý chí tự lực, tự cường")
    factories.make_pledge(factories.make_member(branch, "Lê Thị Hoa"), works=("Trồng cây tự túc",))
    values = {"who": "Vi Thị Mơ", "deed": "Tự bỏ tiền sửa đường"}
    registers.create(GOOD_DEEDS, registers.RecordData(branch.id, values))
    assert names(office, "tu luc") == ["Chuyên đề về ý chí tự lực, tự cường"]
    assert sorted(names(office, "tự")) == ["Chuyên đề về ý chí tự lực, tự cường", "Trồng cây tự túc", "Vi Thị Mơ"]


def test_records_outside_ones_own_subtree_are_not_found(commune: Organisation, login: Login) -> None:
    mine, other = factories.make_branch(commune), factories.make_branch(commune, "Chi bộ thôn Đông Hòa")
    factories.make_meeting(other, topic="Chuyện riêng")
    secretary = login(factories.make_user("branch_secretary", mine))
    assert names(secretary, "chuyen rieng") == []
    assert names(login(factories.make_user("branch_secretary", other)), "chuyen rieng") == ["Chuyện riêng"]


def test_what_a_session_is_found_by_follows_its_correction(office: FlaskClient, commune: Organisation) -> None:
    meeting = factories.make_meeting(factories.make_branch(commune), topic="Chủ đề cũ")
    meetings.update(meeting, replace(meetings.data_of(meeting), topic="Chủ đề mới"))
    assert (names(office, "chu de cu"), names(office, "chu de moi")) == ([], ["Chủ đề mới"])


@pytest.mark.parametrize("words", [{}, {"found_by": ("topic", "subject")}])
def test_a_record_found_by_its_words_cannot_be_made_without_naming_them(words: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        type("Note", (Findable,), {"topic": ""}, **words)
