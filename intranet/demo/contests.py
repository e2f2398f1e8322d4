"""A believable year of contests: a written one with prizes, a staged one, and an online quiz to try."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from intranet.contests import questions, quizzes, rounds
from intranet.database import db
from intranet.formatting import TIME_ZONE
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.registers import service
from intranet.registers.contest_entries import CONTEST_ENTRIES
from intranet.registers.contest_tallies import CONTEST_TALLIES
from intranet.registers.contests import CONTESTS, Contest

#: Question, options, the right one's place.
QUESTIONS: Sequence[tuple[str, tuple[str, ...], int]] = (
    ("Chủ tịch Hồ Chí Minh sinh ngày, tháng, năm nào?", ("19/5/1889", "19/5/1890", "15/9/1890", "02/9/1890"), 1),
    ("Quê nội của Chủ tịch Hồ Chí Minh ở đâu?",
     ("Làng Hoàng Trù, Nghệ An", "Làng Sen, xã Kim Liên, Nghệ An", "Thành phố Huế"), 1),
    ("Người ra đi tìm đường cứu nước ngày nào?", ("05/6/1911", "03/2/1930", "28/01/1941"), 0),
    ("Đảng Cộng sản Việt Nam được thành lập ngày nào?", ("19/8/1945", "22/12/1944", "03/2/1930"), 2),
    ("Bác Hồ đọc Tuyên ngôn Độc lập ở đâu?",
     ("Nhà hát Lớn Hà Nội", "Quảng trường Ba Đình", "Tân Trào, Tuyên Quang", "Pác Bó, Cao Bằng"), 1),
    ("Tác phẩm “Sửa đổi lối làm việc” được Bác viết năm nào?", ("1945", "1947", "1954", "1969"), 1),
    ("Chỉ thị số 05-CT/TW ngày 15/5/2016 của Bộ Chính trị về việc gì?",
     ("Đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", "Xây dựng nông thôn mới",
      "Thực hành tiết kiệm, chống lãng phí"), 0),
    ("Kết luận số 01-KL/TW của Bộ Chính trị ban hành ngày nào?", ("15/5/2016", "18/5/2021", "30/10/2016"), 1),
    ("“Cần, kiệm, liêm, chính” đi cùng với đức tính nào?", ("Chí công vô tư", "Khiêm tốn, giản dị", "Dũng cảm"), 0),
    ("Bác bắt đầu viết Di chúc vào năm nào?", ("1960", "1965", "1969"), 1),
)  # fmt: skip
_TITLES = (
    "Mẹ tôi làm theo lời Bác",
    "Người trưởng thôn của chúng tôi",
    "Con đường hoa",
    "Cô giáo vùng cao",
    "Ánh đèn đầu ngõ",
)
_PRIZES = ("Nhất", "Nhì", "Nhì", "Ba", "Ba", "Ba")


def fill(committee: Organisation, today: date) -> None:
    """Write the year's contests. Commits once."""
    below = Organisation.path.startswith(committee.path, autoescape=True)
    units = db.session.scalars(select(Organisation).where(below).order_by(Organisation.id)).all()
    branches = [unit for unit in units if unit.is_branch and unit.id != committee.id]
    _written(committee, branches, today)
    _staged(committee, branches, today)
    _online(committee, branches, today)
    db.session.commit()


def _written(committee: Organisation, branches: Sequence[Organisation], today: date) -> None:
    """Entries of every branch, scored, the best with prizes; the count by unit; the round is closed by now."""
    chance, held = Random(19), today - timedelta(days=150)
    contest = _contest(
        committee, held, name="Viết về tấm gương bình dị mà cao quý", kind="written", entries=6 * len(branches),
        prizes="1 Nhất, 2 Nhì, 3 Ba", tally_round=1, rules="Mỗi bài không quá 1.500 chữ, viết về người thật, việc thật.",
    )  # fmt: skip
    only = rounds.add(contest.id, rounds.RoundData("Vòng xã"))
    scores = sorted((round(5 + chance.random() * 4.9, 2) for _ in range(3 * len(branches))), reverse=True)
    for number, score in enumerate(scores):
        branch = branches[number % len(branches)]
        values = {
            "who": _member(branch, number), "title": _TITLES[number % len(_TITLES)], "score": score,
            "prize": _PRIZES[number] if number < len(_PRIZES) else None, "contest": contest.id, "round": only.id,
        }  # fmt: skip
        service.create(CONTEST_ENTRIES, service.RecordData(branch.id, values, year=held.year))
    rounds.update(only, rounds.RoundData("Vòng xã", held.isoformat(), closed=True))
    for branch in branches:
        service.create(
            CONTEST_TALLIES, service.RecordData(branch.id, {"round1": 4 + chance.randrange(5)}, year=held.year)
        )


def _staged(committee: Organisation, branches: Sequence[Organisation], today: date) -> None:
    """One team of each branch."""
    held = today - timedelta(days=60)
    contest = _contest(
        committee, held, name="Hội thi kể chuyện tấm gương đạo đức Hồ Chí Minh", kind="staged", entries=len(branches),
        prizes="1 Nhất, 1 Nhì, 2 Khuyến khích",
    )  # fmt: skip
    for number, branch in enumerate(branches):
        name = branch.name.removeprefix("Chi bộ ")
        prize = ("Nhất", "Nhì", "Khuyến khích", "Khuyến khích")[number] if number < 4 else None
        values = {"who": f"Đội {name}", "title": "Tiết mục kể chuyện", "score": 95 - 3 * number, "prize": prize}
        data = service.RecordData(branch.id, {**values, "contest": contest.id}, year=held.year)
        service.create(CONTEST_ENTRIES, data)


def _online(committee: Organisation, branches: Sequence[Organisation], today: date) -> None:
    """A quiz that is open for a month from today, with the results of some whom the secretary entered."""
    contest = _contest(
        committee, today, name="Trực tuyến tìm hiểu về Chủ tịch Hồ Chí Minh", kind="online",
        rules="Mười câu, mười lăm phút, mỗi người hai lượt; lấy lượt tốt hơn.",
    )  # fmt: skip
    for text, options, right in QUESTIONS:
        questions.add(contest.id, questions.QuestionData(text, options, right))
    closes = datetime.combine(today + timedelta(days=30), time(21), TIME_ZONE)
    quiz = quizzes.set_terms(contest.id, quizzes.QuizData(minutes=15, attempts=2, closes_at=closes))
    quizzes.set_open(quiz, True)
    for number, branch in enumerate(branches[:5]):
        values = {"who": _member(branch, number), "score": 90 - 10 * number, "seconds": 300 + 47 * number}
        data = service.RecordData(branch.id, {**values, "contest": contest.id}, year=today.year)
        service.create(CONTEST_ENTRIES, data)


def _contest(committee: Organisation, held: date, **values: object) -> Contest:
    data = service.RecordData(committee.id, {"held": held.isoformat(), **values})
    made: Contest = service.create(CONTESTS, data)
    return made


def _member(branch: Organisation, number: int) -> int | str:
    """One of the branch's members."""
    found = db.session.scalars(select(Member.id).where(Member.branch_id == branch.id).order_by(Member.id)).all()
    return found[number % len(found)] if found else f"Đảng viên {branch.name}"
