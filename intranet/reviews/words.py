"""The words of a task: for its history, for showing two people's values side by side, and for its list as a file."""

from __future__ import annotations

from intranet.access import Verb, can
from intranet.audit.queries import Vocabulary, Word
from intranet.exporting import Columns
from intranet.formatting import vn_date
from intranet.members.queries import names as member_names
from intranet.reviews.models import RESULTS, WorkTask
from intranet.reviews.months import spoken

LABELS = {
    "task": "Nhiệm vụ",
    "owner": "Đảng viên thực hiện",
    "owner_text": "Hoặc tập thể, người khác",
    "deadline": "Hạn",
    "remark": "Kết quả cụ thể",
    "praise": "Biểu dương",
    "criticism": "Phê bình, tự phê bình",
}
_PUBLIC: Vocabulary = {
    "task": Word(LABELS["task"]),
    "month": Word("Tháng", date=True),
    "owner_id": Word(LABELS["owner"], names=member_names),
    "owner_text": Word("Tập thể, người khác thực hiện"),
    "deadline": Word(LABELS["deadline"], date=True),
    "result": Word("Kết quả", RESULTS),
    "remark": Word(LABELS["remark"]),
    "praise": Word(LABELS["praise"]),
}
#: All of it, for those who write the review.
VOCABULARY: Vocabulary = {**_PUBLIC, "criticism": Word(LABELS["criticism"])}


def readable(_task: WorkTask) -> Vocabulary:
    """What the signed-in person may read of a task's history: criticism is for those who record (domain.md, section 7)."""
    return VOCABULARY if can(Verb.RECORD) else _PUBLIC


def owner_of(task: WorkTask) -> str:
    """Who does the task, in words."""
    return task.owner.full_name if task.owner else task.owner_text or ""


#: Criticism never leaves by a file.
COLUMNS: Columns = {
    "Tháng": lambda t: vn_date(t.month),
    "Nhiệm vụ": lambda t: t.task,
    "Người thực hiện": owner_of,
    "Hạn": lambda t: vn_date(t.deadline) if t.deadline else "",
    "Kết quả": lambda t: RESULTS.get(t.result or "", ""),
    "Kết quả cụ thể": lambda t: t.remark,
    "Biểu dương": lambda t: t.praise,
    "Chuyển từ": lambda t: spoken(t.carried_from.month) if t.carried_from else "",
}
