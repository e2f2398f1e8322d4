"""What a yearly grade keeps and refuses, and that no group ever has more of the best than its cap allows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from intranet.database import db
from intranet.grading import queries, service
from intranet.grading import rules as grading_rules
from intranet.grading.service import GradeData
from intranet.members import service as members
from intranet.organisations import service as organisations
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.settings import service as rules
from tests.factories import make_branch, make_member
from tests.grading.conftest import grade


def test_a_grade_keeps_everything_that_was_given(branch: Organisation) -> None:
    data = GradeData(
        branch.id, 2022, make_member(branch).id, "members", 92, 88, "excellent", "good", "good", "2022-12-20",
        "QĐ 15-QĐ/ĐU", "Chưa đều việc tự học",
    )  # fmt: skip
    made = service.create(data, uid="KBBBBBBBB")
    assert service.data_of(made) == data
    assert made.uid == "KBBBBBBBB"


def test_the_peer_group_follows_from_the_posts_held(commune: Organisation, branch: Organisation) -> None:
    assert grade(make_member(branch, roles=("secretary",))).peer_group == "leaders"
    assert grade(make_member(branch, roles=("member",))).peer_group == "members"
    assert service.create(GradeData(branch.id, 2022)).peer_group == "branches"


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"score": 101}, "score", "từ 0 đến 100"),
        ({"self_score": -1}, "self_score", "từ 0 đến 100"),
        ({"own_grade": "best"}, "own_grade", "không có mức"),
        ({"year": 1900}, "year", "không hợp lệ"),
        ({"decided_on": "2022-02-31"}, "decided_on", "Không có ngày"),
        ({"decided_on": "2021-12-31"}, "decided_on", "không thể trước năm 2022"),
        ({"peer_group": "branches"}, "peer_group", "không hợp với người"),
        ({"member_id": 999}, "member_id", "Không có đảng viên"),
        ({"organisation_id": 999}, "organisation_id", "Không có chi bộ"),
        ({"score": 69, "proposed_grade": "good"}, "proposed_grade", "Điểm 69 chỉ đủ mức “Hoàn thành”"),
        ({"shortcomings": "Mật\nÍt học"}, "shortcomings", "độ mật"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    branch: Organisation, values: dict[str, object], field: str, said: str
) -> None:
    good = GradeData(branch.id, 2022, make_member(branch).id)
    with pytest.raises(Refusal, match=said) as refused:
        service.create(replace(good, **values))  # type: ignore[arg-type]
    assert refused.value.field == field


THRESHOLDS = [
    (90, "excellent"), (89, "good"), (70, "good"), (69, "completed"), (50, "completed"), (49, "not_completed"),
    (0, "not_completed"),
]  # fmt: skip


@pytest.mark.parametrize(("score", "name"), THRESHOLDS)
def test_a_score_has_its_grade_at_the_thresholds_of_its_year(app: Flask, score: int, name: str) -> None:
    assert grading_rules.grade_of_score(score, 2022) == name


def test_a_high_score_may_be_graded_lower(branch: Organisation) -> None:
    assert grade(make_member(branch), score=95, proposed_grade="good").proposed_grade == "good"


def test_one_grade_a_person_and_a_branch_each_year(branch: Organisation) -> None:
    member = make_member(branch, "Trần Văn Lộc")
    grade(member)
    service.create(GradeData(branch.id, 2022))
    with pytest.raises(Refusal, match="Trần Văn Lộc đã có xếp loại năm 2022"):
        grade(member)
    with pytest.raises(Refusal, match="đã có xếp loại năm 2022"):
        service.create(GradeData(branch.id, 2022))
    assert grade(member, 2023).year == 2023


def test_a_member_is_graded_in_a_branch_they_are_or_were_in(commune: Organisation, branch: Organisation) -> None:
    other = make_branch(commune, "Chi bộ thôn Đông Hòa")
    member = make_member(branch)
    with pytest.raises(Refusal, match="không sinh hoạt ở chi bộ này"):
        service.create(GradeData(other.id, 2022, member.id))
    members.transfer(member, other, "2022-12-31")
    assert service.create(GradeData(branch.id, 2022, member.id)).organisation_id == branch.id


def test_the_same_content_again_changes_nothing(branch: Organisation) -> None:
    made = grade(make_member(branch), proposed_grade="good")
    service.update(made, service.data_of(made))
    assert made.version == 1


def test_a_locked_year_does_not_change(branch: Organisation) -> None:
    member, made = make_member(branch), grade(make_member(branch))
    rules.lock(branch.id, "2022")
    for attempt in (
        lambda: grade(member),
        lambda: service.update(made, replace(service.data_of(made), score=80)),
        lambda: service.delete(made),
    ):
        with pytest.raises(Refusal, match=r"Năm 2022 .* đã khóa sổ"):
            attempt()


def test_a_deleted_grade_comes_back_whole(branch: Organisation) -> None:
    made = grade(make_member(branch), score=80, proposed_grade="good", shortcomings="Ít phát biểu")
    data, uid = service.data_of(made), made.uid
    service.delete(made)
    db.session.commit()
    assert service.data_of(service.restore(uid)) == data
    with pytest.raises(Refusal, match="đã có lại rồi"):
        service.restore(uid)


def test_a_member_who_is_deleted_and_brought_back_has_the_grades_again(branch: Organisation) -> None:
    member = make_member(branch)
    data = service.data_of(grade(member, score=80, proposed_grade="good", shortcomings="Ít phát biểu"))
    uid = member.uid
    members.delete(member)
    db.session.commit()
    assert db.session.scalar(queries.of_owner(branch.id, data.member_id, 2022)) is None
    back = members.restore(uid)
    again = db.session.scalar(queries.of_owner(branch.id, back.id, 2022))
    assert again is not None
    assert service.data_of(again) == replace(data, member_id=back.id)


def test_a_member_graded_in_a_locked_year_is_not_deleted(branch: Organisation) -> None:
    member = make_member(branch)
    grade(member)
    rules.lock(branch.id, "2022")
    with pytest.raises(Refusal, match="đã khóa sổ"):
        members.delete(member)


def test_an_organisation_with_grades_is_not_deleted(branch: Organisation) -> None:
    service.create(GradeData(branch.id, 2022))
    with pytest.raises(Refusal, match="xếp loại cuối năm"):
        organisations.delete(branch)


def test_last_years_shortcoming_is_found_for_a_member_and_for_a_collective(branch: Organisation) -> None:
    member = make_member(branch)
    grade(member, 2021, shortcomings="Ít phát biểu")
    service.create(GradeData(branch.id, 2021, shortcomings="Sinh hoạt chuyên đề còn ít"))
    assert queries.shortcoming(branch.id, member.id, 2021) == "Ít phát biểu"
    assert queries.shortcoming(branch.id, None, 2021) == "Sinh hoạt chuyên đề còn ít"
    assert queries.shortcoming(branch.id, member.id, 2022) is None
