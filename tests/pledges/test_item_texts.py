"""Rewriting the list of works never loses the follow-up of a work that stays."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from intranet.pledges.items import ItemData, matched, new_item
from intranet.pledges.models import PledgeItem

WORKS = ["Đọc sách", "Trồng cây", "Nuôi heo đất", "Giúp hộ nghèo", "Đọc sách báo", "Vệ sinh đường làng"]
texts = st.lists(st.sampled_from(WORKS), max_size=5)


def items(works: list[str]) -> list[PledgeItem]:
    return [new_item(ItemData(work), position) for position, work in enumerate(works, 1)]


def kept(before: list[PledgeItem], works: list[str]) -> list[PledgeItem | None]:
    return matched(before, [ItemData(work) for work in works])


@given(texts, texts)
def test_every_text_that_stays_keeps_an_item_of_that_text(old: list[str], new: list[str]) -> None:
    before = items(old)
    found = kept(before, new)
    same = Counter(item.work for item, work in zip(found, new, strict=True) if item is not None and item.work == work)
    assert same == Counter(old) & Counter(new)


@given(texts, texts)
def test_no_item_is_given_twice(old: list[str], new: list[str]) -> None:
    used = [id(item) for item in kept(items(old), new) if item is not None]
    assert len(used) == len(set(used))


@given(texts)
def test_the_same_list_keeps_every_item_in_its_place(works: list[str]) -> None:
    before = items(works)
    assert kept(before, works) == before


@given(st.lists(st.sampled_from(WORKS), min_size=1, max_size=5, unique=True), st.data())
def test_one_reworded_text_keeps_its_item_however_new_it_is(works: list[str], data: st.DataObject) -> None:
    before, place = items(works), data.draw(st.integers(0, len(works) - 1))
    rewritten = [*works]
    rewritten[place] = "Việc hoàn toàn khác 123"
    assert kept(before, rewritten) == before


@given(st.lists(st.sampled_from(WORKS), min_size=1, max_size=4, unique=True))
def test_any_order_keeps_every_item(works: list[str]) -> None:
    before = items(works)
    for order in permutations(works):
        assert [item.work if item else None for item in kept(before, list(order))] == list(order)


def test_two_corrected_spellings_keep_both_items_but_two_new_works_are_new() -> None:
    before = items(["Trồng cay xanh ven đường", "Đọc sách bao hằng tuần"])
    assert kept(before, ["Trồng cây xanh ven đường", "Đọc sách báo hằng tuần"]) == before
    assert kept(before, ["Nuôi heo đất", "Giúp đỡ hộ nghèo"]) == [None, None]


def test_an_item_named_by_its_id_is_that_item_whatever_its_text() -> None:
    before = items(["a", "b"])
    wanted = [ItemData("b"), ItemData("hoàn toàn khác", uid=before[1].uid)]
    assert matched(before, wanted)[1] is before[1]
