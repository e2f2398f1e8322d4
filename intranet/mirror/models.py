"""The database side of sync: workbooks, their tables, the base, runs and their effects, the inbox, the journal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.database import Base, Identified, utcnow

if TYPE_CHECKING:
    from intranet.organisations.models import Organisation

STORE_KINDS = {"xlsx": "Tệp Excel", "sheets": "Google Trang tính"}


class Workbook(Identified, Base):
    """A Google spreadsheet or an .xlsx file bound to one organisation.

    ``location`` is a path or a spreadsheet id. ``token`` is the store's change token taken before the last read and
    ``first_year``: where the book covers a term up to ``year``.
    ``fingerprint`` the database's state then: while both stand, there is nothing to do. The lease keeps two runs apart.
    ``home`` tells the machine and folder whose runs the workbook belongs to (intranet.mirror.home).
    """

    __tablename__ = "workbooks"
    __table_args__ = (UniqueConstraint("kind", "location"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    location: Mapped[str] = mapped_column(String(500))
    year: Mapped[int]
    first_year: Mapped[int | None]
    enabled: Mapped[bool] = mapped_column(default=True)
    token: Mapped[str | None] = mapped_column(String(200))
    fingerprint: Mapped[str | None] = mapped_column(String(80))
    deep_read_at: Mapped[datetime | None]
    home: Mapped[str | None] = mapped_column(String(64))
    lease_holder: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    bindings: Mapped[list[TableBinding]] = relationship(
        lazy="raise_on_sql", order_by="TableBinding.id", cascade="all, delete-orphan", back_populates="workbook"
    )


class TableBinding(Identified, Base):
    """One tab of a workbook bound to one register.

    ``mapping`` is the confirmed column mapping (sync.layout.Mapping as JSON); ``options`` what else was read off the tab
    or corrected by a person (legend, book year, dictionaries). ``held`` says why a guard stopped the table, if one did;
    ``confirmed`` is the digest of a plan a person has confirmed past the guard.
    """

    __tablename__ = "table_bindings"
    __table_args__ = (UniqueConstraint("workbook_id", "tab_key"),)

    workbook_id: Mapped[int] = mapped_column(ForeignKey("workbooks.id", ondelete="CASCADE"), index=True)
    table_name: Mapped[str] = mapped_column(String(40))
    tab_key: Mapped[str] = mapped_column(String(80))
    tab_title: Mapped[str] = mapped_column(String(200))
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    held: Mapped[str | None] = mapped_column(Text)
    confirmed: Mapped[str | None] = mapped_column(String(64))

    workbook: Mapped[Workbook] = relationship(lazy="raise_on_sql", back_populates="bindings")


class BaseRow(Base):
    """The base of one row: the last values verified equal on both sides, and the raw cell each was read from.

    ``fields`` maps field name to ``{"v": canonical value, "r": raw fingerprint}``; a field that was never equal is not there.
    A row deleted by a run stays as a tombstone (``deleted_run_id``).
    """

    __tablename__ = "base_rows"
    __table_args__ = (UniqueConstraint("binding_id", "row_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    binding_id: Mapped[int] = mapped_column(ForeignKey("table_bindings.id", ondelete="CASCADE"), index=True)
    row_id: Mapped[str] = mapped_column(String(40))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text, default="")
    deleted_run_id: Mapped[int | None]


class SyncRun(Identified, Base):
    """One run over one workbook. ``state``: queued, running, done, waiting (inbox), guarded, busy, error."""

    __tablename__ = "sync_runs"

    workbook_id: Mapped[int] = mapped_column(ForeignKey("workbooks.id", ondelete="CASCADE"), index=True)
    trigger: Mapped[str] = mapped_column(String(10))  # nightly, manual, cli, undo
    state: Mapped[str] = mapped_column(String(10), default="queued")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    started_at: Mapped[datetime] = mapped_column(default=utcnow)
    finished_at: Mapped[datetime | None]
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undoes_id: Mapped[int | None]

    workbook: Mapped[Workbook] = relationship(lazy="raise_on_sql")


class RunEffect(Base):
    """One value a run changed on one side, so that the run can be undone and every cell has its history.

    ``field`` is empty for a whole row made or deleted (then the values are field dictionaries).
    """

    __tablename__ = "run_effects"
    __table_args__ = (Index(None, "binding_id", "row_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_runs.id", ondelete="CASCADE"), index=True)
    binding_id: Mapped[int] = mapped_column(ForeignKey("table_bindings.id", ondelete="CASCADE"), index=True)
    side: Mapped[str] = mapped_column(String(5))  # db, sheet
    row_id: Mapped[str] = mapped_column(String(40))
    field: Mapped[str] = mapped_column(String(40), default="")
    before: Mapped[Any] = mapped_column(JSON, nullable=True)
    after: Mapped[Any] = mapped_column(JSON, nullable=True)


class InboxItem(Identified, Base):
    """Something a person must settle: a conflict, a cell that could not be taken, a held row.

    ``key`` identifies the thing (row, field, kind), so that it is reported once (law 18); ``seen`` is what stood on both sides
    when it was reported. ``decision`` is db, sheet or value; the next run carries it out if nothing has changed since.
    """

    __tablename__ = "inbox_items"
    __table_args__ = (Index(None, "binding_id", "state"),)

    workbook_id: Mapped[int] = mapped_column(ForeignKey("workbooks.id", ondelete="CASCADE"), index=True)
    binding_id: Mapped[int | None] = mapped_column(ForeignKey("table_bindings.id", ondelete="CASCADE"), index=True)
    run_id: Mapped[int | None]
    key: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))  # conflict, refused, held_row, unknown_id, note
    row_id: Mapped[str] = mapped_column(String(40), default="")
    field: Mapped[str] = mapped_column(String(40), default="")
    tab: Mapped[str] = mapped_column(String(200), default="")
    cell: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(40), default="")
    message: Mapped[str] = mapped_column(Text)
    base_value: Mapped[Any] = mapped_column(JSON, nullable=True)
    db_value: Mapped[Any] = mapped_column(JSON, nullable=True)
    sheet_value: Mapped[Any] = mapped_column(JSON, nullable=True)
    sheet_text: Mapped[str] = mapped_column(Text, default="")
    candidates: Mapped[list[Any]] = mapped_column(JSON, default=list)
    state: Mapped[str] = mapped_column(String(10), default="open")  # open, decided, closed
    decision: Mapped[str | None] = mapped_column(String(10))
    decided_value: Mapped[Any] = mapped_column(JSON, nullable=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    closed_at: Mapped[datetime | None]


class JournalEntry(Base):
    """What a run is about to do to a sheet, committed before it is sent. ``marker`` is written into the sheet with it."""

    __tablename__ = "journal_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    marker: Mapped[str] = mapped_column(String(40), unique=True)
    workbook_id: Mapped[int] = mapped_column(ForeignKey("workbooks.id", ondelete="CASCADE"), index=True)
    run_id: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="open")  # open, applied, void
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
