"""What the page of one session says about it, gathered once."""

from __future__ import annotations

from typing import Any

from intranet.access import Verb, can
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.forms import Form
from intranet.meetings import actions, minutes, queries, scoring, service
from intranet.meetings.models import Meeting
from intranet.meetings.scoring import least_minutes
from intranet.settings.service import Rulebook, rulebook


def page_of(meeting: Meeting) -> dict[str, Any]:
    """Everything ``meetings/show.html`` and its parts need; the session is loaded with ``queries.PAGE`` at least."""
    closed, book = service.closed(meeting), rulebook()
    around = actions.around(meeting)
    may_record = can(Verb.RECORD) and not closed
    context = {
        "meeting": meeting, "closed": closed, "may_record": may_record, "notices": notices(meeting, book),
        "waiting": around.waiting if may_record else [], "carried_on": around.taken_over,
        "members": choosable(meeting) if may_record else [],
        "minutes_due": minutes.due_on(meeting, book), "papers_due": minutes.papers_due_on(meeting, book),
        "today": local_today(utcnow()).isoformat(),
    }  # fmt: skip
    forms = {f"{name}_form": Form(prefix=name) for name in ("agenda", "guest", "action", "papers", "photo")}
    return {**forms, **context}


def choosable(meeting: Meeting) -> list[tuple[str, str]]:
    """Members to choose from, as (public id, name); above a branch the branch stands beside the name."""
    members = db.session.scalars(queries.choosable_members(meeting.organisation.path))
    branch = meeting.organisation.is_branch
    return [(m.uid, m.full_name if branch else f"{m.full_name} – {m.branch.name}") for m in members]


def notices(meeting: Meeting, book: Rulebook) -> list[tuple[str, str]]:
    """What is wrong or due with a session, as (tone, sentence). Rules: domain.md, section 3."""
    found: list[tuple[str, str]] = []
    today = local_today(utcnow()).isoformat()
    papers = minutes.papers_due_on(meeting, book)
    if meeting.papers_sent_on and papers and meeting.papers_sent_on > papers:
        found.append(("wait", "Tài liệu gửi muộn so với quy định."))
    if meeting.minutes_done_at is None and meeting.date and meeting.date < today and minutes.is_late(meeting, book):
        found.append(("act", "Biên bản và nghị quyết đã quá hạn hoàn thành."))
    least = least_minutes(meeting, book)
    if least and meeting.duration_minutes is not None and meeting.duration_minutes < least:
        found.append(("wait", f"Thời lượng {meeting.duration_minutes} phút, quy định ít nhất {least} phút."))
    return found


def score_total(parts: list[scoring.Part]) -> int:
    """The points given so far."""
    return sum(p.points or 0 for p in parts)
