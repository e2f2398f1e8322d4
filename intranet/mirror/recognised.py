"""Columns that stand in TCVN3 or VNI: recognised, read, told once; what is to be rewritten if a person says so. Law 6 keeps
the sheet as it is until then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from intranet.database import db
from intranet.mirror import inbox
from intranet.mirror.models import InboxItem
from intranet.mirror.undo_plan import mapped_columns
from sync import legacy
from sync.cells import Cell, Tab, text
from sync.sheet_table import SheetTable
from sync.stores.protocol import Batch, CellEdit, TabEdit
from sync.writing import plain

#: Label, encoding, a sample cell as it stands and as it is read.
Sample = tuple[str, str, str, str]
FONTS = {"tcvn3": "TCVN3 (phông .VnTime)", "vni": "VNI (phông VNI-Times)"}
TOLD = (
    "Cột {label} đang ghi bằng bảng mã cũ {font}. Phần mềm đọc “{before}” là “{after}”; trong bảng tính vẫn giữ nguyên. "
    "Nếu đọc đúng, anh chị có thể cho đổi các ô của cột này sang Unicode."
)


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The cells of one field to be rewritten. ``effects``: by record, the field's cells before and after, as a run keeps them."""

    sheet: SheetTable
    edits: Sequence[CellEdit] = ()
    effects: Sequence[tuple[str, list[Any], list[Any]]] = ()

    def batch(self, marker: str) -> Batch:
        """The edits as a batch."""
        sheet = self.sheet
        edit = TabEdit(sheet.tab_key, sheet.header_row, sheet.id_column, mapped_columns(sheet), cells=self.edits)
        return Batch(marker, [edit])


def rewriting(sheet: SheetTable, tab: Tab, name: str) -> Rewriting:
    """Every cell of the field whose Unicode reading differs from what stands there."""
    encoding = sheet.encodings.get(name)
    if encoding is None or name not in sheet.places:
        return Rewriting(sheet)
    edits: list[CellEdit] = []
    effects = []
    for row in sheet.rows:
        found = [tab.cell(row.row, column) for column in sheet.places[name].columns]
        meant = [_meant(cell, encoding) for cell in found]
        changed = [
            CellEdit(row.row, column, new, old)
            for column, old, new in zip(sheet.places[name].columns, found, meant, strict=True)
            if new is not old
        ]
        edits += changed
        if changed and row.row_id:
            effects.append((row.row_id, [plain(c) for c in found], [plain(c) for c in meant]))
    return Rewriting(sheet, edits, effects)


def _meant(cell: Cell, encoding: Any) -> Cell:
    """The cell in Unicode; itself where there is nothing to change."""
    if not isinstance(cell.value, str) or cell.formula is not None:
        return cell
    meant = legacy.reading(cell.value, encoding)
    return text(meant) if meant != cell.value else cell


def tell(workbook_id: int, run_id: int, key: str, recognised: Mapping[str, Sample], tab: str) -> None:
    """Note each column in a legacy encoding once: who has put the note away is not asked again. Flushes.

    ``recognised`` by field: label, encoding, a sample as it stands, and as it is read.
    """
    mine = select(InboxItem).where(InboxItem.binding_id == int(key), InboxItem.reason == "legacy")
    known = {item.key: item for item in db.session.scalars(mine)}
    present = {f"note:legacy:{name}:{sample[1]}" for name, sample in recognised.items()}
    for name, (label, encoding, before, after) in recognised.items():
        identity = f"note:legacy:{name}:{encoding}"
        if identity not in known:
            message = TOLD.format(label=label, font=FONTS.get(encoding, encoding), before=before, after=after)
            db.session.add(
                InboxItem(
                    workbook_id=workbook_id, binding_id=int(key), run_id=run_id, key=identity, kind="note", field=name,
                    tab=tab, cell="", reason="legacy", message=message, sheet_text=before, candidates=[], state="open",
                )
            )  # fmt: skip
    for identity, item in known.items():
        if identity not in present and item.state != "closed":
            inbox.close(item)
    db.session.flush()


def samples(sheet: SheetTable, tab: Tab, labels: Mapping[str, str]) -> dict[str, Sample]:
    """For every field in a legacy encoding: its label, the encoding, and the first cell as it stands and as it is read."""
    found = {}
    for name, encoding in sheet.encodings.items():
        edits = rewriting(sheet, tab, name).edits
        if edits:
            first = edits[0]
            found[name] = (labels.get(name, name), encoding, str(first.expected.value), str(first.value.value))
    return found
