"""What is told when a person edited the sheet in the very moment it was written (law 9). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from sync.cells import Cell, address
from sync.commit import Issue
from sync.facts import BoundTable
from sync.stores.protocol import Misfire

PUT_BACK = "Trang “{tab}”: có người sửa đúng lúc phần mềm đang ghi. {count} chỗ đã được đặt lại như người đó ghi, không có gì bị mất."
LOST_PLACE = (
    "Trước đây có người ghi “{text}” vào ô {cell} đúng lúc phần mềm đang ghi, rồi lần đồng bộ ấy bị ngắt. Nay không còn tìm thấy "
    "dòng đó để đặt lại. Xin xem và ghi lại vào bảng nếu cần."
)


def warnings(misfires: Sequence[Misfire], tables: Sequence[BoundTable]) -> list[str]:
    """A line a tab: how many places were put back."""
    titles = {t.tab_key: t.tab_title for t in tables}
    counts: dict[str, int] = {}
    for misfire in misfires:
        if misfire.restored:
            counts[misfire.tab_key] = counts.get(misfire.tab_key, 0) + 1
    return [PUT_BACK.format(tab=titles.get(key, ""), count=count) for key, count in counts.items()]


def notes(misfires: Sequence[Misfire], tables: Sequence[BoundTable], marker: str) -> list[Issue]:
    """One note for every value of a person's that could not be put back where it had stood."""
    bound = {t.tab_key: t for t in tables}
    return [
        _note(bound[misfire.tab_key], misfire, column, cell, marker)
        for misfire in misfires
        if not misfire.restored and misfire.tab_key in bound
        for column, cell in misfire.found.items()
        if not cell.is_empty
    ]


def _note(bound: BoundTable, misfire: Misfire, column: int, cell: Cell, marker: str) -> Issue:
    place, text = address(misfire.row, column), str(cell.formula or _plain(cell.value))
    identity = f"note:displaced:{marker}:{place}"
    message = LOST_PLACE.format(text=text, cell=place)
    return Issue(bound.key, "note", "", "", identity, bound.tab_title, place, "displaced", message, text=text)


def _plain(value: str | float | bool | None) -> str | float | bool | None:
    """A whole number without its decimals."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
