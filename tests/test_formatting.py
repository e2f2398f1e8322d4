"""Values are shown, ordered and found the way Vietnamese offices do it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet import formatting
from intranet.dates import read_date

WORDS = st.text(
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựvxyỳỷỹýỵ", min_size=1, max_size=6
)
NAMES = st.lists(WORDS, min_size=1, max_size=5).map(lambda words: " ".join(words).title())
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def ordered(words: list[str], key: Callable[[str], str]) -> list[str]:
    """The words in the key's order, whatever order they came in."""
    backwards = list(reversed(words))
    backwards.sort(key=key)
    return backwards


@pytest.mark.parametrize(
    ("canonical", "shown"),
    [
        ("2022-03-02", "02/3/2022"),
        ("2022-02-15", "15/02/2022"),
        ("2022-10-05", "05/10/2022"),
        ("2022-03", "3/2022"),
        ("1985-02", "02/1985"),
        ("2022-Q2", "Quý II/2022"),
        ("2022", "2022"),
        (None, "–"),
    ],
)
def test_a_date_is_shown_at_its_own_precision_with_days_and_the_first_two_months_padded(
    canonical: str | None, shown: str
) -> None:
    assert formatting.vn_date(canonical) == shown


@given(DAYS)
def test_a_shown_day_typed_again_is_the_same_day(day: date) -> None:
    assert read_date(formatting.vn_date(day)) == day.isoformat()


@pytest.mark.parametrize("typed", ["31/02/2022", "2022", "3/2022", "hôm qua", "1/13/2022", "5/3/22", "٣/3/2022x"])
def test_what_is_not_a_real_day_is_not_taken_for_one(typed: str) -> None:
    assert read_date(typed) is None


def test_a_coarser_date_is_read_only_where_it_is_allowed() -> None:
    allowed = frozenset({"day", "month", "quarter", "year"})
    read = [read_date(text, allowed) for text in ("tháng 5/2022", "Quý II/2022", "2022", "05.3.2022")]
    assert read == ["2022-05", "2022-Q2", "2022", "2022-03-05"]


def test_money_and_numbers_have_dots_for_thousands() -> None:
    assert formatting.money(1_000_000) == "1.000.000 đ"
    assert formatting.money(None) == "–"
    assert formatting.number(1058) == "1.058"
    assert formatting.number(12.5) == "12,5"


def test_a_moment_is_shown_on_the_clock_of_viet_nam() -> None:
    assert formatting.vn_moment(datetime(2022, 11, 6, 18, 30, tzinfo=UTC)) == "01:30, 07/11/2022"
    assert formatting.local_today(datetime(2022, 11, 6, 18, 30, tzinfo=UTC)) == date(2022, 11, 7)
    assert formatting.vn_weekday(date(2022, 11, 7)) == "Thứ Hai, 07/11/2022"


def test_persons_are_ordered_by_given_name_then_middle_then_family() -> None:
    right = [
        "Lê An",
        "Trần An",
        "Lê Văn An",
        "Nguyễn Văn An",
        "Lê Thị Ăn",
        "Trần Văn Ân",
        "Hồ Dũng",
        "Lê Đức",
        "Bùi Em",
    ]
    assert ordered(right, formatting.name_key) == right


def test_a_given_name_is_compared_whole_with_its_tone_before_the_middle_name_counts() -> None:
    right = ["Trần Văn Hoa", "Lê An Hòa", "Bùi An Hoan"]
    assert ordered(right, formatting.name_key) == right


def test_tones_order_only_words_of_the_same_letters() -> None:
    right = ["ma", "mà", "mả", "mã", "má", "mạ", "man", "mă", "mâ", "me"]
    assert ordered(right, formatting.text_key) == right


def test_capitals_order_only_words_of_the_same_letters_and_tones() -> None:
    assert sorted(["Hoa", "hoà", "hoa"], key=formatting.text_key) == ["hoa", "Hoa", "hoà"]


@given(NAMES)
def test_keys_do_not_depend_on_how_the_marks_are_composed(name: str) -> None:
    apart = unicodedata.normalize("NFD", name)
    assert formatting.name_key(apart) == formatting.name_key(name)
    assert formatting.search_key(apart) == formatting.search_key(name)


@given(NAMES)
def test_a_search_key_has_no_marks_and_is_its_own_key(name: str) -> None:
    key = formatting.search_key(name)
    assert key.isascii()
    assert formatting.search_key(key) == key


@given(NAMES, NAMES)
def test_names_of_different_letters_have_different_keys(one: str, other: str) -> None:
    assert (formatting.name_key(one) == formatting.name_key(other)) == (one == other)


def test_a_word_is_found_with_or_without_marks_wherever_the_tone_is_written() -> None:
    assert formatting.search_key("Đường") == formatting.search_key("duong") == "duong"
    assert formatting.search_key("hoà") == formatting.search_key("hòa") == "hoa"


def test_a_share_says_all_only_when_it_is_all() -> None:
    assert [formatting.percent(*x) for x in ((999, 1000), (9, 9), (0, 0))] == ["99%", "100%", "–"]
