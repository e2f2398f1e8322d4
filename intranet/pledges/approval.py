"""How a pledge goes from draft to approved, and who may move it.

A member's pledge is commented on and approved in its branch, by the secretary;
a collective's by the committee office above it. Source: domain.md, C6 (branch comments, revision, approval).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from intranet.access import Verb, can, sees
from intranet.accounts.models import User
from intranet.pledges import service
from intranet.pledges.items import items_of
from intranet.pledges.models import Pledge
from intranet.pledges.service import PledgeData
from intranet.refusal import Refusal
from intranet.settings import service as settings

#: What a state is called; no state is a draft.
STATES: dict[str | None, str] = {
    None: "Bản nháp",
    "pending": "Chờ duyệt",
    "returned": "Sửa lại",
    "approved": "Đã duyệt",
}


@dataclass(frozen=True, slots=True)
class Move:
    """One step: its button, the states it starts from and leads to, whether it is the approver's, what is then said."""

    label: str
    starts: frozenset[str | None]
    ends: str | None
    approver: bool
    said: str


MOVES = {
    "hand_in": Move("Nộp chờ duyệt", frozenset({None, "returned"}), "pending", False, "Đã nộp, chờ duyệt."),
    "take_back": Move("Rút về sửa", frozenset({"pending"}), None, False, "Đã rút về bản nháp."),
    "give_back": Move("Góp ý, trả lại", frozenset({"pending", "approved"}), "returned", True, "Đã trả lại để sửa."),
    "approve": Move("Duyệt", frozenset({"pending"}), "approved", True, "Đã duyệt."),
    "reopen": Move("Bỏ duyệt", frozenset({"approved"}), "pending", True, "Đã bỏ duyệt, bản đăng ký chờ duyệt lại."),
}


def may_write(user: User, pledge: Pledge) -> bool:
    """Whether the person records pledges of this organisation. ``pledge.organisation`` must be loaded."""
    return can(Verb.RECORD, user) and sees(user, pledge.organisation)


def may_approve(user: User, pledge: Pledge) -> bool:
    """Whether the person approves (and rates) this pledge. ``pledge.organisation`` must be loaded."""
    if not may_write(user, pledge):
        return False
    if user.role == "administrator":
        return True
    if pledge.member_id is None:
        return user.role == "committee_office"
    return user.role == "branch_secretary" or user.organisation_id == pledge.organisation_id


def may(user: User, pledge: Pledge, name: str) -> bool:
    """Whether the person may ever make this move on this pledge, whatever its state."""
    return may_approve(user, pledge) if MOVES[name].approver else may_write(user, pledge)


def open_moves(user: User, pledge: Pledge) -> list[str]:
    """The moves this person can make now, in the order of MOVES."""
    return [name for name, m in MOVES.items() if pledge.approval in m.starts and may(user, pledge, name)]


def move(pledge: Pledge, name: str, by: User, comment: str | None = None) -> Pledge:
    """Make a move. ``comment`` None leaves the branch's comment as it is. Raises Refusal.

    A pledge is handed in only with as many works as the rule of its year asks; one that is given back says why.
    """
    step = MOVES[name]
    if not may(by, pledge, name):
        whom = "bí thư chi bộ" if pledge.member_id else "văn phòng đảng ủy"
        raise Refusal(f"Việc này do {whom} làm.")
    if pledge.approval not in step.starts:
        now = STATES[pledge.approval]
        raise Refusal(f"Bản đăng ký đang ở trạng thái “{now}”, không {step.label.lower()} được nữa.")
    if name == "hand_in" and (said := count_warning(pledge.year, len(items_of(pledge)))):
        raise Refusal(said)
    data = replace(service.data_of(pledge), approval=step.ends)
    if comment is not None:
        data = replace(data, comment=comment)
    if name == "give_back" and not (data.comment or "").strip():
        raise Refusal("Ghi góp ý của chi bộ để người đăng ký biết cần sửa gì.", "comment")
    return service.update(pledge, data)


def revise(pledge: Pledge, data: PledgeData) -> Pledge:
    """Rewrite the content. An approved pledge whose content changes waits for approval again."""
    before = service.data_of(pledge)
    data = replace(data, approval=before.approval)
    if before.approval == "approved" and replace(data, comment=None) != replace(before, comment=None):
        data = replace(data, approval="pending")
    return service.update(pledge, data)


def count_warning(year: int, works: int) -> str:
    """What to say when the number of works is not what the year's rule asks; empty when it is."""
    rules = settings.rulebook()
    least, most = (rules.value(f"pledge_items_{end}", str(year)) for end in ("least", "most"))
    if least <= works <= most:
        return ""
    wanted = f"{least}" if least == most else f"{least}–{most}"
    return f"Mỗi bản đăng ký cần {wanted} việc; bản này có {works} việc."


def states() -> Sequence[tuple[str, str]]:
    """The states as choices of a filter; the draft's value is "draft"."""
    return [(state or "draft", label) for state, label in STATES.items()]
