"""What a tab reads as: its rows of canonical values, where each field stands, and where new rows go."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from sync.columns import Refused, Value
from sync.values import in_period

#: Between the fingerprints of a field's several cells.
SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands: its columns (snapshot indices) and their indices' meaning.

    No column at all: the value is said by the group header above the row, and cannot be written.
    """

    columns: tuple[int, ...]
    indices: tuple[object, ...] = (None,)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One data row of a tab.

    ``values`` by field: the canonical value or Refused. ``raws`` by field: a fingerprint of what is written, which changes
    only if somebody writes something else; for a ditto mark or a merged cell it names the row it leans on
    (``"ditto:<row id or row number>"``), so that a ditto moved under another row is seen. ``texts``: by field, what a person sees in the cell(s).
    ``formulas``: fields holding one.
    ``leans_on``: by field, the row index a ditto or merged cell takes its value from; ``covered``: fields inside a merge
    that cannot be written.
    """

    row: int
    row_id: str
    values: Map[str, Value | Refused]
    raws: Map[str, str]
    note: str = ""
    texts: Map[str, str] = field(default_factory=dict)
    formulas: frozenset[str] = frozenset()
    leans_on: Map[str, int] = field(default_factory=dict)
    covered: frozenset[str] = frozenset()
    group: str | None = None


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A tab read through its layout: its rows, where each field stands, and where new rows go.

    ``last_row_of_group``: the last data row of each group (key: its branch's id, the value or the period its header names),
    None: of the table. ``group_fields``: those of the table by which a record finds its group.
    ``total_rows_end_at``: data rows at which a total's range ends. ``problem``: why the table cannot be read at all.
    ``stray_rows``: what looks like a record under the totals, and is not read. ``legend``: the signs as they were read, for
    encoding. ``encodings``: fields that stand in a legacy encoding (offer a correction; never rewrite).
    """

    tab_key: str
    title: str
    header_row: int
    places: Map[str, Place]
    id_column: int
    note_column: int
    has_id_column: bool
    has_note_column: bool
    rows: tuple[SheetRow, ...]
    last_row_of_group: Map[str | None, int]
    total_rows_end_at: frozenset[int] = frozenset()
    fill_columns: tuple[int, ...] = ()
    problem: str = ""
    stray_rows: tuple[int, ...] = ()
    legend: Map[str, str] = field(default_factory=dict)
    encodings: Map[str, str] = field(default_factory=dict)
    group_fields: tuple[str, ...] = ()

    def row_above(self, values: Map[str, Value], branch: str | None) -> int:
        """The row under which a new record goes: the last of its own group, else of the table."""
        of_group = self.last_row_of_group
        keys = [str(value) for name in self.group_fields if (value := values.get(name)) is not None]
        within = [k for k in of_group if k is not None and any(in_period(value, k) for value in keys)]
        found = next((of_group[key] for key in [branch, *keys, *within] if key is not None and key in of_group), None)
        return of_group.get(None, self.header_row) if found is None else found
