"""Finds a register's table inside a sheet that people made: its header, its columns, and where ours go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace

from sync.cells import Tab, column_letter
from sync.columns import Field, Table
from sync.fitting import found_again, mapped, names_of
from sync.headers import ID_HEADER, NOTE_HEADER, Header, TabText, header_key, headers_at
from sync.mapping import MappedColumn, Mapping, clean_headers
from sync.titles import legend_of, year_of
from sync.values import security_marking

#: A header stands within the first rows of a tab. A guess needs this share of a register's columns and so many of them;
#: a tab that bears a register's usual name is that register's with fewer, and is no other's.
_ROWS_SEARCHED = 40
_SURE_ENOUGH, _COLUMNS_ENOUGH = 0.5, 3
_NAMED_ENOUGH, _TAB_NAME_COUNTS = 0.1, 0.2


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a register stands in a tab. ``problem`` (plain Vietnamese) says why it cannot be used; empty if it can.

    ``headers`` are all headers found, ``unmapped`` those that are staff's own; ``missing`` names the fields without a column.
    ``id_column`` and ``note_column`` are ours: found by their headers, else the next free ones at the right edge.
    """

    mapping: Mapping
    top: int = 0
    bottom: int = 0
    headers: tuple[Header, ...] = ()
    unmapped: tuple[Header, ...] = ()
    missing: tuple[str, ...] = ()
    id_column: int = 0
    note_column: int = 0
    has_id_column: bool = False
    has_note_column: bool = False
    legend: Map[str, str] = field(default_factory=dict)
    year: int | None = None
    problem: str = ""


def find_layout(tab: Tab, table: Table) -> Layout:
    """The first look at a tab: header found, columns mapped by name and synonym. Problems are told, nothing is raised."""
    page = TabText.of(tab)
    place = _best_place(_places(page), table)
    if place is None:
        return Layout(Mapping(table.name, ()), problem=_no_header(tab, table))
    columns, twice = mapped(place.headers, table)
    layout = _layout(page, table, Mapping(table.name, columns), place)
    return replace(layout, problem=_marked(page, place.top) or _problem(tab, table, layout, twice))


def locate(tab: Tab, table: Table, mapping: Mapping) -> Layout:
    """A later look: the remembered columns are found again by their header texts, wherever they have been moved to."""
    page = TabText.of(tab)
    best: tuple[_Place, tuple[MappedColumn, ...]] | None = None
    for place in _places(page):
        found = tuple(c for column in mapping.columns if (c := found_again(column, place.headers, table)) is not None)
        if found and (best is None or (len(found), place.whole) > (len(best[1]), best[0].whole)):
            best = (place, found)
    if best is None:
        return Layout(mapping, problem=_no_header(tab, table))
    place, found = best
    layout = _layout(page, table, Mapping(table.name, found), place)
    return replace(
        layout, problem=_marked(page, place.top) or _lost(tab, table, mapping, found) or _ours_twice(tab, place.headers)
    )


def guess_table(tab: Tab, tables: Iterable[Table]) -> tuple[str, float] | None:
    """Which register a tab most probably holds, with a score from 0 to 1; None for a hidden tab or when none is likely."""
    if tab.hidden:
        return None
    places = _places(TabText.of(tab))
    found = [(_score(places, table), table) for table in tables]
    named = [
        (share + _TAB_NAME_COUNTS, t.name) for (share, _), t in found if share >= _NAMED_ENOUGH and _is_named(tab, t)
    ]
    likely = [(share, t.name) for (share, count), t in found if share >= _SURE_ENOUGH and count >= _COLUMNS_ENOUGH]
    score, name = max(named or likely, default=(0.0, ""))
    return (name, min(score, 1.0)) if name else None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a header may stand, and what it then says."""

    top: int
    height: int
    headers: tuple[Header, ...]
    whole: int  # 1: cells merged downwards say that the header takes just these rows; -1: they say it does not
    keys: frozenset[str] = frozenset()


def _wholeness(page: TabText, top: int, height: int) -> int:
    width = range(page.tab.width)
    if height == 2:
        return int(any(page.home(top + 1, column) == (top, column) for column in width))
    cut = any(page.home(top, c)[0] < top or page.home(top + 1, c)[0] == top for c in width if page.home(top, c)[1] == c)
    return -int(cut)


def _places(page: TabText) -> list[_Place]:
    """Every place a header may stand: at least two cells are filled. Single rows before pairs of rows."""
    last = min(len(page.tab.grid), _ROWS_SEARCHED)
    busy = [len(page.filled(row)) > 1 for row in range(last)]
    tops = [(row, high) for high in (1, 2) for row in range(last) if row + high <= last and any(busy[row : row + high])]
    return [_place(page, row, high) for row, high in tops]


def _place(page: TabText, row: int, high: int) -> _Place:
    headers = tuple(headers_at(page, row, high))
    keys = frozenset(key for header in headers for key in (header.key, header.full_key))
    return _Place(row, high, headers, _wholeness(page, row, high), keys)


def _best_place(places: Sequence[_Place], table: Table) -> _Place | None:
    """The place whose headers name most of the register's columns, the required ones among them; a single row if equal."""
    best: tuple[int, int, _Place] | None = None
    for place in places:
        if len(place.keys & names_of(table)) < 2:
            continue
        columns, _ = mapped(place.headers, table)
        if len(columns) < 2 or not _required(table) <= {column.field for column in columns}:
            continue
        if best is None or (len(columns), place.whole) > best[:2]:
            best = (len(columns), place.whole, place)
    return None if best is None else best[2]


def _required(table: Table) -> set[str]:
    return {each.name for each in table.fields if each.needs_column}


def _score(places: Sequence[_Place], table: Table) -> tuple[float, int]:
    """The share of the register's columns that a tab has at best, and how many these are."""
    place = _best_place(places, table)
    if place is None:
        return 0.0, 0
    columns, _ = mapped(place.headers, table)
    headings = sum(not heading.alternative for each in table.fields for heading in each.headings)
    return len(columns) / headings, len(columns)


def _is_named(tab: Tab, table: Table) -> bool:
    return header_key(tab.title) in {header_key(name) for name in table.tabs}


def _layout(page: TabText, table: Table, mapping: Mapping, place: _Place) -> Layout:
    """The rest of a layout: ours at the right edge, staff's own columns, legend, year."""
    headers, top, bottom = place.headers, place.top, place.top + place.height - 1
    ids = [h.column for h in headers if h.key == header_key(ID_HEADER)]
    notes = [h.column for h in headers if h.key == header_key(NOTE_HEADER)]
    free = _right_edge(page)
    id_column = ids[0] if ids else free
    note_column = notes[0] if notes else free + (0 if ids else 1)
    ours = {column.column for column in mapping.columns} | set(ids) | set(notes)
    return Layout(
        mapping=mapping, top=top, bottom=bottom, headers=headers,
        unmapped=tuple(h for h in headers if h.column not in ours),
        missing=tuple(each.name for each in table.fields if each.name not in mapping.fields),
        id_column=id_column, note_column=note_column, has_id_column=bool(ids), has_note_column=bool(notes),
        legend=legend_of(page, top, bottom), year=year_of(page, top),
    )  # fmt: skip


def _right_edge(page: TabText) -> int:
    """The first column right of everything, merged areas included."""
    filled = max((columns[-1] for row in range(len(page.tab.grid)) if (columns := page.filled(row))), default=-1)
    return max([filled, *(merge.right for merge in page.tab.merges)]) + 1


def _label(table: Table, name: str) -> str:
    return next((each.label for each in table.fields if each.name == name), name)


def _no_header(tab: Tab, table: Table) -> str:
    needed = ", ".join(f"“{each.headings[0].label}”" for each in table.fields if each.needs_column)
    return (
        f"Trang “{tab.title}”: không tìm thấy dòng tiêu đề của bảng {table.label}. "
        f"Bảng cần có một dòng tiêu đề với cột {needed} và ít nhất một cột khác trong {_ROWS_SEARCHED} dòng đầu."
    )


def _problem(tab: Tab, table: Table, layout: Layout, twice: Sequence[tuple[Field, list[Header]]]) -> str:
    if twice:
        each, columns = twice[0]
        letters = ", ".join(column_letter(h.column) for h in columns)
        return (
            f"Trang “{tab.title}”: có {len(columns)} cột cùng tiêu đề “{columns[0].text}” (cột {letters}), "
            f"chưa rõ cột nào là {each.label}. Đề nghị đổi tên một cột."
        )
    return _ours_twice(tab, layout.headers)


def _ours_twice(tab: Tab, headers: Sequence[Header]) -> str:
    for name in (ID_HEADER, NOTE_HEADER):
        columns = [column_letter(h.column) for h in headers if h.key == header_key(name)]
        if len(columns) > 1:
            return f"Trang “{tab.title}”: có {len(columns)} cột “{name}” ({', '.join(columns)}). Đề nghị xóa cột chép thừa."
    return ""


def _marked(page: TabText, top: int) -> str:
    """A tab whose title bears a security marking is not read at all (domain.md, section 7)."""
    titles = (page.text(row, column) for row in range(top) for column in page.filled(row))
    if not any(security_marking(title) for title in titles):
        return ""
    return (
        f"Trang “{page.tab.title}” có dấu chỉ độ mật ở phần tiêu đề. Nội dung mật không được đưa vào phần mềm này, "
        "nên trang này không được đồng bộ."
    )


def _lost(tab: Tab, table: Table, mapping: Mapping, found: Sequence[MappedColumn]) -> str:
    """Which remembered columns are not there any more: unknown is not empty (law 8)."""
    there = {(column.field, column.index) for column in found}
    lost = [column for column in mapping.columns if (column.field, column.index) not in there]
    if not lost:
        return ""
    names = ", ".join(f"“{f'{c.group} - ' if c.group else ''}{c.header}” ({_label(table, c.field)})" for c in lost[:4])
    more = f" và {len(lost) - 4} cột nữa" if len(lost) > 4 else ""
    return (
        f"Trang “{tab.title}”: không còn tìm thấy cột {names}{more}, hoặc có nhiều cột cùng tên đó. "
        "Đề nghị khôi phục tiêu đề cột hoặc ghép lại cột."
    )


__all__ = ["Layout", "MappedColumn", "Mapping", "clean_headers", "find_layout", "guess_table", "locate"]
