"""Assignments, swaps, turns, the topic bank and absences: kept as written, refused in plain words, brought back whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from intranet.audit.models import AuditEntry
from intranet.database import db
from intranet.members import service as members
from intranet.rota import absences, proposals, service, swapping, topics
from intranet.rota.absences import AbsenceData
from intranet.rota.models import Absence, Assignment, TopicEntry
from intranet.rota.service import AssignmentData
from intranet.rota.topics import TopicData
from intranet.settings import service as settings
from tests import factories
from tests.factories import Commune
from tests.rota.conftest import assign, name_presenters, people_of, refused


def test_an_assignment_is_kept_as_it_was_written(commune: Commune) -> None:
    meeting = factories.make_meeting(commune.branch, "2022-03-05")
    hoa, nam = commune.people[:2]
    data = AssignmentData(
        commune.branch.id, "2022-03", (nam.id, hoa.id), topic="Chuyện “Ba chiếc ba lô”", media="story", due="2022-03",
        prepared_on="2022-03-01", delivered=True, meeting_id=meeting.id, note="có máy chiếu",
    )  # fmt: skip
    assignment = service.create(data, uid="phancong1")
    assert (assignment.uid, assignment.version, service.data_of(assignment)) == ("phancong1", 1, data)


def test_a_change_counts_a_version_and_no_change_does_not(commune: Commune) -> None:
    assignment = assign(commune.branch, "2022-03", commune.people[0])
    service.update(assignment, service.data_of(assignment))
    assert assignment.version == 1
    name_presenters(assignment, commune.people[1], commune.people[0])
    db.session.commit()
    assert (assignment.version, people_of(assignment)) == (2, ["Trần Đình Bảo", "Nguyễn Thị An"])


@pytest.mark.parametrize(
    ("values", "sentence", "field"),
    [
        ({"month": "2022-13"}, "Chọn tháng trình bày, ví dụ 3/2022.", "month"),
        ({"month": ""}, "Chọn tháng trình bày, ví dụ 3/2022.", "month"),
        ({"organisation_id": 999}, "Chọn chi bộ.", "organisation_id"),
        ({"media": "opera"}, "Không có hình thức “opera”.", "media"),
        ({"due": "2022-02-30"}, "Không có ngày “2022-02-30”.", "due"),
        ({"presenter_ids": (999,)}, "Không tìm thấy đảng viên đã chọn.", "presenter_ids"),
        ({"topic_entry_id": 999}, "Chủ đề đã chọn không còn trong kho chủ đề.", "topic_entry_id"),
        ({"meeting_id": 999}, "Không tìm thấy buổi sinh hoạt đã chọn.", "meeting_id"),
        ({"topic": "TUYỆT MẬT"}, "Nội dung có dấu chỉ độ mật nên không được ghi vào phần mềm này.", "topic"),
    ],
)
def test_an_assignment_that_cannot_be_is_refused(
    commune: Commune, values: dict[str, object], sentence: str, field: str
) -> None:
    data = replace(AssignmentData(commune.branch.id, "2022-03"), **values)  # type: ignore[arg-type]
    assert refused(lambda: service.create(data)) == (sentence, field)


def test_a_stranger_does_not_present_but_who_was_transferred_away_still_did(commune: Commune) -> None:
    an = commune.people[0]
    assert refused(lambda: assign(commune.other, "2022-03", an)) == (
        "Nguyễn Thị An không sinh hoạt ở Chi bộ thôn Đông Hòa.",
        "presenter_ids",
    )
    members.transfer(an, commune.other, "2022-04-01")
    assert people_of(assign(commune.branch, "2022-03", an)) == ["Nguyễn Thị An"]


def test_nothing_changes_in_a_locked_month(commune: Commune) -> None:
    assignment = assign(commune.branch, "2022-03", commune.people[0])
    other = assign(commune.branch, "2022-04", commune.people[1])
    settings.lock(commune.committee.id, "2022-03")
    for act in (
        lambda: service.mark_delivered(assignment, True),
        lambda: service.update(assignment, replace(service.data_of(assignment), month="2022-05")),
        lambda: service.delete(assignment),
        lambda: assign(commune.branch, "2022-03"),
        lambda: swapping.swap_months(other, assignment),
    ):
        assert refused(act)[0].startswith("Tháng 3/2022 của Đảng bộ xã Mẫu Sơn đã khóa sổ")


def test_a_deleted_assignment_comes_back_with_its_people(commune: Commune) -> None:
    assignment = assign(commune.branch, "2022-03", commune.people[1], commune.people[0], topic="Chuyện")
    uid, data = assignment.uid, service.data_of(assignment)
    service.delete(assignment)
    db.session.commit()
    assert (db.session.scalar(select(Assignment)), service.owner_of(uid)) == (None, commune.branch.id)
    assert service.data_of(service.restore(uid)) == data
    assert refused(lambda: service.restore(uid))[0] == "Mục này đã có lại rồi."


def test_who_presents_stands_in_the_history(commune: Commune) -> None:
    an, bao = commune.people[:2]
    assignment = assign(commune.branch, "2022-03", an)
    name_presenters(assignment, bao)
    db.session.commit()
    log = db.session.execute(
        select(AuditEntry.action, AuditEntry.before, AuditEntry.after)
        .where(AuditEntry.record_uid == assignment.uid, AuditEntry.field == "presenter")
        .order_by(AuditEntry.id)
    ).all()
    assert sorted(map(tuple, log), key=str) == sorted(
        [("create", None, an.id), ("delete", an.id, None), ("create", None, bao.id)], key=str
    )


def test_deleting_a_member_takes_them_from_the_rota_and_bringing_them_back_puts_them_there(commune: Commune) -> None:
    an, bao = commune.people[:2]
    assignment = assign(commune.branch, "2022-03", bao, an)
    absences.create(AbsenceData(an.id, "2022-03-01", None, "ốm"))
    uid = an.uid
    members.delete(an)
    db.session.commit()
    assert (people_of(assignment), db.session.scalar(select(Absence))) == (["Trần Đình Bảo"], None)
    members.restore(uid)
    db.session.commit()
    assert people_of(assignment) == ["Trần Đình Bảo", "Nguyễn Thị An"]
    absence = db.session.scalars(select(Absence)).one()
    assert (absence.starts_on, absence.ends_on, absence.reason) == ("2022-03-01", None, "ốm")


def test_a_member_comes_back_where_the_assignment_is_gone(commune: Commune) -> None:
    an, uid = commune.people[0], commune.people[0].uid
    assignment = assign(commune.branch, "2022-03", an)
    members.delete(an)
    service.delete(assignment)
    db.session.commit()
    assign(commune.branch, "2022-04", commune.people[1])
    members.restore(uid)
    db.session.commit()
    assert [people_of(a) for a in db.session.scalars(select(Assignment))] == [["Trần Đình Bảo"]]


def test_a_member_who_presented_in_a_locked_month_stays(commune: Commune) -> None:
    assign(commune.branch, "2022-03", commune.people[0])
    settings.lock(commune.committee.id, "2022-03")
    assert refused(lambda: members.delete(commune.people[0]))[0].startswith("Tháng 3/2022")


def test_the_bank_keeps_a_topic_and_what_was_assigned_from_it(commune: Commune) -> None:
    data = TopicData(commune.committee.id, "Chuyện “Ba chiếc ba lô”", "story_of_bac", "story", "Sách, trang 12")
    entry = topics.create(data)
    assignment = assign(commune.branch, "2022-03", topic=entry.title, topic_entry_id=entry.id)
    uid = entry.uid
    assert topics.data_of(entry) == data
    assert refused(lambda: topics.create(replace(data, title="CHUYỆN “BA CHIẾC BA LÔ”"))) == (
        "Kho đã có chủ đề “Chuyện “Ba chiếc ba lô””.",
        "title",
    )
    topics.delete(entry)
    db.session.commit()
    assert (db.session.scalar(select(TopicEntry)), assignment.topic, assignment.topic_entry_id) == (
        None,
        data.title,
        None,
    )
    again = topics.restore(uid)
    db.session.commit()
    assert (topics.data_of(again), assignment.topic_entry_id) == (data, again.id)


@pytest.mark.parametrize(
    ("values", "sentence", "field"),
    [
        ({"title": " "}, "Nhập tên chủ đề.", "title"),
        ({"media": "opera"}, "Không có hình thức “opera”.", "media"),
        ({"subject": "sport"}, "Không có loại nội dung “sport”.", "subject"),
    ],
)
def test_a_topic_that_cannot_be_is_refused(commune: Commune, values: dict[str, str], sentence: str, field: str) -> None:
    data = replace(TopicData(commune.committee.id, "Chuyện"), **values)  # type: ignore[arg-type]
    assert refused(lambda: topics.create(data)) == (sentence, field)


def test_an_absence_that_ends_before_it_begins_is_refused(commune: Commune) -> None:
    data = AbsenceData(commune.people[0].id, "2022-03-20", "2022-03-01")
    assert refused(lambda: absences.create(data)) == (
        "Vắng đến 01/3/2022 lại trước ngày bắt đầu vắng 20/3/2022. Xem lại hai ngày.",
        "ends_on",
    )
    assert refused(lambda: absences.create(replace(data, starts_on="2022-03")))[1] == "starts_on"


def test_a_deleted_absence_comes_back(commune: Commune) -> None:
    absence = absences.create(AbsenceData(commune.people[0].id, "2022-03-01", "2022-03-20", "ốm"))
    uid = absence.uid
    absences.delete(absence)
    db.session.commit()
    assert (db.session.scalar(select(Absence)), absences.member_of(uid)) == (None, commune.people[0].id)
    again = absences.restore(uid)
    assert (again.starts_on, again.ends_on, again.reason) == ("2022-03-01", "2022-03-20", "ốm")


def test_a_presenter_who_is_away_in_the_month_is_told(commune: Commune) -> None:
    an = commune.people[0]
    assignment = assign(commune.branch, "2022-03", an)
    absences.create(AbsenceData(an.id, "2022-03-01", "2022-03-20", "ốm"))
    assert proposals.conflicts(assignment) == ["Nguyễn Thị An vắng từ 01/3/2022 đến 20/3/2022 (ốm)."]
