"""The unit as a column of its own register: what a record that has no other name is called by."""

from __future__ import annotations

from typing import Any

from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.registers.kinds import Kind
from sync.columns import Value


class UnitName(Kind):
    """Whose record it is, in words; the list then has no other column of the unit."""

    control = "unit"

    def columns(self, name: str) -> tuple[str, ...]:
        """Where the unit stands."""
        return ("organisation_id",)

    def of(self, record: Any, name: str) -> Value:
        """The name in words, else the organisation's."""
        if record.unit_name:
            return record.unit_name
        owner = db.session.get(Organisation, record.organisation_id)
        return owner.name if owner is not None else None
