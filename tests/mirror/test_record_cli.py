"""``flask record``: what the screens do, from the command line, in a clerk's spelling."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.database import db
from intranet.meetings import service as meetings
from intranet.meetings.models import Meeting
from intranet.organisations.models import Organisation
from intranet.settings import service as settings
from tests import factories


class Record:
    """Runs ``flask record ...`` and reads its JSON."""

    def __init__(self, app: Flask) -> None:
        self.runner = app.test_cli_runner()

    def __call__(self, *words: str) -> Any:
        db.session.commit()
        answer = self.runner.invoke(args=["record", *words, "--json"])
        assert answer.exit_code == 0, answer.output
        return json.loads(answer.output)

    def refused(self, *words: str) -> str:
        db.session.commit()
        answer = self.runner.invoke(args=["record", *words])
        assert answer.exit_code == 1, answer.output
        return answer.output.removeprefix("Error: ").strip()


@pytest.fixture
def record(app: Flask) -> Record:
    return Record(app)


def test_a_commune_its_branches_and_members_are_made_from_nothing(record: Record) -> None:
    commune = record("add", "organisations", "--code", "KYTHO", "name=Đảng bộ xã Kỳ Thọ", "kind=commune")
    assert commune["values"]["kind"] == "commune"
    branch = record("add", "organisations", "--org", "KYTHO", "name=Chi bộ thôn Bắc Hải", "kind=Nông thôn", "total=12")
    assert branch["values"]["parent"] == {"id": commune["id"], "name": "Đảng bộ xã Kỳ Thọ"}
    assert (branch["values"]["kind"], branch["values"]["total"]) == ("rural", 12)
    member = record(
        "add", "members", "--org", "KYTHO", "full_name=Nguyễn Văn Quang", "born=3/2/1985", "branch=Bắc Hải",
        "roles=Bí thư, Thôn trưởng", "gender=Nam", "standing=full",
    )  # fmt: skip
    assert member["values"] == {
        "full_name": "Nguyễn Văn Quang", "born": "1985-02-03", "gender": "male", "joined_on": None, "official_on": None,
        "roles": ["secretary", "village_head"], "branch": {"id": branch["id"], "name": "Chi bộ thôn Bắc Hải"},
        "standing": "full", "note": None,
    }  # fmt: skip
    assert record("list", "members", "--org", "KYTHO") == [member]
    assert [one["id"] for one in record("list", "organisations", "--org", "KYTHO")] == [branch["id"]]


def test_dated_records_go_to_their_year(record: Record, app: Flask) -> None:
    commune = factories.make_organisation(code="KYTHO")
    branch = factories.make_branch(commune, "Chi bộ thôn Bắc Hải")
    member = factories.make_member(branch, "Nguyễn Văn Quang")
    meeting = record(
        "add", "meetings", "date=1/5/2022", "time=19h30", "branch=Chi bộ thôn Bắc Hải", "kinds=TK + CĐ", "chair=Quang"
    )
    assert {name: meeting["values"][name] for name in ("date", "time", "kinds", "chair")} == {
        "date": "2022-05-01", "time": "19:30", "kinds": ["regular_session", "thematic_session"],
        "chair": {"id": member.uid, "name": "Nguyễn Văn Quang"},
    }  # fmt: skip
    pledge = record("add", "pledges", "--year", "2022", f"member={member.uid}", "items=Đọc sách; Trồng cây")
    assert pledge["values"]["items"] == ["Đọc sách", "Trồng cây"]
    assert record("list", "pledges", "--year", "2022") == [pledge]
    assert record("list", "pledges", "--year", "2023") == []
    line = record("add", "attendance", "--year", "2022", f"member={member.uid}", "m1=present", "m2=phép")
    assert (line["values"]["m1"], line["values"]["m2"]) == ("present", "absent_excused")
    item = record("list", "monthly_checks", "--year", "2022")[0]
    changed = record("set", "monthly_checks", item["id"], "m3=70%", "midyear=HTT")
    assert (changed["values"]["m3"], changed["values"]["midyear"]) == (70, "good")


def test_a_value_is_changed_and_emptied(record: Record) -> None:
    member = factories.make_member(factories.make_branch(factories.make_organisation()), born="1970")
    assert record("set", "members", member.uid, "born=", "note=đang học")["values"]["born"] is None
    assert record("list", "members")[0]["values"]["note"] == "đang học"


def test_a_record_is_deleted(record: Record) -> None:
    meeting = factories.make_meeting(factories.make_organisation())
    assert record("delete", "meetings", meeting.uid) == {"id": meeting.uid, "deleted": True}
    assert db.session.scalars(select(Meeting)).all() == []


def test_what_cannot_be_done_is_said_plainly_and_nothing_is_changed(record: Record) -> None:
    commune = factories.make_organisation("Đảng bộ xã Kỳ Thọ", code="KYTHO")
    meeting = factories.make_meeting(commune, "2022-05-03")
    wrong_day = record.refused("add", "members", "--org", "KYTHO", "full_name=Lê Thị Mới", "born=31/02/1990")
    assert wrong_day == "Năm sinh: “31/02/1990” không có trong lịch. Đề nghị sửa lại ngày."
    assert record.refused("list", "members", "--org", "KHONGCO") == "Không có đơn vị mang mã KHONGCO."
    assert record.refused("set", "meetings", meeting.uid, "diem=90").startswith("Buổi sinh hoạt không có mục “diem”.")
    settings.lock(commune.id, "2022-05")
    assert record.refused("set", "meetings", meeting.uid, "score=90").startswith(
        "Tháng 5/2022 của Đảng bộ xã Kỳ Thọ đã khóa sổ"
    )
    assert db.session.scalars(select(Meeting)).one().score is None
    assert meetings.data_of(meeting).score is None
    assert db.session.scalars(select(Organisation)).all() == [commune]


def test_a_declared_register_is_written_and_listed_as_the_others(record: Record) -> None:
    top = factories.make_organisation("Đảng bộ xã Kỳ Thọ", code="KYTHO")
    branch = factories.make_branch(top, "Chi bộ thôn Bắc Hải")
    member = factories.make_member(branch, "Nguyễn Văn Quang")
    unit = {"id": branch.uid, "name": "Chi bộ thôn Bắc Hải"}
    model = record(
        "add", "practice_models", "--org", "KYTHO", "--year", "2022", "name=Thắp sáng đường quê", "unit=Bắc Hải", "field=security",
        "person=đ/c Quang", "replicated=x",
    )  # fmt: skip
    values = model["values"]
    assert (values["unit"], values["field"], values["replicated"]) == (unit, "security", True)
    assert values["person"] == {"id": member.uid, "name": "Nguyễn Văn Quang"}
    changed = record("set", "practice_models", model["id"], "unit=Hội LHPN xã", "field=Môi trường")
    assert (changed["values"]["unit"], changed["values"]["field"]) == ("Hội LHPN xã", "environment")
    assert record("list", "practice_models", "--org", "KYTHO", "--year", "2022") == [changed]
    rota = record(
        "add",
        "assignments",
        "--org",
        "KYTHO",
        "--year",
        "2022",
        "month=3",
        "branch=Bắc Hải",
        "presenters=Quang",
        "topic=Chuyện",
    )
    assert (rota["values"]["month"], rota["values"]["presenters"]) == ("2022-03", [values["person"]])
