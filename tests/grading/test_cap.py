"""The cap on the best grades: counted, explained, and never decided above, whatever is done."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from intranet.database import db
from intranet.grading import cap, deciding, queries, service
from intranet.grading import rules as grading_rules
from intranet.grading.models import GRADES
from intranet.grading.service import GradeData
from intranet.members import service as members
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.settings import service as rules
from intranet.settings.defaults import DEFAULTS
from tests.factories import make_branch, make_member
from tests.grading.conftest import grade


def proposed(branch: Organisation, **how_many: int) -> None:
    """So many members with each proposal."""
    for name, number in how_many.items():
        for _ in range(number):
            grade(make_member(branch), proposed_grade=name)


def finals(branch: Organisation, group: str = "members") -> Counter[str | None]:
    return Counter(g.grade for g in db.session.scalars(queries.peers(branch.id, 2022, group)))


@pytest.mark.parametrize(
    ("base", "rounding", "people", "allowed", "said"),
    [
        ("good_or_better", "down", {"excellent": 2, "good": 10}, 2, "20% của 12 (số xếp loại hoàn thành tốt trở lên) là 2,4; bỏ phần lẻ, được 2"),
        ("good_or_better", "nearest", {"excellent": 2, "good": 11}, 3, "là 2,6; làm tròn: từ 0,5 trở lên tính là 1, được 3"),
        ("good_or_better", "up", {"excellent": 1, "good": 10}, 3, "là 2,2; phần lẻ tính thành 1, được 3"),
        ("good", "down", {"excellent": 2, "good": 10}, 2, "20% của 10 (số xếp loại hoàn thành tốt) là 2"),
        ("graded", "down", {"excellent": 1, "good": 3, "completed": 6, None: 4}, 2, "20% của 10 (số được xếp loại) là 2"),
    ],
)  # fmt: skip
def test_the_cap_is_counted_and_explained(
    base: str, rounding: str, people: dict[str | None, int], allowed: int, said: str
) -> None:
    over = cap.over(cap.Rule(20, base, rounding), Counter(people).elements())
    assert over.allowed == allowed
    assert said in over.explained


def test_the_settings_screen_offers_every_base_and_rounding_in_the_same_words() -> None:
    assert dict(DEFAULTS["grade_cap_base"].choices) == cap.BASES
    assert dict(DEFAULTS["grade_cap_rounding"].choices) == cap.ROUNDINGS


@given(share=st.integers(0, 100), base=st.integers(0, 500))
def test_rounding_never_strays_by_more_than_one_and_down_never_passes_the_share(share: int, base: int) -> None:
    down, nearest, up = (cap.Rule(share, "good", r).allowed(base) for r in ("down", "nearest", "up"))
    assert down * 100 <= share * base < (down + 1) * 100
    assert down <= nearest <= up <= down + 1
    assert nearest == (2 * share * base + 100) // 200  # a half and more is one
    assert up <= base


def test_proposals_may_be_above_the_cap_but_are_not_decided_so(branch: Organisation) -> None:
    proposed(branch, excellent=3, good=9)
    with pytest.raises(Refusal, match="tối đa 2 hoàn thành xuất sắc, mà đang có 3") as refused:
        deciding.decide(branch, 2022, "members", "2022-12-20", "QĐ 15")
    assert "20% của 12" in refused.value.message
    assert "Hạ bớt 1 trường hợp" in refused.value.message
    assert finals(branch) == {None: 12}


def test_deciding_makes_the_proposals_the_grades(branch: Organisation) -> None:
    proposed(branch, excellent=2, good=8, completed=1)
    grade(make_member(branch), score=60)
    decided = deciding.decide(branch, 2022, "members", "2022-12-20", "QĐ 15-QĐ/ĐU")
    assert {(g.decided_on, g.basis) for g in decided} == {("2022-12-20", "QĐ 15-QĐ/ĐU")}
    assert finals(branch) == {"excellent": 2, "good": 8, "completed": 1, None: 1}
    with pytest.raises(Refusal, match="Chưa có đề nghị"):
        deciding.decide(branch, 2022, "members", "2022-12-21", "QĐ 16")


def test_a_decision_of_a_day_is_taken_back_and_no_other(branch: Organisation) -> None:
    proposed(branch, good=5)
    deciding.decide(branch, 2022, "members", "2022-12-20", "QĐ 15")
    proposed(branch, excellent=1)
    deciding.decide(branch, 2022, "members", "2022-12-27", "QĐ 16")
    assert deciding.undecide(branch, 2022, "members", "2022-12-27") == 1
    assert finals(branch) == {"good": 5, None: 1}
    assert deciding.undecide(branch, 2022, "members") == 5
    assert Counter(g.proposed_grade for g in db.session.scalars(queries.peers(branch.id, 2022, "members"))) == {
        "good": 5, "excellent": 1,
    }  # fmt: skip


def test_a_single_decision_above_the_cap_is_refused(branch: Organisation) -> None:
    proposed(branch, good=3)
    with pytest.raises(Refusal, match="tối đa 0 hoàn thành xuất sắc"):
        grade(make_member(branch), grade="excellent")
    proposed(branch, good=1)
    assert grade(make_member(branch), grade="excellent").grade == "excellent"


def test_the_base_does_not_shrink_below_what_was_decided(branch: Organisation) -> None:
    proposed(branch, good=4)
    grade(make_member(branch), grade="excellent")
    one = db.session.scalars(queries.peers(branch.id, 2022, "members")).first()
    assert one is not None
    for attempt in (
        lambda: service.delete(one),
        lambda: service.update(one, replace(service.data_of(one), proposed_grade="completed")),
        lambda: service.update(one, replace(service.data_of(one), peer_group="leaders")),
    ):
        with pytest.raises(Refusal, match="tối đa 0"):
            attempt()


def test_leaders_members_and_branches_are_capped_apart(commune: Organisation, branch: Organisation) -> None:
    proposed(branch, good=5)
    with pytest.raises(Refusal, match="chức vụ lãnh đạo"):
        grade(make_member(branch, roles=("secretary",)), grade="excellent")
    for number in range(4):
        service.create(GradeData(make_branch(commune, f"Chi bộ thôn {number}").id, 2022, proposed_grade="good"))
    assert service.create(GradeData(branch.id, 2022, grade="excellent")).grade == "excellent"
    with pytest.raises(Refusal, match="Chi bộ, đơn vị trực thuộc"):
        service.create(GradeData(make_branch(commune, "Chi bộ thôn 9").id, 2022, grade="excellent"))


def test_every_year_is_judged_by_its_own_rule(branch: Organisation) -> None:
    rules.put("grade_cap_share", "2023-01-01", 50, "Hướng dẫn mới")
    assert grading_rules.rule_of(2022).share == 20
    assert grading_rules.rule_of(2023) == cap.Rule(50, "good_or_better", "down")


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(["create", "propose", "decide one", "withdraw one", "delete", "decide all", "undecide all"]),
        st.integers(0, 11),
        st.sampled_from([*GRADES, None]),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=ENTRIES, share=st.integers(0, 60), base=st.sampled_from(list(cap.BASES)),
    rounding=st.sampled_from(list(cap.ROUNDINGS)),
)  # fmt: skip
def test_whatever_is_done_no_group_is_decided_above_its_cap(
    branch: Organisation, steps: list[tuple[str, int, str | None]], share: int, base: str, rounding: str
) -> None:
    assume(share)
    with db.session.begin_nested() as sandbox:
        for name, value in (("share", share), ("base", base), ("rounding", rounding)):
            rules.put(f"grade_cap_{name}", "2022-01-01", value, "Thử")
        people = [make_plain(branch, n) for n in range(12)]
        for step, number, given in steps:
            with suppress(Refusal):
                _take(branch, people[number], step, given)
            standing = list(db.session.scalars(queries.peers(branch.id, 2022, "members")))
            decided = sum(g.grade == "excellent" for g in standing)
            members_of_base = {"good_or_better": ("excellent", "good"), "good": ("good",), "graded": tuple(GRADES)}[
                base
            ]
            size = sum((g.grade or g.proposed_grade) in members_of_base for g in standing)
            assert decided <= {"down": size * share // 100, "up": -(-size * share // 100)}.get(
                rounding, (size * share + 50) // 100
            )
        sandbox.rollback()
    db.session.expunge_all()


def make_plain(branch: Organisation, number: int) -> Member:
    return members.create(members.MemberData(f"Nguyễn Văn Thử {number}", branch.id))


def _take(branch: Organisation, member: Member, step: str, name: str | None) -> None:
    if step == "decide all":
        deciding.decide(branch, 2022, "members", "2022-12-20", "QĐ 15")
        return
    if step == "undecide all":
        deciding.undecide(branch, 2022, "members")
        return
    there = db.session.scalar(queries.of_owner(branch.id, member.id, 2022))
    changed: dict[str, Any] = {"proposed_grade" if step == "propose" else "grade": name}
    if step == "withdraw one":
        changed = {"grade": None}
    if there is None:
        service.create(replace(GradeData(branch.id, 2022, member.id), **changed))
    elif step == "delete":
        service.delete(there)
    else:
        service.update(there, replace(service.data_of(there), **changed))
