"""A tab as rows of canonical values: what stands in each, how each cell was written, and what could not be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.columns import Refused, Value


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands: its columns (snapshot indices) and their indices' meaning."""

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
    values: Mapping[str, Value | Refused]
    raws: Mapping[str, str]
    note: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    formulas: frozenset[str] = frozenset()
    leans_on: Mapping[str, int] = field(default_factory=dict)
    covered: frozenset[str] = frozenset()
    group: str | None = None


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A tab read through its layout: its rows, where each field stands, and where new rows go.

    ``last_row_of_group``: the last data row of each group (key: the group's branch id), None: of the table.
    ``total_rows_end_at``: data rows at which a total's range ends. ``problem``: why the table cannot be read at all.
    """

    tab_key: str
    title: str
    header_row: int
    places: Mapping[str, Place]
    id_column: int
    note_column: int
    has_id_column: bool
    has_note_column: bool
    rows: tuple[SheetRow, ...]
    last_row_of_group: Mapping[str | None, int]
    total_rows_end_at: frozenset[int] = frozenset()
    fill_columns: tuple[int, ...] = ()
    problem: str = ""
