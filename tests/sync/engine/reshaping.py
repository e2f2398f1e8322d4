"""What changes the shape of a workbook: tabs and headers moved, renamed, doubled, deleted; what stops a table can be mended."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace

from sync.cells import EMPTY, Cell
from tests.sync.engine.firstbook import KEYS
from tests.sync.engine.hands import Sheet
from tests.sync.engine.papers import Page, plain
from tests.sync.engine.weather import World


def structure(world: World, what: str, key: str, a: int) -> None:
    """A person changes tabs or headers; what stops a table can be mended later."""
    with world.at_the_sheet() as pages:
        page = world.page(key, pages)
        if page is not None:
            SHAPES[what](world, page, pages, a)


def _rename_tab(world: World, page: Page, pages: list[Page], a: int) -> None:
    page.title = f"{page.title.split(' (')[0]} ({a})"


def _move_tab(world: World, page: Page, pages: list[Page], a: int) -> None:
    pages.remove(page)
    pages.insert(a % (len(pages) + 1), page)


def _add_tab(world: World, page: Page, pages: list[Page], a: int) -> None:
    world.count += 1
    pages.insert(a % (len(pages) + 1), Page("", f"Mới {world.count}", plain([["x"]])))


def _duplicate_tab(world: World, page: Page, pages: list[Page], a: int) -> None:
    world.count += 1
    pages.insert(a % (len(pages) + 1), Page("", f"Bản sao {world.count}", [list(row) for row in page.grid]))


def _delete_tab(world: World, page: Page, pages: list[Page], a: int) -> None:
    if any(world.page(k, pages) is not None for k in KEYS if k != ("T1" if page is world.page("T1", pages) else "T2")):
        pages.remove(page)
        world.mends.append(lambda: _bring_back(world, page))


def _bring_back(world: World, page: Page) -> None:
    with world.at_the_sheet() as pages:
        taken = {p.title for p in pages}
        if all(p.key != page.key for p in pages):
            title = page.title if page.title not in taken else f"{page.title} lại"
            pages.append(replace(page, title=title))


def _rename_header(world: World, page: Page, pages: list[Page], a: int) -> None:
    sheet = Sheet(page)
    if sheet.header is None:
        return
    column = a % sheet.width
    old, key = sheet.heads()[column], page.key
    if old == "TT":
        return
    sheet.put(sheet.header, column, Cell(f"Tên khác {world.count}", "text"))
    world.mends.append(lambda name=f"Tên khác {world.count}": _rename_back(world, key, name, old))  # type: ignore[misc]
    world.count += 1


def _rename_back(world: World, key: str, name: str, old: str) -> None:
    with world.at_the_sheet() as pages:
        page = next((p for p in pages if p.key == key), None)
        if page is not None and name in (heads := Sheet(page).heads()) and old not in heads:
            sheet = Sheet(page)
            assert sheet.header is not None
            sheet.put(sheet.header, heads.index(name), Cell(old, "text"))


def _delete_column(world: World, page: Page, pages: list[Page], a: int) -> None:
    sheet = Sheet(page)
    if sheet.header is None:
        return
    column, tags = a % sheet.width, sheet.heads().index("TT") if "TT" in sheet.heads() else None
    head, key = sheet.heads()[column], page.key
    if tags is None or column == tags:
        return
    kept = [(sheet.get(r, tags), sheet.get(r, column)) for r in sheet.rows]
    for r in [sheet.header, *sheet.rows]:
        sheet.grid[r] = [c for n, c in enumerate(sheet.line(r)) if n != column]
    world.mends.append(lambda: _column_back(world, key, head, kept))


def _column_back(world: World, key: str, head: str, kept: list[tuple[Cell, Cell]]) -> None:
    """A deleted column typed in again, row by row as far as the rows are still there."""
    with world.at_the_sheet() as pages:
        page = next((p for p in pages if p.key == key), None)
        if page is None or head in Sheet(page).heads():
            return
        sheet = Sheet(page)
        assert sheet.header is not None
        at, tags = sheet.width, sheet.heads().index("TT")
        rows = sheet.rows
        sheet.put(sheet.header, at, Cell(head, "text"))
        for row in rows:
            tag = sheet.get(row, tags)
            found = next((value for known, value in kept if known == tag and not tag.is_empty), None)
            if found is not None:
                sheet.put(row, at, found)


def _duplicate_column(world: World, page: Page, pages: list[Page], a: int) -> None:
    sheet = Sheet(page)
    if sheet.header is None:
        return
    column, key, rows, width = a % sheet.width, page.key, [sheet.header, *sheet.rows], sheet.width
    head = sheet.heads()[column]
    for r in rows:
        line = sheet.line(r)
        line.extend([EMPTY] * (width - len(line)))
        line.insert(column, line[column])
        sheet.grid[r] = line
    world.mends.append(lambda: _single_again(world, key, head))


def _single_again(world: World, key: str, head: str) -> None:
    with world.at_the_sheet() as pages:
        page = next((p for p in pages if p.key == key), None)
        if page is not None and Sheet(page).heads().count(head) > 1:
            sheet = Sheet(page)
            column, rows = sheet.heads().index(head), [sheet.header, *sheet.rows]
            for r in rows:
                assert r is not None
                sheet.grid[r] = [c for n, c in enumerate(sheet.line(r)) if n != column]


def mend(world: World) -> None:
    """A person undoes what stops the tables, the newest first."""
    while world.mends:
        world.mends.pop()()


def put_back_an_old_copy(world: World) -> None:
    """Somebody keeps a copy of the tabs; the next time, it is saved over what stands now."""
    if world.old is None:
        world.old = copy.deepcopy(world.paper.pages())
        return
    old, world.old = {p.key: p for p in world.old}, None
    with world.at_the_sheet() as pages:
        for page in pages:
            if page.key in old:
                page.grid = old[page.key].grid


SHAPES: dict[str, Callable[[World, Page, list[Page], int], None]] = {
    "rename_tab": _rename_tab, "move_tab": _move_tab, "add_tab": _add_tab, "duplicate_tab": _duplicate_tab,
    "delete_tab": _delete_tab, "rename_header": _rename_header, "delete_column": _delete_column,
    "duplicate_column": _duplicate_column,
}  # fmt: skip
