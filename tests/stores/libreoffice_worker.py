"""Runs under the system's Python beside a headless LibreOffice: takes one JSON request a line, answers one a line.

Typing goes through FormulaLocal in a Vietnamese profile, so that "1/2/1991" is the first of February, as at a clerk's desk.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet.FillDirection import TO_BOTTOM
from com.sun.star.table import TableSortField
from com.sun.star.table.CellContentType import EMPTY, FORMULA, TEXT

ALWAYS = 0  # recalculate on load
FORMULAS = 16  # com.sun.star.sheet.CellFlags
TYPED = 1 | 2 | 4 | 16  # values, dates, texts, formulas
PROFILE = f"""<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{ALWAYS}</value></prop></item>
</oor:items>"""


def prop(name: str, value: Any) -> Any:
    """A named argument of the office."""
    return PropertyValue(Name=name, Value=value)


def start(folder: Path) -> tuple[subprocess.Popen[bytes], Any]:
    """An office with a profile of its own, and its desktop."""
    (folder / "user").mkdir(parents=True, exist_ok=True)
    (folder / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    pipe = f"sotay{os.getpid()}"
    options = ["--headless", "--norestore", "--nologo", "--nodefault", f"--accept=pipe,name={pipe};urp;"]
    office = subprocess.Popen(
        ["soffice", f"-env:UserInstallation={uno.systemPathToFileUrl(str(folder))}", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(600):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return office, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.1)
    raise RuntimeError("LibreOffice did not start")


def shown(cell: Any) -> dict[str, Any] | None:
    """What a cell shows."""
    if cell.Type == EMPTY:
        return None
    if cell.getError():
        return {"error": cell.getError(), "formula": cell.Formula}
    is_text = cell.Type == TEXT or (cell.Type == FORMULA and cell.FormulaResultType2 == 2)
    content = {"value": cell.String if is_text else cell.Value}
    if cell.Type == FORMULA:
        content["formula"] = cell.Formula
    return content


def dump(document: Any) -> dict[str, dict[str, Any]]:
    """Values in bulk, formulas one by one: a call to the office for each cell takes long."""
    sheets = {}
    for sheet in document.Sheets:
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        last = cursor.RangeAddress
        data = sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow).getDataArray()
        grid: dict[str, Any] = {
            f"{row},{column}": {"value": value}
            for row, values in enumerate(data)
            for column, value in enumerate(values)
            if value != ""
        }
        for area in sheet.queryContentCells(FORMULAS).getRangeAddresses():
            for row in range(area.StartRow, area.EndRow + 1):
                for column in range(area.StartColumn, area.EndColumn + 1):
                    grid[f"{row},{column}"] = shown(sheet.getCellByPosition(column, row))
        sheets[sheet.Name] = grid
    return sheets


def sort(sheet: Any, area: str, column: int, ascending: bool) -> None:
    """Sort an area by one of its columns."""
    field = TableSortField()
    field.Field, field.IsAscending = column, ascending
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    sheet.getCellRangeByName(area).sort((prop("SortFields", fields), prop("ContainsHeader", False)))


def paste(sheet: Any, corner: str, rows: list[list[str]]) -> None:
    """A block typed or pasted as text, which the office reads as it reads typing."""
    first = sheet.getCellRangeByName(corner).RangeAddress
    for down, row in enumerate(rows):
        for right, content in enumerate(row):
            sheet.getCellByPosition(first.StartColumn + right, first.StartRow + down).FormulaLocal = content


def copy(sheet: Any, source: str, corner: str) -> None:
    """Copy an area with all it has."""
    target = sheet.getCellRangeByName(corner).getCellByPosition(0, 0).CellAddress
    sheet.copyRange(target, sheet.getCellRangeByName(source).RangeAddress)


def cut(sheet: Any, source: str, corner: str) -> None:
    """Cut an area and paste it elsewhere."""
    target = sheet.getCellRangeByName(corner).getCellByPosition(0, 0).CellAddress
    sheet.moveRange(target, sheet.getCellRangeByName(source).RangeAddress)


def fill(sheet: Any, area: str, filled: int) -> None:
    """Drag the first rows of an area down over the rest, as a series."""
    sheet.getCellRangeByName(area).fillAuto(TO_BOTTOM, filled)


EDITS: dict[str, Callable[..., None]] = {
    "type": lambda s, where, content: setattr(s.getCellRangeByName(where), "FormulaLocal", content),
    "text": lambda s, where, content: setattr(s.getCellRangeByName(where), "String", content),
    "clear": lambda s, where: s.getCellRangeByName(where).clearContents(TYPED),
    "insert_rows": lambda s, row, count: s.Rows.insertByIndex(row, count),
    "delete_rows": lambda s, row, count: s.Rows.removeByIndex(row, count),
    "insert_columns": lambda s, column, count: s.Columns.insertByIndex(column, count),
    "delete_columns": lambda s, column, count: s.Columns.removeByIndex(column, count),
    "unprotect": lambda s: s.unprotect(""),
    "sort": sort,
    "paste": paste,
    "copy": copy,
    "cut": cut,
    "fill": fill,
    "rename": lambda s, title: setattr(s, "Name", title),
}


BOOK_EDITS: dict[str, Callable[..., None]] = {
    "move_tab": lambda sheets, title, place: sheets.moveByName(title, place),
    "add_tab": lambda sheets, title, place: sheets.insertNewByName(title, place),
    "copy_tab": lambda sheets, title, copied, place: sheets.copyByName(title, copied, place),
    "delete_tab": lambda sheets, title: sheets.removeByName(title),
}


def work(desktop: Any, request: dict[str, Any]) -> dict[str, dict[str, Any]] | None:
    """Open a file, edit it, save it, tell what it shows: as far as the request asks."""
    url = uno.systemPathToFileUrl(request["path"])
    document = desktop.loadComponentFromURL(url, "_blank", 0, (prop("Hidden", True),))
    if document is None:
        raise RuntimeError("LibreOffice could not open the file")
    try:
        for name, title, *arguments in request.get("edits", []):
            if name in BOOK_EDITS:
                BOOK_EDITS[name](document.Sheets, title, *arguments)
            else:
                EDITS[name](document.Sheets.getByName(title), *arguments)
        if request.get("save"):
            document.calculateAll()
            target = uno.systemPathToFileUrl(request["save"])
            document.storeToURL(target, (prop("FilterName", "Calc MS Excel 2007 XML"),))
        if not request.get("dump"):
            return None
        document.calculateAll()
        return dump(document)
    finally:
        document.close(True)


def main() -> None:
    """Serve until the input ends."""
    office, desktop = start(Path(sys.argv[1]))
    try:
        for line in sys.stdin:
            try:
                answer: dict[str, Any] = {"ok": work(desktop, json.loads(line))}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer), flush=True)
    finally:
        office.terminate()
        office.wait(20)


main()
