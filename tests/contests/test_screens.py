"""The screens of contests and of the online quiz: from start to finish, by role, with bad input, at any length."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from intranet.contests import attempts, questions, rounds
from intranet.contests.models import Attempt, ContestRound
from intranet.database import db, utcnow
from intranet.mirror.registers import REGISTERS, Scope
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers import service
from intranet.registers.contest_entries import CONTEST_ENTRIES
from intranet.registers.contest_tallies import CONTEST_TALLIES
from intranet.registers.contests import CONTESTS
from tests import factories
from tests.conftest import Login, QueryCounter
from tests.contests.conftest import entries, make_contest, make_quiz


def test_entries_are_written_to_a_round_until_it_closes(
    branch: Organisation, commune: Organisation, login: Login
) -> None:
    uid = make_contest(commune).uid
    office = login(factories.make_user("committee_office", commune))
    assert office.post(f"/cuoc-thi/{uid}/vong/them", data={"name": "Sơ khảo"}).status_code == 303
    assert office.post(f"/cuoc-thi/{uid}/vong/them", data={"name": "Chung kết"}).status_code == 303
    first, last = (r.uid for r in db.session.scalars(db.select(ContestRound).order_by(ContestRound.number)))
    shown = office.get(f"/so/cuoc-thi/{uid}").text
    assert ("Sơ khảo" in shown, "Chung kết" in shown, shown.count("đang nhận")) == (True, True, 2)
    secretary = login(factories.make_user("branch_secretary", branch))
    assert secretary.get(f"/so/cuoc-thi/{uid}").status_code == 200
    asked = f"/so/bai-du-thi/them?contest={uid}&round={first}"
    assert f'name="round" value="{first}"' in secretary.get(asked).text
    sent = {"who": "Lý Thị Hai", "title": "Mẹ tôi", "score": "9,25", "contest": uid, "round": first}
    assert secretary.post(asked, data=sent).status_code == 303
    office.post(f"/cuoc-thi/vong/{first}/dong")
    answer = secretary.post(asked, data={**sent, "who": "Người khác"})
    assert (answer.status_code, "Sơ khảo đã đóng, không nhận thêm bài." in answer.text) == (422, True)
    assert [(e.who_name, e.score, e.organisation_id) for e in entries()] == [("Lý Thị Hai", 9.25, branch.id)]
    assert "Lý Thị Hai" in secretary.get(f"/cuoc-thi/{uid}/xep-hang").text
    assert "chưa có bài dự thi nào" in secretary.get(f"/cuoc-thi/{uid}/xep-hang?vong={last}").text.lower()
    office.post(f"/cuoc-thi/vong/{first}/mo")
    assert secretary.post(asked, data={**sent, "who": "Người khác"}).status_code == 303
    assert office.post(f"/cuoc-thi/vong/{first}/xoa").status_code == 422
    assert office.post(f"/cuoc-thi/vong/{last}/xoa").status_code == 303


def test_a_contest_with_rounds_or_questions_is_not_deleted_under_them(commune: Organisation) -> None:
    with_round, with_quiz, empty = make_contest(commune), make_contest(commune), make_contest(commune)
    rounds.add(with_round.id, rounds.RoundData("Sơ khảo"))
    make_quiz(with_quiz)
    for contest in (with_round, with_quiz):
        with pytest.raises(Refusal, match="còn mục khác gắn với nó"):
            service.delete(CONTESTS, contest)
    service.delete(CONTESTS, empty)


def test_a_round_past_its_last_day_takes_nothing_and_says_since_when(commune: Organisation, login: Login) -> None:
    contest = make_contest(commune)
    past = rounds.add(contest.id, rounds.RoundData("Sơ khảo", closes_on="2022-03-05")).uid
    uid, office = contest.uid, login(factories.make_user("committee_office", commune))
    sent = {"who": "Lý Thị Hai", "contest": uid, "round": past}
    answer = office.post("/so/bai-du-thi/them", data=sent)
    assert "Sơ khảo đã đóng từ ngày 05/3/2022, không nhận thêm bài." in answer.text
    assert entries() == []


def test_scores_are_written_together_and_rank_the_round(commune: Organisation, login: Login) -> None:
    contest = make_contest(commune)
    uid = contest.uid
    for who, score in (("Một", None), ("Hai", 7.5), ("Ba", 7.5)):
        values = {"who": who, "score": score, "contest": contest.id}
        service.create(CONTEST_ENTRIES, service.RecordData(commune.id, values))
    db.session.commit()
    one, two, three = (e.uid for e in entries())
    office = login(factories.make_user("committee_office", commune))
    answer = office.post(f"/cuoc-thi/{uid}/cham?vong=0", data={f"score-{one}": "chín", f"score-{two}": "7,5"})
    assert (answer.status_code, "Điểm “chín” của Một không đọc được. Ghi số, ví dụ 9,5." in answer.text) == (422, True)
    sent = {**on_the_page(office, uid), f"score-{one}": "9,5", f"prize-{one}": "Nhất"}
    assert office.post(f"/cuoc-thi/{uid}/cham?vong=0", data=sent).status_code == 303
    assert [(e.score, e.prize, e.version) for e in entries()] == [(9.5, "Nhất", 2), (7.5, None, 1), (7.5, None, 1)]
    assert on_the_page(office, uid)[f"seen-{three}"] == "7,5|"
    places = re.findall(r'data-label="Hạng">\s*(\S+?)<', office.get(f"/cuoc-thi/{uid}/xep-hang?vong=0").text)
    assert places == ["1", "2", "2"]


def on_the_page(browser: FlaskClient, uid: str, page: int = 1) -> dict[str, str]:
    """What the form of scores shows, as it would be sent unchanged."""
    fields = re.findall(r"<input [^>]*>", browser.get(f"/cuoc-thi/{uid}/cham?vong=0&page={page}").text)
    found = [(re.search(r'name="([a-z]+-K\w+)"', each), re.search(r'value="([^"]*)"', each)) for each in fields]
    return {name[1]: value[1] for name, value in found if name and value}


def test_two_who_write_scores_at_once_lose_nothing(commune: Organisation, login: Login) -> None:
    contest = make_contest(commune)
    uid = contest.uid
    for number in range(60):
        values = {"who": f"Người {number}", "score": 5, "prize": "Khuyến khích", "contest": contest.id}
        service.create(CONTEST_ENTRIES, service.RecordData(commune.id, values))
    db.session.commit()
    one, two, last = entries()[0].uid, entries()[1].uid, entries()[59].uid
    mine, other = (login(factories.make_user("committee_office", commune)) for _ in range(2))
    shown = on_the_page(mine, uid)
    theirs = {**on_the_page(other, uid, 2), f"score-{last}": "9", f"prize-{last}": "Nhất"}
    assert other.post(f"/cuoc-thi/{uid}/cham?vong=0&page=2", data=theirs).status_code == 303
    assert other.post(f"/cuoc-thi/{uid}/cham?vong=0", data={**shown, f"score-{one}": "8"}).status_code == 303
    # The page I was shown holds other entries by now, and one of its lines was changed under my hands.
    sent = {**shown, f"score-{one}": "3", f"score-{two}": "7"}
    answer = mine.post(f"/cuoc-thi/{uid}/cham?vong=0", data=sent)
    assert (answer.status_code, "Có người vừa ghi cho Người 0: điểm 8, giải Khuyến khích." in answer.text) == (
        422,
        True,
    )
    assert ('value="3"' in answer.text, 'value="7"' in answer.text) == (True, True)
    again = {**sent, f"seen-{one}": "8|Khuyến khích", f"score-{one}": "8"}
    assert mine.post(f"/cuoc-thi/{uid}/cham?vong=0", data=again).status_code == 303
    kept = {e.uid: (e.score, e.prize) for e in entries()}
    assert [kept.pop(e) for e in (one, two, last)] == [(8, "Khuyến khích"), (7, "Khuyến khích"), (9, "Nhất")]
    assert set(kept.values()) == {(5, "Khuyến khích")}


def test_what_somebody_else_has_written_of_a_round_a_question_or_the_terms_is_shown(
    commune: Organisation, login: Login
) -> None:
    contest = make_contest(commune)
    make_quiz(contest, minutes=20)
    uid, found = contest.uid, rounds.add(contest.id, rounds.RoundData("Sơ khảo")).uid
    question = questions.bank(contest.id)[0]
    asked = {"text": question.text, "right": str(question.right)}
    asked |= {f"option{n}": option for n, option in enumerate(question.options, 1)}
    terms = {"minutes": "20", "attempts": "1"}
    db.session.commit()
    mine, other = (login(factories.make_user("committee_office", commune)) for _ in range(2))
    for address, seen, theirs, typed, said in (
        (f"/cuoc-thi/vong/{found}/sua", {"name": "Sơ khảo"}, {"name": "Vòng loại"}, {"closes_on": "05/3/2030"},
         "<b>Tên vòng thi</b>: đang lưu “Vòng loại”, anh chị nhập “Sơ khảo”"),
        (f"/cuoc-thi/cau-hoi/{question.uid}/sua", asked, {"right": "1"}, {"text": "Bác sinh năm nào?"},
         "<b>Đáp án đúng</b>: đang lưu “B”, anh chị nhập “A”"),
        (f"/cuoc-thi/{uid}/the-le-thi", terms, {"closes_on": "31/12/2099"}, {"minutes": "45"},
         "<b>Kết thúc</b>: đang lưu “23:59, 31/12/2099”, anh chị nhập “để trống”"),
    ):  # fmt: skip
        seen["version"] = "1"
        assert other.post(address, data={**seen, **theirs}).status_code == 303
        answer = mine.post(address, data={**seen, **typed})
        assert (answer.status_code, said in answer.text, next(iter(typed.values())) in answer.text) == (409, True, True)
        assert mine.post(address, data={**seen, **theirs, **typed, "version": "2"}).status_code == 303
    db.session.expire_all()
    kept = db.session.scalars(db.select(ContestRound)).one()
    assert (kept.name, kept.closes_on) == ("Vòng loại", "2030-03-05")


def test_a_sheet_takes_prizes_and_what_names_no_contest(commune: Organisation) -> None:
    contest = make_contest(commune)
    for who, values in (
        ("Không giải", {"contest": contest.id}),
        ("Giải", {"contest": contest.id, "prize": "Nhất"}),
        ("Từ bảng", {}),
    ):
        service.create(CONTEST_ENTRIES, service.RecordData(commune.id, {"who": who, **values}, year=2026))
    records = REGISTERS["contest_entries"](Scope(commune, 2026)).records()
    assert [record["who"] for record in records.values()] == ["Giải", "Từ bảng"]


def test_the_count_by_unit_stands_beside_the_entries_kept(
    commune: Organisation, branch: Organisation, login: Login
) -> None:
    contest = make_contest(commune, tally_round=2)
    data = service.RecordData(branch.id, {"round1": 62, "round2": 61})
    tally = service.create(CONTEST_TALLIES, data)
    service.create(CONTEST_TALLIES, service.RecordData(commune.id, {"round2": 9}, "Sở Nội vụ"))
    service.create(CONTEST_ENTRIES, service.RecordData(branch.id, {"who": "Hai", "contest": contest.id}))
    assert tally.sum == 123
    db.session.commit()
    uid, browser = contest.uid, login(factories.make_user("reader", commune))
    shown = re.findall(r'data-label="[^"]*">([^<]*)</td>', browser.get(f"/cuoc-thi/{uid}/theo-don-vi").text)
    assert shown == ["Chi bộ thôn Bắc Sơn", "1", "61", "Sở Nội vụ", "0", "9"]
    assert "Chi bộ thôn Bắc Sơn" in browser.get("/so/so-bai-du-thi/").text


@pytest.mark.parametrize("many", [1, 3, 300])
def test_the_pages_cost_the_same_at_any_length(
    commune: Organisation, branch: Organisation, login: Login, queries: QueryCounter, many: int
) -> None:
    contest = make_contest(commune, kind="online", tally_round=1)
    make_quiz(contest, count=min(many, 60))
    for number in range(many):
        values = {"who": f"Người {number}", "score": number % 10, "contest": contest.id}
        service.create(CONTEST_ENTRIES, service.RecordData(branch.id, values))
        rounds.add(contest.id, rounds.RoundData(f"Vòng {number}"))
    user = factories.make_user("committee_office", commune)
    attempt = attempts.start(contest, user, utcnow())
    uid, browser = contest.uid, login(user)
    for page in (
        f"/so/cuoc-thi/{uid}", "/so/cuoc-thi/", "/so/bai-du-thi/", f"/cuoc-thi/{uid}/xep-hang?vong=0",
        f"/cuoc-thi/{uid}/cham?vong=0", f"/cuoc-thi/{uid}/theo-don-vi", f"/cuoc-thi/{uid}/cau-hoi", "/thi/",
        f"/thi/{uid}", f"/thi/luot/{attempt.uid}",
    ):  # fmt: skip
        browser.get(page)
        queries.reset()
        assert browser.get(page).status_code == 200
        assert queries.count <= 10, (page, queries.statements)
    assert db.session.scalar(db.select(db.func.count(Attempt.id))) == 1
