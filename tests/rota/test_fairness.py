"""Fair turns: whatever happens, nobody goes before someone free who has waited longer."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from intranet.rota import fairness, months
from intranet.rota.fairness import Turn

YEAR = months.between("2022-01", "2023-12")


def test_never_before_comes_first_then_the_least_recent_then_the_fewest_then_the_name() -> None:
    asked = [
        Turn(1, "an", "2022-02", 1), Turn(2, "bảo", "2022-01", 5), Turn(3, "cường", "2022-01", 2),
        Turn(4, "đạt", "", 0), Turn(5, "bình", "2022-01", 2), Turn(6, "ái", "", 0),
    ]  # fmt: skip
    assert [t.id for t in fairness.in_turn(asked)] == [6, 4, 5, 3, 2, 1]


def test_two_of_one_name_keep_their_order() -> None:
    assert [t.id for t in fairness.in_turn([Turn(2, "an"), Turn(1, "an")])] == [1, 2]


def test_who_is_left_out_is_not_picked_and_there_may_be_fewer_than_wanted() -> None:
    people = [Turn(1, "an"), Turn(2, "bảo"), Turn(3, "cường")]
    assert [t.id for t in fairness.picked(people, 2, {1, 3})] == [2]
    assert fairness.picked(people, 2, {1, 2, 3}) == []
    assert fairness.picked(people, -1) == []


def histories() -> st.SearchStrategy[list[Turn]]:
    def turn(number: int) -> st.SearchStrategy[Turn]:
        past = st.tuples(st.sampled_from(["2021-03", "2021-08", "2021-12"]), st.integers(1, 4))
        return st.one_of(st.just(("", 0)), past).map(lambda p: Turn(number, f"tên {number % 7}", *p))

    return st.integers(1, 9).flatmap(lambda n: st.tuples(*(turn(i) for i in range(1, n + 1)))).map(list)


@given(data=st.data(), people=histories(), wanted=st.integers(1, 3))
def test_nobody_goes_before_someone_free_who_has_waited_longer(
    data: st.DataObject, people: list[Turn], wanted: int
) -> None:
    ids = [p.id for p in people]
    away = data.draw(st.fixed_dictionaries({m: st.sets(st.sampled_from(ids)) for m in YEAR[:12]}))
    planned = fairness.plan(people, YEAR[:12], dict.fromkeys(YEAR, wanted), away)
    last, times = {p.id: p.last for p in people}, Counter({p.id: p.times for p in people})
    order = {p.id: p.order for p in people}
    for month, chosen in planned.items():
        free = [i for i in ids if i not in away[month]]
        assert len(chosen) == min(wanted, len(free))
        assert len(set(chosen)) == len(chosen)
        assert set(chosen) <= set(free)
        for one in chosen:
            for other in set(free) - set(chosen):
                assert (last[one], times[one], order[one], one) < (last[other], times[other], order[other], other)
        for one in chosen:
            last[one], times[one] = month, times[one] + 1


@given(people=st.integers(1, 12), wanted=st.integers(1, 4))
def test_over_two_years_with_everybody_there_nobody_presents_more_than_once_oftener(people: int, wanted: int) -> None:
    planned = fairness.plan([Turn(i, str(i)) for i in range(people)], YEAR, dict.fromkeys(YEAR, wanted), {})
    times = Counter(dict.fromkeys(range(people), 0))
    times.update(i for chosen in planned.values() for i in chosen)
    assert max(times.values()) - min(times.values()) <= 1


def test_the_order_in_which_the_names_were_read_does_not_matter() -> None:
    people = [Turn(i, f"{i:02}", "2021-12" if i % 3 else "", i % 2) for i in range(8)]
    wanted = dict.fromkeys(YEAR, 2)
    assert fairness.plan(people, YEAR, wanted, {}) == fairness.plan(people[::-1], YEAR, wanted, {})


def test_months_are_counted_over_the_turn_of_a_year() -> None:
    assert months.between("2021-11", "2022-02") == ["2021-11", "2021-12", "2022-01", "2022-02"]
    assert months.between("2022-03", "2022-02") == []
    assert (months.last_day("2024-02"), months.after("2022-12"), months.after("2022-01", -1)) == (
        "2024-02-29", "2023-01", "2021-12",
    )  # fmt: skip
    assert [months.read(t) for t in ("3/2022", "tháng 3/2022", "2022-03", "03-2022", "13/2022", "mai")] == [
        "2022-03", "2022-03", "2022-03", "2022-03", None, None,
    ]  # fmt: skip
