"""Which columns of a tab hold which fields: remembered with a binding, or made in a clean sheet."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import Any

from sync.columns import Table


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of a field: the heading's index, the header texts by which it is found again, where it stood."""

    field: str
    index: Any
    header: str
    group: str
    column: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which columns of a tab hold which fields. Shown, corrected and remembered with the binding."""

    table: str
    columns: tuple[MappedColumn, ...]

    def to_json(self) -> dict[str, Any]:
        """As it is remembered."""
        names = MappedColumn.__slots__
        return {"table": self.table, "columns": [{n: getattr(c, n) for n in names} for c in self.columns]}

    @classmethod
    def from_json(cls, data: Map[str, Any]) -> Mapping:
        """From what ``to_json`` gave."""
        return cls(data["table"], tuple(MappedColumn(**column) for column in data["columns"]))

    def of_field(self, name: str) -> tuple[MappedColumn, ...]:
        """The columns of one field."""
        return tuple(column for column in self.columns if column.field == name)

    @property
    def fields(self) -> frozenset[str]:
        """The fields that are mapped."""
        return frozenset(column.field for column in self.columns)


def clean_headers(table: Table, fields: Iterable[str] | None = None) -> tuple[MappedColumn, ...]:
    """The columns of a clean sheet made for a register; sensitive fields only if they are named."""
    wanted = {f.name for f in table.fields if not f.sensitive} if fields is None else set(fields)
    columns: list[MappedColumn] = []
    for each in table.fields:
        for heading in each.headings if each.name in wanted else ():
            if not heading.alternative:
                label = f"{heading.group} {heading.label}" if heading.label.isdigit() else heading.label
                columns.append(MappedColumn(each.name, heading.index, label, "", len(columns)))
    return tuple(columns)
