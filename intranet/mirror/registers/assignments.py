"""Phân công chuyên đề: who presents what in the months of the year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from intranet.database import db
from intranet.members.models import Member
from intranet.mirror.registers.base import Record, Register, Values, given
from intranet.mirror.registers.scope import Query
from intranet.organisations.models import Organisation
from intranet.rota import service
from intranet.rota.models import Assignment, Presenter
from sync.values import compare_key

PLAIN = {name: name for name in ("month", "topic", "media", "due", "delivered")}


class AssignmentRegister(Register):
    """Assignments of the bound organisation and of those below it, month by month, in the order they were made."""

    name = "assignments"
    model = Assignment
    renamed = {"organisation_id": "branch", "presenter_ids": "presenters"}

    def selected(self) -> Query:
        """The year's assignments of the subtree, with those who present."""
        whole = selectinload(Assignment.presenters).options(joinedload(Presenter.member))
        return self._of_the_scope(select(Assignment)).options(whole)

    def records(self) -> dict[str, Record]:
        """Two queries: the assignments, then all who present."""
        presenters: dict[int, list[str]] = defaultdict(list)
        named = select(Presenter.assignment_id, Member.uid).join(Assignment, Presenter.assignment_id == Assignment.id)
        named = self._of_the_scope(named.join(Member, Presenter.member_id == Member.id))
        for assignment_id, member in db.session.execute(named.order_by(Presenter.position, Presenter.id)):
            presenters[assignment_id].append(member)
        rows = db.session.execute(
            self._of_the_scope(select(Assignment))
            .add_columns(Organisation.uid)
            .order_by(Assignment.month, Assignment.id)
        )
        return {
            each.uid: {name: getattr(each, name) for name in PLAIN}
            | {"branch": branch, "presenters": presenters.get(each.id, [])}
            for each, branch in rows
        }

    def create(self, uid: str, values: Values) -> None:
        """Assign a presentation; one that names no branch is the bound organisation's own."""
        plain = self._plain({"branch": None, "month": None, **values})
        service.create(service.AssignmentData(**plain), uid=uid)

    def update(self, uid: str, changes: Values) -> None:
        """Change the given fields."""
        assignment: Assignment = self.found(uid)
        service.update(assignment, replace(service.data_of(assignment), **self._plain(changes)))

    def delete(self, uid: str) -> None:
        """Delete an assignment."""
        service.delete(self.found(uid))

    def likeness(self, values: Values) -> Hashable | None:
        """The same branch, month and topic."""
        if not values.get("month") or not values.get("topic"):
            return None
        return values["month"], values.get("branch"), compare_key(values["topic"])

    def _of_the_scope(self, query: Query) -> Query:
        """The year's own months."""
        there = query.join(Organisation, Assignment.organisation_id == Organisation.id)
        return there.where(self.scope.inside(), self.scope.in_year_of(func.substr(Assignment.month, 1, 4)))

    def _plain(self, values: Values) -> dict[str, Any]:
        plain = given(values, PLAIN)
        if "branch" in values:
            plain["organisation_id"] = self.scope.organisation(values["branch"], "branch")
        if "presenters" in values:
            people = values["presenters"] or ()
            plain["presenter_ids"] = tuple(self.scope.member(person, "presenters").id for person in people)
        return plain
