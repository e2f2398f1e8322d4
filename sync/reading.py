"""A tab as rows of canonical values: what stands in each, how each cell was written, and what could not be taken."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import replace

from sync.cells import Tab
from sync.codecs import MarkCodec, shown
from sync.codecs.refusals import refused
from sync.columns import Context, Directory, Refused, Table, Value
from sync.dittos import Dittos, Found
from sync.headers import TabText
from sync.layout import Layout, Mapping, locate
from sync.new_rows import fill_columns, last_rows, total_ends
from sync.rows import UNKNOWN_BRANCH, RowReader, TableRow
from sync.sheet_table import SEPARATOR, Place, SheetRow, SheetTable


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
        self.dittos = Dittos(page, table, self._name_of)

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
        taken = {c for place in self.places.values() for c in place.columns} | {layout.id_column, layout.note_column}
        return SheetTable(
            tab.key, tab.title, layout.bottom, self.places, layout.id_column, layout.note_column, layout.has_id_column,
            layout.has_note_column, rows, last_rows(self.rows, layout.bottom), total_ends(self.rows, tab),
            fill_columns(self.data, tab, taken),
            stray_rows=tuple(row.row for row in self.rows if row.kind == "stray"),
            legend=self.context.legend, encodings=self._encodings(), group_fields=self.table.group_fields,
        )  # fmt: skip

    def _encodings(self) -> dict[str, str]:
        found = self.page.encodings
        return {n: found[c] for n, place in self.places.items() for c in place.columns if c in found}

    def _row(self, row: TableRow) -> SheetRow:
        found = {
            name: [self.dittos.found(row.row, column, name) for column in place.columns]
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

    def _branch(self, row: TableRow, found: Map[str, list[Found]]) -> tuple[str | None, dict[str, Value | Refused]]:
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

    def _value(self, name: str, cells: Sequence[Found], context: Context) -> Value | Refused:
        if any(cell.broken for cell in cells):
            written = "; ".join(shown(cell.cell) for cell in cells if cell.broken)
            return refused("refers_elsewhere", written)
        codec = self.table.field(name).codec
        return codec.decode([cell.cell for cell in cells], replace(context, indices=self.places[name].indices))

    def _name_of(self, row: int) -> str:
        """How a fingerprint names a row: by its id, else by its number."""
        return self._service(row, self.layout.id_column, self.layout.has_id_column) or str(row + 1)
