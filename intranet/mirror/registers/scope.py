"""What a workbook may touch: one organisation's subtree and one year. Whatever names something outside is refused."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Self

from sqlalchemy import ColumnElement, Integer, Select, cast, select, true

from intranet.database import db
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal

#: A query of whatever columns.
Query = Select[*tuple[Any, ...]]


class Scope:
    """An organisation with everything below it, and a year (None: every year); a term's book reaches back to its first year."""

    def __init__(self, organisation: Organisation, year: int | None, first_year: int | None = None) -> None:
        self.organisation_id: int | None = organisation.id
        self.uid: str | None = organisation.uid
        self.name = organisation.name
        self.path = organisation.path
        self.year = year
        self.first_year = first_year or year
        self._organisations: dict[str, int] = {}
        self._members: dict[str, Member] = {}
        self._names: dict[str, list[tuple[int, int]]] | None = None

    @classmethod
    def everything(cls, year: int | None) -> Self:
        """The whole tree, for whoever works on the machine itself."""
        scope = cls(Organisation(name="cơ quan", path="/"), year)
        scope.organisation_id = scope.uid = None
        return scope

    def inside(self) -> ColumnElement[bool]:
        """Whether an organisation belongs to the subtree, the top one included."""
        return Organisation.path.startswith(self.path)

    def in_year(self, column: Any) -> ColumnElement[bool]:
        """Whether a dated record belongs to the year, or to the term."""
        if self.year is None or self.first_year is None:
            return true()
        within: ColumnElement[bool] = column.between(self.first_year, self.year)
        return column == self.year if self.first_year == self.year else within

    def in_year_of(self, text: Any) -> ColumnElement[bool]:
        """The same for the year written out, as in a month's "2022"."""
        return self.in_year(cast(text, Integer))

    def writing_year(self) -> int:
        """The year of a new record. Raises Refusal where none is given."""
        if self.year is None:
            raise Refusal("Cho biết năm của bản ghi mới.", "year")
        return self.year

    def organisation(self, uid: str | None, field: str) -> int:
        """The id of an organisation of the subtree, the top one included. Raises Refusal for any other."""
        uid = uid or self.uid
        if uid is None:
            raise Refusal("Cho biết chi bộ.", field)
        if uid not in self._organisations:
            found = db.session.scalar(select(Organisation.id).where(Organisation.uid == uid, self.inside()))
            if found is None:
                raise Refusal(f"Đơn vị ghi ở đây không thuộc {self.name}, nên sổ này không ghi vào đó được.", field)
            self._organisations[uid] = found
        return self._organisations[uid]

    def member(self, uid: str | None, field: str) -> Member:
        """A member of the subtree. Raises Refusal for any other, and for nobody."""
        if not uid:
            raise Refusal("Chưa rõ dòng này của đảng viên nào.", field)
        member = self._members.get(uid)
        if member is None or member not in db.session:
            member = db.session.scalar(
                select(Member)
                .join(Organisation, Member.branch_id == Organisation.id)
                .where(Member.uid == uid, self.inside())
            )
            if member is None:
                raise Refusal(f"Đảng viên ghi ở đây không thuộc {self.name}.", field)
            self._members[uid] = member
        return member

    def called(self, name: str) -> list[tuple[int, int]]:
        """The members who bear exactly this name, each with the branch, by their numbers. Read once."""
        if self._names is None:
            self._names = defaultdict(list)
            members = select(Member.full_name, Member.id, Member.branch_id).join(
                Organisation, Member.branch_id == Organisation.id
            )
            for full_name, member, branch in db.session.execute(members.where(self.inside(), Member.left_on.is_(None))):
                self._names[full_name].append((member, branch))
        return self._names.get(name, [])

    def member_id(self, uid: str | None, field: str) -> int | None:
        """The id of a member of the subtree, or nothing for nobody."""
        return None if uid is None else self.member(uid, field).id
