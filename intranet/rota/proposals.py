"""Whose turn it is: proposals for one month or several, of members of a branch or of branches in turn.

A proposal is only offered: a person ticks who presents. Left out unless ticked: who is away, who is exempt from sessions,
and who already presents in that month.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from intranet.database import db
from intranet.formatting import vn_date
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.rota import fairness, months, service
from intranet.rota.fairness import Turn
from intranet.rota.models import Absence, Assignment
from intranet.rota.queries import single, turns
from intranet.rota.service import AssignmentData
from intranet.settings.service import Rulebook, rulebook


@dataclass(frozen=True, slots=True)
class Choice:
    """One member in the order of turns: when they last presented, how often, why they are left out, whether proposed."""

    member: Member
    turn: Turn
    why_not: str
    proposed: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """The members for one month in the order of their turns."""

    month: str
    choices: Sequence[Choice]

    @property
    def nobody(self) -> str:
        """What to say when nobody is free; empty while somebody is."""
        if any(not choice.why_not for choice in self.choices):
            return ""
        return nobody_free(self.month, self.choices)


@dataclass(frozen=True, slots=True)
class Planned:
    """What is proposed for one month of a plan: branches (each to name its own people) or members of the one branch."""

    month: str
    branches: Sequence[Organisation] = ()
    people: Sequence[Member] = ()

    def __bool__(self) -> bool:
        """Whether anybody is proposed at all."""
        return bool(self.branches or self.people)


def for_month(branch: Organisation, month: str, book: Rulebook) -> Proposal:
    """Everybody of a branch in the order of turns, the first ones proposed as far as the month's number is not full."""
    return _proposal(branch, month, None, lambda busy: max(1, per_month(book, month) - busy))


def for_assignment(assignment: Assignment) -> Proposal:
    """Everybody who may present an assignment, in the order of turns as if it were given out again; its own people ticked.

    Its organisation and presenters must be loaded.
    """
    return _proposal(assignment.organisation, assignment.month, assignment, lambda _: 0)


def _proposal(branch: Organisation, month: str, given: Assignment | None, wanted: Callable[[int], int]) -> Proposal:
    taken = turns.member_turns(branch, month, given.id if given else None)
    people = turns.members(branch, month)
    people += [p.member for p in given.presenters if p.member not in people] if given else []
    busy = {member_id for member_id, (_, _, in_month) in taken.items() if in_month}
    why = _left_out(branch, people, [month], {month: busy})[month]
    mine = {p.member_id for p in given.presenters} if given else set()
    known = {m.id: m for m in people}
    ordered = fairness.in_turn(_turn(m, taken) for m in people)
    chosen = mine | {t.id for t in fairness.picked(ordered, wanted(len(busy)), why)}
    return Proposal(month, [Choice(known[t.id], t, why.get(t.id, ""), t.id in chosen) for t in ordered])


def _turn(member: Member, taken: Mapping[int, tuple[str, int, bool]]) -> Turn:
    last, times, _ = taken.get(member.id, ("", 0, False))
    return Turn(member.id, member.sort_key, last, times)


def for_months(unit: Organisation, first: str, last: str) -> list[Planned]:
    """Months that are not full yet, with whose turn it is: members where the unit is a branch, else branches."""
    wanted_months = months.between(first, last)
    return _people_plan(unit, wanted_months) if unit.is_branch else _branch_plan(unit, wanted_months)


def carry_out(unit: Organisation, planned: Sequence[Planned]) -> list[Assignment]:
    """Make the assignments of a plan, with their due dates. Raises Refusal where nobody is available in any month."""
    if not any(planned):
        raise Refusal(
            f"{unit.name} không còn ai để phân công trong các tháng này. Xem lại người vắng, người miễn sinh hoạt, "
            "hoặc chọn tháng khác."
        )
    book = rulebook()
    wanted = [AssignmentData(b.id, m.month, due=due_for(b, m.month, book)) for m in planned for b in m.branches]
    wanted += [
        AssignmentData(unit.id, m.month, tuple(p.id for p in m.people), due=due_for(unit, m.month, book))
        for m in planned
        if m.people
    ]
    return [service.create(data) for data in wanted]


def due_for(unit: Organisation, month: str, book: Rulebook | None = None) -> str:
    """When a presentation must be prepared: so many days (a dated setting) before the month's first session, or its first day."""
    held = [m.date for m in single.meetings_in(unit.id, month) if m.date and len(m.date) == 10]
    days: int = (book or rulebook()).value("rota_due_days", months.first_day(month))
    return months.days_before(min(held, default=months.first_day(month)), days)


def per_month(book: Rulebook, month: str) -> int:
    """How many present in a month, by the rule of its first day."""
    number: int = book.value("rota_presenters_per_month", months.first_day(month))
    return number


def conflicts(assignment: Assignment) -> list[str]:
    """In words, which presenters are away in the month of an assignment."""
    organisation = db.session.get_one(Organisation, assignment.organisation_id)
    away = turns.absences(organisation, months.first_day(assignment.month), months.last_day(assignment.month))
    single.load_presenters(assignment)
    presenting = {p.member_id for p in assignment.presenters}
    return [f"{a.member.full_name} {away_words(a)}." for a in away if a.member_id in presenting]


def away_words(absence: Absence) -> str:
    """An absence in words: vắng từ 01/3/2022 đến 15/3/2022 (đi công tác)."""
    until = f"đến {vn_date(absence.ends_on)}" if absence.ends_on else "chưa rõ ngày về"
    reason = f" ({absence.reason})" if absence.reason else ""
    return f"vắng từ {vn_date(absence.starts_on)} {until}{reason}"


def nobody_free(month: str, choices: Sequence[Choice]) -> str:
    """Why nobody can be proposed, and what to do about it."""
    if not choices:
        return "Chi bộ chưa có đảng viên nào trong danh sách. Nhập đảng viên trước rồi phân công."
    return (
        f"Tháng {vn_date(month)} không còn ai để đề xuất: mọi người đều vắng, miễn sinh hoạt hoặc đã có phân công. "
        "Vẫn có thể chọn người trong danh sách dưới đây, xem lại phần người vắng, hoặc để trống người trình bày và ghi sau."
    )


def _people_plan(branch: Organisation, wanted_months: Sequence[str]) -> list[Planned]:
    people = turns.members(branch, wanted_months[0]) if wanted_months else []
    taken = turns.member_turns(branch, wanted_months[0]) if wanted_months else {}
    assigned = turns.assigned_in(branch, wanted_months[0], wanted_months[-1]) if wanted_months else []
    busy = {month: {m for mo, _, m in assigned if mo == month and m is not None} for month in wanted_months}
    book = rulebook()
    wanted = {month: per_month(book, month) - len(busy[month]) for month in wanted_months}
    left_out = _left_out(branch, people, wanted_months, busy)
    candidates = [_turn(m, taken) for m in people]
    known = {m.id: m for m in people}
    planned = fairness.plan(candidates, wanted_months, wanted, left_out)
    return [
        Planned(month, people=[known[i] for i in ids]) for month, ids in planned.items() if ids or wanted[month] > 0
    ]


def _branch_plan(committee: Organisation, wanted_months: Sequence[str]) -> list[Planned]:
    taken = turns.branch_turns(committee, wanted_months[0]) if wanted_months else []
    assigned = turns.assigned_in(committee, wanted_months[0], wanted_months[-1]) if wanted_months else []
    busy = {month: {owner for mo, owner, _ in assigned if mo == month} for month in wanted_months}
    book = rulebook()
    wanted = {month: per_month(book, month) - len(busy[month]) for month in wanted_months}
    known = {branch.id: branch for branch, _ in taken}
    planned = fairness.plan([turn for _, turn in taken], wanted_months, wanted, busy)
    return [
        Planned(month, branches=[known[i] for i in ids]) for month, ids in planned.items() if ids or wanted[month] > 0
    ]


def _left_out(
    unit: Organisation, people: Sequence[Member], wanted_months: Sequence[str], busy: Mapping[str, set[int]]
) -> dict[str, dict[int, str]]:
    """By month, who is not proposed and why."""
    exempt = {m.id: "miễn sinh hoạt" for m in people if m.standing == "exempt"}
    first, last = months.first_day(wanted_months[0]), months.last_day(wanted_months[-1])
    away = turns.absences(unit, first, last)
    return {
        month: exempt
        | {a.member_id: away_words(a) for a in away if _overlaps(a, month)}
        | dict.fromkeys(busy[month], "đã có phân công trong tháng")
        for month in wanted_months
    }


def _overlaps(absence: Absence, month: str) -> bool:
    ends = absence.ends_on or "9999"
    return absence.starts_on <= months.last_day(month) and ends >= months.first_day(month)
