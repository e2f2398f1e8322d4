"""Deleting a member with everything recorded about them, and bringing all of it back.

The rows are deleted one by one through the mapped classes, so that the change log holds every value; beside those
entries the member's own history keeps one ``records`` entry with the whole, from which ``bring_back`` works.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, inspect, select
from sqlalchemy.orm import selectinload

from intranet.accounts.models import User
from intranet.audit.actor import current
from intranet.audit.models import AuditEntry
from intranet.database import Base, db, utcnow
from intranet.grading.models import Grade
from intranet.meetings.models import Action, AgendaItem, AttendanceYear, Meeting
from intranet.members import turns
from intranet.members.models import Member, Transfer
from intranet.organisations.models import Organisation
from intranet.pledges.models import Pledge, PledgeItem
from intranet.refusal import Refusal
from intranet.reviews.models import WorkTask
from intranet.settings.service import require_open

RECORDS = "records"
#: Who may point at a member without belonging to them: the pointer is cleared, and set again when they come back.
POINTERS: tuple[tuple[type[Any], str], ...] = (
    (Organisation, "secretary_id"),
    (Meeting, "chair_id"),
    (Meeting, "minute_taker_id"),
    (AgendaItem, "presenter_id"),
    (Action, "owner_id"),
    (WorkTask, "owner_id"),
    (User, "member_id"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A deleted member: their own values, the records that were theirs, and who pointed at them."""

    member: Mapping[str, Any]
    owned: Mapping[str, Any]
    pointers: list[list[str]]


def remove(member: Member) -> None:
    """Delete the member and what is theirs. Raises Refusal where a record stands in a locked period."""
    owned = {
        "attendance": [_tree(line, "marks") for line in _attendance(member)],
        "pledges": [_pledge_tree(pledge) for pledge in _pledges(member)],
        "transfers": [_columns(move) for move in _transfers(member)],
        "grades": [_columns(grade) for grade in _grades(member)],
        **turns.of(member),
    }
    _require_open(member.branch_id, owned)
    pointers = list(_clear_pointers(member))
    _log(member, {**owned, "pointers": pointers})
    turns.clear(member)
    for record in (*_attendance(member), *_pledges(member), *_transfers(member), *_grades(member)):
        db.session.delete(record)
    db.session.flush()
    db.session.delete(member)
    db.session.flush()


def kept(uid: str) -> Kept:
    """What a deleted member left behind. Raises Refusal where there is nothing to bring back."""
    if db.session.scalar(select(exists().where(Member.uid == uid))):
        raise Refusal("Đảng viên này đã có lại trong danh sách rồi.")
    gone = last_deletion(uid)
    if gone is None:
        raise Refusal("Không có gì để khôi phục.")
    records = db.session.scalar(_log_of(uid, RECORDS))
    owned = dict(records.before) if records is not None else {}
    return Kept(gone.before, owned, owned.pop("pointers", []))


def last_deletion(uid: str) -> AuditEntry | None:
    """The log's entry of the deletion, if that is the last thing that happened to this member."""
    last = db.session.scalar(_log_of(uid, ""))
    return last if last is not None and last.action == "delete" else None


def bring_back(member: Member, kept: Kept) -> None:
    """Give a restored member their records again, and their places where nobody has taken them since.

    Raises Refusal where a record would come into a locked period.
    """
    _require_open(member.branch_id, kept.owned)
    for line in kept.owned.get("attendance", []):
        _add(AttendanceYear, line, member_id=member.id)
    for pledge in kept.owned.get("pledges", []):
        _add(Pledge, pledge, member_id=member.id)
    for move in kept.owned.get("transfers", []):
        _add(Transfer, move, member_id=member.id)
    for grade in kept.owned.get("grades", []):
        _add(Grade, grade, member_id=member.id)
    turns.give_back(member, kept.owned)
    classes = {model.__tablename__: model for model, _ in POINTERS}
    for table, column, uid in kept.pointers:
        target = db.session.scalar(select(classes[table]).where(classes[table].uid == uid))
        if target is not None and getattr(target, column) is None:
            setattr(target, column, member.id)
    db.session.flush()


def leave_secretary_post(member: Member, branch_id: int) -> None:
    """The branch this member led has no secretary until another is named."""
    branch = db.session.get(Organisation, branch_id)
    if branch is not None and branch.secretary_id == member.id:
        branch.secretary_id = None
        branch.version += 1


def _log_of(uid: str, field: str) -> Select[AuditEntry]:
    mine = AuditEntry.table_name == "members", AuditEntry.record_uid == uid, AuditEntry.field == field
    return select(AuditEntry).where(*mine).order_by(AuditEntry.id.desc()).limit(1)


def _require_open(branch_id: int, owned: Mapping[str, Any]) -> None:
    """Closed figures do not change, neither by deleting nor by bringing back."""
    periods = {(branch_id, str(line["year"])) for line in owned.get("attendance", [])}
    for line in owned.get("attendance", []):
        periods |= {(branch_id, f"{line['year']}-{mark['month']:02}") for mark in line["marks"] if mark["month"]}
    for pledge in owned.get("pledges", []):
        months = {check["month"] for item in pledge["items"] for check in item["checks"]}
        periods.add((pledge["organisation_id"], str(pledge["year"])))
        periods |= {(pledge["organisation_id"], f"{pledge['year']}-{month:02}") for month in months}
    periods |= {(grade["organisation_id"], str(grade["year"])) for grade in owned.get("grades", [])}
    periods |= turns.periods(owned.get("presenting", []))
    for organisation_id, period in sorted(periods):
        require_open(organisation_id, period)


def _attendance(member: Member) -> list[AttendanceYear]:
    query = select(AttendanceYear).where(AttendanceYear.member_id == member.id)
    return list(db.session.scalars(query.options(selectinload(AttendanceYear.marks))))


def _pledges(member: Member) -> list[Pledge]:
    query = select(Pledge).where(Pledge.member_id == member.id)
    return list(db.session.scalars(query.options(selectinload(Pledge.items).selectinload(PledgeItem.checks))))


def _transfers(member: Member) -> list[Transfer]:
    return list(db.session.scalars(select(Transfer).where(Transfer.member_id == member.id)))


def _grades(member: Member) -> list[Grade]:
    return list(db.session.scalars(select(Grade).where(Grade.member_id == member.id)))


def _clear_pointers(member: Member) -> Iterator[list[str]]:
    for model, column in POINTERS:
        for target in db.session.scalars(select(model).where(getattr(model, column) == member.id)).all():
            setattr(target, column, None)
            yield [model.__tablename__, column, target.uid]


def _columns(record: Base) -> dict[str, Any]:
    """A row's values as JSON, without the numbers the database gave it."""
    values = {c.key: getattr(record, c.key) for c in inspect(type(record)).column_attrs if c.key != "id"}
    return {k: {"moment": v.isoformat()} if isinstance(v, datetime) else v for k, v in values.items()}


def _tree(record: Base, *children: str) -> dict[str, Any]:
    return {**_columns(record), **{name: [_columns(child) for child in getattr(record, name)] for name in children}}


def _pledge_tree(pledge: Pledge) -> dict[str, Any]:
    return {**_columns(pledge), "items": [_tree(item, "checks") for item in pledge.items]}


def _add(model: type[Base], values: Mapping[str, Any], **owner: int) -> None:
    """Make a kept record and what hangs on it again, under its new owner."""
    record = _revived(model, values)
    for name, value in owner.items():
        setattr(record, name, value)
    db.session.add(record)


def _revived(model: type[Base], values: Mapping[str, Any]) -> Base:
    relationships = inspect(model).relationships
    made: dict[str, Any] = {}
    for name, value in values.items():
        if name in relationships:
            made[name] = [_revived(relationships[name].mapper.class_, child) for child in value]
        elif isinstance(value, dict) and set(value) == {"moment"}:
            made[name] = datetime.fromisoformat(value["moment"])
        else:
            made[name] = value
    return model(**made)


def _log(member: Member, content: Mapping[str, Any]) -> None:
    actor = current()
    db.session.add(
        AuditEntry(
            at=utcnow(), table_name="members", record_uid=member.uid, field=RECORDS, action="delete", before=content,
            after=None, source=actor.source, user_id=actor.user_id, run_id=actor.run_id, label=actor.label,
        )
    )  # fmt: skip
