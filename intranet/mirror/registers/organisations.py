"""Chi bộ: the organisations below the one the workbook is bound to."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from intranet.database import db
from intranet.members.models import Member
from intranet.mirror.registers.base import Record, Register, Values, given
from intranet.mirror.registers.scope import Query
from intranet.organisations import service
from intranet.organisations.models import Organisation
from sync.values import compare_key

#: Fields that are the same on both sides, and what the service calls them.
PLAIN = {
    "name": "name",
    "kind": "kind",
    "phone": "phone",
    "total": "reported_total",
    "probationary": "reported_probationary",
    "exempt": "reported_exempt",
}


class OrganisationRegister(Register):
    """Descendants of the bound organisation; a new one stands right below it. Whom it names may be entered later."""

    name = "organisations"
    model = Organisation
    late = frozenset({"secretary", "parent"})
    renamed = {column: field for field, column in PLAIN.items()} | {"secretary_id": "secretary", "parent_id": "parent"}

    def selected(self) -> Query:
        """The organisations below the bound one."""
        below = self.scope.inside() & (Organisation.id != (self.scope.organisation_id or 0))
        return select(Organisation).where(below)

    def records(self) -> dict[str, Record]:
        """One query, in Vietnamese order of names."""
        above = aliased(Organisation)
        rows = db.session.execute(
            self.selected()
            .outerjoin(Member, Organisation.secretary_id == Member.id)
            .outerjoin(above, Organisation.parent_id == above.id)
            .add_columns(Member.uid, above.uid)
            .where(Organisation.active)
            .order_by(Organisation.sort_key, Organisation.id)
        )
        return {
            branch.uid: {field: getattr(branch, column) for field, column in PLAIN.items()}
            | {"secretary": secretary, "parent": parent}
            for branch, secretary, parent in rows
        }

    def create(self, uid: str, values: Values) -> None:
        """Make a branch, under the bound organisation unless the row names another one of its own."""
        service.create(service.OrganisationData(**self._plain({"parent": None, **values})), uid=uid)

    def update(self, uid: str, changes: Values) -> None:
        """Change the given fields."""
        branch = self.found(uid)
        service.update(branch, replace(service.data_of(branch), **self._plain(changes)))

    def delete(self, uid: str) -> None:
        """Delete a branch; the service refuses while anything stands under it."""
        service.delete(self.found(uid))

    def likeness(self, values: Values) -> Hashable | None:
        """The same name."""
        return compare_key(values["name"]) if values.get("name") else None

    def _has_top(self, values: Values) -> bool:
        """Only where the whole tree is open may an organisation stand under nobody."""
        return self.scope.uid is not None or values["parent"] is not None

    def _plain(self, values: Values) -> dict[str, Any]:
        plain = given(values, PLAIN)
        if "parent" in values:
            plain["parent_id"] = self.scope.organisation(values["parent"], "parent") if self._has_top(values) else None
        if "secretary" in values:
            plain["secretary_id"] = self.scope.member_id(values["secretary"], "secretary")
        return plain
