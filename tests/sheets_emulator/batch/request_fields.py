"""The fields each request may have, so that a mistyped one is refused as Google's JSON reader refuses it."""

from __future__ import annotations

from ..cells import Json
from ..errors import bad_field

_FIELDS = {
    "addConditionalFormatRule": "rule index",
    "addDimensionGroup": "range",
    "addNamedRange": "namedRange",
    "addProtectedRange": "protectedRange",
    "addSheet": "properties",
    "appendCells": "sheetId rows fields tableId",
    "appendDimension": "sheetId dimension length tableId",
    "autoResizeDimensions": "dimensions dataSourceSheetDimensions",
    "clearBasicFilter": "sheetId",
    "copyPaste": "source destination pasteType pasteOrientation",
    "cutPaste": "source destination pasteType",
    "deleteConditionalFormatRule": "index sheetId",
    "deleteDimension": "range",
    "deleteDimensionGroup": "range",
    "deleteNamedRange": "namedRangeId",
    "deleteProtectedRange": "protectedRangeId",
    "deleteSheet": "sheetId",
    "duplicateSheet": "sourceSheetId insertSheetIndex newSheetId newSheetName",
    "findReplace": "find replacement matchCase matchEntireCell searchByRegex includeFormulas range sheetId allSheets",
    "insertDimension": "range inheritFromBefore",
    "mergeCells": "range mergeType",
    "moveDimension": "source destinationIndex",
    "repeatCell": "range cell fields",
    "setBasicFilter": "filter",
    "setDataValidation": "range rule filteredRowsIncluded",
    "sortRange": "range sortSpecs",
    "unmergeCells": "range",
    "updateCells": "rows fields start range",
    "updateDimensionProperties": "range dataSourceSheetRange properties fields",
    "updateNamedRange": "namedRange fields",
    "updateProtectedRange": "protectedRange fields",
    "updateSheetProperties": "properties fields",
    "updateSpreadsheetProperties": "properties fields",
}
_RANGE = "sheetId startRowIndex endRowIndex startColumnIndex endColumnIndex"
_SPAN = "sheetId dimension startIndex endIndex"
_COORDINATE = "sheetId rowIndex columnIndex"
_DIMENSIONAL = {"insertDimension", "deleteDimension", "moveDimension", "updateDimensionProperties"} | {
    "addDimensionGroup",
    "deleteDimensionGroup",
}


def check_fields(at: int, name: str, body: Json) -> None:
    """400 for a field that the request, or a range in it, does not have."""
    where = f"requests[{at}].{_snake(name)}"
    _check(where, body, _FIELDS[name])
    for part, allowed in _parts(name):
        if isinstance(body.get(part), dict):
            _check(f"{where}.{part}", body[part], allowed)


def _parts(name: str) -> list[tuple[str, str]]:
    shape = _SPAN if name in _DIMENSIONAL else _RANGE
    destination = _COORDINATE if name == "cutPaste" else _RANGE
    return [("range", shape), ("source", shape), ("destination", destination), ("start", _COORDINATE)]


def _check(where: str, body: Json, allowed: str) -> None:
    for field in body:
        if field not in allowed.split(" "):
            message = (
                f"Invalid JSON payload received. Unknown name \"{_snake(field)}\" at '{where}': Cannot find field."
            )
            raise bad_field(where, message)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
