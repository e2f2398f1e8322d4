"""Buổi sinh hoạt: the sessions of the year."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from intranet.database import db
from intranet.meetings import service
from intranet.meetings.models import Meeting
from intranet.members.models import Member
from intranet.mirror.registers.base import Record, Register, Values, given
from intranet.mirror.registers.scope import Query
from intranet.organisations.models import Organisation

PLAIN = {
    name: name
    for name in (
        "date", "time", "topic", "place", "duration_minutes", "total", "present", "absent_excused",
        "absent_unexcused", "score", "rating",
    )
}  # fmt: skip


class MeetingRegister(Register):
    """Sessions of the bound organisation and of those below it, in the order of their dates."""

    name = "meetings"
    model = Meeting
    renamed = {"organisation_id": "branch", "chair_id": "chair", "minute_taker_id": "minute_taker", "year": "date"}

    def selected(self) -> Query:
        """The year's sessions of the subtree."""
        there = self.scope.inside() & self.scope.in_year(Meeting.year)
        return select(Meeting).join(Organisation, Meeting.organisation_id == Organisation.id).where(there)

    def records(self) -> dict[str, Record]:
        """One query."""
        chair, minute_taker = aliased(Member), aliased(Member)
        rows = db.session.execute(
            self.selected()
            .outerjoin(chair, Meeting.chair_id == chair.id)
            .outerjoin(minute_taker, Meeting.minute_taker_id == minute_taker.id)
            .add_columns(Organisation.uid, chair.uid, minute_taker.uid)
            .order_by(Meeting.date, Meeting.time, Organisation.sort_key, Meeting.id)
        )
        return {
            meeting.uid: {name: getattr(meeting, name) for name in PLAIN}
            | {"kinds": meeting.kind_list, "branch": branch, "chair": chaired_by, "minute_taker": taken_by}
            for meeting, branch, chaired_by, taken_by in rows
        }

    def create(self, uid: str, values: Values) -> None:
        """Enter a session; one that names no branch is the bound organisation's own."""
        plain = self._plain({"branch": None, **values})
        service.create(service.MeetingData(year=self.scope.writing_year(), **plain), uid=uid)

    def update(self, uid: str, changes: Values) -> None:
        """Change the given fields."""
        meeting = self.found(uid)
        service.update(meeting, replace(service.data_of(meeting), **self._plain(changes)))

    def delete(self, uid: str) -> None:
        """Delete a session."""
        service.delete(self.found(uid))

    def likeness(self, values: Values) -> Hashable | None:
        """The same branch, day and kinds."""
        if not values.get("date"):
            return None
        return values.get("branch"), values["date"], tuple(sorted(values.get("kinds") or ()))

    def _plain(self, values: Values) -> dict[str, Any]:
        plain = given(values, PLAIN)
        if "kinds" in values:
            plain["kinds"] = tuple(values["kinds"] or ())
        if "branch" in values:
            plain["organisation_id"] = self.scope.organisation(values["branch"], "branch")
        for field in ("chair", "minute_taker"):
            if field in values:
                plain[f"{field}_id"] = self.scope.member_id(values[field], field)
        return plain
