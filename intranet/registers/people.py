"""A field that names a person or a collective: a member of the intranet where one is meant, else the words themselves.

Two attributes hold it: ``<name>_id`` (the member) and ``<name>_name`` (as written). The value is the member's id, or
the words. A member who goes leaves their name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from intranet.database import db
from intranet.formatting import search_key
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers.kinds import Kind, Text
from sync.codecs import NameCodec, PersonOrNameCodec
from sync.columns import Codec, Value
from sync.values import compare_key


@dataclass(frozen=True)
class Person(Kind):
    """Somebody by name. ``as_written``: the sheet keeps the words, whoever they turn out to be; else it names a member."""

    as_written: bool = False
    control = "person"

    def columns(self, name: str) -> tuple[str, ...]:
        """The link and the words."""
        return (f"{name}_id", f"{name}_name")

    def of(self, record: Any, name: str) -> Value:
        """The member's id, or the words."""
        return getattr(record, f"{name}_id") or getattr(record, f"{name}_name")

    def put(self, record: Any, name: str, value: Value) -> None:
        """A member's id brings the member's name along; words bring no member."""
        found = db.session.get(Member, value) if isinstance(value, int) else None
        setattr(record, f"{name}_id", found.id if found else None)
        setattr(record, f"{name}_name", found.full_name if found else value)

    def checked(self, value: Value, label: str, name: str) -> Value:
        """A member that exists, or words."""
        if isinstance(value, int):
            if db.session.get(Member, value) is None:
                raise Refusal(f"{label}: không tìm thấy đảng viên này.", name)
            return value
        return Text().checked(value, label, name)

    def shown(self, record: Any, name: str) -> str:
        """The name."""
        return getattr(record, f"{name}_name") or ""

    def typed(self, record: Any, name: str) -> str:
        """The name."""
        return self.shown(record, name)

    def codec(self) -> Codec:
        """A member by name, or the words."""
        return NameCodec() if self.as_written else PersonOrNameCodec()


def members_called(name: str, path: str) -> list[Member]:
    """The members of an organisation's subtree who bear exactly this full name. One query."""
    query = (
        select(Member)
        .join(Organisation, Member.branch_id == Organisation.id)
        .where(
            Organisation.path.startswith(path, autoescape=True),
            Member.search_key == search_key(name)[:400],
            Member.left_on.is_(None),
        )
        .order_by(Member.sort_key, Member.id)
    )
    return [member for member in db.session.scalars(query) if compare_key(member.full_name) == compare_key(name)]
