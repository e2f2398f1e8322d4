"""The online quiz on the screens: made, opened, taken, ranked; whose an attempt is."""

from __future__ import annotations

import re
from datetime import timedelta

from flask.testing import FlaskClient

from intranet.contests import attempts, rounds
from intranet.contests.models import Question
from intranet.database import db, utcnow
from intranet.organisations.models import Organisation
from tests import factories
from tests.conftest import Login
from tests.contests.conftest import make_contest, make_quiz


def test_a_quiz_is_made_taken_and_ranked_and_no_page_tells_what_is_right(
    commune: Organisation, branch: Organisation, login: Login
) -> None:
    uid = make_contest(commune, kind="online").uid
    office = login(factories.make_user("committee_office", commune))
    assert "Bộ câu hỏi còn trống" in office.post(f"/cuoc-thi/{uid}/mo-thi").text
    sent = {"text": "Bác sinh năm nào?", "option1": "1889", "option2": "1890", "option4": "1891", "right": "1"}
    assert (
        "Đáp án đúng phải là một phương án"
        in office.post(f"/cuoc-thi/{uid}/cau-hoi/them", data={**sent, "right": "2"}).text
    )
    assert office.post(f"/cuoc-thi/{uid}/cau-hoi/them", data={**sent, "again": "1"}).location.endswith("/them")
    question = db.session.scalars(db.select(Question)).one()
    assert (question.options, question.right) == (["1889", "1890", "1891"], 1)
    terms = {"minutes": "15", "attempts": "1", "closes_on": "31/12/2099", "closes_time": "21h00", "version": "0"}
    assert office.post(f"/cuoc-thi/{uid}/the-le-thi", data=terms).status_code == 303
    assert office.post(f"/cuoc-thi/{uid}/mo-thi").status_code == 303
    person = login(factories.make_user("reader", branch, full_name="Nông Văn Hai"))
    assert "Gương bình dị" in person.get("/thi/").text
    paper = person.post(f"/thi/{uid}").location
    shown = person.get(paper).text
    assert "đáp án" not in shown.lower()
    assert not re.search(r"(?i)\bright\b|correct", shown[shown.index("<form method") :])
    value = re.search(r'value="(\d)"><span>1890', shown)
    assert value is not None
    tap = person.post(
        paper, data={f"cau-{question.uid}": value[1]}, headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    )
    assert tap.text.strip() == "Đã trả lời 1/1 câu"
    assert f'value="{value[1]}" checked><span>1890' in person.get(paper).text
    assert person.post(paper, data={"luu": "1"}).status_code == 303
    assert person.post(paper, data={"nop": "1"}).status_code == 303
    result = person.get(paper).text
    assert "<b>100 điểm</b>: đúng 1/1 câu." in result
    assert "1890" not in result
    assert "Nông Văn Hai" in person.get(f"/cuoc-thi/{uid}/xep-hang?vong=0").text
    assert "làm đủ 1 lượt" in person.post(f"/thi/{uid}").text


def test_answers_after_the_deadline_are_said_not_to_count(commune: Organisation, login: Login) -> None:
    contest = make_contest(commune, kind="online")
    make_quiz(contest)
    user = factories.make_user("reader", commune)
    attempt = attempts.start(contest, user, utcnow() - timedelta(minutes=21))
    path = f"/thi/luot/{attempt.uid}"
    sent = {f"cau-{each.uid}": "0" for each in attempts.asked(attempt)}
    db.session.commit()
    person = login(user)
    assert "Đã hết giờ làm bài lúc" in person.get(path).text
    partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
    one = dict([next(iter(sent.items()))])
    assert "câu trả lời này không được tính" in person.post(path, data=one, headers=partial).text
    person.post(path, data=sent)
    shown = person.get(path).text
    assert ("<b>0 điểm</b>: đúng 0/3 câu." in shown, "4 câu trả lời gửi sau giờ không được tính." in shown) == (
        True,
        True,
    )


def test_an_attempt_is_its_owners_alone_and_a_quiz_is_open_below_its_organiser(
    commune: Organisation, branch: Organisation, login: Login
) -> None:
    contest = make_contest(commune, kind="online")
    make_quiz(contest)
    uid = contest.uid
    mine = login(factories.make_user("reader", branch))
    paper = mine.post(f"/thi/{uid}").location
    colleague = login(factories.make_user("reader", branch))
    assert [colleague.get(paper).status_code, colleague.post(paper).status_code] == [404, 404]
    assert mine.post(paper, data={"cau-x": "0"}).status_code == 422
    assert mine.post(paper, data={"cau-x": "abc"}).status_code == 422
    elsewhere = factories.make_branch(factories.make_organisation("Đảng bộ xã Khác"), "Chi bộ thôn Khác")
    foreign = login(factories.make_user("committee_office", elsewhere))
    question = db.session.scalars(db.select(Question)).first()
    round_uid = rounds.add(contest.id, rounds.RoundData("Sơ khảo")).uid
    assert question is not None
    pages = [
        f"/thi/{uid}", f"/cuoc-thi/{uid}/xep-hang", f"/cuoc-thi/{uid}/theo-don-vi", f"/cuoc-thi/{uid}/cham",
        f"/cuoc-thi/{uid}/nhap", f"/cuoc-thi/{uid}/cau-hoi", f"/cuoc-thi/cau-hoi/{question.uid}/sua",
        f"/cuoc-thi/vong/{round_uid}/sua",
    ]  # fmt: skip
    organiser = [
        *pages[3:],
        f"/cuoc-thi/{uid}/the-le-thi",
        f"/cuoc-thi/{uid}/vong/them",
        f"/cuoc-thi/{uid}/cau-hoi/them",
    ]
    assert statuses(foreign, pages) == [404] * len(pages)
    assert statuses(mine, organiser) == [404] * len(organiser)
    reader = login(factories.make_user("reader", commune))
    assert statuses(reader, organiser) == [403] * len(organiser)
    for act in ("mo-thi", "dong-thi", "chot-ket-qua"):
        assert reader.post(f"/cuoc-thi/{uid}/{act}").status_code == 403


def statuses(browser: FlaskClient, pages: list[str]) -> list[int]:
    return [browser.get(page).status_code for page in pages]
