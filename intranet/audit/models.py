"""The change log: every value of every audited record, who, when, from which side and in which run."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from intranet.database import Base, utcnow


class AuditEntry(Base):
    """One changed value. ``field`` is empty for a whole record made (``before`` null) or deleted (``after`` null)."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "table_name", "record_uid", "field", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    table_name: Mapped[str] = mapped_column(String(40))
    record_uid: Mapped[str] = mapped_column(String(20))
    field: Mapped[str] = mapped_column(String(40), default="")
    action: Mapped[str] = mapped_column(String(10))  # create, update, delete
    before: Mapped[Any] = mapped_column(JSON, nullable=True)
    after: Mapped[Any] = mapped_column(JSON, nullable=True)
    source: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    run_id: Mapped[int | None] = mapped_column(index=True)
    label: Mapped[str] = mapped_column(String(200), default="")
