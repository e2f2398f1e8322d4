"""The history of one cell: who wrote what, when, from which side, in which run; the latest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from intranet.accounts.models import User
from intranet.audit.models import AuditEntry
from intranet.audit.queries import SIDES
from intranet.database import db
from intranet.members.models import Member
from intranet.mirror import wording
from intranet.mirror.models import BaseRow, InboxItem, RunEffect, SyncRun, TableBinding, Workbook
from intranet.mirror.registers import REGISTERS
from intranet.mirror.wording import Names
from intranet.organisations.models import Organisation
from sync.codecs import shown
from sync.columns import Value
from sync.mapping import Mapping as Columns
from sync.writing import from_plain

#: What a run did to a cell, by the side that was written.
BY_RUN = {"db": "bảng tính sửa, phần mềm nhận", "sheet": "phần mềm sửa, ghi vào bảng tính"}
#: Columns of the database that hold an organisation's number; every other one that ends so holds a member's.
PLACES = ("branch_id", "organisation_id", "parent_id")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a cell. ``run`` is the public id of the run that carried it, ``number`` how people call that run."""

    at: datetime
    who: str
    side: str
    before: str
    after: str
    run: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class CellHistory:
    """A cell's changes, the row it stands in and what its column is called."""

    row: str
    label: str
    changes: Sequence[Change]


def is_of(binding: TableBinding, row_id: str) -> bool:
    """Whether the row is, or was, one of this tab's: nobody looks into another organisation's records through an address."""
    for model in (BaseRow, RunEffect, InboxItem):
        mine = select(model.id).where(model.binding_id == binding.id, model.row_id == row_id)
        if db.session.scalar(mine.limit(1)) is not None:
            return True
    return False


def history(workbook: Workbook, binding: TableBinding, row_id: str, name: str) -> CellHistory:
    """All that is known of a cell."""
    table = binding.table_name
    carried = _carried(binding, row_id, name)
    typed = _typed(table, row_id, name)
    base = db.session.scalar(select(BaseRow).where(BaseRow.binding_id == binding.id, BaseRow.row_id == row_id))
    known = {n: kept["v"] for n, kept in base.fields.items()} if base else {}
    values = [v for change in (*carried, *typed) for v in change[3:5]]
    names = Names.of({*wording.referred(table, name, values), *wording.refers_to(known)})

    def words(value: Any) -> str:
        return value if isinstance(value, _Said) else wording.in_words(table, name, value, names, workbook.year)

    changes = [
        Change(at, who, side, words(before), words(after), run, number)
        for at, who, side, before, after, run, number in (*carried, *typed)
    ]
    changes.sort(key=lambda change: change.at, reverse=True)
    return CellHistory(wording.row_name(table, known, names), wording.label_of(table, name), changes)


class _Said(str):
    """A value that is in words already."""

    __slots__ = ()


Found = tuple[datetime, str, str, Any, Any, str, int | None]


def _carried(binding: TableBinding, row_id: str, name: str) -> list[Found]:
    """What runs carried from one side to the other."""
    mine = (RunEffect.binding_id == binding.id, RunEffect.row_id == row_id, RunEffect.field.in_((name, "")))
    columns = (RunEffect.side, RunEffect.field, RunEffect.before, RunEffect.after)
    found = select(*columns, SyncRun.id, SyncRun.uid, SyncRun.started_at, SyncRun.trigger, User.full_name)
    joined = found.join(SyncRun, SyncRun.id == RunEffect.run_id).outerjoin(User, User.id == SyncRun.user_id)
    out: list[Found] = []
    for side, field, before, after, number, uid, at, trigger, who in db.session.execute(joined.where(*mine)):
        if side == "sheet":
            one, other = (_cells(values, binding, name) for values in (before, after))
        else:
            one, other = (before, after) if field else (_of_row(before, name), _of_row(after, name))
        if one != other:
            said = "hoàn tác" if trigger == "undo" else BY_RUN[side]
            out.append((at, who or "", said, one, other, uid, number))
    return out


def _cells(kept: Any, binding: TableBinding, name: str) -> _Said:
    """What cells of the sheet showed: those of one value, or of a whole row by column."""
    if isinstance(kept, Mapping):
        columns = [c.column for c in Columns.from_json(binding.mapping).columns if c.field == name]
        kept = [kept[str(column)] for column in columns if str(column) in kept]
    words = [shown(from_plain(cell)) for cell in kept or ()]
    return _Said(" ".join(filter(None, words)) or wording.NOTHING)


def _of_row(values: Any, name: str) -> Value:
    """One value of a whole row that was made or deleted."""
    if not isinstance(values, Mapping):
        return None
    kept = values.get("values", values)
    return kept.get(name) if isinstance(kept, Mapping) else None


def _typed(table: str, row_id: str, name: str) -> list[Found]:
    """What people wrote in the intranet itself; what came from the sheet is told by the runs."""
    renamed = [column for column, own in REGISTERS[table].renamed.items() if own == name]
    columns = {name, f"{name}_id", *renamed}
    entries = select(AuditEntry, User.full_name).outerjoin(User, User.id == AuditEntry.user_id)
    mine = entries.where(
        AuditEntry.record_uid == row_id, AuditEntry.field.in_(columns), or_(AuditEntry.source.not_in(("sheet", "undo")))
    )
    return [
        (
            e.at,
            who or e.label,
            SIDES.get(e.source, e.source),
            _said(e.field, e.before),
            _said(e.field, e.after),
            "",
            None,
        )
        for e, who in db.session.execute(mine)
    ]


def _said(column: str, value: Any) -> Any:
    """The name behind a number of the database; any other value as it is."""
    if not column.endswith("_id") or not isinstance(value, int):
        return value
    wanted = Organisation.name if column in PLACES else Member.full_name
    model = Organisation if column in PLACES else Member
    return _Said(db.session.scalar(select(wanted).where(model.id == value)) or "mục đã xóa")
