"""Evaluate formulas and bring every formula cell up to date after a change."""

from __future__ import annotations

import sys
from typing import Any

from .cells import EMPTY, ERROR_TEXTS, Cell, ErrorValue, Json, Value, tidy_number
from .formula_functions import (
    FUNCTIONS,
    Argument,
    Failure,
    compare,
    number,
    raise_errors,
    text_of,
    truth,
)
from .formula_parse import FormulaError, Node, parse
from .formula_text import Reference
from .grid import Sheet
from .state import State

_KINDS = {text: kind for kind, text in ERROR_TEXTS.items()}
_DEEP = 60_000  # a column of running balances is one long chain


def recalculate(state: State) -> None:
    """Recompute every formula; costs nothing for a spreadsheet without formulas."""
    if not any(sheet.may_have_formulas for sheet in state.sheets):
        return
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _DEEP))
    run = _Run(state)
    for sheet in state.sheets:
        for row, column, cell in list(sheet.formulas()):
            value = run.value(sheet, row, column)
            inferred = run.number_format(sheet, cell)
            if value != cell.value or type(value) is not type(cell.value) or inferred != cell.inferred:
                sheet.store(row, column, cell._replace(value=value, inferred=inferred))


class _Run:
    """One recalculation: values already worked out, and those in work (to see a circle)."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._titles = {sheet.title.casefold(): sheet for sheet in state.sheets}
        self._done: dict[tuple[int, int, int], Value] = {}
        self._open: set[tuple[int, int, int]] = set()

    def value(self, sheet: Sheet, row: int, column: int) -> Value:
        cell = sheet.cell(row, column)
        if cell.formula is None:
            return cell.value
        key = (sheet.sheet_id, row, column)
        if key in self._done:
            return self._done[key]
        if key in self._open:
            return ErrorValue("REF", "Circular dependency detected.")
        self._open.add(key)
        self._done[key] = self._compute(sheet, cell)
        self._open.discard(key)
        return self._done[key]

    def number_format(self, sheet: Sheet, cell: Cell, depth: int = 8) -> Json | None:
        """The format a formula without one of its own takes from the cell (or first cell) it shows or sums."""
        if not depth or (cell.format or {}).get("numberFormat"):
            return None
        try:
            node = parse(str(cell.formula))
        except FormulaError:
            return None
        if node[0] == "call" and node[1] in {"SUM", "MIN", "MAX", "AVERAGE"} and node[2]:
            node = node[2][0]
        if node[0] != "ref" or node[1].r0 is None or node[1].c0 is None:
            return None
        title = node[1].sheet
        target = sheet if title is None else self._titles.get(title.casefold())
        if target is None:
            return None
        source = target.cell(node[1].r0, node[1].c0)
        if source.formula is not None and not (source.format or {}).get("numberFormat"):
            return self.number_format(target, source, depth - 1)
        return source.number_format

    def _compute(self, sheet: Sheet, cell: Cell) -> Value:
        try:
            value = self._single(sheet, parse(str(cell.formula)))
        except FormulaError:
            return ErrorValue("ERROR", "Formula parse error.")
        except Failure as failure:
            return failure.error
        if value is None:  # a formula that shows an empty cell shows 0
            return 0
        if isinstance(value, float):
            return tidy_number(value)
        return value

    def _single(self, sheet: Sheet, node: Node) -> Value:
        result = self._evaluate(sheet, node)
        if isinstance(result, list):
            if len(result) == 1 and len(result[0]) == 1:
                return result[0][0]
            raise Failure("VALUE", "An array value could not be found.")
        return result

    def _evaluate(self, sheet: Sheet, node: Node) -> Argument:
        kind = node[0]
        if kind in {"num", "text", "bool"}:
            constant: Value = node[1]
            return constant
        if kind == "ref":
            return self._reference(sheet, node[1])
        if kind == "op":
            return self._operate(sheet, node[1], node[2], node[3])
        if kind == "sign":
            value = number(self._single(sheet, node[2]))
            return -value if node[1] == "-" else value
        if kind == "call":
            return self._call(sheet, node[1], node[2])
        if kind == "error":
            raise Failure(_KINDS[node[1]])
        if kind == "blank":
            return None
        return self._named_range(node[1])

    def _operate(self, sheet: Sheet, operator: str, left: Node, right: Node) -> Value:
        a, b = self._single(sheet, left), self._single(sheet, right)
        if operator == "&":
            return text_of(a) + text_of(b)
        if operator in {"=", "<>", "<", "<=", ">", ">="}:
            return compare(operator, a, b)
        x, y = number(a), number(b)
        if operator == "/":
            if y == 0:
                raise Failure("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
            return x / y
        if operator == "^":
            return _power(x, y)
        return x + y if operator == "+" else x - y if operator == "-" else x * y

    def _call(self, sheet: Sheet, name: str, arguments: tuple[Node, ...]) -> Argument:
        if name == "IF":
            return self._if(sheet, arguments)
        if name == "IFERROR":
            return self._if_error(sheet, arguments)
        function = FUNCTIONS.get(name)
        if function is None:
            raise Failure("NAME", f"Unknown function: '{name}'.")
        values = [self._evaluate(sheet, argument) for argument in arguments]
        try:
            return function(*values)
        except TypeError as error:
            raise Failure("N_A", f"Wrong number of arguments to {name}.") from error

    def _if(self, sheet: Sheet, arguments: tuple[Node, ...]) -> Argument:
        if not 2 <= len(arguments) <= 3:
            raise Failure("N_A", "Wrong number of arguments to IF.")
        if truth(self._single(sheet, arguments[0])):
            return self._single(sheet, arguments[1])
        return self._single(sheet, arguments[2]) if len(arguments) == 3 else False

    def _if_error(self, sheet: Sheet, arguments: tuple[Node, ...]) -> Argument:
        try:
            return raise_errors(self._single(sheet, arguments[0]))
        except Failure:
            return self._single(sheet, arguments[1]) if len(arguments) > 1 else ""

    def _named_range(self, name: str) -> Argument:
        for entry in self._state.named_ranges:
            if entry["name"].casefold() == name.casefold():
                found: dict[str, Any] = entry["range"]
                sheet = self._state.find(found.get("sheetId", 0))
                if sheet is not None:
                    return self._area(sheet, _as_reference(found))
        raise Failure("NAME", f"Unknown range name: '{name}'.")

    def _reference(self, sheet: Sheet, reference: Reference) -> Argument:
        target = sheet
        if reference.sheet is not None:
            found = self._titles.get(reference.sheet.casefold())
            if found is None:
                raise Failure("REF", f"Unresolved sheet name '{reference.sheet}'.")
            target = found
        if not reference.single:
            return self._area(target, reference)
        assert reference.r0 is not None and reference.c0 is not None
        if reference.r0 >= target.row_count or reference.c0 >= target.column_count:
            raise Failure("REF", "Reference does not exist.")
        return self.value(target, reference.r0, reference.c0)

    def _area(self, sheet: Sheet, reference: Reference) -> Argument:
        first, last = reference.r0 or 0, reference.r1
        bottom = min(len(sheet.rows), len(sheet.rows) if last is None else last + 1)
        left = reference.c0 or 0
        right = sheet.column_count if reference.c1 is None else reference.c1 + 1
        return [
            [self.value(sheet, row, column) for column in range(left, right)]
            if sheet.rows[row]
            else [EMPTY.value] * (right - left)
            for row in range(first, bottom)
        ]


def _power(x: float, y: float) -> Value:
    try:
        result = x**y
    except (OverflowError, ZeroDivisionError) as error:
        raise Failure("NUM") from error
    if isinstance(result, complex):
        raise Failure("NUM")
    return float(result)


def _as_reference(found: dict[str, Any]) -> Reference:
    r1, c1 = found.get("endRowIndex"), found.get("endColumnIndex")
    return Reference(
        None,
        found.get("startRowIndex"),
        found.get("startColumnIndex"),
        None if r1 is None else r1 - 1,
        None if c1 is None else c1 - 1,
        single=False,
    )
