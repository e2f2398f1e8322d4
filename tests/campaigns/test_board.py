"""The board: every branch of the scope stands in it by itself, in the state it really is in, under its party organisation."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import true

from intranet.campaigns import queries, reminder
from intranet.campaigns.queries import Tally
from intranet.database import db
from intranet.organisations import service as organisations
from intranet.organisations.models import Organisation
from tests import factories
from tests.campaigns.conftest import TODAY, District, make_wave, record


def states(district: District, today: str = TODAY) -> dict[str, str]:
    return {line.name: line.state for line in queries.board(district.wave, true(), today)}


def test_every_branch_stands_in_the_board_before_anything_is_recorded(district: District) -> None:
    assert states(district) == {branch.name: "waiting" for branch in district.branches}


def test_a_branch_made_later_appears_by_itself_and_one_closed_before_anything_was_recorded_goes(
    district: District,
) -> None:
    factories.make_branch(district.first, "Chi bộ Trạm Y tế", "health")
    organisations.close(district.west)
    db.session.commit()
    assert list(states(district)) == [
        "Chi bộ thôn Bắc Sơn", "Chi bộ Trạm Y tế", "Chi bộ Trường Tiểu học An Hòa", "Chi bộ thôn Đông",
    ]  # fmt: skip


def test_a_closed_branch_that_held_its_session_stays_counted(district: District) -> None:
    record(district.wave, district.west, held_on="2022-02-20")
    organisations.close(district.west)
    db.session.commit()
    assert states(district)["Chi bộ thôn Tây"] == "held"


def test_only_the_kinds_of_the_scope_stand_in_the_board(district: District) -> None:
    wave = make_wave(district.top, kinds=("school",))
    unread = factories.make_branch(district.first, "Chi bộ chưa rõ", None)
    assert [line.name for line in queries.board(wave, true(), TODAY)] == [district.school.name]
    assert unread.name in states(district)


@pytest.mark.parametrize(
    ("values", "today", "state"),
    [
        ({"held_on": "2022-02-20"}, "2022-05-01", "held"),
        ({"held_on": "2022-02"}, TODAY, "held"),
        ({"held_on": "2022-01-20"}, TODAY, "held"),
        ({"planned_on": "2022-03-05"}, TODAY, "planned"),
        ({"planned_on": "2022-03-01"}, TODAY, "planned"),
        ({"planned_on": "2022-02-28"}, TODAY, "late"),
        ({"planned_on": "2022-03"}, "2022-03-31", "planned"),
        ({"planned_on": "2022-02"}, TODAY, "late"),
        ({"planned_on": "2022-04-05"}, "2022-04-01", "late"),
        ({"total": 30, "present": 29}, TODAY, "undated"),
        ({"total": 30}, TODAY, "waiting"),
        ({}, "2022-03-31", "waiting"),
        ({}, "2022-04-01", "late"),
    ],
)
def test_a_branch_is_late_when_the_window_or_its_own_date_is_past_and_nothing_is_held(
    district: District, values: dict[str, object], today: str, state: str
) -> None:
    record(district.wave, district.village, **values)
    assert states(district, today)["Chi bộ thôn Bắc Sơn"] == state


def test_lines_stand_under_their_party_organisations_with_subtotals(district: District) -> None:
    record(district.wave, district.east, held_on="2022-02-20", total=20, present=18)
    record(district.wave, district.west, planned_on="2022-02-20", total=10)
    record(district.wave, district.school, total=10, present=9)
    groups = queries.grouped(queries.board(district.wave, true(), TODAY))
    assert [(g.name, len(g.lines), g.present, g.total) for g in groups] == [
        ("Đảng bộ xã An Hòa", 2, 0, 0),
        ("Đảng bộ xã Bình Minh", 2, 18, 20),
    ]
    assert groups[1].tally == Tally(branches=2, held=1, planned=0, late=1, undated=0, waiting=0)


def test_the_figures_are_those_of_the_rows_and_of_what_is_in_sight(district: District) -> None:
    record(district.wave, district.east, held_on="2022-02-20")
    record(district.wave, district.west, planned_on="2022-02-20")
    record(district.wave, district.school, present=3)
    lines = queries.board(district.wave, true(), TODAY)
    whole = queries.tallies(true(), TODAY, [district.wave.id])[district.wave.id]
    assert whole == Tally.of(lines) == Tally(branches=4, held=1, planned=0, late=1, undated=1, waiting=1)
    second = Organisation.path.startswith(district.second.path)
    assert queries.tallies(second, TODAY, [district.wave.id])[district.wave.id] == Tally(2, 1, 0, 1, 0, 0)
    assert [b.name for _, b in db.session.execute(queries.late(true(), TODAY))] == ["Chi bộ thôn Tây"]


def test_thematic_sessions_of_the_window_are_offered_and_no_others(district: District) -> None:
    thematic = factories.make_meeting(district.village, "2022-02-18", kinds=("regular_session", "thematic_session"))
    factories.make_meeting(district.village, "2022-02-19")
    factories.make_meeting(district.village, "2022-04-01", kinds=("thematic_session",))
    factories.make_meeting(district.village, "2022-02", kinds=("thematic_session",))
    other = factories.make_organisation("Đảng bộ xã Khác")
    factories.make_meeting(factories.make_branch(other), "2022-02-18", kinds=("thematic_session",))
    found = queries.candidates(district.wave, true())
    assert [(c.uid, c.date) for of in found.values() for c in of] == [(thematic.uid, "2022-02-18")]


def test_what_is_offered_agrees_with_the_day_recorded(district: District) -> None:
    for day in ("2022-02-18", "2022-03-01"):
        factories.make_meeting(district.village, day, kinds=("thematic_session",))
    record(district.wave, district.village, held_on="2022-02")
    line = next(li for li in queries.board(district.wave, true(), TODAY) if li.id == district.village.id)
    offered = queries.offered(line.session, queries.candidates(district.wave, true())[district.village.id])
    assert [c.date for c in offered] == ["2022-02-18"]


def test_the_reminder_names_who_is_late_under_their_party_organisation(district: District) -> None:
    record(district.wave, district.east, held_on="2022-02-20")
    record(district.wave, district.west, planned_on="2022-03-20")
    late = [li for li in queries.board(district.wave, true(), "2022-04-05") if li.state == "late"]
    assert reminder.text(district.wave, late, date(2022, 4, 5), "Ban Tuyên giáo").splitlines() == [
        "Kính gửi: Các đồng chí bí thư chi bộ",
        "",
        "Đợt sinh hoạt chuyên đề năm 2022 tổ chức từ ngày 07/02/2022 đến ngày 31/3/2022, "
        "chủ đề “Ý chí tự lực, tự cường và khát vọng phát triển đất nước”.",
        "Đến ngày 05/4/2022 còn 3 chi bộ chưa tổ chức hoặc chưa báo kết quả (đợt đã hết hạn):",
        "Đảng bộ xã An Hòa:",
        "- Chi bộ thôn Bắc Sơn",
        "- Chi bộ Trường Tiểu học An Hòa",
        "Đảng bộ xã Bình Minh:",
        "- Chi bộ thôn Tây (dự kiến 20/3/2022)",
        "",
        "Đề nghị các đồng chí tổ chức sinh hoạt và báo kết quả (ngày tổ chức, tổng số đảng viên, số có mặt) về "
        "Ban Tuyên giáo. Chi bộ đã tổ chức thì báo ngày để cập nhật.",
        "",
        "Trân trọng.",
    ]
