"""Points of an agenda that adopted documents hand down: each comes once, on the unit's next regular session."""

from __future__ import annotations

from sqlalchemy import select

from intranet.database import db
from intranet.directives.models import Adoption
from intranet.directives.service import lines
from intranet.meetings.models import AgendaItem, Meeting
from intranet.registers.directives import Directive

#: As long as a point of an agenda may be.
LONGEST = 300


def handed_down(meeting: Meeting) -> list[str]:
    """The points for this session that no session of the unit has had on its agenda yet. Two queries."""
    if "regular_session" not in meeting.kind_list:
        return []
    adopted = (
        select(Directive.agenda)
        .join(Adoption, Adoption.directive_id == Directive.id)
        .where(Adoption.organisation_id == meeting.organisation_id, Directive.agenda.is_not(None))
        .order_by(Adoption.adopted_on, Directive.id)
    )
    points = [line[:LONGEST] for text in db.session.scalars(adopted) for line in lines(text)]
    if not points:
        return []
    had = (
        select(AgendaItem.title)
        .join(AgendaItem.meeting)
        .where(Meeting.organisation_id == meeting.organisation_id, AgendaItem.title.in_(points))
    )
    known = set(db.session.scalars(had))
    return [point for point in dict.fromkeys(points) if point not in known]
