"""What happens to a record of any register: entered, changed, deleted, brought back.

Rules every register shares live here; a register's own rules are its description's ``check``. Forms, the sync, the
command line and the demo all come through these functions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from intranet.audit.actor import current
from intranet.audit.queries import deletion
from intranet.database import db, utcnow
from intranet.formatting import local_today, search_key
from intranet.forms import tidy
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers.description import Draft, Field, Register, Values
from intranet.registers.record import Record
from intranet.registers.references import ASKED
from intranet.settings.service import require_open
from sync.columns import Value


@dataclass(frozen=True, slots=True)
class RecordData:
    """What a person may write of a record. ``values`` are canonical, by field; a person is a member's id or a name.

    ``year`` is asked only where the record has no date of its own. ``confirmed``: what is doubtful is meant.
    """

    organisation_id: int
    values: Values
    unit_name: str | None = None
    year: int | None = None
    confirmed: bool = False


def data_of(register: Register, record: Record) -> RecordData:
    """The record as the data that would make it again."""
    values = {field.name: field.value(record) for field in register.written}
    return RecordData(record.organisation_id, values, record.unit_name, record.year)


def create(register: Register, data: RecordData, *, uid: str | None = None) -> Any:
    """Enter a record, under its own public id or a given one. Raises Refusal."""
    record = add(register, data, uid=uid)
    db.session.flush()
    return record


def add(register: Register, data: RecordData, *, uid: str | None = None) -> Any:
    """As ``create``, leaving the flush to the caller: for thousands at once, of a register whose rules ask nothing of each other."""
    draft = _drafted(register, None, data)
    record = register.model(**({"uid": uid} if uid else {}), version=1)
    _write(register, record, draft)
    db.session.add(record)
    return record


def update(register: Register, record: Record, data: RecordData) -> Any:
    """Write all values of a record. Raises Refusal; nothing changed is no change."""
    draft = _drafted(register, record, data)
    if _same(register, record, draft):
        return record
    _write(register, record, draft)
    record.version += 1
    db.session.flush()
    db.session.expire(record, ["organisation"])
    return record


def change(register: Register, record: Record, values: Values, **owner: Any) -> Any:
    """Write some values of a record and leave the others; ``owner`` may give organisation_id or unit_name."""
    now = data_of(register, record)
    return update(register, record, replace(now, values={**now.values, **values}, **owner))


def delete(register: Register, record: Record) -> None:
    """Delete a record; the change log keeps it for ``restore``. Raises Refusal where it must stay."""
    if not register.deletable:
        raise Refusal(f"Không xóa {register.one} đã ghi sổ. Ghi bút toán điều chỉnh thay cho việc xóa.")
    require_open(record.organisation_id, _period(register, data_of(register, record).values, record.year))
    try:
        with db.session.begin_nested():
            db.session.delete(record)
            db.session.flush()
    except IntegrityError:
        raise Refusal(
            f"Chưa xóa được {register.one} này vì còn mục khác gắn với nó. Xóa hoặc gỡ các mục đó trước."
        ) from None


def restore(register: Register, uid: str) -> Any:
    """Bring a deleted record back as it was. Raises Refusal where it is there, or never was."""
    gone = deletion(register.name, uid)
    if gone is None or db.session.scalar(select(register.model.id).where(register.model.uid == uid)) is not None:
        raise Refusal("Không còn gì để khôi phục.")
    columns = {attribute.key for attribute in inspect(register.model).column_attrs}
    values = {name: value for name, value in gone.items() if name in columns}
    record = register.model(uid=uid, version=1, **values)
    require_open(record.organisation_id, _period(register, data_of(register, record).values, record.year))
    record.search_key = _search_key(register, record)
    db.session.add(record)
    db.session.flush()
    return record


def _drafted(register: Register, record: Record | None, data: RecordData) -> Draft:
    """The values checked against what every register asks, and against the register's own rules."""
    if db.session.get(Organisation, data.organisation_id) is None:
        raise Refusal(f"Chọn {register.unit.label.lower()}.", "unit")
    values = {field.name: _checked(field, data.values.get(field.name)) for field in register.written}
    unit_name = (tidy(data.unit_name or "") or None) if register.unit.in_words else None
    year = _year(register, values, data.year or (record.year if record else None))
    with db.session.no_autoflush:
        if record is not None:
            require_open(record.organisation_id, _period(register, data_of(register, record).values, record.year))
        require_open(data.organisation_id, _period(register, values, year))
        # A sheet's row says what its office means; a person is asked once more.
        meant = data.confirmed or current().source in ("sheet", "undo")
        draft = Draft(record, data.organisation_id, unit_name, year, values, meant)
        register.check(draft)
        if record is not None:
            for ask in ASKED:
                ask(register, draft)
    return draft


def _checked(field: Field, value: Value) -> Value:
    checked = field.kind.checked(value, field.label, field.name)
    if field.required and (checked is None or checked == ""):
        raise Refusal(f"Nhập {field.label[:1].lower()}{field.label[1:]}.", field.name)
    return checked


def _write(register: Register, record: Record, draft: Draft) -> None:
    record.organisation_id, record.unit_name, record.year = draft.organisation_id, draft.unit_name, draft.year
    for field in register.written:
        field.kind.put(record, field.name, draft.values[field.name])
    register.derive(record)
    record.search_key = _search_key(register, record)


def _same(register: Register, record: Record, draft: Draft) -> bool:
    now = data_of(register, record)
    return (draft.organisation_id, draft.unit_name, draft.year, dict(draft.values)) == (
        now.organisation_id, now.unit_name, now.year, dict(now.values),
    )  # fmt: skip


def _search_key(register: Register, record: Record) -> str:
    found = [field.shown(record) for field in register.fields if field.searched]
    return search_key(" ".join([*found, record.unit_name or ""]))[:2000]


def _period(register: Register, values: Values, year: int | None) -> str:
    """The canonical date by which locked periods are judged."""
    return (values.get(register.dated) if register.dated else None) or str(year)


def _year(register: Register, values: Values, entered: int | None) -> int:
    date = values.get(register.dated) if register.dated else None
    return int(date[:4]) if date else entered or local_today(utcnow()).year
