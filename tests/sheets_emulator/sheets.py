"""Sheets v4: the verbs of spreadsheets and spreadsheets.values over a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import batch, fieldmask, render, resource_fields, values_read, values_write
from .batch.common import Context
from .batch.sheet_requests import copied_sheet, free_copy_title
from .cells import Json
from .document import Document
from .errors import bad_field, invalid, not_found
from .grid import new_sheet
from .ranges import GridRange
from .values_read import ReadOptions

if TYPE_CHECKING:
    from .world import World

Params = dict[str, list[str]]


class Sheets:
    """The Sheets side of the world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def _open(self, spreadsheet_id: str, user: str, *, write: bool = False) -> Document:
        document = self._world.documents.get(spreadsheet_id)
        if document is None:
            raise not_found()
        document.check(user, write=write)
        return document

    def create(self, body: Json, params: Params, user: str) -> Json:
        """spreadsheets.create."""
        wanted: Json = body.get("properties") or {}
        document = self._world.create(
            str(wanted.get("title") or "Untitled spreadsheet"),
            owner=user,
            locale=str(wanted.get("locale") or "en_US"),
        )
        sheets: list[Json] = body.get("sheets") or []
        if sheets:
            document.state.sheets = [new_sheet(2**31 - 1, "\0")]
            requests = [{"addSheet": {"properties": s.get("properties") or {}}} for s in sheets]
            batch.apply(document.state, requests, self._context(user))
            del document.state.sheets[0]
        return self._rendered(document, params, grid_data=False)

    def get(self, spreadsheet_id: str, params: Params, user: str) -> Json:
        """spreadsheets.get."""
        document = self._open(spreadsheet_id, user)
        ranges = [document.state.resolve(text) for text in params.get("ranges", [])]
        grid_data = _flag(params, "includeGridData")
        return self._rendered(document, params, ranges=ranges, grid_data=grid_data)

    def get_by_filter(self, spreadsheet_id: str, body: Json, params: Params, user: str) -> Json:
        """spreadsheets.getByDataFilter."""
        document = self._open(spreadsheet_id, user)
        filters: list[Json] = body.get("dataFilters") or []
        ranges = [values_read.filter_range(document.state, one) for one in filters]
        grid_data = bool(body.get("includeGridData"))
        return self._rendered(document, params, ranges=ranges, grid_data=grid_data)

    def _rendered(
        self, document: Document, params: Params, *, grid_data: bool, ranges: list[GridRange] | None = None
    ) -> Json:
        fields = _one(params, "fields")
        mask = fieldmask.response_mask(fields, resource_fields.SPREADSHEET)
        everything = bool(fields) and not mask
        return render.spreadsheet(document.state, ranges=ranges or (), grid_data=grid_data or everything, mask=mask)

    def batch_update(self, spreadsheet_id: str, body: Json, params: Params, user: str) -> Json:
        """spreadsheets.batchUpdate, atomic, with the post-image that was asked for."""
        document = self._open(spreadsheet_id, user, write=True)
        self._world.faults.run_hooks(spreadsheet_id)
        mask = fieldmask.response_mask(_one(params, "fields"), resource_fields.BATCH_UPDATE)
        _known(body, {"requests", "includeSpreadsheetInResponse", "responseRanges", "responseIncludeGridData"})
        with document.change(user) as state:
            replies = batch.apply(state, body.get("requests") or [], self._context(user))
            ranges = [state.resolve(text) for text in body.get("responseRanges") or []]
        out: Json = {"spreadsheetId": spreadsheet_id, "replies": replies}
        if mask:
            out = {name: fieldmask.select(mask[name], item) for name, item in out.items() if name in mask}
        if body.get("includeSpreadsheetInResponse") and (not mask or "updatedSpreadsheet" in mask):
            out["updatedSpreadsheet"] = render.spreadsheet(
                document.state,
                ranges=ranges,
                grid_data=bool(body.get("responseIncludeGridData")),
                mask=mask.get("updatedSpreadsheet"),
            )
        return out

    def _context(self, user: str) -> Context:
        return Context(self._world.clock.local(), user)

    def copy_sheet(self, spreadsheet_id: str, sheet_id: int, body: Json, user: str) -> Json:
        """spreadsheets.sheets.copyTo."""
        source = self._open(spreadsheet_id, user)
        sheet = source.state.find(sheet_id)
        if sheet is None:
            raise invalid(f"The sheet with id {sheet_id} does not exist.")
        target = self._open(str(body.get("destinationSpreadsheetId")), user, write=True)
        with target.change(user) as state:
            title = free_copy_title(state, f"Copy of {sheet.title}")
            state.sheets.append(copied_sheet(state, sheet, state.new_id(), title))
            index = len(state.sheets) - 1
        return render.sheet_properties(target.state.sheets[index], index)

    def values_get(self, spreadsheet_id: str, text: str, params: Params, user: str) -> Json:
        """values.get."""
        state = self._open(spreadsheet_id, user).state
        options = ReadOptions.of({name: values[0] for name, values in params.items()})
        return values_read.value_range(state, state.resolve(text), options)

    def values_batch_get(self, spreadsheet_id: str, params: Params, user: str) -> Json:
        """values.batchGet."""
        state = self._open(spreadsheet_id, user).state
        options = ReadOptions.of({name: values[0] for name, values in params.items()})
        found = [state.resolve(text) for text in params.get("ranges", [])]
        ranges = [values_read.value_range(state, one, options) for one in found]
        return {"spreadsheetId": spreadsheet_id, "valueRanges": ranges}

    def values_by_filter(self, spreadsheet_id: str, body: Json, user: str) -> Json:
        """values.batchGetByDataFilter."""
        state = self._open(spreadsheet_id, user).state
        options = ReadOptions.of(body)
        filters: list[Json] = body.get("dataFilters") or []
        if not filters:
            raise invalid("Must specify at least one dataFilter.")
        matched = [
            {
                "valueRange": values_read.value_range(state, values_read.filter_range(state, one), options),
                "dataFilters": [one],
            }
            for one in filters
        ]
        return {"spreadsheetId": spreadsheet_id, "valueRanges": matched}

    def values_update(self, spreadsheet_id: str, text: str, body: Json, params: Params, user: str) -> Json:
        """values.update."""
        document = self._open(spreadsheet_id, user, write=True)
        given = {name: values[0] for name, values in params.items()}
        option = values_write.input_option(given)
        if body.get("range") not in (None, text):
            raise invalid(f"Requested range [{text}] does not match the range [{body['range']}] of the body")
        with document.change(user) as state:
            out, area = values_write.update(state, text, body, option, self._world.clock.local())
        if _flag(params, "includeValuesInResponse"):
            options = ReadOptions.response(given)
            out["updatedData"] = values_read.value_range(document.state, area, options)
        return out

    def values_batch_update(self, spreadsheet_id: str, body: Json, user: str) -> Json:
        """values.batchUpdate, atomic."""
        document = self._open(spreadsheet_id, user, write=True)
        option = values_write.input_option(body)
        now = self._world.clock.local()
        data: list[Json] = body.get("data") or []
        with document.change(user) as state:
            done = [values_write.update(state, str(one["range"]), one, option, now) for one in data]
        responses = [response for response, _ in done]
        if body.get("includeValuesInResponse"):
            options = ReadOptions.response(body)
            for response, area in done:
                response["updatedData"] = values_read.value_range(document.state, area, options)
        return {"spreadsheetId": spreadsheet_id} | _totals(done, data) | {"responses": responses}

    def values_append(self, spreadsheet_id: str, text: str, body: Json, params: Params, user: str) -> Json:
        """values.append."""
        document = self._open(spreadsheet_id, user, write=True)
        given = {name: values[0] for name, values in params.items()}
        with document.change(user) as state:
            out, area = values_write.append(state, text, body, given, self._world.clock.local())
        if _flag(params, "includeValuesInResponse"):
            options = ReadOptions.response(given)
            out["updates"]["updatedData"] = values_read.value_range(document.state, area, options)
        return out

    def values_clear(self, spreadsheet_id: str, text: str, user: str) -> Json:
        """values.clear."""
        document = self._open(spreadsheet_id, user, write=True)
        with document.change(user) as state:
            cleared = values_write.clear(state, text)
        return {"spreadsheetId": spreadsheet_id, "clearedRange": cleared}

    def values_batch_clear(self, spreadsheet_id: str, body: Json, user: str) -> Json:
        """values.batchClear."""
        document = self._open(spreadsheet_id, user, write=True)
        ranges: list[str] = body.get("ranges") or []
        if not ranges:
            raise invalid("Must specify at least one range.")
        with document.change(user) as state:
            cleared = [values_write.clear(state, text) for text in ranges]
        return {"spreadsheetId": spreadsheet_id, "clearedRanges": cleared}


def _totals(done: list[tuple[Json, GridRange]], data: list[Json]) -> Json:
    """Rows and columns are counted once however many ranges touch them, as Google counts."""
    cells = {
        (area.sheet_id, *cell)
        for (_, area), one in zip(done, data, strict=True)
        for cell in values_write.touched(area, values_write.lines_of(one))
    }
    totals = {
        "totalUpdatedRows": len({(sheet, row) for sheet, row, _ in cells}),
        "totalUpdatedColumns": len({(sheet, column) for sheet, _, column in cells}),
        "totalUpdatedCells": sum(response.get("updatedCells", 0) for response, _ in done),
        "totalUpdatedSheets": len({sheet for sheet, _, _ in cells}),
    }
    return {name: number for name, number in totals.items() if number}


def _known(body: Json, names: set[str]) -> None:
    for name in body:
        if name not in names:
            raise bad_field(name, f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.')


def _one(params: Params, name: str) -> str | None:
    values = params.get(name)
    return values[0] if values else None


def _flag(params: Params, name: str) -> bool:
    return (_one(params, name) or "").lower() == "true"
