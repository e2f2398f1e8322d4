"""Cells between Google's JSON and ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.cells import EMPTY, Cell, Kind, Merge, Tab

Json = dict[str, Any]

#: What is asked of every tab: values, formulas and kinds; about a hundred bytes a cell, four once compressed.
CELL_MASK = "userEnteredValue(formulaValue),effectiveValue,effectiveFormat(numberFormat(type))"
SHEET_MASK = (
    "properties(sheetId,title,hidden,gridProperties(rowCount,columnCount)),merges,"
    f"data(startRow,startColumn,rowData(values({CELL_MASK})),rowMetadata(hiddenByUser,hiddenByFilter))"
)
#: Tabs of ours, one a batch: the batch's marker and the pre-image of what it touched.
SCRATCH_PREFIX = "_so_tay_"
#: In the title of one of them, after its marker: what its batch met was looked at, and put right.
LOOKED_AT = "-"

ERRORS = {
    "DIVIDE_BY_ZERO": "#DIV/0!", "VALUE": "#VALUE!", "REF": "#REF!", "NAME": "#NAME?",
    "NUM": "#NUM!", "N_A": "#N/A", "NULL_VALUE": "#NULL!", "ERROR": "#ERROR!",
}  # fmt: skip
KINDS: Mapping[str, Kind] = {"DATE": "date", "DATE_TIME": "date", "TIME": "time"}
FORMATS = {
    "date": {"type": "DATE", "pattern": "dd/mm/yyyy"},
    "time": {"type": "TIME", "pattern": "hh:mm"},
}


def cell(data: Json) -> Cell:
    """A CellData as a cell. A formula still loading counts as not calculated."""
    value: Json = data.get("effectiveValue", {})
    formula = data.get("userEnteredValue", {}).get("formulaValue")
    if "errorValue" in value:
        kind = value["errorValue"].get("type", "ERROR")
        if kind == "LOADING":
            return Cell(None, "uncalculated", formula)
        return Cell(ERRORS.get(kind, "#ERROR!"), "error", formula)
    if "numberValue" in value:
        shown = data.get("effectiveFormat", {}).get("numberFormat", {}).get("type", "")
        return Cell(float(value["numberValue"]), KINDS.get(shown, "number"), formula)
    if "boolValue" in value:
        return Cell(bool(value["boolValue"]), "bool", formula)
    if "stringValue" in value:
        return Cell(value["stringValue"], "text" if value["stringValue"] else "empty", formula)
    return Cell(None, "uncalculated", formula) if formula else EMPTY


def tab(sheet: Json) -> Tab:
    """A Sheet with grid data as a tab."""
    properties = sheet["properties"]
    grid: list[tuple[Cell, ...]] = []
    hidden: set[int] = set()
    for block in sheet.get("data", []):
        for offset, meta in enumerate(block.get("rowMetadata", [])):
            if meta and (meta.get("hiddenByUser") or meta.get("hiddenByFilter")):
                hidden.add(block.get("startRow", 0) + offset)
        grid.extend(
            tuple(cell(v) for v in row["values"]) if "values" in row else () for row in block.get("rowData", [])
        )
    merges = [
        Merge(m.get("startRowIndex", 0), m.get("startColumnIndex", 0), m["endRowIndex"] - 1, m["endColumnIndex"] - 1)
        for m in sheet.get("merges", [])
    ]
    return Tab(
        str(properties.get("sheetId", 0)), properties["title"], grid, bool(properties.get("hidden")), merges, frozenset(hidden)
    )  # fmt: skip


def cell_data(value: Cell) -> Json:
    """A cell as a typed CellData: text stays text whatever it begins with, dates are serials with a format."""
    if value.is_empty:
        return {}
    if isinstance(value.value, bool):
        return {"userEnteredValue": {"boolValue": value.value}}
    if isinstance(value.value, str):
        return {"userEnteredValue": {"stringValue": value.value}}
    data: Json = {"userEnteredValue": {"numberValue": value.value}}
    if value.kind in FORMATS:
        data["userEnteredFormat"] = {"numberFormat": FORMATS[value.kind]}
    return data


def fields_of(value: Cell, current: Cell) -> str:
    """What of the cell is written: its value; its number format only where a date would otherwise show as a number."""
    if value.kind in FORMATS and current.kind != value.kind:
        return "userEnteredValue,userEnteredFormat.numberFormat"
    return "userEnteredValue"
