"""Đảng viên: the members of the branches of the subtree."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from intranet.database import db
from intranet.members import service
from intranet.members.models import Member
from intranet.mirror.registers.base import Record, Register, Values, given
from intranet.mirror.registers.scope import Query
from intranet.organisations.models import Organisation
from sync.values import compare_key

PLAIN = {name: name for name in ("full_name", "gender", "born", "joined_on", "official_on", "standing", "note")}


class MemberRegister(Register):
    """Members who have not left, branch by branch, by given name."""

    name = "members"
    model = Member
    renamed = {"branch_id": "branch"}

    def selected(self) -> Query:
        """The members of the subtree."""
        return select(Member).join(Organisation, Member.branch_id == Organisation.id).where(self.scope.inside())

    def records(self) -> dict[str, Record]:
        """One query."""
        rows = db.session.execute(
            self.selected()
            .add_columns(Organisation.uid)
            .where(Member.left_on.is_(None))
            .order_by(Organisation.sort_key, Organisation.id, Member.sort_key, Member.id)
        )
        return {
            member.uid: {name: getattr(member, name) for name in PLAIN} | {"roles": member.role_list, "branch": branch}
            for member, branch in rows
        }

    def create(self, uid: str, values: Values) -> None:
        """Enter a member in a branch of the subtree."""
        service.create(service.MemberData(**self._plain({"branch": None, **values})), uid=uid)

    def update(self, uid: str, changes: Values) -> None:
        """Change the given fields."""
        member = self.found(uid)
        service.update(member, replace(service.data_of(member), **self._plain(changes)))

    def delete(self, uid: str) -> None:
        """Delete a member, with what hangs on them."""
        service.delete(self.found(uid))

    def likeness(self, values: Values) -> Hashable | None:
        """The same name in the same branch."""
        name = values.get("full_name")
        return (compare_key(name), values.get("branch")) if name else None

    def compatible(self, record: Values, values: Values) -> bool:
        """The births must not contradict each other: two members may bear one name."""
        return _may_be_one_day(record.get("born"), values.get("born"))

    def _plain(self, values: Values) -> dict[str, Any]:
        plain = given(values, PLAIN)
        if "roles" in values:
            plain["roles"] = tuple(values["roles"] or ())
        if "branch" in values:
            plain["branch_id"] = self.scope.organisation(values["branch"], "branch")
        return plain


def _may_be_one_day(one: str | None, other: str | None) -> bool:
    """Whether two dates may be the same day, one being less precise or missing."""
    return not one or not other or one.startswith(other) or other.startswith(one)
