"""What a session asked to be done: given, done, and carried to the next session while it is open."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm.attributes import set_committed_value

from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.forms import tidy
from intranet.meetings import queries
from intranet.meetings.models import Action, Meeting
from intranet.meetings.service import refuse_marked, require_open_meeting
from intranet.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Around:
    """A session's own actions, the open ones waiting from earlier sessions, and the ids of its own taken over later."""

    own: list[Action]
    waiting: list[Action]
    taken_over: set[int]


def add(meeting: Meeting, content: str, owner_id: int | None = None, due_on: str | None = None) -> Action:
    """Something to be done, by whom and until when (canonical day)."""
    require_open_meeting(meeting)
    queries.load(meeting, "actions")
    content = tidy(content)
    if not content:
        raise Refusal("Nhập việc cần làm.", "content")
    refuse_marked(content, "content")
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
    queries.load(meeting, "actions")
    meeting.actions.remove(action)
    db.session.flush()


def carry(meeting: Meeting) -> list[Action]:
    """Bring the open actions of the organisation's earlier sessions here. Each is carried once, so doing it again adds none."""
    require_open_meeting(meeting)
    queries.load(meeting, "actions")
    db.session.flush()
    carried = [
        Action(content=a.content, owner_id=a.owner_id, due_on=a.due_on, carried_from_id=a.id) for a in waiting(meeting)
    ]
    meeting.actions.extend(carried)
    db.session.flush()
    return carried


def around(meeting: Meeting) -> Around:
    """The actions the session's page speaks of, in one query; ``meeting.actions`` is filled from it."""
    found = [(action, untaken) for action, untaken in db.session.execute(queries.actions_around(meeting))]
    own = sorted((a for a, _ in found if a.meeting_id == meeting.id), key=lambda a: a.id)
    set_committed_value(meeting, "actions", own)
    ids = {a.id for a in own}
    taken_over = {a.carried_from_id for a, _ in found if a.carried_from_id in ids}
    others = [
        a for a, untaken in found if untaken and a.id not in ids and a.carried_from_id not in ids and not a.done_on
    ]
    return Around(own, others, taken_over)


def waiting(meeting: Meeting) -> list[Action]:
    """Open actions of earlier sessions that were not brought here yet."""
    return around(meeting).waiting
