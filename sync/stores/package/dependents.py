"""Stored results that can no longer be trusted: those of formulas that look, through however many others, at a changed cell."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sync.stores.package.areas import Area, parse_area
from sync.stores.package.bench import Bench
from sync.stores.package.formulas import LAST_COLUMN, LAST_ROW, Reference, references, words
from sync.stores.package.xml import Element, local, tag

Place = tuple[str, int, int]
_LOOKS_ANYWHERE = frozenset({"indirect", "offset"})
_FEW_CELLS = 40
_V = tag("v")


@dataclass(slots=True)
class _Formula:
    title: str
    row: int
    column: int
    cell: Element
    covers: Area | None
    seen: bool = False


@dataclass(slots=True)
class _Web:
    """Who looks at what: single cells by place, larger areas by sheet."""

    cells: defaultdict[Place, list[_Formula]] = field(default_factory=lambda: defaultdict(list))
    areas: defaultdict[str, dict[Area, list[_Formula]]] = field(default_factory=lambda: defaultdict(dict))
    roots: list[_Formula] = field(default_factory=list)

    def add(self, formula: _Formula, title: str, area: Area) -> None:
        """Note that a formula looks at an area."""
        if (area.bottom - area.top + 1) * (area.right - area.left + 1) > _FEW_CELLS:
            self.areas[title].setdefault(area, []).append(formula)
            return
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                self.cells[title, row, column].append(formula)

    def lookers(self, place: Place) -> list[_Formula]:
        """The formulas that look at a cell; an area that was hit is not searched again."""
        title, row, column = place
        found = self.cells.pop(place, [])
        areas = self.areas[title]
        for area in [area for area in areas if area.holds(row, column)]:
            found = found + areas.pop(area)
        return found


def drop_stale_results(bench: Bench) -> bool:
    """Take away every stored result that depends on what was changed. Returns whether there was one."""
    web = _weave(bench)
    waiting: list[Place] = [(title, *place) for title, places in bench.changed.items() for place in places]
    found = False
    for formula in web.roots:
        waiting.extend(_spoil(bench, formula))
        found = True
    while waiting:
        for formula in web.lookers(waiting.pop()):
            if not formula.seen:
                waiting.extend(_spoil(bench, formula))
                found = True
    return found


def _spoil(bench: Bench, formula: _Formula) -> list[Place]:
    """Drop a formula's result, of an array formula all of them; returns the cells concerned."""
    formula.seen = True
    sheet = next(sheet for sheet in bench.book.sheets if sheet.title.casefold() == formula.title)
    part = bench.part(sheet)
    area = formula.covers or Area(formula.row, formula.column, formula.row, formula.column)
    places = []
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            places.append((formula.title, row, column))
            cell = part.cells(row).get(column)
            if cell is not None:
                part.changed = _drop_result(cell) or part.changed
    return places


def _drop_result(cell: Element) -> bool:
    doomed = [child for child in cell if child.tag == _V]
    for child in doomed:
        cell.remove(child)
    if doomed:
        cell.attrib.pop("t", "")
    return bool(doomed)


def _weave(bench: Bench) -> _Web:
    web = _Web()
    names = _named_areas(bench)
    for part in bench.all_parts():
        title = part.sheet.title.casefold()
        for row, column, cell, element, text in part.formula_texts():
            covers = parse_area(element.get("ref", "")) if element.get("t") in ("array", "dataTable") else None
            formula = _Formula(title, row, column, cell, covers)
            used = words(text)
            if used & _LOOKS_ANYWHERE or used & bench.names_disturbed or all(child.tag != _V for child in cell):
                web.roots.append(formula)
            for sheet, area in _looked_at(text, title, used, names):
                web.add(formula, sheet, area)
    return web


def _looked_at(text: str, own: str, used: set[str], names: dict[str, list[tuple[str, Area]]]) -> list[tuple[str, Area]]:
    found = [(own if r.sheet_title is None else r.sheet_title.casefold(), area_of(r)) for r in references(text)]
    for name in used & names.keys():
        found.extend(names[name])
    return found


def area_of(reference: Reference) -> Area:
    """The cells a reference means."""
    top, left = reference.top, reference.left
    bottom, right = reference.bottom or top, reference.right or left
    rows = (0, LAST_ROW) if top is None or bottom is None else sorted((top.index, bottom.index))
    columns = (0, LAST_COLUMN) if left is None or right is None else sorted((left.index, right.index))
    return Area(rows[0], columns[0], rows[1], columns[1])


def _named_areas(bench: Bench) -> dict[str, list[tuple[str, Area]]]:
    """What defined names and tables mean, by their names in lower case."""
    found: defaultdict[str, list[tuple[str, Area]]] = defaultdict(list)
    for element in bench.book.root.iterfind(f"{tag('definedNames')}/{tag('definedName')}"):
        for reference in references(element.text or ""):
            if reference.sheet_title is not None:
                found[element.get("name", "").lower()].append((reference.sheet_title.casefold(), area_of(reference)))
    for sheet in bench.book.sheets:
        for part in bench.book.related(sheet.part, "table"):
            root = bench.book.package.tree(part)
            area = parse_area(root.get("ref", ""))
            if local(root) == "table" and area is not None:
                found[root.get("displayName", "").lower()].append((sheet.title.casefold(), area))
    return dict(found)
