"""Names: of persons and organisations referred to, and a row's own name."""

from __future__ import annotations

import re

from sync.cells import Cell, text
from sync.codecs.base import OneCell, shown
from sync.codecs.refusals import refused
from sync.columns import Context, Refused, Value
from sync.legacy import telex_reading
from sync.values import single_line, title_case


class PersonCodec(OneCell):
    """A member of the book, by name; the value is the record id."""

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The one member who fits, looked for in the row's branch."""
        if not isinstance(cell.value, str):
            return refused("unknown_person", shown(cell))
        return context.directory.find_person(cell.value, context.branch)

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """The full name."""
        return text(context.directory.person_name(value))


class OrganisationCodec(OneCell):
    """An organisation of the book, by any of its usual names; the value is the record id."""

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The one organisation so called."""
        found = context.directory.find_organisation(shown(cell))
        return refused("unknown_unit", shown(cell)) if found is None else found

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """The organisation's name."""
        return text(context.directory.organisation_name(value))


_ABBREVIATED = ((re.compile(r"^(?:cb|c\.\s?bộ|chi bộ)\b\.?\s*", re.IGNORECASE), "Chi bộ "),
                (re.compile(r"^(?:đb|đ\.\s?bộ|đảng bộ)\b\.?\s*", re.IGNORECASE), "Đảng bộ "))  # fmt: skip


class OrganisationNameCodec(OneCell):
    """A row's own name as an organisation: abbreviations at its beginning are written out."""

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The name on one line."""
        name = single_line(shown(cell))
        for pattern, prefix in _ABBREVIATED:
            if not name.isupper():
                name = pattern.sub(prefix, name).strip()
        return name or None

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """The name."""
        return text(value)


class MemberNameCodec(OneCell):
    """A row's own name as a person, in title case; one typed without a keyboard driver must be confirmed."""

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The name in title case."""
        if not isinstance(cell.value, str):
            return refused("unknown_value", shown(cell))
        name = single_line(cell.value)
        if not any(c.isalpha() for c in name):
            return refused("unknown_value", name)
        meant = telex_reading(name)
        if meant is not None:
            return refused("typed_without_keyboard_driver", name, [meant])
        return title_case(name)

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """The name."""
        return text(value)
