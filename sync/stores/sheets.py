"""Google Sheets as a store: one read of all tabs, one atomic batch that witnesses itself (design.md, the write protocol)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import gspread

from sync.cells import Snapshot, Tab
from sync.stores.google import batch as batching
from sync.stores.google import testimony, wire
from sync.stores.google.accounts import Shared, counting, least_busy, listing, look_up
from sync.stores.google.client import sheets_call
from sync.stores.google.late import LateRepair
from sync.stores.google.witness import Witness, repairs
from sync.stores.protocol import Batch, CallCount, Misfire, NewTab, Outcome, WorkbookMissing

Json = dict[str, Any]
#: How often what a person had written is put back before it is left to the inbox.
REPAIRS = 3
NOT_SHARED = (
    "Không thấy bảng tính này trên Google. Xin kiểm tra bảng tính còn đó và đã chia sẻ cho tài khoản của phần mềm."
)


@dataclass(slots=True)
class SheetsStore:
    """One spreadsheet. ``others``: more service accounts; it is opened by one it is shared with, whichever is least busy.

    ``known``: a Drive listing made for many workbooks at once; without it one is made when asked.
    """

    client: gspread.Client
    spreadsheet_id: str
    others: Sequence[gspread.Client] = ()
    known: Mapping[str, Shared] | None = None
    calls: CallCount = field(default_factory=CallCount)
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    _among: Sequence[gspread.Client] = ()
    _unproved: tuple[int, str, Tab] | None = None

    def token(self) -> str:
        """Drive's version and time. Its data may lag some minutes behind an edit: it is taken before the values are read."""
        return self._ask().token

    def _ask(self) -> Shared:
        """What Drive says of it, and so which accounts may open it."""
        clients = [self.client, *self.others]
        known = self.known if self.known is not None else listing(clients, self.calls)
        self.known = None  # a listing is only good for one question
        shared = known.get(self.spreadsheet_id) or look_up(clients, self.spreadsheet_id, self.calls)
        if shared is None:
            raise WorkbookMissing(NOT_SHARED)
        self._among = shared.clients
        return shared

    def _client(self) -> gspread.Client:
        """The client, counting on this store's account."""
        return counting(self.client, self.calls)

    def _choose(self) -> gspread.Client:
        """The account for this read and for the write that may follow."""
        if self.others:
            spare = self.client, *self.others
            self.client = least_busy(self._among or self._ask().clients)
            self.others = [client for client in spare if client is not self.client]
        return self._client()

    def read(self, tab_keys: Sequence[str] | None = None) -> Snapshot:
        """All tabs in one call."""
        params = {"includeGridData": "true", "fields": f"sheets({wire.SHEET_MASK})"}
        answer = sheets_call(self._choose(), "get", self.spreadsheet_id, params=params)
        return self._snapshot(answer["sheets"], tab_keys)

    def _snapshot(self, sheets: Sequence[Json], tab_keys: Sequence[str] | None) -> Snapshot:
        """Tabs of people; the scratch tabs make the version (the fence) and the marker."""
        tabs: dict[str, Tab] = {}
        scratch: list[str] = []
        marker, self._unproved = None, None
        for sheet in sheets:
            properties = sheet["properties"]
            key, title = str(properties.get("sheetId", 0)), properties["title"]
            if title.startswith(wire.SCRATCH_PREFIX):
                scratch.append(key)
                marker, _, looked_at = title.removeprefix(wire.SCRATCH_PREFIX).partition(wire.LOOKED_AT)
                self._unproved = None if looked_at else (int(key), marker, wire.tab(sheet))
            elif tab_keys is None or key in tab_keys:
                grid = properties["gridProperties"]
                self.sizes[key] = (grid.get("rowCount", 0), grid.get("columnCount", 0))
                tabs[key] = wire.tab(sheet)
        return Snapshot("", ",".join(scratch), tabs, marker)

    def apply(self, batch: Batch, snapshot: Snapshot) -> Outcome:
        """Send the batch, look at what it met, put back what a person had written meanwhile."""
        fences = [f for f in snapshot.version.split(",") if f]
        made = batching.prepare(batch, snapshot.tabs, self.sizes, fences)
        sheets = self._send(made.requests)
        after = self._snapshot(sheets, [e.tab_key for e in batch.edits])
        scratch = next(wire.tab(s) for s in sheets if s["properties"].get("sheetId") == made.scratch)
        witness = Witness(batch, snapshot.tabs, scratch, made.saved, after.tabs)
        met = witness.misfires()
        if not met:
            return Outcome("applied", after)
        return self._repair(witness, after, made.scratch)

    def _send(self, requests: Sequence[Json]) -> list[Json]:
        """One batchUpdate; answers with every tab as it stands right after."""
        body = {"requests": list(requests), "includeSpreadsheetInResponse": True, "responseIncludeGridData": True}
        params = {"fields": f"updatedSpreadsheet(sheets({wire.SHEET_MASK}))"}
        answer = sheets_call(self._client(), "post", f"{self.spreadsheet_id}:batchUpdate", params=params, body=body)
        sheets: list[Json] = answer["updatedSpreadsheet"]["sheets"]
        return sheets

    def _repair(self, witness: Witness, after: Snapshot, scratch: int) -> Outcome:
        """A person was faster. Raises StoreError if it cannot be put right now: the next read finds it so and ``mend`` does it."""
        requests, told = repairs(witness, witness.misfires(), scratch, self.sizes)
        return self._put_right(scratch, witness.batch.marker, requests, told, list(after.tabs))

    def _put_right(
        self, scratch: int, marker: str, requests: Sequence[Json], told: Sequence[Misfire], tab_keys: Sequence[str]
    ) -> Outcome:
        """Send a repair. The saved rows stay in their scratch tab until the next batch; its new title is the fence, and says
        that somebody has looked.
        """
        title = f"{wire.SCRATCH_PREFIX}{marker}{wire.LOOKED_AT}{secrets.token_hex(4)}"
        properties = {"properties": {"sheetId": scratch, "title": title}, "fields": "title"}
        sheets = self._send([{"updateSheetProperties": properties}, *requests])
        return Outcome("applied", self._snapshot(sheets, tab_keys), told)

    def mend(self, snapshot: Snapshot, tell: Callable[[str, Sequence[Misfire]], None]) -> Outcome | None:
        """Put right what the batch of a run met that was killed before it looked. Raises StoreError."""
        if self._unproved is None:
            return None
        scratch, marker, saved = self._unproved
        told = testimony.read(saved, marker)
        if told is None:
            return None
        batch, planned, places = told
        witness = Witness(batch, planned, saved, places, snapshot.tabs)
        if not witness.misfires():
            return None
        repair = LateRepair(witness, scratch, self.sizes)
        requests = repair.requests()
        tell(marker, repair.told)
        return self._put_right(scratch, marker, requests, repair.told, list(snapshot.tabs))

    def create_tabs(self, tabs: Sequence[NewTab]) -> None:
        """Clean tabs: heading rows, a bold header row, widths, frozen header."""
        requests: list[Json] = []
        for tab in tabs:
            requests += _new_tab(tab, secrets.randbelow(2**30) + 1)
        sheets_call(self._choose(), "post", f"{self.spreadsheet_id}:batchUpdate", body={"requests": requests})


def _new_tab(tab: NewTab, sheet_id: int) -> list[Json]:
    rows = [[line] for line in tab.heading] + [list(tab.headers)]
    grid = {"rowCount": 200, "columnCount": max(26, len(tab.headers) + 2), "frozenRowCount": len(rows)}
    values = [{"values": [_heading(text, bold=True) for text in row]} for row in rows]
    widths = [
        {
            "updateDimensionProperties": {
                "range": {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": n, "endIndex": n + 1},
                "properties": {"pixelSize": width * 8},
                "fields": "pixelSize",
            }
        }
        for n, width in enumerate(tab.widths)
    ]
    return [
        {"addSheet": {"properties": {"sheetId": sheet_id, "title": tab.title, "gridProperties": grid}}},
        {
            "updateCells": {
                "start": {"sheetId": sheet_id, "rowIndex": 0, "columnIndex": 0},
                "rows": values,
                "fields": "userEnteredValue,userEnteredFormat(textFormat,wrapStrategy)",
            }
        },
        *widths,
    ]


def _heading(text: str, *, bold: bool) -> Json:
    style = {"textFormat": {"bold": bold}, "wrapStrategy": "WRAP"}
    return {"userEnteredValue": {"stringValue": text}, "userEnteredFormat": style}


__all__ = ["SheetsStore"]
