"""The widths and visibility of columns (<cols>): one column set apart from the run it stands in."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from sync.stores.package.xml import Element, tag

ID_WIDTH, NOTE_WIDTH = 12, 42
_COLS = tag("cols")


def show_column(root: Element, column: int, *, hidden: bool, style: str) -> None:
    """Make a column of ours: hidden, or wide enough for a note and styled so; all other columns stay as they are."""
    cols = root.find(_COLS)
    if cols is None:
        cols = etree.Element(_COLS)
        data = root.find(tag("sheetData"))
        root.insert(root.index(data) if data is not None else 0, cols)
    number = column + 1
    _set_apart(cols, number)
    new = etree.Element(tag("col"), min=str(number), max=str(number), customWidth="1")
    new.set("width", str(ID_WIDTH if hidden else NOTE_WIDTH))
    if hidden:
        new.set("hidden", "1")
    else:
        new.set("style", style)
    place = sum(1 for col in cols if int(col.get("max", "0")) < number)
    cols.insert(place, new)


def _set_apart(cols: Element, number: int) -> None:
    """Split or drop the run that holds a column."""
    for col in list(cols):
        first, last = int(col.get("min", "0")), int(col.get("max", "0"))
        if not first <= number <= last:
            continue
        for low, high in ((first, number - 1), (number + 1, last)):
            if low <= high:
                piece = deepcopy(col)
                piece.set("min", str(low))
                piece.set("max", str(high))
                cols.insert(cols.index(col), piece)
        cols.remove(col)
