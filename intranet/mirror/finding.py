"""Finds what a command line names: an organisation by code or id, a workbook, a run, an inbox item by number or id."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select

from intranet.database import db
from intranet.mirror.models import InboxItem, SyncRun, TableBinding, Workbook
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal

Numbered = TypeVar("Numbered", Workbook, SyncRun, InboxItem)
WORDS: dict[type, str] = {Workbook: "bảng tính", SyncRun: "lần đồng bộ", InboxItem: "mục chờ xử lý"}


def organisation(code: str) -> Organisation:
    """The organisation of that code or public id. Raises Refusal."""
    named = (Organisation.code == code) | (Organisation.uid == code)
    found = db.session.scalars(select(Organisation).where(named)).one_or_none()
    if found is None:
        raise Refusal(f"Không có đơn vị mang mã {code}.")
    return found


def numbered(model: type[Numbered], reference: str) -> Numbered:
    """The workbook, run or item of that number or public id. Raises Refusal."""
    by_number = model.id == int(reference) if reference.isdigit() else model.uid == reference
    found = db.session.scalars(select(model).where(by_number)).one_or_none()
    if found is None:
        raise Refusal(f"Không có {WORDS[model]} số {reference}.")
    return found


def workbooks(reference: str | None, *, everything: bool) -> list[Workbook]:
    """One workbook by number, or all that are switched on; without either, the only one there is. Raises Refusal."""
    if reference is not None:
        return [numbered(Workbook, reference)]
    found = list(db.session.scalars(select(Workbook).where(Workbook.enabled).order_by(Workbook.id)))
    if not found:
        raise Refusal("Chưa gắn bảng tính nào. Gắn bằng lệnh: flask sync bind --org MÃ --file TỆP")
    if len(found) > 1 and not everything:
        raise Refusal("Có nhiều bảng tính; ghi rõ --workbook SỐ, hoặc --all để chạy tất cả.")
    return found


def binding(workbook: Workbook, table: str) -> TableBinding:
    """The tab bound to a register. Raises Refusal."""
    mine = select(TableBinding).where(TableBinding.workbook_id == workbook.id, TableBinding.table_name == table)
    found = db.session.scalars(mine).first()
    if found is None:
        raise Refusal(f"Bảng tính “{workbook.name}” chưa gắn trang nào với {table}.")
    return found
