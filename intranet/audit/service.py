"""Writes the change log at flush time, so that no path into the database can go round it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, event, insert, inspect
from sqlalchemy.orm import Session, UOWTransaction, configure_mappers

from intranet.audit.actor import current
from intranet.audit.models import AuditEntry
from intranet.database import Base, utcnow

#: Columns that say nothing a reader of the history would ask for.
UNINTERESTING = {"id", "uid", "password_hash", "version", "sort_key", "search_key", "path", "created_at", "updated_at"}


def _plain(value: Any) -> Any:
    """The value as JSON can hold it."""
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


def _address(target: Any) -> tuple[str, str, str]:
    """(register, uid, field prefix) under which a mapped object's history stands.

    A part of a record (one month's mark) writes into the history of its owner, under the field's own name.
    """
    if hasattr(target, "audit_address"):
        address: tuple[str, str, str] = target.audit_address()
        return address
    return getattr(target, "__register__", target.__tablename__), target.uid, ""


def _entry(target: Any, action: str, field: str, before: Any, after: Any) -> AuditEntry:
    actor, (table_name, uid, prefix) = current(), _address(target)
    field = prefix if prefix and field in ("", "value") else ".".join(filter(None, (prefix, field)))
    return AuditEntry(
        at=utcnow(), table_name=table_name, record_uid=uid, field=field, action=action,
        before=_plain(before), after=_plain(after), source=actor.source, user_id=actor.user_id,
        run_id=actor.run_id, label=actor.label,
    )  # fmt: skip


def _stored(mapper: Any) -> list[Any]:
    """The attributes that are columns of the table; a figure computed from other rows is no value of the record."""
    return [attribute for attribute in mapper.column_attrs if isinstance(attribute.columns[0], Column)]


def _column_values(target: Any) -> dict[str, Any]:
    names = (attribute.key for attribute in _stored(inspect(type(target))))
    return {n: _plain(getattr(target, n)) for n in names if n not in UNINTERESTING}


def _changes(target: Any) -> list[AuditEntry]:
    state, entries = inspect(target), []
    for attribute in _stored(state.mapper):
        history = state.attrs[attribute.key].history
        if attribute.key in UNINTERESTING or not history.has_changes():
            continue
        before = history.deleted[0] if history.deleted else None
        after = history.added[0] if history.added else None
        entries.append(_entry(target, "update", attribute.key, before, after))
    return entries


def _whole(target: Any) -> Any:
    """What a record, or a part of one, was or became."""
    return target.value if hasattr(target, "audit_address") else _column_values(target)


def _record_changes(session: Session, _context: UOWTransaction, _instances: Any = None) -> None:
    entries: list[AuditEntry] = []
    for target in session.dirty:
        if getattr(target, "__audited__", False):
            entries += _changes(target)
    for target in session.deleted:
        if getattr(target, "__audited__", False):
            entries.append(_entry(target, "delete", "", _whole(target), None))
    session.info.setdefault("audit_new", []).extend(t for t in session.new if getattr(t, "__audited__", False))
    session.add_all(entries)


def _record_creations(session: Session, _context: UOWTransaction) -> None:
    """New records are logged after the flush, when they have their id."""
    created = session.info.pop("audit_new", [])
    entries = [_entry(t, "create", "", None, _whole(t)) for t in created]
    if entries:
        session.connection().execute(insert(AuditEntry), [_row(e) for e in entries])


def _row(entry: AuditEntry) -> dict[str, Any]:
    names = (c.key for c in inspect(AuditEntry).column_attrs if c.key != "id")
    return {name: getattr(entry, name) for name in names}


def install(session_factory: Any) -> None:
    """Attach the change log to a scoped session, once, however many applications are made in this process.

    All mapped classes must be known by now.
    """
    _keep_old_values()
    session_class = session_factory.session_factory.class_
    for name, listener in (("before_flush", _record_changes), ("after_flush", _record_creations)):
        if not event.contains(session_class, name, listener):
            event.listen(session_class, name, listener)


def _keep_old_values() -> None:
    """A value set on a record that is not loaded (any record after a commit) is read first, or the log would lose it."""
    configure_mappers()
    for mapper in Base.registry.mappers:
        if getattr(mapper.class_, "__audited__", False):
            for attribute in mapper.column_attrs:
                getattr(mapper.class_, attribute.key).impl.active_history = True
