"""A tab as rows of canonical values: what stands in each, how each cell was written, and what could not be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sync.cells import EMPTY, Cell, Tab
from sync.codecs import ChoiceCodec, MarkCodec, shown
from sync.codecs.refusals import refused
from sync.columns import Context, Directory, Refused, Table, Value
from sync.headers import TabText
from sync.layout import Layout, Mapping, locate
from sync.rows import UNKNOWN_BRANCH, RowReader, TableRow
from sync.values import in_period, is_ditto

SEPARATOR = "\x1f"
_RANGE = re.compile(r"(?<![!\w'])\$?[A-Z]{1,3}\$?(\d+):\$?[A-Z]{1,3}\$?(\d+)")


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


def read_table(
    tab: Tab,
    table: Table,
    mapping: Mapping,
    *,
    year: int,
    directory: Directory,
    legend: Map[str, str] | None = None,
    default_branch: str | None = None,
) -> SheetTable:
    """Read a bound tab. With ``problem`` set nothing was read: unknown is not empty (law 8).

    ``legend`` overrides the one the tab shows. ``default_branch`` is the branch of rows that name none, for a book that is
    one branch's own.
    """
    layout = locate(tab, table, mapping)
    if layout.problem:
        return _unread(tab, layout)
    page = TabText.of(tab)
    return _Reader(page, table, layout, year, directory, legend, default_branch).table_read()


def _unread(tab: Tab, layout: Layout) -> SheetTable:
    return SheetTable(
        tab.key, tab.title, layout.bottom, {}, layout.id_column, layout.note_column, layout.has_id_column,
        layout.has_note_column, (), {}, problem=layout.problem,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """A cell of a row as it counts: its own, or the one a ditto mark or a merge leans on."""

    cell: Cell
    raw: str
    source: int | None = None
    covered: bool = False
    broken: bool = False


class _Reader:
    """Reads the rows of one tab from top to bottom."""

    def __init__(
        self, page: TabText, table: Table, layout: Layout, year: int, directory: Directory,
        legend: Map[str, str] | None, default_branch: str | None,
    ) -> None:  # fmt: skip
        self.page = page
        self.table = table
        self.layout = layout
        self.default_branch = default_branch
        self.places = {
            each.name: Place(tuple(c.column for c in columns), tuple(c.index for c in columns))
            for each in table.fields
            if (columns := layout.mapping.of_field(each.name))
        }
        self.rows = list(RowReader(page, table, layout, Context(year, directory)).rows())
        self.data = [row for row in self.rows if row.kind == "data"]
        self._place_what_no_column_holds()
        self.context = Context(year, directory, legend=self._legend(layout.legend if legend is None else legend))
        self.above: dict[int, tuple[Cell, int]] = {}

    def _place_what_no_column_holds(self) -> None:
        """A field that a group header says, or that follows from the rest of the row, stands in no column."""
        if self.table.branch_field and (self.default_branch or any(row.branch for row in self.data)):
            self.places.setdefault(self.table.branch_field, Place((), ()))
        for each in self.table.fields:
            if each.infer is not None or any(each.name in row.said for row in self.data):
                self.places.setdefault(each.name, Place((), ()))

    def _legend(self, legend: Map[str, str]) -> Map[str, str]:
        """The legend, completed by what the signs of the matrix themselves tell."""
        marks = [each for each in self.table.fields if isinstance(each.codec, MarkCodec) and each.name in self.places]
        if not marks:
            return legend
        columns = [column for each in marks for column in self.places[each.name].columns]
        written = {self.page.text(row.row, column) for row in self.data for column in columns}
        codec = marks[0].codec
        return codec.gathered(written, legend) if isinstance(codec, MarkCodec) else legend

    def table_read(self) -> SheetTable:
        """Everything about the tab."""
        layout, tab = self.layout, self.page.tab
        rows = tuple(self._row(row) for row in self.data)
        return SheetTable(
            tab.key, tab.title, layout.bottom, self.places, layout.id_column, layout.note_column, layout.has_id_column,
            layout.has_note_column, rows, self._last_rows(), self._total_ends(), self._fill_columns(),
            stray_rows=tuple(row.row for row in self.rows if row.kind == "stray"),
            legend=self.context.legend, encodings=self._encodings(), group_fields=self.table.group_fields,
        )  # fmt: skip

    def _encodings(self) -> dict[str, str]:
        found = self.page.encodings
        return {n: found[c] for n, place in self.places.items() for c in place.columns if c in found}

    def _row(self, row: TableRow) -> SheetRow:
        found = {
            name: [self._found(row.row, column, name) for column in place.columns]
            for name, place in self.places.items()
        }
        branch, values = self._branch(row, found)
        context = replace(self.context, branch=branch)
        for name, cells in found.items():
            if name not in values:
                values[name] = self._value(name, cells, context)
        raws = {name: SEPARATOR.join(cell.raw for cell in cells) for name, cells in found.items()}
        texts = {name: self._seen(row.row, place) for name, place in self.places.items()}
        self._tell_unwritten(row, values, raws, texts)
        covered = {name for name, cells in found.items() if any(cell.covered for cell in cells)}
        covered |= {name for name, place in self.places.items() if not place.columns}
        return SheetRow(
            row.row, self._service(row.row, self.layout.id_column, self.layout.has_id_column), values, raws,
            note=self._service(row.row, self.layout.note_column, self.layout.has_note_column),
            texts=texts,
            formulas=frozenset(n for n, p in self.places.items() if any(self.page.tab.cell(row.row, c).formula for c in p.columns)),
            leans_on={n: s for n, cells in found.items() if (s := next((c.source for c in cells if c.source is not None), None)) is not None},
            covered=frozenset(covered), group=row.branch,
        )  # fmt: skip

    def _tell_unwritten(
        self, row: TableRow, values: dict[str, Value | Refused], raws: dict[str, str], texts: dict[str, str]
    ) -> None:
        """Where nothing is written the group header says the value, else the rest of the row does.

        What no column holds is fingerprinted by what it means: it changes when the row moves to another group.
        """
        for each in self.table.fields:
            name = each.name
            if name not in self.places or values.get(name) not in (None, []):
                continue
            if name in row.said:
                values[name], texts[name] = row.said[name], row.group
            elif each.infer is not None and not self.places[name].columns:
                plain = {n: v for n, v in values.items() if not isinstance(v, Refused)}
                values[name] = each.infer(plain, self.context.directory)
            else:
                continue
            if not self.places[name].columns:
                raws[name] = f"said:{values[name]}"

    def _seen(self, row: int, place: Place) -> str:
        """What stands in the field's own cells, as people see it."""
        texts = (shown(self.page.cell(row, column)).strip() for column in place.columns)
        return " | ".join(text for text in texts if text)

    def _service(self, row: int, column: int, there: bool) -> str:
        """The text of a column of ours."""
        value = self.page.tab.cell(row, column).value if there else None
        return "" if value is None else str(value).strip()

    def _branch(self, row: TableRow, found: Map[str, list[_Found]]) -> tuple[str | None, dict[str, Value | Refused]]:
        """The row's branch: its own cell, else the group header above, else the book's only one. With the value read for it."""
        name = self.table.branch_field
        fallback = row.branch if row.branch is not None else self.default_branch
        if not name:
            return fallback, {}
        value = self._value(name, found[name], self.context) if name in found else None
        if self.table.announces == "organisation":
            own = self.context.directory.find_organisation(value) if isinstance(value, str) else None
            return (own if isinstance(own, str) else UNKNOWN_BRANCH), {name: value}
        if value is None and fallback not in (None, UNKNOWN_BRANCH):
            return fallback, {name: fallback}
        if value is None:
            return fallback, {name: None} if name in self.places else {}
        if isinstance(value, str) and self.context.directory.organisation_name(value) == value:
            return None, {name: value}  # a unit by its name only: its people are anybody's
        return (value if isinstance(value, str) else UNKNOWN_BRANCH), {name: value}

    def _value(self, name: str, cells: Sequence[_Found], context: Context) -> Value | Refused:
        if any(cell.broken for cell in cells):
            written = "; ".join(shown(cell.cell) for cell in cells if cell.broken)
            return refused("refers_elsewhere", written)
        codec = self.table.field(name).codec
        return codec.decode([cell.cell for cell in cells], replace(context, indices=self.places[name].indices))

    def _found(self, row: int, column: int, name: str) -> _Found:
        """The cell as it counts; what it says is remembered for a ditto mark below."""
        home = self.page.home(row, column)
        cell = self.page.cell(*home)
        covered = home != (row, column)
        if home[1] != column:
            return _Found(EMPTY, "", covered=True)
        if covered:
            kept, source = self.above.get(column, (cell, home[0]))
            kept, source = (cell, home[0]) if not self._repeats(cell, name) else (kept, source)
            return _Found(
                kept, f"merge:{self._name_of(home[0])}", source, covered=True, broken=self._repeats(kept, name)
            )
        if self._repeats(cell, name):
            kept, source = self.above.get(column, (EMPTY, row))
            if kept.is_empty:
                return _Found(cell, "ditto:", broken=True)
            return _Found(kept, f"ditto:{self._name_of(source)}", source)
        self.above[column] = (cell, row)
        return _Found(cell, _raw(self.page.tab.cell(row, column)))

    def _repeats(self, cell: Cell, name: str) -> bool:
        """Whether a cell is a ditto mark. NT in capitals is a word where the column's dictionary has it (Nông thôn)."""
        if not _is_ditto(cell):
            return False
        codec, sign = self.table.field(name).codec, str(cell.value).strip()
        return not (sign.isupper() and isinstance(codec, ChoiceCodec) and codec.words.find(sign, {}) is not None)

    def _name_of(self, row: int) -> str:
        """How a fingerprint names a row: by its id, else by its number."""
        return self._service(row, self.layout.id_column, self.layout.has_id_column) or str(row + 1)

    def _last_rows(self) -> dict[str | None, int]:
        """Where new rows go: under the last record of a group (or its header), and of the table (or the header)."""
        start = self.layout.bottom
        last: dict[str | None, int] = {None: start}
        for row in self.rows:
            if row.kind == "numbers" and last[None] == start:
                last[None] = row.row
            if row.kind in ("group", "data") and row.key is not None:
                last[row.key] = row.row
            if row.kind == "data":
                last[None] = row.row
        return last

    def _total_ends(self) -> frozenset[int]:
        """Records at which the range of a formula in a total row ends."""
        records = {row.row for row in self.data}
        ends: set[int] = set()
        for row in self.rows:
            if row.kind == "data":
                continue
            for cell in self.page.tab.grid[row.row]:
                for first, last in _RANGE.findall(cell.formula or ""):
                    if int(first) < int(last) and int(last) - 1 in records:
                        ends.add(int(last) - 1)
        return frozenset(ends)

    def _fill_columns(self) -> tuple[int, ...]:
        """Staff's own columns that hold a formula in most records."""
        taken = {column for place in self.places.values() for column in place.columns}
        taken |= {self.layout.id_column, self.layout.note_column}
        counts = {
            column: sum(self.page.tab.cell(row.row, column).formula is not None for row in self.data)
            for column in range(self.page.tab.width)
            if column not in taken
        }
        return tuple(column for column, count in counts.items() if count and count * 2 >= len(self.data))


def _is_ditto(cell: Cell) -> bool:
    return isinstance(cell.value, str) and cell.formula is None and is_ditto(cell.value)


def _raw(cell: Cell) -> str:
    """The fingerprint of one cell: what kind of thing is written in it and what. A formula counts by what it gives."""
    if cell.is_empty:
        return ""
    sign = "formula" if cell.formula else cell.kind
    return f"{sign}:{cell.value!r}" if isinstance(cell.value, float) else f"{sign}:{cell.value}"
