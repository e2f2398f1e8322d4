"""Fits the headers of a sheet to the headings of a register: by name, by synonym, by what was remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from sync.columns import Field, Heading, Table
from sync.headers import Header, header_key
from sync.mapping import MappedColumn


@lru_cache(maxsize=1024)
def _keys(heading: Heading) -> tuple[frozenset[str], str]:
    return frozenset(header_key(name) for name in (heading.label, *heading.synonyms)), header_key(heading.group)


@lru_cache(maxsize=256)
def names_of(table: Table) -> frozenset[str]:
    """The keys of every name a register's columns go by."""
    return frozenset(key for each in table.fields for heading in each.headings for key in _keys(heading)[0])


def accepts(heading: Heading, header: Header) -> int:
    """How well a heading fits a header: 2 with its group, 1 without, 0 not at all. A bare number needs its group."""
    names, group = _keys(heading)
    if header.full_key in names and header.group:
        return 2
    if header.key not in names:
        return 0
    if header.key.isdigit():
        return 2 if group and group == header.group_key else 0
    return 2 if group and header.group_key == group else 1


def mapped(
    headers: Sequence[Header], table: Table
) -> tuple[tuple[MappedColumn, ...], list[tuple[Field, list[Header]]]]:
    """A column for every heading that has one, and the headings that two columns claim."""
    columns: list[MappedColumn] = []
    twice: list[tuple[Field, list[Header]]] = []
    taken: set[int] = set()
    for each in table.fields:
        for heading in each.headings:
            fitting = [(fit, h) for h in headers if (fit := accepts(heading, h)) and h.column not in taken]
            best = [h for fit, h in fitting if fit == max(f for f, _ in fitting)]
            if heading.alternative and any(column.field == each.name for column in columns):
                continue
            if len(best) > 1:
                best = [h for h in best if h.key == header_key(heading.label)] or best
            if len(best) > 1:
                twice.append((each, best))
            if best:
                taken.add(best[0].column)
                columns.append(MappedColumn(each.name, heading.index, best[0].text, best[0].group, best[0].column))
    return tuple(columns), twice


def found_again(column: MappedColumn, headers: Sequence[Header], table: Table) -> MappedColumn | None:
    """The remembered column among these headers, by header and group, then by header, then by a synonym; only if unique."""
    key, group = header_key(column.header), header_key(column.group)
    same = [h for h in headers if h.key == key]
    if not column.header:
        same = [h for h in headers if h.column == column.column] or [Header(column.column, "")]
    found = [h for h in same if h.group_key == group] if len(same) > 1 else same
    if not found:
        found = _by_synonym(column, headers, table)
    if len(found) != 1:
        return None
    return replace(column, column=found[0].column)


def _by_synonym(column: MappedColumn, headers: Sequence[Header], table: Table) -> list[Header]:
    try:
        headings = [h for h in table.field(column.field).headings if h.index == column.index]
    except KeyError:
        return []
    return [header for header in headers if any(accepts(heading, header) for heading in headings)]
