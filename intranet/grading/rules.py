"""What a grade may be by the rules of its year: thresholds, peer groups, the cap. Nothing here writes.

Source: domain.md, section 3 and C17; every figure is a setting with a date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from intranet.database import db
from intranet.forms import tidy
from intranet.grading import cap
from intranet.grading.models import GRADES, PEER_GROUPS, Grade
from intranet.meetings.service import real_date, refuse_marked
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.settings import service as settings

#: Posts that put a member among the leaders.
LEADING = frozenset({"secretary", "deputy_secretary", "committee_member", "village_head", "principal", "police_chief"})
FIRST_YEAR, LAST_YEAR = 2000, 2100
_GRADE_FIELDS = {"own_grade": "Tự xếp loại", "proposed_grade": "Đề nghị xếp loại", "grade": "Xếp loại"}
_ORDER = tuple(GRADES)


@dataclass(frozen=True, slots=True)
class GradeData:
    """A grade as given; without ``member_id`` it is the organisation's own. ``peer_group`` None: found by the posts held."""

    organisation_id: int
    year: int
    member_id: int | None = None
    peer_group: str | None = None
    self_score: int | None = None
    score: int | None = None
    own_grade: str | None = None
    proposed_grade: str | None = None
    grade: str | None = None
    decided_on: str | None = None
    basis: str | None = None
    shortcomings: str | None = None


def checked(data: GradeData) -> GradeData:
    """The data tidied, its peer group found. Raises Refusal, naming the field."""
    member = db.session.get(Member, data.member_id) if data.member_id is not None else None
    if data.member_id is not None and member is None:
        raise Refusal("Không có đảng viên này.", "member_id")
    grades: dict[str, Any] = {name: getattr(data, name) or None for name in _GRADE_FIELDS}
    data = replace(
        data, basis=tidy(data.basis or "") or None, shortcomings=tidy(data.shortcomings or "") or None,
        decided_on=data.decided_on or None, peer_group=data.peer_group or peer_group_of(member),
        **grades,
    )  # fmt: skip
    if not FIRST_YEAR <= data.year <= LAST_YEAR:
        raise Refusal(f"Năm {data.year} không hợp lệ.", "year")
    if data.peer_group not in PEER_GROUPS or (data.peer_group == "branches") != (data.member_id is None):
        raise Refusal("Nhóm xếp loại không hợp với người được xếp loại.", "peer_group")
    _check_scores(data)
    _check_decision(data)
    refuse_marked(data.shortcomings, "shortcomings")
    refuse_marked(data.basis, "basis")
    return data


def _check_scores(data: GradeData) -> None:
    for name in ("self_score", "score"):
        value = getattr(data, name)
        if value is not None and not 0 <= value <= 100:
            raise Refusal("Điểm phải từ 0 đến 100.", name)
    for name, label in _GRADE_FIELDS.items():
        if getattr(data, name) is not None and getattr(data, name) not in GRADES:
            raise Refusal(f"{label}: không có mức “{getattr(data, name)}”.", name)
    if data.score is None or not (data.proposed_grade or data.grade):
        return
    deserved = grade_of_score(data.score, data.year)
    for name in ("proposed_grade", "grade"):
        given = getattr(data, name)
        if given is not None and _ORDER.index(given) < _ORDER.index(deserved):
            raise Refusal(
                f"Điểm {data.score} chỉ đủ mức “{GRADES[deserved]}”, không xếp “{GRADES[given]}” được. "
                "Sửa điểm hoặc hạ mức xếp loại.", name,
            )  # fmt: skip


def _check_decision(data: GradeData) -> None:
    if data.decided_on and not real_date(data.decided_on):
        raise Refusal(f"Không có ngày “{data.decided_on}”.", "decided_on")
    if data.decided_on and data.decided_on[:4] < str(data.year):
        raise Refusal(f"Ngày quyết định không thể trước năm {data.year} được xếp loại.", "decided_on")
    if data.basis and len(data.basis) > 300:
        raise Refusal("Căn cứ dài quá 300 ký tự.", "basis")


def unit_of(organisation: Organisation, group: str) -> int:
    """The unit within which a group is compared: for branches the committee above, for members their branch."""
    return (organisation.parent_id or organisation.id) if group == "branches" else organisation.id


def peer_group_of(member: Member | None) -> str:
    """The group somebody belongs to by the posts they hold."""
    if member is None:
        return "branches"
    return "leaders" if LEADING & set(member.role_list) else "members"


def rule_of(year: int, book: settings.Rulebook | None = None) -> cap.Rule:
    """The cap's rule at the end of a year."""
    book = book or settings.rulebook()
    return cap.Rule(*(book.value(f"grade_cap_{name}", str(year)) for name in ("share", "base", "rounding")))


def grade_of_score(score: int, year: int, book: settings.Rulebook | None = None) -> str:
    """The grade a score deserves by the thresholds of its year."""
    least = (book or settings.rulebook()).value("grade_thresholds", str(year))
    return next((name for name in _ORDER if score >= least.get(name, 0)), _ORDER[-1])


def cap_over(grades: Sequence[Grade], rule: cap.Rule, *, decided: bool = False) -> cap.Cap:
    """The cap over a group as it stands; ``decided`` counts only decided ones as best (the base is the same)."""
    standing = cap.over(rule, [grade.standing_grade for grade in grades])
    return replace(standing, excellent=sum(g.grade == "excellent" for g in grades)) if decided else standing


def too_many(over: cap.Cap, group: str) -> str:
    """What to say where a group has more of the best than it may."""
    return (
        f"Nhóm “{PEER_GROUPS[group]}” được tối đa {over.allowed} hoàn thành xuất sắc, mà đang có {over.excellent}: "
        f"{over.explained}. Hạ bớt {over.over} trường hợp xuống hoàn thành tốt, hoặc xếp loại đủ những người còn lại trước."
    )
