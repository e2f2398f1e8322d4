"""Finding people and organisations by the names people write."""

from __future__ import annotations

import pytest

from sync.columns import Refused
from sync.directory import BookDirectory
from sync.facts import Names, OrganisationName, Person
from tests.sync.book import NAMES

DIRECTORY = BookDirectory(NAMES)


@pytest.mark.parametrize(
    ("written", "branch", "found"),
    [
        ("Trần Thị Mai", None, "K001"), ("TRẦN THỊ  MAI", "B1", "K001"), ("đ/c Mai", "B1", "K001"), ("Mai", "B2", "K006"),
        ("Đ/c Mai (BT)", None, "K001"), ("Thị Mai", "B2", "K006"), ("Ông Nguyễn Văn Hoà", None, "K002"), ("đ/c Hòa", "B1", "K002"),
        ("đồng chí Bình (BT)", "P", "K005"), ("Bà Mai", "B1", "K001"), ("Đỗ Văn Bình", "B1", "K005"),
    ],
)  # fmt: skip
def test_one_member_fits(written: str, branch: str | None, found: str) -> None:
    assert DIRECTORY.find_person(written, branch) == found


@pytest.mark.parametrize(
    ("written", "branch", "reason", "candidates"),
    [
        ("đ/c Hoa", "B1", "ambiguous_person", ("K003", "K004")), ("Mai", None, "ambiguous_person", ("K001", "K006")),
        ("đ/c Bí thư huyện", "B1", "unknown_person", ()), ("BCH đoàn", None, "unknown_person", ()),
        ("đ/c BT", "B1", "ambiguous_person", ("K001",)), ("Bình", "B1", "unknown_person", ()),
        ("đ/c Mai + đ/c Hòa", "B1", "two_values", ()), ("đ/c Mai (hoặc đ/c Hoa)", None, "two_values", ()),
        ("Trần Thị Mai", "?", "unknown_person", ()),
    ],
)  # fmt: skip
def test_nobody_is_guessed(written: str, branch: str | None, reason: str, candidates: tuple[str, ...]) -> None:
    found = DIRECTORY.find_person(written, branch)
    assert isinstance(found, Refused)
    assert (found.reason, found.candidates) == (reason, candidates)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Chi bộ thôn Bắc Hải", "B1"), ("CB thôn Bắc Hải", "B1"), ("C.bộ Bắc Hải", "B1"), ("thôn Bắc Hải", "B1"), ("bắc hải", "B1"),
        ("CHI BỘ THÔN BẮC HẢI", "B1"), ("CB TH Đồng Tâm", "B2"), ("Trường Tiểu học Đồng Tâm", "B2"),
        ("Đảng bộ xã Đồng Tâm", "P"), ("Đảng ủy xã Đồng Tâm", "P"), ("xã Đồng Tâm", "P"), ("thôn mới", None), ("", None),
    ],
)  # fmt: skip
def test_an_organisation_is_known_by_its_usual_names(written: str, found: str | None) -> None:
    assert DIRECTORY.find_organisation(written) == found


def test_a_short_name_that_fits_two_organisations_is_refused_but_a_full_name_is_its_own() -> None:
    names = Names((), (OrganisationName("A", "Chi bộ thôn Tân Phú"), OrganisationName("B", "Chi bộ Trường Tân Phú")))
    found = BookDirectory(names).find_organisation("Tân Phú")
    assert isinstance(found, Refused)
    assert (found.reason, found.candidates) == ("ambiguous_unit", ("A", "B"))
    assert BookDirectory(names).find_organisation("thôn Tân Phú") == "A"


def test_a_record_known_under_two_names_is_written_by_its_first() -> None:
    names = Names((Person("K1", "Lê Thị Lan", "B1"), Person("K1", "Lê Thị Lan Anh", "B1")), NAMES.organisations)
    directory = BookDirectory(names)
    assert directory.find_person("Lê Thị Lan Anh", "B1") == directory.find_person("đ/c Lan", "B1") == "K1"
    assert directory.person_name("K1") == "Lê Thị Lan"


def test_the_book_of_one_branch_is_told_from_a_commune_s() -> None:
    assert DIRECTORY.single_branch is None
    own = Names((), (OrganisationName("B1", "Chi bộ thôn Bắc Hải", own=True),))
    assert BookDirectory(own).single_branch == "B1"
