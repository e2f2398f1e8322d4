"""Preparing a session: a new one with its agenda, or the last one again on the next date."""

from __future__ import annotations

from datetime import date

from intranet.database import db
from intranet.meetings import actions, agenda, queries, rules, service
from intranet.meetings.models import AgendaItem, Meeting
from intranet.meetings.service import MeetingData
from intranet.settings.service import value


def prepare(data: MeetingData) -> Meeting:
    """A new session with the agenda of its kinds and the actions still open from earlier ones."""
    meeting = service.create(data)
    agenda.fill(meeting)
    actions.carry(meeting)
    return meeting


def proposed_date(meeting: Meeting) -> str | None:
    """The day to propose for the next session like this one; None where this one's day is not known."""
    if meeting.date is None or len(meeting.date) != 10:
        return None
    frequency: str = value("flag_frequency", meeting.date)
    return rules.next_date(date.fromisoformat(meeting.date), meeting.kind_list, frequency).isoformat()


def clone(meeting: Meeting, day: str) -> Meeting:
    """The same session again on another day: kinds, hour, place, chair, minute-taker and agenda, none of what was said.

    Guests are asked anew and the topic is another one each time; open actions come along.
    """
    queries.load(meeting, "agenda")
    known = service.data_of(meeting)
    fresh = MeetingData(
        organisation_id=known.organisation_id, year=int(day[:4]), date=day, time=known.time, kinds=known.kinds,
        chair_id=known.chair_id, minute_taker_id=known.minute_taker_id, place=known.place,
    )  # fmt: skip
    again = service.create(fresh)
    again.agenda.extend(
        AgendaItem(title=item.title, position=item.position, presenter_id=item.presenter_id) for item in meeting.agenda
    )
    db.session.flush()
    actions.carry(again)
    return again
