"""Chi bộ: the organisations below the one the workbook is bound to."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

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
    """Descendants of the bound organisation; a new one stands right below it. The secretary may be entered later than the branch."""

    name = "organisations"
    model = Organisation
    late = frozenset({"secretary"})
    renamed = {column: field for field, column in PLAIN.items()} | {"secretary_id": "secretary"}

    def selected(self) -> Query:
        """The organisations below the bound one."""
        below = self.scope.inside() & (Organisation.id != (self.scope.organisation_id or 0))
        return select(Organisation).where(below)

    def records(self) -> dict[str, Record]:
        """One query, in Vietnamese order of names."""
        rows = db.session.execute(
            self.selected()
            .outerjoin(Member, Organisation.secretary_id == Member.id)
            .add_columns(Member.uid)
            .where(Organisation.active)
            .order_by(Organisation.sort_key, Organisation.id)
        )
        return {
            branch.uid: {field: getattr(branch, column) for field, column in PLAIN.items()} | {"secretary": secretary}
            for branch, secretary in rows
        }

    def create(self, uid: str, values: Values) -> None:
        """Make a branch right under the bound organisation."""
        data = service.OrganisationData(parent_id=self.scope.organisation_id, **self._plain(values))
        service.create(data, uid=uid)

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

    def _plain(self, values: Values) -> dict[str, Any]:
        plain = given(values, PLAIN)
        if "secretary" in values:
            plain["secretary_id"] = self.scope.member_id(values["secretary"], "secretary")
        return plain
