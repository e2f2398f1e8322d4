"""A plan in the sheet's own terms: which cells get what, encoded as the sheet writes it, with what is expected to stand there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sync import cells, messages
from sync.cells import EMPTY, Cell, Tab
from sync.columns import Context, Field, Value
from sync.commit import SheetEffect
from sync.stores.protocol import CellEdit, RowDelete, RowInsert, ServiceColumn, TabEdit
from sync.table_plan import TablePlan

ID_HEADING = "Mã đồng bộ"
NOTE_HEADING = "Ghi chú đồng bộ"

#: The context in which a field of a row (by branch) is written: (field, branch id) to context.
ContextFor = Callable[[Field, str | None], Context]


@dataclass(slots=True)
class Written:
    """What is sent for one table, and what verification expects to find: cells by row id and field."""

    edit: TabEdit
    expected: dict[tuple[str, str], list[Cell]] = field(default_factory=dict)
    effects: list[SheetEffect] = field(default_factory=list)


def same(one: Cell, other: Cell) -> bool:
    """Whether two cells say the same to a reader of their values."""
    if one.is_empty and other.is_empty:
        return True
    return one.value == other.value and one.kind == other.kind


def plain(cell: Cell) -> dict[str, Value]:
    """A cell as JSON, for history and undo."""
    return {"v": cell.value, "k": cell.kind} | ({"f": cell.formula} if cell.formula else {})


def from_plain(content: Mapping[str, Value]) -> Cell:
    """The cell that ``plain`` wrote down."""
    return Cell(content["v"], content["k"], content.get("f"))


def write_table(
    plan: TablePlan, tab: Tab, context_for: ContextFor, branch_of: Callable[[Mapping[str, Value]], str | None]
) -> Written:
    """Encode one table's plan against the tab it was planned on."""
    writer = _Writer(plan, tab, context_for, branch_of)
    return writer.write()


@dataclass(slots=True)
class _Writer:
    plan: TablePlan
    tab: Tab
    context_for: ContextFor
    branch_of: Callable[[Mapping[str, Value]], str | None]
    edits: list[CellEdit] = field(default_factory=list)
    expected: dict[tuple[str, str], list[Cell]] = field(default_factory=dict)
    effects: list[SheetEffect] = field(default_factory=list)

    def write(self) -> Written:
        """All edits of this tab."""
        sheet = self.plan.sheet
        for row in sheet.rows:
            if row.row not in self.plan.deletes.values():
                self._row(row.row, self.plan.ids.get(row.row, ""), row.group)
        self._ids()
        self._notes()
        edit = TabEdit(
            tab_key=sheet.tab_key, header_row=sheet.header_row, id_column=sheet.id_column, columns=self._mapped(),
            service_columns=self._service_columns(), cells=self.edits, inserts=self._inserts(), deletes=self._deletes(),
        )  # fmt: skip
        return Written(edit, self.expected, self.effects)

    def _mapped(self) -> list[int]:
        places = self.plan.sheet.places.values()
        own = [self.plan.sheet.id_column, self.plan.sheet.note_column]
        return sorted({c for place in places for c in place.columns} | set(own))

    def _service_columns(self) -> list[ServiceColumn]:
        sheet, made = self.plan.sheet, []
        if not sheet.has_id_column:
            made.append(ServiceColumn(sheet.id_column, sheet.header_row, ID_HEADING, hidden=True))
        if not sheet.has_note_column:
            made.append(ServiceColumn(sheet.note_column, sheet.header_row, NOTE_HEADING))
        return made

    def _encode(self, name: str, value: Value, current: Sequence[Cell], branch: str | None) -> list[Cell]:
        f = self.plan.bound.table.field(name)
        return f.codec.encode(value, current, self.context_for(f, branch))

    def _row(self, index: int, row_id: str, branch: str | None) -> None:
        for name, value in self.plan.writes.get(index, {}).items():
            columns = self.plan.sheet.places[name].columns
            current = [self.tab.cell(index, c) for c in columns]
            shown = [EMPTY] * len(columns) if (index, name) in self.plan.afresh else current
            encoded = self._encode(name, value, shown, branch)
            self.expected[row_id, name] = encoded
            for column, now, new in zip(columns, current, encoded, strict=True):
                if not same(now, new):  # law 11
                    self.edits.append(CellEdit(index, column, new, now))
            self._effect(row_id, name, [plain(c) for c in current], [plain(c) for c in encoded])

    def _effect(self, row_id: str, name: str, before: Value, after: Value) -> None:
        if before != after:
            self.effects.append(SheetEffect(self.plan.key, row_id, name, before, after))

    def _ids(self) -> None:
        column = self.plan.sheet.id_column
        for index, row_id in sorted(self.plan.id_writes.items()):
            if index not in self.plan.deletes.values():
                self.edits.append(CellEdit(index, column, cells.text(row_id), self.tab.cell(index, column)))

    def _notes(self) -> None:
        """Only over a note of ours: a person's own words in that column stay."""
        column = self.plan.sheet.note_column
        for row in self.plan.sheet.rows:
            row_id = self.plan.ids.get(row.row, "")
            texts = [*self.plan.issue_rows.get(row.row, ()), *self.plan.facts.notes.get(row_id, ())]
            if row_id in self.plan.restored:
                texts.append(self.plan.restored[row_id])
            wanted = messages.note(texts)
            ours = not row.note or row.note.startswith(messages.NOTE_PREFIX)
            if ours and row.note != wanted and row.row not in self.plan.deletes.values():
                self.edits.append(CellEdit(row.row, column, cells.text(wanted), self.tab.cell(row.row, column)))

    def _inserts(self) -> list[RowInsert]:
        sheet = self.plan.sheet
        made = []
        for row_id, values in self.plan.inserts.items():
            branch = self.branch_of(values)
            after = sheet.row_above(values, branch)
            content = self._new_row(row_id, values, branch)
            ends = after in sheet.total_rows_end_at
            made.append(RowInsert(after, row_id, content, total_ends_here=ends, fill_columns=sheet.fill_columns))
            self._effect(row_id, "", None, {str(c): plain(cell) for c, cell in content.items()})
        return made

    def _new_row(self, row_id: str, values: Mapping[str, Value], branch: str | None) -> dict[int, Cell]:
        content: dict[int, Cell] = {self.plan.sheet.id_column: cells.text(row_id)}
        for f in self.plan.fields:
            columns = self.plan.sheet.places[f.name].columns
            encoded = self._encode(f.name, values.get(f.name), [EMPTY] * len(columns), branch)
            self.expected[row_id, f.name] = encoded
            content.update({c: cell for c, cell in zip(columns, encoded, strict=True) if not cell.is_empty})
        if row_id in self.plan.restored:
            content[self.plan.sheet.note_column] = cells.text(messages.note([self.plan.restored[row_id]]))
        return content

    def _deletes(self) -> list[RowDelete]:
        made = []
        for row_id, index in self.plan.deletes.items():
            mapped = {c: self.tab.cell(index, c) for c in self._mapped()}
            made.append(RowDelete(index, row_id, mapped))
            whole = {
                str(c): plain(self.tab.cell(index, c))
                for c in range(self.tab.width)
                if not self.tab.cell(index, c).is_empty
            }
            self._effect(row_id, "", whole, None)
        return made
