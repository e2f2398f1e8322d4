"""What a row says and how like it is to a record: the evidence that pairing weighs. Pure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set

from sync.columns import Refused, Value
from sync.diff import LEANING, is_blank
from sync.facts import BaseField, BaseRow
from sync.sheet_table import SheetRow
from sync.spelling import is_respelling

Signature = tuple[str, ...]


def as_base(row_id: str, values: Mapping[str, Value]) -> BaseRow:
    """Values of a record as if they were its base; no cell's fingerprint is known."""
    return BaseRow(row_id, {name: BaseField(value, "\0") for name, value in values.items()})


def frozen_value(value: Value | Refused) -> str:
    """A value in a form that can be compared and counted; "" for none."""
    if isinstance(value, str):
        return f'"{value}' if value else ""  # nearly all values: no other value begins with a quotation mark
    if value is None or value == [] or isinstance(value, Refused):
        return ""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def likeness(row: SheetRow, base: BaseRow, telling: Set[str] = frozenset()) -> float:
    """The share of the base's non-empty values that the row still has, 0 to 1.

    A ``telling`` field (a name) counts twice, and also when it is only spelt otherwise.
    """
    filled = {n: 2 if n in telling else 1 for n, f in base.fields.items() if frozen_value(f.value)}
    if not filled:
        return 0.0
    same = (n for n in filled if _says(row, base, n) or (n in telling and _respelt(row, base, n)))
    return sum(filled[n] for n in same) / sum(filled.values())


def is_called(row: SheetRow, base: BaseRow, telling: Set[str]) -> bool:
    """Whether the row bears the record's name, in whatever spelling, in every field it is known by."""
    return all(_says(row, base, n) or _respelt(row, base, n) for n in telling if n in base.fields)


def _says(row: SheetRow, base: BaseRow, name: str) -> bool:
    return row.raws.get(name) == base.fields[name].raw or row.values.get(name) == base.fields[name].value


def _respelt(row: SheetRow, base: BaseRow, name: str) -> bool:
    old, new = base.fields[name].value, row.values.get(name)
    return isinstance(old, str) and isinstance(new, str) and is_respelling(old, new)


class Contents:
    """What every row of a sheet says, beside every record it may be (``live``: by id, as last known).

    ``names``: the fields read; ``telling``: those among them that a row is known by.
    """

    def __init__(
        self, rows: Sequence[SheetRow], live: Mapping[str, BaseRow], names: Sequence[str], telling: Set[str]
    ) -> None:
        self.live, self.names, self.telling = live, names, telling
        self._bases: dict[str, tuple[BaseRow, Signature]] = {}
        self.content = {row.row: self._signature(row) for row in rows}
        self.alike: dict[Signature, list[SheetRow]] = defaultdict(list)
        for row in rows:
            self.alike[self.content[row.row]].append(row)

    def likeness(self, row: SheetRow, base: BaseRow) -> float:
        """How much of that record the row still has, its name counting twice."""
        return likeness(row, base, self.telling)

    def is_called(self, row: SheetRow, base: BaseRow) -> bool:
        """Whether the row bears the record's name; a record that is known by no name has every name."""
        known = [n for n in self.telling if n in base.fields and frozen_value(base.fields[n].value)]
        return not known or is_called(row, base, self.telling)

    def of(self, row: SheetRow) -> Signature:
        """What the row says."""
        return self.content[row.row]

    def of_base(self, base: BaseRow) -> Signature:
        """What a row in step with this base says; asked several times of each, so it is kept."""
        known = self._bases.get(base.row_id)
        if known is None or known[0] is not base:
            said = tuple(frozen_value(base.fields[n].value) if n in base.fields else "" for n in self.names)
            known = self._bases[base.row_id] = (base, said)
        return known[1]

    def is_own(self, row: SheetRow, row_id: str) -> bool:
        """Whether the row says exactly what the record of this id says."""
        return row_id in self.live and self.content[row.row] == self.of_base(self.live[row_id])

    def _signature(self, row: SheetRow) -> Signature:
        """What the row says. A cell still written as it was says what it said, whatever names around it mean by now."""
        base = self.live.get(row.row_id)
        if base is None:
            return tuple(frozen_value(row.values.get(name)) for name in self.names)
        kept = {n for n, f in base.fields.items() if row.raws.get(n) == f.raw and not f.raw.startswith(LEANING)}
        rest = [n for n, f in base.fields.items() if n not in kept and not f.raw.startswith(LEANING)]
        if kept and not rest and all(n in base.fields or is_blank(row.values.get(n)) for n in self.names):
            return self.of_base(base)
        values = {n: base.fields[n].value if n in kept else row.values.get(n) for n in self.names}
        return tuple(frozen_value(values[name]) for name in self.names)
