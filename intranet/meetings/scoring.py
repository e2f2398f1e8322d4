"""The score of a session: points part by part, summed to 100, and the rating that follows (domain.md, section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intranet.database import db
from intranet.meetings import queries, rollcall, rules
from intranet.meetings.models import Meeting, ScorePart
from intranet.meetings.service import require_open_meeting, touch
from intranet.refusal import Refusal
from intranet.settings.defaults import SCORE_PARTS
from intranet.settings.service import Rulebook, rulebook


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score: what it is called, its maximum, the points given, and those the rules propose (if any)."""

    name: str
    label: str
    most: int
    points: int | None
    proposed: int | None
    why: str


def parts_of(meeting: Meeting) -> list[Part]:
    """The parts that hold on the session's day."""
    queries.load(meeting, "score_parts")
    book = rulebook()
    given = {p.part: p.points for p in meeting.score_parts}
    proposed = {"duration": _duration(meeting, book), "attendance": _attendance(meeting, book)}
    maxima: Mapping[str, int] = book.value("score_parts", meeting.date)
    return [
        Part(name, SCORE_PARTS.get(name, name), most, given.get(name), *_capped(proposed.get(name), most))
        for name, most in maxima.items()
    ]


def set_parts(meeting: Meeting, points: Mapping[str, int | None]) -> Meeting:
    """Write the points given. The score and the rating stand once every part has its points; before that neither does."""
    require_open_meeting(meeting)
    queries.load(meeting, "score_parts")
    book = rulebook()
    maxima: Mapping[str, int] = book.value("score_parts", meeting.date)
    for name, given in points.items():
        if name not in maxima:
            raise Refusal(f"Không có phần điểm “{name}”.", name)
        if given is not None and not 0 <= given <= maxima[name]:
            raise Refusal(f"{SCORE_PARTS.get(name, name)}: điểm từ 0 đến {maxima[name]}.", name)
    _write_parts(meeting, points)
    kept = {p.part: p.points for p in meeting.score_parts if p.part in maxima}
    complete = set(kept) == set(maxima)
    meeting.score = sum(kept.values()) if complete else None
    thresholds = book.value("rating_thresholds", meeting.date)
    meeting.rating = rules.rating_of(meeting.score, thresholds) if meeting.score is not None else None
    touch(meeting)
    return meeting


def _write_parts(meeting: Meeting, points: Mapping[str, int | None]) -> None:
    known = {p.part: p for p in meeting.score_parts}
    for name, given in points.items():
        if given is None and name in known:
            meeting.score_parts.remove(known[name])
        elif given is not None and name in known:
            known[name].points = given
        elif given is not None:
            meeting.score_parts.append(ScorePart(part=name, points=given))
    db.session.flush()


def _capped(proposed: tuple[int, str] | None, most: int) -> tuple[int | None, str]:
    return (min(proposed[0], most), proposed[1]) if proposed else (None, "")


def _duration(meeting: Meeting, book: Rulebook) -> tuple[int, str] | None:
    """All points for a session that was long enough, none for a shorter one; nothing where no length is known or asked."""
    least = least_minutes(meeting, book)
    if meeting.duration_minutes is None or least is None:
        return None
    enough = meeting.duration_minutes >= least
    why = f"{meeting.duration_minutes} phút, cần ít nhất {least} phút"
    return (book.value("score_parts", meeting.date).get("duration", 0) if enough else 0), why


def least_minutes(meeting: Meeting, book: Rulebook) -> int | None:
    """The least length of this session in minutes, by the rule of its day."""
    regular, combined = (book.value(n, meeting.date) for n in ("regular_minutes", "combined_minutes"))
    return rules.least_minutes(meeting.kind_list, regular, combined)


def _attendance(meeting: Meeting, book: Rulebook) -> tuple[int, str] | None:
    if meeting.roll_taken_at is None or not meeting.total:
        return None
    rule = book.value("attendance_points", meeting.date)
    longest = longest_excused(meeting)
    present, unexcused = meeting.present or 0, meeting.absent_unexcused or 0
    points = rules.attendance_points(present, meeting.total, unexcused, longest, rule)
    why = f"{present}/{meeting.total} có mặt, {unexcused} vắng không lý do, vắng có lý do liền nhiều nhất {longest} lần"
    return points, why


def longest_excused(meeting: Meeting) -> int:
    """The longest run of excused absences from regular sessions, up to this session's month, that anyone entitled is in.

    Counted over the year of the session and the one before.
    """
    roll = rollcall.roll_of(meeting)
    ids = [e.member.id for e in roll.entries if e.entitled]
    until = (
        meeting.date if meeting.date and len(meeting.date) >= 7 and "Q" not in meeting.date else f"{meeting.year}-12"
    )
    marks: dict[int, list[str | None]] = {}
    for member_id, _year, _month, value in db.session.execute(queries.excused_history(ids, until[:7])):
        marks.setdefault(member_id, []).append(value)
    return max((rules.running(m, "absent_excused") for m in marks.values()), default=0)
