"""The demo's yearly grading: last year decided within the cap, with the shortcomings this year's pledges answer."""

from __future__ import annotations

from datetime import date
from random import Random

from sqlalchemy import select

from intranet.database import db
from intranet.grading import deciding, service
from intranet.grading.page import Line, lines_of
from intranet.grading.rules import GradeData, grade_of_score, rule_of
from intranet.organisations.models import Organisation
from intranet.organisations.queries import branches

SHORTCOMINGS = (
    "Ít phát biểu trong sinh hoạt chi bộ",
    "Tự học, đọc tài liệu chưa đều",
    "Chưa chủ động báo kết quả việc đăng ký hằng tháng",
    "Có buổi sinh hoạt đến muộn",
    "Chưa vận động được gia đình phân loại rác",
)
OF_BRANCH = ("Sinh hoạt chuyên đề còn ít", "Theo dõi hằng tháng có tháng ghi muộn", "Chưa có mô hình mới")
BASIS = "Quyết định 45-QĐ/ĐU của Ban Thường vụ Đảng ủy"


def make_grades(committee: Organisation, today: date) -> None:
    """Last year's grades of every branch under the committee and of its members, decided in December."""
    random, year = Random(17), today.year - 1
    under = select(Organisation).where(Organisation.path.startswith(committee.path, autoescape=True))
    for branch in branches(under):
        lines = lines_of(branch, year)
        for group in ("leaders", "members"):
            _grade(branch, year, [line for line in lines if line.group == group], group, random)
    _grade(committee, year, lines_of(committee, year), "branches", random)
    db.session.commit()


def _grade(unit: Organisation, year: int, lines: list[Line], group: str, random: Random) -> None:
    """Give every one of a peer group a score, as many the best as the cap allows, and decide them."""
    best = rule_of(year).allowed(len(lines) - len(lines) // 6)
    for number, line in enumerate(random.sample(lines, len(lines))):
        low = number % 6 == 5
        score = random.randint(91, 96) if number < best else random.randint(62, 69) if low else random.randint(74, 88)
        proposed = grade_of_score(score, year)
        own = min(100, score + random.randint(0, 3))
        wanting = random.choice(OF_BRANCH if group == "branches" else SHORTCOMINGS)
        organisation, member = (line.owner.id, None) if group == "branches" else (unit.id, line.owner.id)
        service.create(
            GradeData(
                organisation, year, member, group, own, score, grade_of_score(own, year), proposed, shortcomings=wanting
            )
        )
    if lines:
        deciding.decide(unit, year, group, f"{year}-12-22", BASIS)
