"""What the monthly review keeps, refuses and carries over, whoever asks: a form, a sheet or the demo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from intranet.audit.models import AuditEntry
from intranet.database import db
from intranet.members import service as members
from intranet.organisations import service as organisations
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.reviews import queries, service
from intranet.reviews.models import RESULTS, WorkTask
from intranet.reviews.months import next_month, shifted
from intranet.reviews.service import TaskData
from intranet.settings import service as rules
from tests.factories import make_branch, make_meeting, make_member


def register(
    branch: Organisation, task: str = "Làm 500 m đường hoa", month: str = "2022-05", **values: object
) -> WorkTask:
    return service.create(TaskData(branch.id, month, task, **values))  # type: ignore[arg-type]


def tasks(branch: Organisation, month: str) -> list[WorkTask]:
    return list(db.session.scalars(queries.of_months(branch.id, month)))


def test_a_task_keeps_everything_that_was_given(branch: Organisation) -> None:
    ceremony = make_meeting(branch, "2022-06-06", kinds=("flag_session",))
    data = TaskData(
        branch.id, "2022-05", "Làm 500 m đường hoa", make_member(branch).id, None, "2022-05-25", "in_progress",
        "Được 300 m", "Chị Hoa góp 200 cây giống", "Tổ 3 ra quân muộn", ceremony.id,
    )  # fmt: skip
    task = service.create(data, uid="KBBBBBBBB")
    assert service.data_of(task) == data
    assert task.uid == "KBBBBBBBB"


def test_a_collective_does_a_task_as_well_as_a_member(branch: Organisation) -> None:
    task = register(branch, owner_text="  Chi hội   phụ nữ ")
    assert (task.owner_id, task.owner_text) == (None, "Chi hội phụ nữ")
    with pytest.raises(Refusal, match="không ghi cả hai"):
        register(branch, owner_text="Chi hội phụ nữ", owner_id=make_member(branch).id)


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"task": "  "}, "task", "Nhập nhiệm vụ."),
        ({"month": "2022-13"}, "month", "không phải là một tháng"),
        ({"month": "2022"}, "month", "không phải là một tháng"),
        ({"deadline": "2022-02-31"}, "deadline", "không phải là ngày"),
        ({"result": "perhaps"}, "result", "Không có kết quả"),
        ({"owner_id": 999}, "owner_id", "Không tìm thấy đảng viên"),
        ({"meeting_id": 999}, "meeting_id", "Chọn một buổi chào cờ"),
        ({"carried_from_id": 999}, "carried_from_id", "từ một tháng trước"),
        ({"criticism": "TUYỆT MẬT\nTổ 3 ra quân muộn"}, "criticism", "độ mật"),
        ({"organisation_id": 999}, "organisation_id", "Không có đơn vị này."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    branch: Organisation, values: dict[str, object], field: str, said: str
) -> None:
    good = TaskData(branch.id, "2022-05", "Làm đường hoa")
    with pytest.raises(Refusal, match=said) as refused:
        service.create(replace(good, **values))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_task_is_reviewed_at_a_flag_ceremony_of_its_own_unit(commune: Organisation, branch: Organisation) -> None:
    regular = make_meeting(branch, "2022-06-03")
    elsewhere = make_meeting(make_branch(commune, "Chi bộ thôn Đông Hòa"), "2022-06-06", kinds=("flag_session",))
    task = register(branch)
    for meeting in (regular, elsewhere):
        with pytest.raises(Refusal, match="buổi chào cờ của đơn vị này"):
            service.set_result(task, "done", meeting_id=meeting.id)
    ceremony = make_meeting(branch, "2022-06-06", kinds=("flag_session",))
    assert service.set_result(task, "done", meeting_id=ceremony.id).meeting_id == ceremony.id


def test_the_same_content_again_changes_nothing(branch: Organisation) -> None:
    task = register(branch, owner_text="Ban quản lý thôn")
    before = len(db.session.scalars(select(AuditEntry)).all())
    service.update(task, service.data_of(task))
    assert task.version == 1
    assert len(db.session.scalars(select(AuditEntry)).all()) == before


def test_what_is_not_done_is_carried_to_the_next_month_with_where_it_came_from(branch: Organisation) -> None:
    done = register(branch, "Vệ sinh đường thôn", result="done")
    half = register(
        branch, "Làm đường hoa", result="in_progress", remark="Được 300 m", praise="Tổ 1", deadline="2022-05-25"
    )
    silent = register(branch, "Sửa nhà văn hóa", owner_text="Ban quản lý thôn")
    carried = service.carry_over(branch, "2022-05")
    assert [(t.month, t.task, t.carried_from_id) for t in carried] == [
        ("2022-06", "Làm đường hoa", half.id),
        ("2022-06", "Sửa nhà văn hóa", silent.id),
    ]
    assert [(t.result, t.remark, t.praise, t.version) for t in carried] == [(None, None, None, 1)] * 2
    assert (carried[0].deadline, carried[1].owner_text) == ("2022-05-25", "Ban quản lý thôn")
    assert (done.result, half.result, half.remark) == ("done", "in_progress", "Được 300 m")


def test_carrying_over_again_adds_nothing(branch: Organisation) -> None:
    register(branch)
    assert len(service.carry_over(branch, "2022-05")) == 1
    assert service.carry_over(branch, "2022-05") == []
    register(branch, "Việc ghi thêm sau")
    assert [t.task for t in service.carry_over(branch, "2022-05")] == ["Việc ghi thêm sau"]


def test_nothing_is_carried_twice_even_by_hand(branch: Organisation) -> None:
    task = register(branch)
    service.carry_over(branch, "2022-05")
    with pytest.raises(Refusal, match="đã chuyển sang tháng 6/2022 rồi"):
        register(branch, month="2022-07", carried_from_id=task.id)


def test_a_task_does_not_move_past_what_was_carried_over_from_it(branch: Organisation) -> None:
    task = register(branch)
    service.carry_over(branch, "2022-05")
    with pytest.raises(Refusal, match="không dời được"):
        service.update(task, replace(service.data_of(task), month="2022-06"))


def test_december_is_carried_to_january(branch: Organisation) -> None:
    register(branch, month="2022-12")
    assert [t.month for t in service.carry_over(branch, "2022-12")] == ["2023-01"]


def test_carrying_over_is_undone_as_long_as_nothing_was_said_of_it(branch: Organisation) -> None:
    register(branch, "Làm đường hoa")
    register(branch, "Sửa nhà văn hóa")
    register(branch, "Trồng cây")
    ticked, _fresh, reworded = service.carry_over(branch, "2022-05")
    service.set_result(ticked, "done")
    service.update(reworded, replace(service.data_of(reworded), task="Trồng 200 cây"))
    assert service.take_back(branch, "2022-05") == 1
    assert [t.task for t in tasks(branch, "2022-06")] == ["Làm đường hoa", "Trồng 200 cây"]
    assert [t.task for t in service.carry_over(branch, "2022-05")] == ["Sửa nhà văn hóa"]


def test_the_lineage_names_the_first_month_and_every_step(branch: Organisation) -> None:
    register(branch, month="2022-03")
    for month in ("2022-03", "2022-04", "2022-05"):
        service.carry_over(branch, month)
    last = tasks(branch, "2022-06")[0]
    assert queries.origins([last.id]) == {last.id: queries.Origin("2022-03", 3)}
    months = ["2022-03", "2022-04", "2022-05", "2022-06"]
    for month in months:
        assert [t.month for t in queries.lineage(tasks(branch, month)[0])] == months


def test_a_deleted_task_comes_back_between_its_neighbours(branch: Organisation) -> None:
    register(branch, month="2022-04", owner_id=make_member(branch).id)
    service.carry_over(branch, "2022-04")
    middle = service.carry_over(branch, "2022-05") and tasks(branch, "2022-05")[0]
    assert middle
    data, uid = service.data_of(middle), middle.uid
    service.delete(middle)
    db.session.commit()
    assert tasks(branch, "2022-06")[0].carried_from_id is None
    back = service.restore(uid)
    assert service.data_of(back) == data
    assert [t.month for t in queries.lineage(back)] == ["2022-04", "2022-05", "2022-06"]
    with pytest.raises(Refusal, match="đã có lại rồi"):
        service.restore(uid)


def test_a_task_comes_back_without_a_place_that_was_taken_meanwhile(branch: Organisation) -> None:
    register(branch, month="2022-04")
    carried = service.carry_over(branch, "2022-04")[0]
    service.delete(carried)
    db.session.commit()
    service.carry_over(branch, "2022-04")
    assert service.restore(carried.uid).carried_from_id is None


def test_a_locked_month_does_not_change_in_any_way(branch: Organisation) -> None:
    task = register(branch)
    before = service.data_of(task)
    rules.lock(branch.id, "2022-05")
    attempts: list[Callable[[], object]] = [
        lambda: register(branch),
        lambda: service.set_result(task, "done"),
        lambda: service.update(task, replace(before, month="2022-06")),
        lambda: service.delete(task),
    ]
    for attempt in attempts:
        with pytest.raises(Refusal, match="đã khóa sổ"):
            attempt()
    assert service.data_of(task) == before
    assert [t.month for t in service.carry_over(branch, "2022-05")] == ["2022-06"]


def test_nothing_is_carried_into_a_locked_month(branch: Organisation) -> None:
    register(branch)
    rules.lock(branch.id, "2022-06")
    with pytest.raises(Refusal, match="Tháng 6/2022"):
        service.carry_over(branch, "2022-05")


def test_a_deleted_member_leaves_the_task_and_takes_it_up_again_when_brought_back(branch: Organisation) -> None:
    member = make_member(branch)
    task = register(branch, owner_id=member.id)
    uid = member.uid
    members.delete(member)
    db.session.commit()
    assert task.owner_id is None
    back = members.restore(uid)
    db.session.commit()
    assert task.owner_id == back.id


def test_an_organisation_with_tasks_is_not_deleted(branch: Organisation) -> None:
    register(branch)
    with pytest.raises(Refusal, match="nhiệm vụ hằng tháng"):
        organisations.delete(branch)


def test_a_deleted_ceremony_leaves_its_results(branch: Organisation) -> None:
    from intranet.meetings import service as meetings

    ceremony = make_meeting(branch, "2022-06-06", kinds=("flag_session",))
    task = register(branch, result="done", meeting_id=ceremony.id)
    db.session.commit()
    meetings.delete(ceremony)
    db.session.commit()
    db.session.expire_all()
    assert (task.result, task.meeting_id) == ("done", None)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("register"), st.integers(0, 4), st.none()),
        st.tuples(st.just("tick"), st.integers(0, 30), st.sampled_from([*RESULTS, None])),
        st.tuples(st.just("carry"), st.integers(0, 4), st.none()),
        st.tuples(st.just("take back"), st.integers(0, 4), st.none()),
        st.tuples(st.just("delete"), st.integers(0, 30), st.none()),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done_nothing_is_carried_twice_and_nothing_open_is_left_behind(
    branch: Organisation, steps: list[tuple[str, int, str | None]]
) -> None:
    with db.session.begin_nested() as sandbox:
        for step, number, result in steps:
            _take(branch, step, number, result)
        everything = db.session.scalars(select(WorkTask)).all()
        origins = [t.carried_from_id for t in everything if t.carried_from_id is not None]
        assert len(origins) == len(set(origins))
        by_id = {t.id: t for t in everything}
        assert all(by_id[t.carried_from_id].month == shifted(t.month, -1) for t in everything if t.carried_from_id)
        for number in range(5):
            month = shifted("2022-01", number)
            service.carry_over(branch, month)
            left = {t.id for t in tasks(branch, month) if t.result != "done"}
            assert left <= {t.carried_from_id for t in tasks(branch, next_month(month))}
        sandbox.rollback()
    db.session.expunge_all()


def _take(branch: Organisation, step: str, number: int, result: str | None) -> None:
    everything = list(db.session.scalars(select(WorkTask).order_by(WorkTask.id)))
    month = shifted("2022-01", number)
    if step == "register":
        register(branch, f"Việc {len(everything)}", month)
    elif step == "carry":
        service.carry_over(branch, month)
    elif step == "take back":
        service.take_back(branch, month)
    elif everything:
        task = everything[number % len(everything)]
        service.set_result(task, result) if step == "tick" else service.delete(task)
