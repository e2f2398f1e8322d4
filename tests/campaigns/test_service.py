"""Waves and what branches do in them: kept as written, refused in plain words, brought back whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from intranet.audit.models import AuditEntry
from intranet.campaigns import service, sessions, steps
from intranet.campaigns.models import Wave, WaveSession, WaveStep
from intranet.campaigns.service import WaveData, WaveSessionData
from intranet.database import db
from intranet.meetings import agenda
from intranet.meetings import service as meetings
from intranet.refusal import Refusal
from intranet.settings import service as settings
from tests import factories
from tests.campaigns.conftest import District, make_wave, record


def refused(act: Callable[[], object]) -> tuple[str, str]:
    """What a service answers no with: the sentence and its field."""
    with pytest.raises(Refusal) as said:
        act()
    return said.value.message, said.value.field


def test_a_wave_is_kept_as_it_was_written(district: District) -> None:
    data = WaveData(
        district.first.id, 2022, "Đợt tháng 2", "2022-02-07", "2022-03-05", theme="Tự lực", term_theme="Khát vọng",
        basis="KH 12-KH/HU\nCV 3-CV/BTG", kinds=("rural", "school"),
    )  # fmt: skip
    wave = service.create(data, uid="dotthu1")
    assert (wave.uid, wave.version, service.data_of(wave)) == ("dotthu1", 1, data)


def test_a_changed_wave_counts_its_versions_and_an_unchanged_one_does_not(district: District) -> None:
    data = service.data_of(district.wave)
    service.update(district.wave, data)
    assert district.wave.version == 1
    service.update(district.wave, replace(data, title="Đợt I"))
    assert (district.wave.version, district.wave.title) == (2, "Đợt I")


@pytest.mark.parametrize(
    ("values", "sentence", "field"),
    [
        (
            {"opens_on": "2022-03-31", "closes_on": "2022-02-07"},
            "Đợt kết thúc ngày 07/02/2022, trước khi bắt đầu ngày 31/3/2022. Xem lại hai ngày này.",
            "closes_on",
        ),
        ({"title": "  "}, "Nhập tên đợt sinh hoạt.", "title"),
        ({"opens_on": "2022-02"}, "Nhập đủ ngày, tháng, năm.", "opens_on"),
        ({"closes_on": "2022-02-31"}, "Nhập đủ ngày, tháng, năm.", "closes_on"),
        (
            {"year": 2021},
            "Năm 2021 không nằm trong thời gian của đợt (07/02/2022 đến 31/3/2022).",
            "year",
        ),
        ({"kinds": ("castle",)}, "Không có loại hình chi bộ “castle”.", "kinds"),
        (
            {"kinds": ("police",)},
            "Đảng bộ huyện Mẫu Sơn chưa có chi bộ loại hình công an nào đang hoạt động nên đợt không có ai thực hiện. "
            "Chọn loại hình khác, hoặc nhập chi bộ trước.",
            "kinds",
        ),
        (
            {"theme": "Tài liệu TUYỆT MẬT"},
            "Nội dung có dấu chỉ độ mật nên không được ghi vào phần mềm này.",
            "theme",
        ),
    ],
)
def test_a_wave_that_cannot_be_is_refused(
    district: District, values: dict[str, object], sentence: str, field: str
) -> None:
    data = replace(service.data_of(district.wave), **values)  # type: ignore[arg-type]
    assert refused(lambda: service.create(data)) == (sentence, field)


def test_a_wave_without_branches_is_refused(district: District) -> None:
    empty = factories.make_organisation("Đảng bộ xã Chưa Có", "commune", district.top)
    assert refused(lambda: make_wave(empty))[0].startswith("Đảng bộ xã Chưa Có chưa có chi bộ nào đang hoạt động")


def test_the_scope_does_not_shrink_past_a_branch_that_has_a_line(district: District) -> None:
    record(district.wave, district.east, held_on="2022-02-20")
    narrowed = replace(service.data_of(district.wave), organisation_id=district.first.id)
    assert refused(lambda: service.update(district.wave, narrowed)) == (
        "Đợt đã ghi kết quả của chi bộ không thuộc Đảng bộ xã An Hòa. Giữ đơn vị cũ, hoặc xóa các dòng đó trước.",
        "organisation_id",
    )


def test_a_line_is_kept_as_it_was_written(district: District) -> None:
    data = WaveSessionData(
        district.wave.id, district.village.id, held_on="2022-02", planned_on="2022-02-20", total=36, present=35, pilot=True,
        guest="đ/c Lê Thu Hà – PCT", note="đã báo cáo", lessons="Chuẩn bị câu hỏi trước",
    )  # fmt: skip
    line = service.create_session(data, uid="dongthu1")
    assert (line.uid, line.version, service.session_data_of(line)) == ("dongthu1", 1, data)


@pytest.mark.parametrize(
    ("values", "sentence", "field"),
    [
        (
            {"held_on": "2022-03-02"},
            "Ngày 02/3/2022 chưa đến. Nếu đó là lịch dự kiến, ghi vào ô Dự kiến ngày.",
            "held_on",
        ),
        ({"held_on": "2022-02-30"}, "Không có ngày “2022-02-30”.", "held_on"),
        ({"planned_on": "2022"}, "Ngày dự kiến ghi đủ ngày, hoặc tháng và năm.", "planned_on"),
        ({"total": 10, "present": 11}, "Có mặt 11 nhiều hơn tổng số 10 đảng viên.", "present"),
        ({"present": -1}, "Số phải từ 0 trở lên.", "present"),
        ({"meeting_id": 999}, "Buổi sinh hoạt đã chọn không phải của chi bộ này.", "meeting_id"),
        ({"note": "MẬT"}, "Nội dung có dấu chỉ độ mật nên không được ghi vào phần mềm này.", "note"),
    ],
)
def test_a_line_that_cannot_be_is_refused(
    district: District, values: dict[str, object], sentence: str, field: str
) -> None:
    assert refused(lambda: record(district.wave, district.village, **values)) == (sentence, field)


def test_a_session_of_today_and_of_this_month_may_be_recorded(district: District) -> None:
    assert record(district.wave, district.village, held_on="2022-03-01").held_on == "2022-03-01"
    assert record(district.wave, district.east, held_on="2022-03").held_on == "2022-03"


def test_a_second_line_of_one_branch_is_refused(district: District) -> None:
    record(district.wave, district.village, held_on="2022-02-20")
    assert refused(lambda: record(district.wave, district.village)) == (
        "Chi bộ thôn Bắc Sơn đã có dòng trong đợt này. Mở dòng đó ra sửa.",
        "organisation_id",
    )


def test_only_a_branch_of_the_scope_gets_a_line(district: District) -> None:
    of_villages = make_wave(district.first, kinds=("rural",))
    assert refused(lambda: record(of_villages, district.east)) == (
        "Đơn vị này không phải là chi bộ thuộc Đảng bộ xã An Hòa.",
        "organisation_id",
    )
    assert refused(lambda: record(of_villages, district.school)) == (
        "Đợt này không dành cho loại hình của Chi bộ Trường Tiểu học An Hòa (trường học).",
        "organisation_id",
    )


def test_a_line_does_not_move_to_another_branch(district: District) -> None:
    line = record(district.wave, district.village)
    moved = replace(service.session_data_of(line), organisation_id=district.east.id)
    assert refused(lambda: service.update_session(line, moved))[1] == "organisation_id"


def test_nothing_changes_in_a_locked_month(district: District) -> None:
    line = record(district.wave, district.village, held_on="2022-02-20")
    settings.lock(district.first.id, "2022-02")
    data = service.session_data_of(line)
    for act in (
        lambda: service.update_session(line, replace(data, present=3)),
        lambda: service.update_session(line, replace(data, held_on="2022-03-01")),
        lambda: service.delete_session(line),
        lambda: record(district.wave, district.school, held_on="2022-02-21"),
        lambda: service.delete(district.wave),
    ):
        assert refused(act)[0].startswith("Tháng 02/2022 của Đảng bộ xã An Hòa đã khóa sổ")
    assert record(district.wave, district.school, held_on="2022-03-01").held_on == "2022-03-01"


def test_a_wave_of_a_locked_year_is_not_changed(district: District) -> None:
    settings.lock(district.top.id, "2022")
    data = replace(service.data_of(district.wave), title="Khác")
    assert refused(lambda: service.update(district.wave, data))[0].startswith("Năm 2022 của Đảng bộ huyện Mẫu Sơn")
    assert refused(lambda: steps.add(district.wave, "Sơ kết"))[0].startswith("Năm 2022 của Đảng bộ huyện Mẫu Sơn")


def test_linking_a_meeting_fills_what_is_empty_and_keeps_what_was_written(district: District) -> None:
    meeting = factories.make_meeting(district.village, "2022-02-18", kinds=("thematic_session",), total=20, present=18)
    agenda.add_guest(meeting, "Hồ Văn Lâm", "Phó Bí thư Huyện ủy")
    line = record(district.wave, district.village, total=21)
    sessions.link(district.wave, district.village, meeting)
    assert (line.held_on, line.total, line.present, line.meeting_id) == ("2022-02-18", 21, 18, meeting.id)
    assert line.guest == "Hồ Văn Lâm – Phó Bí thư Huyện ủy"


def test_a_meeting_of_another_day_than_the_one_recorded_is_not_linked(district: District) -> None:
    meeting = factories.make_meeting(district.village, "2022-02-18", kinds=("thematic_session",))
    record(district.wave, district.village, held_on="2022-02-20")
    assert refused(lambda: sessions.link(district.wave, district.village, meeting)) == (
        "Chi bộ đã ghi tổ chức ngày 20/02/2022, khác ngày của buổi này. Sửa ngày trước rồi gắn.",
        "held_on",
    )


def test_a_deleted_meeting_leaves_the_line_standing(district: District) -> None:
    meeting = factories.make_meeting(district.village, "2022-02-18", kinds=("thematic_session",))
    line = sessions.link(district.wave, district.village, meeting)
    db.session.commit()
    meetings.delete(meeting)
    db.session.commit()
    db.session.expire_all()
    assert (line.held_on, line.meeting_id) == ("2022-02-18", None)


def test_a_deleted_line_comes_back_as_it_was(district: District) -> None:
    line = record(district.wave, district.village, held_on="2022-02-18", present=5, pilot=True)
    uid, data = line.uid, service.session_data_of(line)
    service.delete_session(line)
    db.session.commit()
    assert db.session.scalar(select(WaveSession)) is None
    again = service.restore_session(uid)
    assert (again.uid, service.session_data_of(again)) == (uid, data)
    assert refused(lambda: service.restore_session(uid))[0] == "Mục này đã có lại rồi."


def test_a_deleted_wave_comes_back_with_its_steps_and_lines(district: District) -> None:
    steps.fill(district.wave)
    first = record(district.wave, district.village, held_on="2022-02-18", lessons="Hỏi trước")
    record(district.wave, district.east, planned_on="2022-03-05")
    uid, data, line = district.wave.uid, service.data_of(district.wave), service.session_data_of(first)
    service.delete(district.wave)
    db.session.commit()
    assert (db.session.scalar(select(Wave)), db.session.scalar(select(WaveSession))) == (None, None)
    assert service.owner_of(uid) == district.top.id
    again = service.restore(uid)
    db.session.commit()
    assert (again.uid, service.data_of(again)) == (uid, data)
    assert [s.content for s in db.session.scalars(select(WaveStep).order_by(WaveStep.position))] == list(steps.USUAL)
    kept = db.session.scalars(select(WaveSession).where(WaveSession.organisation_id == district.village.id)).one()
    assert service.session_data_of(kept) == replace(line, wave_id=again.id)


def test_every_value_of_a_line_stands_in_its_history(district: District) -> None:
    line = record(district.wave, district.village, planned_on="2022-03-05")
    service.update_session(line, replace(service.session_data_of(line), held_on="2022-03-01"))
    db.session.commit()
    log = db.session.scalars(select(AuditEntry).where(AuditEntry.table_name == "wave_sessions").order_by(AuditEntry.id))
    assert [(e.action, e.field, e.before) for e in log] == [("create", "", None), ("update", "held_on", None)]


def test_steps_are_added_done_and_taken_out(district: District) -> None:
    steps.add(district.wave, "Ban hành kế hoạch", "2022-02-05")
    second = steps.add(district.wave, "Sơ kết")
    assert [(s.position, s.content, s.due_on) for s in steps_of(district)] == [
        (1, "Ban hành kế hoạch", "2022-02-05"),
        (2, "Sơ kết", None),
    ]
    for done in (True, False):
        steps.settle(district.wave, second, done=done)
        assert (second.done_on is not None) == done
    steps.remove(district.wave, second)
    assert [s.content for s in steps_of(district)] == ["Ban hành kế hoạch"]
    assert refused(lambda: steps.add(district.wave, " ")) == ("Nhập việc của bước này.", "content")


def steps_of(district: District) -> list[WaveStep]:
    return list(db.session.scalars(select(WaveStep).where(WaveStep.wave_id == district.wave.id)))
