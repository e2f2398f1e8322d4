"""Several months planned at once, and who is away."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet.database import db
from intranet.rota import service
from intranet.rota.models import Absence, Assignment
from tests import factories
from tests.factories import Commune
from tests.rota.conftest import undo_of


def test_months_are_planned_looked_at_first_and_taken_back_in_one(commune: Commune, secretary: FlaskClient) -> None:
    page = secretary.get("/phan-cong/lap-lich?tu=3/2022&den=4/2022").text
    assert "Nguyễn Thị An, Trần Đình Bảo" in page
    assert db.session.scalars(select(Assignment)).all() == []
    page = secretary.post("/phan-cong/lap-lich?tu=3/2022&den=4/2022", follow_redirects=True).text
    assert "Đã lập 2 phân công, từ tháng" in page
    changed = db.session.scalars(select(Assignment).where(Assignment.month == "2022-03")).one()
    service.mark_delivered(changed, True)
    page = secretary.post(undo_of(page), follow_redirects=True).text
    assert "giữ 1 phân công đã có người sửa" in page
    assert [a.month for a in db.session.scalars(select(Assignment))] == ["2022-03"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("tu=5/2022&den=3/2022", "Tháng cuối đứng trước tháng đầu."),
        ("tu=13/2022&den=3/2022", "Tháng “13/2022” chưa đúng. Viết như 3/2022."),
        ("tu=1/2022&den=3/2023", "Mỗi lần lập lịch nhiều nhất 12 tháng."),
    ],
)
def test_a_plan_of_impossible_months_is_refused(secretary: FlaskClient, args: str, said: str) -> None:
    answer = secretary.get(f"/phan-cong/lap-lich?{args}")
    assert (answer.status_code, said in answer.text) == (422, True)


def test_the_office_plans_branches_in_turn_and_the_branch_names_its_people(
    commune: Commune, office: FlaskClient, secretary: FlaskClient
) -> None:
    at = f"/phan-cong/lap-lich?don-vi={commune.committee.uid}&tu=3/2022&den=3/2022"
    assert "Chi bộ thôn Bắc Sơn, Chi bộ thôn Đông Hòa" in office.get(at).text
    office.post(at)
    made = db.session.scalars(select(Assignment).where(Assignment.organisation_id == commune.branch.id)).one()
    assert "Cử người trình bày" in secretary.get(f"/phan-cong/{made.uid}").text


def test_who_is_away_is_entered_taken_out_and_put_back(commune: Commune, secretary: FlaskClient) -> None:
    typed = {"member": commune.people[0].uid, "starts_on": "01/3/2122", "ends_on": "10/3/2122", "reason": "đi học"}
    page = secretary.post("/phan-cong/vang", data=typed, follow_redirects=True).text
    assert "vắng từ 01/3/2122 đến 10/3/2122 (đi học)" in page
    absence = db.session.scalars(select(Absence)).one()
    page = secretary.post(f"/phan-cong/vang/{absence.uid}/bo", follow_redirects=True).text
    assert db.session.scalars(select(Absence)).all() == []
    secretary.post(undo_of(page))
    assert db.session.scalars(select(Absence)).one().reason == "đi học"


def test_an_absence_that_cannot_be_is_refused(commune: Commune, secretary: FlaskClient) -> None:
    typed = {"member": commune.people[0].uid, "starts_on": "10/3/2022", "ends_on": "01/3/2022"}
    answer = secretary.post("/phan-cong/vang", data=typed)
    assert answer.status_code == 422
    assert "Vắng đến 01/3/2022 lại trước ngày bắt đầu vắng 10/3/2022." in answer.text
    stranger = factories.make_member(commune.other)
    assert secretary.post("/phan-cong/vang", data={**typed, "member": stranger.uid}).status_code == 422
    assert db.session.scalars(select(Absence)).all() == []


def test_the_office_enters_an_absence_once_a_branch_is_chosen(commune: Commune, office: FlaskClient) -> None:
    typed = {"member": commune.people[0].uid, "starts_on": "10/3/2122"}
    assert office.post("/phan-cong/vang", data=typed).status_code == 404
    answer = office.post(f"/phan-cong/vang?don-vi={commune.branch.uid}", data=typed)
    assert answer.status_code == 303
