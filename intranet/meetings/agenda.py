"""The agenda: taken from the template of the session's kinds, then changed point by point, without dragging."""

from __future__ import annotations

from collections.abc import Sequence

from intranet.database import db
from intranet.directives.agenda import handed_down
from intranet.forms import tidy
from intranet.meetings import queries
from intranet.meetings.models import AgendaItem, Guest, Meeting
from intranet.meetings.service import refuse_marked, require_open_meeting
from intranet.refusal import Refusal
from intranet.settings.service import value


def template(kinds: Sequence[str], on: str | None = None) -> list[str]:
    """The points of the template of these kinds on a day, each once: a joined session has the points of both."""
    templates: dict[str, list[str]] = value("agenda_templates", on)
    return list(dict.fromkeys(title for kind in kinds for title in templates.get(kind, [])))


def fill(meeting: Meeting) -> None:
    """Put the template's points, and those that adopted documents hand down, at the end; those that are not there yet."""
    require_open_meeting(meeting)
    queries.load(meeting, "agenda", "guests")
    known = {item.title for item in meeting.agenda}
    for title in (*template(meeting.kind_list, meeting.date), *handed_down(meeting)):
        if title not in known:
            _append(meeting, title, None)
    db.session.flush()


def add(meeting: Meeting, title: str, presenter_id: int | None = None) -> AgendaItem:
    """A new point at the end."""
    require_open_meeting(meeting)
    queries.load(meeting, "agenda", "guests")
    item = _append(meeting, _title(title), presenter_id)
    db.session.flush()
    return item


def change(item: AgendaItem, title: str, presenter_id: int | None) -> None:
    """Another wording or presenter for a point; what was said on it stays."""
    require_open_meeting(item.meeting)
    item.title, item.presenter_id = _title(title), presenter_id
    db.session.flush()


def remove(meeting: Meeting, item: AgendaItem) -> None:
    """Take a point out; the rest close up."""
    require_open_meeting(meeting)
    queries.load(meeting, "agenda", "guests")
    meeting.agenda.remove(item)
    _number(meeting.agenda)


def move(meeting: Meeting, item: AgendaItem, steps: int) -> None:
    """Move a point up (-1) or down (+1); at either end it stays."""
    require_open_meeting(meeting)
    queries.load(meeting, "agenda", "guests")
    items = list(meeting.agenda)
    here = items.index(item)
    there = min(max(here + steps, 0), len(items) - 1)
    items.insert(there, items.pop(here))
    _number(items)
    db.session.expire(meeting, ["agenda"])


def add_guest(meeting: Meeting, full_name: str, position: str) -> Guest:
    """Somebody of the delegation from above."""
    require_open_meeting(meeting)
    queries.load(meeting, "agenda", "guests")
    name = tidy(full_name)
    if not name:
        raise Refusal("Nhập họ tên đại biểu.", "full_name")
    guest = Guest(full_name=name[:120], position=tidy(position)[:200])
    meeting.guests.append(guest)
    db.session.flush()
    return guest


def remove_guest(meeting: Meeting, guest: Guest) -> None:
    """Take a guest off the list."""
    require_open_meeting(meeting)
    queries.load(meeting, "agenda", "guests")
    meeting.guests.remove(guest)
    db.session.flush()


def _append(meeting: Meeting, title: str, presenter_id: int | None) -> AgendaItem:
    item = AgendaItem(title=title, presenter_id=presenter_id, position=len(meeting.agenda) + 1)
    meeting.agenda.append(item)
    return item


def _number(items: Sequence[AgendaItem]) -> None:
    for position, item in enumerate(items, start=1):
        item.position = position
    db.session.flush()


def _title(title: str) -> str:
    title = tidy(title)
    if not title:
        raise Refusal("Nhập nội dung của mục.", "title")
    refuse_marked(title, "title")
    if len(title) > 300:
        raise Refusal("Nội dung của mục dài quá 300 ký tự.", "title")
    return title
