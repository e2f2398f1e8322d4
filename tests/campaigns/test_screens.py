"""Who may open and do what with waves, and what a person sees when it goes right or wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet.campaigns import service
from intranet.campaigns.models import Wave, WaveSession, WaveStep
from intranet.database import db
from intranet.settings import service as settings
from tests import factories
from tests.campaigns.conftest import District, at, make_wave, record
from tests.conftest import Login, QueryCounter

FORM = {
    "title": "Đợt II", "opens_on": "01/5/2022", "closes_on": "31/5/2022", "year": "2022", "theme": "Tự lực",
    "basis": "KH 12-KH/HU",
}  # fmt: skip


def test_a_wave_is_opened_with_its_usual_steps_and_all_its_branches(district: District, office: FlaskClient) -> None:
    answer = office.post("/dot-sinh-hoat/moi", data={**FORM, "organisation": district.top.uid})
    assert answer.status_code == 303
    page = office.get(answer.location).text
    assert "Đã mở đợt sinh hoạt." in page
    assert all(branch.name in page for branch in district.branches)
    wave = db.session.scalars(select(Wave).where(Wave.title == "Đợt II")).one()
    assert (wave.opens_on, wave.closes_on, wave.theme) == ("2022-05-01", "2022-05-31", "Tự lực")
    assert len(db.session.scalars(select(WaveStep).where(WaveStep.wave_id == wave.id)).all()) == 4


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"closes_on": "01/4/2022"}, "Đợt kết thúc ngày 01/4/2022, trước khi bắt đầu ngày 01/5/2022."),
        ({"opens_on": "31/02/2022"}, "Từ ngày “31/02/2022” không phải là ngày có thật."),
        ({"title": ""}, "Nhập tên đợt."),
        ({"kinds": "police"}, "chưa có chi bộ loại hình công an nào đang hoạt động"),
        ({"year": "1999"}, "Năm 1999 không nằm trong thời gian của đợt"),
        ({"organisation": "khong-co"}, "Chọn đơn vị tổ chức trong danh sách."),
    ],
)
def test_a_wave_that_cannot_be_is_refused_beside_the_field_and_keeps_what_was_typed(
    district: District, office: FlaskClient, changed: dict[str, str], said: str
) -> None:
    answer = office.post("/dot-sinh-hoat/moi", data={**FORM, "organisation": district.top.uid, **changed})
    assert answer.status_code == 422
    assert said in answer.text
    assert "KH 12-KH/HU" in answer.text
    assert len(db.session.scalars(select(Wave)).all()) == 1


def test_a_foreign_organisation_cannot_be_made_to_lead(district: District, login: Login) -> None:
    below = login(factories.make_user("committee_office", district.first))
    answer = below.post("/dot-sinh-hoat/moi", data={**FORM, "organisation": district.top.uid})
    assert (answer.status_code, len(db.session.scalars(select(Wave)).all())) == (422, 1)


def test_what_somebody_else_wrote_meanwhile_is_shown_and_not_overwritten(
    district: District, office: FlaskClient
) -> None:
    service.update(district.wave, replace(service.data_of(district.wave), title="Đợt I"))
    answer = office.post(at(district, "/sua"), data={**FORM, "organisation": district.top.uid, "version": "1"})
    assert answer.status_code == 409
    assert "đang lưu “Đợt I”, anh chị nhập “Đợt II”" in answer.text
    again = office.post(at(district, "/sua"), data={**FORM, "organisation": district.top.uid, "version": "2"})
    assert (again.status_code, db.session.scalars(select(Wave)).one().title) == (303, "Đợt II")


def test_a_secretary_records_the_session_of_the_branch(district: District, secretary: FlaskClient) -> None:
    typed = {"held_on": "18/02/2022", "total": "20", "present": "18", "pilot": "1", "guest": "đ/c Hà", "version": "0"}
    answer = secretary.post(at(district, "/chi-bo/{village}"), data={**typed, "lessons": "Hỏi trước"})
    assert answer.status_code == 303
    line = db.session.scalars(select(WaveSession)).one()
    assert (line.held_on, line.total, line.present, line.pilot, line.guest) == ("2022-02-18", 20, 18, True, "đ/c Hà")
    page = secretary.get(at(district)).text
    assert "Đã tổ chức" in page
    assert "18 / 20" in page


def test_an_unticked_box_nobody_ever_ticked_says_nothing(district: District, secretary: FlaskClient) -> None:
    secretary.post(at(district, "/chi-bo/{village}"), data={"total": "20", "version": "0"})
    assert db.session.scalars(select(WaveSession)).one().pilot is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"held_on": "18/02/2122"}, "Ngày 18/02/2122 chưa đến."),
        ({"held_on": "mai"}, "Ngày tổ chức “mai” không phải là ngày có thật."),
        ({"total": "3", "present": "4"}, "Có mặt 4 nhiều hơn tổng số 3 đảng viên."),
        ({"present": "ba"}, "Có mặt phải là số nguyên."),
        ({"note": "TUYỆT MẬT"}, "Nội dung có dấu chỉ độ mật"),
    ],
)
def test_a_line_that_cannot_be_is_refused_in_plain_words(
    district: District, secretary: FlaskClient, typed: dict[str, str], said: str
) -> None:
    answer = secretary.post(at(district, "/chi-bo/{village}"), data={**typed, "version": "0"})
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.scalars(select(WaveSession)).all() == []


def test_two_people_recording_one_branch_see_both_values(district: District, secretary: FlaskClient) -> None:
    record(district.wave, district.village, held_on="2022-02-18", total=20)
    answer = secretary.post(at(district, "/chi-bo/{village}"), data={"held_on": "19/02/2022", "version": "0"})
    assert answer.status_code == 409
    assert "đang lưu “18/02/2022”, anh chị nhập “19/02/2022”" in answer.text


def test_a_locked_month_is_told_and_nothing_is_written(district: District, secretary: FlaskClient) -> None:
    settings.lock(district.top.id, "2022-02")
    answer = secretary.post(at(district, "/chi-bo/{village}"), data={"held_on": "18/02/2022", "version": "0"})
    assert answer.status_code == 422
    assert "Tháng 02/2022 của Đảng bộ huyện Mẫu Sơn đã khóa sổ" in answer.text


def test_a_meeting_is_linked_in_one_tap_and_the_tap_is_taken_back(district: District, secretary: FlaskClient) -> None:
    meeting = factories.make_meeting(district.village, "2022-02-18", kinds=("thematic_session",), total=20, present=18)
    assert "Gắn buổi 18/02/2022" in secretary.get(at(district)).text
    assert db.session.scalars(select(WaveSession)).all() == []
    secretary.post(at(district, f"/chi-bo/{{village}}/gan/{meeting.uid}"))
    line = db.session.scalars(select(WaveSession)).one()
    assert (line.held_on, line.present, line.meeting_id) == ("2022-02-18", 18, meeting.id)
    page = secretary.get(at(district)).text
    assert f"/sinh-hoat/{meeting.uid}" in page
    assert "Gắn buổi" not in page
    secretary.post(at(district, "/chi-bo/{village}/bo-gan?moi=1"))
    assert db.session.scalars(select(WaveSession)).all() == []


def test_taking_a_link_back_leaves_what_stood_there_before(district: District, secretary: FlaskClient) -> None:
    meeting = factories.make_meeting(district.village, "2022-02-18", kinds=("thematic_session",), total=20, present=18)
    record(district.wave, district.village, total=21, planned_on="2022-03-05")
    page = secretary.post(at(district, f"/chi-bo/{{village}}/gan/{meeting.uid}"), follow_redirects=True).text
    undo = (
        page.split("<p>Đã gắn buổi ngày 18/02/2022 cho Chi bộ thôn Bắc Sơn.</p>")[1].split('action="')[1].split('"')[0]
    )
    assert secretary.post(undo.replace("&amp;", "&")).status_code == 303
    line = db.session.scalars(select(WaveSession)).one()
    assert (line.held_on, line.total, line.present, line.meeting_id) == (None, 21, None, None)


def test_another_branchs_meeting_is_not_linked(district: District, office: FlaskClient) -> None:
    meeting = factories.make_meeting(district.east, "2022-02-18", kinds=("thematic_session",))
    answer = office.post(at(district, f"/chi-bo/{{village}}/gan/{meeting.uid}"))
    assert answer.status_code == 422
    assert "Buổi sinh hoạt đã chọn không phải của chi bộ này." in answer.text


def test_a_deleted_line_is_brought_back_by_the_button_in_the_message(
    district: District, secretary: FlaskClient
) -> None:
    uid = record(district.wave, district.village, held_on="2022-02-18").uid
    page = secretary.post(at(district, "/chi-bo/{village}/xoa"), follow_redirects=True).text
    assert f"/dot-sinh-hoat/chi-bo/{uid}/khoi-phuc" in page
    assert db.session.scalars(select(WaveSession)).all() == []
    assert secretary.post(f"/dot-sinh-hoat/chi-bo/{uid}/khoi-phuc").status_code == 303
    assert db.session.scalars(select(WaveSession)).one().held_on == "2022-02-18"


def test_only_who_records_for_the_branch_brings_its_line_back(district: District, login: Login) -> None:
    line = record(district.wave, district.east, held_on="2022-02-18")
    uid = line.uid
    service.delete_session(line)
    stranger = login(factories.make_user("branch_secretary", district.village))
    assert stranger.post(f"/dot-sinh-hoat/chi-bo/{uid}/khoi-phuc").status_code == 404


def test_a_deleted_wave_is_brought_back_by_who_led_it(district: District, office: FlaskClient, login: Login) -> None:
    record(district.wave, district.east, held_on="2022-02-18")
    uid = district.wave.uid
    assert office.post(at(district, "/xoa")).status_code == 303
    below = login(factories.make_user("committee_office", district.first))
    assert below.post(f"/dot-sinh-hoat/{uid}/khoi-phuc").status_code == 404
    assert office.post(f"/dot-sinh-hoat/{uid}/khoi-phuc").status_code == 303
    assert "Chi bộ thôn Đông" in office.get(f"/dot-sinh-hoat/{uid}").text


def test_the_figures_open_the_rows_behind_them(district: District, office: FlaskClient) -> None:
    record(district.wave, district.east, held_on="2022-02-18")
    page = office.get(at(district)).text
    assert "tinh-trang=held" in page
    rows = office.get(at(district, "?tinh-trang=held")).text.split('id="board"')[1].split("</div>\n")[0]
    assert "Chi bộ thôn Đông" in rows
    assert "Chi bộ thôn Bắc Sơn" not in rows


def test_the_filter_answers_with_the_board_alone(district: District, office: FlaskClient) -> None:
    part = {"HX-Request": "true", "HX-Request-Type": "partial"}
    answer = office.get(at(district, "?tinh-trang=late"), headers=part).text
    assert answer.lstrip().startswith('<div id="board">')


def test_the_reminder_stands_ready_in_a_text_area(district: District, office: FlaskClient) -> None:
    page = office.get(at(district, "/nhac")).text
    assert "còn 4 chi bộ chưa tổ chức hoặc chưa báo kết quả (đợt đã hết hạn):" in page
    assert "- Chi bộ thôn Bắc Sơn" in page
    narrowed = office.get(at(district, f"/nhac?don-vi={district.second.uid}")).text
    assert "- Chi bộ thôn Bắc Sơn" not in narrowed


def test_lessons_of_a_pilot_are_read_by_every_branch_but_not_who_came(
    district: District, secretary: FlaskClient
) -> None:
    record(district.wave, district.east, held_on="2022-02-18", pilot=True, guest="đ/c Hà", lessons="Hỏi trước")
    page = secretary.get(at(district)).text
    assert "Hỏi trước" in page
    assert "đ/c Hà" not in page


def test_steps_are_added_done_taken_out_and_put_back(district: District, office: FlaskClient) -> None:
    office.post(at(district, "/buoc"), data={"content": "Sơ kết", "due_on": "05/4/2022"})
    step = db.session.scalars(select(WaveStep)).one()
    assert (step.content, step.due_on) == ("Sơ kết", "2022-04-05")
    office.post(at(district, f"/buoc/{step.uid}/xong"))
    db.session.expire_all()
    assert db.session.scalars(select(WaveStep)).one().done_on is not None
    office.post(at(district, f"/buoc/{step.uid}/xoa"))
    assert db.session.scalars(select(WaveStep)).all() == []
    office.post(at(district, "/buoc/lai?content=Sơ+kết&due_on=2022-04-05"))
    assert db.session.scalars(select(WaveStep)).one().due_on == "2022-04-05"
    assert "Nhập việc của bước này." in office.post(at(district, "/buoc"), data={}, follow_redirects=True).text


def test_the_histories_are_read(district: District, office: FlaskClient) -> None:
    line = record(district.wave, district.village, held_on="2022-02-18")
    assert "Chi bộ thôn Bắc Sơn" in office.get(f"/lich-su/wave_sessions/{line.uid}").text
    office.post(at(district, "/buoc"), data={"content": "Sơ kết toàn đợt"})
    of_wave = office.get(f"/lich-su/waves/{district.wave.uid}").text
    assert "Bước: <s>" in of_wave
    assert "Sơ kết toàn đợt" in of_wave
    assert office.get(f"/dot-sinh-hoat/chi-bo/{line.uid}").location.endswith(at(district, "/chi-bo/{village}"))


@pytest.mark.parametrize("size", [1, 3, 60])
def test_pages_need_few_queries_however_many_branches(
    district: District, office: FlaskClient, queries: QueryCounter, size: int
) -> None:
    for number in range(size):
        branch = factories.make_branch(district.second, f"Chi bộ thôn {number}")
        record(district.wave, branch, held_on="2022-02-18", pilot=number % 2 == 0)
        factories.make_meeting(branch, "2022-02-18", kinds=("thematic_session",))
    for wave in range(min(size, 10)):
        make_wave(district.top, title=f"Đợt {wave}")
    counts = []
    for path in (at(district), "/dot-sinh-hoat/", at(district, "/nhac"), at(district, "/chi-bo/{village}")):
        queries.reset()
        assert office.get(path).status_code == 200
        counts.append(queries.count)
    assert max(counts) <= 10, counts
