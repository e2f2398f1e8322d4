"""Who may open and do what, and what a person sees when it goes right or wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from intranet.database import db
from intranet.meetings import actions, agenda, holding, service
from intranet.meetings.models import Action, AgendaItem, Meeting
from intranet.meetings.service import MeetingData
from intranet.settings import service as settings
from tests import factories
from tests.conftest import Login
from tests.factories import Commune
from tests.meetings.conftest import Reload


def test_a_new_session_comes_with_its_agenda(commune: Commune, secretary: FlaskClient) -> None:
    typed = {
        "date": "03.11.2022", "time": "19h30", "kinds": ["regular_session", "thematic_session"], "topic": "Chuyên đề",
        "chair": commune.people[0].uid, "minute_taker": commune.people[1].uid, "duration_minutes": "125",
    }  # fmt: skip
    answer = secretary.post("/sinh-hoat/moi", data=typed)
    assert answer.status_code == 303
    made = db.session.query(Meeting).one()
    assert service.data_of(made) == MeetingData(
        commune.branch.id, 2022, "2022-11-03", "19:30", ("regular_session", "thematic_session"), "Chuyên đề",
        commune.people[0].id, commune.people[1].id, None, 125,
    )  # fmt: skip
    assert db.session.query(AgendaItem).count() == 11


def test_what_is_wrong_stands_over_the_form_and_beside_the_field(commune: Commune, secretary: FlaskClient) -> None:
    answer = secretary.post("/sinh-hoat/moi", data={"date": "31/02/2022", "time": "tối", "place": "Nhà văn hóa"})
    assert answer.status_code == 422
    for name in ("date", "time", "kinds"):
        assert f'href="#f-{name}"' in answer.text
    assert 'value="31/02/2022"' in answer.text
    assert 'value="Nhà văn hóa"' in answer.text
    assert db.session.query(Meeting).count() == 0


def test_a_chair_from_another_branch_is_not_in_the_list(commune: Commune, secretary: FlaskClient) -> None:
    stranger = factories.make_member(commune.other)
    typed = {"date": "03/11/2022", "kinds": "regular_session", "chair": stranger.uid}
    assert secretary.post("/sinh-hoat/moi", data=typed).status_code == 422


def test_who_sees_several_units_chooses_one_first(commune: Commune, login: Login) -> None:
    office = login(factories.make_user("committee_office", commune.committee))
    assert f"/sinh-hoat/moi?don-vi={commune.other.uid}" in office.get("/sinh-hoat/moi").text
    assert office.get(f"/sinh-hoat/moi?don-vi={commune.other.uid}").status_code == 200


def test_two_people_editing_lose_nothing(
    commune: Commune, meeting: Meeting, secretary: FlaskClient, whole: Reload
) -> None:
    typed = {
        "date": "03/11/2022",
        "kinds": "regular_session",
        "topic": "Sinh hoạt thường kỳ",
        "place": "Của tôi",
        "version": "1",
    }
    service.update(meeting, replace(service.data_of(meeting), place="Của người khác"))
    db.session.commit()
    answer = secretary.post(f"/sinh-hoat/{meeting.uid}/sua", data=typed)
    assert answer.status_code == 422
    assert "Đang lưu: Của người khác" in answer.text
    assert "Anh chị ghi: Của tôi" in answer.text
    assert whole(meeting).place == "Của người khác"
    assert 'name="version" value="2"' in answer.text
    assert secretary.post(f"/sinh-hoat/{meeting.uid}/sua", data={**typed, "version": "2"}).status_code == 303
    assert whole(meeting).place == "Của tôi"


def test_correcting_a_session_keeps_the_score_a_sheet_gave(
    commune: Commune, secretary: FlaskClient, whole: Reload
) -> None:
    meeting = factories.make_meeting(commune.branch, score=91, rating="good", total=23, present=20)
    typed = {"date": "03/11/2022", "kinds": "regular_session", "total": "23", "present": "21", "version": "1"}
    assert secretary.post(f"/sinh-hoat/{meeting.uid}/sua", data=typed).status_code == 303
    after = whole(meeting)
    assert (after.score, after.rating, after.present) == (91, "good", 21)


def test_a_session_without_a_known_date_says_how_to_mend_it(
    commune: Commune, secretary: FlaskClient, whole: Reload
) -> None:
    undated = service.create(MeetingData(commune.branch.id, 2022, kinds=("regular_session",)))
    db.session.commit()
    assert "Chưa rõ ngày" in secretary.get("/sinh-hoat/").text
    page = secretary.get(f"/sinh-hoat/{undated.uid}").text
    assert "chưa rõ ngày" in page
    assert f'href="/sinh-hoat/{undated.uid}/sua">Ghi ngày họp' in page
    typed = {"date": "03/02/2022", "kinds": "regular_session", "version": "1"}
    secretary.post(f"/sinh-hoat/{undated.uid}/sua", data=typed)
    assert whole(undated).date == "2022-02-03"


def test_the_last_session_again_with_the_next_date(commune: Commune, secretary: FlaskClient, whole: Reload) -> None:
    first = holding.prepare(MeetingData(commune.branch.id, 2022, "2022-11-03", kinds=("regular_session",)))
    actions.add(first, "Trồng hoa")
    db.session.commit()
    assert 'value="03/12/2022"' in secretary.get(f"/sinh-hoat/{first.uid}/lap-lai").text
    answer = secretary.post(f"/sinh-hoat/{first.uid}/lap-lai", data={"date": "05/12/2022"})
    page = secretary.get(answer.location).text
    assert "Buổi sinh hoạt 05/12/2022" in page
    assert "Trồng hoa" in page
    assert "chuyển từ buổi trước" in page
    assert secretary.post(f"/sinh-hoat/{first.uid}/lap-lai", data={"date": "32/12/2022"}).status_code == 422


@pytest.mark.parametrize("partial", [True, False])
def test_agenda_points_move_with_and_without_javascript(
    commune: Commune, meeting: Meeting, secretary: FlaskClient, whole: Reload, partial: bool
) -> None:
    for title in ("Một", "Hai"):
        agenda.add(whole(meeting), title)
        db.session.commit()
    second = whole(meeting).agenda[1].uid
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if partial else {}
    answer = secretary.post(f"/sinh-hoat/{meeting.uid}/chuong-trinh/{second}/len", headers=headers)
    assert answer.status_code == (200 if partial else 303)
    if partial:
        assert answer.text.lstrip().startswith('<section id="agenda"')
    else:
        assert answer.location == f"/sinh-hoat/{meeting.uid}#agenda"
    assert [i.title for i in whole(meeting).agenda] == ["Hai", "Một"]


def test_an_empty_point_is_refused_in_its_place(meeting: Meeting, secretary: FlaskClient) -> None:
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    answer = secretary.post(f"/sinh-hoat/{meeting.uid}/chuong-trinh", data={"title": " "}, headers=headers)
    assert answer.status_code == 422
    assert 'href="#agenda-title"' in answer.text


def test_an_item_of_another_session_cannot_be_reached_through_mine(
    commune: Commune, meeting: Meeting, secretary: FlaskClient
) -> None:
    foreign = holding.prepare(MeetingData(commune.other.id, 2022, "2022-11-03", kinds=("regular_session",)))
    action, item = actions.add(foreign, "Việc khác"), foreign.agenda[0].uid
    db.session.commit()
    for path in (f"chuong-trinh/{item}/xoa", f"viec/{action.uid}/xong", f"viec/{action.uid}/xoa"):
        assert secretary.post(f"/sinh-hoat/{meeting.uid}/{path}").status_code == 404
    assert db.session.query(Action).filter_by(done_on=None).count() == 1


def test_guests_actions_and_papers_are_written_from_the_page(
    commune: Commune, meeting: Meeting, secretary: FlaskClient, whole: Reload
) -> None:
    where = f"/sinh-hoat/{meeting.uid}"
    secretary.post(f"{where}/dai-bieu", data={"full_name": "Lê Thu Hà", "position": "Phó Bí thư"})
    secretary.post(
        f"{where}/viec", data={"content": "Trồng hoa", "owner": commune.people[0].uid, "due_on": "15/12/2022"}
    )
    secretary.post(f"{where}/tai-lieu", data={"papers_sent_on": "03/11/2022"})
    after = whole(meeting)
    assert [(g.full_name, g.position) for g in after.guests] == [("Lê Thu Hà", "Phó Bí thư")]
    assert [(a.content, a.owner_id, a.due_on) for a in after.actions] == [
        ("Trồng hoa", commune.people[0].id, "2022-12-15")
    ]
    action, guest = after.actions[0].uid, after.guests[0].uid
    assert "Tài liệu gửi muộn so với quy định." in secretary.get(where).text
    secretary.post(f"{where}/viec/{action}/xong")
    secretary.post(f"{where}/dai-bieu/{guest}/xoa")
    after = whole(meeting)
    assert (after.guests, after.actions[0].done_on is not None) == ([], True)


def test_the_minutes_are_written_and_printed(commune: Commune, secretary: FlaskClient, whole: Reload) -> None:
    meeting = holding.prepare(MeetingData(commune.branch.id, 2022, "2022-11-03", "19:30", ("study_session",)))
    item = meeting.agenda[0].uid
    db.session.commit()
    secretary.post(
        f"/sinh-hoat/{meeting.uid}/diem-danh/{commune.people[0].uid}", data={"mark": "absent_excused", "reason": "Ốm"}
    )
    secretary.post(f"/sinh-hoat/{meeting.uid}/diem-danh")
    version = whole(meeting).version
    typed = {f"d-{item}": "Đã đọc tài liệu.\nĐã bàn.", "conclusion": "Thống nhất", "done": "1", "version": version}
    assert secretary.post(f"/sinh-hoat/{meeting.uid}/bien-ban", data=typed).status_code == 303
    paper = secretary.get(f"/sinh-hoat/{meeting.uid}/bien-ban/in").text
    for text in (
        "ĐẢNG BỘ XÃ MẪU SƠN", "CHI BỘ THÔN BẮC SƠN", "ĐẢNG CỘNG SẢN VIỆT NAM", "Mẫu Sơn, ngày 03 tháng 11 năm 2022",
        "19 giờ 30 phút", "Tổng số đảng viên: 6 đồng chí; chính thức 5", "được miễn sinh hoạt 1", "Có mặt: 4/5",
        "Đồng chí Nguyễn Thị An: có lý do (ốm)", "<p>Đã bàn.</p>", "Thống nhất",
    ):  # fmt: skip
        assert text in paper, text
    assert whole(meeting).minutes_done_at is not None


def test_minutes_written_by_two_lose_nothing(
    commune: Commune, meeting: Meeting, secretary: FlaskClient, whole: Reload
) -> None:
    where = f"/sinh-hoat/{meeting.uid}/bien-ban"
    assert secretary.post(where, data={"conclusion": "Một", "version": "1"}).status_code == 303
    answer = secretary.post(where, data={"conclusion": "Hai", "version": "1"})
    assert answer.status_code == 422
    assert "Đang lưu: Một" in answer.text
    assert whole(meeting).conclusion == "Một"


def test_the_score_is_given_part_by_part(meeting: Meeting, secretary: FlaskClient, whole: Reload) -> None:
    where = f"/sinh-hoat/{meeting.uid}/cham-diem"
    parts = {
        "duration": 5,
        "attendance": 5,
        "preparation": 9,
        "conduct": 36,
        "principles": 5,
        "delivery": 26,
        "closing": 5,
    }
    assert secretary.post(where, data={**parts, "conduct": 41, "version": 1}).status_code == 422
    assert secretary.post(where, data={**parts, "version": 1}).status_code == 303
    after = whole(meeting)
    assert (after.score, after.rating) == (91, "good")
    assert secretary.post(where, data={**parts, "version": 1}).status_code == 422


def test_a_locked_session_shows_why_and_offers_no_change(
    commune: Commune, meeting: Meeting, secretary: FlaskClient
) -> None:
    settings.lock(commune.committee.id, "2022-11")
    db.session.commit()
    page = secretary.get(f"/sinh-hoat/{meeting.uid}").text
    assert "Tháng 11/2022 của Đảng bộ xã Mẫu Sơn đã khóa sổ" in page
    assert "Thêm mục" not in page
    for path in ("xoa", "chuong-trinh/mau", "diem-danh", "viec/mang-sang"):
        answer = secretary.post(f"/sinh-hoat/{meeting.uid}/{path}")
        assert (answer.status_code, "đã khóa sổ" in answer.text) == (422, True), path
    typed = {"date": "03/11/2022", "kinds": "regular_session", "place": "Khác", "version": "1"}
    answer = secretary.post(f"/sinh-hoat/{meeting.uid}/sua", data=typed)
    assert (answer.status_code, "đã khóa sổ" in answer.text) == (422, True)


def test_a_deleted_session_is_gone(meeting: Meeting, secretary: FlaskClient) -> None:
    uid = meeting.uid
    assert secretary.post(f"/sinh-hoat/{uid}/xoa").location == "/sinh-hoat/"
    assert secretary.get(f"/sinh-hoat/{uid}").status_code == 404


def test_a_members_year_is_corrected_month_by_month(commune: Commune, secretary: FlaskClient) -> None:
    where = f"/sinh-hoat/so-diem-danh/{commune.people[0].uid}/2022"
    settings.lock(commune.branch.id, "2022-03")
    db.session.commit()
    page = secretary.get(where).text
    assert ('id="dd-m2"' in page, 'id="dd-m3"' in page) == (True, False)
    assert secretary.post(where, data={"m2": "absent_excused", "m4": "", "version": "0"}).status_code == 303
    matrix = secretary.get(f"/sinh-hoat/so-diem-danh/{commune.branch.uid}?nam=2022").text
    assert matrix.count('class="mark-absent_excused"') == 1
    answer = secretary.post(where, data={"m2": "late", "version": "0"})
    assert (answer.status_code, "Có người vừa sửa" in answer.text) == (422, True)
    answer = secretary.post(where, data={"m3": "late", "version": "2"})
    assert (answer.status_code, "đã khóa sổ" in answer.text) == (422, True)


def test_empty_screens_say_what_to_do(commune: Commune, login: Login) -> None:
    empty = login(factories.make_user("branch_secretary", commune.other))
    assert "Chưa có buổi sinh hoạt nào" in empty.get("/sinh-hoat/").text
    assert "Không có buổi nào khớp" in empty.get("/sinh-hoat/?nam=2019").text
    assert "Chi bộ chưa có đảng viên" in empty.get(f"/sinh-hoat/so-diem-danh/{commune.other.uid}").text
    assert "Không có ai" in empty.get("/sinh-hoat/vang-khong-ly-do").text
    meeting = factories.make_meeting(commune.other)
    assert "Chưa có ai để điểm danh" in empty.get(f"/sinh-hoat/{meeting.uid}/diem-danh").text


def test_a_text_marked_secret_does_not_enter(meeting: Meeting, secretary: FlaskClient, whole: Reload) -> None:
    where = f"/sinh-hoat/{meeting.uid}"
    for path, typed in (
        ("bien-ban", {"conclusion": "MẬT: nội dung", "version": "1"}),
        ("chuong-trinh", {"title": "Tài liệu Mật số 5"}),
        ("viec", {"content": "Tuyệt mật"}),
        ("sua", {"date": "03/11/2022", "kinds": "regular_session", "topic": "TỐI MẬT", "version": "1"}),
    ):
        answer = secretary.post(f"{where}/{path}", data=typed)
        assert (answer.status_code, "dấu chỉ độ mật" in answer.text) == (422, True), path
    after = whole(meeting)
    assert (after.conclusion, after.agenda, after.actions, after.topic) == (None, [], [], "Sinh hoạt thường kỳ")
    assert secretary.post(f"{where}/chuong-trinh", data={"title": "Mô hình nuôi ong lấy mật"}).status_code == 303
