"""The edits of one tab: columns of ours, cells, rows deleted and inserted, and all that must follow them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from lxml import etree

from sync.cells import Cell, address, text
from sync.stores.package.areas import parse_area
from sync.stores.package.bench import Bench
from sync.stores.package.columns import show_column
from sync.stores.package.formulas import translate
from sync.stores.package.frame import follow_elsewhere, follow_here
from sync.stores.package.neighbours import follow_around, follow_charts, follow_names, follow_pivots, follow_tables
from sync.stores.package.rows import RowShift
from sync.stores.package.sheetpart import SheetPart, column_of, renumber
from sync.stores.package.shifting import Mover
from sync.stores.package.writing import CannotWrite, clear, write_cell
from sync.stores.package.xml import Element, tag
from sync.stores.protocol import CellEdit, RowInsert, ServiceColumn, TabEdit

_F, _V = tag("f"), tag("v")
_NOT_COPIED = ("r", "spans", "hidden", "collapsed")


@dataclass(slots=True)
class _Source:
    """What a new row takes from the row above it: the look, and formulas with where they stood."""

    look: Element | None
    formulas: dict[int, tuple[Element, str, bool]]


class TabEditor:
    """Carries out one TabEdit. Raises CannotWrite, or WorkbookUnreadable for what the sheet's own XML forbids."""

    def __init__(self, bench: Bench, part: SheetPart, edit: TabEdit) -> None:
        self.bench, self.part, self.edit = bench, part, edit
        self.shift = RowShift(
            ((insert.after, insert.total_ends_here) for insert in edit.inserts), (d.row for d in edit.deletes)
        )

    def run(self) -> None:
        """Do it all. Indices of the edit are those of before."""
        self.part.changed = True
        for service in self.edit.service_columns:
            self._make_column(service)
        for cell in self.edit.cells:
            self._edit_cell(cell)
        if self.shift:
            self._move_rows()

    def _make_column(self, service: ServiceColumn) -> None:
        header = self.part.ensure_cell(service.header_row, service.column)
        look = self._style_left_of(service.header_row, service.column)
        if look:
            header.set("s", look)
        body = self._style_left_of(service.header_row + 1, service.column)
        show_column(self.part.root, service.column, hidden=service.hidden, style=self.bench.styles.note(body))
        self._write(header, text(service.title), service.header_row, service.column)

    def _style_left_of(self, row: int, column: int) -> str | None:
        cells = self.part.cells(row)
        styled = [other for other in cells if other < column and cells[other].get("s", "0") != "0"]
        return cells[max(styled)].get("s") if styled else None

    def _edit_cell(self, edit: CellEdit) -> None:
        element = self.part.ensure_cell(edit.row, edit.column)
        formula = element.find(_F)
        if formula is not None or self._in_array(edit.row, edit.column):
            self._give_up_formula(edit, formula)
        self._write(element, edit.value, edit.row, edit.column)

    def _give_up_formula(self, edit: CellEdit, formula: Element | None) -> None:
        place = address(edit.row, edit.column)
        if edit.expected.formula is None:
            raise CannotWrite(f"ô {place} có công thức, không được ghi đè")
        if formula is None or formula.get("t") in ("array", "dataTable"):
            raise CannotWrite(f"ô {place} thuộc một công thức mảng, không thể ghi riêng ô ấy")
        if formula.get("t") == "shared":
            self.part.unshare_formulas()
        self.bench.formulas_moved = True

    def _in_array(self, row: int, column: int) -> bool:
        return any(area.holds(row, column) for area in self.part.arrays())

    def _write(self, element: Element, value: Cell, row: int, column: int) -> None:
        if value.formula is not None:
            self.bench.formulas_moved = True
        write_cell(element, value, self.bench.styles, date1904=self.bench.book.date1904)
        now = self.shift.new(row)
        if now is not None:
            self.bench.note_change(self.part.sheet, now, column)

    def _move_rows(self) -> None:
        self.bench.formulas_moved = True
        self.part.unshare_formulas()
        self._keep_merged_values()
        sources = {id(insert): self._source(insert) for insert in self.edit.inserts}
        self._let_all_follow()
        self._renumber_rows()
        self._add_rows(sources)
        self.part.reindex()

    def _keep_merged_values(self) -> None:
        """A merged cell whose first row goes keeps its value: other rows lean on it (law 6)."""
        for element in self.part.root.iterfind(f"{tag('mergeCells')}/{tag('mergeCell')}"):
            area = parse_area(element.get("ref", ""))
            if area is None or not self.shift.is_deleted(area.top):
                continue
            heir = self.shift.first_left(area.top, area.bottom)
            old = self.part.cells(area.top).get(area.left)
            if heir is None or old is None:
                continue
            new = self.part.ensure_cell(heir, area.left)
            if any(child.tag in (_V, _F, tag("is")) for child in new):
                continue
            _move_content(old, new)
            self.bench.note_change(self.part.sheet, self.shift.position(heir), area.left)

    def _source(self, insert: RowInsert) -> _Source:
        formulas = {}
        for column in insert.fill_columns:
            cell = self.part.cells(insert.after).get(column)
            formula = None if cell is None else cell.find(_F)
            if formula is not None and formula.text and formula.get("t") is None:
                formulas[column] = (formula, formula.text, self.shift.is_deleted(insert.after))
        return _Source(self._look(insert), formulas)

    def _look(self, insert: RowInsert) -> Element | None:
        """The row whose look a new row takes: the one above, unless that is a heading or a group's merged row."""
        if not self._is_heading(insert.after):
            return self.part.rows.get(insert.after)
        below = insert.after + 1
        return self.part.rows.get(below if not self._is_heading(below) else insert.after)

    def _is_heading(self, row: int) -> bool:
        if row <= self.edit.header_row:
            return True
        mapped = sorted(set(self.edit.columns) or {0})
        for element in self.part.root.iterfind(f"{tag('mergeCells')}/{tag('mergeCell')}"):
            area = parse_area(element.get("ref", ""))
            if area is not None and area.top <= row <= area.bottom and area.right > area.left:
                covered = sum(1 for column in mapped if area.left <= column <= area.right)
                if covered > 1 and covered * 2 >= len(mapped):
                    return True
        return False

    def _let_all_follow(self) -> None:
        title = self.part.sheet.title
        mover = Mover(title, self.shift)
        for part in self.bench.all_parts():
            self._follow_formulas(part, mover)
            if part is not self.part and follow_elsewhere(part.root, mover, part.sheet.title):
                part.changed = True
        follow_here(self.part.root, mover)
        follow_around(self.bench.book, self.part.sheet, mover)
        self.bench.names_disturbed |= follow_tables(self.bench.book, mover)
        self.bench.names_disturbed |= follow_names(self.bench.book, self.shift, title)
        follow_charts(self.bench.book, mover)
        follow_pivots(self.bench.book, mover)

    def _follow_formulas(self, part: SheetPart, mover: Mover) -> None:
        own = part.sheet.title
        texts = list(part.formula_texts())
        moved = [(entry, mover.formula(entry[4], own, entry[0])) for entry in texts]
        if part is not self.part and any(
            new != entry[4] and entry[3].get("t") == "shared" for entry, (new, _) in moved
        ):
            part.unshare_formulas()
        for (_, _, cell, formula, old), (new, disturbed) in moved:
            if new != old:
                formula.text, part.changed = new, True
            if disturbed:
                _drop_result(cell)
                part.changed = True
            if part is self.part and formula.get("ref"):
                formula.set("ref", mover.areas(formula.get("ref", "")) or formula.get("ref", ""))

    def _renumber_rows(self) -> None:
        for row, element in sorted(self.part.rows.items()):
            now = self.shift.new(row)
            if now is None:
                self.part.data.remove(element)
            elif now != row:
                renumber(element, now)
        self.part.reindex()

    def _add_rows(self, sources: dict[int, _Source]) -> None:
        counts: defaultdict[int, int] = defaultdict(int)
        for insert in self.edit.inserts:
            row = self.shift.inserted(insert.after, counts[insert.after])
            counts[insert.after] += 1
            source = sources[id(insert)]
            self._add_row(row, source.look)
            for column, (formula, original, was_deleted) in source.formulas.items():
                filled = self._filled(formula, original, was_deleted, insert.after, row)
                self._put(row, column, Cell(None, "uncalculated", "=" + filled))
            for column, value in sorted(insert.cells.items()):
                self._put(row, column, value)

    def _filled(self, formula: Element, original: str, was_deleted: bool, after: int, row: int) -> str:
        if was_deleted:
            return translate(original, row - after)
        return translate(formula.text or "", row - self.shift.position(after))

    def _add_row(self, row: int, look: Element | None) -> None:
        element = self.part.ensure_row(row)
        if look is None:
            return
        for name, value in look.attrib.items():
            if name not in _NOT_COPIED:
                element.set(str(name), str(value))
        for cell in look.iterchildren(tag("c")):
            if cell.get("s"):
                copy = etree.SubElement(element, tag("c"), r=address(row, column_of(cell)))
                copy.set("s", cell.get("s", "0"))
                self.part.cells(row)[column_of(cell)] = copy

    def _put(self, row: int, column: int, value: Cell) -> None:
        element = self.part.ensure_cell(row, column)
        write_cell(element, value, self.bench.styles, date1904=self.bench.book.date1904)
        self.bench.note_change(self.part.sheet, row, column)


def _move_content(old: Element, new: Element) -> None:
    for name in ("t", "s"):
        if old.get(name) is not None:
            new.set(name, old.get(name, ""))
    for child in [child for child in old if child.tag in (_V, _F, tag("is"))]:
        new.append(child)
    clear(old)


def _drop_result(cell: Element) -> None:
    for child in [child for child in cell if child.tag == _V]:
        cell.remove(child)
    cell.attrib.pop("t", "")
