"""Any declared register as the sync sees it: read by its description, changed through the one service of all registers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, ClassVar

from sqlalchemy import or_, select

from intranet.database import db
from intranet.members.models import Member
from intranet.mirror.registers.base import Record, Register, Values
from intranet.mirror.registers.scope import Query
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers import description, service
from intranet.registers.people import Person
from sync import ids
from sync.columns import Value
from sync.directory import is_branch_name
from sync.values import compare_key

UNIT = "unit"


class DeclaredRegister(Register):
    """Records of the subtree and the year, and those that a row of the workbook has already, whatever their date.

    A record belongs to the unit its row names; one that names none, or one that is kept nowhere, to the workbook's own
    organisation, with the unit's name in words.
    """

    described: ClassVar[description.Register]

    def selected(self) -> Query:
        """The register's records of the scope."""
        model = self.model
        known = list(self.mirrored) if isinstance(self.mirrored, Iterable) else []
        here = self.scope.in_year(model.year)
        taken = self.described.in_sheets
        if taken is not None and self.scope.organisation_id is not None:
            here = here & taken(self.scope.organisation_id)
        if known:
            here = or_(here, model.uid.in_(known))
        query = select(model).join(Organisation, model.organisation_id == Organisation.id)
        return query.where(self.scope.inside(), here)

    def records(self) -> dict[str, Record]:
        """Two queries: the records with their units, then the members they name."""
        order = [getattr(self.model, self.described.dated)] if self.described.dated else []
        rows = db.session.execute(self.selected().add_columns(Organisation.uid).order_by(*order, self.model.id)).all()
        members = self._member_ids([record for record, _ in rows])
        return {record.uid: self._record(record, unit, members) for record, unit in rows}

    def create(self, uid: str, values: Values) -> None:
        """Enter a record. Raises Refusal."""
        owner = self._owner(values.get(UNIT))
        year = self.scope.writing_year()
        service.create(
            self.described, service.RecordData(values=self._values(values, owner), year=year, **owner), uid=uid
        )

    def update(self, uid: str, changes: Values) -> None:
        """Change the given fields. Raises Refusal."""
        record = self.found(uid)
        owner = self._owner(changes[UNIT], record) if UNIT in changes else {}
        now = owner or {"organisation_id": record.organisation_id}
        service.change(self.described, record, self._values(changes, now), **owner)

    def delete(self, uid: str) -> None:
        """Delete a record; some registers keep what was entered for good, and refuse."""
        service.delete(self.described, self.found(uid))

    def likeness(self, values: Values) -> Hashable | None:
        """The same unit where the record is about one; what a record must have, and its date."""
        wanted = [f.name for f in self.described.fields if f.required]
        if self.described.unit.identity:
            wanted.append(UNIT)
        if not wanted or any(not values.get(name) for name in wanted):
            return None
        dated = self.described.dated
        return (*(_key(values[name]) for name in wanted), values.get(dated) if dated else None)

    def _record(self, record: Any, unit: str, members: Mapping[int, str]) -> Record:
        found: Record = {UNIT: self._unit(record, unit)}
        for each in self.described.fields:
            if not each.headings or each.derived:
                continue
            value = each.value(record)
            if isinstance(each.kind, Person):
                value = self._person(each.kind, record, each.name, members)
            found[each.name] = value
        return found

    def _unit(self, record: Any, uid: str) -> Value:
        """The unit as a row names it. The workbook's own organisation is meant where none is named."""
        if record.unit_name:
            return self.scope.uid if record.unit_name == self.scope.name else record.unit_name
        named = self.described.unit.identity or is_branch_name(self.scope.name)
        return uid if named or uid != self.scope.uid else None

    @staticmethod
    def _person(kind: Person, record: Any, name: str, members: Mapping[int, str]) -> Value:
        member, written = getattr(record, f"{name}_id"), getattr(record, f"{name}_name")
        return written if kind.as_written else members.get(member, written)

    def _member_ids(self, records: Iterable[Any]) -> dict[int, str]:
        """The public ids of the members the records refer to."""
        names = [f.name for f in self.described.fields if isinstance(f.kind, Person) and not f.kind.as_written]
        wanted = {number for r in records for name in names if (number := getattr(r, f"{name}_id")) is not None}
        if not wanted:
            return {}
        found = select(Member.id, Member.uid).where(Member.id.in_(wanted))
        return dict(db.session.execute(found).all())

    def _owner(self, unit: Value, record: Any = None) -> dict[str, Any]:
        """Whose record it is, as the service takes it; without a workbook's organisation it stays whose it was."""
        if unit is not None and unit != self.scope.uid and ids.is_ours(unit):
            return {"organisation_id": self.scope.organisation(unit, UNIT), "unit_name": None}
        if unit == self.scope.uid and unit is not None:
            unit = None if is_branch_name(self.scope.name) else self.scope.name
        elif unit is not None and not self.described.unit.in_words:
            raise Refusal(f"Không thấy đơn vị nào tên “{unit}”.", UNIT)
        kept = record is not None and self.scope.uid is None
        return {
            "organisation_id": record.organisation_id if kept else self.scope.organisation(None, UNIT),
            "unit_name": unit,
        }

    def _values(self, values: Values, owner: Mapping[str, Any]) -> dict[str, Value]:
        """The values as the service takes them: a member by number."""
        found = {name: value for name, value in values.items() if name != UNIT}
        for each in self.described.fields:
            if isinstance(each.kind, Person) and found.get(each.name) is not None:
                found[each.name] = self._meant(each.kind, found[each.name], each.name, owner["organisation_id"])
        return found

    def _meant(self, kind: Person, value: str, name: str, organisation_id: int) -> Value:
        """The member's number, or the words. A name as written is a member's only if just one in the unit bears it."""
        if not kind.as_written:
            return self.scope.member(value, name).id if ids.is_ours(value) else value
        called = self.scope.called(value)
        here = [member for member, branch in called if branch == organisation_id]
        only = here if len(here) == 1 else [member for member, _ in called]
        return only[0] if len(only) == 1 else value


def register_of(described: description.Register) -> type[DeclaredRegister]:
    """The adapter of one declared register."""
    renamed: dict[str, str] = defaultdict(str)
    for each in described.fields:
        renamed |= {column: each.name for column in each.kind.columns(each.name) if column != each.name}
    renamed |= {"organisation_id": UNIT, "unit_name": UNIT}
    members = {"name": described.name, "model": described.model, "described": described, "renamed": dict(renamed)}
    return type(f"{described.model.__name__}Register", (DeclaredRegister,), members)


def _key(value: Value) -> Hashable:
    return compare_key(value) if isinstance(value, str) else str(value)
