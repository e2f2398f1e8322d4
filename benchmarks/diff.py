"""The diff of 30,000 rows x 15 columns, in time and memory, against ``json.loads`` of the same payload (budget: 3x)."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from sync.cells import Cell
from sync.columns import Context, Field, Heading, Table, Value
from sync.facts import BaseField, BaseRow, BoundTable, Facts
from sync.pairing import Unfinished, pair
from sync.plan import plan_table
from sync.sheet_table import Place, SheetRow, SheetTable
from sync.table_plan import TablePlan

ROWS, COLUMNS, BUDGET = 30_000, 15, 3.0
NAMES = [f"f{n}" for n in range(COLUMNS)]


class Plain:
    """A codec nobody calls here."""

    def decode(self, cells: Any, context: Context) -> Value:
        """Not asked."""
        return cells[0].value

    def encode(self, value: Value, current: Any, context: Context) -> list[Cell]:
        """Not asked."""
        return [Cell(value, "text")]


def payload() -> str:
    """The rows as Google sends them."""
    cell = {
        "userEnteredValue": {"stringValue": "Chi bộ thôn Bắc Sơn"}, "effectiveValue": {"stringValue": "Chi bộ thôn Bắc Sơn"},
    }  # fmt: skip
    return json.dumps({"sheets": [{"data": [{"rowData": [{"values": [cell] * COLUMNS}] * ROWS}]}]})


def table() -> tuple[BoundTable, SheetTable, Facts]:
    """Both sides in step, one row in a hundred changed in the sheet and another in the database."""
    fields = tuple(Field(n, n, Plain(), (Heading(n),), required=n == "f0") for n in NAMES)
    rows, records, base = [], {}, {}
    for number in range(ROWS):
        row_id = f"K{number:07d}X"
        values = {n: f"{n} giá trị {number}" for n in NAMES}
        records[row_id] = dict(values)
        base[row_id] = BaseRow(row_id, {n: BaseField(v, v) for n, v in values.items()})
        if number % 100 == 0:
            values["f3"] = "sửa trong bảng"
        if number % 100 == 1:
            records[row_id]["f4"] = "sửa trong phần mềm"
        rows.append(SheetRow(number + 1, row_id, values, dict(values)))
    places = {n: Place((c,)) for c, n in enumerate(NAMES)}
    sheet = SheetTable("t", "t", 0, places, COLUMNS, COLUMNS + 1, True, True, tuple(rows), {None: ROWS})
    bound = BoundTable("b", Table("t", "t", ("t",), fields), "t", "t", {})
    return bound, sheet, Facts(records, base)


def timed(work: Callable[[], Any]) -> float:
    """The best of three, in seconds of this process: others may be at work on the machine."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


def peak(work: Callable[[], Any]) -> float:
    """The most memory in use while it worked, beyond what was in use before, in MB."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def run() -> None:
    """Print both ratios. The diff's inputs are counted apart: both sides and the base, which stand in memory before it begins."""
    text = payload()
    floor, floor_memory = timed(lambda: json.loads(text)), peak(lambda: json.loads(text))
    bound, sheet, facts = table()

    def diff() -> TablePlan:
        pairing = pair(sheet.rows, facts.base, facts.records, Unfinished(), NAMES, {"f0"})
        return plan_table(bound, sheet, facts, pairing, {})

    plan = diff()
    found = f"{len(plan.updates)} to the database, {len(plan.writes)} to the sheet"
    spent, memory, inputs = timed(diff), peak(diff), peak(table)
    print(
        f"diff {ROWS} x {COLUMNS}: {spent:.2f} s; json.loads of the payload {floor:.2f} s; "
        f"ratio {spent / floor:.1f} (budget {BUDGET}); {found}"
    )
    print(
        f"diff {ROWS} x {COLUMNS}: {memory:.0f} MB beyond its inputs ({inputs:.0f} MB); json.loads {floor_memory:.0f} MB; "
        f"ratio {memory / floor_memory:.2f}, with its inputs {(memory + inputs) / floor_memory:.2f} (budget {BUDGET})"
    )
