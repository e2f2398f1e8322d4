"""Workbooks and their tables: bound, switched off and on, let go. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from intranet.database import db
from intranet.mirror.models import STORE_KINDS, TableBinding, Workbook
from intranet.mirror.tables import TABLES
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal


@dataclass(frozen=True, slots=True)
class WorkbookData:
    """A file or spreadsheet to be bound. ``location`` is a path or a spreadsheet id; ``first_year`` begins a term's book."""

    organisation_id: int
    name: str
    kind: str
    location: str
    year: int
    first_year: int | None = None


@dataclass(frozen=True, slots=True)
class BindingData:
    """One tab to be bound to one register, with the confirmed mapping and options."""

    table_name: str
    tab_key: str
    tab_title: str
    mapping: Mapping[str, Any]
    options: Mapping[str, Any] = field(default_factory=dict)


def ensure_workbook(data: WorkbookData) -> Workbook:
    """The workbook at that place, bound now if it was not. Raises Refusal if it serves another organisation."""
    if data.kind not in STORE_KINDS:
        raise Refusal("Loại bảng tính không hợp lệ.", "kind")
    same_place = select(Workbook).where(Workbook.kind == data.kind, Workbook.location == data.location)
    workbook = db.session.scalar(same_place)
    if workbook is None:
        workbook = Workbook(
            organisation_id=data.organisation_id, name=data.name, kind=data.kind, location=data.location, year=data.year,
            first_year=data.first_year,
        )  # fmt: skip
        db.session.add(workbook)
    elif workbook.organisation_id != data.organisation_id:
        owner = db.session.get_one(Organisation, workbook.organisation_id)
        raise Refusal(f"Bảng tính này đã gắn với {owner.name}.", "location")
    db.session.flush()
    return workbook


def bind_table(workbook: Workbook, data: BindingData) -> TableBinding:
    """Bind a tab, or bind it anew with another mapping: what was known of its rows stays. Raises Refusal."""
    mine = select(TableBinding).where(TableBinding.workbook_id == workbook.id)
    others = list(db.session.scalars(mine))
    binding = next((b for b in others if b.tab_key == data.tab_key), None)
    if binding is not None and binding.table_name != data.table_name:
        raise Refusal(f"Trang “{data.tab_title}” đã gắn với bảng khác. Bỏ gắn trang đó trước.", "table")
    if not TABLES[data.table_name].several and any(
        b.table_name == data.table_name and b is not binding for b in others
    ):
        raise Refusal(f"Mỗi bảng chỉ gắn với một trang; trang “{data.tab_title}” là trang thứ hai.", "table")
    if binding is None:
        binding = TableBinding(workbook_id=workbook.id, table_name=data.table_name, tab_key=data.tab_key)
        db.session.add(binding)
    binding.tab_title, binding.mapping, binding.options = data.tab_title, dict(data.mapping), dict(data.options)
    binding.held = None
    forget_state(workbook)
    db.session.flush()
    return binding


def unbind_table(binding: TableBinding) -> None:
    """Let a tab go: neither side is changed, what was known of its rows is forgotten."""
    forget_state(db.session.get_one(Workbook, binding.workbook_id))
    db.session.delete(binding)
    db.session.flush()


def enable(workbook: Workbook, *, on: bool) -> None:
    """Take the workbook into the nightly run, or out of it."""
    workbook.enabled = on
    db.session.flush()


def confirm(binding: TableBinding, digest: str) -> None:
    """Let the plan with this digest past the guard that holds the table: a person has looked at it. Raises Refusal."""
    if binding.held is None:
        raise Refusal(f"Trang “{binding.tab_title}” không bị dừng, không cần xác nhận.")
    binding.confirmed = digest
    db.session.flush()


def forget_state(workbook: Workbook) -> None:
    """Make the next run read, whatever the change tokens say."""
    workbook.token = workbook.fingerprint = None
