"""Which rows a batch touches, and where in the scratch tab their pre-image is saved."""

from __future__ import annotations

from collections.abc import Sequence

from sync.stores.protocol import TabEdit


def touched_rows(edit: TabEdit) -> list[int]:
    """The header row and every row an edit writes, deletes or leans on."""
    rows = {c.row for c in edit.cells} | {d.row for d in edit.deletes} | {i.after for i in edit.inserts}
    return [edit.header_row, *sorted(rows - {edit.header_row})]


def places(touched: Sequence[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """Where each row is saved: never above where it stood, so that no relative reference in it leaves the grid (#REF!)."""
    found: dict[tuple[str, int], int] = {}
    last = 0
    for key, row in touched:
        last = max(last + 1, row)
        found[key, row] = last
    return found
