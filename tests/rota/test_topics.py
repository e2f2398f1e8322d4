"""The topic bank: handed down, reworded, searched."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from intranet.database import db
from intranet.rota import topics
from intranet.rota.models import Assignment, TopicEntry
from intranet.rota.topics import TopicData
from tests import factories
from tests.conftest import Login
from tests.factories import Commune
from tests.rota.conftest import undo_of


def test_a_topic_from_above_is_used_below_but_changed_only_by_who_keeps_it(
    commune: Commune, office: FlaskClient, secretary: FlaskClient, login: Login
) -> None:
    office.post("/phan-cong/kho", data={"title": "Ba chiếc ba lô", "media": "story", "source": "Sách, trang 12"})
    entry = db.session.scalars(select(TopicEntry)).one()
    assert entry.organisation_id == commune.committee.id
    page = secretary.get("/phan-cong/kho").text
    assert "Ba chiếc ba lô" in page
    assert "Chưa dùng lần nào" in page
    assert secretary.post(f"/phan-cong/kho/{entry.uid}", data={"title": "Khác"}).status_code == 404
    form = secretary.get(f"/phan-cong/moi?thang=2022-03&chu-de={entry.uid}").text
    assert "Ba chiếc ba lô</textarea>" in form
    secretary.post(f"/phan-cong/moi?thang=2022-03&chu-de={entry.uid}", data={"topic": "Ba chiếc ba lô"})
    assert db.session.scalars(select(Assignment)).one().topic_entry_id == entry.id
    assert "3/2022, Chi bộ thôn Bắc Sơn" in secretary.get("/phan-cong/kho").text
    foreign = login(
        factories.make_user("branch_secretary", factories.make_branch(factories.make_organisation("Xã khác")))
    )
    assert "Ba chiếc ba lô" not in foreign.get("/phan-cong/kho").text
    assert foreign.get(f"/phan-cong/moi?chu-de={entry.uid}").status_code == 404


def test_a_topic_is_reworded_taken_out_and_put_back(commune: Commune, secretary: FlaskClient) -> None:
    entry = topics.create(TopicData(commune.branch.id, "Chuyện"))
    at = f"/phan-cong/kho/{entry.uid}"
    assert secretary.post(at, data={"title": "Chuyện hay", "version": "1"}).status_code == 303
    answer = secretary.post(at, data={"title": "Khác", "version": "1"})
    assert (answer.status_code, "đang lưu “Chuyện hay”, anh chị nhập “Khác”" in answer.text) == (409, True)
    page = secretary.post(f"{at}/bo", follow_redirects=True).text
    assert db.session.scalars(select(TopicEntry)).all() == []
    secretary.post(undo_of(page))
    assert db.session.scalars(select(TopicEntry)).one().title == "Chuyện hay"
    twice = secretary.post("/phan-cong/kho", data={"title": "chuyện hay"})
    assert (twice.status_code, "Kho đã có chủ đề “Chuyện hay”." in twice.text) == (422, True)


def test_the_bank_is_searched_with_or_without_marks(commune: Commune, secretary: FlaskClient) -> None:
    topics.create(TopicData(commune.branch.id, "Đường Kách mệnh", "policy", "article"))
    topics.create(TopicData(commune.branch.id, "Ba chiếc ba lô", "story_of_bac", "story"))
    assert "Ba chiếc" not in secretary.get("/phan-cong/kho?q=duong").text
    assert "Kách mệnh" in secretary.get("/phan-cong/kho?q=duong&hinh-thuc=article&loai=policy").text
    assert "Không có chủ đề nào khớp" in secretary.get("/phan-cong/kho?q=duong&hinh-thuc=film").text
