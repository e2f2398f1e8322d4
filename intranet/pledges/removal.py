"""A deleted pledge can be brought back: its whole content stands in the change log, beside the single values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import exists, inspect, select

from intranet.audit.actor import current
from intranet.audit.models import AuditEntry
from intranet.database import Base, db, utcnow
from intranet.pledges import service
from intranet.pledges.items import items_of
from intranet.pledges.models import MonthlyCheck, Pledge, PledgeItem
from intranet.refusal import Refusal

RECORDS = "records"


def remove(pledge: Pledge) -> None:
    """Delete a pledge so that ``restore`` can bring it back. Raises Refusal."""
    whole = _columns(pledge)
    whole["items"] = [{**_columns(item), "checks": list(map(_columns, item.checks))} for item in items_of(pledge)]
    actor = current()
    service.delete(pledge)
    db.session.add(
        AuditEntry(
            at=utcnow(), table_name="pledges", record_uid=pledge.uid, field=RECORDS, action="delete", before=whole,
            after=None, source=actor.source, user_id=actor.user_id, run_id=actor.run_id, label=actor.label,
        )
    )  # fmt: skip
    db.session.flush()


def owner_of(uid: str) -> int:
    """The organisation a deleted pledge belonged to. Raises Refusal when nothing can be brought back."""
    return int(_kept(uid)["organisation_id"])


def restore(uid: str) -> Pledge:
    """Bring a deleted pledge back with its items and their follow-up. Raises Refusal."""
    kept = _kept(uid)
    if db.session.scalar(select(exists().where(Pledge.uid == uid))):
        raise Refusal("Bản đăng ký này đã có lại rồi.")
    of = Pledge.member_id == kept["member_id"] if kept["member_id"] else Pledge.member_id.is_(None)
    same = exists().where(of, Pledge.organisation_id == kept["organisation_id"], Pledge.year == kept["year"])
    if db.session.scalar(select(same)):
        raise Refusal("Không khôi phục được: đã có bản đăng ký khác thay vào.")
    pledge = Pledge(**_values(kept))
    pledge.items = [_item(values) for values in kept["items"]]
    db.session.add(pledge)
    db.session.flush()
    return pledge


def _item(values: Mapping[str, Any]) -> PledgeItem:
    item = PledgeItem(**_values(values, "pledge_id"))
    item.checks = [MonthlyCheck(**_values(check, "pledge_item_id")) for check in values["checks"]]
    return item


def _kept(uid: str) -> dict[str, Any]:
    mine = select(AuditEntry).where(
        AuditEntry.table_name == "pledges", AuditEntry.record_uid == uid, AuditEntry.field == RECORDS
    )
    entry = db.session.scalar(mine.order_by(AuditEntry.id.desc()).limit(1))
    if entry is None:
        raise Refusal("Không có gì để khôi phục.")
    return dict(entry.before)


def _columns(record: Base) -> dict[str, Any]:
    """A row's values as JSON, without the number the database gave it."""
    values = {c.key: getattr(record, c.key) for c in inspect(type(record)).column_attrs if c.key != "id"}
    return {k: {"moment": v.isoformat()} if isinstance(v, datetime) else v for k, v in values.items()}


def _values(kept: Mapping[str, Any], *without: str) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value["moment"]) if isinstance(value, dict) else value
        for name, value in kept.items()
        if not isinstance(value, list) and name not in without
    }
