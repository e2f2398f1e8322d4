"""The demo's contests: a written one, a staged one, and a quiz that can be tried at once."""

from __future__ import annotations

from datetime import date

from flask import Flask

from intranet.contests import board
from intranet.database import db
from intranet.demo import contests as demo
from intranet.registers.contest_tallies import ContestTally
from intranet.registers.contests import Contest
from tests import factories
from tests.conftest import Login


def test_a_year_of_contests_comes_in_and_the_quiz_can_be_taken(app: Flask, login: Login) -> None:
    committee = factories.make_organisation()
    for number in range(9):
        branch = factories.make_branch(committee, f"Chi bộ thôn {number + 1}")
        for _ in range(3):
            factories.make_member(branch)
    demo.fill(committee, date.today())
    contests = db.session.scalars(db.select(Contest).order_by(Contest.id)).all()
    assert [c.kind for c in contests] == ["written", "staged", "online"]
    assert [sum(line.entries for line in board.lines(c.id)) for c in contests] == [27, 9, 5]
    best = board.ranking(contests[0].id, board.lines(contests[0].id)[0].round.id).rows  # type: ignore[union-attr]
    assert [row.entry.prize for row in best[:7]] == ["Nhất", "Nhì", "Nhì", "Ba", "Ba", "Ba", None]
    assert db.session.scalar(db.select(db.func.count(ContestTally.id))) == 9
    uids = [c.uid for c in contests]
    browser = login(factories.make_user("reader", branch))
    for uid in uids:
        assert browser.get(f"/so/cuoc-thi/{uid}").status_code == 200
    paper = browser.post(f"/thi/{uids[2]}").location
    assert browser.get(paper).text.count("<fieldset") == 10
