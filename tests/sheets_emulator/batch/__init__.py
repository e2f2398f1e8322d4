"""spreadsheets.batchUpdate: a list of requests, applied in order, all or none."""

from __future__ import annotations

from collections.abc import Callable

from ..cells import Json
from ..errors import ApiError, bad_field, invalid
from ..state import State
from . import (
    cell_requests,
    content_requests,
    dimension_requests,
    paste_requests,
    range_requests,
    sheet_requests,
)
from .common import Context
from .request_fields import check_fields

Handler = Callable[[State, Json, Context], Json]

HANDLERS: dict[str, Handler] = {
    "addConditionalFormatRule": range_requests.add_conditional_format_rule,
    "addDimensionGroup": dimension_requests.add_dimension_group,
    "addNamedRange": range_requests.add_named_range,
    "addProtectedRange": range_requests.add_protected_range,
    "addSheet": sheet_requests.add_sheet,
    "appendCells": cell_requests.append_cells,
    "appendDimension": dimension_requests.append_dimension,
    "autoResizeDimensions": dimension_requests.auto_resize_dimensions,
    "clearBasicFilter": range_requests.clear_basic_filter,
    "copyPaste": paste_requests.copy_paste,
    "cutPaste": paste_requests.cut_paste,
    "deleteConditionalFormatRule": range_requests.delete_conditional_format_rule,
    "deleteDimension": dimension_requests.delete_dimension,
    "deleteDimensionGroup": dimension_requests.delete_dimension_group,
    "deleteNamedRange": range_requests.delete_named_range,
    "deleteProtectedRange": range_requests.delete_protected_range,
    "deleteSheet": sheet_requests.delete_sheet,
    "duplicateSheet": sheet_requests.duplicate_sheet,
    "findReplace": content_requests.find_replace,
    "insertDimension": dimension_requests.insert_dimension,
    "mergeCells": range_requests.merge_cells,
    "moveDimension": dimension_requests.move_dimension,
    "repeatCell": cell_requests.repeat_cell,
    "setBasicFilter": range_requests.set_basic_filter,
    "setDataValidation": cell_requests.set_data_validation,
    "sortRange": content_requests.sort_range,
    "unmergeCells": range_requests.unmerge_cells,
    "updateCells": cell_requests.update_cells,
    "updateDimensionProperties": dimension_requests.update_dimension_properties,
    "updateNamedRange": range_requests.update_named_range,
    "updateProtectedRange": range_requests.update_protected_range,
    "updateSheetProperties": sheet_requests.update_sheet_properties,
    "updateSpreadsheetProperties": sheet_requests.update_spreadsheet_properties,
}
_REPLIES = {
    "addDimensionGroup",
    "addNamedRange",
    "addProtectedRange",
    "addSheet",
    "deleteConditionalFormatRule",
    "deleteDimensionGroup",
    "duplicateSheet",
    "findReplace",
}


def apply(state: State, requests: list[Json], context: Context) -> list[Json]:
    """Apply the requests to `state` (a working copy) and return the replies; raises on the first bad one."""
    if not requests:
        raise invalid("Must specify at least one request.")
    return [_apply_one(state, at, request, context) for at, request in enumerate(requests)]


def _apply_one(state: State, at: int, request: Json, context: Context) -> Json:
    if not request:
        raise invalid(f"Invalid requests[{at}]: No request set.")
    if len(request) > 1:
        raise bad_field(
            f"requests[{at}]", f"Invalid value at 'requests[{at}]' (oneof), oneof field 'kind' is already set."
        )
    name, body = next(iter(request.items()))
    handler = HANDLERS.get(name)
    if handler is None:
        raise bad_field(
            f"requests[{at}]",
            f"Invalid JSON payload received. Unknown name \"{name}\" at 'requests[{at}]': Cannot find field.",
        )
    check_fields(at, name, body or {})
    try:
        reply = handler(state, body or {}, context)
    except ApiError as error:
        if error.status == "INVALID_ARGUMENT":
            raise invalid(f"Invalid requests[{at}].{name}: {error.message}") from error
        raise
    return {name: reply} if name in _REPLIES else {}
