"""Deleted records that can be brought back: beside the single values the log keeps the whole record with its parts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import exists, inspect, select

from intranet.audit.actor import current
from intranet.audit.models import AuditEntry
from intranet.database import Base, db, utcnow
from intranet.refusal import Refusal

#: The field under which the whole of a deleted record stands in its history.
WHOLE = "records"


def keep(record: Any, whole: Mapping[str, Any]) -> None:
    """Write the whole of a record that is about to be deleted into its history."""
    actor = current()
    db.session.add(
        AuditEntry(
            at=utcnow(), table_name=record.__register__, record_uid=record.uid, field=WHOLE, action="delete",
            before=dict(whole), after=None, source=actor.source, user_id=actor.user_id, run_id=actor.run_id,
            label=actor.label,
        )
    )  # fmt: skip


def kept(model: type[Any], uid: str) -> dict[str, Any]:
    """What a deleted record of this class held. Raises Refusal when nothing was kept, or it is back already."""
    of = AuditEntry.table_name == model.__register__, AuditEntry.record_uid == uid, AuditEntry.field == WHOLE
    entry = db.session.scalar(select(AuditEntry).where(*of).order_by(AuditEntry.id.desc()).limit(1))
    if entry is None:
        raise Refusal("Không có gì để khôi phục.")
    if db.session.scalar(select(exists().where(model.uid == uid))):
        raise Refusal("Mục này đã có lại rồi.")
    return dict(entry.before)


def columns(record: Base) -> dict[str, Any]:
    """A row's values as JSON can hold them, without the number the database gave it."""
    values = {c.key: getattr(record, c.key) for c in inspect(type(record)).column_attrs if c.key != "id"}
    return {k: {"moment": v.isoformat()} if isinstance(v, datetime) else v for k, v in values.items()}


def values(whole: Mapping[str, Any], *without: str) -> dict[str, Any]:
    """The columns of a kept record again, to make it from; its parts (lists) and the named columns left out."""
    return {
        name: datetime.fromisoformat(value["moment"]) if isinstance(value, dict) else value
        for name, value in whole.items()
        if not isinstance(value, list) and name not in without
    }
