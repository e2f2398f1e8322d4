"""Taking the roll: everyone present until somebody says otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from intranet.database import db
from intranet.meetings import attendance, rollcall, service
from intranet.meetings.models import AttendanceMark, AttendanceYear, Meeting
from intranet.meetings.service import MeetingData
from intranet.members import service as members
from intranet.members.models import Member
from intranet.refusal import Refusal
from intranet.settings import service as settings
from tests import factories
from tests.factories import Commune


def stored(meeting: Meeting) -> dict[str, tuple[int | None, str]]:
    """Name to (month, mark) of the marks that name this session."""
    found = db.session.execute(
        select(Member.full_name, AttendanceMark.month, AttendanceMark.value)
        .join(AttendanceYear, AttendanceYear.id == AttendanceMark.attendance_year_id)
        .join(Member, Member.id == AttendanceYear.member_id)
        .where(AttendanceMark.meeting_id == meeting.id)
    )
    return {name: (month, value) for name, month, value in found}


def names(meeting: Meeting) -> list[str]:
    return [e.member.full_name for e in rollcall.roll_of(meeting).entries]


def test_everyone_is_present_at_first_and_the_exempt_are_not_counted(commune: Commune) -> None:
    roll = rollcall.roll_of(factories.make_meeting(commune.branch))
    assert (roll.present, roll.total) == (5, 5)
    assert [(e.value, e.entitled) for e in roll.entries if e.member.id == commune.exempt.id] == [(None, False)]
    assert not any(e.marked for e in roll.entries)


def test_names_stand_in_vietnamese_order_of_given_names(commune: Commune) -> None:
    meeting = factories.make_meeting(commune.branch)
    assert [n.split()[-1] for n in names(meeting)] == ["An", "Bảo", "Cường", "Đạt", "Hiền", "Hùng"]


def test_one_tap_changes_the_count_at_once(commune: Commune) -> None:
    meeting = factories.make_meeting(commune.branch)
    rollcall.mark(meeting, commune.people[1].uid, "absent_excused", "Ốm")
    rollcall.mark(meeting, commune.people[2].uid, "late")
    roll = rollcall.mark(meeting, commune.exempt.uid, "present")
    assert (roll.present, roll.total) == (4, 5)
    assert [(e.member.full_name, e.value, e.reason) for e in roll.absent] == [("Trần Đình Bảo", "absent_excused", "Ốm")]


def test_an_unfinished_roll_is_not_yet_in_the_yearly_roll(commune: Commune) -> None:
    meeting = factories.make_meeting(commune.branch)
    rollcall.mark(meeting, commune.people[1].uid, "absent_unexcused")
    assert stored(meeting) == {"Trần Đình Bảo": (None, "absent_unexcused")}
    assert (meeting.total, meeting.present) == (None, None)


def test_finishing_writes_everybody_into_the_month_and_computes_the_figures(commune: Commune) -> None:
    meeting = factories.make_meeting(commune.branch)
    rollcall.mark(meeting, commune.people[1].uid, "absent_unexcused")
    rollcall.mark(meeting, commune.people[2].uid, "absent_excused", "Ốm")
    rollcall.mark(meeting, commune.people[3].uid, "late")
    rollcall.finish(meeting)
    assert stored(meeting) == {
        "Nguyễn Thị An": (11, "present"),
        "Trần Đình Bảo": (11, "absent_unexcused"),
        "Phạm Văn Cường": (11, "absent_excused"),
        "Lê Quang Đạt": (11, "late"),
        "Hồ Sỹ Hùng": (11, "present"),
    }
    assert (meeting.total, meeting.present, meeting.absent_excused, meeting.absent_unexcused) == (5, 3, 1, 1)
    assert meeting.roll_taken_at is not None


def test_a_tap_after_the_end_corrects_month_and_figures(commune: Commune) -> None:
    meeting = factories.make_meeting(commune.branch)
    rollcall.finish(meeting)
    rollcall.mark(meeting, commune.people[0].uid, "absent_unexcused")
    assert stored(meeting)["Nguyễn Thị An"] == (11, "absent_unexcused")
    assert (meeting.present, meeting.absent_unexcused) == (4, 1)


def test_finishing_twice_changes_nothing(commune: Commune) -> None:
    meeting = factories.make_meeting(commune.branch)
    rollcall.mark(meeting, commune.people[0].uid, "late")
    rollcall.finish(meeting)
    before = stored(meeting)
    rollcall.finish(meeting)
    assert stored(meeting) == before


def test_another_kind_of_session_leaves_the_months_alone(commune: Commune) -> None:
    meeting = factories.make_meeting(commune.branch, kinds=("thematic_session",))
    rollcall.finish(meeting)
    assert {month for month, _value in stored(meeting).values()} == {None}


def test_a_joined_session_counts_as_the_regular_one(commune: Commune) -> None:
    meeting = factories.make_meeting(commune.branch, kinds=("regular_session", "thematic_session"))
    rollcall.finish(meeting)
    assert {month for month, _value in stored(meeting).values()} == {11}


def test_a_second_regular_session_of_a_month_does_not_overwrite_the_first(commune: Commune) -> None:
    first, second = factories.make_meeting(commune.branch), factories.make_meeting(commune.branch, "2022-11-20")
    rollcall.mark(first, commune.people[0].uid, "late")
    rollcall.finish(first)
    rollcall.mark(second, commune.people[0].uid, "absent_unexcused")
    rollcall.finish(second)
    assert stored(first)["Nguyễn Thị An"] == (11, "late")
    assert stored(second)["Nguyễn Thị An"] == (None, "absent_unexcused")


def test_what_the_sheet_says_of_the_month_is_where_the_roll_starts(commune: Commune) -> None:
    line = attendance.ensure_line(commune.people[0], 2022)
    attendance.set_mark(line, "absent_excused", month=11)
    meeting = factories.make_meeting(commune.branch)
    roll = rollcall.finish(meeting)
    assert (roll.present, meeting.absent_excused) == (4, 1)
    assert stored(meeting)["Nguyễn Thị An"] == (11, "absent_excused")


def test_a_session_without_a_known_date_keeps_its_roll_to_itself(commune: Commune) -> None:
    undated = service.create(MeetingData(commune.branch.id, 2022, kinds=("regular_session",)))
    rollcall.finish(undated)
    assert {month for month, _value in stored(undated).values()} == {None}
    assert undated.total == 5


def test_who_has_moved_since_stands_on_the_roll_of_then(commune: Commune) -> None:
    mover = commune.people[0]
    members.transfer(mover, commune.other, "2022-12-01", "QĐ 5")
    before, after = factories.make_meeting(commune.branch), factories.make_meeting(commune.branch, "2022-12-03")
    assert mover.full_name in names(before)
    assert mover.full_name not in names(after)
    assert mover.full_name not in names(factories.make_meeting(commune.other))
    assert mover.full_name in names(factories.make_meeting(commune.other, "2022-12-04"))


def test_who_came_and_went_stands_where_they_were(commune: Commune) -> None:
    mover, third = commune.people[0], factories.make_branch(commune.committee, "Chi bộ thôn Nam Hải")
    members.transfer(mover, commune.other, "2022-03-01", "")
    members.transfer(mover, third, "2022-06-01", "")
    for branch, day, there in (
        (commune.branch, "2022-02-01", True), (commune.branch, "2022-04-01", False), (commune.other, "2022-02-01", False),
        (commune.other, "2022-04-01", True), (commune.other, "2022-07-01", False), (third, "2022-04-01", False),
        (third, "2022-07-01", True),
    ):  # fmt: skip
        assert (mover.full_name in names(factories.make_meeting(branch, day))) is there, (branch.name, day)


def test_who_was_not_yet_admitted_or_already_gone_is_not_on_the_roll(commune: Commune) -> None:
    factories.make_member(commune.branch, "Đỗ Văn Mới", joined_on="2022-12-01")
    gone = factories.make_member(commune.branch, "Đỗ Văn Cũ")
    gone.left_on = "2022-10"
    db.session.commit()
    meeting = factories.make_meeting(commune.branch)
    assert {"Đỗ Văn Mới", "Đỗ Văn Cũ"} & set(names(meeting)) == set()


def test_a_committees_ceremony_calls_its_whole_subtree(commune: Commune) -> None:
    factories.make_member(commune.other, "Bùi Thị Lan")
    assert len(names(factories.make_meeting(commune.committee, kinds=("flag_session",)))) == 7


def test_only_the_exempt_may_stand_outside_the_count(commune: Commune) -> None:
    meeting = factories.make_meeting(commune.branch)
    with pytest.raises(Refusal):
        rollcall.mark(meeting, commune.people[0].uid, None)
    rollcall.mark(meeting, commune.exempt.uid, "present")
    roll = rollcall.mark(meeting, commune.exempt.uid, None)
    assert [e.value for e in roll.entries if not e.entitled] == [None]


def test_a_stranger_cannot_be_marked(commune: Commune) -> None:
    stranger = factories.make_member(commune.other)
    with pytest.raises(Refusal):
        rollcall.mark(factories.make_meeting(commune.branch), stranger.uid, "present")


def test_a_branch_without_members_has_no_roll_to_finish(commune: Commune) -> None:
    with pytest.raises(Refusal):
        rollcall.finish(factories.make_meeting(commune.other))


def test_a_locked_month_takes_no_roll(commune: Commune) -> None:
    meeting = factories.make_meeting(commune.branch)
    settings.lock(commune.committee.id, "2022")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: rollcall.mark(meeting, commune.people[0].uid, "late"),
        lambda: rollcall.finish(meeting),
    )
    for attempt in attempts:
        with pytest.raises(Refusal, match="Năm 2022"):
            attempt()
    assert stored(meeting) == {}


@pytest.mark.parametrize(("absent", "quorate"), [(2, True), (3, False)])
def test_more_than_half_make_a_quorum(commune: Commune, absent: int, quorate: bool) -> None:
    meeting = factories.make_meeting(commune.branch)
    for person in commune.people[:absent]:
        rollcall.mark(meeting, person.uid, "absent_unexcused")
    assert rollcall.roll_of(meeting).quorate(settings.value("quorum_percent", "2022-11-03")) is quorate


def test_who_moved_in_the_month_keeps_the_mark_of_the_branch_they_left(commune: Commune) -> None:
    mover = commune.people[0]
    first = factories.make_meeting(commune.branch, "2022-11-03")
    rollcall.mark(first, mover.uid, "absent_excused", "Ốm")
    rollcall.finish(first)
    members.transfer(mover, commune.other, "2022-11-10", "QĐ 5")
    second = factories.make_meeting(commune.other, "2022-11-20")
    rollcall.finish(second)
    assert stored(first)[mover.full_name] == (11, "absent_excused")
    assert stored(second) == {mover.full_name: (None, "present")}
