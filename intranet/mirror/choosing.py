"""Binding on a screen: what each tab is taken for and each column becomes, for correction, and whether it can work."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from intranet.mirror import binding, service
from intranet.mirror.models import TableBinding, Workbook
from intranet.mirror.tables import TABLES
from sync.cells import Snapshot, Tab, column_letter
from sync.codecs import shown
from sync.columns import Field, Table
from sync.headers import Header, TabText, header_key, headers_at
from sync.layout import Layout, MappedColumn, find_layout, locate
from sync.layout import Mapping as ColumnMapping

#: A sample of a column is cut here, and looked for in so many rows under the header.
_LONGEST, _ROWS = 40, 30
SEPARATOR = "."
_NUMBER = re.compile(r"\(?\d{1,2}\)?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a tab: its letter, the header as written, a value under it, and what it becomes ("" : nothing)."""

    number: int
    header: str
    sample: str
    chosen: str = ""

    @property
    def letter(self) -> str:
        """The letter of the column."""
        return column_letter(self.number)


@dataclass(slots=True)
class TabChoice:
    """What one tab is to be: a register and its columns, or nothing. ``problems`` keep it from being bound."""

    number: int
    tab: Tab
    table: Table | None = None
    layout: Layout | None = None
    columns: list[Column] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def options(self) -> list[tuple[str, str]]:
        """What a column may become: values and words."""
        return column_options(self.table) if self.table else []

    @property
    def legend(self) -> Mapping[str, str]:
        """The tab's signs and what they mean."""
        return self.layout.legend if self.layout else {}

    @property
    def bound(self) -> list[tuple[str, Column]]:
        """The columns that become something, with its words."""
        words = dict(self.options)
        return [(words[c.chosen], c) for c in self.columns if c.chosen in words]

    @property
    def own(self) -> list[Column]:
        """The columns that stay the office's own."""
        return [c for c in self.columns if not c.chosen]

    @property
    def sensitive(self) -> list[str]:
        """The words of columns with sensitive personal data that are chosen."""
        return [words for words, column in self.bound if self.table and _field(self.table, column.chosen).sensitive]

    def mapping(self) -> ColumnMapping:
        """The chosen columns in the order of the register's headings."""
        assert self.table is not None
        columns = []
        for value, (each, heading) in _headings(self.table).items():
            for chosen in (c for c in self.columns if c.chosen == value):
                header = next(h for h in self.layout.headers if h.column == chosen.number) if self.layout else None
                columns.append(
                    MappedColumn(
                        each.name,
                        heading.index,
                        header.text if header else "",
                        header.group if header else "",
                        chosen.number,
                    )
                )
        return ColumnMapping(self.table.name, tuple(columns))


def _headings(table: Table) -> dict[str, tuple[Field, Any]]:
    return {f"{f.name}{SEPARATOR}{n}": (f, heading) for f in table.fields for n, heading in enumerate(f.headings)}


def _field(table: Table, value: str) -> Field:
    return _headings(table)[value][0]


def column_options(table: Table) -> list[tuple[str, str]]:
    """What the columns of a register may become, in its order."""
    options = []
    for value, (each, heading) in _headings(table).items():
        several = len(each.headings) > 1 and not heading.alternative
        words = f"{each.label}: {heading.label}" if several else each.label
        if heading.alternative:
            words += " (cả trong một cột)"
        options.append((value, words + (", bắt buộc" if each.required else "")))
    return options


def offered(snapshot: Snapshot, bindings: Sequence[TableBinding], name: str) -> tuple[list[TabChoice], int | None]:
    """The tabs of a workbook as they are bound, or at the first look as they are guessed (visible ones); and the book's year."""
    bound = {b.tab_key: b for b in bindings}
    proposals = binding.propose(snapshot, ())
    guessed = {} if bound else {p.tab.key: p.table for p in proposals.found}
    choices = []
    for number, tab in enumerate(_ordered(snapshot)):
        if tab.key in bound:
            choices.append(_remembered(number, tab, bound[tab.key]))
        else:
            choices.append(looked_at(number, tab, guessed.get(tab.key)))
    return choices, proposals.year or binding.year_in(name)


def _ordered(snapshot: Snapshot) -> list[Tab]:
    """Visible tabs first."""
    return sorted(snapshot.tabs.values(), key=lambda tab: tab.hidden)


def looked_at(number: int, tab: Tab, table: Table | None) -> TabChoice:
    """A tab as it is understood at first sight. Sensitive columns are off until a person chooses them (law 91/2025/QH15)."""
    if table is None:
        return TabChoice(number, tab)
    layout = _layout_of(tab, table)
    quiet = {f.name for f in table.fields if f.sensitive}
    mapped = {c.column: _value(table, c) for c in layout.mapping.columns if c.field not in quiet}
    choice = _choice(number, tab, table, layout, mapped)
    choice.problems = [layout.problem] if layout.problem else []
    return choice


def _layout_of(tab: Tab, table: Table) -> Layout:
    """Where the register stands; where no header is recognised, the fullest row of texts, for a person to name its columns."""
    layout = find_layout(tab, table)
    if layout.headers:
        return layout
    page = TabText.of(tab)
    rows = [
        (len(headers), -row, headers)
        for row in range(min(len(tab.grid), _ROWS))
        if (headers := headers_at(page, row, 1))
    ]
    fullest = max(rows, key=lambda found: found[:2], default=(0, 0, []))
    return replace(layout, headers=tuple(fullest[2]), top=-fullest[1], bottom=-fullest[1])


def _remembered(number: int, tab: Tab, bound: TableBinding) -> TabChoice:
    table = TABLES[bound.table_name]
    layout = locate(tab, table, ColumnMapping.from_json(bound.mapping))
    choice = _choice(number, tab, table, layout, {c.column: _value(table, c) for c in layout.mapping.columns})
    choice.problems = [layout.problem] if layout.problem else []
    return choice


def read(snapshot: Snapshot, typed: Mapping[str, str]) -> tuple[list[TabChoice], bool]:
    """The choices a person sent; and whether all columns were chosen for the registers they now belong to.

    A tab that was given another register is looked at anew, and its columns wait for one more look.
    """
    choices, settled = [], True
    for number, tab in enumerate(_ordered(snapshot)):
        table = TABLES.get(typed.get(f"t{number}", ""))
        if table is None:
            choices.append(TabChoice(number, tab))
        elif typed.get(f"t{number}-was") != table.name or typed.get(f"t{number}-key") != tab.key:
            choices.append(looked_at(number, tab, table))
            settled = False
        else:
            choices.append(_chosen(number, tab, table, typed))
    _only_one_tab_each(choices)
    return choices, settled


def _chosen(number: int, tab: Tab, table: Table, typed: Mapping[str, str]) -> TabChoice:
    layout = _layout_of(tab, table)
    known = _headings(table)
    mapped = {h.column: value for h in layout.headers if (value := typed.get(f"t{number}-c{h.column}", "")) in known}
    choice = _choice(number, tab, table, layout, mapped)
    choice.problems = _problems(choice, table, layout)
    return choice


def _problems(choice: TabChoice, table: Table, layout: Layout) -> list[str]:
    """Why the tab cannot be bound so; told as a run would tell it."""
    if not layout.headers:
        return [layout.problem]
    words, counted = dict(choice.options), Counter(c.chosen for c in choice.columns if c.chosen)
    twice = [words[value].removesuffix(", bắt buộc") for value, count in counted.items() if count > 1]
    if twice:
        return [f"Trang “{choice.tab.title}”: hai cột cùng được chọn là “{name}”. Chỉ chọn một cột." for name in twice]
    there = {_field(table, value).name for value in counted}
    missing = [f.label for f in table.fields if f.needs_column and f.name not in there]
    if missing:
        return [
            f"Trang “{choice.tab.title}”: chưa có cột {', '.join(f'“{m}”' for m in missing)}. Chọn cột đó trong danh sách."
        ]
    found = locate(choice.tab, table, choice.mapping())
    return [found.problem] if found.problem else []


def _only_one_tab_each(choices: Sequence[TabChoice]) -> None:
    counted = Counter(c.table.name for c in choices if c.table)
    for choice in choices:
        if choice.table and not choice.table.several and counted[choice.table.name] > 1:
            choice.problems.append(
                f"Bảng “{choice.table.label}” được chọn cho nhiều trang. Mỗi bảng chỉ gắn với một trang."
            )


def _choice(number: int, tab: Tab, table: Table, layout: Layout, mapped: Mapping[int, str]) -> TabChoice:
    ours = {layout.id_column} if layout.has_id_column else set()
    ours |= {layout.note_column} if layout.has_note_column else set()
    headers = [h for h in layout.headers if h.column not in ours and h.text]
    columns = [Column(h.column, _written(h), _sample(tab, layout, h.column), mapped.get(h.column, "")) for h in headers]
    return TabChoice(number, tab, table, layout, columns)


def _value(table: Table, column: MappedColumn) -> str:
    """The option a mapped column stands for."""
    mine = [(v, f, h) for v, (f, h) in _headings(table).items() if f.name == column.field and h.index == column.index]
    named = [v for v, _, h in mine if header_key(column.header) in {header_key(n) for n in (h.label, *h.synonyms)}]
    return (named or [v for v, _, _ in mine] or [""])[0]


def _written(header: Header) -> str:
    return f"{header.group} – {header.text}" if header.group else header.text


def _sample(tab: Tab, layout: Layout, column: int) -> str:
    for row in range(layout.bottom + 1, min(len(tab.grid), layout.bottom + 1 + _ROWS)):
        if _is_numbering(tab, row):
            continue
        if text := " ".join(shown(tab.cell(row, column)).split()):
            return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return ""


def _is_numbering(tab: Tab, row: int) -> bool:
    """Whether a row only numbers the columns: (1), (2), (3)."""
    texts = [text for column in range(tab.width) if (text := shown(tab.cell(row, column)).strip())]
    return len(texts) > 1 and all(_NUMBER.fullmatch(text) for text in texts)


def remember(workbook: Workbook, bindings: Sequence[TableBinding], choices: Sequence[TabChoice]) -> None:
    """Bind what was chosen and let go what no longer is. Raises Refusal. Flushes, never commits."""
    wanted = {c.tab.key: c for c in choices if c.table}
    for bound in bindings:
        choice = wanted.get(bound.tab_key)
        if choice is None or choice.table is None or choice.table.name != bound.table_name:
            service.unbind_table(bound)
    options = {b.tab_key: dict(b.options or {}) for b in bindings}
    for choice in wanted.values():
        assert choice.table is not None
        kept = options.get(choice.tab.key, {}) | {"legend": dict(choice.legend)}
        data = service.BindingData(
            choice.table.name, choice.tab.key, choice.tab.title, choice.mapping().to_json(), kept
        )
        service.bind_table(workbook, data)
