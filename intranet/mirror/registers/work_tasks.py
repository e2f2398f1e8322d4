"""Việc tháng: the tasks registered for the months of the year and what was said of them at the flag ceremony."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from intranet.database import db
from intranet.members.models import Member
from intranet.mirror.registers.base import Record, Register, Values, given
from intranet.mirror.registers.scope import Query
from intranet.organisations.models import Organisation
from intranet.reviews import service
from intranet.reviews.models import WorkTask
from sync import ids
from sync.values import compare_key

PLAIN = {name: name for name in ("month", "task", "deadline", "result", "remark", "praise", "criticism")}


class WorkTaskRegister(Register):
    """Tasks of the bound organisation and of those below it, month by month, in the order they were registered."""

    name = "work_tasks"
    model = WorkTask
    renamed = {"organisation_id": "unit", "owner_id": "owner", "owner_text": "owner"}

    def selected(self) -> Query:
        """The year's tasks of the subtree."""
        there = select(WorkTask).join(Organisation, WorkTask.organisation_id == Organisation.id)
        return there.where(self.scope.inside(), self.scope.in_year_of(func.substr(WorkTask.month, 1, 4)))

    def records(self) -> dict[str, Record]:
        """One query."""
        rows = db.session.execute(
            self.selected()
            .outerjoin(Member, WorkTask.owner_id == Member.id)
            .add_columns(Organisation.uid, Member.uid)
            .order_by(WorkTask.month, WorkTask.id)
        )
        return {
            task.uid: {name: getattr(task, name) for name in PLAIN} | {"unit": unit, "owner": owner or task.owner_text}
            for task, unit, owner in rows
        }

    def create(self, uid: str, values: Values) -> None:
        """Register a task; one that names no unit is the bound organisation's own."""
        plain = self._plain({"unit": None, "month": None, "task": None, **values})
        service.create(service.TaskData(**plain), uid=uid)

    def update(self, uid: str, changes: Values) -> None:
        """Change the given fields."""
        task: WorkTask = self.found(uid)
        service.update(task, replace(service.data_of(task), **self._plain(changes)))

    def delete(self, uid: str) -> None:
        """Delete a task."""
        service.delete(self.found(uid))

    def likeness(self, values: Values) -> Hashable | None:
        """The same task of the same unit and month."""
        if not values.get("month") or not values.get("task"):
            return None
        return values["month"], values.get("unit"), compare_key(values["task"])

    def _plain(self, values: Values) -> dict[str, Any]:
        plain = given(values, PLAIN)
        if "unit" in values:
            plain["organisation_id"] = self.scope.organisation(values["unit"], "unit")
        if "owner" in values:
            owner = values["owner"]
            member = owner is not None and ids.is_ours(owner)
            plain["owner_id"] = self.scope.member_id(owner, "owner") if member else None
            plain["owner_text"] = None if member else owner
        return plain
