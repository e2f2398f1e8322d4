"""The words of a grade: for its history, for showing two people's values side by side, and for a list as a file."""

from __future__ import annotations

from flask import abort

from intranet.access import Verb, can
from intranet.audit.queries import Vocabulary, Word
from intranet.exporting import Columns
from intranet.formatting import vn_date
from intranet.grading.models import GRADES, PEER_GROUPS, Grade
from intranet.members.queries import names as member_names
from intranet.organisations.queries import names as organisation_names

LABELS = {
    "self_score": "Điểm tự chấm",
    "own_grade": "Tự xếp loại",
    "score": "Điểm đánh giá",
    "proposed_grade": "Đề nghị xếp loại",
    "peer_group": "Xếp loại trong nhóm",
    "grade": "Xếp loại đã quyết định",
    "decided_on": "Ngày quyết định",
    "basis": "Căn cứ",
    "shortcomings": "Hạn chế cần khắc phục năm sau",
}
#: The groups a member may stand in.
MEMBER_GROUPS = {name: label for name, label in PEER_GROUPS.items() if name != "branches"}
TONES = {"excellent": "done", "good": "done", "completed": "wait", "not_completed": "act"}
VOCABULARY: Vocabulary = {
    "organisation_id": Word("Chi bộ, đơn vị", names=organisation_names),
    "member_id": Word("Đảng viên", names=member_names),
    "year": Word("Năm"),
    "self_score": Word(LABELS["self_score"]),
    "own_grade": Word(LABELS["own_grade"], GRADES),
    "score": Word(LABELS["score"]),
    "proposed_grade": Word(LABELS["proposed_grade"], GRADES),
    "peer_group": Word(LABELS["peer_group"], PEER_GROUPS),
    "grade": Word(LABELS["grade"], GRADES),
    "decided_on": Word(LABELS["decided_on"], date=True),
    "basis": Word(LABELS["basis"]),
    "shortcomings": Word(LABELS["shortcomings"]),
}


def readable(_grade: Grade) -> Vocabulary:
    """The history of a grade is for those who may see the grade."""
    return VOCABULARY if can(Verb.RECORD) else abort(403)


def whose(grade: Grade) -> str:
    """Whose grade it is, in words; the relationships are loaded."""
    return grade.member.full_name if grade.member else grade.organisation.name


def title(grade: Grade) -> str:
    """Whose grade of which year, whatever of it is loaded."""
    names = member_names([grade.member_id]) if grade.member_id else organisation_names([grade.organisation_id])
    return f"{next(iter(names.values()))}, xếp loại năm {grade.year}"


#: Shortcomings stay here (domain.md, section 7).
COLUMNS: Columns = {
    "Năm": lambda line: line.year,
    "Nhóm": lambda line: PEER_GROUPS[line.group],
    "Họ tên, đơn vị": lambda line: line.name,
    "Điểm tự chấm": lambda line: line.grade.self_score if line.grade else None,
    "Tự xếp loại": lambda line: GRADES.get(line.grade.own_grade or "", "") if line.grade else "",
    "Điểm đánh giá": lambda line: line.grade.score if line.grade else None,
    "Đề nghị": lambda line: GRADES.get(line.grade.proposed_grade or "", "") if line.grade else "",
    "Xếp loại": lambda line: GRADES.get(line.grade.grade or "", "") if line.grade else "",
    "Ngày quyết định": lambda line: vn_date(line.grade.decided_on) if line.grade and line.grade.decided_on else "",
    "Căn cứ": lambda line: line.grade.basis if line.grade else "",
}
