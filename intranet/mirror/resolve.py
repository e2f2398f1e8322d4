"""Settling what waits: which side holds, a third value, or simply "seen"."""

from __future__ import annotations

from typing import Any, Literal, get_args

from intranet.database import db
from intranet.mirror import inbox, queries
from intranet.mirror.models import InboxItem
from intranet.refusal import Refusal
from sync.columns import Value

Take = Literal["db", "sheet", "value"]


def settle(item: InboxItem, take: str, value: Value = None, user_id: int | None = None) -> None:
    """Note a decision; the next run carries it out if nothing has changed since. Raises Refusal where it cannot be.

    ``value`` is canonical and counts for "value" only.
    """
    if item.state == "closed":
        raise Refusal("Mục này đã được giải quyết rồi.")
    if take not in get_args(Take):
        raise Refusal("Chọn giá trị trong phần mềm, giá trị trong bảng, hoặc ghi giá trị khác.")
    if item.kind == "note":
        dismiss(item)
        return
    if not can_be_settled_here(item):
        raise Refusal(f"Mục này phải sửa trong bảng ({_place(item)}): {item.message}")
    if take == "sheet" and item.kind == "refused":
        raise Refusal(
            f"Ô {_place(item)} ghi “{item.sheet_text}”, phần mềm không hiểu được. Sửa ô đó, hoặc ghi giá trị đúng ở đây."
        )
    item.state, item.decision, item.decided_by_id = "decided", take, user_id
    item.decided_value = value if take == "value" else None
    db.session.flush()


def settle_alike(item: InboxItem, take: str, value: Value = None, user_id: int | None = None) -> int:
    """The same choice for every open item that asks the same (see ``queries.alike``); how many were settled.

    Nothing is decided for what the choice does not fit (a value with no counterpart in the intranet). Raises Refusal if none fits.
    """
    settled, refusal = 0, Refusal("Không còn mục nào giống mục này.")
    for each in queries.alike(item):
        try:
            settle(each, take, value, user_id)
            settled += 1
        except Refusal as error:
            refusal = error
    if not settled:
        raise refusal
    return settled


def can_be_settled_here(item: InboxItem) -> bool:
    """Whether choosing a value is enough; otherwise somebody has to put the sheet right."""
    of_a_value = item.kind in ("conflict", "refused") or item.reason == "identity_changed"
    return of_a_value and bool(item.field and item.row_id)


def dismiss(item: InboxItem) -> None:
    """Put a note away once it has been read."""
    if item.kind != "note":
        raise Refusal("Mục này cần được giải quyết, không chỉ đọc.")
    inbox.close(item)
    db.session.flush()


def take_back(item: InboxItem) -> None:
    """Undo a decision that no run has carried out yet."""
    if item.state == "decided":
        item.state, item.decision, item.decided_value, item.decided_by_id = "open", None, None, None
        db.session.flush()


def _place(item: InboxItem) -> str:
    return f"{item.cell} trang “{item.tab}”" if item.cell else f"trang “{item.tab}”"


def shown(item: InboxItem) -> dict[str, Any]:
    """An item for scripts: where it stands, what stands on both sides, what may be done."""
    return {
        "id": item.id, "uid": item.uid, "workbook": item.workbook_id, "binding": item.binding_id, "kind": item.kind,
        "state": item.state, "decision": item.decision, "tab": item.tab, "cell": item.cell, "record": item.row_id,
        "field": item.field, "reason": item.reason, "message": item.message, "text": item.sheet_text,
        "base": item.base_value, "database": item.db_value, "sheet": item.sheet_value, "candidates": item.candidates,
    }  # fmt: skip
