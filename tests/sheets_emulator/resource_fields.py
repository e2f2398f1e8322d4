"""The names that the resources have, so that a mistyped field mask is refused as Google refuses it."""

from __future__ import annotations

from .fieldmask import Mask


def _names(text: str) -> Mask:
    """Fields that are not looked into further."""
    return {name: {} for name in text.split(" ")}


_VALUE = _names("numberValue stringValue boolValue formulaValue errorValue")
_FORMAT = _names(
    "numberFormat backgroundColor backgroundColorStyle borders padding horizontalAlignment verticalAlignment "
    "wrapStrategy textDirection textFormat hyperlinkDisplayType textRotation"
) | {"numberFormat": _names("type pattern")}

CELL: Mask = _names(
    "formattedValue hyperlink note textFormatRuns dataValidation pivotTable dataSourceTable dataSourceFormula chipRuns"
) | {
    "userEnteredValue": _VALUE,
    "effectiveValue": _VALUE,
    "userEnteredFormat": _FORMAT,
    "effectiveFormat": _FORMAT,
}
_GRID: Mask = _names("startRow startColumn rowMetadata columnMetadata") | {"rowData": {"values": CELL}}
_SHEET: Mask = _names(
    "merges conditionalFormats filterViews protectedRanges basicFilter charts bandedRanges developerMetadata "
    "rowGroups columnGroups slicers tables"
) | {
    "data": _GRID,
    "properties": _names(
        "sheetId title index sheetType gridProperties hidden tabColor tabColorStyle rightToLeft "
        "dataSourceSheetProperties"
    ),
}
SPREADSHEET: Mask = _names(
    "spreadsheetId properties namedRanges spreadsheetUrl developerMetadata dataSources dataSourceSchedules"
) | {"sheets": _SHEET}
BATCH_UPDATE: Mask = _names("spreadsheetId replies") | {"updatedSpreadsheet": SPREADSHEET}
