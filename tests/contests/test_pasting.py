"""Questions pasted out of a document: read as people write them, and never guessed."""

from __future__ import annotations

import pytest
from flask import Flask

from intranet.contests.models import Question
from intranet.contests.pasting import Unread, read
from intranet.contests.questions import QuestionData
from intranet.database import db
from intranet.registers import service
from intranet.registers.contests import CONTESTS
from tests import factories
from tests.conftest import Login

TEXT = """Câu 1. Bác sinh năm nào?
A. 1889
*B. 1890

2) Quê nội của Bác
ở đâu?
a) Làng Sen
b) Làng Chùa
c) Pác Bó
Đáp án: A
Câu hỏi 3: Đảng ra đời ngày nào?
A. * 03/2/1930
B. 19/8/1945
"""


def test_numbers_letters_stars_and_a_line_with_the_answer_are_understood() -> None:
    assert read(TEXT) == (
        [
            QuestionData("Bác sinh năm nào?", ("1889", "1890"), 1),
            QuestionData("Quê nội của Bác ở đâu?", ("Làng Sen", "Làng Chùa", "Pác Bó"), 0),
            QuestionData("Đảng ra đời ngày nào?", ("03/2/1930", "19/8/1945"), 0),
        ],
        [],
    )


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("\nCâu 1. Không đáp án?\nA. Một\nB. Hai", 2, "đánh dấu * trước đúng một phương án"),
        ("Câu 1. Hai đáp án?\n*A. Một\n*B. Hai", 1, "đánh dấu * trước đúng một phương án"),
        ("Câu 1. Một phương án?\n*A. Một", 1, "cần từ 2 đến 6 phương án"),
        ("Chỉ có câu hỏi", 1, "cần từ 2 đến 6 phương án"),
        ("A. Một\n*B. Hai", 1, "Chưa thấy câu hỏi"),
    ],
)
def test_what_is_not_clear_is_told_by_its_line(text: str, line: int, why: str) -> None:
    found, unread = read(text)
    assert found == []
    assert [(u.line, why in u.why) for u in unread] == [(line, True)]


def test_all_questions_are_entered_or_none(app: Flask, login: Login) -> None:
    commune = factories.make_organisation()
    contest = service.create(
        CONTESTS, service.RecordData(commune.id, {"name": "Tìm hiểu", "kind": "online"}, year=2026)
    )
    db.session.commit()
    page, browser = f"/cuoc-thi/{contest.uid}/cau-hoi/dan", login(factories.make_user("committee_office", commune))
    for wrong, said in (
        ("", "Dán các câu hỏi vào ô bên dưới."),
        (TEXT + "\nCâu 4. Lạc lõng?", "Dòng 15: “Lạc lõng?”: cần từ 2 đến 6 phương án"),
        (TEXT + "\n" + TEXT, "“Bác sinh năm nào?”: Câu hỏi này đã có trong bộ câu hỏi."),
    ):
        answer = browser.post(page, data={"pasted": wrong})
        assert (answer.status_code, said in answer.text) == (422, True)
        db.session.rollback()
        assert db.session.scalar(db.select(db.func.count(Question.id))) == 0
    assert browser.post(page, data={"pasted": TEXT}).status_code == 303
    assert db.session.scalar(db.select(db.func.count(Question.id))) == 3


def test_an_unread_question_keeps_its_line() -> None:
    assert read("x") == (
        [],
        [Unread(1, "“x”: cần từ 2 đến 6 phương án, mỗi phương án một dòng bắt đầu bằng A., B., C. …")],
    )
