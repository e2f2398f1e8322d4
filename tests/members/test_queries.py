"""Finding, ordering and counting members."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Select, select

from intranet.members import queries
from intranet.members.models import Member
from intranet.members.queries import MemberFilter
from intranet.organisations.models import Organisation
from intranet.paging import PAGE_SIZE
from intranet.searching import rank
from tests.factories import make_branch, make_member, make_organisation

pytestmark = pytest.mark.usefixtures("app")


def everybody() -> Select[Member]:
    """All members, joined to their branch."""
    return select(Member).join(Organisation, Organisation.id == Member.branch_id)


def found(typed: str = "", **wanted: str) -> list[str]:
    """The names the list shows for a filter."""
    page, _ = queries.listing(everybody(), MemberFilter(typed, **wanted))
    return [member.full_name for member in page.rows]


def test_members_stand_by_given_name_then_middle_then_family(branch: Organisation) -> None:
    names = ["Lê Thị Bình", "Trần Văn An", "Đỗ Văn Đạt", "Nguyễn Thị Ánh", "Dương Văn Dũng", "Lê Văn An", "Phạm Thị Ân"]
    for name in names:
        make_member(branch, name)
    ordered = [
        "Lê Văn An",
        "Trần Văn An",
        "Nguyễn Thị Ánh",
        "Phạm Thị Ân",
        "Lê Thị Bình",
        "Dương Văn Dũng",
        "Đỗ Văn Đạt",
    ]
    assert found() == ordered


@pytest.mark.parametrize("typed", ["duong", "Đường", "ĐƯỜNG", "  dường ", "văn duong", "nguyen d"])
def test_a_name_is_found_with_or_without_marks(branch: Organisation, typed: str) -> None:
    make_member(branch, "Nguyễn Văn Đường")
    make_member(branch, "Trần Thị Lan")
    assert found(typed) == ["Nguyễn Văn Đường"]


def test_exact_marks_come_first(branch: Organisation) -> None:
    for name in ("Trần Văn Quang", "Trần Văn Quảng", "Trần Văn Quàng"):
        make_member(branch, name)
    assert found("quảng") == ["Trần Văn Quảng", "Trần Văn Quang", "Trần Văn Quàng"]
    assert found("quang") == ["Trần Văn Quang", "Trần Văn Quàng", "Trần Văn Quảng"]


@pytest.mark.parametrize(
    ("typed", "name", "expected"),
    [
        ("hoà", "Lê Hòa", 0), ("hòa", "Lê Hoà", 0), ("hoa", "Lê Hòa", 1), ("đươ", "Trần Đường", 0), ("LÊ", "Lê Hòa", 0),
        ("duo", "Trần Đường", 1), ("an", "Lê Văn Ân", 1), ("le hoà", "Lê Hòa", 1),
    ],
)  # fmt: skip
def test_what_counts_as_exact_marks(typed: str, name: str, expected: int) -> None:
    assert rank(typed, name) == expected


def test_a_search_finds_beginnings_of_words_not_middles(branch: Organisation) -> None:
    make_member(branch, "Trần Thanh Sáng")
    assert (found("ang"), found("than sa"), found("100%"), found("_")) == ([], ["Trần Thanh Sáng"], [], [])


def test_the_list_is_narrowed_by_subtree_standing_and_role(branch: Organisation) -> None:
    other = make_branch(make_organisation("Đảng bộ xã Khác"), "Chi bộ khác")
    make_member(branch, "Bí Thư An", roles=("secretary", "village_head"))
    make_member(branch, "Phó Bí Thư Bình", roles=("deputy_secretary",), standing="probationary")
    make_member(other, "Không Ghi Cường", standing=None)
    assert found(path=branch.path) == ["Bí Thư An", "Phó Bí Thư Bình"]
    assert found(standing="probationary") == ["Phó Bí Thư Bình"]
    assert found(standing="none") == ["Không Ghi Cường"]
    assert found(role="secretary") == ["Bí Thư An"]
    assert found(role="village_head") == ["Bí Thư An"]


def test_counts_are_for_every_standing_whichever_is_shown(branch: Organisation) -> None:
    for standing in ("full", "full", "exempt", None):
        make_member(branch, standing=standing)
    page, counts = queries.listing(everybody(), MemberFilter(standing="full"))
    assert (page.total, dict(counts)) == (2, {"full": 2, "exempt": 1, "none": 1})
    assert queries.head_counts(select(Organisation.id)) == {branch.id: counts}


@pytest.mark.parametrize("typed", ["", "nguyen"])
def test_a_page_out_of_range_is_the_nearest_there_is(branch: Organisation, typed: str) -> None:
    names = [f"Nguyễn {number:02}" for number in range(PAGE_SIZE + 1)]
    for name in names:
        make_member(branch, name)
    shown = [queries.listing(everybody(), MemberFilter(typed), number)[0] for number in (0, 1, 2, 99)]
    assert [(page.page, page.total, [m.full_name for m in page.rows]) for page in shown] == [
        (1, 51, names[:50]), (1, 51, names[:50]), (2, 51, names[50:]), (2, 51, names[50:]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("joined_on", "years"),
    [
        ("1951-11-21", 75), ("1951-11-22", 74), ("1951-11", 74), ("1951-10", 75), ("1951-Q4", 74), ("1951-Q3", 75),
        ("1951", 74), ("2027-01-01", 0), (None, None),
    ],
)  # fmt: skip
def test_party_age_counts_complete_years_and_never_too_early(
    branch: Organisation, joined_on: str | None, years: int | None
) -> None:
    assert queries.party_age(make_member(branch, joined_on=joined_on), date(2026, 11, 21)) == years


def test_a_probationary_member_has_no_party_age_yet(branch: Organisation) -> None:
    member = make_member(branch, joined_on="2025-05-19", standing="probationary")
    assert queries.party_age(member, date(2026, 11, 21)) is None


@pytest.mark.parametrize(
    ("values", "doubts"),
    [
        ({"born": "1960", "joined_on": "1989-11-08", "official_on": "1990-11-08"}, 0),
        ({"joined_on": "1990-11", "official_on": "1990-05"}, 1), ({"joined_on": "1990", "official_on": "1990-05"}, 0),
        ({"born": "1980", "joined_on": "1990-11-08", "official_on": "1991"}, 1), ({"joined_on": "1990"}, 1),
    ],
)  # fmt: skip
def test_dates_in_an_impossible_order_are_pointed_out(
    branch: Organisation, values: dict[str, str], doubts: int
) -> None:
    assert len(queries.doubts(make_member(branch, **values))) == doubts
