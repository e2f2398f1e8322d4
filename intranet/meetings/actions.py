"""What a session asked to be done: given, done, and carried to the next session while it is open."""

from __future__ import annotations

from sqlalchemy import select

from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.forms import tidy
from intranet.meetings import queries
from intranet.meetings.models import Action, Meeting
from intranet.meetings.service import require_open_meeting
from intranet.refusal import Refusal


def add(meeting: Meeting, content: str, owner_id: int | None = None, due_on: str | None = None) -> Action:
    """Something to be done, by whom and until when (canonical day)."""
    require_open_meeting(meeting)
    content = tidy(content)
    if not content:
        raise Refusal("Nhập việc cần làm.", "content")
    action = Action(content=content, owner_id=owner_id, due_on=due_on)
    meeting.actions.append(action)
    db.session.flush()
    return action


def settle(action: Action, done: bool) -> None:
    """Done today, or open again. What an action was carried from is settled with it: it is one piece of work."""
    day = local_today(utcnow()).isoformat() if done else None
    link: Action | None = action
    while link is not None:
        link.done_on = day
        link = db.session.get(Action, link.carried_from_id) if link.carried_from_id else None
    db.session.flush()


def remove(meeting: Meeting, action: Action) -> None:
    """Take an action out; if it had been carried here, it is open at its earlier session again."""
    require_open_meeting(meeting)
    meeting.actions.remove(action)
    db.session.flush()


def carry(meeting: Meeting) -> list[Action]:
    """Bring the open actions of the organisation's earlier sessions here. Each is carried once, so doing it again adds none."""
    require_open_meeting(meeting)
    carried = [
        Action(content=a.content, owner_id=a.owner_id, due_on=a.due_on, carried_from_id=a.id) for a in waiting(meeting)
    ]
    meeting.actions.extend(carried)
    db.session.flush()
    return carried


def waiting(meeting: Meeting) -> list[Action]:
    """Open actions of earlier sessions that were not brought here yet."""
    found = db.session.scalars(queries.open_actions(meeting.organisation_id, meeting.date))
    return [a for a in found if a.meeting_id != meeting.id]


def carried_on(meeting: Meeting) -> set[int]:
    """The ids of this session's actions that a later session has taken over."""
    ids = [a.id for a in meeting.actions]
    later = select(Action.carried_from_id).where(Action.carried_from_id.in_(ids))
    return {i for i in db.session.scalars(later) if i is not None}
