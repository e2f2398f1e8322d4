"""The minutes: prefilled from the agenda, the roll and the actions, then written by the minute-taker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intranet.database import utcnow
from intranet.formatting import local_today, vn_date
from intranet.forms import tidy
from intranet.meetings import queries, rules
from intranet.meetings.models import Action, AgendaItem, Meeting
from intranet.meetings.service import refuse_marked, require_open_meeting, touch
from intranet.organisations.issuing import place_of
from intranet.settings.service import Rulebook

TEXTS = ("minutes_text", "conclusion", "resolution")


@dataclass(frozen=True, slots=True)
class MinutesData:
    """The text of the minutes: what was said on each point (by its public id), other remarks, conclusion, resolution."""

    discussions: Mapping[str, str]
    minutes_text: str = ""
    conclusion: str = ""
    resolution: str = ""


def prefilled(meeting: Meeting) -> MinutesData:
    """What is written so far; where nothing is, what agenda and actions already say. Agenda and actions must be loaded."""
    return MinutesData(
        {item.uid: item.discussion or _presented(item) for item in meeting.agenda},
        meeting.minutes_text or "",
        meeting.conclusion or "",
        meeting.resolution or _tasks(meeting),
    )


def write(meeting: Meeting, data: MinutesData, *, done: bool) -> Meeting:
    """Keep the text. ``done`` declares the minutes complete, for the deadline after the session."""
    require_open_meeting(meeting)
    queries.load(meeting, "agenda")
    for uid, text in data.discussions.items():
        refuse_marked(text, f"d-{uid}")
    for field in TEXTS:
        refuse_marked(getattr(data, field), field)
    for item in meeting.agenda:
        if item.uid in data.discussions:
            item.discussion = tidy(data.discussions[item.uid]) or None
    for field in TEXTS:
        setattr(meeting, field, tidy(getattr(data, field)) or None)
    if done:
        meeting.minutes_done_at = meeting.minutes_done_at or utcnow()
    touch(meeting)
    return meeting


def due_on(meeting: Meeting, book: Rulebook) -> str | None:
    """The last day for minutes and resolution; None where the session's day is not known."""
    return rules.shifted(meeting.date, book.value("minutes_days", meeting.date)) if meeting.date else None


def papers_due_on(meeting: Meeting, book: Rulebook) -> str | None:
    """The last day for sending the papers out; None where the session's day is not known."""
    return rules.shifted(meeting.date, -book.value("papers_days", meeting.date)) if meeting.date else None


def is_late(meeting: Meeting, book: Rulebook) -> bool:
    """Whether the minutes came, or still wait, after their last day."""
    due = due_on(meeting, book)
    return due is not None and local_today(meeting.minutes_done_at or utcnow()).isoformat() > due


def place_name(meeting: Meeting) -> str:
    """The place a document is dated from: the commune's name without what it is (Đảng bộ xã Kỳ Thọ: Kỳ Thọ)."""
    unit = meeting.organisation
    return place_of(unit.parent.name if unit.is_branch and unit.parent else unit.name)


def _presented(item: AgendaItem) -> str:
    return f"Đồng chí {item.presenter.full_name} trình bày." if item.presenter else ""


def _tasks(meeting: Meeting) -> str:
    return "\n".join(f"{n}. {_task(action)}" for n, action in enumerate(meeting.actions, start=1))


def _task(action: Action) -> str:
    by = f" Đồng chí {action.owner.full_name} thực hiện" if action.owner else ""
    until = f", xong trước ngày {vn_date(action.due_on)}" if action.due_on else ""
    text = action.content if action.content.endswith((".", "!")) else f"{action.content}."
    return f"{text}{by}{until}." if by or until else text
