"""Accounts, what each may do where, and the sessions that can be revoked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.database import Base, Identified, utcnow

if TYPE_CHECKING:
    from intranet.members.models import Member
    from intranet.organisations.models import Organisation

#: Roles, from the widest right to the narrowest, with the words a clerk uses.
ROLES = {
    "administrator": "Quản trị",
    "committee_office": "Văn phòng đảng ủy",
    "branch_secretary": "Bí thư chi bộ",
    "reader": "Người xem",
}


class User(Identified, Base):
    """A person who may sign in. One account has one role at one organisation (administrators: at none)."""

    __tablename__ = "users"
    __audited__ = True

    login: Mapped[str] = mapped_column(String(80), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    #: The member whose account this is, where it is known: they may see their own grades.
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    member: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=[member_id])

    @property
    def is_authenticated(self) -> bool:
        """Flask-Login's question; an account that was loaded has signed in."""
        return True

    @property
    def is_anonymous(self) -> bool:
        """Flask-Login's question."""
        return False

    @property
    def is_active(self) -> bool:
        """Flask-Login's question."""
        return self.active

    @property
    def role_name(self) -> str:
        """The role in the words of the office."""
        return ROLES[self.role]

    def get_id(self) -> str:
        """Flask-Login's key of the account."""
        return self.uid


class Activation(Base):
    """A one-time code printed on an activation card; only its hash is kept."""

    __tablename__ = "activations"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise_on_sql")


class WebSession(Base):
    """A signed-in browser. The cookie holds a random token; only its hash is kept, so a leaked database opens nothing."""

    __tablename__ = "web_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    seen_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime]
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise_on_sql")
